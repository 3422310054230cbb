// Branches: how clang is asked. See branches.h.
#include "branches.h"
#include "text.h"

#include "clang/AST/StmtCXX.h"
#include "clang/Lex/Lexer.h"

namespace {

shim_stmt handleOrNull(const Stmt *Node) { return Node ? handle(Node) : nullptr; }

bool endsInReturn(const Stmt *Node) {
    while (const auto *Block = dyn_cast_or_null<CompoundStmt>(Node))
        Node = Block->body_empty() ? nullptr : Block->body_back();
    return isa_and_nonnull<ReturnStmt>(Node);
}

// `if (c) return;`: what follows in the block is under !c.
bool returns(const IfStmt *If) { return !If->getElse() && endsInReturn(If->getThen()); }

bool isBool(const Expr *E) { return E && E->getType()->isBooleanType(); }

void describeIf(const shim_unit *Unit, const IfStmt *If, shim_branch &Branch) {
    Branch.before[0] = handleOrNull(If->getInit());
    if (If->isConsteval()) {
        Branch.parts[0] = handleOrNull(If->isNonNegatedConsteval() ? If->getElse() : If->getThen());
        return;
    }
    Branch.before[1] = handleOrNull(If->getConditionVariableDeclStmt());
    Branch.condition = handleExpr(If->getCond());
    Branch.parts[0] = handleOrNull(If->getThen());
    Branch.parts[1] = handleOrNull(If->getElse());
    if (If->isConstexpr() && !If->getCond()->isValueDependent()) {
        auto Live = If->getNondiscardedCase(*Unit->Context);
        for (shim_stmt &Part : Branch.parts)
            if (!Live || Part != handleOrNull(*Live))
                Part = nullptr;
        return;
    }
    Branch.returns = returns(If);
}

void describeLoop(const Stmt *Node, shim_branch &Branch) {
    Branch.loops = true;
    if (const auto *While = dyn_cast<WhileStmt>(Node)) {
        Branch.before[1] = handleOrNull(While->getConditionVariableDeclStmt());
        Branch.condition = handleExpr(While->getCond());
        Branch.parts[0] = handleOrNull(While->getBody());
    } else if (const auto *Do = dyn_cast<DoStmt>(Node)) {
        Branch.condition = handleExpr(Do->getCond());
        Branch.parts[0] = handleOrNull(Do->getBody());
    } else if (const auto *For = dyn_cast<ForStmt>(Node)) {
        Branch.before[0] = handleOrNull(For->getInit());
        Branch.condition = For->getCond() ? handleExpr(For->getCond()) : nullptr;
        Branch.parts[0] = handleOrNull(For->getInc());
        Branch.parts[1] = handleOrNull(For->getBody());
    } else if (const auto *Range = dyn_cast<CXXForRangeStmt>(Node)) {
        Branch.before[0] = handleOrNull(Range->getInit());
        Branch.range = handleExpr(Range->getRangeInit());
        Branch.element = handle(Range->getLoopVariable());
        Branch.parts[0] = handleOrNull(Range->getBody());
    }
}

// The label or labels of a statement in a switch; the statement behind them.
std::string labels(const shim_unit *Unit, const Stmt *Node, const Stmt *&Labelled) {
    std::string Text;
    for (; Node; Node = Labelled) {
        if (const auto *Case = dyn_cast<CaseStmt>(Node)) {
            Text += (Text.empty() ? "case " : ", ") + sourceText(Unit, Case->getLHS());
            Labelled = Case->getSubStmt();
        } else if (const auto *Default = dyn_cast<DefaultStmt>(Node)) {
            Text += Text.empty() ? "default" : ", default";
            Labelled = Default->getSubStmt();
        } else {
            break;
        }
    }
    return Text;
}

} // namespace

enum shim_branch_kind shim_branch_kind(shim_stmt S) {
    const Stmt *Node = stmt(S);
    if (const auto *If = dyn_cast<IfStmt>(Node))
        return If->isConsteval() ? SHIM_BRANCH_NONE : If->isConstexpr() ? SHIM_BRANCH_IF_CONSTEXPR : SHIM_BRANCH_IF;
    if (isa<SwitchStmt>(Node))
        return SHIM_BRANCH_SWITCH;
    if (isa<ConditionalOperator>(Node))
        return SHIM_BRANCH_CHOICE;
    if (const auto *Logic = dyn_cast<BinaryOperator>(Node))
        return Logic->getOpcode() == BO_LAnd && isBool(Logic)  ? SHIM_BRANCH_AND
               : Logic->getOpcode() == BO_LOr && isBool(Logic) ? SHIM_BRANCH_OR
                                                               : SHIM_BRANCH_NONE;
    if (const auto *Block = dyn_cast<CompoundStmt>(Node))
        for (const Stmt *Part : Block->body())
            if (shim_branch_returns(handle(Part)))
                return SHIM_BRANCH_RETURN;
    return SHIM_BRANCH_NONE;
}

