// What the linker calls functions, variables and classes, and the signatures of
// types: how clang's mangler is asked. See shim/shim.h.
#include "unit.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprConcepts.h"

namespace {

GlobalDecl globalDecl(const FunctionDecl *F) {
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
        return GlobalDecl(Constructor, Ctor_Complete);
    if (const auto *Destructor = dyn_cast<CXXDestructorDecl>(F))
        return GlobalDecl(Destructor, Dtor_Complete);
    if (F->hasAttr<CUDAGlobalAttr>())
        return GlobalDecl(F, KernelReferenceKind::Kernel);
    return GlobalDecl(F);
}

// clang's mangler cannot be trusted with all that clang can parse: from 21 on
// it reads a null context on closures whose scope is a requires-expression,
// and a constraint that names a local of its own function (an init-capture,
// say) makes it recurse without end, since a local's name contains its
// function's, and that the constraint.
bool inRequiresExpression(const DeclContext *Context) {
    for (; Context; Context = Context->getParent())
        if (isa<RequiresExprBodyDecl>(Context))
            return true;
    return false;
}

bool namesLocal(const Stmt *Node) {
    if (!Node)
        return false;
    if (isa<LambdaExpr>(Node))
        return true;
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Node)) {
        const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
        return Variable && !isa<ParmVarDecl>(Variable) && !Variable->hasGlobalStorage();
    }
    if (const auto *Requires = dyn_cast<RequiresExpr>(Node))
        for (const concepts::Requirement *Requirement : Requires->getRequirements()) {
            if (const auto *Simple = dyn_cast<concepts::ExprRequirement>(Requirement))
                if (!Simple->isExprSubstitutionFailure() && namesLocal(Simple->getExpr()))
                    return true;
            if (const auto *Nested = dyn_cast<concepts::NestedRequirement>(Requirement))
                if (namesLocal(compat::constraint(Nested)))
                    return true;
        }
    for (const Stmt *Child : Node->children())
        if (namesLocal(Child))
            return true;
    return false;
}

bool constrainedByLocal(const FunctionDecl *F) {
    if (namesLocal(compat::requiresClause(F)))
        return true;
    const FunctionTemplateDecl *Template = F->getDescribedFunctionTemplate();
    if (!Template)
        Template = F->getPrimaryTemplate();
    return Template && namesLocal(Template->getTemplateParameters()->getRequiresClause());
}

bool isMangleable(const DeclContext *Context) {
    if (inRequiresExpression(Context))
        return false;
    for (; Context; Context = Context->getParent()) {
        const auto *F = dyn_cast<FunctionDecl>(Context);
        const auto *Record = dyn_cast<CXXRecordDecl>(Context);
        if (Record && Record->isLambda())
            F = Record->getLambdaCallOperator();
        if (F && constrainedByLocal(F))
            return false;
    }
    return true;
}

bool isMangleable(shim_unit *Unit, const FunctionDecl *F) {
    if (!Unit->Context->getLangOpts().CPlusPlus20)
        return true;
    if (F->isDependentContext() || !isMangleable(F))
        return false;
    if (const TemplateArgumentList *Arguments = F->getTemplateSpecializationArgs())
        for (const TemplateArgument &Argument : Arguments->asArray())
            if (Argument.getKind() == TemplateArgument::Type)
                if (const CXXRecordDecl *Record = Argument.getAsType()->getAsCXXRecordDecl())
                    if (Record->isLambda() && !isMangleable(Record))
                        return false;
    return true;
}
} // namespace

const char *shim_function_mangled(shim_unit *Unit, shim_function Function, size_t *Length) {
    const FunctionDecl *F = decl(Function);
    if (F->isDependentContext() || !isMangleable(Unit, F))
        return nullptr;
    Unit->Buffer.clear();
    if (Unit->Mangler->shouldMangleDeclName(F)) {
        llvm::raw_svector_ostream Out(Unit->Buffer);
        Unit->Mangler->mangleName(globalDecl(F), Out);
        if (!Unit->Buffer.empty() && Unit->Buffer[0] == '\1') // an asm label
            Unit->Buffer.erase(Unit->Buffer.begin());
    } else if (const IdentifierInfo *Name = F->getIdentifier()) {
        Unit->Buffer = Name->getName();
    } else {
        return nullptr;
    }
    return keep(Unit, Unit->Buffer.str(), Length);
}

const char *shim_variable_mangled(shim_unit *Unit, shim_variable Variable, size_t *Length) {
    const VarDecl *V = decl(Variable);
    Unit->Buffer.clear();
    if (isa<DecompositionDecl>(V) || !isMangleable(V->getDeclContext()))
        return nullptr;
    if (Unit->Mangler->shouldMangleDeclName(V)) {
        llvm::raw_svector_ostream Out(Unit->Buffer);
        Unit->Mangler->mangleName(GlobalDecl(V), Out);
    } else {
        Unit->Buffer = V->getName();
    }
    return keep(Unit, Unit->Buffer.str(), Length);
}

