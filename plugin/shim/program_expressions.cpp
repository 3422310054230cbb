// What an expression does. See shim/program.h.
#include "program_code.h"
#include "wrapped.h"

#include "clang/AST/DeclTemplate.h"
#include "clang/AST/StmtCXX.h"
#include "clang/Basic/Builtins.h"

#include <cmath>
#include <cstdio>

namespace {

// The one operand of what is the same value or object, or null.
const Expr *within(const Expr *E) {
    if (const Expr *Wrapped = wrapped(E))
        return Wrapped;
    if (const auto *Shared = dyn_cast<OpaqueValueExpr>(E))
        return Shared->getSourceExpr();
    if (const auto *Generic = dyn_cast<GenericSelectionExpr>(E))
        return Generic->isResultDependent() ? nullptr : Generic->getResultExpr();
    if (const auto *Choose = dyn_cast<ChooseExpr>(E))
        return Choose->isConditionDependent() ? nullptr : Choose->getChosenSubExpr();
    if (const auto *Rewritten = dyn_cast<CXXRewrittenBinaryOperator>(E))
        return Rewritten->getSemanticForm();
    if (const auto *List = dyn_cast<CXXStdInitializerListExpr>(E))
        return List->getSubExpr();
    if (const auto *Unary = dyn_cast<UnaryOperator>(E))
        if (Unary->getOpcode() == UO_Plus || Unary->getOpcode() == UO_Extension)
            return Unary->getSubExpr();
    if (const auto *List = dyn_cast<InitListExpr>(E))
        if (List->isTransparent() || (List->getNumInits() == 1 && List->getType()->isScalarType()))
            return List->getInit(0);
    return nullptr;
}

unsigned bits(const shim_unit *Unit, QualType Type) { return (unsigned)Unit->Context->getTypeSize(Type); }

bool isUnsigned(QualType Type) { return Type->isUnsignedIntegerOrEnumerationType() || Type->isBooleanType(); }

// Does every value of an integer type stay what it is in another?
bool keepsIntegers(const shim_unit *Unit, QualType From, QualType To) {
    if (From->isBooleanType())
        return true;
    if (To->isBooleanType() || From->isIncompleteType() || To->isIncompleteType())
        return false;
    if (isUnsigned(From))
        return bits(Unit, To) > bits(Unit, From) || (isUnsigned(To) && bits(Unit, To) == bits(Unit, From));
    return !isUnsigned(To) && bits(Unit, To) >= bits(Unit, From);
}

// Is what a pointer leads to still of its type? Of void and of functions that is a matter of who uses it.
bool keepsPointee(QualType From, QualType To) {
    if (!From->isPointerType() || !To->isPointerType())
        return false;
    From = From->getPointeeType();
    To = To->getPointeeType();
    return From->isVoidType() || To->isVoidType() || From->isFunctionType() || To->isFunctionType() ||
           From.getCanonicalType().getUnqualifiedType() == To.getCanonicalType().getUnqualifiedType();
}

enum class CastMeaning { Same, Changes, Address, Null, Unknown };

CastMeaning meaning(const shim_unit *Unit, const CastExpr *Cast) {
    QualType From = Cast->getSubExpr()->getType(), To = Cast->getType();
    switch (Cast->getCastKind()) {
    case CK_IntegralCast:
        return keepsIntegers(Unit, From, To) ? CastMeaning::Same : CastMeaning::Changes;
    case CK_FloatingCast:
        return bits(Unit, To) >= bits(Unit, From) ? CastMeaning::Same : CastMeaning::Changes;
    case CK_IntegralToBoolean:
    case CK_PointerToBoolean:
    case CK_FloatingToBoolean:
    case CK_IntegralToFloating:
    case CK_FloatingToIntegral:
    case CK_BooleanToSignedIntegral:
    case CK_IntegralToPointer:
        return CastMeaning::Changes;
    case CK_ArrayToPointerDecay:
        return isa<StringLiteral, PredefinedExpr>(Cast->getSubExpr()->IgnoreParens()) ? CastMeaning::Same
                                                                                      : CastMeaning::Address;
    case CK_NullToPointer:
    case CK_NullToMemberPointer:
        return CastMeaning::Null;
    case CK_NoOp:
    case CK_LValueToRValue:
    case CK_FunctionToPointerDecay:
    case CK_BuiltinFnToFnPtr:
    case CK_DerivedToBase:
    case CK_UncheckedDerivedToBase:
    case CK_BaseToDerived:
    case CK_ConstructorConversion:
    case CK_UserDefinedConversion:
    case CK_ToVoid:
    case CK_AtomicToNonAtomic:
    case CK_NonAtomicToAtomic:
        return CastMeaning::Same;
    case CK_BitCast:
        return keepsPointee(From, To) ? CastMeaning::Same : CastMeaning::Unknown;
    default:
        return CastMeaning::Unknown;
    }
}

class Expressions {
  public:
    Expressions(shim_unit *Unit, shim_code *Code) : Unit(Unit), Context(*Unit->Context), Code(Code) {}

