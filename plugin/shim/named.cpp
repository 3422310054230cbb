// How clang is asked about the flow of values. See flow.h.
#include "named.h"

#include "clang/AST/Attr.h"
#include "clang/AST/DeclTemplate.h"
#include "clang/AST/ExprConcepts.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"
#include "llvm/Support/raw_ostream.h"

namespace {

// The classes of CUDA's headers whose objects are values of a launch as a
// whole, wherever the header lies.
bool isOfRuntime(const RecordDecl *Record) {
    static const char *const Names[] = {"dim3",
                                        "uint3",
                                        "cudaLaunchConfig_st",
                                        "cudaLaunchConfig_t",
                                        "cudaLaunchParams",
                                        "cudaLaunchAttribute_st",
                                        "cudaLaunchAttribute",
                                        "cudaLaunchAttributeValue"};
    const TypedefNameDecl *Named = Record->getTypedefNameForAnonDecl();
    llvm::StringRef Name = Named ? Named->getName() : Record->getName();
    return Record->getDeclContext()->getRedeclContext()->isTranslationUnit() && llvm::is_contained(Names, Name);
}

bool isDeviceProperties(const RecordDecl *Record) {
    llvm::StringRef Name = Record->getName();
    if (const TypedefNameDecl *Typedef = Record->getTypedefNameForAnonDecl())
        Name = Typedef->getName();
    return Name == "cudaDeviceProp" || compat::startsWith(Name, "hipDeviceProp_t");
}

// As people write it: namespaces and classes, no template arguments, no inline
// or anonymous namespaces.
std::string qualifiedName(const NamedDecl *D) {
    std::string Name = D->getNameAsString();
    if (const auto *Tag = dyn_cast<TagDecl>(D))
        if (const TypedefNameDecl *Typedef = Tag->getTypedefNameForAnonDecl())
            Name = Typedef->getNameAsString();
    for (const DeclContext *Context = D->getDeclContext(); Context; Context = Context->getParent()) {
        const auto *Namespace = dyn_cast<NamespaceDecl>(Context);
        const auto *Scope = dyn_cast<NamedDecl>(Context);
        if (!Scope || isa<FunctionDecl>(Context) ||
            (Namespace && (Namespace->isInline() || Namespace->isAnonymousNamespace())))
            continue;
        if (!Scope->getNameAsString().empty())
            Name = Scope->getNameAsString() + "::" + Name;
    }
    return Name;
}

unsigned templateIndex(const NamedDecl *D) {
    if (const auto *Value = dyn_cast<NonTypeTemplateParmDecl>(D))
        return Value->getIndex();
    if (const auto *Type = dyn_cast<TemplateTypeParmDecl>(D))
        return Type->getIndex();
    return cast<TemplateTemplateParmDecl>(D)->getIndex();
}

bool isTemplateParameter(const NamedDecl *D) {
    return isa<NonTypeTemplateParmDecl, TemplateTypeParmDecl, TemplateTemplateParmDecl>(D);
}

// A template's parameter in the template's first declaration.
const NamedDecl *canonicalParameter(const NamedDecl *D) {
    const TemplateDecl *Template = nullptr;
    if (const auto *F = dyn_cast<FunctionDecl>(D->getDeclContext()))
        Template = F->getDescribedFunctionTemplate();
    else if (const auto *Record = dyn_cast<CXXRecordDecl>(D->getDeclContext()))
        Template = Record->getDescribedClassTemplate();
    if (!Template)
        return D;
    const auto *First = cast<TemplateDecl>(Template->getCanonicalDecl());
    unsigned Index = templateIndex(D);
    return Index < First->getTemplateParameters()->size() ? First->getTemplateParameters()->getParam(Index) : D;
}

const FunctionDecl *writtenFunction(const FunctionDecl *F) {
    if (const FunctionDecl *Pattern = F->getTemplateInstantiationPattern())
        F = Pattern;
    const FunctionDecl *Definition = nullptr;
    return F->isDefined(Definition) ? Definition : F;
}

// Can what is behind the reference or pointer be changed through it?
bool isAlias(QualType Type) {
    if (Type.isNull() || (!Type->isReferenceType() && !Type->isPointerType()))
        return false;
    QualType Pointee = Type->getPointeeType();
    return !Pointee.isConstQualified() && !Pointee->isFunctionType();
}

// Has such a value a shape, a length, or something like it besides its data?
bool hasForm(QualType Type) {
    while (!Type.isNull() && (Type->isReferenceType() || Type->isPointerType()))
        Type = Type->getPointeeType();
    return Type.isNull() || !(Type->isArithmeticType() || Type->isEnumeralType() || Type->isVoidType());
}

// Is what a function stores through this parameter a value of its own for the
// caller? Of a class of the project's, the fields have the values.
bool leavesValue(const shim_unit *Unit, QualType Type) {
    if (!isAlias(Type) || Type->isRValueReferenceType())
        return false;
    QualType Pointee = Type->getPointeeType();
    if (Pointee->isVoidType() || Pointee->isIncompleteType())
        return false;
    const auto *Record = dyn_cast_or_null<RecordDecl>(Pointee->getAsTagDecl());
    return !Record || inSystem(Unit, Record->getLocation());
}

} // namespace

