// The one place that talks to clang. See clang_shim.h for what each function
// means; here is only how clang is asked.
#include "clang_shim_unit.h"

#include "clang/AST/ASTConsumer.h"
#include "clang/AST/ASTContext.h"
#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprCXX.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtOpenMP.h"
#include "clang/Basic/Builtins.h"
#include "clang/Basic/SourceManager.h"
#include "clang/Basic/TargetInfo.h"
#include "clang/Frontend/CompilerInstance.h"
#include "clang/Frontend/FrontendAction.h"
#include "clang/Frontend/FrontendPluginRegistry.h"
#include "clang/Lex/HeaderSearchOptions.h"
#include "clang/Lex/Lexer.h"
#include "clang/Lex/Preprocessor.h"
#include "clang/Lex/PreprocessorOptions.h"
#include "llvm/Support/raw_ostream.h"

namespace {

bool place(const shim_unit *Unit, SourceLocation Location, shim_place *Place) {
    PresumedLoc Presumed = Unit->Sources->getPresumedLoc(fileLocation(Unit, Location));
    if (Presumed.isInvalid())
        return false;
    *Place = {Presumed.getFilename(), Presumed.getLine(), Presumed.getColumn()};
    return true;
}

bool inMainFile(const shim_unit *Unit, SourceLocation Location) {
    return Location.isValid() && Unit->Sources->isInMainFile(Unit->Sources->getExpansionLoc(Location));
}

bool inSystem(const shim_unit *Unit, SourceLocation Location) {
    return Location.isInvalid() || Unit->Sources->isInSystemHeader(Unit->Sources->getExpansionLoc(Location));
}

const FunctionDecl *definition(const FunctionDecl *F) {
    const FunctionDecl *Definition = nullptr;
    if (!F->isDefined(Definition) || Definition->isDeleted())
        return nullptr;
    // An implicit member is defined once it is used.
    return Definition->isImplicit() && !Definition->doesThisDeclarationHaveABody() ? nullptr : Definition;
}

// The declaration whose place stands for the function.
const FunctionDecl *placed(const FunctionDecl *F) {
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
        F = Pattern;
    const FunctionDecl *Definition = definition(F);
    return Definition ? Definition : F;
}

bool isInstantiated(const DeclContext *Context) {
    for (; Context && !Context->isFileContext(); Context = Context->getParent()) {
        if (const auto *F = dyn_cast<FunctionDecl>(Context)) {
            if (F->isTemplateInstantiation())
                return true;
        } else if (const auto *R = dyn_cast<CXXRecordDecl>(Context)) {
            TemplateSpecializationKind Kind = R->getTemplateSpecializationKind();
            if (Kind == TSK_ExplicitSpecialization)
                return false;
            if (Kind != TSK_Undeclared)
                return true;
        }
    }
    return false;
}

// CUDA's rule for functions without an attribute: implicit and defaulted
// members run on both sides.
bool runsEverywhere(const FunctionDecl *F) { return F->isImplicit() || !F->isUserProvided(); }

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

const CXXRecordDecl *recordOf(QualType Type) {
    if (Type.isNull())
        return nullptr;
    Type = Type.getNonReferenceType();
    if (const auto *Pointer = Type->getAs<PointerType>())
        Type = Pointer->getPointeeType();
    return Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
}

const CXXDestructorDecl *destructorOf(QualType Type) {
    if (Type.isNull() || Type->isDependentType() || Type.isDestructedType() != QualType::DK_cxx_destructor)
        return nullptr;
    const CXXRecordDecl *Record = Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl();
    return Record && Record->hasDefinition() ? Record->getDefinition()->getDestructor() : nullptr;
}

} // namespace

// The unit --------------------------------------------------------------------

void shim_unit_facts(shim_unit *Unit, struct shim_unit_facts *Facts) {
    const LangOptions &Language = Unit->Context->getLangOpts();
    *Facts = {};
    Facts->cxx = Language.CPlusPlus;
    Facts->cuda = Language.CUDA;
    Facts->device = Language.CUDAIsDevice;
    Facts->arch = Unit->Arch.c_str();
    Facts->triple = Unit->Triple.c_str();
    Facts->main_file = Unit->MainFile.c_str();
    Facts->directory = Unit->Directory.c_str();
    Facts->version = CLANG_VERSION_STRING;
    Facts->arguments = Unit->Arguments.c_str();
    Facts->errors = Unit->Errors;
    Facts->first_error = Unit->FirstError.Text.c_str();
    Facts->first_error_place = {Unit->FirstError.File.c_str(), Unit->FirstError.Line, Unit->FirstError.Column};
}

void shim_unit_warn(shim_unit *, const char *Text) { llvm::errs() << "callchain: warning: " << Text << '\n'; }

bool shim_unit_has_file(shim_unit *Unit, const char *Path) {
    auto File = Unit->Sources->getFileManager().getOptionalFileRef(Path);
    return File && Unit->Sources->translateFile(*File).isValid();
}

// Places -----------------------------------------------------------------------

bool shim_function_place(shim_unit *Unit, shim_function F, struct shim_place *Place) {
    return place(Unit, placed(decl(F))->getLocation(), Place);
}

void shim_function_lines(shim_unit *Unit, shim_function F, uint32_t *First, uint32_t *Last) {
    *First = *Last = 0;
    const FunctionDecl *Definition = placed(decl(F));
    if (!Definition->doesThisDeclarationHaveABody() || Definition->isImplicit())
        return;
    SourceLocation Begin = Definition->getBeginLoc();
    if (const FunctionTemplateDecl *Template = Definition->getDescribedFunctionTemplate())
        Begin = Template->getBeginLoc();
    shim_place At;
    if (place(Unit, Begin, &At))
        *First = At.line;
    if (place(Unit, Definition->getEndLoc(), &At))
        *Last = At.line;
}

bool shim_variable_place(shim_unit *Unit, shim_variable V, struct shim_place *Place) {
    return place(Unit, decl(V)->getLocation(), Place);
}

uint32_t shim_stmt_location(shim_unit *Unit, shim_stmt S) {
    SourceLocation Location;
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(stmt(S)))
        Location = Default->getUsedLocation();
    else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(stmt(S)))
        Location = Default->getUsedLocation();
    else if (const Expr *E = expr(S))
        Location = E->getExprLoc();
    else
        Location = stmt(S)->getBeginLoc();
    return fileLocation(Unit, Location).getRawEncoding();
}

uint32_t shim_variable_location(shim_unit *Unit, shim_variable V) {
    return fileLocation(Unit, decl(V)->getLocation()).getRawEncoding();
}

uint32_t shim_function_location(shim_unit *Unit, shim_function F) {
    return fileLocation(Unit, placed(decl(F))->getLocation()).getRawEncoding();
}

bool shim_location_place(shim_unit *Unit, uint32_t Location, struct shim_place *Place) {
    return place(Unit, SourceLocation::getFromRawEncoding(Location), Place);
}

const char *shim_stmt_text(shim_unit *Unit, shim_stmt S) {
    SourceLocation First = stmt(S)->getBeginLoc(), Last = stmt(S)->getEndLoc();
    SourceLocation Begin = fileLocation(Unit, First), End = fileLocation(Unit, Last);
    if (Begin == End && First.isMacroID() && Last.isMacroID()) { // written in a macro's body
        Begin = Unit->Sources->getSpellingLoc(First);
        End = Unit->Sources->getSpellingLoc(Last);
    }
    llvm::StringRef Text;
    if (Begin.isValid() && End.isValid() && Unit->Sources->getFileID(Begin) == Unit->Sources->getFileID(End) &&
        Begin.getRawEncoding() <= End.getRawEncoding())
        Text = Lexer::getSourceText(CharSourceRange::getTokenRange(Begin, End), *Unit->Sources,
                                    Unit->Context->getLangOpts());
    Unit->Buffer.clear();
    for (char Byte : Text) {
        bool Blank = Byte == ' ' || Byte == '\n' || Byte == '\t' || Byte == '\r' || Byte == '\0';
        if (!Blank)
            Unit->Buffer.push_back(Byte);
        else if (!Unit->Buffer.empty() && Unit->Buffer.back() != ' ')
            Unit->Buffer.push_back(' ');
    }
    return Unit->Buffer.c_str();
}

// Declarations -------------------------------------------------------------------

enum shim_decl_kind shim_decl_kind(shim_decl D) {
    switch (decl(D)->getKind()) {
    case Decl::Namespace:
    case Decl::LinkageSpec:
    case Decl::Export:
        return SHIM_DECL_CONTEXT;
    case Decl::CXXRecord:
    case Decl::ClassTemplateSpecialization:
        return SHIM_DECL_RECORD;
    case Decl::Function:
    case Decl::CXXMethod:
    case Decl::CXXConstructor:
    case Decl::CXXDestructor:
    case Decl::CXXConversion:
        return SHIM_DECL_FUNCTION;
    case Decl::FunctionTemplate:
        return SHIM_DECL_FUNCTION_TEMPLATE;
    case Decl::ClassTemplate:
        return SHIM_DECL_CLASS_TEMPLATE;
    case Decl::Var:
    case Decl::Decomposition:
    case Decl::VarTemplateSpecialization:
        return SHIM_DECL_VARIABLE;
    case Decl::VarTemplate:
        return SHIM_DECL_VARIABLE_TEMPLATE;
    default:
        return SHIM_DECL_OTHER;
    }
}

bool shim_decl_in_main_file(shim_unit *Unit, shim_decl D) { return inMainFile(Unit, decl(D)->getLocation()); }

