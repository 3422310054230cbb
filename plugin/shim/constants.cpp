// What an expression is worth whenever it is evaluated, beyond what the language calls constant: local variables
// that are given one value, members of objects, functions (constexpr or not) whose body is declarations and a
// return. Clang's own evaluation is asked first, everywhere. See shim_constant_*.
#include "parameters.h"
#include "unit.h"

#include "clang/AST/StmtCXX.h"

#include <map>

namespace {

enum { CALLS_DEEP = 16, STEPS = 4000, NESTED = 200 };

// Values ----------------------------------------------------------------------------

struct Value {
    enum { Unknown, Integer, Object } Kind = Unknown;
    llvm::APSInt Number = llvm::APSInt();
    std::map<const FieldDecl *, Value> Fields; // of an object: those that are known

    static Value of(llvm::APSInt Number) {
        Value Made;
        Made.Kind = Integer;
        Made.Number = std::move(Number);
        return Made;
    }
};

struct Frame {
    std::map<const ParmVarDecl *, Value> Parameters;
    Value This;
    const FunctionDecl *Function = nullptr;
};

class Evaluator {
  public:
    Evaluator(const shim_unit *Unit, shim_substitution *Substitute, void *Data)
        : Unit(Unit), Context(*Unit->Context), Substitute(Substitute), Data(Data) {}

    Value value(const Expr *E) {
        if (!E || ++Steps > STEPS || Depth > NESTED || E->isTypeDependent() || E->isValueDependent() ||
            E->containsErrors())
            return {};
        ++Depth;
        Value Found = E->getType()->isIntegralOrEnumerationType() ? byClang(E) : Value();
        if (Found.Kind == Value::Unknown)
            Found = E->getType()->isIntegralOrEnumerationType() || E->getType()->isRecordType() ||
                            E->getType()->isReferenceType()
                        ? parts(E)
                        : Value();
        --Depth;
        return Found;
    }

  private:
    Value byClang(const Expr *E) {
        Expr::EvalResult Result;
        if (!E->EvaluateAsInt(Result, Context, Expr::SE_NoSideEffects))
            return {};
        return Value::of(Result.Val.getInt());
    }

    // What stands there by a row that is chosen.
    const Expr *chosen(const Expr *E) {
        bool Place = Substitute && !Now.Function && isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr, CallExpr>(E);
        return Place ? expr(Substitute(Data, nullptr, handle(static_cast<const Stmt *>(E)))) : nullptr;
    }

    Value parts(const Expr *E) {
        if (const Expr *Chosen = chosen(E)) {
            Value Of = value(Chosen);
            return Of.Kind == Value::Integer ? stored(Of, E->getType().getNonReferenceType()) : Of;
        }
        if (const auto *Cast = dyn_cast<CastExpr>(E))
            return cast(Cast);
        if (const auto *Unary = dyn_cast<UnaryOperator>(E))
            return unary(Unary);
        if (const auto *Binary = dyn_cast<BinaryOperator>(E))
            return binary(Binary);
        if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
            Value Condition = value(Choice->getCond());
            if (Condition.Kind != Value::Integer)
                return {};
            return value(Condition.Number.getBoolValue() ? Choice->getTrueExpr() : Choice->getFalseExpr());
        }
        if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
            return variable(dyn_cast<VarDecl>(Reference->getDecl()));
        if (const auto *Member = dyn_cast<MemberExpr>(E))
            return member(Member);
        if (isa<CXXThisExpr>(E))
            return Now.This;
        if (const auto *Call = dyn_cast<CallExpr>(E))
            return call(Call);
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
            return construct(Construct->getConstructor(), Construct->getArgs(), Construct->getNumArgs());
        if (const auto *List = dyn_cast<InitListExpr>(E))
            return list(List);
        if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
            return value(Default->getExpr());
        if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
            return value(Default->getExpr());
        if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
            return value(Substituted->getReplacement());
        if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
            return value(Temporary->getSubExpr());
        if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
            return value(Bound->getSubExpr());
        if (const auto *Full = dyn_cast<FullExpr>(E))
            return value(Full->getSubExpr());
        if (const auto *Paren = dyn_cast<ParenExpr>(E))
            return value(Paren->getSubExpr());
        return {};
    }