    void describe(const Expr *E) {
        while (true) {
            if (const auto *Argument = dyn_cast<SubstNonTypeTemplateParmExpr>(E)) {
                if (fold(E, true))
                    return;
                E = Argument->getReplacement();
            } else if (const auto *Cast = dyn_cast<CastExpr>(E)) {
                if (meaning(Unit, Cast) != CastMeaning::Same)
                    break;
                E = Cast->getSubExpr();
            } else if (endsTemporaries(E)) {
                break;
            } else if (const Expr *Next = within(E)) {
                E = Next;
            } else {
                break;
            }
        }
        Code->node = handleExpr(E);
        Code->type = E->getType().getAsOpaquePtr();
        if (E->isTypeDependent() || E->isValueDependent())
            return unknown("not compiled", E);
        node(E);
    }

    // An expression that stands alone: its value, if it is an object, is a temporary, too.
    void describeAlone(const Expr *E) {
        const auto *Full = dyn_cast<ExprWithCleanups>(E);
        const CXXBindTemporaryExpr *Bind = Full ? boundTemporary(Unit, Full->getSubExpr()) : nullptr;
        if (!Bind)
            return describe(E);
        Code->node = handleExpr(E);
        Code->reference = true;
        temporary(Bind);
    }

  private:
    void temporary(const CXXBindTemporaryExpr *Bind) {
        set(SHIM_CODE_TEMPORARY, Bind->getSubExpr());
        Code->function = handle(Bind->getTemporary()->getDestructor());
    }

    // The temporary whose life begins here and ends with the full expression, if that matters.
    const CXXBindTemporaryExpr *temporaryOf(const Expr *E) const {
        const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E);
        return Temporary && Temporary->getStorageDuration() == SD_FullExpression
                   ? boundTemporary(Unit, Temporary->getSubExpr())
                   : nullptr;
    }

    bool holdsTemporary(const Stmt *S, unsigned Depth) const {
        enum { DEEPEST = 200 };
        if (!S || Depth > DEEPEST || isa<LambdaExpr, StmtExpr>(S))
            return false;
        const auto *Default = dyn_cast<CXXDefaultArgExpr>(S);
        if (Default)
            return holdsTemporary(Default->getExpr(), Depth + 1);
        if (isa<Expr>(S) && temporaryOf(clang::cast<Expr>(S)))
            return true;
        return llvm::any_of(S->children(), [&](const Stmt *Child) { return holdsTemporary(Child, Depth + 1); });
    }

    // Is it to be told, since the end of some temporary matters?
    bool endsTemporaries(const Expr *E) const {
        const auto *Full = dyn_cast<ExprWithCleanups>(E);
        return Full ? holdsTemporary(Full->getSubExpr(), 0) : temporaryOf(E) != nullptr;
    }

    void set(shim_code_kind Kind, const Stmt *First = nullptr, const Stmt *Second = nullptr,
             const Stmt *Third = nullptr) {
        Code->kind = Kind;
        Code->parts[0] = handle(First);
        Code->parts[1] = handle(Second);
        Code->parts[2] = handle(Third);
        Code->count = Third ? 3 : Second ? 2 : First ? 1 : 0;
    }

    void unknown(const char *Why, const Expr *E) {
        Code->kind = SHIM_CODE_UNKNOWN;
        Code->text = Why;
        Code->count = 0;
        for (const Stmt *Child : E->children()) {
            (void)Child;
            ++Code->count;
        }
    }

    void text(llvm::StringRef Text) {
        Code->text = keep(Unit, Text);
        Code->length = Text.size();
    }

