// What a function does: parts, types and names of what is described. See shim/program.h.
#include "program_code.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"

std::string qualifiedName(const NamedDecl *D) {
    std::string Name =
        isa<CXXConstructorDecl>(D) ? cast<CXXConstructorDecl>(D)->getParent()->getNameAsString() : D->getNameAsString();
    for (const DeclContext *Around = D->getDeclContext(); Around; Around = Around->getParent()) {
        const auto *Scope = dyn_cast<NamedDecl>(Around);
        const auto *Namespace = dyn_cast<NamespaceDecl>(Around);
        if (!Scope || !Scope->getIdentifier() || (Namespace && Namespace->isInline()))
            continue;
        Name = Scope->getName().str() + "::" + Name;
    }
    return Name;
}

void shim_code_describe(shim_unit *Unit, shim_stmt S, struct shim_code *Code) {
    *Code = {};
    describeStatement(Unit, stmt(S), Code);
}

void shim_code_describe_alone(shim_unit *Unit, shim_stmt S, struct shim_code *Code) {
    *Code = {};
    if (const auto *E = dyn_cast<Expr>(stmt(S)))
        describeAlone(Unit, E, Code);
    else
        describeStatement(Unit, stmt(S), Code);
}

static const Stmt *child(const Stmt *S, unsigned Index) {
    for (const Stmt *Child : S->children())
        if (Index-- == 0)
            return Child;
    return nullptr;
}

static const Stmt *callPart(const shim_code *Code, const CallExpr *Call, unsigned Index) {
    if (Code->kind == SHIM_CODE_LAUNCH)
        return Call->getArg(Index - SHIM_CODE_PARTS);
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
        if (Code->kind == SHIM_CODE_CALL && Index == 0)
            return Member->getImplicitObjectArgument();
        return Index == 0 ? Call->getCallee() : Call->getArg(Index - 1);
    }
    if (Code->kind == SHIM_CODE_INDIRECT && !Code->function)
        return Index == 0 ? Call->getCallee() : Call->getArg(Index - 1);
    return Call->getArg(Index);
}

static const Expr *listPart(const InitListExpr *List, unsigned Index) {
    return Index < List->getNumInits() ? List->getInit(Index) : List->getArrayFiller();
}

shim_stmt shim_code_part(const struct shim_code *Code, unsigned Index) {
    const Stmt *S = stmt(Code->node);
    if (Index >= Code->count)
        return nullptr;
    switch (Code->kind) {
    case SHIM_CODE_LAUNCH:
        return Index < SHIM_CODE_PARTS ? Code->parts[Index] : handle(callPart(Code, cast<CallExpr>(S), Index));
    case SHIM_CODE_CALL:
    case SHIM_CODE_INDIRECT:
        return handle(callPart(Code, cast<CallExpr>(S), Index));
    case SHIM_CODE_CONSTRUCT:
        return handleExpr(cast<CXXConstructExpr>(S)->getArg(Index));
    case SHIM_CODE_FIELDS:
    case SHIM_CODE_LIST:
        return handleExpr(listPart(cast<InitListExpr>(S), Index));
    case SHIM_CODE_CLOSURE:
        return handleExpr(*(cast<LambdaExpr>(S)->capture_init_begin() + Index));
    case SHIM_CODE_STATEMENTS:
        return handle(*(cast<StmtExpr>(S)->getSubStmt()->body_begin() + Index));
    case SHIM_CODE_BLOCK:
        return handle(*(cast<CompoundStmt>(S)->body_begin() + Index));
    case SHIM_CODE_TRY: {
        const auto *Try = cast<CXXTryStmt>(S);
        return Index ? handle(static_cast<const Stmt *>(Try->getHandler(Index - 1))) : handle(Try->getTryBlock());
    }
    case SHIM_CODE_WRITES:
        return handleExpr(cast<GCCAsmStmt>(S)->getOutputExpr(Index));
    case SHIM_CODE_UNKNOWN:
        return handle(child(S, Index));
    default:
        return Code->parts[Index];
    }
}