// Declarations ------------------------------------------------------------------

uint64_t shim_flow_place(shim_stmt S) { return expr(S)->getExprLoc().getRawEncoding(); }

shim_named shim_flow_named(shim_stmt S) {
    if (const auto *Reference = dyn_cast<DeclRefExpr>(stmt(S))) {
        const ValueDecl *D = Reference->getDecl();
        return isa<VarDecl, BindingDecl, NonTypeTemplateParmDecl>(D) ? handleNamed(D) : nullptr;
    }
    if (const auto *Member = dyn_cast<MemberExpr>(stmt(S))) {
        const ValueDecl *D = Member->getMemberDecl();
        return isa<FieldDecl, VarDecl>(D) ? handleNamed(D) : nullptr;
    }
    if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(stmt(S)))
        return handleNamed(Substituted->getParameter());
    return nullptr;
}

uint64_t shim_named_key(shim_named N) {
    const NamedDecl *D = named(N);
    if (isTemplateParameter(D))
        D = canonicalParameter(D);
    if (const auto *Parameter = dyn_cast<ParmVarDecl>(D)) // of a declaration or of the definition
        if (const auto *F = dyn_cast<FunctionDecl>(Parameter->getDeclContext())) {
            const FunctionDecl *Written = writtenFunction(F);
            unsigned Index = Parameter->getFunctionScopeIndex();
            if (Written->getNumParams())
                D = Written->getParamDecl(Index < Written->getNumParams() ? Index : Written->getNumParams() - 1);
        }
    uint64_t Location = D->getLocation().getRawEncoding();
    if (isa<VarDecl>(D) && cast<VarDecl>(D)->hasGlobalStorage() && !cast<VarDecl>(D)->isStaticLocal())
        D = cast<NamedDecl>(D->getCanonicalDecl());
    return Location ? Location << 8 | 1 : (uint64_t)(uintptr_t)D << 8 | 2;
}

