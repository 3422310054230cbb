// Which variables change once they have their first value. See shim_variable_changes.
#include "parameters.h"
#include "unit.h"

#include "clang/AST/StmtCXX.h"

namespace {

enum { NESTED = 1000 };

const VariableChanges *changesIn(const shim_unit *Unit, const FunctionDecl *Owner);

// Finds the variables of a body that something in it may change after their initialisation: every use that does
// not surely just read counts.
class Changes {
  public:
    Changes(const shim_unit *Unit, VariableChanges &Found) : Unit(Unit), Found(Found) {}

    void look(const Stmt *Node, bool Reads = false, unsigned Depth = 0) {
        if (!Node)
            return;
        if (Depth > NESTED) { // deeper than anyone writes: nothing is known
            Found.Complete = false;
            return;
        }
        ++Depth;
        if (const Expr *Target = assigned(Node)) {
            if (const VarDecl *Variable = whose(Target)) {
                Found.Changed.insert(Variable);
                if (Part Named = partOf(Target); !Named.Path.empty() && !isPlain(Node) && isDeep(Target))
                    aliasPart(Named); // shim_sets_member tells of members of the variable itself
            } else if (isPlain(Node) && throughPart(Target, Depth))
                ; // as if the object were named
            else
                look(Target, false, Depth);
            if (const auto *Binary = dyn_cast<BinaryOperator>(Node))
                look(Binary->getRHS(), false, Depth);
            if (const auto *Call = dyn_cast<CXXOperatorCallExpr>(Node))
                look(Call->getArg(1), onlyReads(Call->getDirectCallee(), 0), Depth);
            return;
        }
        if (isa<CXXThisExpr>(Node)) {
            Found.This |= !Reads;
        } else if (const auto *Reference = dyn_cast<DeclRefExpr>(Node)) {
            const auto *Variable = dyn_cast<VarDecl>(Reference->getDecl());
            if (Variable && !Reads && !Variable->getType().getNonReferenceType()->isFunctionType()) {
                Found.Changed.insert(Variable);
                Found.Aliased.insert(Variable);
                if (auto At = Parts.find(Variable); At != Parts.end())
                    aliasPart(At->second);
            }
        } else if (const auto *Cast = dyn_cast<CastExpr>(Node)) {
            bool Points = Cast->getCastKind() == CK_ArrayToPointerDecay; // whoever has the pointer may write
            look(Cast->getSubExpr(),
                 (Reads && !Points) || Cast->getCastKind() == CK_LValueToRValue || Cast->getType().isConstQualified(),
                 Depth);
        } else if (const auto *Member = dyn_cast<MemberExpr>(Node)) {
            const auto *Method = dyn_cast<CXXMethodDecl>(Member->getMemberDecl());
            bool Keeps = Method && keeps(Method);
            if (Member->isArrow() && isa<CXXThisExpr>(Member->getBase()->IgnoreParenImpCasts())) {
                const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
                if (Field && !Reads)
                    Found.Fields.insert(Field);
                Found.This |= Method && !Keeps;
                return;
            }
            if (Part Named = partOf(Member); !Named.Path.empty() && !Reads) {
                Found.Changed.insert(Named.Whole);
                aliasPart(Named);
                return;
            }
            look(Member->getBase(), (Reads && !Member->isArrow()) || Keeps, Depth);
        } else if (const auto *Element = dyn_cast<ArraySubscriptExpr>(Node)) {
            const Expr *Base = Element->getBase();
            const auto *Array = dyn_cast<ImplicitCastExpr>(Base);
            bool Inside = Array && Array->getCastKind() == CK_ArrayToPointerDecay;
            look(Inside ? Array->getSubExpr() : Base, Reads, Depth);
            look(Element->getIdx(), false, Depth);
        } else if (const auto *Construct = dyn_cast<CXXConstructExpr>(Node)) {
            const CXXConstructorDecl *Constructor = Construct->getConstructor();
            bool Copies = Constructor->isCopyOrMoveConstructor() && Constructor->isTrivial();
            for (unsigned Index = 0; Index < Construct->getNumArgs(); ++Index)
                look(Construct->getArg(Index), Copies || onlyReads(Constructor, Index), Depth);
        } else if (const auto *Call = dyn_cast<CallExpr>(Node)) {
            call(Call, Depth);
        } else if (const auto *Lambda = dyn_cast<LambdaExpr>(Node)) {
            for (const Expr *Capture : Lambda->capture_inits()) // what its body does with them is looked at
                look(Capture, true, Depth);
            for (const LambdaCapture &Capture : Lambda->captures())
                if (Lambda->isInitCapture(&Capture))
                    if (const auto *Variable = dyn_cast<VarDecl>(Capture.getCapturedVar()))
                        initializer(Variable, Depth);
            look(Lambda->getBody(), false, Depth);
        } else if (const auto *Declaration = dyn_cast<DeclStmt>(Node)) {
            for (const Decl *D : Declaration->decls())
                if (const auto *Variable = dyn_cast<VarDecl>(D))
                    initializer(Variable, Depth);
        } else if (isa<ParenExpr, FullExpr, MaterializeTemporaryExpr, CXXBindTemporaryExpr, ConditionalOperator>(
                       Node)) {
            for (const Stmt *Child : Node->children())
                look(Child, Reads, Depth);
        } else if (!isa<UnaryExprOrTypeTraitExpr, CXXNoexceptExpr>(Node)) {
            for (const Stmt *Child : Node->children())
                look(Child, false, Depth);
        }
    }