bool shim_stmt_is_empty(shim_stmt S) { return isa<NullStmt>(stmt(S)); }

const char *shim_code_field(const struct shim_code *Code, unsigned Index, bool *Reference) {
    const auto *List = cast<InitListExpr>(stmt(Code->node));
    const FieldDecl *Field = List->getInitializedFieldInUnion();
    const RecordDecl *Record = List->getType()->getAsRecordDecl();
    *Reference = false;
    if (!Field && Record) {
        const auto *Class = dyn_cast<CXXRecordDecl>(Record);
        unsigned Bases = Class ? Class->getNumBases() : 0;
        if (Index < Bases)
            return "";
        Index -= Bases;
        for (const FieldDecl *Candidate : Record->fields()) {
            if (Candidate->isBitField() && !Candidate->getIdentifier())
                continue;
            if (Index-- == 0) {
                Field = Candidate;
                break;
            }
        }
    }
    if (!Field || !Field->getIdentifier())
        return "";
    *Reference = Field->getType()->isReferenceType();
    return Field->getIdentifier()->getNameStart();
}

enum shim_capture shim_code_capture(const struct shim_code *Code, unsigned Index) {
    const LambdaCapture &Capture = *(cast<LambdaExpr>(stmt(Code->node))->capture_begin() + Index);
    if (Capture.capturesThis())
        return SHIM_CAPTURE_THIS;
    return Capture.getCaptureKind() == LCK_ByRef ? SHIM_CAPTURE_REFERENCE : SHIM_CAPTURE_COPY;
}

int shim_capture_number(shim_function CallOperator, const void *Declaration) {
    const CXXMethodDecl *Method = methodDecl(CallOperator);
    int Number = 0;
    if (!Method || !Method->getParent()->isLambda())
        return -1;
    for (const LambdaCapture &Capture : Method->getParent()->captures()) {
        if (Capture.capturesVariable() && static_cast<const ValueDecl *>(Capture.getCapturedVar()) == Declaration)
            return Number;
        ++Number;
    }
    return -1;
}

static bool isOutput(QualType Type) {
    return Type->isReferenceType() && !Type->getPointeeType().isConstQualified() &&
           !Type->getPointeeType()->isFunctionType();
}

bool shim_code_is_output(const struct shim_code *Code, unsigned Index) {
    const Stmt *S = stmt(Code->node);
    const FunctionProtoType *Type = nullptr;
    const auto *Call = dyn_cast<CallExpr>(S);
    const FunctionDecl *Callee = Code->function ? decl(Code->function) : nullptr;
    if (Call && Code->kind == SHIM_CODE_INDIRECT && !Code->function) {
        QualType Pointee = Call->getCallee()->getType();
        if (Pointee->isFunctionPointerType() || Pointee->isReferenceType())
            Pointee = Pointee->getPointeeType();
        Type = Pointee->getAs<FunctionProtoType>();
        if (Index-- == 0)
            return false;
    } else if (Callee) {
        const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        Type = Callee->getType()->getAs<FunctionProtoType>();
        if (Method && !Method->isStatic() && !isa<CXXConstructorDecl>(Method) && Index-- == 0)
            return !Method->isConst();
    }
    return Type && Index < Type->getNumParams() && isOutput(Type->getParamType(Index));
}

bool shim_function_of_template(shim_function F) {
    for (const DeclContext *Around = decl(F); Around; Around = Around->getParent()) {
        if (const auto *Function = dyn_cast<FunctionDecl>(Around)) {
            if (Function->isTemplateInstantiation() || Function->getTemplateSpecializationArgs())
                return true;
        } else if (isa<ClassTemplateSpecializationDecl>(Around)) {
            return true;
        }
    }
    return false;
}

