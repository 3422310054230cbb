/* What is assigned in the body at hand of a CUDA unit's host pass: kernels and
 * configurations are kept in variables. */
#ifndef CALLCHAIN_PLUGIN_ASSIGNMENTS_H
#define CALLCHAIN_PLUGIN_ASSIGNMENTS_H

#include "walk/walk.h"

/* A value assigned to a variable, or to a member of one, in the body at hand. */
struct assignment {
    shim_variable variable;
    char *member; /* "gridDim", "[1].val.clusterDim.x"; NULL: the variable itself; owned */
    shim_stmt value;
    uint32_t guard;
};

/* In the order of the walk, the last first. */
struct assignments {
    VECTOR(struct assignment) list;
};
extern const struct analysis assignments_analysis; /* its state */
const struct assignments *assignments_of(const struct walk *walk);

/* The value that the variable or its member (NULL: itself) is given, one of them; NULL: none. */
shim_stmt assignments_find(const struct walk *walk, shim_variable variable, const char *member);
/* What a member, which no reference or pointer changes, is given where `before` were in the list: on every way by the
 * one assignment that is told, by one of several or by something else, or it is not assigned. */
enum assigned { ASSIGNED_NOT, ASSIGNED_ONCE, ASSIGNED_SEVERAL };
enum assigned assignments_at(struct walk *walk, shim_variable variable, const char *member, size_t before,
                             shim_stmt *value);
/* May an assignment that is written behind a place be seen there? */
bool assignments_come_again(struct walk *walk);
/* What is assigned: of `b = c`, c. */
shim_stmt assignments_value(struct walk *walk, shim_stmt value);

#endif
