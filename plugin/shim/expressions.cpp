// Expressions, as they are shown and what they read: how clang is asked. See
// parameters.h.
#include "parameters.h"
#include "text.h"

#include "clang/AST/PrettyPrinter.h"
#include "clang/AST/StmtCXX.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"

enum { DEEPEST = 24 }; // of expressions within variables

namespace {

bool isConstant(const shim_unit *Unit, const Expr *E) {
    Expr::EvalResult Result;
    return !E->isTypeDependent() && !E->isValueDependent() && !E->containsErrors() &&
           E->getType()->isIntegralOrEnumerationType() &&
           E->EvaluateAsInt(Result, *Unit->Context, Expr::SE_NoSideEffects);
}

// The constant that an empty class is for, as std::integral_constant<int, 64> for 64: its static member `value`. Null: none.
const VarDecl *constantOfClass(const CXXRecordDecl *Record, unsigned Depth = 0) {
    Record = Record ? Record->getDefinition() : nullptr;
    if (!Record || Record->isDependentContext() || !Record->isEmpty() || Depth > 8)
        return nullptr;
    for (const Decl *Member : Record->decls()) {
        const auto *Variable = dyn_cast<VarDecl>(Member);
        if (Variable && Variable->isStaticDataMember() && Variable->isConstexpr() && Variable->getIdentifier() &&
            Variable->getName() == "value")
            return Variable->getType()->isIntegralOrEnumerationType() ? Variable : nullptr;
    }
    for (const CXXBaseSpecifier &Base : Record->bases())
        if (const VarDecl *Found = constantOfClass(Base.getType()->getAsCXXRecordDecl(), Depth + 1))
            return Found;
    return nullptr;
}

// Its value, where an expression makes such an object; none for what is a variable or a member, which have names.
std::string classConstant(const Expr *E) {
    const Expr *Bare = E->IgnoreParenImpCasts();
    if (E->isTypeDependent() || !isa<CallExpr, CXXConstructExpr, InitListExpr, CXXFunctionalCastExpr>(Bare))
        return {};
    const VarDecl *Variable = constantOfClass(E->getType()->getAsCXXRecordDecl());
    const APValue *Value = Variable && Variable->getAnyInitializer() ? Variable->evaluateValue() : nullptr;
    if (!Value || !Value->isInt())
        return {};
    if (Variable->getType()->isBooleanType())
        return Value->getInt().getBoolValue() ? "true" : "false";
    return llvm::toString(Value->getInt(), 10);
}

// Prints constants as numbers and variables as what gives them their value.
class Folder : public PrinterHelper {
  public:
    Folder(shim_unit *Unit, shim_substitution *Substitute, shim_naming *Name, void *Data)
        : Unit(Unit), Substitute(Substitute), Name(Name), Data(Data) {}

    bool handledStmt(Stmt *Node, llvm::raw_ostream &Out) override {
        const auto *E = dyn_cast_or_null<Expr>(Node);
        if (!E)
            return false;
        if (isa<LambdaExpr>(E)) {
            Out << "[…] {…}";
            return true;
        }
        if (isa<FloatingLiteral>(E)) { // as written: 0.0, not 0.
            std::string Text = sourceText(Unit, E);
            Out << Text;
            return !Text.empty();
        }
        const Expr *Bare = E->IgnoreParenImpCasts();
        const auto *Reference = dyn_cast<DeclRefExpr>(Bare);
        if (Reference && isa<EnumConstantDecl>(Reference->getDecl()))
            return false;
        const char *Value = isa<StringLiteral, CXXNullPtrLiteralExpr, CharacterLiteral>(Bare)
                                ? nullptr
                                : shim_constant_text(Unit, handle(Node), Substitute, Data);
        if (Value) {
            Out << Value;
            return true;
        }
        if (std::string Constant = classConstant(E); !Constant.empty()) {
            Out << Constant;
            return true;
        }
        if (const Expr *Forwarded = expr(shim_forwarded(handle(Node))); Forwarded && Name) {
            const_cast<Expr *>(Forwarded)->printPretty(Out, this, Unit->Policy);
            return true;
        }
        const char *Called = Name && isa<DeclRefExpr, MemberExpr>(E) ? Name(Data, handle(Node)) : nullptr;
        if (Called) {
            Out << Called;
            return true;
        }
        if (Substitute && isa<DeclRefExpr, MemberExpr, ArraySubscriptExpr, CallExpr>(E) && Depth < DEEPEST)
            if (const Expr *Chosen = expr(Substitute(Data, nullptr, handle(Node)))) {
                print(Chosen, Out);
                return true;
            }
        return Reference && Reference == E && substituted(Reference, Out);
    }

  private:
    bool substituted(const DeclRefExpr *Reference, llvm::raw_ostream &Out) {
        const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
        const Expr *Value =
            Variable && Substitute && Depth < DEEPEST ? expr(Substitute(Data, handle(Variable), nullptr)) : nullptr;
        if (Value)
            print(Value, Out);
        return Value;
    }

