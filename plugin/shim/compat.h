/* What differs between the versions of clang's API that we build for (15 to
 * 23), each in a small function named for its meaning. Included by
 * the .cpp files here alone. A newer one is prepared here, and named in
 * cmake/LLVMVersions.cmake. */
#ifndef CALLCHAIN_PLUGIN_SHIM_COMPAT_H
#define CALLCHAIN_PLUGIN_SHIM_COMPAT_H

#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclCXX.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/AST/Mangle.h"
#include "clang/Basic/Version.h"
#include "clang/Frontend/CompilerInstance.h"
#include "llvm/ADT/APSInt.h"
#include "llvm/ADT/StringRef.h"

namespace compat {

/* APSInt::isRepresentableByInt64, which is younger than some of the versions. */
inline bool fitsInt64(const llvm::APSInt &Number) {
    return Number.isSigned() ? Number.getSignificantBits() <= 64 : Number.getActiveBits() <= 63;
}

inline bool startsWith(llvm::StringRef Text, llvm::StringRef Prefix) { return Text.substr(0, Prefix.size()) == Prefix; }

inline bool isPure(const clang::FunctionDecl *Function) {
#if CLANG_VERSION_MAJOR >= 18
    return Function->isPureVirtual();
#else
    return Function->isPure();
#endif
}

inline void mangleType(clang::MangleContext &Mangler, clang::QualType Type, llvm::raw_ostream &Out) {
#if CLANG_VERSION_MAJOR >= 18
    Mangler.mangleCanonicalTypeName(Type, Out);
#else
    Mangler.mangleTypeName(Type, Out);
#endif
}

inline bool isStructuralValue(const clang::TemplateArgument &Argument) {
#if CLANG_VERSION_MAJOR >= 18
    return Argument.getKind() == clang::TemplateArgument::StructuralValue;
#else
    (void)Argument;
    return false;
#endif
}

/* The initializers of `T(a, b)` for an aggregate (C++20). */
inline llvm::ArrayRef<const clang::Expr *> parenListInits(const clang::Stmt *Node, const clang::Expr *&Filler) {
#if CLANG_VERSION_MAJOR >= 16
    if (const auto *List = llvm::dyn_cast<clang::CXXParenListInitExpr>(Node)) {
        Filler = List->getArrayFiller();
        auto Inits = const_cast<clang::CXXParenListInitExpr *>(List)->getInitExprs();
        return llvm::ArrayRef<const clang::Expr *>(Inits.data(), Inits.size());
    }
#else
    (void)Node;
    (void)Filler;
#endif
    return {};
}

inline bool isParenList(const clang::Stmt *Node) {
#if CLANG_VERSION_MAJOR >= 16
    return llvm::isa<clang::CXXParenListInitExpr>(Node);
#else
    (void)Node;
    return false;
#endif
}

inline const clang::CXXRecordDecl *memberPointerClass(const clang::MemberPointerType *Pointer) {
#if CLANG_VERSION_MAJOR >= 21
    return Pointer->getMostRecentCXXRecordDecl();
#else
    return Pointer->getClass()->getAsCXXRecordDecl();
#endif
}

inline bool isPromotable(const clang::ASTContext &Context, clang::QualType Type) {
#if CLANG_VERSION_MAJOR >= 16
    return Context.isPromotableIntegerType(Type);
#else
    (void)Context;
    return Type->isPromotableIntegerType();
#endif
}

inline const clang::Expr *requiresClause(const clang::FunctionDecl *Function) {
#if CLANG_VERSION_MAJOR >= 21
    return Function->getTrailingRequiresClause().ConstraintExpr;
#else
    return Function->getTrailingRequiresClause();
#endif
}

inline const clang::Expr *constraint(const clang::concepts::NestedRequirement *Nested) {
#if CLANG_VERSION_MAJOR >= 16
    return Nested->hasInvalidConstraint() ? nullptr : Nested->getConstraintExpr();
#else
    return Nested->isSubstitutionFailure() ? nullptr : Nested->getConstraintExpr();
#endif
}

/* The template parameter that this type came in the place of. */
inline const clang::TemplateTypeParmDecl *replacedParameter(const clang::SubstTemplateTypeParmType *Type) {
#if CLANG_VERSION_MAJOR >= 16
    return Type->getReplacedParameter();
#else
    return Type->getReplacedParameter()->getDecl();
#endif
}

/* The class in whose scope a name is looked for (Traits::kValue), or null. */
inline const clang::Type *qualifierType(const clang::DeclRefExpr *Reference) {
#if CLANG_VERSION_MAJOR >= 22
    clang::NestedNameSpecifier Qualifier = Reference->getQualifier();
    return Qualifier.getKind() == clang::NestedNameSpecifier::Kind::Type ? Qualifier.getAsType() : nullptr;
#else
    const clang::NestedNameSpecifier *Qualifier = Reference->getQualifier();
    return Qualifier ? Qualifier->getAsType() : nullptr;
#endif
}

inline clang::QualType recordType(const clang::ASTContext &Context, const clang::CXXRecordDecl *Record) {
#if CLANG_VERSION_MAJOR >= 22
    return Context.getCanonicalTagType(Record);
#else
    return Context.getRecordType(Record);
#endif
}

/* Is this identifier of a kernel's attribute one that this clang does not read? */
inline bool unreadBounds(llvm::StringRef Identifier) { // three launch bounds since 18
    return CLANG_VERSION_MAJOR < 18 && (Identifier == "__launch_bounds__" || Identifier == "launch_bounds");
}

inline bool unreadCluster(llvm::StringRef Identifier) {
    return CLANG_VERSION_MAJOR < 22 && (Identifier == "__cluster_dims__" || Identifier == "cluster_dims");
}

/* __launch_bounds__' third argument: blocks a cluster. */
inline const clang::Expr *maxBlocks(const clang::CUDALaunchBoundsAttr *Bounds) {
#if CLANG_VERSION_MAJOR >= 18
    return Bounds->getMaxBlocks();
#else
    (void)Bounds;
    return nullptr;
#endif
}

/* __cluster_dims__: x, y, z, each NULL where it is left out. */
inline bool clusterDimensions(const clang::FunctionDecl *Kernel, const clang::Expr *(&Dimensions)[3]) {
#if CLANG_VERSION_MAJOR >= 22
    if (const auto *Cluster = Kernel->getAttr<clang::CUDAClusterDimsAttr>()) {
        Dimensions[0] = Cluster->getX();
        Dimensions[1] = Cluster->getY();
        Dimensions[2] = Cluster->getZ();
        return true;
    }
#endif
    (void)Kernel;
    (void)Dimensions;
    return false;
}

inline std::string argumentsHash(const clang::CompilerInvocation &Invocation) { return Invocation.getModuleHash(); }

} // namespace compat

#endif
