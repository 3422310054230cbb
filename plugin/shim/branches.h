/* The part of the clang shim (shim.h) that tells of branches: what decides them
 * and what they decide. */
#ifndef CALLCHAIN_PLUGIN_SHIM_BRANCHES_H
#define CALLCHAIN_PLUGIN_SHIM_BRANCHES_H

#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

enum shim_branch_kind {
    SHIM_BRANCH_NONE, /* also loops, and if consteval */
    SHIM_BRANCH_IF,
    SHIM_BRANCH_IF_CONSTEXPR,
    SHIM_BRANCH_SWITCH,
    SHIM_BRANCH_CHOICE,
    SHIM_BRANCH_AND,
    SHIM_BRANCH_OR,
    SHIM_BRANCH_RETURN /* a block with `if (c) return;` in it (shim_branch_returns): what follows is under !c */
};
enum shim_branch_kind shim_branch_kind(shim_stmt stmt);
bool shim_branch_returns(shim_stmt stmt);

/* Of a statement or expression with a condition; of a loop, too. */
struct shim_branch {
    shim_stmt before[2];     /* evaluated first: an init statement, a condition's variable */
    shim_stmt condition;     /* NULL: none (for (;;), if consteval). Of `if constexpr` it is not evaluated. */
    shim_stmt parts[2];      /* what it decides; NULL: not there, or discarded. Of a switch the body, of a for loop
                              the step and the body. */
    const char *outcomes[2]; /* what the condition is when they run: "true", "false"; of a switch see its cases */
    shim_stmt range;         /* for (x : range): in place of a condition */
    shim_variable element;   /* its x */
    bool loops;              /* the parts run again and again */
    bool returns;            /* the first part ends in a return, and there is no other */
};
void shim_branch_describe(shim_unit *unit, shim_stmt stmt, struct shim_branch *branch);

/* SHIM_BRANCH_SWITCH: each statement of the body with the labels that lead to it, "case 1, default". */
typedef void shim_case_visitor(void *data, shim_stmt part, const char *outcome);
void shim_branch_cases(shim_unit *unit, shim_stmt stmt, shim_case_visitor *visit, void *data);

/* The macro in whose body the statement stands; "" none. */
const char *shim_stmt_macro(shim_unit *unit, shim_stmt stmt);
/* "name = value" of each constant and type that a branch begins with. */
typedef void shim_text_visitor(void *data, const char *text);
void shim_branch_definitions(shim_unit *unit, shim_stmt part, shim_text_visitor *visit, void *data);

#ifdef __cplusplus
}
#endif
#endif