void shim_named_describe(shim_unit *Unit, shim_named N, struct shim_value *Value) {
    const NamedDecl *D = named(N);
    *Value = {};
    Value->class_name = Value->type = "";
    Unit->ItemTexts.clear();
    auto Keep = [&](std::string Text) {
        Unit->ItemTexts.push_back(std::move(Text));
        return Unit->ItemTexts.back().c_str();
    };
    if (isTemplateParameter(D)) {
        D = canonicalParameter(D);
        Value->kind = SHIM_VALUE_TEMPLATE_PARAMETER;
        Value->index = templateIndex(D) + 1;
        if (const auto *Record = dyn_cast<CXXRecordDecl>(D->getDeclContext()))
            Value->class_name = Keep(qualifiedName(Record));
        else if (const auto *F = dyn_cast<FunctionDecl>(D->getDeclContext()))
            Value->function = handle(F);
        else
            Value->kind = SHIM_VALUE_NONE;
    } else if (const auto *Field = dyn_cast<FieldDecl>(D)) {
        const RecordDecl *Record = Field->getParent();
        while (Record->isAnonymousStructOrUnion() && isa<RecordDecl>(Record->getDeclContext()))
            Record = cast<RecordDecl>(Record->getDeclContext());
        const auto *Class = dyn_cast<CXXRecordDecl>(Record);
        bool Followed = !inSystem(Unit, Field->getLocation()) && !isOfRuntime(Record) && !(Class && Class->isLambda());
        Value->kind = isDeviceProperties(Record) ? SHIM_VALUE_QUERY : Followed ? SHIM_VALUE_FIELD : SHIM_VALUE_NONE;
        if (Value->kind == SHIM_VALUE_FIELD)
            Value->class_name = Keep(qualifiedName(Record));
    } else if (const auto *Parameter = dyn_cast<ParmVarDecl>(D)) {
        const auto *F = dyn_cast<FunctionDecl>(Parameter->getDeclContext());
        Value->kind = F ? SHIM_VALUE_PARAMETER : SHIM_VALUE_NONE;
        Value->leaves = leavesValue(Unit, Parameter->getType());
        if (F) {
            const FunctionDecl *Written = writtenFunction(F);
            Value->function = handle(F);
            unsigned Index = Parameter->getFunctionScopeIndex(), Count = Written->getNumParams();
            Value->index = (Count && Index >= Count ? Count - 1 : Index) + 1;
            if (Value->index <= Count)
                D = Written->getParamDecl(Value->index - 1);
        }
    } else if (const auto *Variable = dyn_cast<VarDecl>(D)) {
        bool Local = Variable->isLocalVarDecl() || Variable->isStaticLocal() || owner(Variable->getDeclContext());
        Value->kind = Local                                     ? SHIM_VALUE_LOCAL
                      : inSystem(Unit, Variable->getLocation()) ? SHIM_VALUE_NONE
                                                                : SHIM_VALUE_GLOBAL;
    } else if (isa<BindingDecl, TypedefNameDecl>(D)) {
        Value->kind = owner(D->getDeclContext()) ? SHIM_VALUE_LOCAL : SHIM_VALUE_NONE;
    }
    if (Value->kind == SHIM_VALUE_LOCAL) {
        const FunctionDecl *F = owner(D->getDeclContext());
        Value->function = F ? handle(F) : nullptr;
        PresumedLoc Presumed = Unit->Sources->getPresumedLoc(fileLocation(Unit, D->getLocation()));
        Value->index = Presumed.isValid() ? Presumed.getLine() : 0;
        if (!F)
            Value->kind = SHIM_VALUE_NONE;
    }
    Value->name = Keep(Value->kind == SHIM_VALUE_GLOBAL ? qualifiedName(D) : D->getNameAsString());
    Value->location = fileLocation(Unit, D->getLocation()).getRawEncoding();
    if (const auto *Typed = dyn_cast<ValueDecl>(D)) {
        Value->type = Keep(Typed->getType().getAsString(Unit->Policy));
        Value->has_form = hasForm(Typed->getType());
    }
    if (isa<TypedefNameDecl, TemplateTypeParmDecl>(D))
        Value->type = "typename";
    Value->has_form &= Value->kind != SHIM_VALUE_TEMPLATE_PARAMETER && Value->kind != SHIM_VALUE_QUERY;
}

shim_named shim_variable_named(shim_variable V) { return handleNamed(decl(V)); }

shim_record shim_named_record(shim_named N) {
    const auto *Typed = dyn_cast<ValueDecl>(named(N));
    return Typed ? shim_type_record(Typed->getType().getAsOpaquePtr()) : nullptr;
}

bool shim_named_aliases(shim_named N) {
    const auto *Typed = dyn_cast<ValueDecl>(named(N));
    return Typed && isAlias(Typed->getType());
}

bool shim_initializer_is_alias(shim_named N, shim_stmt S) {
    const auto *Typed = cast<ValueDecl>(named(N));
    const Expr *E = expr(S)->IgnoreParenCasts();
    return Typed->getType()->isReferenceType() || isa<DeclRefExpr, MemberExpr>(E) ||
           (isa<UnaryOperator>(E) && cast<UnaryOperator>(E)->getOpcode() == UO_AddrOf);
}

shim_named shim_function_parameter_named(shim_function F, unsigned Index) {
    const FunctionDecl *Written = writtenFunction(decl(F));
    unsigned Count = Written->getNumParams();
    if (Index >= Count && Count && Written->getParamDecl(Count - 1)->isParameterPack())
        Index = Count - 1;
    return Index < Count ? handleNamed(Written->getParamDecl(Index)) : nullptr;
}

bool shim_named_is_parameter_of_kernel(shim_named N) {
    const auto *Parameter = dyn_cast<ParmVarDecl>(named(N));
    const auto *F = Parameter ? dyn_cast<FunctionDecl>(Parameter->getDeclContext()) : nullptr;
    return F && F->hasAttr<CUDAGlobalAttr>();
}

shim_record shim_record_pattern(shim_record R) {
    const CXXRecordDecl *Record = decl(R);
    if (const CXXRecordDecl *Pattern = Record->getTemplateInstantiationPattern())
        Record = Pattern;
    return handle(Record);
}

