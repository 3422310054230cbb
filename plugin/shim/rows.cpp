// Tables that are written down, and the places of their rows. See rows.h.
#include "rows.h"
#include "compat.h"
#include "parameters.h"
#include "unit.h"
#include "wrapped.h"

#include "clang/AST/ExprCXX.h"
#include "clang/AST/StmtCXX.h"

#include <algorithm>
#include <iterator>

namespace {

bool isOneOf(llvm::StringRef Name, llvm::ArrayRef<const char *> Names) {
    return std::any_of(Names.begin(), Names.end(), [&](const char *One) { return Name == One; });
}

llvm::StringRef nameOf(const NamedDecl *D) { return D && D->getIdentifier() ? D->getName() : llvm::StringRef(); }

// A class of the standard library (its inner namespaces, too), by its name; "" another.
llvm::StringRef libraryClass(QualType Type) {
    if (Type->isPointerType())
        Type = Type->getPointeeType();
    const CXXRecordDecl *Record = Type.getNonReferenceType()->getAsCXXRecordDecl();
    return Record && Record->isInStdNamespace() ? nameOf(Record) : llvm::StringRef();
}

bool isMap(QualType Type) {
    return isOneOf(libraryClass(Type), {"map", "unordered_map", "multimap", "unordered_multimap", "flat_map"});
}

bool isSequence(QualType Type) {
    return isOneOf(libraryClass(Type), {"array", "vector", "initializer_list", "span", "deque"});
}

void toSame(shim_step *Step, const Expr *Of) {
    Step->kind = Of ? SHIM_STEP_SAME : SHIM_STEP_WRITTEN;
    Step->of = handleExpr(Of);
}

// The variable that an expression names, casts and what the library wraps around it aside.
const VarDecl *variableOf(const Expr *E) {
    const auto *Reference = E ? dyn_cast<DeclRefExpr>(E->IgnoreParenImpCasts()) : nullptr;
    return Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
}

// Of the variable `*__begin` of a range-for: what is gone through.
const Expr *rangeOf(const VarDecl *Variable) {
    const Expr *Element = Variable->getInit();
    while (Element) { // copies and conversions of the element
        Element = Element->IgnoreParenImpCasts();
        const auto *Construct = dyn_cast<CXXConstructExpr>(Element);
        if (!Construct || Construct->getNumArgs() != 1)
            break;
        Element = Construct->getArg(0);
    }
    const Expr *Iterator = nullptr;
    if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(Element))
        Iterator = Unary->getOpcode() == UO_Deref ? Unary->getSubExpr() : nullptr;
    else if (const auto *Call = dyn_cast_or_null<CXXOperatorCallExpr>(Element))
        Iterator = Call->getOperator() == OO_Star ? Call->getArg(0) : nullptr;
    const VarDecl *Begin = variableOf(Iterator);
    const Expr *Start = Begin ? Begin->getInit() : nullptr;
    Start = Start ? Start->IgnoreParenImpCasts() : nullptr;
    if (const auto *Call = dyn_cast_or_null<CXXMemberCallExpr>(Start))
        Start = Call->getImplicitObjectArgument();
    const VarDecl *Range = variableOf(Start);
    return Range && Range->isImplicit() ? Range->getInit() : nullptr;
}

void ofVariable(shim_unit *Unit, const VarDecl *Variable, shim_step *Step) {
    bool Named = Variable->getType()->isReferenceType(); // for good
    Step->variable = handle(Variable);
    if (Variable->isCXXForRangeDecl() && (Named || !shim_variable_changes(Unit, handle(Variable)))) {
        Step->of = handleExpr(rangeOf(Variable));
        Step->kind = Step->of ? SHIM_STEP_EACH : SHIM_STEP_CHANGES;
        return;
    }
    const VarDecl *Holder = nullptr;
    const Expr *Init = isa<ParmVarDecl>(Variable) ? nullptr : Variable->getAnyInitializer(Holder);
    Step->of = handleExpr(Init);
    Step->uncertain = Init && !Named && !Variable->hasLocalStorage() && shim_variable_changes(Unit, handle(Variable));
    Step->kind = Init && (Named || Step->uncertain || !shim_variable_changes(Unit, handle(Variable)))
                     ? SHIM_STEP_VARIABLE
                     : SHIM_STEP_CHANGES;
}

void ofReference(shim_unit *Unit, const DeclRefExpr *Reference, shim_step *Step) {
    if (const auto *Binding = dyn_cast<BindingDecl>(Reference->getDecl())) {
        if (const VarDecl *Holding = Binding->getHoldingVar())
            toSame(Step, Holding->getInit());
        else
            toSame(Step, Binding->getBinding());
    } else if (const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl())) {
        ofVariable(Unit, Variable, Step);
    }
}

// x.begin(), std::begin(x): x.
const Expr *begun(const Expr *E) {
    E = E->IgnoreParenImpCasts();
    const auto *Call = dyn_cast<CallExpr>(E);
    if (!Call || !isOneOf(nameOf(Call->getDirectCallee()), {"begin", "cbegin"}))
        return nullptr;
    if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call))
        return Member->getImplicitObjectArgument();
    return Call->getNumArgs() == 1 ? Call->getArg(0) : nullptr;
}