void shim_decl_children(shim_decl D, shim_decl_visitor *Visit, void *Data) {
    if (const auto *Template = dyn_cast<FunctionTemplateDecl>(decl(D))) {
        for (const FunctionDecl *F : Template->specializations())
            Visit(Data, handle(static_cast<const Decl *>(F)));
    } else if (const auto *Template = dyn_cast<ClassTemplateDecl>(decl(D))) {
        for (const ClassTemplateSpecializationDecl *R : Template->specializations())
            Visit(Data, handle(static_cast<const Decl *>(R)));
    } else if (const auto *Template = dyn_cast<VarTemplateDecl>(decl(D))) {
        for (const VarTemplateSpecializationDecl *V : Template->specializations())
            Visit(Data, handle(static_cast<const Decl *>(V)));
    } else if (const auto *Context = dyn_cast<DeclContext>(decl(D))) {
        for (const Decl *Child : Context->decls())
            Visit(Data, handle(Child));
    }
}

shim_function shim_decl_function(shim_decl D) { return handle(dyn_cast<FunctionDecl>(decl(D))); }
shim_variable shim_decl_variable(shim_decl D) { return handle(dyn_cast<VarDecl>(decl(D))); }
// Functions ------------------------------------------------------------------------

void shim_function_facts(shim_unit *Unit, shim_function Function, struct shim_function_facts *Facts) {
    const FunctionDecl *F = decl(Function);
    const FunctionDecl *Definition = definition(F);
    const FunctionDecl *Shown = Definition ? Definition : F->getMostRecentDecl();
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    const LangOptions &Language = Unit->Context->getLangOpts();
    *Facts = {};
    Facts->defined = Definition != nullptr;
    Facts->dependent = F->isDependentContext();
    Facts->instantiation = F->getTemplateSpecializationKind() != TSK_ExplicitSpecialization && isInstantiated(F);
    Facts->method = Method != nullptr;
    Facts->constructor = isa<CXXConstructorDecl>(F);
    Facts->destructor = isa<CXXDestructorDecl>(F);
    Facts->is_virtual = Method && Method->isVirtual();
    Facts->pure = Method && compat::isPure(Method);
    Facts->implicit = F->isImplicit();
    Facts->defaulted = F->isDefaulted();
    Facts->trivial = F->isTrivial() && F->isDefaulted();
    if (Method && Method->getParent()->isLambda()) {
        Facts->lambda_operator = Method->getOverloadedOperator() == OO_Call;
        Facts->lambda_invoker = Method->isLambdaStaticInvoker();
    }
    Facts->kernel = F->hasAttr<CUDAGlobalAttr>();
    bool Both = !Facts->kernel && !F->hasAttr<CUDADeviceAttr>() && !F->hasAttr<CUDAHostAttr>() && runsEverywhere(F);
    Facts->device = Language.CUDA && (Facts->kernel || F->hasAttr<CUDADeviceAttr>() || Both);
    Facts->host = !Language.CUDA || (!Facts->kernel && (F->hasAttr<CUDAHostAttr>() || !F->hasAttr<CUDADeviceAttr>()));
    Facts->internal = !F->isExternallyVisible();
    Facts->is_constexpr = F->isConstexpr();
    Facts->in_main_file = inMainFile(Unit, Shown->getLocation());
    Facts->in_system = inSystem(Unit, Shown->getLocation());
    Facts->builtin = F->getBuiltinID() && !Unit->Context->BuiltinInfo.isPredefinedLibFunction(F->getBuiltinID()) &&
                     !Facts->defined && !F->isInStdNamespace();
    Facts->known = F->getBuiltinID() != 0;
    Facts->unprototyped = F->getType()->isFunctionNoProtoType();
    Facts->program_entry = F->isMain() || (Facts->defined && F->getIdentifier() && F->isExternC() &&
                                           compat::startsWith(F->getName(), "PyInit_"));
}

bool shim_function_must_emit(shim_unit *Unit, shim_function Function) {
    const FunctionDecl *Definition = definition(decl(Function));
    if (!Definition || Definition->isDependentContext())
        return false;
    if (Unit->Context->getLangOpts().CUDA) {
        bool Device = Definition->hasAttr<CUDADeviceAttr>(), Kernel = Definition->hasAttr<CUDAGlobalAttr>();
        if (Unit->Context->getLangOpts().CUDAIsDevice ? !Device && !Kernel
                                                      : Device && !Definition->hasAttr<CUDAHostAttr>())
            return false;
    }
    return Unit->Context->DeclMustBeEmitted(Definition);
}

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

const char *shim_function_alias(shim_unit *Unit, shim_function F) {
    if (const auto *Alias = decl(F)->getMostRecentDecl()->getAttr<AliasAttr>())
        return keep(Unit, Alias->getAliasee());
    if (const auto *Chosen = decl(F)->getMostRecentDecl()->getAttr<IFuncAttr>())
        return keep(Unit, Chosen->getResolver());
    return nullptr;
}

shim_function shim_function_pattern(shim_function Function) {
    const FunctionDecl *Pattern = decl(Function)->getTemplateInstantiationPattern();
    return Pattern ? handle(Pattern) : Function;
}

bool shim_function_first_place(shim_unit *Unit, shim_function Function, struct shim_place *Place) {
    return place(Unit, decl(shim_function_pattern(Function))->getCanonicalDecl()->getLocation(), Place);
}

uint32_t shim_function_tag(shim_function Function) {
    const FunctionDecl *F = decl(Function);
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
        return 1u | Constructor->isCopyConstructor() << 4 | Constructor->isMoveConstructor() << 5 | F->getNumParams() << 8;
    if (isa<CXXDestructorDecl>(F))
        return 2;
    if (isa<CXXConversionDecl>(F))
        return 3;
    if (F->getOverloadedOperator() != OO_None) {
        const auto *Method = dyn_cast<CXXMethodDecl>(F);
        return 4u | (Method && Method->isMoveAssignmentOperator()) << 4 | F->getOverloadedOperator() << 8;
    }
    return 5;
}

unsigned shim_function_parameter_count(shim_function F) { return decl(F)->getNumParams(); }

const char *shim_function_parameter_name(shim_function F, unsigned Index) {
    const FunctionDecl *Written = placed(decl(F)); // a pack is one parameter there
    const IdentifierInfo *Name = Index < Written->getNumParams() ? Written->getParamDecl(Index)->getIdentifier() : nullptr;
    return Name ? Name->getNameStart() : "";
}

unsigned shim_function_written_parameter_count(shim_function F) { return placed(decl(F))->getNumParams(); }

shim_type shim_function_parameter_type(shim_function F, unsigned Index) {
    return decl(F)->getParamDecl(Index)->getType().getAsOpaquePtr();
}

bool shim_parameter_destroyed_by_callee(shim_unit *, shim_function F, unsigned Index) {
    if (Index >= decl(F)->getNumParams())
        return false;
    const CXXRecordDecl *Record = decl(F)->getParamDecl(Index)->getType()->getAsCXXRecordDecl();
    return Record && Record->hasDefinition() && Record->isParamDestroyedInCallee();
}

shim_type shim_function_type(shim_function F) { return decl(F)->getType().getAsOpaquePtr(); }

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

// Declarations from a precompiled header do not know where the ellipsis is, nor
// where `long double` ends.
static SourceLocation lastParameterEnd(const shim_unit *Unit, const FunctionDecl *F, SourceLocation End) {
    const LangOptions &Language = Unit->Context->getLangOpts();
    if (!F->isVariadic() && (F->param_empty() || !F->parameters().back()->getType()->isBuiltinType()))
        return End;
    SourceLocation Comma;
    for (auto Next = Lexer::findNextToken(End, *Unit->Sources, Language); Next;
         Next = Lexer::findNextToken(Next->getLocation(), *Unit->Sources, Language)) {
        static const char *const Words[] = {"int", "long", "short", "char", "double", "signed", "unsigned"};
        bool IsWord = Next->is(tok::raw_identifier) && Comma.isInvalid() &&
                      llvm::is_contained(Words, Next->getRawIdentifier());
        if (IsWord || Next->is(tok::ellipsis))
            End = Next->getLocation();
        else if (Next->is(tok::comma) && Comma.isInvalid())
            Comma = Next->getLocation();
        else
            break;
    }
    return End;
}

const char *shim_function_signature(shim_unit *Unit, shim_function Function) {
    const FunctionDecl *F = placed(decl(Function));
    SourceRange Range = F->getParametersSourceRange();
    Unit->Buffer = F->isVariadic() && F->param_empty() ? "..." : "";
    if (Range.isValid()) {
        SourceLocation Begin = fileLocation(Unit, Range.getBegin()), End = fileLocation(Unit, Range.getEnd());
        End = lastParameterEnd(Unit, F, End);
        if (Unit->Sources->getFileID(Begin) == Unit->Sources->getFileID(End) && !(End < Begin))
            Unit->Buffer = Lexer::getSourceText(CharSourceRange::getTokenRange(Begin, End), *Unit->Sources,
                                                Unit->Context->getLangOpts());
    }
    for (char &Byte : Unit->Buffer)
        if (Byte == '\n' || Byte == '\r' || Byte == '\t' || Byte == '\0')
            Byte = ' ';
    return Unit->Buffer.c_str();
}

const char *shim_function_simple_name(shim_unit *Unit, shim_function F) {
    const IdentifierInfo *Name = decl(F)->getIdentifier();
    return Name ? Name->getNameStart() : keep(Unit, decl(F)->getDeclName().getAsString());
}