    void print(const Expr *Value, llvm::raw_ostream &Out) {
        const Expr *Bare = Value->IgnoreParenImpCasts();
        bool Simple = isa<DeclRefExpr, MemberExpr, CallExpr, IntegerLiteral, CXXConstructExpr>(Bare);
        ++Depth;
        Out << (Simple ? "" : "(");
        const_cast<Expr *>(Value)->printPretty(Out, this, Unit->Policy);
        Out << (Simple ? "" : ")");
        --Depth;
    }

    shim_unit *Unit;
    shim_substitution *Substitute;
    shim_naming *Name;
    void *Data;
    unsigned Depth = 0;
};

std::string printed(shim_unit *Unit, const Expr *E, shim_substitution *Substitute, shim_naming *Name, void *Data) {
    std::string Text;
    llvm::raw_string_ostream Out(Text);
    Folder Helper(Unit, Substitute, Name, Data);
    E->printPretty(Out, &Helper, Unit->Policy);
    Out.flush();
    return folded(Text);
}

class Leaves {
  public:
    Leaves(shim_unit *Unit, shim_leaf_visitor *Visit, void *Data) : Unit(Unit), Visit(Visit), Data(Data) {}

    // Returns whether a variable or field was found.
    bool look(const Stmt *Node, unsigned Depth = 0) {
        const auto *E = dyn_cast_or_null<Expr>(Node);
        bool Found = false;
        if (!E || Depth > 200 || isa<LambdaExpr>(E) || shim_constant_text(Unit, handle(Node), nullptr, nullptr))
            return false;
        if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
            return look(Default->getExpr(), Depth + 1);
        if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
            return reference(Reference);
        if (const auto *Member = dyn_cast<MemberExpr>(E))
            return member(Member, Depth);
        if (const auto *Call = dyn_cast<CallExpr>(E))
            if (!isa<CXXOperatorCallExpr>(Call))
                return call(Call, Depth);
        for (const Stmt *Child : E->children())
            Found |= look(Child, Depth + 1);
        return Found;
    }

  private:
    void tell(enum shim_leaf Kind, const Expr *E, const VarDecl *Variable, const FunctionDecl *Callee) {
        std::string Text = printed(Unit, E, nullptr, nullptr, nullptr);
        shim_leaf_facts Facts = {Kind, Text.c_str(), handle(Variable), handle(Callee),
                                 handle(static_cast<const Stmt *>(E))};
        Visit(Data, &Facts);
    }

    bool reference(const DeclRefExpr *Reference) {
        const ValueDecl *Named = Reference->getDecl();
        const auto *Variable = dyn_cast<VarDecl>(Named);
        if (const auto *Binding = dyn_cast<BindingDecl>(Named))
            Variable = dyn_cast_or_null<VarDecl>(Binding->getDecomposedDecl());
        if (!Variable)
            return false;
        tell(SHIM_LEAF_VARIABLE, Reference, Variable, nullptr);
        return true;
    }

    bool member(const MemberExpr *Member, unsigned Depth) {
        if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl())) {
            tell(SHIM_LEAF_VARIABLE, Member, Variable, nullptr);
            return true;
        }
        if (!isa<FieldDecl>(Member->getMemberDecl()))
            return look(Member->getBase(), Depth + 1);
        tell(SHIM_LEAF_FIELD, Member, nullptr, nullptr);
        return true;
    }

    bool call(const CallExpr *Call, unsigned Depth) {
        const FunctionDecl *Callee = Call->getDirectCallee();
        bool Found = false;
        if (isa<CXXMemberCallExpr>(Call)) { // q.size(0): what the object tells
            if (isa_and_nonnull<CXXConversionDecl>(Callee))
                return look(cast<CXXMemberCallExpr>(Call)->getImplicitObjectArgument(), Depth + 1);
            tell(SHIM_LEAF_CALL, Call, nullptr, Callee);
            return true;
        }
        for (const Expr *Argument : Call->arguments())
            Found |= hasValue(Argument, Depth + 1);
        if (!Found) { // it is the call itself that tells
            tell(SHIM_LEAF_CALL, Call, nullptr, Callee);
            return false;
        }
        for (const Expr *Argument : Call->arguments())
            look(Argument, Depth + 1);
        if (Callee && !Callee->isConstexpr() && !Callee->hasBody())
            tell(SHIM_LEAF_CALL, Call, nullptr, Callee);
        return true;
    }

    bool hasValue(const Expr *E, unsigned Depth) {
        Leaves Quiet(Unit, [](void *, const shim_leaf_facts *) {}, nullptr);
        return Quiet.look(E, Depth);
    }

    shim_unit *Unit;
    shim_leaf_visitor *Visit;
    void *Data;
};

} // namespace

const char *shim_expression_folded(shim_unit *Unit, shim_stmt S, shim_substitution *Substitute, void *Data) {
    return shim_expression_named(Unit, S, Substitute, nullptr, Data);
}