    Value cast(const CastExpr *Cast) {
        switch (Cast->getCastKind()) {
        case CK_LValueToRValue:
        case CK_NoOp:
        case CK_ConstructorConversion:
        case CK_UserDefinedConversion:
        case CK_DerivedToBase:
        case CK_UncheckedDerivedToBase:
            return value(Cast->getSubExpr());
        case CK_IntegralCast:
        case CK_IntegralToBoolean:
        case CK_BooleanToSignedIntegral: {
            Value From = value(Cast->getSubExpr());
            return From.Kind == Value::Integer && Cast->getCastKind() != CK_BooleanToSignedIntegral
                       ? converted(From.Number, Cast->getType())
                       : Value();
        }
        default:
            return {};
        }
    }

    Value converted(const llvm::APSInt &From, QualType To) {
        if (To->isBooleanType())
            return Value::of(llvm::APSInt(llvm::APInt(Context.getIntWidth(To), From.getBoolValue()), true));
        llvm::APSInt Result = From.extOrTrunc(Context.getIntWidth(To));
        Result.setIsUnsigned(To->isUnsignedIntegerOrEnumerationType());
        return Value::of(Result);
    }

    Value unary(const UnaryOperator *Unary) {
        UnaryOperatorKind Kind = Unary->getOpcode();
        if (Kind != UO_Plus && Kind != UO_Minus && Kind != UO_Not && Kind != UO_LNot)
            return {};
        Value Of = value(Unary->getSubExpr());
        if (Of.Kind != Value::Integer || Kind == UO_Plus)
            return Of;
        if (Kind == UO_LNot)
            return converted(llvm::APSInt(llvm::APInt(32, Of.Number.isZero()), true), Unary->getType());
        if (Kind == UO_Minus && Of.Number.isSigned() && Of.Number.isMinSignedValue())
            return {};
        return Value::of(Kind == UO_Minus ? -Of.Number : ~Of.Number);
    }

    Value truth(bool Holds, QualType Type) { return converted(llvm::APSInt(llvm::APInt(32, Holds), true), Type); }

    Value binary(const BinaryOperator *Binary) {
        BinaryOperatorKind Kind = Binary->getOpcode();
        if (Binary->isAssignmentOp() || Binary->isCommaOp() || Binary->isPtrMemOp() ||
            !Binary->getLHS()->getType()->isIntegralOrEnumerationType())
            return {};
        Value Left = value(Binary->getLHS());
        if (Left.Kind != Value::Integer)
            return {};
        if (Binary->isLogicalOp() && Left.Number.getBoolValue() == (Kind == BO_LOr))
            return truth(Kind == BO_LOr, Binary->getType());
        Value Right = value(Binary->getRHS());
        if (Right.Kind != Value::Integer)
            return {};
        const llvm::APSInt &A = Left.Number, &B = Right.Number;
        if (Binary->isLogicalOp())
            return truth(B.getBoolValue(), Binary->getType());
        if (Binary->isShiftOp()) {
            if (B.isNegative() || B.getActiveBits() > 31 || B.getZExtValue() >= A.getBitWidth())
                return {};
            unsigned Count = (unsigned)B.getZExtValue();
            if (Kind == BO_Shr)
                return Value::of(A >> Count);
            if (A.isSigned() && (A.isNegative() || A.getActiveBits() + Count >= A.getBitWidth()))
                return {};
            return Value::of(A << Count);
        }
        if (A.getBitWidth() != B.getBitWidth() || A.isUnsigned() != B.isUnsigned())
            return {};
        if (Binary->isComparisonOp())
            return compared(Kind, A, B, Binary->getType());
        return arithmetic(Kind, A, B);
    }

    Value compared(BinaryOperatorKind Kind, const llvm::APSInt &A, const llvm::APSInt &B, QualType Type) {
        switch (Kind) {
        case BO_LT:
            return truth(A < B, Type);
        case BO_GT:
            return truth(A > B, Type);
        case BO_LE:
            return truth(A <= B, Type);
        case BO_GE:
            return truth(A >= B, Type);
        case BO_EQ:
            return truth(A == B, Type);
        case BO_NE:
            return truth(A != B, Type);
        default:
            return {};
        }
    }