shim_record shim_method_record(shim_function F) {
    const CXXMethodDecl *Method = methodDecl(F);
    return Method ? handle(Method->getParent()) : nullptr;
}

bool shim_function_is_instance_method(shim_function F) { return methodDecl(F) && methodDecl(F)->isInstance(); }

void shim_method_overridden(shim_function F, shim_function_visitor *Visit, void *Data) {
    if (const CXXMethodDecl *Method = methodDecl(F))
        for (const CXXMethodDecl *Overridden : Method->overridden_methods())
            Visit(Data, handle(Overridden));
}

shim_function shim_method_in_class(shim_function F, shim_record R) {
    const CXXMethodDecl *Method = methodDecl(F);
    return Method ? handle(const_cast<CXXMethodDecl *>(Method)->getCorrespondingMethodInClass(decl(R), true)) : nullptr;
}

shim_function shim_lambda_invoker_target(shim_function Invoker) {
    const CXXMethodDecl *Method = methodDecl(Invoker);
    if (!Method || !Method->isLambdaStaticInvoker())
        return nullptr;
    const CXXMethodDecl *Operator = Method->getParent()->getLambdaCallOperator();
    const TemplateArgumentList *Arguments = Method->getTemplateSpecializationArgs();
    if (Operator && Arguments) {
        void *Position = nullptr;
        FunctionTemplateDecl *Template = Operator->getDescribedFunctionTemplate();
        return Template ? handle(Template->findSpecialization(Arguments->asArray(), Position)) : nullptr;
    }
    return handle(Operator);
}

shim_function shim_destructor_operator_delete(shim_function F) {
    // No object is ever deleted as one of an abstract class.
    const auto *Destructor = dyn_cast<CXXDestructorDecl>(decl(F));
    return Destructor && Destructor->isVirtual() && !Destructor->getParent()->isAbstract()
               ? handle(Destructor->getOperatorDelete())
               : nullptr;
}

shim_stmt shim_function_body(shim_function F) {
    const FunctionDecl *Definition = definition(decl(F));
    return Definition ? handle(Definition->getBody()) : nullptr;
}

unsigned shim_constructor_initializer_count(shim_function F) {
    const auto *Constructor = dyn_cast_or_null<CXXConstructorDecl>(definition(decl(F)));
    return Constructor ? Constructor->getNumCtorInitializers() : 0;
}

shim_stmt shim_constructor_initializer(shim_function F, unsigned Index) {
    const auto *Constructor = cast<CXXConstructorDecl>(definition(decl(F)));
    return handle(static_cast<const Stmt *>((*(Constructor->init_begin() + Index))->getInit()));
}

// Records ---------------------------------------------------------------------------

void shim_record_facts(shim_unit *Unit, shim_record R, struct shim_record_facts *Facts) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    *Facts = {};
    Facts->complete = Definition && !Definition->isBeingDefined();
    Facts->dependent = decl(R)->isDependentContext();
    Facts->polymorphic = Facts->complete && Definition->isPolymorphic();
    Facts->in_main_file = inMainFile(Unit, decl(R)->getLocation());
    Facts->in_system = inSystem(Unit, decl(R)->getLocation());
}

static QualType recordType(const ASTContext &Context, const CXXRecordDecl *R) {
#if CLANG_VERSION_MAJOR >= 22
    return Context.getCanonicalTagType(R);
#else
    return Context.getTypeDeclType(R);
#endif
}

const char *shim_record_identity(shim_unit *Unit, shim_record R, size_t *Length, bool *Internal) {
    *Internal = !decl(R)->isExternallyVisible();
    Unit->Buffer.clear();
    if (!isMangleable(decl(R)))
        return nullptr;
    llvm::raw_svector_ostream Out(Unit->Buffer);
    compat::mangleType(*Unit->Mangler, recordType(*Unit->Context, decl(R)), Out);
    if (compat::startsWith(Unit->Buffer.str(), "_ZTS"))
        Unit->Buffer.erase(Unit->Buffer.begin(), Unit->Buffer.begin() + 4);
    return keep(Unit, Unit->Buffer.str(), Length);
}

void shim_record_bases(shim_record R, shim_record_visitor *Visit, void *Data) {
    if (const CXXRecordDecl *Definition = decl(R)->getDefinition())
        for (const CXXBaseSpecifier &Base : Definition->bases())
            if (const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl())
                Visit(Data, handle(Record));
}

void shim_record_methods(shim_record R, shim_function_visitor *Visit, void *Data) {
    if (const CXXRecordDecl *Definition = decl(R)->getDefinition())
        for (const CXXMethodDecl *Method : Definition->methods())
            Visit(Data, handle(Method));
}

void shim_record_subobject_destructors(shim_unit *, shim_record R, shim_function_visitor *Visit, void *Data) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    if (!Definition || Definition->isUnion())
        return;
    auto Destroy = [&](QualType Type) {
        if (const CXXDestructorDecl *Destructor = destructorOf(Type))
            Visit(Data, handle(Destructor));
    };
    for (const FieldDecl *Field : Definition->fields()) {
        const CXXRecordDecl *Record = Field->getType()->getAsCXXRecordDecl();
        if (!(Record && Record->isAnonymousStructOrUnion() && Record->isUnion()))
            Destroy(Field->getType());
    }
    for (const CXXBaseSpecifier &Base : Definition->bases())
        if (!Base.isVirtual())
            Destroy(Base.getType());
    if (!Definition->isAbstract()) // a virtual base is the most derived class's
        for (const CXXBaseSpecifier &Base : Definition->vbases())
            Destroy(Base.getType());
}

void shim_record_number(shim_unit *Unit, shim_record R) {
    size_t Length;
    bool Internal;
    if (decl(R)->isLambda() && !decl(R)->isDependentContext() && decl(R)->getLambdaManglingNumber() == 0)
        shim_record_identity(Unit, R, &Length, &Internal);
}

const char *shim_record_simple_name(shim_unit *Unit, shim_record R) {
    return keep(Unit, decl(R)->getName());
}

bool shim_record_is(shim_unit *Unit, shim_record R, const char *Name) {
    // The last component alone settles nearly every question, cheaply.
    llvm::StringRef Wanted(Name), Last = Wanted.substr(Wanted.rfind(':') == llvm::StringRef::npos ? 0 : Wanted.rfind(':') + 1);
    if (decl(R)->getName() != Last)
        return false;
    std::string Path;
    for (const DeclContext *Context = decl(R); Context && !Context->isTranslationUnit(); Context = Context->getParent()) {
        if (const auto *Namespace = dyn_cast<NamespaceDecl>(Context))
            if (Namespace->isInline())
                continue;
        if (const auto *Named = dyn_cast<NamedDecl>(Context))
            Path = Path.empty() ? Named->getNameAsString() : Named->getNameAsString() + "::" + Path;
    }
    (void)Unit;
    return Path == Name;
}

// Variables --------------------------------------------------------------------------

void shim_variable_facts(shim_unit *Unit, shim_variable Variable, struct shim_variable_facts *Facts) {
    const VarDecl *V = decl(Variable);
    *Facts = {};
    Facts->static_local = V->isStaticLocal();
    Facts->global = V->hasGlobalStorage() && !V->isStaticLocal();
    Facts->dependent = V->getDeclContext()->isDependentContext() || V->getType()->isDependentType() ||
                       (V->getInit() && V->getInit()->isValueDependent()) || V->getDescribedVarTemplate() ||
                       isa<VarTemplatePartialSpecializationDecl>(V);
    Facts->defined = V->isThisDeclarationADefinition() != VarDecl::DeclarationOnly;
    Facts->internal = !V->isExternallyVisible();
    Facts->in_main_file = inMainFile(Unit, V->getLocation());
    Facts->in_system = inSystem(Unit, V->getLocation());
    Facts->must_emit = !Facts->dependent && Facts->global && Unit->Context->DeclMustBeEmitted(V);
    Facts->is_const = V->getType().isConstQualified() || V->isConstexpr();
    Facts->parameter = isa<ParmVarDecl>(V);
    Facts->device = V->hasAttr<CUDADeviceAttr>() || V->hasAttr<CUDAConstantAttr>() || V->hasAttr<CUDASharedAttr>();
    Facts->host = !Facts->device;
    Facts->reference = V->getType()->isReferenceType();
}

bool shim_variable_may_be_emitted(shim_unit *Unit, shim_variable V) {
    if (decl(V)->isConstexpr() && !decl(V)->hasAttrs())
        return false;
    return !Unit->Context->getLangOpts().CUDAIsDevice || decl(V)->hasAttrs();
}

shim_variable shim_variable_defining(shim_variable V) {
    const VarDecl *Definition = nullptr;
    if (!decl(V)->getAnyInitializer(Definition))
        Definition = decl(V)->getDefinition();
    return handle(Definition ? Definition : decl(V)->getCanonicalDecl());
}

shim_stmt shim_variable_initializer(shim_variable V) {
    const VarDecl *Definition = nullptr;
    const Expr *Init = decl(V)->getAnyInitializer(Definition);
    return handle(static_cast<const Stmt *>(Init));
}

shim_type shim_variable_type(shim_variable V) { return decl(V)->getType().getAsOpaquePtr(); }

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

const char *shim_variable_name(shim_unit *Unit, shim_variable V) { return keep(Unit, decl(V)->getName()); }

shim_function shim_variable_cleanup(shim_variable V) {
    const auto *Cleanup = decl(V)->getAttr<CleanupAttr>();
    return Cleanup ? handle(Cleanup->getFunctionDecl()) : nullptr;
}