shim_record shim_field_record(shim_named N) {
    const auto *Field = dyn_cast<FieldDecl>(named(N));
    const auto *Record = Field ? dyn_cast<CXXRecordDecl>(Field->getParent()) : nullptr;
    return Record ? shim_record_pattern(handle(Record)) : nullptr;
}

uint64_t shim_flow_function_key(shim_function F) {
    const FunctionDecl *Written = writtenFunction(decl(F));
    if (Written->isImplicit() || Written->isDefaulted() || Written->getLocation().isInvalid())
        return 0;
    return (uint64_t)Written->getLocation().getRawEncoding() << 8 | 4;
}

bool shim_function_returns_form(shim_function F) { return hasForm(decl(F)->getReturnType()); }

bool shim_expression_has_form(shim_stmt S) { return hasForm(expr(S)->getType()); }

bool shim_function_returns_nothing(shim_function F) { return decl(F)->getReturnType()->isVoidType(); }

bool shim_method_is_const(shim_function F) {
    const CXXMethodDecl *Method = methodDecl(F);
    return !Method || Method->isStatic() || Method->isConst();
}

const char *shim_function_scope(shim_unit *Unit, shim_function F) {
    const DeclContext *Context = decl(F)->getDeclContext();
    while (Context && !isa<NamespaceDecl>(Context) && !isa<TagDecl>(Context))
        Context = Context->getParent();
    return keep(Unit, Context ? qualifiedName(cast<NamedDecl>(Context)) : std::string());
}

void shim_record_fields(shim_record R, shim_named_visitor *Visit, void *Data) {
    const CXXRecordDecl *Definition = decl(R)->getDefinition();
    if (!Definition)
        return;
    for (const CXXBaseSpecifier &Base : Definition->bases())
        if (const CXXRecordDecl *Record = Base.getType()->getAsCXXRecordDecl())
            shim_record_fields(handle(Record), Visit, Data);
    for (const FieldDecl *Field : Definition->fields())
        Visit(Data, handleNamed(Field));
}

bool shim_type_is_array(shim_type T) { return !type(T).isNull() && type(T)->isArrayType(); }

shim_record shim_type_value_record(shim_type T) {
    QualType Type = type(T);
    if (Type.isNull() || Type->isReferenceType() || Type->isPointerType())
        return nullptr;
    return handle(Type->getBaseElementTypeUnsafe()->getAsCXXRecordDecl());
}

// Expressions ---------------------------------------------------------------------

namespace {

enum shim_flow_kind unaryKind(const UnaryOperator *Unary) {
    switch (Unary->getOpcode()) {
    case UO_AddrOf:
        return SHIM_FLOW_ADDRESS;
    case UO_Deref:
    case UO_Plus:
    case UO_Extension:
        return SHIM_FLOW_SAME;
    case UO_PreInc:
    case UO_PreDec:
    case UO_PostInc:
    case UO_PostDec:
        return SHIM_FLOW_UPDATE;
    default:
        return SHIM_FLOW_DERIVED;
    }
}

enum shim_flow_kind binaryKind(const BinaryOperator *Binary) {
    if (Binary->isCompoundAssignmentOp())
        return SHIM_FLOW_UPDATE;
    return Binary->isAssignmentOp()          ? SHIM_FLOW_ASSIGN
           : Binary->getOpcode() == BO_Comma ? SHIM_FLOW_LAST
                                             : SHIM_FLOW_DERIVED;
}

} // namespace

