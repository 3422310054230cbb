// Expressions that stand for another one. See wrapped.h.
#include "wrapped.h"

#include "clang/AST/ExprCXX.h"

const Expr *wrapped(const Expr *E) {
    if (const auto *Paren = dyn_cast<ParenExpr>(E))
        return Paren->getSubExpr();
    if (const auto *Full = dyn_cast<FullExpr>(E))
        return Full->getSubExpr();
    if (const auto *Temporary = dyn_cast<MaterializeTemporaryExpr>(E))
        return Temporary->getSubExpr();
    if (const auto *Bound = dyn_cast<CXXBindTemporaryExpr>(E))
        return Bound->getSubExpr();
    if (const auto *Default = dyn_cast<CXXDefaultArgExpr>(E))
        return Default->getExpr();
    if (const auto *Default = dyn_cast<CXXDefaultInitExpr>(E))
        return Default->getExpr();
    return nullptr;
}