void shim_variable_bindings(shim_variable V, shim_variable_visitor *Visit, void *Data) {
    if (const auto *Decomposition = dyn_cast<DecompositionDecl>(decl(V)))
        for (const BindingDecl *Binding : Decomposition->bindings())
            if (const VarDecl *Holding = Binding->getHoldingVar())
                Visit(Data, handle(Holding));
}

shim_variable shim_variable_pattern(shim_variable V) {
    const VarDecl *Pattern = decl(V)->getTemplateInstantiationPattern();
    return Pattern ? handle(Pattern->getCanonicalDecl()) : V;
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

// Names ---------------------------------------------------------------------------------

namespace {

void addText(shim_unit *Unit, std::string Text) {
    Unit->ItemTexts.push_back(std::move(Text));
    const std::string &Kept = Unit->ItemTexts.back();
    Unit->Items.push_back({SHIM_ITEM_TEXT, Kept.data(), Kept.size(), nullptr});
}

void addType(shim_unit *Unit, QualType Type) {
    Unit->Items.push_back({SHIM_ITEM_TYPE, nullptr, 0, Type.getCanonicalType().getAsOpaquePtr()});
}

void addArgument(shim_unit *Unit, const TemplateArgument &Argument) {
    switch (Argument.getKind()) {
    case TemplateArgument::Null:
        return;
    case TemplateArgument::Type:
        return addType(Unit, Argument.getAsType());
    case TemplateArgument::Pack:
        for (const TemplateArgument &Element : Argument.pack_elements())
            addArgument(Unit, Element);
        return;
    case TemplateArgument::Integral: {
        const auto &Value = Argument.getAsIntegral();
        if (Argument.getIntegralType()->isBooleanType())
            return addText(Unit, Value.getBoolValue() ? "true" : "false");
        llvm::SmallString<40> Digits;
        Value.toString(Digits, 10);
        return addText(Unit, std::string(Digits));
    }
    case TemplateArgument::Declaration:
        Unit->Items.push_back({SHIM_ITEM_DECL, nullptr, 0, Argument.getAsDecl()->getCanonicalDecl()});
        return;
    default: {
        std::string Text;
        llvm::raw_string_ostream Out(Text);
        Argument.print(Unit->Policy, Out, true);
        return addText(Unit, Out.str());
    }
    }
}

// The scope that a reader would write in front: no inline namespaces, no
// extern "C", and a lambda in a lambda stands in the lambda.
const Decl *scopeOf(const Decl *D) {
    for (const DeclContext *Context = D->getDeclContext(); Context; Context = Context->getParent()) {
        if (const auto *Namespace = dyn_cast<NamespaceDecl>(Context)) {
            if (Namespace->isInline() && !Namespace->isAnonymousNamespace())
                continue;
            return Namespace->getCanonicalDecl();
        }
        if (const auto *Method = dyn_cast<CXXMethodDecl>(Context))
            if (Method->getParent()->isLambda())
                continue;
        if (isa<FunctionDecl>(Context) || (isa<TagDecl>(Context) && !cast<TagDecl>(Context)->getName().empty()))
            return cast<Decl>(Context)->getCanonicalDecl();
        if (const auto *Record = dyn_cast<CXXRecordDecl>(Context))
            if (!Record->isAnonymousStructOrUnion())
                return Record->getCanonicalDecl();
    }
    return nullptr;
}

void tagText(shim_unit *Unit, const TagDecl *Tag) {
    const auto *Record = dyn_cast<CXXRecordDecl>(Tag);
    if (Record && Record->isLambda())
        Unit->NameText = "(lambda)";
    else if (const TypedefNameDecl *Name = Tag->getTypedefNameForAnonDecl())
        Unit->NameText = Name->getName().str();
    else if (Tag->getName().empty())
        Unit->NameText = std::string("(anonymous ") + (Tag->isEnum() ? "enum" : Tag->isUnion() ? "union" : "struct") + ")";
    else
        Unit->NameText = Tag->getName().str();
}

std::string functionText(shim_unit *Unit, const FunctionDecl *F) {
    const auto *Method = dyn_cast<CXXMethodDecl>(F);
    DeclarationName Name = F->getDeclName();
    if (Method && isa<CXXConstructorDecl, CXXDestructorDecl>(Method)) {
        tagText(Unit, Method->getParent());
        return (isa<CXXDestructorDecl>(Method) ? "~" : "") + Unit->NameText;
    }
    if (const auto *Conversion = dyn_cast<CXXConversionDecl>(F)) {
        QualType Target = Conversion->getConversionType();
        return "operator " + (Target->isDependentType() ? Target : Target.getCanonicalType()).getAsString(Unit->Policy);
    }
    return Name.isIdentifier() && Name.getAsIdentifierInfo() ? F->getName().str() : Name.getAsString();
}

} // namespace

void shim_decl_name(shim_unit *Unit, const void *Key, struct shim_name *Name) {
    const Decl *D = static_cast<const Decl *>(Key);
    Unit->Items.clear();
    Unit->ItemTexts.clear();
    *Name = {};
    Name->kind = SHIM_NAME_SCOPE;
    Name->parent = scopeOf(D);
    if (const auto *F = dyn_cast<FunctionDecl>(D)) {
        std::string Text = functionText(Unit, F);
        Unit->NameText = std::move(Text);
        if (const TemplateArgumentList *Arguments = F->getTemplateSpecializationArgs()) {
            Name->has_arguments = true;
            for (const TemplateArgument &Argument : Arguments->asArray())
                addArgument(Unit, Argument);
        }
    } else if (const auto *Tag = dyn_cast<TagDecl>(D)) {
        tagText(Unit, Tag);
        if (const auto *Specialization = dyn_cast<ClassTemplateSpecializationDecl>(D)) {
            Name->has_arguments = true;
            for (const TemplateArgument &Argument : Specialization->getTemplateArgs().asArray())
                addArgument(Unit, Argument);
        }
    } else if (const auto *Namespace = dyn_cast<NamespaceDecl>(D)) {
        Unit->NameText = Namespace->isAnonymousNamespace() ? "(anonymous namespace)" : Namespace->getName().str();
    } else if (const auto *Named = dyn_cast<NamedDecl>(D)) {
        Unit->NameText = Named->getNameAsString();
        if (const auto *Decomposition = dyn_cast<DecompositionDecl>(D)) {
            for (const BindingDecl *Binding : Decomposition->bindings())
                Unit->NameText += (Unit->NameText.empty() ? "[" : ", ") + Binding->getNameAsString();
            Unit->NameText += "]";
        }
        if (const auto *Specialization = dyn_cast<VarTemplateSpecializationDecl>(D)) {
            Name->has_arguments = true;
            for (const TemplateArgument &Argument : Specialization->getTemplateArgs().asArray())
                addArgument(Unit, Argument);
        }
    } else {
        Unit->NameText = "(unnamed)";
    }
    Name->text = Unit->NameText.data();
    Name->length = Unit->NameText.size();
    Name->items = Unit->Items.data();
    Name->item_count = Unit->Items.size();
}

void shim_type_name(shim_unit *Unit, const void *Key, struct shim_name *Name) {
    QualType Type = QualType::getFromOpaquePtr(Key);
    Unit->Items.clear();
    Unit->ItemTexts.clear();
    *Name = {};
    Name->kind = SHIM_NAME_TEXT;
    if (Type.isConstQualified() && !Type->isArrayType()) {
        QualType Bare = Type;
        Bare.removeLocalConst();
        Unit->NameText = "const \x01";
        addType(Unit, Bare);
    } else if (Type.getQualifiers().empty() && Type->getAsTagDecl()) {
        Unit->NameText = "\x01";
        Unit->Items.push_back({SHIM_ITEM_DECL, nullptr, 0, Type->getAsTagDecl()->getCanonicalDecl()});
    } else if (Type.getQualifiers().empty() && Type->isPointerType() && !Type->isFunctionPointerType() &&
               !Type->getPointeeType()->isArrayType()) {
        Unit->NameText = "\x01 *";
        addType(Unit, Type->getPointeeType());
    } else if (Type->isReferenceType() && !Type->getPointeeType()->isFunctionType() &&
               !Type->getPointeeType()->isArrayType()) {
        Unit->NameText = Type->isLValueReferenceType() ? "\x01 &" : "\x01 &&";
        addType(Unit, Type->getPointeeType());
    } else {
        Unit->NameText = Type.getAsString(Unit->Policy);
        for (char &Byte : Unit->NameText)
            if (Byte == '\x01')
                Byte = ' ';
    }
    Name->text = Unit->NameText.data();
    Name->length = Unit->NameText.size();
    Name->items = Unit->Items.data();
    Name->item_count = Unit->Items.size();
}

const void *shim_function_name_key(shim_function F) { return decl(F); }
const void *shim_variable_name_key(shim_variable V) { return decl(V)->getCanonicalDecl(); }

// Statements and expressions ---------------------------------------------------------------

namespace {

// Does the child's object become this expression's own, so that who destroys
// the one destroys the other?
bool sameObject(const CastExpr *Cast) {
    const Expr *Sub = Cast->getSubExpr();
    return Cast->isPRValue() && Sub->isPRValue() && Cast->getType()->isRecordType() && Sub->getType()->isRecordType();
}

enum shim_stmt_kind castKind(const CastExpr *Cast) {
    if (sameObject(Cast) || Cast->getCastKind() == CK_ConstructorConversion)
        return SHIM_STMT_TRANSPARENT;
    if (isa<ImplicitCastExpr>(Cast) && !(Cast->getCastKind() == CK_BitCast && Cast->getType()->isFunctionPointerType()))
        return SHIM_STMT_OTHER;
    return SHIM_STMT_EXPLICIT_CAST;
}

bool isEvaluatedTypeid(const CXXTypeidExpr *Typeid) {
    return Typeid->isPotentiallyEvaluated();
}

// Some of the compiler's own functions only look at what their arguments are.
bool evaluatesArguments(const shim_unit *Unit, const CallExpr *Call) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Id = Callee ? Callee->getBuiltinID() : 0;
    return !Id || (!Unit->Context->BuiltinInfo.isUnevaluated(Id) && Id != Builtin::BI__builtin_assume &&
                   Id != Builtin::BI__builtin_object_size && Id != Builtin::BI__builtin_dynamic_object_size);
}

const Expr *calleeExpression(const CallExpr *Call) { return Call->getCallee()->IgnoreParenImpCasts(); }

} // namespace