    // None where it overflows or divides by 0.
    static Value arithmetic(BinaryOperatorKind Kind, const llvm::APSInt &A, const llvm::APSInt &B) {
        bool Overflows = false;
        llvm::APInt Result;
        switch (Kind) {
        case BO_Add:
            Result = A.isSigned() ? A.sadd_ov(B, Overflows) : (llvm::APInt)A + B;
            break;
        case BO_Sub:
            Result = A.isSigned() ? A.ssub_ov(B, Overflows) : (llvm::APInt)A - B;
            break;
        case BO_Mul:
            Result = A.isSigned() ? A.smul_ov(B, Overflows) : (llvm::APInt)A * B;
            break;
        case BO_Div:
        case BO_Rem:
            if (B.isZero() || (A.isSigned() && A.isMinSignedValue() && B.isAllOnes()))
                return {};
            return Value::of(Kind == BO_Div ? A / B : A % B);
        case BO_And:
            return Value::of(A & B);
        case BO_Or:
            return Value::of(A | B);
        case BO_Xor:
            return Value::of(A ^ B);
        default:
            return {};
        }
        return Overflows ? Value() : Value::of(llvm::APSInt(Result, A.isUnsigned()));
    }

    // Objects ---------------------------------------------------------------------------

    Value member(const MemberExpr *Member) {
        if (const auto *Static = dyn_cast<VarDecl>(Member->getMemberDecl()))
            return variable(Static);
        const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
        if (!Field || Field->isMutable() || Field->getType().isVolatileQualified())
            return {};
        Value Base = Member->isArrow() ? isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts()) ? Now.This : Value()
                                       : value(Member->getBase());
        if (Base.Kind != Value::Object)
            return {};
        auto Found = Base.Fields.find(Field->getCanonicalDecl());
        return Found == Base.Fields.end() ? Value() : Found->second;
    }

    Value list(const InitListExpr *List) {
        if (List->isSyntacticForm() && List->getSemanticForm())
            List = List->getSemanticForm();
        if (!List->getType()->isRecordType())
            return List->getNumInits() == 1 ? value(List->getInit(0)) : Value();
        const auto *Record = List->getType()->getAsCXXRecordDecl();
        if (List->isTransparent() && List->getNumInits() == 1)
            return value(List->getInit(0));
        if (!Record || !(Record = Record->getDefinition()) || Record->isUnion() || Record->getNumBases())
            return {};
        Value Made;
        Made.Kind = Value::Object;
        unsigned At = 0;
        for (const FieldDecl *Field : Record->fields()) {
            if (Field->isBitField() && !Field->getDeclName())
                continue;
            if (At >= List->getNumInits())
                break;
            set(Made, Field, List->getInit(At++));
        }
        return Made;
    }

    void set(Value &Object, const FieldDecl *Field, const Expr *Initializer) {
        Value Of = Field->isBitField() ? Value() : value(Initializer);
        if (Of.Kind != Value::Unknown)
            Object.Fields[Field->getCanonicalDecl()] = std::move(Of);
    }

    Value construct(const CXXConstructorDecl *Constructor, const Expr *const *Arguments, unsigned Count) {
        if (Constructor->isCopyOrMoveConstructor() && Count && Constructor->isTrivial())
            return value(Arguments[0]);
        const FunctionDecl *Body = nullptr;
        if (Constructor->getParent()->isUnion() || !Constructor->isDefined(Body) || !Body->getBody())
            return Constructor->isTrivial() && Constructor->isDefaultConstructor() ? object() : Value();
        const auto *Written = dyn_cast<CompoundStmt>(Body->getBody());
        Frame Inner;
        if (!Written || !Written->body_empty() || !enter(Body, Arguments, Count, Inner))
            return {};
        std::swap(Now, Inner);
        Value Made = object();
        for (const CXXCtorInitializer *Initializer : llvm::cast<CXXConstructorDecl>(Body)->inits()) {
            if (const FieldDecl *Field = Initializer->getMember()) {
                set(Made, Field, Initializer->getInit());
            } else if (Initializer->isBaseInitializer()) {
                Value Base = value(Initializer->getInit());
                for (auto &Field : Base.Fields)
                    Made.Fields.insert(Field);
            } else if (Initializer->isDelegatingInitializer()) {
                Made = value(Initializer->getInit());
            }
        }
        std::swap(Now, Inner);
        --Calls;
        return Made;
    }

    static Value object() {
        Value Made;
        Made.Kind = Value::Object;
        return Made;
    }

    // Variables and functions -------------------------------------------------------------

    Value variable(const VarDecl *Variable) {
        if (!Variable || Variable->getType().isVolatileQualified())
            return {};
        QualType Type = Variable->getType().getNonReferenceType();
        if (Type.isVolatileQualified())
            return {};
        if (const auto *Parameter = dyn_cast<ParmVarDecl>(Variable)) {
            auto Found = Now.Parameters.find(Parameter);
            if (isChanged(Unit, Parameter))
                return {};
            if (Found != Now.Parameters.end())
                return Found->second;
            const Expr *Given = Substitute && Now.Function != Parameter->getDeclContext()
                                    ? expr(Substitute(Data, handle(Variable), nullptr))
                                    : nullptr;
            return !Given ? Value() : Type->isIntegralOrEnumerationType() ? stored(value(Given), Type) : value(Given);
        }
        const VarDecl *Holder = nullptr;
        const Expr *Init = Variable->getAnyInitializer(Holder);
        bool Constant = Type.isConstQualified() || Variable->isConstexpr();
        bool Fixed = Variable->hasLocalStorage() ? !isChanged(Unit, Variable) : Constant;
        if (isa<DecompositionDecl>(Variable) || (Fixed && !Init))
            return {};
        if (Fixed)
            return value(Init);
        if (!Substitute || Init || !Variable->hasLocalStorage() || Now.Function)
            return {};
        const Expr *Single = expr(Substitute(Data, handle(Variable), nullptr));
        return Single && Single->getType()->isIntegralOrEnumerationType() ? stored(value(Single), Type) : Value();
    }

    // What the variable holds once it has been given the value.
    Value stored(const Value &Of, QualType Type) {
        return Of.Kind == Value::Integer && Type->isIntegralOrEnumerationType() ? converted(Of.Number, Type) : Value();
    }

    bool enter(const FunctionDecl *Body, const Expr *const *Arguments, unsigned Count, Frame &Inner) {
        if (Calls >= CALLS_DEEP || Count < Body->getNumParams())
            return false;
        for (unsigned Index = 0; Index < Body->getNumParams(); ++Index) {
            Value Of = value(Arguments[Index]);
            if (Of.Kind != Value::Unknown)
                Inner.Parameters[Body->getParamDecl(Index)] = std::move(Of);
        }
        Inner.Function = Body;
        ++Calls;
        return true;
    }

    Value call(const CallExpr *Call) {
        const FunctionDecl *Callee = Call->getDirectCallee(), *Body = nullptr;
        if (!Callee || Callee->getBuiltinID() || !Callee->isDefined(Body) || !Body->getBody() || Body->isVariadic() ||
            Callee->isWeak()) // another definition may take its place
            return {};
        const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        const Expr *Object = nullptr;
        unsigned Skip = 0;
        if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
            Object = Member->getImplicitObjectArgument();
        } else if (isa<CXXOperatorCallExpr>(Call) && Method && !Method->isStatic()) {
            Object = Call->getArg(0);
            Skip = 1;
        }
        if (Method && Method->isVirtual()) {
            const CXXMethodDecl *Known = Object ? Method->getDevirtualizedMethod(Object, false) : nullptr;
            const auto *Named = dyn_cast<MemberExpr>(Call->getCallee()->IgnoreParenImpCasts());
            if (!(Named && Named->hasQualifier()) && (!Known || !Known->isDefined(Body) || !Body->getBody()))
                return {};
        }
        Frame Inner;
        if (Object && Object->getType()->isRecordType())
            Inner.This = value(Object);
        else if (Object && isa<CXXThisExpr>(Object->IgnoreParenImpCasts()))
            Inner.This = Now.This;
        if (!enter(Body, Call->getArgs() + Skip, Call->getNumArgs() - Skip, Inner))
            return {};
        std::swap(Now, Inner);
        Value Result;
        if (returned(Body->getBody(), Result) != Returns)
            Result = Value();
        std::swap(Now, Inner);
        --Calls;
        return Result;
    }

    enum Ending { Continues, Returns, Other };

    // Declarations, branches that constants decide, and returns; whatever else is in the body, its value is not known.
    Ending returned(const Stmt *Node, Value &Result) {
        if (!Node || isa<NullStmt, DeclStmt>(Node))
            return !Node || !isa<DeclStmt>(Node) || harmless(llvm::cast<DeclStmt>(Node)) ? Continues : Other;
        if (const auto *Return = dyn_cast<ReturnStmt>(Node)) {
            Result = value(Return->getRetValue());
            return Returns;
        }
        if (const auto *Block = dyn_cast<CompoundStmt>(Node)) {
            for (const Stmt *Part : Block->body())
                if (Ending Found = returned(Part, Result); Found != Continues)
                    return Found;
            return Continues;
        }
        if (const auto *If = dyn_cast<IfStmt>(Node)) {
            if (If->isConsteval() || If->getInit() || If->getConditionVariable())
                return Other;
            Value Condition = value(If->getCond());
            if (Condition.Kind != Value::Integer)
                return Other;
            return returned(Condition.Number.getBoolValue() ? If->getThen() : If->getElse(), Result);
        }
        const auto *E = dyn_cast<Expr>(Node);
        return E && !E->HasSideEffects(Context) ? Continues : Other;
    }

    static bool harmless(const DeclStmt *Declaration) {
        for (const Decl *D : Declaration->decls())
            if (isa<DecompositionDecl>(D))
                return false;
        return true;
    }

    const shim_unit *Unit;
    ASTContext &Context;
    shim_substitution *Substitute;
    void *Data;
    Frame Now;
    unsigned Steps = 0, Depth = 0, Calls = 0;
};

