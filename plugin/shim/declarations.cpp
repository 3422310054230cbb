// Declarations, functions, classes and variables: how clang is asked. See
// shim/shim.h.
#include "unit.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/Basic/Builtins.h"
#include "clang/Lex/Lexer.h"

namespace {

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

void visitTypeArguments(llvm::ArrayRef<TemplateArgument> Arguments, shim_type_visitor *Visit, void *Data) {
    for (const TemplateArgument &Argument : Arguments) {
        if (Argument.getKind() == TemplateArgument::Type)
            Visit(Data, Argument.getAsType().getAsOpaquePtr());
        else if (Argument.getKind() == TemplateArgument::Pack)
            visitTypeArguments(Argument.getPackAsArray(), Visit, Data);
    }
}
} // namespace

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

bool shim_function_holds(shim_unit *Unit, shim_function F, uint32_t Location, uint32_t *Begin) {
    const FunctionDecl *Definition = placed(decl(F));
    if (!Definition->doesThisDeclarationHaveABody() || Definition->isImplicit())
        return false;
    *Begin = fileLocation(Unit, Definition->getBeginLoc()).getRawEncoding();
    return *Begin <= Location && Location <= fileLocation(Unit, Definition->getEndLoc()).getRawEncoding();
}

bool shim_variable_place(shim_unit *Unit, shim_variable V, struct shim_place *Place) {
    return place(Unit, decl(V)->getLocation(), Place);
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
    const FunctionDecl *Pattern = decl(shim_function_pattern(Function)), *First = Pattern->getCanonicalDecl();
    const FunctionTemplateDecl *Template = Pattern->getDescribedFunctionTemplate();
    // Where a member template is specialized (template <> template <class U> int A<int>::f(U)), what comes first is
    // the member of A<int> that the compiler made, at the place of the general one: another template.
    if (Template && Template->isMemberSpecialization())
        for (const FunctionDecl *D = Pattern->getMostRecentDecl(); D; D = D->getPreviousDecl())
            if (D->getLocation() != Pattern->getCanonicalDecl()->getLocation())
                First = D;
    return place(Unit, First->getLocation(), Place);
}

uint32_t shim_function_tag(shim_function Function) {
    const FunctionDecl *F = decl(Function);
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(F))
        return 1u | Constructor->isCopyConstructor() << 4 | Constructor->isMoveConstructor() << 5 |
               F->getNumParams() << 8;
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
    const IdentifierInfo *Name =
        Index < Written->getNumParams() ? Written->getParamDecl(Index)->getIdentifier() : nullptr;
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
        bool IsWord =
            Next->is(tok::raw_identifier) && Comma.isInvalid() && llvm::is_contained(Words, Next->getRawIdentifier());
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

shim_function shim_lambda_enclosing(shim_function CallOperator) {
    const CXXMethodDecl *Method = methodDecl(CallOperator);
    if (!Method || !Method->getParent()->isLambda())
        return nullptr;
    const DeclContext *Context = Method->getParent()->getDeclContext();
    while (Context && !isa<FunctionDecl>(Context) && !Context->isFileContext())
        Context = Context->getParent();
    return handle(dyn_cast_or_null<FunctionDecl>(Context));
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

void shim_function_template_types(shim_function F, shim_type_visitor *Visit, void *Data) {
    if (const TemplateArgumentList *Arguments = decl(F)->getTemplateSpecializationArgs())
        visitTypeArguments(Arguments->asArray(), Visit, Data);
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

const char *shim_record_simple_name(shim_unit *Unit, shim_record R) { return keep(Unit, decl(R)->getName()); }

bool shim_record_is(shim_unit *Unit, shim_record R, const char *Name) {
    // The last component alone settles nearly every question, cheaply.
    llvm::StringRef Wanted(Name),
        Last = Wanted.substr(Wanted.rfind(':') == llvm::StringRef::npos ? 0 : Wanted.rfind(':') + 1);
    if (decl(R)->getName() != Last)
        return false;
    std::string Path;
    for (const DeclContext *Context = decl(R); Context && !Context->isTranslationUnit();
         Context = Context->getParent()) {
        if (const auto *Namespace = dyn_cast<NamespaceDecl>(Context))
            if (Namespace->isInline())
                continue;
        if (const auto *Named = dyn_cast<NamedDecl>(Context))
            Path = Path.empty() ? Named->getNameAsString() : Named->getNameAsString() + "::" + Path;
    }
    (void)Unit;
    return Path == Name;
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
            Same = Constructor->getParamDecl(Index)
                       ->getType()
                       .getNonReferenceType()
                       .getCanonicalType()
                       .getUnqualifiedType() ==
                   type(Types[Index]).getNonReferenceType().getCanonicalType().getUnqualifiedType();
        if (Same)
            return handle(Constructor);
    }
    return nullptr;
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

shim_function shim_parameter_function(shim_variable Parameter) {
    return isa<ParmVarDecl>(decl(Parameter)) ? handle(dyn_cast<FunctionDecl>(decl(Parameter)->getDeclContext()))
                                             : nullptr;
}

shim_type shim_variable_type(shim_variable V) { return decl(V)->getType().getAsOpaquePtr(); }

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
