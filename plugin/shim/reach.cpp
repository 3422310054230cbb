// Which parts of a body never run: by clang's own control flow graph, whose edges it prunes where a condition is
// a constant. See shim_reach_begin.
#include "unit.h"

#include "clang/AST/StmtCXX.h"
#include "clang/Analysis/CFG.h"

namespace {

enum { DEEPEST = 100 }; // of statements that are looked into for how they end

bool isConstant(const shim_unit *Unit, const Expr *E) {
    Expr::EvalResult Result;
    return E && !E->isValueDependent() && !E->containsErrors() && E->getType()->isScalarType() &&
           E->EvaluateAsRValue(Result, *Unit->Context);
}

// Does control surely not leave the statement at its end? A quick look: false is no answer.
bool neverEnds(const Stmt *Node, int Depth = 0) {
    if (!Node || Depth > DEEPEST)
        return false;
    if (isa<ReturnStmt, BreakStmt, ContinueStmt, GotoStmt, IndirectGotoStmt>(Node))
        return true;
    if (const auto *Block = dyn_cast<CompoundStmt>(Node))
        return !Block->body_empty() && neverEnds(Block->body_back(), Depth + 1);
    if (const auto *If = dyn_cast<IfStmt>(Node))
        return neverEnds(If->getThen(), Depth + 1) && neverEnds(If->getElse(), Depth + 1);
    if (const auto *Full = dyn_cast<FullExpr>(Node))
        Node = Full->getSubExpr();
    const auto *Call = dyn_cast<CallExpr>(Node);
    return isa<CXXThrowExpr>(Node) || (Call && Call->getDirectCallee() && Call->getDirectCallee()->isNoReturn());
}

// The condition that decides which of the statement's parts run.
const Expr *conditionOf(const Stmt *Node) {
    if (const auto *If = dyn_cast<IfStmt>(Node))
        return If->isConstexpr() || If->isConsteval() ? nullptr : If->getCond();
    if (const auto *Switch = dyn_cast<SwitchStmt>(Node))
        return Switch->getCond();
    if (const auto *Choice = dyn_cast<AbstractConditionalOperator>(Node))
        return Choice->getCond();
    if (const auto *While = dyn_cast<WhileStmt>(Node))
        return While->getCond();
    if (const auto *For = dyn_cast<ForStmt>(Node))
        return For->getCond();
    const auto *Logic = dyn_cast<BinaryOperator>(Node);
    return Logic && Logic->isLogicalOp() ? Logic->getLHS() : nullptr;
}

struct Look {
    bool MayHaveDead = false, HasErrors = false;
};

// A body in which nothing is decided needs no graph. What a closure does is its own body's.
Look lookAt(const shim_unit *Unit, const Stmt *Body) {
    Look Found;
    llvm::SmallVector<const Stmt *, 64> Waiting{Body};
    while (!Waiting.empty() && !Found.HasErrors) {
        const Stmt *Node = Waiting.pop_back_val();
        if (!Node)
            continue;
        const auto *E = dyn_cast<Expr>(Node);
        if (E && E->containsErrors())
            Found.HasErrors = true;
        if (E && (E->isTypeDependent() || E->isValueDependent()))
            Found.HasErrors = true;
        if (isa<LambdaExpr, BlockExpr, UnaryExprOrTypeTraitExpr, IntegerLiteral, DeclRefExpr>(Node))
            continue;
        if (!Found.MayHaveDead) {
            if (const auto *Block = dyn_cast<CompoundStmt>(Node))
                for (const Stmt *Part : Block->body())
                    Found.MayHaveDead = Found.MayHaveDead || (Part != Block->body_back() && neverEnds(Part));
            const auto *For = dyn_cast<ForStmt>(Node);
            const Expr *Condition = conditionOf(Node);
            Found.MayHaveDead =
                Found.MayHaveDead || (For && !For->getCond()) || (Condition && isConstant(Unit, Condition));
            const auto *Do = dyn_cast<DoStmt>(Node);
            bool Again = false;
            Found.MayHaveDead =
                Found.MayHaveDead || (Do && isConstant(Unit, Do->getCond()) &&
                                      Do->getCond()->EvaluateAsBooleanCondition(Again, *Unit->Context) && Again);
        }
        if (const auto *If = dyn_cast<IfStmt>(Node))
            if (If->isConstexpr() && !If->getCond()->isValueDependent()) {
                auto Live = If->getNondiscardedCase(*Unit->Context); // the other is not even instantiated
                Waiting.push_back(Live ? *Live : nullptr);
                Waiting.push_back(If->getCond());
                Waiting.push_back(If->getInit());
                continue;
            }
        for (const Stmt *Child : Node->children())
            Waiting.push_back(Child);
    }
    return Found;
}

class Marker {
  public:
    Marker(shim_unit *Unit, const CFG &Graph) : Unit(Unit), Graph(Graph), Live(Graph.getNumBlockIDs()) {}

    void run() {
        follow(&Graph.getEntry());
        // What a try block throws is not among the edges: its handlers run if something in it does.
        for (bool News = true; News;) {
            News = false;
            for (auto Block = Graph.try_blocks_begin(); Block != Graph.try_blocks_end(); ++Block)
                if (!Live[(*Block)->getBlockID()] && runsIn(*Block)) {
                    follow(*Block);
                    News = true;
                }
        }
        for (const CFGBlock *Block : Graph)
            if (!Live[Block->getBlockID()])
                each(*Block, [&](const Stmt *Node) { Unit->Runs.try_emplace(Node, false); });
    }