enum shim_flow_kind shim_flow_kind(shim_stmt S) {
    const Stmt *Node = stmt(S);
    if (isa<CastExpr, FullExpr, ParenExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr, CXXDefaultArgExpr,
            CXXDefaultInitExpr, OpaqueValueExpr, CXXStdInitializerListExpr>(Node))
        return SHIM_FLOW_SAME;
    if (const auto *Unary = dyn_cast<UnaryOperator>(Node))
        return unaryKind(Unary);
    if (const auto *Binary = dyn_cast<BinaryOperator>(Node))
        return binaryKind(Binary);
    if (compat::isParenList(Node))
        return SHIM_FLOW_LIST;
    if (isa<DeclRefExpr, SubstNonTypeTemplateParmExpr>(Node))
        return shim_flow_named(S) ? SHIM_FLOW_NAMED : SHIM_FLOW_NOTHING;
    if (isa<MemberExpr>(Node))
        return SHIM_FLOW_MEMBER;
    if (isa<ArraySubscriptExpr>(Node))
        return SHIM_FLOW_ELEMENT;
    if (isa<AbstractConditionalOperator>(Node))
        return SHIM_FLOW_CONDITIONAL;
    if (isa<CUDAKernelCallExpr>(Node))
        return SHIM_FLOW_KERNEL_CALL;
    if (isa<CallExpr>(Node))
        return SHIM_FLOW_CALL;
    if (isa<CXXConstructExpr>(Node))
        return SHIM_FLOW_CONSTRUCT;
    if (isa<InitListExpr>(Node))
        return SHIM_FLOW_LIST;
    if (isa<LambdaExpr>(Node))
        return SHIM_FLOW_LAMBDA;
    if (isa<IfStmt, SwitchStmt, WhileStmt, DoStmt, ForStmt, CXXForRangeStmt>(Node))
        return SHIM_FLOW_BRANCH;
    if (isa<CompoundStmt>(Node))
        return SHIM_FLOW_COMPOUND;
    if (isa<ReturnStmt, CoreturnStmt>(Node))
        return SHIM_FLOW_RETURN;
    if (isa<DeclStmt>(Node))
        return SHIM_FLOW_DECLARATION;
    if (isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr, RequiresExpr, TypeTraitExpr, SizeOfPackExpr, CXXThisExpr,
            ConceptSpecializationExpr, CXXTypeidExpr>(Node))
        return SHIM_FLOW_NOTHING;
    if (isa<Expr>(Node))
        return Node->child_begin() == Node->child_end() ? SHIM_FLOW_NOTHING : SHIM_FLOW_DERIVED;
    return SHIM_FLOW_STATEMENT;
}

void shim_flow_children(shim_unit *Unit, shim_stmt S, shim_stmt_visitor *Visit, void *Data) {
    const Stmt *Node = stmt(S);
    if (const auto *Conditional = dyn_cast<BinaryConditionalOperator>(Node)) {
        Visit(Data, handleExpr(Conditional->getCommon()));
        Visit(Data, handleExpr(Conditional->getCommon()));
        return Visit(Data, handleExpr(Conditional->getFalseExpr()));
    }
    if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(Node)) {
        Visit(Data, handleExpr(Subscript->getBase()));
        return Visit(Data, handleExpr(Subscript->getIdx()));
    }
    if (const auto *Return = dyn_cast<ReturnStmt>(Node)) { // a named result, too
        if (Return->getRetValue())
            Visit(Data, handleExpr(Return->getRetValue()));
        return;
    }
    if (isa<SubstNonTypeTemplateParmExpr>(Node))
        return;
    shim_stmt_children(Unit, S, Visit, Data);
}

void shim_flow_list(shim_stmt S, shim_list_visitor *Visit, void *Data) {
    const Expr *Filler = nullptr;
    llvm::ArrayRef<const Expr *> Inits;
    std::vector<const Expr *> Copied;
    if (const auto *List = dyn_cast<InitListExpr>(stmt(S))) {
        const InitListExpr *Semantic = List->isSemanticForm() ? List : List->getSemanticForm();
        if (Semantic)
            List = Semantic;
        for (const Expr *Init : List->inits())
            Copied.push_back(Init);
        Inits = Copied;
        if (const FieldDecl *Field = List->getInitializedFieldInUnion())
            return Inits.empty() || !Inits[0] ? void() : Visit(Data, handleNamed(Field), handleExpr(Inits[0]));
    } else {
        Inits = compat::parenListInits(stmt(S), Filler);
    }
    const auto *Record = dyn_cast_or_null<RecordDecl>(expr(S)->getType()->getAsTagDecl());
    Record = Record ? Record->getDefinition() : nullptr;
    size_t At = 0;
    if (const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Record))
        for (size_t Base = 0; Base < Class->getNumBases() && At < Inits.size(); ++Base, ++At)
            if (Inits[At])
                Visit(Data, nullptr, handleExpr(Inits[At]));
    if (Record)
        for (const FieldDecl *Field : Record->fields()) {
            if (Field->isBitField() && !Field->getDeclName())
                continue;
            if (At >= Inits.size())
                return;
            if (Inits[At])
                Visit(Data, handleNamed(Field), handleExpr(Inits[At]));
            ++At;
        }
    for (; At < Inits.size(); ++At)
        if (Inits[At])
            Visit(Data, nullptr, handleExpr(Inits[At]));
}

const char *shim_flow_printed(shim_unit *Unit, shim_stmt S) {
    Unit->Buffer.clear();
    llvm::raw_svector_ostream Out(Unit->Buffer);
    stmt(S)->printPretty(Out, nullptr, Unit->Policy);
    return Unit->Buffer.c_str();
}