const char *text(shim_unit *Unit, const Value &Of, bool Bool) {
    if (Of.Kind != Value::Integer)
        return nullptr;
    if (Bool)
        return keep(Unit, Of.Number.getBoolValue() ? "true" : "false");
    llvm::SmallString<48> Digits;
    Of.Number.toString(Digits, 10);
    return keep(Unit, Digits);
}

} // namespace

const char *shim_constant_text(shim_unit *Unit, shim_stmt S, shim_substitution *Substitute, void *Data) {
    const Expr *E = expr(S);
    if (!E || !E->getType()->isIntegralOrEnumerationType())
        return nullptr;
    return text(Unit, Evaluator(Unit, Substitute, Data).value(E), E->getType()->isBooleanType());
}

const char *shim_constant_member(shim_unit *Unit, shim_stmt S, const char *Name, shim_substitution *Substitute,
                                 void *Data) {
    const Expr *E = expr(S);
    if (!E)
        return nullptr;
    Value Of = Evaluator(Unit, Substitute, Data).value(E);
    for (const auto &Field : Of.Fields)
        if (Field.first->getIdentifier() && Field.first->getName() == Name)
            return text(Unit, Field.second, Field.first->getType()->isBooleanType());
    return nullptr;
}

// What is returned ---------------------------------------------------------------------