void at(const Expr *Of, const Expr *Index, shim_step *Step) {
    bool Map = isMap(Of->getType());
    if (!Map && !isSequence(Of->getType()))
        return;
    Step->kind = Map ? SHIM_STEP_KEY : SHIM_STEP_ELEMENT;
    Step->of = handleExpr(Of);
    Step->index = handleExpr(Index);
}

// What a function of the standard library gives; false: it is none that is known.
bool ofLibrary(const CallExpr *Call, shim_step *Step) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    llvm::StringRef Name = nameOf(Callee);
    if (!Callee->isInStdNamespace() || !Call->getNumArgs())
        return false;
    const Expr *First = Call->getArg(0);
    if (Name == "get" && Callee->getTemplateSpecializationArgs() && Callee->getTemplateSpecializationArgs()->size() &&
        Callee->getTemplateSpecializationArgs()->get(0).getKind() == TemplateArgument::Integral &&
        isOneOf(libraryClass(First->getType()), {"tuple", "pair"})) {
        Step->kind = SHIM_STEP_PART;
        Step->of = handleExpr(First);
        Step->number = (unsigned)Callee->getTemplateSpecializationArgs()->get(0).getAsIntegral().getLimitedValue(~0u);
    } else if (isOneOf(Name, {"move", "forward", "as_const", "addressof"}) && Call->getNumArgs() == 1) {
        toSame(Step, First);
    } else if (isOneOf(Name, {"find_if", "find", "find_if_not", "lower_bound", "upper_bound"}) && begun(First)) {
        Step->kind = SHIM_STEP_ONE;
        Step->of = handleExpr(begun(First));
    } else {
        return isOneOf(Name, {"make_pair", "make_tuple", "forward_as_tuple", "tie"});
    }
    return true;
}

void ofCall(const CallExpr *Call, shim_step *Step) {
    const FunctionDecl *Callee = Call->getDirectCallee();
    if (!Callee)
        return;
    if (const auto *Operator = dyn_cast<CXXOperatorCallExpr>(Call)) {
        bool Iterates = isOneOf(llvm::StringRef(getOperatorSpelling(Operator->getOperator())), {"->", "*"});
        if (Operator->getOperator() == OO_Subscript && Operator->getNumArgs() == 2)
            at(Operator->getArg(0), Operator->getArg(1), Step);
        else if (Iterates && Operator->getNumArgs() == 1 && Callee->getLocation().isValid() &&
                 Callee->getASTContext().getSourceManager().isInSystemHeader(Callee->getLocation()))
            toSame(Step, Operator->getArg(0));
    } else if (const auto *Member = dyn_cast<CXXMemberCallExpr>(Call)) {
        const Expr *Object = Member->getImplicitObjectArgument();
        if (nameOf(Callee) == "at" && Call->getNumArgs() == 1)
            at(Object, Call->getArg(0), Step);
        else if (nameOf(Callee) == "find" && Call->getNumArgs() == 1 && isMap(Object->getType()))
            at(Object, Call->getArg(0), Step), Step->kind = SHIM_STEP_PAIR;
    }
    if (Step->kind == SHIM_STEP_WRITTEN && !ofLibrary(Call, Step) && shim_called(handleExpr(Call)))
        Step->kind = SHIM_STEP_CALL;
}

// What is the same object, or a copy of it.
const Expr *inner(const Expr *E) {
    if (const auto *Cast = dyn_cast<CastExpr>(E))
        return Cast->getSubExpr();
    if (const auto *Unary = dyn_cast<UnaryOperator>(E)) {
        UnaryOperatorKind Kind = Unary->getOpcode();
        return Kind == UO_AddrOf || Kind == UO_Deref || Kind == UO_Plus ? Unary->getSubExpr() : nullptr;
    }
    if (const Expr *Wrapped = wrapped(E))
        return Wrapped;
    if (const auto *Substituted = dyn_cast<SubstNonTypeTemplateParmExpr>(E))
        return Substituted->getReplacement();
    const auto *Construct = dyn_cast<CXXConstructExpr>(E);
    const CXXConstructorDecl *Constructor = Construct ? Construct->getConstructor() : nullptr;
    bool Copies = Constructor && Construct->getNumArgs() &&
                  (Constructor->isCopyOrMoveConstructor() ||
                   (Construct->getNumArgs() == 1 && Constructor->isInStdNamespace() && // pair<A, B> of pair<C, D>
                    isOneOf(libraryClass(Construct->getArg(0)->getType()), {"pair", "tuple"})));
    return Copies && (!Constructor->isUserProvided() || Constructor->isInStdNamespace()) ? Construct->getArg(0)
                                                                                         : nullptr;
}

} // namespace