    bool value(const APValue &Value, QualType Type) {
        if (Value.isInt()) {
            llvm::SmallString<40> Digits;
            Value.getInt().toString(Digits, 10);
            bool Boolean = Type->isBooleanType();
            Code->kind = Boolean ? SHIM_CODE_BOOLEAN : SHIM_CODE_INTEGER;
            text(Boolean ? llvm::StringRef(Value.getInt() != 0 ? "1" : "0") : Digits.str());
            return true;
        }
        if (!Value.isFloat())
            return false;
        double Number = Value.getFloat().convertToDouble();
        char Digits[48];
        if (!std::isfinite(Number))
            return false;
        snprintf(Digits, sizeof Digits, "%.17g", Number);
        std::string Text = Digits;
        if (Text.find_first_of(".e") == std::string::npos)
            Text += ".0";
        Code->kind = SHIM_CODE_FLOATING;
        text(Text);
        return true;
    }

    // The constant that the compiler's evaluation finds, if it does.
    bool fold(const Expr *E, bool OfTemplate) {
        QualType Type = E->getType();
        Expr::EvalResult Result;
        if ((!Type->isIntegralOrEnumerationType() && !Type->isRealFloatingType()) || E->isValueDependent() ||
            E->isTypeDependent() || !E->EvaluateAsRValue(Result, Context) || Result.HasSideEffects ||
            !value(Result.Val, Type))
            return false;
        Code->node = handleExpr(E);
        Code->type = Type.getAsOpaquePtr();
        Code->of_template = OfTemplate;
        Code->count = 0;
        return true;
    }

    void reference(const DeclRefExpr *E) {
        const ValueDecl *D = E->getDecl();
        if (const auto *Function = dyn_cast<FunctionDecl>(D)) {
            Code->function = handle(Function);
            return set(SHIM_CODE_FUNCTION);
        }
        if (const auto *Binding = dyn_cast<BindingDecl>(D)) {
            Code->declaration = Binding;
            if (E->refersToEnclosingVariableOrCapture() || !Binding->getBinding())
                return set(SHIM_CODE_VARIABLE);
            return describe(Binding->getBinding());
        }
        if (isa<EnumConstantDecl>(D)) {
            if (!fold(E, inTemplate(D)))
                unknown("an enumerator", E);
            return;
        }
        const auto *Variable = dyn_cast<VarDecl>(D);
        if (!Variable)
            return fold(E, true) ? void() : unknown("a name", E);
        named(E, Variable);
    }

    // May the declaration be another one in another specialization?
    static bool inTemplate(const Decl *D) {
        const DeclContext *Around = D->getDeclContext();
        return !Around->isFileContext() || isa<VarTemplateSpecializationDecl>(D);
    }

    // An array of constants that is small enough to be told wherever it is used.
    bool isTable(const VarDecl *Variable) const {
        enum { MOST = 64 };
        const Expr *Initializer = Variable->getAnyInitializer();
        QualType Type = Variable->getType();
        uint64_t Count = 1;
        for (; const auto *Array = Context.getAsConstantArrayType(Type); Type = Array->getElementType())
            Count *= std::min<uint64_t>(Array->getSize().getLimitedValue(), MOST + 1);
        return Variable->getType()->isConstantArrayType() && Type->isArithmeticType() && Count <= MOST &&
               Variable->hasGlobalStorage() && Initializer && isa<InitListExpr>(Initializer->IgnoreImplicit()) &&
               !Initializer->isValueDependent() && Variable->hasConstantInitialization();
    }

    void named(const Expr *E, const VarDecl *Variable) {
        bool Constant = Variable->isConstexpr() || Variable->getType().isConstQualified();
        if (Constant && fold(E, inTemplate(Variable)))
            return;
        const CXXRecordDecl *Record = Variable->getType()->getAsCXXRecordDecl();
        if (Record && Record->getIdentifier() && Record->getName() == "nullopt_t")
            return set(SHIM_CODE_NULL);
        if (Constant && isTable(Variable))
            return describe(Variable->getAnyInitializer());
        if (Variable->hasGlobalStorage() && !Variable->isStaticLocal()) {
            text(qualifiedName(Variable));
            return set(SHIM_CODE_GLOBAL);
        }
        Code->declaration = Variable;
        set(SHIM_CODE_VARIABLE);
    }