bool shim_function_returns_reference(shim_function F) { return decl(F)->getReturnType()->isReferenceType(); }

static const char *integerType(const shim_unit *Unit, QualType Type) {
    static const char *const Names[2][5] = {{"i8", "i16", "i32", "i64", "i128"}, {"u8", "u16", "u32", "u64", "u128"}};
    unsigned Width = Type->isIncompleteType() ? 0 : (unsigned)Unit->Context->getTypeSize(Type);
    for (unsigned I = 0; I < 5; ++I)
        if (Width == 8u << I)
            return Names[Type->isUnsignedIntegerOrEnumerationType()][I];
    return "?";
}

const char *shim_code_type(shim_unit *Unit, shim_type T, bool *IsClass) {
    QualType Type = type(T);
    *IsClass = false;
    if (Type.isNull() || Type->isDependentType())
        return "?";
    Type = Type.getNonReferenceType();
    if (Type->isBooleanType())
        return "b";
    if (Type->isIntegralOrEnumerationType())
        return integerType(Unit, Type);
    if (Type->isHalfType() || Type->isBFloat16Type() || Type->isFloat16Type())
        return "f16";
    if (Type->isRealFloatingType())
        return Unit->Context->getTypeSize(Type) == 32 ? "f32" : Unit->Context->getTypeSize(Type) == 64 ? "f64" : "?";
    if (Type->isAnyPointerType() || Type->isNullPtrType() || Type->isFunctionType())
        return "p";
    const RecordDecl *Record = Type->getAsRecordDecl();
    const auto *Class = dyn_cast_or_null<CXXRecordDecl>(Record);
    if (!Record || !Record->getIdentifier() || (Class && Class->isLambda()))
        return "?";
    *IsClass = true;
    return keep(Unit, qualifiedName(Record));
}

// Is it written in the body of a macro, and not in an argument of one?
static bool isOfMacro(const shim_unit *Unit, SourceLocation Location) {
    return Location.isMacroID() && !Unit->Sources->isMacroArgExpansion(Location);
}

const char *shim_condition_text(shim_unit *Unit, shim_stmt S) {
    const Expr *E = expr(S);
    bool Not = false;
    while (E && isOfMacro(Unit, E->getBeginLoc())) {
        const Expr *Inner = E->IgnoreParenCasts();
        const auto *Unary = dyn_cast<UnaryOperator>(Inner);
        const auto *Call = dyn_cast<CallExpr>(Inner);
        const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr;
        if (Inner != E)
            E = Inner;
        else if (const auto *Full = dyn_cast<FullExpr>(E))
            E = Full->getSubExpr();
        else if (Unary && Unary->getOpcode() == UO_LNot) {
            Not = !Not;
            E = Unary->getSubExpr();
        } else if (Callee && Callee->getBuiltinID() == Builtin::BI__builtin_expect)
            E = Call->getArg(0);
        else
            break;
    }
    if (!E || isOfMacro(Unit, E->getBeginLoc()))
        return shim_stmt_text(Unit, S);
    const char *Text = shim_stmt_text(Unit, handleExpr(E));
    return Not ? keep(Unit, "!(" + std::string(Text) + ")") : Text;
}

static void visitMembers(const RecordDecl *Record, shim_member_type_visitor *Visit, void *Data) {
    const RecordDecl *Definition = Record ? Record->getDefinition() : nullptr;
    if (!Definition)
        return;
    if (const auto *Class = dyn_cast<CXXRecordDecl>(Definition))
        for (const CXXBaseSpecifier &Base : Class->bases())
            visitMembers(Base.getType()->getAsRecordDecl(), Visit, Data);
    for (const FieldDecl *Field : Definition->fields()) {
        if (Field->isAnonymousStructOrUnion())
            visitMembers(Field->getType()->getAsRecordDecl(), Visit, Data);
        else if (Field->getIdentifier() && !Field->getType()->isReferenceType())
            Visit(Data, Field->getIdentifier()->getNameStart(), Field->getType().getAsOpaquePtr());
    }
}