void shim_step_of(shim_unit *Unit, shim_stmt S, struct shim_step *Step) {
    const Expr *E = S ? expr(S) : nullptr;
    *Step = shim_step{};
    if (!E || E->isTypeDependent() || E->isValueDependent() || E->containsErrors())
        return;
    if (const Expr *Inner = inner(E)) {
        toSame(Step, Inner);
    } else if (const auto *Reference = dyn_cast<DeclRefExpr>(E)) {
        ofReference(Unit, Reference, Step);
    } else if (const auto *Member = dyn_cast<MemberExpr>(E)) {
        if (const auto *Variable = dyn_cast<VarDecl>(Member->getMemberDecl())) {
            ofVariable(Unit, Variable, Step);
        } else if (isa<FieldDecl>(Member->getMemberDecl())) {
            Step->kind = SHIM_STEP_FIELD;
            Step->of = handleExpr(Member->getBase());
            Step->name = shim_member_name(Unit, S);
        }
    } else if (const auto *Subscript = dyn_cast<ArraySubscriptExpr>(E)) {
        Step->kind = SHIM_STEP_ELEMENT;
        Step->of = handleExpr(Subscript->getBase());
        Step->index = handleExpr(Subscript->getIdx());
    } else if (const auto *Choice = dyn_cast<ConditionalOperator>(E)) {
        Step->kind = SHIM_STEP_CHOICE;
        Step->index = handleExpr(Choice->getCond());
        Step->of = handleExpr(Choice->getTrueExpr());
        Step->other = handleExpr(Choice->getFalseExpr());
    } else if (const auto *Call = dyn_cast<CallExpr>(E); Call && !isa<CUDAKernelCallExpr>(E)) {
        ofCall(Call, Step);
    }
}

static const InitListExpr *listOf(shim_stmt Object) {
    const auto *List = dyn_cast_or_null<InitListExpr>(Object ? stmt(Object) : nullptr);
    return List && List->getSemanticForm() ? List->getSemanticForm() : List;
}

shim_stmt shim_written_field(shim_stmt Object, const char *Name) {
    const auto *List = listOf(Object);
    const CXXRecordDecl *Record = List ? List->getType()->getAsCXXRecordDecl() : nullptr;
    if (Record && (Record = Record->getDefinition()) && !Record->isUnion() && !Record->getNumBases()) {
        unsigned At = 0;
        for (const FieldDecl *Field : Record->fields()) {
            if (Field->isBitField() && !Field->getDeclName())
                continue;
            if (At == List->getNumInits())
                break;
            if (nameOf(Field) == Name)
                return handleExpr(List->getInit(At));
            ++At;
        }
        return nullptr;
    }
    llvm::StringRef Wanted(Name);
    return Wanted == "first"    ? shim_written_part(Object, 0)
           : Wanted == "second" ? shim_written_part(Object, 1)
                                : nullptr;
}

shim_stmt shim_written_part(shim_stmt Object, unsigned Number) {
    const Expr *E = Object ? expr(Object) : nullptr;
    if (const auto *Construct = dyn_cast_or_null<CXXConstructExpr>(E)) {
        // An allocator, piecewise_construct: no pair of so many.
        bool Known = isOneOf(libraryClass(E->getType()), {"pair", "tuple"}) && Construct->getNumArgs() > Number &&
                     (Construct->getNumArgs() == 2 || libraryClass(E->getType()) == "tuple");
        return Known ? handleExpr(Construct->getArg(Number)) : nullptr;
    }
    const auto *Call = dyn_cast_or_null<CallExpr>(E);
    bool Makes = Call && Call->getDirectCallee() && Call->getDirectCallee()->isInStdNamespace() &&
                 isOneOf(nameOf(Call->getDirectCallee()), {"make_pair", "make_tuple", "forward_as_tuple", "tie"});
    return Makes && Number < Call->getNumArgs() ? handleExpr(Call->getArg(Number)) : nullptr;
}

shim_stmt shim_written_elements(shim_stmt Object) {
    for (const Expr *E = Object ? expr(Object) : nullptr; E;) { // each step is to a part of it
        if (const InitListExpr *List = listOf(handleExpr(E))) {
            if (List->getType()->isArrayType())
                return handleExpr(List);
            E = List->getNumInits() == 1 ? List->getInit(0) : nullptr; // std::array
        } else if (const auto *Initializers = dyn_cast<CXXStdInitializerListExpr>(E)) {
            E = Initializers->getSubExpr();
        } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(E)) {
            bool Of = (isSequence(E->getType()) || isMap(E->getType())) && Construct->getNumArgs() &&
                      libraryClass(Construct->getArg(0)->getType()) == "initializer_list";
            E = Of ? Construct->getArg(0) : nullptr;
        } else {
            E = inner(E);
        }
    }
    return nullptr;
}

unsigned shim_written_count(shim_stmt Elements) { return listOf(Elements)->getNumInits(); }

shim_stmt shim_written_element(shim_stmt Elements, unsigned Number) {
    const InitListExpr *List = listOf(Elements);
    return Number < List->getNumInits() ? handleExpr(List->getInit(Number)) : nullptr;
}