  private:
    struct Part {
        const VarDecl *Whole = nullptr;
        llvm::SmallVector<const FieldDecl *, 4> Path; // from the whole; empty: this is no part
    };

    // The part of a local object that v.a or v.a.b names, v the object or a reference to a part; none: anything else.
    Part partOf(const Expr *E) {
        Part Named;
        E = E->IgnoreParenImpCasts();
        while (const auto *Member = dyn_cast<MemberExpr>(E)) {
            const auto *Field = dyn_cast<FieldDecl>(Member->getMemberDecl());
            if (Member->isArrow() || !Field || Field->getType()->isReferenceType())
                return {};
            Named.Path.insert(Named.Path.begin(), Field);
            E = Member->getBase()->IgnoreParenImpCasts();
        }
        const auto *Reference = dyn_cast<DeclRefExpr>(E);
        const auto *Variable = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
        if (auto At = Parts.find(Variable); Variable && At != Parts.end()) {
            Named.Whole = At->second.Whole;
            Named.Path.insert(Named.Path.begin(), At->second.Path.begin(), At->second.Path.end());
            return Named;
        }
        if (!Variable || !Variable->hasLocalStorage() || Variable->getType()->isReferenceType())
            return {};
        Named.Whole = Variable;
        return Named;
    }

    // A pointer to an object's first field is one to the object.
    void aliasPart(const Part &Named) {
        llvm::ArrayRef<const FieldDecl *> Path = Named.Path;
        while (!Path.empty() && (Path.back()->getFieldIndex() == 0 || Path.back()->getParent()->isUnion()))
            Path = Path.drop_back();
        std::string Text;
        for (const FieldDecl *Field : Path)
            Text += (Text.empty() ? "" : ".") + Field->getNameAsString();
        if (Path.empty())
            Found.Aliased.insert(Named.Whole);
        else
            Found.AliasedFields.insert({Named.Whole, Text});
    }

    // v.a.b, not v.a
    static bool isDeep(const Expr *E) {
        const auto *Member = dyn_cast<MemberExpr>(E->IgnoreParenImpCasts());
        return Member && !isa<DeclRefExpr>(Member->getBase()->IgnoreParenImpCasts());
    }

    // `x = e`, not `x += e`.
    static bool isPlain(const Stmt *Node) {
        const auto *Binary = dyn_cast<BinaryOperator>(Node);
        return isa<CXXOperatorCallExpr>(Node) || (Binary && Binary->getOpcode() == BO_Assign);
    }

    // Is it (an element or member of) a part of an object that a reference here names?
    bool throughPart(const Expr *E, unsigned Depth) {
        E = E->IgnoreParenImpCasts();
        if (const auto *Reference = dyn_cast<DeclRefExpr>(E))
            return isa<VarDecl>(Reference->getDecl()) && Parts.count(cast<VarDecl>(Reference->getDecl()));
        const auto *Member = dyn_cast<MemberExpr>(E);
        const auto *Element = dyn_cast<ArraySubscriptExpr>(E);
        if (Member)
            return !Member->isArrow() && isa<FieldDecl>(Member->getMemberDecl()) &&
                   throughPart(Member->getBase(), Depth);
        if (!Element || !Element->getBase()->IgnoreParenImpCasts()->getType()->isArrayType() ||
            !throughPart(Element->getBase(), Depth))
            return false;
        look(Element->getIdx(), false, Depth);
        return true;
    }

    // Does the method leave its object as it is?
    bool keeps(const CXXMethodDecl *Method) {
        if (Method->isConst() || Method->isStatic())
            return true;
        const VariableChanges *Known = Method->isVirtual() ? nullptr : changesIn(Unit, Method);
        return Known && !Known->This && Known->Fields.empty();
    }