bool shim_stmt_is_expression(shim_stmt S) { return isa<Expr>(stmt(S)); }

shim_type shim_expression_type(shim_stmt S) { return expr(S)->getType().getAsOpaquePtr(); }

enum shim_stmt_kind shim_stmt_kind(shim_stmt S) {
    const Stmt *Node = stmt(S);
    if (const auto *Cast = dyn_cast<CastExpr>(Node))
        return castKind(Cast);
    if (compat::isParenList(Node))
        return SHIM_STMT_INITIALIZER_LIST;
    switch (Node->getStmtClass()) {
    case Stmt::ParenExprClass:
    case Stmt::ExprWithCleanupsClass:
    case Stmt::ConstantExprClass:
    case Stmt::SubstNonTypeTemplateParmExprClass:
    case Stmt::CXXDefaultArgExprClass:
    case Stmt::CXXDefaultInitExprClass:
    case Stmt::GenericSelectionExprClass:
    case Stmt::ChooseExprClass:
        return SHIM_STMT_TRANSPARENT;
    case Stmt::CallExprClass:
    case Stmt::CXXMemberCallExprClass:
    case Stmt::CXXOperatorCallExprClass:
    case Stmt::UserDefinedLiteralClass:
        return SHIM_STMT_CALL;
    case Stmt::CUDAKernelCallExprClass:
        return SHIM_STMT_KERNEL_CALL;
    case Stmt::CXXConstructExprClass:
    case Stmt::CXXTemporaryObjectExprClass:
        return SHIM_STMT_CONSTRUCT;
    case Stmt::CXXInheritedCtorInitExprClass:
        return SHIM_STMT_INHERITED_CONSTRUCT;
    case Stmt::CXXBindTemporaryExprClass:
        return SHIM_STMT_BIND_TEMPORARY;
    case Stmt::MaterializeTemporaryExprClass:
        return SHIM_STMT_MATERIALIZE;
    case Stmt::CXXNewExprClass:
        return SHIM_STMT_NEW;
    case Stmt::CXXDeleteExprClass:
        return SHIM_STMT_DELETE;
    case Stmt::DeclRefExprClass:
        return SHIM_STMT_REFERENCE;
    case Stmt::MemberExprClass:
        return SHIM_STMT_MEMBER;
    case Stmt::UnaryOperatorClass:
        return cast<UnaryOperator>(Node)->getOpcode() == UO_AddrOf ? SHIM_STMT_ADDRESS_OF : SHIM_STMT_OTHER;
    case Stmt::BinaryOperatorClass:
        return cast<BinaryOperator>(Node)->getOpcode() == BO_Comma    ? SHIM_STMT_COMMA
               : cast<BinaryOperator>(Node)->getOpcode() == BO_Assign ? SHIM_STMT_ASSIGN
                                                                      : SHIM_STMT_OTHER;
    case Stmt::InitListExprClass:
    case Stmt::ArrayInitLoopExprClass:
        return SHIM_STMT_INITIALIZER_LIST;
    case Stmt::ConditionalOperatorClass:
    case Stmt::BinaryConditionalOperatorClass:
        return SHIM_STMT_CONDITIONAL;
    case Stmt::DeclStmtClass:
        return SHIM_STMT_DECLARATION;
    case Stmt::ReturnStmtClass:
    case Stmt::CoreturnStmtClass:
    case Stmt::CoroutineBodyStmtClass: // its one expression is the value returned
        return SHIM_STMT_RETURN;
    case Stmt::CXXThrowExprClass:
        return SHIM_STMT_THROW;
    case Stmt::CXXCatchStmtClass:
        return SHIM_STMT_CATCH;
    case Stmt::LambdaExprClass:
        return SHIM_STMT_LAMBDA;
    case Stmt::OpaqueValueExprClass:
        return SHIM_STMT_SHARED_VALUE;
    case Stmt::CXXTypeidExprClass:
        return isEvaluatedTypeid(cast<CXXTypeidExpr>(Node)) ? SHIM_STMT_OTHER : SHIM_STMT_SKIP;
    case Stmt::CXXNoexceptExprClass:
    case Stmt::RequiresExprClass:
    case Stmt::TypeTraitExprClass:
    case Stmt::ConceptSpecializationExprClass:
    case Stmt::SizeOfPackExprClass:
    case Stmt::SourceLocExprClass:
    case Stmt::CXXThisExprClass:
    case Stmt::StringLiteralClass:
    case Stmt::IntegerLiteralClass:
    case Stmt::OffsetOfExprClass:
        return SHIM_STMT_SKIP;
    default:
        return SHIM_STMT_OTHER;
    }
}

void shim_stmt_children(shim_unit *Unit, shim_stmt S, shim_stmt_visitor *Visit, void *Data) {
    const Stmt *Node = stmt(S);
    auto See = [&](const Stmt *Child) {
        if (Child)
            Visit(Data, handle(Child));
    };
    const Expr *Filler = nullptr;
    if (compat::isParenList(Node)) {
        for (const Expr *Init : compat::parenListInits(Node, Filler))
            See(Init);
        return See(Filler);
    }
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(Node))
        return See(Default->getExpr());
    if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(Node))
        return See(Default->getExpr());
    if (const auto *Generic = dyn_cast<GenericSelectionExpr>(Node))
        return See(Generic->isResultDependent() ? nullptr : Generic->getResultExpr());
    if (const auto *Choose = dyn_cast<ChooseExpr>(Node))
        return See(Choose->isConditionDependent() ? nullptr : Choose->getChosenSubExpr());
    if (const auto *Pseudo = dyn_cast<PseudoObjectExpr>(Node)) {
        for (const Expr *Semantic : Pseudo->semantics())
            See(Semantic);
        return;
    }
    if (const auto *Shared = dyn_cast<OpaqueValueExpr>(Node))
        return See(Shared->getSourceExpr());
    if (const auto *If = dyn_cast<IfStmt>(Node)) {
        if (If->isConsteval())
            return See(If->isNonNegatedConsteval() ? If->getElse() : If->getThen());
        See(If->getInit());
        if (If->isConstexpr() && !If->getCond()->isValueDependent()) {
            See(If->getConditionVariableDeclStmt());
            auto Live = If->getNondiscardedCase(*Unit->Context);
            return See(Live ? *Live : nullptr);
        }
        See(If->getConditionVariableDeclStmt());
        See(If->getCond());
        See(If->getThen());
        return See(If->getElse());
    }
    if (const auto *Case = dyn_cast<CaseStmt>(Node))
        return See(Case->getSubStmt());
    if (const auto *Return = dyn_cast<ReturnStmt>(Node)) {
        // A local returned by name is built in the caller's place: no move.
        const VarDecl *Local = Return->getNRVOCandidate();
        bool Elided = Local && Local->isNRVOVariable() && Unit->Context->getLangOpts().ElideConstructors;
        return See(Elided ? nullptr : Return->getRetValue());
    }
    if (const auto *Lambda = dyn_cast<LambdaExpr>(Node)) {
        for (const Expr *Capture : Lambda->capture_inits())
            See(Capture);
        return;
    }
    if (const auto *List = dyn_cast<InitListExpr>(Node)) {
        const InitListExpr *Semantic = List->isSemanticForm() ? List : List->getSemanticForm();
        for (const Expr *Init : (Semantic ? Semantic : List)->inits())
            See(Init);
        return See(Semantic && Semantic->hasArrayFiller() ? Semantic->getArrayFiller() : nullptr);
    }
    if (const auto *New = dyn_cast<CXXNewExpr>(Node)) {
        if (New->isArray() && New->getArraySize())
            See(*New->getArraySize());
        for (const Expr *Argument : New->placement_arguments())
            See(Argument);
        return;
    }
    if (const auto *Block = dyn_cast<BlockExpr>(Node))
        return See(Block->getBody()); // taken for a part of the function it stands in
    if (const auto *Captured = dyn_cast<CapturedStmt>(Node)) {
        for (const Expr *Init : Captured->capture_inits())
            See(Init);
        return See(Captured->getCapturedStmt());
    }
    if (const auto *Directive = dyn_cast<OMPExecutableDirective>(Node)) {
        for (const OMPClause *Clause : Directive->clauses())
            for (const Stmt *Child : Clause->children())
                See(Child);
        return See(Directive->hasAssociatedStmt() ? Directive->getAssociatedStmt() : nullptr);
    }
    if (isa<DeclStmt>(Node))
        return; // its variables are what counts
    if (const auto *Catch = dyn_cast<CXXCatchStmt>(Node))
        return See(Catch->getHandlerBlock());
    if (isa<UnaryExprOrTypeTraitExpr>(Node)) {
        const auto *Trait = cast<UnaryExprOrTypeTraitExpr>(Node);
        if (Trait->getKind() == UETT_SizeOf && Trait->isArgumentType())
            shim_type_size_expressions(Trait->getArgumentType().getAsOpaquePtr(), Visit, Data);
        else if (Trait->getKind() == UETT_SizeOf && Trait->getArgumentExpr()->getType()->isVariableArrayType())
            See(Trait->getArgumentExpr());
        return;
    }
    for (const Stmt *Child : Node->children())
        See(Child);
}

