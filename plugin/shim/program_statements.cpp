// What a statement does. See shim/program.h.
#include "program_code.h"

#include "clang/AST/StmtCXX.h"
#include "clang/AST/StmtObjC.h"
#include "clang/AST/StmtOpenMP.h"

namespace {

void set(shim_code *Code, shim_code_kind Kind, std::initializer_list<const Stmt *> Parts = {}) {
    Code->kind = Kind;
    for (const Stmt *Part : Parts)
        Code->parts[Code->count++] = handle(Part);
}

void jump(shim_code *Code, const char *What) {
    Code->kind = SHIM_CODE_JUMP;
    Code->text = What;
}

void branch(shim_unit *Unit, const IfStmt *If, shim_code *Code) {
    const Stmt *Then = If->getThen(), *Else = If->getElse();
    if (If->isConsteval())
        return set(Code, SHIM_CODE_IF, {nullptr, nullptr, If->isNonNegatedConsteval() ? Else : Then, nullptr});
    if (If->isConstexpr() && !If->getCond()->isValueDependent()) {
        auto Live = If->getNondiscardedCase(*Unit->Context);
        Then = Live ? *Live : nullptr;
        Code->declaration = If->getConditionVariable();
        return set(Code, SHIM_CODE_IF, {If->getInit(), nullptr, Then, nullptr});
    }
    Code->declaration = If->getConditionVariable();
    set(Code, SHIM_CODE_IF, {If->getInit(), If->getCond(), Then, Else});
}

void range(const CXXForRangeStmt *For, shim_code *Code) {
    Code->declaration = For->getLoopVariable();
    set(Code, SHIM_CODE_RANGE, {For->getInit(), For->getRangeInit(), For->getBody()});
}

void labelled(const CaseStmt *Case, shim_code *Code) {
    if (Case->getRHS())
        return jump(Code, "a range of cases");
    set(Code, SHIM_CODE_CASE, {Case->getLHS(), Case->getSubStmt()});
}

// What is returned. A local that is made where the caller wants it is not copied: clang does so wherever it may.
const Expr *returned(const ReturnStmt *Return) {
    const VarDecl *Candidate = Return->getNRVOCandidate();
    const Expr *Value = Return->getRetValue();
    if (!Value || !Candidate || !Candidate->isNRVOVariable())
        return Value;
    const auto *Copy = dyn_cast<CXXConstructExpr>(Value->IgnoreImplicit());
    return Copy && Copy->getNumArgs() && Copy->getConstructor()->isCopyOrMoveConstructor() ? Copy->getArg(0) : Value;
}

void handler(shim_unit *Unit, const CXXCatchStmt *Catch, shim_code *Code) {
    const VarDecl *Variable = Catch->getExceptionDecl();
    Code->declaration = Variable;
    set(Code, SHIM_CODE_HANDLER, {Catch->getHandlerBlock()});
    Code->text = keep(Unit, Variable ? caughtName(Unit, Variable->getType()) : std::string());
}

} // namespace

void describeStatement(shim_unit *Unit, const Stmt *S, shim_code *Code) {
    while (true) {
        if (const auto *Attributed = dyn_cast<AttributedStmt>(S))
            S = Attributed->getSubStmt();
        else if (const auto *Label = dyn_cast<LabelStmt>(S)) // what goes to it is a jump
            S = Label->getSubStmt();
        else
            break;
    }
    Code->node = handle(S);
    if (const auto *E = dyn_cast<Expr>(S))
        return describeExpression(Unit, E, Code);
    switch (S->getStmtClass()) {
    case Stmt::CompoundStmtClass:
        Code->kind = SHIM_CODE_BLOCK;
        Code->count = cast<CompoundStmt>(S)->size();
        return;
    case Stmt::NullStmtClass:
        return set(Code, SHIM_CODE_NOTHING);
    case Stmt::DeclStmtClass:
        return set(Code, SHIM_CODE_DECLARATION);
    case Stmt::IfStmtClass:
        return branch(Unit, cast<IfStmt>(S), Code);
    case Stmt::WhileStmtClass:
        Code->declaration = cast<WhileStmt>(S)->getConditionVariable();
        return set(Code, SHIM_CODE_WHILE, {cast<WhileStmt>(S)->getCond(), cast<WhileStmt>(S)->getBody()});
    case Stmt::DoStmtClass:
        return set(Code, SHIM_CODE_DO, {cast<DoStmt>(S)->getCond(), cast<DoStmt>(S)->getBody()});
    case Stmt::ForStmtClass: {
        const auto *For = cast<ForStmt>(S);
        Code->declaration = For->getConditionVariable();
        return set(Code, SHIM_CODE_FOR, {For->getInit(), For->getCond(), For->getBody(), For->getInc()});
    }
    case Stmt::CXXForRangeStmtClass:
        return range(cast<CXXForRangeStmt>(S), Code);
    case Stmt::SwitchStmtClass: {
        const auto *Switch = cast<SwitchStmt>(S);
        Code->declaration = Switch->getConditionVariable();
        return set(Code, SHIM_CODE_SWITCH, {Switch->getInit(), Switch->getCond(), Switch->getBody()});
    }
    case Stmt::CaseStmtClass:
        return labelled(cast<CaseStmt>(S), Code);
    case Stmt::DefaultStmtClass:
        return set(Code, SHIM_CODE_CASE, {nullptr, cast<DefaultStmt>(S)->getSubStmt()});
    case Stmt::ReturnStmtClass:
        return set(Code, SHIM_CODE_RETURN, {returned(cast<ReturnStmt>(S))});
    case Stmt::BreakStmtClass:
        return set(Code, SHIM_CODE_BREAK);
    case Stmt::ContinueStmtClass:
        return set(Code, SHIM_CODE_CONTINUE);
    case Stmt::CXXTryStmtClass:
        Code->kind = SHIM_CODE_TRY;
        Code->count = 1 + cast<CXXTryStmt>(S)->getNumHandlers();
        return;
    case Stmt::CXXCatchStmtClass:
        return handler(Unit, cast<CXXCatchStmt>(S), Code);
    case Stmt::GCCAsmStmtClass: {
        const auto *Asm = cast<GCCAsmStmt>(S);
        Code->kind = SHIM_CODE_WRITES;
        Code->text = "asm";
        Code->count = Asm->getNumOutputs();
        for (unsigned I = 0; I < Asm->getNumClobbers(); ++I)
            if (Asm->getClobber(I) == "memory")
                return jump(Code, "asm that writes memory");
        return Asm->isAsmGoto() ? jump(Code, "asm goto") : void();
    }
    case Stmt::GotoStmtClass:
    case Stmt::IndirectGotoStmtClass:
        return jump(Code, "goto");
    case Stmt::CoroutineBodyStmtClass:
    case Stmt::CoreturnStmtClass:
        return jump(Code, "a coroutine");
    default:
        return jump(Code, S->getStmtClassName());
    }
}