bool shim_branch_returns(shim_stmt S) {
    const auto *If = dyn_cast_or_null<IfStmt>(stmt(S));
    return If && !If->isConstexpr() && !If->isConsteval() && returns(If);
}

void shim_branch_describe(shim_unit *Unit, shim_stmt S, struct shim_branch *Branch) {
    const Stmt *Node = stmt(S);
    *Branch = {};
    Branch->outcomes[0] = "true";
    Branch->outcomes[1] = "false";
    if (const auto *If = dyn_cast<IfStmt>(Node)) {
        describeIf(Unit, If, *Branch);
    } else if (const auto *Switch = dyn_cast<SwitchStmt>(Node)) {
        Branch->before[0] = handleOrNull(Switch->getInit());
        Branch->before[1] = handleOrNull(Switch->getConditionVariableDeclStmt());
        Branch->condition = handleExpr(Switch->getCond());
        Branch->parts[0] = handleOrNull(Switch->getBody());
    } else if (const auto *Choice = dyn_cast<ConditionalOperator>(Node)) {
        Branch->condition = handleExpr(Choice->getCond());
        Branch->parts[0] = handleExpr(Choice->getTrueExpr());
        Branch->parts[1] = handleExpr(Choice->getFalseExpr());
    } else if (const auto *Logic = dyn_cast<BinaryOperator>(Node)) {
        Branch->condition = handleExpr(Logic->getLHS());
        Branch->parts[Logic->getOpcode() != BO_LAnd] = handleExpr(Logic->getRHS());
    } else {
        describeLoop(Node, *Branch);
    }
}

void shim_branch_cases(shim_unit *Unit, shim_stmt S, shim_case_visitor *Visit, void *Data) {
    const Stmt *Body = cast<SwitchStmt>(stmt(S))->getBody();
    std::string Now;
    bool Falls = false; // from the statement before into this one
    auto See = [&](const Stmt *Part) {
        const Stmt *Labelled = Part;
        std::string Here = labels(Unit, Part, Labelled);
        if (!Here.empty())
            Now = Falls && !Now.empty() ? Now + ", " + Here : Here;
        Falls = !isa_and_nonnull<BreakStmt>(Labelled) && !endsInReturn(Labelled);
        if (const auto *Inner = dyn_cast_or_null<CompoundStmt>(Labelled))
            Falls = Inner->body_empty() || !isa<BreakStmt, ReturnStmt>(Inner->body_back());
        Visit(Data, handle(Part), Now.c_str());
    };
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Body);
    if (!Block)
        return See(Body);
    for (const Stmt *Part : Block->body())
        See(Part);
}

const char *shim_stmt_macro(shim_unit *Unit, shim_stmt S) {
    SourceLocation Location = stmt(S)->getBeginLoc();
    if (const auto *Choice = dyn_cast<ConditionalOperator>(stmt(S)))
        Location = Choice->getQuestionLoc();
    else if (const auto *Logic = dyn_cast<BinaryOperator>(stmt(S)))
        Location = Logic->getOperatorLoc();
    while (Location.isMacroID() && Unit->Sources->isMacroArgExpansion(Location))
        Location = Unit->Sources->getImmediateSpellingLoc(Location);
    if (!Location.isMacroID())
        return "";
    return keep(Unit, Lexer::getImmediateMacroName(Location, *Unit->Sources, Unit->Context->getLangOpts()));
}

void shim_branch_definitions(shim_unit *Unit, shim_stmt S, shim_text_visitor *Visit, void *Data) {
    const Stmt *Part = S ? stmt(S) : nullptr;
    while (const auto *Label = dyn_cast_or_null<SwitchCase>(Part))
        Part = Label->getSubStmt();
    const auto *Block = dyn_cast_or_null<CompoundStmt>(Part);
    if (!Block)
        return;
    for (const Stmt *First : Block->body()) {
        const auto *Declaration = dyn_cast<DeclStmt>(First);
        if (!Declaration)
            return;
        for (const Decl *D : Declaration->decls()) {
            std::string Text;
            if (const auto *Alias = dyn_cast<TypedefNameDecl>(D)) {
                if (!Alias->getUnderlyingType()->isDependentType())
                    Text = Alias->getNameAsString() + " = " + typeText(Unit, Alias->getUnderlyingType());
            } else if (const auto *Variable = dyn_cast<VarDecl>(D)) {
                const APValue *Value =
                    Variable->isConstexpr() && Variable->getInit() && !Variable->getInit()->isValueDependent()
                        ? Variable->evaluateValue()
                        : nullptr;
                if (Value)
                    Text = Variable->getNameAsString() + " = " + valueText(*Unit->Context, *Value, Variable->getType());
            }
            if (!Text.empty())
                Visit(Data, Text.c_str());
        }
    }
}
