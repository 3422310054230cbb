/* The branches that calls and launches stand in: walk->guard and work items name one. */
#ifndef CALLCHAIN_PLUGIN_GUARDS_H
#define CALLCHAIN_PLUGIN_GUARDS_H

#include "walk/walk.h"

/* A branch taken, within `parent` (0: none). */
struct guard {
    uint32_t parent;
    shim_stmt branch, condition, part; /* part NULL: what follows a return */
    uint32_t outcome;                  /* string */
    uint32_t depth;                    /* with those around it */
    uint32_t line, column, ordinal;    /* of the condition; which of several of one place */
    uint32_t path;                     /* string, when asked for */
    uint64_t hash;                     /* of the way to it */
    uint8_t kind;                      /* enum cch_condition */
};

/* Are they kept of the body at hand? */
bool guards_are_on(const struct walk *walk);

/* The unit has something that branches decide: they are written. */
void guards_keep(struct walk *walk);

const struct guard *guards_at(const struct walk *walk, uint32_t guard); /* valid until the next is added */

/* Another branch within `outer`: its number. */
uint32_t guards_add(struct walk *walk, uint32_t outer, shim_stmt branch, shim_stmt condition, const char *outcome,
                    enum cch_condition kind);

/* Is the branch `guard` the same as `inner`, or around it? */
bool guards_is_around(const struct walk *walk, uint32_t guard, uint32_t inner);

/* Something unknown is called in the branch at hand. */
void guards_unknown_edge(struct walk *walk, uint32_t caller, uint32_t location);

/* A function is called in a branch that is not the one at hand. */
void guards_call(struct walk *walk, uint32_t caller, uint32_t callee, uint32_t location, uint32_t guard);

uint32_t guards_path(struct walk *walk, uint32_t guard); /* string: CCH_GUARD_PATH; 0 in no branch */

#endif