void shim_type_members(shim_type T, shim_member_type_visitor *Visit, void *Data) {
    visitMembers(type(T).getNonReferenceType()->getAsRecordDecl(), Visit, Data);
}

const char *shim_function_qualified_name(shim_unit *Unit, shim_function F) {
    return keep(Unit, qualifiedName(decl(F)));
}

bool shim_function_is_operator(shim_function F) {
    return decl(F)->isOverloadedOperator() || isa<CXXConversionDecl>(decl(F));
}

// The written template arguments of what a call calls.
static unsigned writtenArguments(const CallExpr *Call) {
    const Expr *Callee = Call->getCallee()->IgnoreParenImpCasts();
    if (const auto *Reference = dyn_cast<DeclRefExpr>(Callee))
        return Reference->getNumTemplateArgs();
    if (const auto *Member = dyn_cast<MemberExpr>(Callee))
        return Member->getNumTemplateArgs();
    return 0;
}

void shim_code_template_arguments(shim_unit *Unit, const struct shim_code *Code, shim_call_argument_visitor *Visit,
                                  void *Data) {
    enum { MOST = 8 };
    const auto *Call = dyn_cast<CallExpr>(stmt(Code->node));
    const FunctionDecl *Callee = Call && Code->function ? decl(Code->function) : nullptr;
    const TemplateArgumentList *Arguments = Callee ? Callee->getTemplateSpecializationArgs() : nullptr;
    if (!Arguments)
        return;
    unsigned Written = writtenArguments(Call), Count = 0;
    for (const TemplateArgument &Argument : Arguments->asArray()) {
        if (++Count > MOST)
            return;
        if (Argument.getKind() == TemplateArgument::Integral) {
            llvm::SmallString<40> Digits;
            Argument.getAsIntegral().toString(Digits, 10);
            Visit(Data, keep(Unit, Digits.str()), true, true);
        } else if (Argument.getKind() == TemplateArgument::Type && Count <= Written) {
            std::string Text = Argument.getAsType().getCanonicalType().getAsString(Unit->Policy);
            if (Text.size() <= 256)
                Visit(Data, keep(Unit, Text), false, true);
        }
    }
}

const char *shim_code_element_type(shim_unit *Unit, const struct shim_code *Code) {
    const auto *Class = dyn_cast_or_null<ClassTemplateSpecializationDecl>(recordOf(type(Code->type)));
    if (!Class || !Class->isInStdNamespace() || !Class->getIdentifier() || Class->getName() != "vector" ||
        Class->getTemplateArgs()[0].getKind() != TemplateArgument::Type)
        return nullptr;
    std::string Text = Class->getTemplateArgs()[0].getAsType().getCanonicalType().getAsString(Unit->Policy);
    return Text.size() <= 256 ? keep(Unit, Text) : nullptr;
}

bool shim_type_is_polymorphic(shim_type T) {
    const CXXRecordDecl *Record = recordOf(type(T));
    return Record && Record->hasDefinition() && Record->isPolymorphic();
}

char shim_type_handing(shim_type T) {
    QualType Type = type(T);
    if (Type->isReferenceType())
        return isOutput(Type) ? 'r' : 'c';
    if (Type->isPointerType() && !Type->isFunctionPointerType())
        return Type->getPointeeType().isConstQualified() ? 'q' : '*';
    return 'v';
}

shim_variable shim_function_parameter(shim_function F, unsigned Index) {
    const FunctionDecl *Definition = definition(decl(F));
    return handle((Definition ? Definition : decl(F))->getParamDecl(Index));
}

const char *shim_method_class_name(shim_unit *Unit, shim_function F) {
    return keep(Unit, qualifiedName(methodDecl(F)->getParent()));
}