void shim_call_facts(shim_unit *Unit, shim_stmt S, struct shim_call *Facts) {
    const auto *Call = cast<CallExpr>(stmt(S));
    *Facts = {};
    Facts->argument_count = evaluatesArguments(Unit, Call) ? Call->getNumArgs() : 0;
    const Expr *Callee = calleeExpression(Call);
    if (const auto *Pseudo = dyn_cast<CXXPseudoDestructorExpr>(Callee)) {
        Facts->is_pseudo = true;
        Facts->object = handle(static_cast<const Stmt *>(Pseudo->getBase()));
        return;
    }
    const auto *Function = dyn_cast_or_null<FunctionDecl>(Call->getCalleeDecl());
    const Expr *Object = nullptr, *Discarded = nullptr;
    bool Qualified = false;
    if (const auto *Pointer = dyn_cast<BinaryOperator>(Callee)) {
        if (Pointer->isPtrMemOp()) {
            Object = Pointer->getLHS();
            if (const auto *Member = Pointer->getRHS()->getType()->getAs<MemberPointerType>())
                if (Member->isMemberFunctionPointer()) {
                    Facts->pointer_type = Pointer->getRHS()->getType().getAsOpaquePtr();
                    Facts->member_pointer_class = handle(compat::memberPointerClass(Member));
                }
            Facts->callee_expression = handle(static_cast<const Stmt *>(Pointer->getRHS()));
        }
    } else if (const auto *Member = dyn_cast<MemberExpr>(Callee)) {
        Object = Member->getBase();
        Qualified = Member->hasQualifier();
    } else if (isa<CXXOperatorCallExpr>(Call) && Function && isa<CXXMethodDecl>(Function) &&
               !cast<CXXMethodDecl>(Function)->isStatic() && Call->getNumArgs()) {
        Object = Call->getArg(0);
    }
    const auto *Comma = dyn_cast<BinaryOperator>(Callee);
    if (!Function && Comma && Comma->getOpcode() == BO_Comma) { // (x, f)(…)
        Function = dyn_cast_or_null<FunctionDecl>(Comma->getRHS()->getReferencedDeclOfCallee());
        Discarded = Comma->getLHS();
    }
    if (!Function) {
        Facts->object = handle(static_cast<const Stmt *>(Facts->pointer_type ? Object : nullptr));
        if (Facts->pointer_type)
            return;
        Facts->pointer_type = Call->getCallee()->getType().getAsOpaquePtr();
        Facts->callee_expression = handle(static_cast<const Stmt *>(Call->getCallee()));
        QualType Type = Call->getCallee()->getType();
        if (!Type->isDependentType())
            if (const auto *Pointer = Type->getAs<PointerType>())
                Facts->unprototyped = Pointer->getPointeeType()->isFunctionNoProtoType();
        return;
    }
    Facts->callee = handle(Function);
    Facts->pointer_type = nullptr;
    Facts->callee_expression = handle(static_cast<const Stmt *>(Discarded));
    Facts->unprototyped = Function->getType()->isFunctionNoProtoType();
    const auto *Method = dyn_cast<CXXMethodDecl>(Function);
    if (!isa<CXXOperatorCallExpr>(Call))
        Facts->object = handle(static_cast<const Stmt *>(Object));
    if (!Method || !Object)
        return;
    Facts->object_class = handle(recordOf(Object->getType()));
    Facts->object_is_this = isa<CXXThisExpr>(Object->IgnoreParenImpCasts());
    Facts->is_virtual = Method->isVirtual() && !Qualified;
    if (Facts->is_virtual)
        if (const CXXMethodDecl *Known = Method->getDevirtualizedMethod(Object, false))
            Facts->devirtualized = handle(Known);
}

shim_stmt shim_call_argument(shim_stmt S, unsigned Index) {
    if (const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S)))
        return handle(static_cast<const Stmt *>(Construct->getArg(Index)));
    return handle(static_cast<const Stmt *>(cast<CallExpr>(stmt(S))->getArg(Index)));
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

shim_stmt shim_kernel_call_configuration(shim_stmt S, unsigned Index) {
    const CallExpr *Configuration = cast<CUDAKernelCallExpr>(stmt(S))->getConfig();
    if (!Configuration || Index >= Configuration->getNumArgs())
        return nullptr;
    const Expr *Argument = Configuration->getArg(Index);
    return isa<CXXDefaultArgExpr>(Argument) ? nullptr : handle(static_cast<const Stmt *>(Argument));
}

shim_function shim_construct_constructor(shim_stmt S) {
    if (const auto *Inherited = dyn_cast<CXXInheritedCtorInitExpr>(stmt(S)))
        return handle(Inherited->getConstructor());
    return handle(cast<CXXConstructExpr>(stmt(S))->getConstructor());
}

bool shim_construct_is_elided(shim_unit *Unit, shim_stmt S) {
    const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S));
    return Construct && Construct->isElidable() && Construct->getNumArgs() && Unit->Context->getLangOpts().ElideConstructors;
}

unsigned shim_construct_argument_count(shim_stmt S) {
    const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S));
    return Construct ? Construct->getNumArgs() : 0;
}

shim_function shim_temporary_destructor(shim_unit *, shim_stmt S) {
    if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(stmt(S)))
        return handle(Bind->getTemporary()->getDestructor());
    return handle(destructorOf(cast<MaterializeTemporaryExpr>(stmt(S))->getType()));
}

shim_function shim_new_operator(shim_stmt S) { return handle(cast<CXXNewExpr>(stmt(S))->getOperatorNew()); }

shim_stmt shim_new_initializer(shim_stmt S) {
    return handle(static_cast<const Stmt *>(cast<CXXNewExpr>(stmt(S))->getInitializer()));
}

shim_function shim_new_operator_delete(shim_stmt S) { return handle(cast<CXXNewExpr>(stmt(S))->getOperatorDelete()); }

void shim_delete_facts(shim_unit *, shim_stmt S, struct shim_delete *Facts) {
    const auto *Delete = cast<CXXDeleteExpr>(stmt(S));
    *Facts = {};
    const FunctionDecl *Operator = Delete->getOperatorDelete();
    const auto *OperatorMethod = dyn_cast_or_null<CXXMethodDecl>(Operator);
    Facts->operator_delete = handle(Operator);
    if (Operator && OperatorMethod && Operator->isDestroyingOperatorDelete())
        return; // it does the destroying
    const CXXDestructorDecl *Destructor = destructorOf(Delete->getDestroyedType());
    if (!Destructor)
        return;
    Facts->destructor = handle(Destructor);
    Facts->object_class = handle(Destructor->getParent());
    Facts->is_virtual = Destructor->isVirtual() && !Delete->isArrayForm();
    if (!Facts->is_virtual)
        return;
    if (const CXXMethodDecl *Known = Destructor->getDevirtualizedMethod(Delete->getArgument(), false))
        Facts->devirtualized = handle(Known);
    else if (!Delete->isGlobalDelete())
        Facts->operator_delete = nullptr; // the deleting destructor calls it
}

shim_function shim_reference_function(shim_stmt S) {
    if (const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S)))
        return handle(dyn_cast<FunctionDecl>(Reference->getDecl()));
    if (const auto *Member = dyn_cast<MemberExpr>(stmt(S)))
        return handle(dyn_cast<FunctionDecl>(Member->getMemberDecl()));
    return nullptr;
}

shim_variable shim_reference_variable(shim_stmt S) {
    if (const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S)))
        return handle(dyn_cast<VarDecl>(Reference->getDecl()));
    if (const auto *Member = dyn_cast<MemberExpr>(stmt(S)))
        return handle(dyn_cast<VarDecl>(Member->getMemberDecl()));
    return nullptr;
}

const char *shim_member_name(shim_unit *Unit, shim_stmt S) {
    const auto *Member = dyn_cast<MemberExpr>(stmt(S));
    return keep(Unit, Member ? Member->getMemberDecl()->getNameAsString() : std::string());
}

void shim_declared_variables(shim_stmt S, shim_variable_visitor *Visit, void *Data) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(stmt(S))) {
        for (const Decl *D : Declaration->decls())
            if (const auto *V = dyn_cast<VarDecl>(D))
                Visit(Data, handle(V));
    } else if (const auto *Catch = dyn_cast<CXXCatchStmt>(stmt(S))) {
        if (const VarDecl *V = Catch->getExceptionDecl())
            Visit(Data, handle(V));
    }
}

void shim_declared_type_sizes(shim_stmt S, shim_stmt_visitor *Visit, void *Data) {
    if (const auto *Declaration = dyn_cast<DeclStmt>(stmt(S)))
        for (const Decl *D : Declaration->decls())
            if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
                shim_type_size_expressions(Typedef->getUnderlyingType().getAsOpaquePtr(), Visit, Data);
}

shim_function shim_lambda_operator(shim_stmt S) { return handle(cast<LambdaExpr>(stmt(S))->getCallOperator()); }