    void member(const MemberExpr *E) {
        const ValueDecl *D = E->getMemberDecl();
        if (const auto *Function = dyn_cast<FunctionDecl>(D)) {
            Code->function = handle(Function);
            return set(SHIM_CODE_FUNCTION);
        }
        if (const auto *Variable = dyn_cast<VarDecl>(D))
            return named(E, Variable);
        const auto *Field = dyn_cast<FieldDecl>(D);
        if (!Field)
            return fold(E, true) ? void() : unknown("a member", E);
        if (!Field->getIdentifier()) // of an anonymous struct or union: its members are those of what it is in
            return describe(E->getBase());
        if (Field->isBitField()) // what is stored may be cut
            return unknown("a bit-field", E);
        set(SHIM_CODE_MEMBER, E->getBase());
        Code->reference = Field->getType()->isReferenceType();
        Code->of_union = Field->getParent()->isUnion();
        text(Field->getName());
    }

    // A literal, perhaps with a sign.
    static bool isNumber(const Expr *E) {
        E = E->IgnoreParenCasts();
        if (const auto *Unary = dyn_cast<UnaryOperator>(E))
            if (Unary->getOpcode() == UO_Minus)
                E = Unary->getSubExpr()->IgnoreParenCasts();
        return isa<IntegerLiteral, FloatingLiteral, CXXBoolLiteralExpr, CharacterLiteral>(E);
    }

    void cast(const CastExpr *E) {
        switch (meaning(Unit, E)) {
        case CastMeaning::Changes:
            if (isNumber(E->getSubExpr()) && fold(E, false))
                return;
            return set(SHIM_CODE_CAST, E->getSubExpr());
        case CastMeaning::Address:
            return set(SHIM_CODE_ADDRESS, E->getSubExpr());
        case CastMeaning::Null:
            return set(SHIM_CODE_NULL);
        default:
            return unknown("a cast", E);
        }
    }

    void unary(const UnaryOperator *E) {
        const Expr *Operand = E->getSubExpr();
        switch (E->getOpcode()) {
        case UO_PostInc:
        case UO_PostDec:
        case UO_PreInc:
        case UO_PreDec:
            set(SHIM_CODE_STEP, Operand);
            Code->text =
                E->isPostfix() ? (E->isIncrementOp() ? "post++" : "post--") : (E->isIncrementOp() ? "pre++" : "pre--");
            return;
        case UO_AddrOf:
            if (isa<DeclRefExpr>(Operand->IgnoreParens()) && Operand->getType()->isFunctionType())
                return describe(Operand);
            return E->getType()->isMemberPointerType() ? unknown("a pointer to a member", E)
                                                       : set(SHIM_CODE_ADDRESS, Operand);
        case UO_Deref:
            return Operand->getType()->isFunctionPointerType() ? describe(Operand)
                                                               : set(SHIM_CODE_DEREFERENCE, Operand);
        case UO_Minus:
            if (isa<IntegerLiteral, FloatingLiteral>(Operand->IgnoreParens()) && fold(E, false))
                return;
            return set(SHIM_CODE_NEGATE, Operand);
        case UO_Not:
            return set(SHIM_CODE_INVERT, Operand);
        case UO_LNot:
            return set(SHIM_CODE_NOT, Operand);
        default:
            return unknown("an operator", E);
        }
    }

    void update(const CompoundAssignOperator *E) {
        set(SHIM_CODE_UPDATE, E->getLHS(), E->getRHS());
        Code->type = E->getComputationResultType().getAsOpaquePtr();
        Code->stored = E->getLHS()->getType().getAsOpaquePtr();
        Code->text = BinaryOperator::getOpcodeStr(BinaryOperator::getOpForCompoundAssignment(E->getOpcode())).data();
    }

    void binary(const BinaryOperator *E) {
        const Expr *Left = E->getLHS(), *Right = E->getRHS();
        switch (E->getOpcode()) {
        case BO_Assign:
            return set(SHIM_CODE_ASSIGN, Left, Right);
        case BO_Comma:
            return set(SHIM_CODE_COMMA, Left, Right);
        case BO_LAnd:
            return set(SHIM_CODE_AND, Left, Right);
        case BO_LOr:
            return set(SHIM_CODE_OR, Left, Right);
        case BO_PtrMemD:
        case BO_PtrMemI:
        case BO_Cmp:
            return unknown("an operator", E);
        default:
            set(SHIM_CODE_BINARY, Left, Right);
            if (E->isComparisonOp())
                Code->type = Left->getType().getAsOpaquePtr();
            Code->text = E->getOpcodeStr().data();
        }
    }