namespace {

struct Ending {
    const Expr *Returned = nullptr;
    bool Ended = false, Known = true;
};

bool hasReturn(const Stmt *Node) {
    if (!Node || isa<Expr>(Node))
        return false;
    if (isa<ReturnStmt>(Node))
        return true;
    for (const Stmt *Child : Node->children())
        if (hasReturn(Child))
            return true;
    return false;
}

void endOf(shim_unit *Unit, const Stmt *Node, bool Changes, Ending &End) {
    if (!Node || !End.Known || End.Ended || isa<NullStmt>(Node))
        return;
    if (const auto *Return = dyn_cast<ReturnStmt>(Node)) {
        End.Returned = Return->getRetValue();
        End.Ended = true;
    } else if (const auto *Block = dyn_cast<CompoundStmt>(Node)) {
        for (const Stmt *Part : Block->body())
            endOf(Unit, Part, Changes, End);
    } else if (const auto *If = dyn_cast<IfStmt>(Node);
               If && !If->isConsteval() && !If->getInit() && !If->getConditionVariable() &&
               shim_constant_text(Unit, handle(static_cast<const Stmt *>(If->getCond())), nullptr, nullptr)) {
        const char *Holds =
            shim_constant_text(Unit, handle(static_cast<const Stmt *>(If->getCond())), nullptr, nullptr);
        endOf(Unit, llvm::StringRef(Holds) != "false" ? If->getThen() : If->getElse(), Changes, End);
    } else if (const auto *Declaration = dyn_cast<DeclStmt>(Node)) {
        for (const Decl *D : Declaration->decls())
            End.Known = End.Known && !isa<DecompositionDecl>(D);
    } else if (const auto *E = dyn_cast<Expr>(Node)) {
        End.Known = Changes || !E->HasSideEffects(*Unit->Context);
    } else {
        End.Known = Changes && !hasReturn(Node);
    }
}

bool hasField(const CXXRecordDecl *Record, llvm::StringRef Name) {
    Record = Record ? Record->getDefinition() : nullptr;
    if (!Record)
        return false;
    for (const FieldDecl *Field : Record->fields())
        if (Field->getIdentifier() && Field->getName() == Name)
            return true;
    for (const CXXBaseSpecifier &Base : Record->bases())
        if (hasField(Base.getType()->getAsCXXRecordDecl(), Name))
            return true;
    return false;
}

} // namespace