shim_stmt shim_strip(shim_stmt S) {
    const Expr *E = expr(S);
    while (E) {
        const Expr *Next = nullptr;
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
            Next = Construct->getNumArgs() >= 1 && (Construct->getNumArgs() == 1 || isa<CXXDefaultArgExpr>(Construct->getArg(1)))
                       ? Construct->getArg(0)
                       : nullptr;
        else if (const auto *Cast = dyn_cast<CastExpr>(E))
            Next = Cast->getSubExpr();
        else if (const auto *Unary = dyn_cast<UnaryOperator>(E))
            Next = Unary->getOpcode() == UO_AddrOf || Unary->getOpcode() == UO_Plus ||
                           (Unary->getOpcode() == UO_Deref && Unary->getType()->isFunctionType())
                       ? Unary->getSubExpr()
                       : nullptr;
        else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
            Next = Bind->getSubExpr();
        else if (const auto *Materialize = dyn_cast<MaterializeTemporaryExpr>(E))
            Next = Materialize->getSubExpr();
        else if (const auto *Full = dyn_cast<FullExpr>(E))
            Next = Full->getSubExpr();
        else if (const auto *Paren = dyn_cast<ParenExpr>(E))
            Next = Paren->getSubExpr();
        else if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
            Next = Substituted->getReplacement();
        else if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
            Next = Default->getExpr();
        else if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
            Next = Default->getExpr();
        else if (const auto *List = dyn_cast<InitListExpr>(E))
            Next = List->getNumInits() == 1 ? List->getInit(0) : nullptr;
        else if (const auto *Call = dyn_cast<CXXMemberCallExpr>(E)) // a conversion that the compiler put in
            Next = isa_and_nonnull<CXXConversionDecl>(Call->getMethodDecl()) ? Call->getImplicitObjectArgument() : nullptr;
        if (!Next)
            break;
        E = Next;
    }
    return handle(static_cast<const Stmt *>(E));
}

bool shim_string_literal(shim_unit *Unit, shim_stmt S, const char **Text, size_t *Length) {
    const auto *Literal = dyn_cast_or_null<StringLiteral>(stmt(shim_strip(S)));
    if (!Literal || Literal->getCharByteWidth() != 1)
        return false;
    *Text = keep(Unit, Literal->getString(), Length);
    return true;
}

bool shim_evaluate_integer(shim_unit *Unit, shim_stmt S, int64_t *Value) {
    const Expr *E = expr(S);
    if (!E || E->isValueDependent() || E->isTypeDependent() || !E->getType()->isIntegralOrEnumerationType())
        return false;
    Expr::EvalResult Result;
    if (!E->EvaluateAsInt(Result, *Unit->Context, Expr::SE_NoSideEffects) || Result.Val.getInt().getSignificantBits() > 64)
        return false;
    *Value = Result.Val.getInt().getExtValue();
    return true;
}

bool shim_is_default_argument(shim_stmt S) { return isa<CXXDefaultArgExpr, CXXDefaultInitExpr>(stmt(S)); }

namespace {

void visitFunctionArguments(llvm::ArrayRef<TemplateArgument> Arguments, shim_function_visitor *Visit, void *Data) {
    for (const TemplateArgument &Argument : Arguments) {
        if (Argument.getKind() == TemplateArgument::Declaration) {
            if (const auto *F = dyn_cast<FunctionDecl>(Argument.getAsDecl()))
                Visit(Data, handle(F));
        } else if (Argument.getKind() == TemplateArgument::Pack) {
            visitFunctionArguments(Argument.getPackAsArray(), Visit, Data);
        } else if (Argument.getKind() == TemplateArgument::Type) {
            // torch::CompileTimeFunctionPointer<decltype(f), &f> and its like
            const auto *Record = dyn_cast_or_null<ClassTemplateSpecializationDecl>(Argument.getAsType()->getAsCXXRecordDecl());
            if (Record)
                visitFunctionArguments(Record->getTemplateArgs().asArray(), Visit, Data);
        }
    }
}

void visitTypeArguments(llvm::ArrayRef<TemplateArgument> Arguments, shim_type_visitor *Visit, void *Data) {
    for (const TemplateArgument &Argument : Arguments) {
        if (Argument.getKind() == TemplateArgument::Type)
            Visit(Data, Argument.getAsType().getAsOpaquePtr());
        else if (Argument.getKind() == TemplateArgument::Pack)
            visitTypeArguments(Argument.getPackAsArray(), Visit, Data);
    }
}

} // namespace

void shim_call_template_functions(shim_stmt S, shim_function_visitor *Visit, void *Data) {
    const FunctionDecl *F = nullptr;
    if (const auto *Call = dyn_cast<CallExpr>(stmt(S)))
        F = Call->getDirectCallee();
    else if (const auto *Construct = dyn_cast<CXXConstructExpr>(stmt(S)))
        F = Construct->getConstructor();
    if (F && F->getTemplateSpecializationArgs())
        visitFunctionArguments(F->getTemplateSpecializationArgs()->asArray(), Visit, Data);
    const Expr *E = expr(S);
    if (const auto *Record = E ? dyn_cast_or_null<ClassTemplateSpecializationDecl>(E->getType()->getAsCXXRecordDecl()) : nullptr)
        visitFunctionArguments(Record->getTemplateArgs().asArray(), Visit, Data);
}

shim_type shim_record_template_type(shim_record R, unsigned Index) {
    const auto *Specialization = dyn_cast<ClassTemplateSpecializationDecl>(decl(R));
    if (!Specialization || Index >= Specialization->getTemplateArgs().size() ||
        Specialization->getTemplateArgs()[Index].getKind() != TemplateArgument::Type)
        return nullptr;
    return Specialization->getTemplateArgs()[Index].getAsType().getAsOpaquePtr();
}

void shim_record_template_types(shim_record R, shim_type_visitor *Visit, void *Data) {
    if (const auto *Specialization = dyn_cast<ClassTemplateSpecializationDecl>(decl(R)))
        visitTypeArguments(Specialization->getTemplateArgs().asArray(), Visit, Data);
}

void shim_function_template_types(shim_function F, shim_type_visitor *Visit, void *Data) {
    if (const TemplateArgumentList *Arguments = decl(F)->getTemplateSpecializationArgs())
        visitTypeArguments(Arguments->asArray(), Visit, Data);
}

shim_function shim_record_call_operator(shim_record R) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    const CXXMethodDecl *Found = nullptr;
    if (Definition)
        for (const CXXMethodDecl *Method : Definition->methods())
            if (Method->getOverloadedOperator() == OO_Call && !Method->isTemplated()) {
                if (Found)
                    return nullptr;
                Found = Method;
            }
    return handle(Found);
}

shim_function shim_record_constructor(shim_record R, const shim_type *Types, size_t Count) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    if (!Definition)
        return nullptr;
    for (const CXXConstructorDecl *Constructor : Definition->ctors()) {
        if (Constructor->getNumParams() < Count || Constructor->getMinRequiredArguments() > Count)
            continue;
        bool Same = true;
        for (size_t Index = 0; Index < Count && Same; ++Index)
            Same = Constructor->getParamDecl(Index)->getType().getNonReferenceType().getCanonicalType().getUnqualifiedType() ==
                   type(Types[Index]).getNonReferenceType().getCanonicalType().getUnqualifiedType();
        if (Same)
            return handle(Constructor);
    }
    return nullptr;
}

shim_function shim_builtin_operator(shim_unit *Unit, shim_stmt S) {
    const auto *Call = cast<CallExpr>(stmt(S));
    const FunctionDecl *Callee = Call->getDirectCallee();
    unsigned Id = Callee ? Callee->getBuiltinID() : 0;
    if (Id != Builtin::BI__builtin_operator_new && Id != Builtin::BI__builtin_operator_delete)
        return nullptr;
    DeclarationName Name = Unit->Context->DeclarationNames.getCXXOperatorName(
        Id == Builtin::BI__builtin_operator_new ? OO_New : OO_Delete);
    for (const NamedDecl *Found : Unit->Context->getTranslationUnitDecl()->lookup(Name)) {
        const auto *F = dyn_cast<FunctionDecl>(Found);
        if (!F || F->getNumParams() != Call->getNumArgs())
            continue;
        bool Same = true;
        for (unsigned Index = 0; Index < F->getNumParams() && Same; ++Index)
            Same = Unit->Context->hasSameUnqualifiedType(F->getParamDecl(Index)->getType(), Call->getArg(Index)->getType());
        if (Same)
            return handle(F);
    }
    return nullptr;
}

// What a precompiled header keeps --------------------------------------------------------

// One variable that no source can name, and that clang hands to every consumer
// since it is `used`: its initialiser refers to the declarations and has a null
// pointer to each class.
static const char KeptName[] = "callchain kept";

// A unit that uses the header includes the same files once more; each must then
// be empty.
static bool readOnce(const SourceManager &Sources, HeaderSearch &Headers) {
    for (unsigned Index = 0; Index < Sources.local_sloc_entry_size(); ++Index) {
        const SrcMgr::SLocEntry &Entry = Sources.getLocalSLocEntry(Index);
        if (!Entry.isFile() || !Sources.isWrittenInMainFile(Entry.getFile().getIncludeLoc()))
            continue;
        auto File = Sources.getFileEntryRefForID(Sources.getFileID(SourceLocation::getFromRawEncoding(Entry.getOffset())));
        if (File && !Headers.isFileMultipleIncludeGuarded(*File))
            return false;
    }
    return true;
}