    void choice(const AbstractConditionalOperator *E) {
        if (isa<BinaryConditionalOperator>(E) && E->getCond()->HasSideEffects(Context))
            return unknown("?:", E);
        set(SHIM_CODE_CHOICE, E->getCond(), E->getTrueExpr(), E->getFalseExpr());
    }

    // What is written as a call and is its argument.
    static bool isItsArgument(const CallExpr *E, const FunctionDecl *Callee) {
        if (!Callee->getIdentifier() || E->getNumArgs() == 0)
            return false;
        if (Callee->getBuiltinID() == Builtin::BI__builtin_expect ||
            Callee->getBuiltinID() == Builtin::BI__builtin_expect_with_probability)
            return true;
        llvm::StringRef Name = Callee->getName();
        return Callee->isInStdNamespace() && E->getNumArgs() == 1 &&
               (Name == "move" || Name == "forward" || Name == "as_const" || Name == "move_if_noexcept" ||
                Name == "forward_like");
    }

    void launch(const CUDAKernelCallExpr *E) {
        set(SHIM_CODE_LAUNCH, E->getCallee());
        for (unsigned I = 0; I < 4; ++I)
            Code->parts[I + 1] = shim_kernel_call_configuration(handleExpr(E), I);
        Code->count = SHIM_CODE_PARTS + E->getNumArgs();
    }

    void call(const CallExpr *E) {
        const FunctionDecl *Callee = E->getDirectCallee();
        if (isa<CXXPseudoDestructorExpr>(E->getCallee()->IgnoreParens()))
            return unknown("a destructor", E);
        if (!Callee) {
            if (isa<CXXMemberCallExpr>(E) && !E->getType()->isDependentType() &&
                isa<BinaryOperator>(E->getCallee()->IgnoreParens()))
                return unknown("a call of a pointer to a member", E);
            Code->kind = SHIM_CODE_INDIRECT;
            Code->count = E->getNumArgs() + 1;
            return;
        }
        if (isItsArgument(E, Callee))
            return describe(E->getArg(0));
        if (Callee->isNoReturn()) {
            llvm::StringRef Said = message(E, 0);
            set(SHIM_CODE_THROW);
            const auto *Prototype = Callee->getType()->getAs<FunctionProtoType>();
            if (!Prototype || !Prototype->isNothrow())
                Code->type = nullptr;
            return text(qualifiedName(Callee) + (Said.empty() ? "" : ": ") + Said.str());
        }
        if ((Callee->isConstexpr() || Callee->getBuiltinID()) && fold(E, true))
            return;
        if (isAddressOf(E, Callee))
            return set(SHIM_CODE_ADDRESS, E->getArg(0));
        if (assignsCopy(E, Callee))
            return set(SHIM_CODE_ASSIGN, E->getArg(0), E->getArg(1));
        Code->function = handle(Callee);
        Code->kind = isFunctionObject(E, Callee) ? SHIM_CODE_INDIRECT : SHIM_CODE_CALL;
        Code->count = E->getNumArgs() + isa<CXXMemberCallExpr>(E);
        struct shim_call Facts;
        shim_call_facts(Unit, handleExpr(E), &Facts);
        Code->is_virtual = Facts.is_virtual && !Facts.devirtualized;
        if (Facts.devirtualized)
            Code->function = Facts.devirtualized;
    }

    // The last string written in what a function that does not return is given, as far as that is short.
    static llvm::StringRef message(const Stmt *S, unsigned Depth) {
        enum { DEEPEST = 12, LONGEST = 200 };
        llvm::StringRef Said;
        if (const auto *Literal = dyn_cast<StringLiteral>(S))
            return Literal->getCharByteWidth() == 1 ? Literal->getString().take_front(LONGEST) : Said;
        if (Depth < DEEPEST && !isa<PredefinedExpr, LambdaExpr>(S))
            for (const Stmt *Child : S->children()) {
                llvm::StringRef Within = Child ? message(Child, Depth + 1) : llvm::StringRef();
                if (!Within.empty())
                    Said = Within;
            }
        return Said;
    }

    static bool isAddressOf(const CallExpr *E, const FunctionDecl *Callee) {
        return E->getNumArgs() == 1 &&
               (Callee->getBuiltinID() == Builtin::BI__builtin_addressof ||
                (Callee->isInStdNamespace() && Callee->getIdentifier() && Callee->getName() == "addressof"));
    }