const char *shim_record_identity(shim_unit *Unit, shim_record R, size_t *Length, bool *Internal) {
    *Internal = !decl(R)->isExternallyVisible();
    Unit->Buffer.clear();
    if (!isMangleable(decl(R)))
        return nullptr;
    llvm::raw_svector_ostream Out(Unit->Buffer);
    compat::mangleType(*Unit->Mangler, compat::recordType(*Unit->Context, decl(R)), Out);
    if (compat::startsWith(Unit->Buffer.str(), "_ZTS"))
        Unit->Buffer.erase(Unit->Buffer.begin(), Unit->Buffer.begin() + 4);
    return keep(Unit, Unit->Buffer.str(), Length);
}

void shim_record_number(shim_unit *Unit, shim_record R) {
    size_t Length;
    bool Internal;
    if (decl(R)->isLambda() && !decl(R)->isDependentContext() && decl(R)->getLambdaManglingNumber() == 0)
        shim_record_identity(Unit, R, &Length, &Internal);
}
// Types -------------------------------------------------------------------------------

shim_function shim_type_destructor(shim_unit *, shim_type T) { return handle(destructorOf(type(T))); }

const char *shim_type_signature(shim_unit *Unit, shim_type T, size_t *Length) {
    QualType Type = type(T);
    if (Type.isNull() || Type->isDependentType())
        return nullptr;
    Type = Type.getCanonicalType().getNonReferenceType();
    QualType Function = Type;
    const auto *Member = Type->getAs<MemberPointerType>();
    if (Member)
        Function = Member->getPointeeType();
    else if (const auto *Pointer = Type->getAs<PointerType>())
        Function = Pointer->getPointeeType();
    else if (const auto *Block = Type->getAs<BlockPointerType>())
        Function = Block->getPointeeType();
    if (!Function->isFunctionType())
        return nullptr;
    if (const auto *Unprototyped = Function->getAs<FunctionNoProtoType>()) { // spelled like `R (...)`
        FunctionProtoType::ExtProtoInfo Info;
        Info.Variadic = true;
        Function = Unit->Context->getFunctionType(Unprototyped->getReturnType(), {}, Info);
    }
    Function = Unit->Context->getFunctionTypeWithExceptionSpec(Function, EST_None).getCanonicalType();
    Unit->Buffer.clear();
    llvm::raw_svector_ostream Out(Unit->Buffer);
    compat::mangleType(*Unit->Mangler, Function, Out);
    if (compat::startsWith(Unit->Buffer.str(), "_ZTS"))
        Unit->Buffer.erase(Unit->Buffer.begin(), Unit->Buffer.begin() + 4);
    return keep(Unit, Unit->Buffer.str(), Length);
}

void shim_type_size_expressions(shim_type T, shim_stmt_visitor *Visit, void *Data) {
    QualType Type = type(T);
    if (Type.isNull() || !Type->isVariablyModifiedType())
        return;
    while (!Type.isNull()) {
        if (const auto *Variable = dyn_cast<VariableArrayType>(Type.getTypePtr()->getUnqualifiedDesugaredType())) {
            if (Variable->getSizeExpr())
                Visit(Data, handle(static_cast<const Stmt *>(Variable->getSizeExpr())));
            Type = Variable->getElementType();
        } else if (const auto *Array = Type->getAsArrayTypeUnsafe()) {
            Type = Array->getElementType();
        } else {
            Type = Type->getPointeeType();
        }
    }
}

const char *shim_type_tag(shim_unit *Unit, shim_type T) {
    const TagDecl *Tag = type(T)->getBaseElementTypeUnsafe()->getAsTagDecl();
    if (!Tag)
        return "";
    const TypedefNameDecl *Name = Tag->getTypedefNameForAnonDecl();
    return keep(Unit, Name ? Name->getName() : Tag->getName());
}

shim_record shim_type_record(shim_type T) { return handle(recordOf(type(T))); }
const char *shim_function_promoted_signature(shim_unit *Unit, shim_function Function, size_t *Length) {
    const FunctionDecl *F = definition(decl(Function));
    if (!F || !F->getType()->isFunctionNoProtoType())
        return nullptr;
    std::vector<QualType> Types;
    for (const ParmVarDecl *Parameter : F->parameters()) {
        QualType Type = Parameter->getType().getUnqualifiedType();
        if (compat::isPromotable(*Unit->Context, Type))
            Type = Unit->Context->getPromotedIntegerType(Type);
        else if (Type->isSpecificBuiltinType(BuiltinType::Float))
            Type = Unit->Context->DoubleTy;
        Types.push_back(Type);
    }
    QualType Promoted = Unit->Context->getFunctionType(F->getReturnType(), Types, FunctionProtoType::ExtProtoInfo());
    return shim_type_signature(Unit, Promoted.getAsOpaquePtr(), Length);
}

const char *shim_call_promoted_signature(shim_unit *Unit, shim_stmt S, size_t *Length) {
    const auto *Call = cast<CallExpr>(stmt(S));
    std::vector<QualType> Types;
    for (const Expr *Argument : Call->arguments())
        Types.push_back(Argument->getType().getUnqualifiedType());
    FunctionProtoType::ExtProtoInfo Info;
    QualType Function = Unit->Context->getFunctionType(Call->getType(), Types, Info);
    return shim_type_signature(Unit, Function.getAsOpaquePtr(), Length);
}