void shim_unit_keep(shim_unit *Unit, const shim_decl *Decls, size_t DeclCount, const shim_record *Classes,
                    size_t ClassCount) {
    ASTContext &Context = *Unit->Context;
    if (!readOnce(*Unit->Sources, Unit->Compiler->getPreprocessor().getHeaderSearchInfo())) {
        DiagnosticsEngine &Diagnostics = Unit->Compiler->getDiagnostics();
        Diagnostics.Report(Diagnostics.getCustomDiagID(DiagnosticsEngine::Error,
                                                       "a header without include guard can't be precompiled for others"));
        return;
    }
    std::vector<Expr *> Items;
    for (size_t Index = 0; Index < ClassCount; ++Index) {
        QualType Pointer = Context.getPointerType(recordType(Context, decl(Classes[Index])));
        Items.push_back(new (Context) ImplicitValueInitExpr(Pointer));
    }
    for (size_t Index = 0; Index < DeclCount; ++Index) {
        auto *Value = const_cast<ValueDecl *>(cast<ValueDecl>(decl(Decls[Index])));
        Items.push_back(DeclRefExpr::Create(Context, NestedNameSpecifierLoc(), SourceLocation(), Value, false,
                                            SourceLocation(), Value->getType(), VK_LValue));
    }
    auto *List = new (Context) InitListExpr(Context, SourceLocation(), Items, SourceLocation());
    List->setType(Context.VoidPtrTy);
    TranslationUnitDecl *Top = Context.getTranslationUnitDecl();
    VarDecl *Kept = VarDecl::Create(Context, Top, SourceLocation(), SourceLocation(), &Context.Idents.get(KeptName),
                                    Context.VoidPtrTy, nullptr, SC_Static);
    Kept->setInit(List);
    Kept->setImplicit();
    Kept->addAttr(UsedAttr::CreateImplicit(Context));
    Top->addHiddenDecl(Kept);
}

static const VarDecl *keptVariable(const Decl *D) {
    const auto *Variable = dyn_cast<VarDecl>(D);
    return Variable && Variable->isImplicit() && Variable->getName() == KeptName ? Variable : nullptr;
}

// The consumer -------------------------------------------------------------------------------

namespace {

// Sees each diagnostic on its way, to remember the first error.
class FirstError : public DiagnosticConsumer {
public:
    FirstError(DiagnosticConsumer *Next, std::unique_ptr<DiagnosticConsumer> Owned, FoundError &First)
        : Next(Next), Owned(std::move(Owned)), First(First) {}
    void clear() override {
        DiagnosticConsumer::clear();
        Next->clear();
    }
    void BeginSourceFile(const LangOptions &Language, const Preprocessor *PP) override { Next->BeginSourceFile(Language, PP); }
    void EndSourceFile() override { Next->EndSourceFile(); }
    void finish() override { Next->finish(); }
    bool IncludeInDiagnosticCounts() const override { return Next->IncludeInDiagnosticCounts(); }
    void HandleDiagnostic(DiagnosticsEngine::Level Level, const Diagnostic &Info) override {
        DiagnosticConsumer::HandleDiagnostic(Level, Info);
        if (Level >= DiagnosticsEngine::Error && First.Text.empty())
            remember(Info);
        Next->HandleDiagnostic(Level, Info);
    }

private:
    void remember(const Diagnostic &Info) {
        llvm::SmallString<256> Text;
        Info.FormatDiagnostic(Text);
        First.Text = Text.str().str();
        if (!Info.hasSourceManager() || Info.getLocation().isInvalid())
            return;
        const SourceManager &Sources = Info.getSourceManager();
        PresumedLoc At = Sources.getPresumedLoc(Sources.getFileLoc(Info.getLocation()));
        if (At.isValid())
            First = {Text.str().str(), At.getFilename(), At.getLine(), At.getColumn()};
    }
    DiagnosticConsumer *Next;
    std::unique_ptr<DiagnosticConsumer> Owned;
    FoundError &First;
};

class Consumer : public ASTConsumer {
public:
    Consumer(CompilerInstance &Compiler, shim_consumer Target, void *Data) : Target(Target), Data(Data) {
        Unit.Compiler = &Compiler;
        DiagnosticsEngine &Diagnostics = Compiler.getDiagnostics();
        DiagnosticConsumer *Client = Diagnostics.getClient();
        std::unique_ptr<DiagnosticConsumer> Owned = Diagnostics.takeClient();
        Diagnostics.setClient(new FirstError(Client, std::move(Owned), Unit.FirstError), true);
    }
    ~Consumer() override { Target.release(Data); }

    bool HandleTopLevelDecl(DeclGroupRef Group) override {
        takePrecompiled();
        for (const Decl *D : Group)
            Target.declared(Data, handle(D));
        return true;
    }
    // From a precompiled header; before the unit's own.
    void HandleInterestingDecl(DeclGroupRef Group) override {
        for (const Decl *D : Group)
            Precompiled.push_back(D);
    }
    void HandleCXXStaticMemberVarInstantiation(VarDecl *V) override {
        takePrecompiled();
        Target.declared(Data, handle(static_cast<const Decl *>(V)));
    }
    void HandleInlineFunctionDefinition(FunctionDecl *F) override {
        takePrecompiled();
        if (F->hasAttrs()) // only `used` and its like make it more than what is called
            Target.declared(Data, handle(static_cast<const Decl *>(F)));
    }
    void HandleTagDeclDefinition(TagDecl *Tag) override {
        takePrecompiled();
        if (const auto *Record = dyn_cast<CXXRecordDecl>(Tag))
            if (!Record->isDependentContext() && Record->isPolymorphic())
                Target.class_completed(Data, handle(Record));
    }
    void HandleTranslationUnit(ASTContext &Context) override {
        takePrecompiled();
        prepare(Context);
        Target.end(Data, &Unit);
    }

private:
    void prepare(ASTContext &Context);
    void takePrecompiled();
    std::vector<const Decl *> Precompiled; // that the consumer was not told of yet
    bool HasKept = false;                  // the header keeps a list of its own
    shim_unit Unit;
    shim_consumer Target;
    void *Data;
};

void Consumer::takePrecompiled() {
    while (!Precompiled.empty()) { // a list that is read can bring more
        std::vector<const Decl *> Now;
        Now.swap(Precompiled);
        const VarDecl *Kept = nullptr;
        for (const Decl *D : Now)
            if (const VarDecl *Found = keptVariable(D))
                Kept = Found;
        HasKept = HasKept || Kept;
        if (!HasKept)
            for (const Decl *D : Now)
                Target.declared(Data, handle(D));
        if (!Kept)
            continue;
        for (const Expr *Item : cast<InitListExpr>(Kept->getInit())->inits())
            if (const auto *Reference = dyn_cast<DeclRefExpr>(Item))
                Target.declared(Data, handle(static_cast<const Decl *>(Reference->getDecl())));
            else
                Target.class_completed(Data, handle(Item->getType()->getPointeeCXXRecordDecl()));
    }
}

void Consumer::prepare(ASTContext &Context) {
    CompilerInstance &Compiler = *Unit.Compiler;
    Unit.Context = &Context;
    Unit.Sources = &Context.getSourceManager();
    Unit.Mangler.reset(Context.createMangleContext());
    Unit.Policy = PrintingPolicy(Context.getLangOpts());
    Unit.Policy.SuppressTagKeyword = true;
    Unit.Policy.SuppressUnwrittenScope = true;
    Unit.Policy.Bool = true;
    Unit.Policy.AnonymousTagLocations = false;
    Unit.Triple = Context.getTargetInfo().getTriple().str();
    if (Context.getLangOpts().CUDAIsDevice)
        Unit.Arch = Context.getTargetInfo().getTargetOpts().CPU;
    const auto &Inputs = Compiler.getFrontendOpts().Inputs;
    if (!Inputs.empty())
        Unit.MainFile = Inputs[0].isFile() ? Inputs[0].getFile().str() : std::string("<stdin>");
    if (auto Directory = Compiler.getVirtualFileSystem().getCurrentWorkingDirectory())
        Unit.Directory = *Directory;
    Unit.Arguments = compat::argumentsHash(Compiler.getInvocation());
    for (const auto &Macro : Compiler.getPreprocessorOpts().Macros)
        Unit.Arguments += (Macro.second ? " -U" : " -D") + Macro.first;
    for (const auto &Entry : Compiler.getHeaderSearchOpts().UserEntries)
        Unit.Arguments += " -I" + Entry.Path;
    for (const std::string &File : Compiler.getPreprocessorOpts().Includes)
        Unit.Arguments += " -include" + File;
    Unit.Errors = Compiler.getDiagnostics().getClient()->getNumErrors();
}

class Action : public PluginASTAction {
protected:
    std::unique_ptr<ASTConsumer> CreateASTConsumer(CompilerInstance &Compiler, llvm::StringRef) override {
        std::vector<const char *> Arguments;
        for (const std::string &Option : Options)
            Arguments.push_back(Option.c_str());
        shim_consumer Target = {};
        void *Data = nullptr;
        if (!callchain_pass_begin(Arguments.data(), Arguments.size(), &Target, &Data))
            return std::make_unique<ASTConsumer>();
        return std::make_unique<Consumer>(Compiler, Target, Data);
    }
    bool ParseArgs(const CompilerInstance &, const std::vector<std::string> &Arguments) override {
        Options = Arguments;
        return true;
    }
    ActionType getActionType() override { return AddBeforeMainAction; }

private:
    std::vector<std::string> Options;
};

FrontendPluginRegistry::Add<Action> Registration("callchain", "write the unit's call-chain graph");

} // namespace