    // `&x`, or an array, where what is pointed to is const.
    static const Expr *onlyPointedTo(const Expr *E, const FunctionDecl *F, unsigned Index) {
        const Expr *Inner = E->IgnoreParenImpCasts();
        const auto *Unary = dyn_cast<UnaryOperator>(Inner);
        bool Address = Unary && Unary->getOpcode() == UO_AddrOf;
        if ((!Address && !Inner->getType()->isArrayType()) || !F || Index >= F->getNumParams())
            return nullptr;
        QualType Type = F->getParamDecl(Index)->getType();
        bool Reads = Type->isPointerType() && Type->getPointeeType().isConstQualified();
        return !Reads ? nullptr : Address ? Unary->getSubExpr() : Inner;
    }

    // What `x = e`, `x += e` or `++x` gives a value.
    static const Expr *assigned(const Stmt *Node) {
        const auto *Binary = dyn_cast<BinaryOperator>(Node);
        const auto *Unary = dyn_cast<UnaryOperator>(Node);
        const auto *Call = dyn_cast<CXXOperatorCallExpr>(Node);
        if (Call && Call->getOperator() == OO_Equal && Call->getNumArgs() == 2) {
            const auto *Method = dyn_cast_or_null<CXXMethodDecl>(Call->getDirectCallee());
            return Method && (Method->isCopyAssignmentOperator() || Method->isMoveAssignmentOperator())
                       ? Call->getArg(0)
                       : nullptr;
        }
        return Binary && Binary->isAssignmentOp()         ? Binary->getLHS()
               : Unary && Unary->isIncrementDecrementOp() ? Unary->getSubExpr()
                                                          : nullptr;
    }

    // v, or the object v of v.a.b; null: through a pointer, of an array …
    static const VarDecl *whose(const Expr *E) {
        E = E->IgnoreParenImpCasts();
        while (const auto *Member = dyn_cast<MemberExpr>(E)) {
            if (Member->isArrow() || !isa<FieldDecl>(Member->getMemberDecl()))
                return nullptr;
            E = Member->getBase()->IgnoreParenImpCasts();
        }
        const auto *Reference = dyn_cast<DeclRefExpr>(E);
        const auto *Variable = Reference ? dyn_cast<VarDecl>(Reference->getDecl()) : nullptr;
        return Variable && !Variable->getType()->isReferenceType() ? Variable : nullptr;
    }

    static bool onlyReads(const FunctionDecl *F, unsigned Index) {
        if (!F || Index >= F->getNumParams())
            return false;
        QualType Type = F->getParamDecl(Index)->getType();
        return !Type->isReferenceType() || Type->getPointeeType().isConstQualified();
    }

    void call(const CallExpr *Call, unsigned Depth) {
        const FunctionDecl *F = Call->getDirectCallee();
        const auto *Method = dyn_cast_or_null<CXXMethodDecl>(F);
        bool Operator = isa<CXXOperatorCallExpr>(Call) && Method && !Method->isStatic(); // the object is an argument
        look(Call->getCallee(), false, Depth);
        if (const auto *Launch = dyn_cast<CUDAKernelCallExpr>(Call))
            look(Launch->getConfig(), false, Depth);
        for (unsigned Index = 0; Index < Call->getNumArgs(); ++Index)
            if (Operator && Index == 0)
                look(Call->getArg(0), keeps(Method), Depth);
            else if (const Expr *Pointee = onlyPointedTo(Call->getArg(Index), F, Index - Operator))
                look(Pointee, true, Depth);
            else
                look(Call->getArg(Index), onlyReads(F, Index - Operator), Depth);
    }

    void initializer(const VarDecl *Variable, unsigned Depth) {
        QualType Type = Variable->getType();
        if (Type->isLValueReferenceType() && !Type->getPointeeType().isConstQualified() && Variable->hasInit() &&
            !isa<DecompositionDecl>(Variable))
            if (Part Named = partOf(Variable->getInit()); !Named.Path.empty()) {
                Found.Changed.insert(Named.Whole);
                Parts[Variable] = Named;
                return;
            }
        if (Variable->hasInit())
            look(Variable->getInit(), !Type->isReferenceType() || Type->getPointeeType().isConstQualified(), Depth);
        if (const auto *Parts = dyn_cast<DecompositionDecl>(Variable))
            for (const BindingDecl *Part : Parts->bindings())
                look(Part->getBinding(), false, Depth);
    }