const char *shim_expression_named(shim_unit *Unit, shim_stmt S, shim_substitution *Substitute, shim_naming *Name,
                                  void *Data) {
    const Expr *E = S ? expr(S) : nullptr;
    if (!E || E->isTypeDependent() || E->isValueDependent())
        return "";
    return keep(Unit, printed(Unit, E, Substitute, Name, Data));
}

bool shim_expression_is_constant(shim_unit *Unit, shim_stmt S) { return S && expr(S) && isConstant(Unit, expr(S)); }

void shim_expression_leaves(shim_unit *Unit, shim_stmt S, shim_leaf_visitor *Visit, void *Data) {
    if (S)
        Leaves(Unit, Visit, Data).look(stmt(S));
}

bool shim_type_is_integer(shim_type T) {
    return !type(T).isNull() && type(T).getNonReferenceType()->isIntegralOrEnumerationType();
}

bool shim_type_is_pointer(shim_type T) { return type(T).getNonReferenceType()->isAnyPointerType(); }

bool shim_type_is_code(shim_type T) {
    QualType Type = type(T).isNull() ? type(T) : type(T).getNonReferenceType();
    return !Type.isNull() && (Type->isFunctionType() || Type->isFunctionPointerType() || Type->isVoidPointerType());
}

unsigned shim_parameter_number(shim_variable V) {
    const auto *Function = isa<ParmVarDecl>(decl(V)) ? dyn_cast<FunctionDecl>(decl(V)->getDeclContext()) : nullptr;
    for (unsigned Index = 0; Function && Index < Function->getNumParams(); ++Index)
        if (Function->getParamDecl(Index) == decl(V)) // those of a pack have one scope index
            return Index + 1;
    return 0;
}

shim_function shim_variable_owner(shim_variable V) {
    if (isa<ParmVarDecl>(decl(V)))
        return nullptr;
    return handle(dyn_cast_or_null<FunctionDecl>(decl(V)->getParentFunctionOrMethod()));
}

static const VarDecl *named(const Expr *E) {
    const auto *Reference = dyn_cast<DeclRefExpr>(E->IgnoreParenCasts());
    return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

bool shim_sets_variable(shim_stmt S, shim_variable *Variable, shim_stmt *Value) {
    const VarDecl *Set = nullptr;
    *Value = nullptr;
    if (const auto *Binary = dyn_cast<BinaryOperator>(stmt(S))) {
        Set = Binary->isAssignmentOp() ? named(Binary->getLHS()) : nullptr;
        if (Binary->getOpcode() == BO_Assign)
            *Value = handle(static_cast<const Stmt *>(Binary->getRHS()));
    } else if (const auto *Unary = dyn_cast<UnaryOperator>(stmt(S))) {
        Set = Unary->isIncrementDecrementOp() ? named(Unary->getSubExpr()) : nullptr;
    } else if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(stmt(S))) {
        Set = Call->isAssignmentOp() && Call->getNumArgs() == 2 ? named(Call->getArg(0)) : nullptr;
        if (Set && Call->getOperator() == OO_Equal)
            *Value = handle(static_cast<const Stmt *>(Call->getArg(1)));
    }
    *Variable = handle(Set);
    return Set != nullptr;
}

bool shim_sets_member(shim_stmt S, shim_variable *Variable, const char **Member) {
    const Expr *Target = nullptr;
    if (const auto *Binary = dyn_cast<BinaryOperator>(stmt(S)))
        Target = Binary->isAssignmentOp() ? Binary->getLHS() : nullptr;
    else if (const auto *Unary = dyn_cast<UnaryOperator>(stmt(S)))
        Target = Unary->isIncrementDecrementOp() ? Unary->getSubExpr() : nullptr;
    const auto *Place = Target ? dyn_cast<MemberExpr>(Target->IgnoreParenCasts()) : nullptr;
    const VarDecl *Set = Place && !Place->isArrow() ? named(Place->getBase()) : nullptr;
    const IdentifierInfo *Name = Set ? Place->getMemberDecl()->getIdentifier() : nullptr;
    *Variable = handle(Set);
    *Member = Name ? Name->getNameStart() : "";
    return Name != nullptr;
}

bool shim_parameter_is_output(shim_function F, unsigned Index) {
    if (Index >= decl(F)->getNumParams())
        return false;
    const auto *Reference = decl(F)->getParamDecl(Index)->getType()->getAs<LValueReferenceType>();
    return Reference && !Reference->getPointeeType().isConstQualified();
}

shim_variable shim_address_of_variable(shim_stmt S) {
    const Expr *E = expr(S);
    const auto *Unary = E ? dyn_cast<UnaryOperator>(E->IgnoreParenCasts()) : nullptr;
    return handle(Unary && Unary->getOpcode() == UO_AddrOf ? named(Unary->getSubExpr()) : nullptr);
}

const char *shim_member_class_name(shim_unit *Unit, shim_stmt S) {
    const auto *Member = dyn_cast<MemberExpr>(stmt(S));
    const auto *Record = Member ? dyn_cast<RecordDecl>(Member->getMemberDecl()->getDeclContext()) : nullptr;
    return Record && Record->getIdentifier() ? keep(Unit, Record->getName()) : "";
}