shim_stmt shim_flow_braces(shim_stmt S) {
    const Expr *E = expr(S);
    while (E) { // each step is to a part of it
        if (const auto *List = dyn_cast<InitListExpr>(E)) {
            const Expr *Only = List->getNumInits() == 1 ? List->getInit(0)->IgnoreImplicit() : nullptr;
            return Only && isa<InitListExpr>(Only) ? nullptr : handleExpr(List);
        }
        const Expr *Next = nullptr;
        if (const auto *Initializers = dyn_cast<CXXStdInitializerListExpr>(E))
            Next = Initializers->getSubExpr();
        else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
            Next = Construct->getNumArgs() == 1 ||
                           (Construct->getNumArgs() > 1 && isa<CXXDefaultArgExpr>(Construct->getArg(1)))
                       ? Construct->getArg(0)
                       : nullptr;
        else if (const auto *Cast = dyn_cast<CastExpr>(E))
            Next = Cast->getSubExpr();
        else if (const auto *Materialize = dyn_cast<MaterializeTemporaryExpr>(E))
            Next = Materialize->getSubExpr();
        else if (const auto *Bind = dyn_cast<CXXBindTemporaryExpr>(E))
            Next = Bind->getSubExpr();
        else if (const auto *Full = dyn_cast<FullExpr>(E))
            Next = Full->getSubExpr();
        E = Next;
    }
    return nullptr;
}

// Statements ------------------------------------------------------------------------

void shim_flow_declared(shim_stmt S, const struct shim_declared *Declared) {
    const auto *Declaration = dyn_cast<DeclStmt>(stmt(S));
    if (!Declaration)
        return;
    for (const Decl *D : Declaration->decls()) {
        if (const auto *Variable = dyn_cast<VarDecl>(D))
            Declared->variable(Declared->data, handle(Variable));
        else if (const auto *Typedef = dyn_cast<TypedefNameDecl>(D))
            Declared->type(Declared->data, handleNamed(Typedef), Typedef->getUnderlyingType().getAsOpaquePtr());
    }
}

bool shim_flow_bindings(shim_variable V, shim_binding_visitor *Visit, void *Data) {
    const auto *Decomposition = dyn_cast<DecompositionDecl>(decl(V));
    if (!Decomposition)
        return false;
    for (const BindingDecl *Binding : Decomposition->bindings()) {
        const Expr *Bound = Binding->getBinding();
        const auto *Member = Bound ? dyn_cast<MemberExpr>(Bound->IgnoreParenImpCasts()) : nullptr;
        Visit(Data, handleNamed(Binding), Member ? handleNamed(Member->getMemberDecl()) : nullptr);
    }
    return true;
}

shim_stmt shim_call_name(shim_stmt S) {
    return handleExpr(cast<CallExpr>(stmt(S))->getCallee()->IgnoreParenImpCasts());
}

bool shim_argument_is_out(shim_function F, unsigned Index, shim_stmt S) {
    if (Index >= decl(F)->getNumParams())
        return false;
    QualType Type = decl(F)->getParamDecl(Index)->getType();
    if (!isAlias(Type) || Type->isRValueReferenceType())
        return false;
    const auto *Unary = dyn_cast<UnaryOperator>(expr(S)->IgnoreParenCasts());
    return Type->isReferenceType() || (Unary && Unary->getOpcode() == UO_AddrOf);
}

shim_named shim_constructor_member(shim_function F, unsigned Index) {
    const FunctionDecl *Definition = nullptr;
    if (!decl(F)->isDefined(Definition))
        return nullptr;
    const auto *Constructor = cast<CXXConstructorDecl>(Definition);
    const CXXCtorInitializer *Initializer = *(Constructor->init_begin() + Index);
    const FieldDecl *Field =
        Initializer->isWritten() || Initializer->isInClassMemberInitializer() ? Initializer->getAnyMember() : nullptr;
    return Field ? handleNamed(Field) : nullptr;
}

void shim_lambda_variables(shim_stmt S, shim_variable_visitor *Visit, void *Data) {
    const auto *Lambda = cast<LambdaExpr>(stmt(S));
    for (const LambdaCapture &Capture : Lambda->captures())
        if (Lambda->isInitCapture(&Capture))
            if (const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar()))
                Visit(Data, handle(Variable));
}

bool shim_record_is_of_runtime(shim_record R) { return R && isOfRuntime(decl(R)); }