shim_function shim_called(shim_stmt S) {
    const auto *Call = dyn_cast_or_null<CallExpr>(stmt(S));
    const FunctionDecl *Callee = Call ? Call->getDirectCallee() : nullptr, *Body = nullptr;
    const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Callee);
    if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(stmt(S)))
        Callee = Construct->getConstructor();
    bool Known = Callee && !(Method && Method->isVirtual()) && !Callee->isVariadic() && Callee->isDefined(Body) &&
                 Body->getBody() && !Body->isDependentContext();
    return Known ? handle(Body) : nullptr;
}

shim_stmt shim_returned(shim_unit *Unit, shim_stmt S, bool Changes) {
    shim_function Called = isa_and_nonnull<CallExpr>(stmt(S)) ? shim_called(S) : nullptr;
    const FunctionDecl *Body = nullptr;
    Ending End;
    if (!Called || !decl(Called)->isDefined(Body))
        return nullptr;
    endOf(Unit, Body->getBody(), Changes, End);
    return End.Known && End.Ended ? handle(static_cast<const Stmt *>(End.Returned)) : nullptr;
}

shim_stmt shim_constructed_field(shim_unit *Unit, shim_stmt S, const char *Field, bool *Inner) {
    const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(stmt(S));
    const FunctionDecl *Body = nullptr;
    *Inner = false;
    if (!Construct || !Construct->getConstructor()->isDefined(Body) || !Body->getBody() || Body->isDependentContext() ||
        shim_method_changes(Unit, handle(Body), Field))
        return nullptr;
    const Expr *Base = nullptr;
    for (const CXXCtorInitializer *Initializer : llvm::cast<CXXConstructorDecl>(Body)->inits()) {
        const FieldDecl *Member = Initializer->getMember();
        if (Member && Member->getIdentifier() && Member->getName() == Field)
            return handle(static_cast<const Stmt *>(Initializer->getInit()));
        if (Member)
            continue;
        if (Initializer->isDelegatingInitializer() ||
            hasField(Initializer->getInit()->getType()->getAsCXXRecordDecl(), Field))
            Base = Initializer->getInit();
    }
    *Inner = Base != nullptr;
    return handle(static_cast<const Stmt *>(Base));
}