    const shim_unit *Unit;
    VariableChanges &Found;
    llvm::DenseMap<const VarDecl *, Part> Parts; // what references declared here name
};

// What changes in the function; null: not known, or it is just being found out.
const VariableChanges *changesIn(const shim_unit *Unit, const FunctionDecl *Owner) {
    const FunctionDecl *Definition = nullptr;
    if (!Owner || !Owner->isDefined(Definition) || !Definition->getBody() || Definition->isDependentContext())
        return nullptr;
    auto &All = const_cast<shim_unit *>(Unit)->Changed;
    VariableChanges *Known = nullptr;
    if (auto At = All.find(Definition); At != All.end()) {
        Known = At->second.get();
    } else {
        Known = (All[Definition] = std::make_unique<VariableChanges>()).get();
        Known->Complete = false; // for those that call it in turn
        VariableChanges Found;
        Changes Search(Unit, Found);
        Search.look(Definition->getBody());
        if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Definition))
            for (const CXXCtorInitializer *Initializer : Constructor->inits())
                Search.look(Initializer->getInit());
        *Known = std::move(Found);
    }
    return Known->Complete ? Known : nullptr;
}

// The same of the function that the variable belongs to.
const VariableChanges *changesAround(const shim_unit *Unit, const VarDecl *Variable) {
    return changesIn(Unit, dyn_cast_or_null<FunctionDecl>(Variable->getParentFunctionOrMethod()));
}

} // namespace

bool isChanged(const shim_unit *Unit, const VarDecl *Variable) {
    const VariableChanges *Known = changesAround(Unit, Variable);
    return !Known || Known->Changed.contains(Variable);
}

bool shim_variable_changes(shim_unit *Unit, shim_variable V) {
    const VarDecl *Variable = decl(V);
    if (Variable->hasLocalStorage())
        return Variable->getType().isVolatileQualified() || isChanged(Unit, Variable);
    QualType Type = Variable->getType().getNonReferenceType();
    return !Type.isConstant(*Unit->Context) || Type.isVolatileQualified();
}

// Is the one path a part of the other, or the same?
static bool overlap(llvm::StringRef One, llvm::StringRef Other) {
    if (One.size() > Other.size())
        std::swap(One, Other);
    return Other.substr(0, One.size()) == One && (One.size() == Other.size() || Other[One.size()] == '.');
}

bool shim_field_aliased(shim_unit *Unit, shim_variable V, const char *Path) {
    const VariableChanges *Known = decl(V)->hasLocalStorage() ? changesAround(Unit, decl(V)) : nullptr;
    if (!Known || Known->Aliased.contains(decl(V)))
        return true;
    for (const auto &[Variable, Aliased] : Known->AliasedFields)
        if (Variable == decl(V) && (!Path || overlap(Aliased, Path)))
            return true;
    return false;
}

bool shim_variable_aliased(shim_unit *Unit, shim_variable V) { return shim_field_aliased(Unit, V, nullptr); }

shim_stmt shim_reference_names(shim_variable V) {
    const VarDecl *Variable = V ? decl(V) : nullptr;
    if (!Variable || isa<ParmVarDecl, DecompositionDecl>(Variable) || !Variable->hasLocalStorage() ||
        !Variable->getType()->isLValueReferenceType() || !Variable->hasInit())
        return nullptr;
    const Expr *Named = Variable->getInit()->IgnoreParenImpCasts(), *Base = Named;
    while (const auto *Member = dyn_cast<MemberExpr>(Base)) {
        if (Member->isArrow() || !isa<FieldDecl>(Member->getMemberDecl())) // a pointer may point elsewhere later
            return nullptr;
        Base = Member->getBase()->IgnoreParenImpCasts();
    }
    return Base != Named && isa<DeclRefExpr>(Base) ? handleExpr(Named) : nullptr;
}

bool shim_is_this(shim_stmt S) {
    const Expr *E = S && expr(S) ? expr(S)->IgnoreParenImpCasts() : nullptr;
    if (const auto *Unary = dyn_cast_or_null<UnaryOperator>(E); Unary && Unary->getOpcode() == UO_Deref)
        E = Unary->getSubExpr()->IgnoreParenImpCasts();
    return isa_and_nonnull<CXXThisExpr>(E);
}

bool shim_method_changes(shim_unit *Unit, shim_function F, const char *Field) {
    const CXXMethodDecl *Method = methodDecl(F);
    const VariableChanges *Known = Method ? changesIn(Unit, Method) : nullptr;
    if (!Known || Known->This)
        return true;
    for (const FieldDecl *Changed : Known->Fields)
        if (Changed->getIdentifier() && Changed->getName() == Field)
            return true;
    return false;
}

bool shim_type_is_read_only(shim_type T) {
    QualType Type = type(T);
    return !Type.isNull() && (Type->isPointerType() || Type->isReferenceType()) &&
           Type->getPointeeType().isConstQualified();
}