  private:
    template <class Visitor> void each(const CFGBlock &Block, Visitor See) {
        for (const CFGElement &Element : Block)
            if (auto Held = Element.getAs<CFGStmt>())
                See(Held->getStmt());
    }

    void follow(const CFGBlock *First) {
        llvm::SmallVector<const CFGBlock *, 32> Waiting{First};
        while (!Waiting.empty()) {
            const CFGBlock *Block = Waiting.pop_back_val();
            if (!Block || Live[Block->getBlockID()])
                continue;
            Live[Block->getBlockID()] = true;
            each(*Block, [&](const Stmt *Node) { Unit->Runs[Node] = true; });
            // An enumeration whose every enumerator has a case can have other values, too.
            const auto *Switch = dyn_cast_or_null<SwitchStmt>(Block->getTerminatorStmt());
            bool All = Switch && !isConstant(Unit, Switch->getCond());
            for (const CFGBlock::AdjacentBlock &Next : Block->succs())
                Waiting.push_back(Next.getReachableBlock() || !All ? Next.getReachableBlock()
                                                                   : Next.getPossiblyUnreachableBlock());
        }
    }

    bool runsIn(const CFGBlock *Block) {
        const auto *Try = dyn_cast_or_null<CXXTryStmt>(Block->getTerminatorStmt());
        llvm::SmallVector<const Stmt *, 16> Waiting{Try ? Try->getTryBlock() : nullptr};
        while (!Waiting.empty()) {
            const Stmt *Node = Waiting.pop_back_val();
            if (!Node || isa<LambdaExpr, BlockExpr>(Node))
                continue;
            auto Found = Unit->Runs.find(Node);
            if (Found != Unit->Runs.end() && Found->second)
                return true;
            for (const Stmt *Child : Node->children())
                Waiting.push_back(Child);
        }
        return !Try;
    }

    shim_unit *Unit;
    const CFG &Graph;
    std::vector<bool> Live;
};

} // namespace

bool shim_reach_begin(shim_unit *Unit, shim_function F) {
    Unit->Runs.clear();
    const FunctionDecl *Definition = nullptr;
    if (!F || !decl(F)->isDefined(Definition) || Definition->isDependentContext() || !Definition->getBody())
        return false;
    Look Found = lookAt(Unit, Definition->getBody());
    if (const auto *Constructor = dyn_cast<CXXConstructorDecl>(Definition))
        for (const CXXCtorInitializer *Initializer : Constructor->inits()) {
            Look Inner = lookAt(Unit, Initializer->getInit());
            Found.MayHaveDead |= Inner.MayHaveDead;
            Found.HasErrors |= Inner.HasErrors;
        }
    if (!Found.MayHaveDead || Found.HasErrors)
        return false;
    CFG::BuildOptions Options;
    Options.PruneTriviallyFalseEdges = true;
    Options.AddInitializers = true;
    Options.AddCXXDefaultInitExprInCtors = true;
    Options.setAllAlwaysAdd();
    std::unique_ptr<CFG> Graph = CFG::buildCFG(Definition, Definition->getBody(), Unit->Context, Options);
    if (!Graph)
        return false;
    Marker(Unit, *Graph).run();
    return true;
}

enum shim_reach shim_stmt_reach(shim_unit *Unit, shim_stmt S) {
    auto Found = Unit->Runs.find(stmt(S));
    return Found == Unit->Runs.end() ? SHIM_REACH_AS_AROUND : Found->second ? SHIM_REACH_RUNS : SHIM_REACH_NEVER;
}

namespace {

struct Order {
    llvm::DenseMap<const Stmt *, unsigned> Wanted; // index
    unsigned *Found, Next = 1;
    bool Labels = false;

    void look(const Stmt *Node, bool Once, int Depth) {
        if (!Node || Depth > 1000 || isa<LambdaExpr, BlockExpr>(Node))
            return;
        Labels = Labels || isa<LabelStmt, IndirectGotoStmt>(Node);
        Once = Once && !isa<ForStmt, WhileStmt, DoStmt, CXXForRangeStmt>(Node);
        auto At = Wanted.find(Node);
        for (const Stmt *Child : Node->children())
            look(Child, Once, Depth + 1);
        if (At != Wanted.end()) // evaluated after its parts
            Found[At->second] = Once ? Next : 0;
        ++Next;
    }
};

} // namespace

void shim_order(shim_stmt Body, const shim_stmt *Stmts, size_t Count, unsigned *Found) {
    Order Search;
    Search.Found = Found;
    for (size_t Index = 0; Index < Count; ++Index) {
        Search.Wanted[stmt(Stmts[Index])] = (unsigned)Index;
        Found[Index] = 0;
    }
    Search.look(stmt(Body), true, 0);
    for (size_t Index = 0; Search.Labels && Index < Count; ++Index)
        Found[Index] = 0;
}

bool shim_is_null_pointer(shim_unit *Unit, shim_stmt S) {
    return expr(S) && !expr(S)->isValueDependent() &&
           expr(S)->IgnoreParenImpCasts()->isNullPointerConstant(*Unit->Context, Expr::NPC_ValueDependentIsNotNull) !=
               Expr::NPCK_NotNull;
}