    // `a = b` of one class whose assignment copies: nobody's own, or a library's.
    bool assignsCopy(const CallExpr *E, const FunctionDecl *Callee) const {
        const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        return Method && E->getNumArgs() == 2 &&
               (Method->isCopyAssignmentOperator() || Method->isMoveAssignmentOperator()) &&
               (!Method->isUserProvided() || inSystem(Unit, Method->getLocation()));
    }

    static bool isFunctionObject(const CallExpr *E, const FunctionDecl *Callee) {
        const auto *Method = dyn_cast<CXXMethodDecl>(Callee);
        return isa<CXXOperatorCallExpr>(E) && Method && Method->getParent()->isInStdNamespace() &&
               Method->getOverloadedOperator() == OO_Call && Method->getParent()->getIdentifier() &&
               Method->getParent()->getName() == "function";
    }

    void construct(const CXXConstructExpr *E) {
        const CXXConstructorDecl *Constructor = E->getConstructor();
        if (Constructor->isCopyOrMoveConstructor() && E->getNumArgs()) {
            if (E->isElidable() && E->getArg(0)->IgnoreParens()->getType()->isRecordType() &&
                isa<MaterializeTemporaryExpr>(E->getArg(0)))
                return describe(clang::cast<MaterializeTemporaryExpr>(E->getArg(0))->getSubExpr());
            if (!Constructor->isUserProvided() || inSystem(Unit, Constructor->getLocation()))
                return set(SHIM_CODE_COPY, E->getArg(0));
        }
        if (E->requiresZeroInitialization() && Constructor->isTrivial())
            return set(SHIM_CODE_ZERO);
        Code->kind = SHIM_CODE_CONSTRUCT;
        Code->function = handle(Constructor);
        Code->count = E->getNumArgs();
    }

    void list(const InitListExpr *E) {
        if (!E->isSemanticForm() && E->getSemanticForm())
            E = E->getSemanticForm();
        Code->node = handleExpr(E);
        if (const auto *Array = Context.getAsConstantArrayType(E->getType())) {
            enum { MOST = 256 };
            if (Array->getSize().ugt(MOST) && E->getNumInits() < Array->getSize().getZExtValue())
                return unknown("a large array", E);
            Code->kind = SHIM_CODE_LIST;
            Code->count = (unsigned)Array->getSize().getZExtValue();
            return;
        }
        if (E->getType()->isRecordType()) {
            Code->kind = SHIM_CODE_FIELDS;
            Code->count = E->getNumInits();
            return;
        }
        if (E->getNumInits())
            return unknown("a list", E);
        set(SHIM_CODE_ZERO);
    }

    void closure(const LambdaExpr *E) {
        Code->kind = SHIM_CODE_CLOSURE;
        Code->function = E->isGenericLambda() ? nullptr : handle(E->getCallOperator());
        Code->count = (unsigned)E->capture_size();
    }

