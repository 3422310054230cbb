// What the files of the shim share: the unit, and the ways between clang's
// pointers and the C interface's handles. Included by the .cpp files here alone.
#ifndef CALLCHAIN_PLUGIN_SHIM_UNIT_H
#define CALLCHAIN_PLUGIN_SHIM_UNIT_H

#include "compat.h"
#include "shim.h"

#include "clang/AST/ASTContext.h"
#include "clang/AST/ExprCXX.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Frontend/CompilerInstance.h"

#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/DenseSet.h"
#include "llvm/ADT/StringMap.h"

#include <deque>
#include <memory>
#include <set>
#include <string>
#include <vector>

using namespace clang;

// What is thrown when there is no memory (memory.cpp).
struct OutOfMemory {};

// What the compiler refused, once for each place and text; the line is 0 where the place is not known.
struct FoundError {
    std::string Text, File;
    unsigned Line = 0, Column = 0;
    SourceLocation Location;
    const FunctionDecl *Within = nullptr;
    unsigned Count = 1;
    bool Fatal = false;
};

// The variables of a body that change once they have their first value, and those of them that more than
// assignments to them (or their members) may change.
struct VariableChanges {
    llvm::DenseSet<const VarDecl *> Changed, Aliased;
    std::set<std::pair<const VarDecl *, std::string>> AliasedFields; // "a.b": only these of the variable
    llvm::DenseSet<const FieldDecl *> Fields;                        // of *this
    bool This = false;                                               // any of these may be
    bool Complete = true;                                            // false: any variable may be
};

struct shim_unit {
    CompilerInstance *Compiler = nullptr;
    ASTContext *Context = nullptr;
    SourceManager *Sources = nullptr;
    std::unique_ptr<MangleContext> Mangler;
    PrintingPolicy Policy{LangOptions()};
    llvm::SmallString<1024> Buffer; // what string-returning functions return
    std::string Arch, Triple, MainFile, Directory, Arguments;
    std::vector<FoundError> Errors;  // in the order of clang's telling
    llvm::StringMap<size_t> ErrorAt; // place and text -> its number
    unsigned ErrorCount = 0;
    bool OutOfMemory = false;   // from then on the analysis is told nothing
    bool DefaultsAdded = false; // a declaration has added default arguments to a function template
    bool MainFileNamed = false; // while a header is precompiled: it asked for the main file's name
    std::string NameText;
    std::deque<std::string> ItemTexts;
    std::vector<shim_name_item> Items;
    bool (*IsSystem)(void *Data, const char *File) = nullptr;
    void *Data = nullptr;
    mutable llvm::DenseMap<FileID, bool> SystemFiles;
    mutable llvm::StringMap<bool> SystemNames; // of files that #line names
    llvm::DenseMap<const Stmt *, bool> Runs;   // of the body at hand (shim_reach_begin)
    llvm::DenseMap<const FunctionDecl *, std::unique_ptr<VariableChanges>> Changed; // by definition
};

static inline const FunctionDecl *decl(shim_function F) { return reinterpret_cast<const FunctionDecl *>(F); }
static inline const CXXMethodDecl *methodDecl(shim_function F) { return dyn_cast<CXXMethodDecl>(decl(F)); }
static inline const CXXRecordDecl *decl(shim_record R) { return reinterpret_cast<const CXXRecordDecl *>(R); }
static inline const VarDecl *decl(shim_variable V) { return reinterpret_cast<const VarDecl *>(V); }
static inline const Decl *decl(shim_decl D) { return reinterpret_cast<const Decl *>(D); }
static inline const Stmt *stmt(shim_stmt S) { return reinterpret_cast<const Stmt *>(S); }
static inline const Expr *expr(shim_stmt S) { return dyn_cast_or_null<Expr>(stmt(S)); }
static inline QualType type(shim_type T) { return QualType::getFromOpaquePtr(T); }

static inline shim_function handle(const FunctionDecl *F) {
    return F ? reinterpret_cast<shim_function>(F->getCanonicalDecl()) : nullptr;
}
static inline shim_record handle(const CXXRecordDecl *R) {
    return R ? reinterpret_cast<shim_record>(R->getCanonicalDecl()) : nullptr;
}
static inline shim_variable handle(const VarDecl *V) { return reinterpret_cast<shim_variable>(V); }
static inline shim_stmt handle(const Stmt *S) { return reinterpret_cast<shim_stmt>(S); }
static inline shim_stmt handleExpr(const Expr *E) { return handle(static_cast<const Stmt *>(E)); }
static inline shim_decl handle(const Decl *D) { return reinterpret_cast<shim_decl>(D); }

static inline const char *keep(shim_unit *Unit, llvm::StringRef Text, size_t *Length = nullptr) {
    if (Text.data() != Unit->Buffer.data())
        Unit->Buffer = Text;
    if (Length)
        *Length = Unit->Buffer.size();
    return Unit->Buffer.c_str();
}

// A place in a macro's argument is where it is written; in a macro's body,
// where the macro is used.
static inline SourceLocation fileLocation(const shim_unit *Unit, SourceLocation Location) {
    return Location.isValid() ? Unit->Sources->getFileLoc(Location) : Location;
}

static inline bool place(const shim_unit *Unit, SourceLocation Location, shim_place *Place) {
    PresumedLoc Presumed = Unit->Sources->getPresumedLoc(fileLocation(Unit, Location));
    if (Presumed.isInvalid())
        return false;
    *Place = {Presumed.getFilename(), Presumed.getLine(), Presumed.getColumn()};
    return true;
}

static inline bool inMainFile(const shim_unit *Unit, SourceLocation Location) {
    return Location.isValid() && Unit->Sources->isInMainFile(Unit->Sources->getExpansionLoc(Location));
}

// Not what clang calls a system header, which is a question of the option that
// its folder came by: the consumer decides.
bool inSystem(const shim_unit *Unit, SourceLocation Location);

// Can the body of a local variable change it once it has its first value? True where that is not known.
bool isChanged(const shim_unit *Unit, const VarDecl *Variable);

static inline const FunctionDecl *definition(const FunctionDecl *F) {
    const FunctionDecl *Definition = nullptr;
    if (!F->isDefined(Definition) || Definition->isDeleted())
        return nullptr;
    // An implicit member is defined once it is used.
    return Definition->isImplicit() && !Definition->doesThisDeclarationHaveABody() ? nullptr : Definition;
}

// The declaration whose place stands for the function.
static inline const FunctionDecl *placed(const FunctionDecl *F) {
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
        F = Pattern;
    const FunctionDecl *Definition = definition(F);
    return Definition ? Definition : F;
}

static inline const CXXRecordDecl *recordOf(QualType Type) {
    if (Type.isNull())
        return nullptr;
    Type = Type.getNonReferenceType();
    if (const auto *Pointer = Type->getAs<PointerType>())
        Type = Pointer->getPointeeType();
    return Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
}

static inline const CXXDestructorDecl *destructorOf(QualType Type) {
    if (Type.isNull() || Type->isDependentType() || Type.isDestructedType() != QualType::DK_cxx_destructor)
        return nullptr;
    const CXXRecordDecl *Record = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    return Record && Record->hasDefinition() ? Record->getDefinition()->getDestructor() : nullptr;
}

#endif