std::string caughtName(shim_unit *Unit, QualType Type) {
    Type = Unit->Context->getUnqualifiedArrayType(Type.getNonReferenceType().getCanonicalType());
    return Type.getUnqualifiedType().getAsString(Unit->Policy);
}

static void visitCaught(shim_unit *Unit, QualType Type, shim_type_name_visitor *Visit, void *Data, unsigned Depth) {
    enum { DEEPEST = 32 };
    Visit(Data, keep(Unit, caughtName(Unit, Type)));
    const CXXRecordDecl *Record = Depth < DEEPEST ? recordOf(Type) : nullptr;
    if (Record && Record->hasDefinition())
        for (const CXXBaseSpecifier &Base : Record->bases())
            if (Base.getAccessSpecifier() == AS_public)
                visitCaught(Unit, Base.getType(), Visit, Data, Depth + 1);
}

void shim_thrown_types(shim_unit *Unit, const struct shim_code *Code, shim_type_name_visitor *Visit, void *Data) {
    if (!Code->parts[0])
        return Visit(Data, "");
    QualType Type = expr(Code->parts[0])->getType();
    visitCaught(Unit, Type, Visit, Data, 0);
}

static bool isTemporary(const Expr *E) {
    while (E) {
        if (isa<MaterializeTemporaryExpr>(E))
            return true;
        if (const auto *Full = dyn_cast<FullExpr>(E))
            E = Full->getSubExpr();
        else if (const auto *Paren = dyn_cast<ParenExpr>(E))
            E = Paren->getSubExpr();
        else if (const auto *Cast = dyn_cast<ImplicitCastExpr>(E))
            E = Cast->getSubExpr();
        else
            return false;
    }
    return false;
}

void shim_code_variable(shim_unit *Unit, shim_variable V, struct shim_code_variable *Facts) {
    const VarDecl *Variable = decl(V);
    QualType Type = Variable->getType();
    *Facts = {};
    Facts->type = Type.getAsOpaquePtr();
    Facts->initializer = handleExpr(Variable->getInit());
    Facts->is_static = Variable->isStaticLocal();
    Facts->is_const = Variable->isConstexpr() || Type.isConstQualified();
    Facts->none = Variable->hasExternalStorage() || (Variable->isConstexpr() && Type->isScalarType());
    bool Extends = Variable->getInit() && isTemporary(Variable->getInit());
    Facts->alias = Type->isReferenceType() && Variable->getInit() && !Extends;
    bool IsReturned = Variable->isNRVOVariable(); // lives on in who calls
    if (!Facts->alias && !Facts->is_static && !IsReturned && (Extends || !Type->isReferenceType()))
        if (const CXXDestructorDecl *Destructor = matteringDestructor(Unit, Type.getNonReferenceType()))
            Facts->destructor = handle(Destructor);
    const auto *Construct =
        dyn_cast_or_null<CXXConstructExpr>(Variable->getInit() ? Variable->getInit()->IgnoreImplicit() : nullptr);
    if (Construct && Construct->getNumArgs() == 0 && Construct->getConstructor()->isTrivial() &&
        !Construct->requiresZeroInitialization())
        Facts->initializer = nullptr;
}

void shim_constructor_initializer_facts(shim_unit *Unit, shim_function F, unsigned Index,
                                        struct shim_code_initializer *Facts) {
    const auto *Constructor = cast<CXXConstructorDecl>(definition(decl(F)));
    const CXXCtorInitializer *Initializer = *(Constructor->init_begin() + Index);
    *Facts = {};
    Facts->value = handleExpr(Initializer->getInit());
    Facts->field = "";
    const FieldDecl *Field = Initializer->isAnyMemberInitializer() ? Initializer->getAnyMember() : nullptr;
    if (!Field)
        return;
    Facts->skipped = !Field->getIdentifier();
    Facts->reference = Field->getType()->isReferenceType();
    if (Field->getIdentifier())
        Facts->field = Field->getIdentifier()->getNameStart();
    (void)Unit;
}