    void node(const Expr *E) {
        if (const auto *Full = dyn_cast<ExprWithCleanups>(E))
            return set(SHIM_CODE_FULL, Full->getSubExpr());
        if (const CXXBindTemporaryExpr *Bind = temporaryOf(E))
            return temporary(Bind);
        if (const auto *Cast = dyn_cast<CastExpr>(E))
            return cast(Cast);
        if (const auto *Launch = dyn_cast<CUDAKernelCallExpr>(E))
            return launch(Launch);
        if (const auto *Call = dyn_cast<CallExpr>(E))
            return call(Call);
        if (const auto *Construct = dyn_cast<CXXConstructExpr>(E))
            return construct(Construct);
        if (const auto *Update = dyn_cast<CompoundAssignOperator>(E))
            return update(Update);
        if (const auto *Binary = dyn_cast<BinaryOperator>(E))
            return binary(Binary);
        if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(E))
            return choice(Choice);
        if (compat::isParenList(E) || E->getStmtClass() == Stmt::DesignatedInitExprClass)
            return unknown("an initializer", E);
        switch (E->getStmtClass()) {
        case Stmt::DeclRefExprClass:
            return reference(clang::cast<DeclRefExpr>(E));
        case Stmt::MemberExprClass:
            return member(clang::cast<MemberExpr>(E));
        case Stmt::UnaryOperatorClass:
            return unary(clang::cast<UnaryOperator>(E));
        case Stmt::ArraySubscriptExprClass:
            return element(clang::cast<ArraySubscriptExpr>(E));
        case Stmt::InitListExprClass:
            return list(clang::cast<InitListExpr>(E));
        case Stmt::LambdaExprClass:
            return closure(clang::cast<LambdaExpr>(E));
        case Stmt::CXXThisExprClass:
            return set(SHIM_CODE_THIS);
        case Stmt::CXXNullPtrLiteralExprClass:
        case Stmt::GNUNullExprClass:
            return set(SHIM_CODE_NULL);
        case Stmt::ImplicitValueInitExprClass:
        case Stmt::CXXScalarValueInitExprClass:
            return set(SHIM_CODE_ZERO);
        case Stmt::StringLiteralClass:
            return literal(clang::cast<StringLiteral>(E));
        case Stmt::PredefinedExprClass: {
            const StringLiteral *Name = clang::cast<PredefinedExpr>(E)->getFunctionName();
            Code->of_template = true;
            return Name ? literal(Name) : unknown("a name", E);
        }
        case Stmt::ArrayInitLoopExprClass:
            return set(SHIM_CODE_COPY, clang::cast<ArrayInitLoopExpr>(E)->getCommonExpr());
        case Stmt::CXXNewExprClass: {
            const auto *New = clang::cast<CXXNewExpr>(E);
            if (New->isArray() || New->getNumPlacementArgs())
                return unknown("new", E);
            Code->type = New->getAllocatedType().getAsOpaquePtr();
            return set(SHIM_CODE_NEW, New->getInitializer());
        }
        case Stmt::CXXThrowExprClass: {
            const Expr *Thrown = clang::cast<CXXThrowExpr>(E)->getSubExpr();
            set(SHIM_CODE_THROW, Thrown);
            Code->type = Thrown ? Thrown->getType().getAsOpaquePtr() : nullptr;
            Code->rethrows = !Thrown;
            const CXXRecordDecl *Record = Thrown ? Thrown->getType()->getAsCXXRecordDecl() : nullptr;
            return text(Record ? qualifiedName(Record) : std::string("throw"));
        }
        case Stmt::StmtExprClass:
            Code->kind = SHIM_CODE_STATEMENTS;
            Code->count = clang::cast<StmtExpr>(E)->getSubStmt()->size();
            return;
        case Stmt::CXXDeleteExprClass:
            return destroy(clang::cast<CXXDeleteExpr>(E));
        default:
            return fold(E, !isa<IntegerLiteral, FloatingLiteral, CXXBoolLiteralExpr, CharacterLiteral>(E))
                       ? void()
                       : unknown(E->getStmtClassName(), E);
        }
    }

    void destroy(const CXXDeleteExpr *E) {
        const CXXDestructorDecl *Destructor = nullptr;
        if (!E->getDestroyedType().isNull())
            if (const CXXRecordDecl *Record = E->getDestroyedType()->getAsCXXRecordDecl())
                Destructor = Record->hasDefinition() ? Record->getDestructor() : nullptr;
        bool Virtual = Destructor && Destructor->isVirtual() && !E->isArrayForm();
        if (!Destructor || !(Virtual || matteringDestructor(Unit, E->getDestroyedType())))
            return unknown("delete", E);
        set(SHIM_CODE_DELETE, E->getArgument());
        Code->function = handle(Destructor);
        Code->is_virtual = Virtual;
        Code->reference = E->isArrayForm();
    }

    void element(const ArraySubscriptExpr *E) {
        const Expr *Base = E->getBase()->IgnoreParens();
        if (const auto *Decay = dyn_cast<ImplicitCastExpr>(Base))
            if (Decay->getCastKind() == CK_ArrayToPointerDecay)
                Base = Decay->getSubExpr();
        set(SHIM_CODE_ELEMENT, Base, E->getIdx());
    }

    void literal(const StringLiteral *E) {
        if (E->getCharByteWidth() != 1)
            return unknown("a wide string", E);
        if (compat::startsWith(E->getString(), "/") &&
            Unit->Sources->isWrittenInScratchSpace(Unit->Sources->getSpellingLoc(E->getBeginLoc())))
            return unknown("__FILE__", E); // where the sources are is no part of what they do
        Code->kind = SHIM_CODE_STRING;
        Code->count = 0;
        text(E->getString());
    }

    shim_unit *Unit;
    ASTContext &Context;
    shim_code *Code;
};

} // namespace

void describeExpression(shim_unit *Unit, const Expr *E, shim_code *Code) { Expressions(Unit, Code).describe(E); }

void describeAlone(shim_unit *Unit, const Expr *E, shim_code *Code) { Expressions(Unit, Code).describeAlone(E); }
