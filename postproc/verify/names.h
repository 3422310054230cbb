/* Which names a program has, and in which functions and classes: what a
 * claim is held against.
 *
 * Names come from the graph's values (CCH_VALUE) and parameter lists. Where the
 * graph has no values of a function (device code, say), the identifiers in its
 * code count as its names, if its source can be read.
 */
#ifndef CCH_VERIFY_NAMES_H
#define CCH_VERIFY_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "graph/chains/instances.h"
#include "graph/view/name.h"
#include "graph/view/view.h"
#include "base/sources.h"

enum cch_name_kind {
    CCH_NAME_NONE,
    CCH_NAME_PARAMETER,
    CCH_NAME_LOCAL,
    CCH_NAME_ATTRIBUTE, /* of a Python class */
    CCH_NAME_FIELD,     /* of a C or C++ class */
    CCH_NAME_TEMPLATE_PARAMETER,
    CCH_NAME_CONSTANT, /* a static constant of a class: traits */
    CCH_NAME_GLOBAL,
    CCH_NAME_QUERY,     /* asked of the device */
    CCH_NAME_FUNCTION,  /* no value: a function's name */
    CCH_NAME_TYPE,      /* no value: a class's */
    CCH_NAME_IDENTIFIER /* it stands in the code; nothing more is known */
};
const char *cch_name_kind_word(enum cch_name_kind kind); /* "parameter", … */

typedef struct cch_name_table cch_name_table;

/* `sources` may be NULL: no code is looked at. All must outlive the table.
 * Errors: CCH_ERROR_MEMORY. */
int cch_name_table_new(cch_name_table **table, const cch_view *view, cch_names *names, cch_sources *sources,
                       cch_error *error);
void cch_name_table_free(cch_name_table *table); /* NULL is fine */

/* Marks, in set[1 … function_count] (all 0 before), a chain's functions with
 * CCH_ON_CHAIN and those that their specializations call, directly or through
 * others, with CCH_BELOW_CHAIN. */
enum { CCH_BELOW_CHAIN = 1, CCH_ON_CHAIN = 2 };
int cch_mark_below(const cch_instances *instances, const uint32_t *functions, size_t count, unsigned char *set,
                   cch_error *error);

/* What `name` is in this function; in a method its class's attributes and
 * fields count, and a field or constant of another class if the function's
 * code has the name. */
enum cch_name_kind cch_name_in_function(cch_name_table *table, const char *name, uint32_t function);

/* A scope as a model names it. */
struct cch_scope {
    uint32_t *functions; /* that it means: one, or a class's methods; ascending */
    size_t count;
    const char *class_name; /* where it is a class: its name, which belongs to the table; else NULL */
};

/* What the scope text means among the functions that `set` marks; count 0:
 * nothing. Release it with free(scope->functions). Returns -1 without memory. */
int cch_scope_find(cch_name_table *table, const char *text, const unsigned char *set, struct cch_scope *scope);

/* What `name` is in a scope: in its functions, or as a member of its class. */
enum cch_name_kind cch_name_in_scope(cch_name_table *table, const char *name, const struct cch_scope *scope);

/* What `name` is anywhere among the marked functions, and the function in which
 * it is that, one on the chain rather than one below, of several the least by
 * name (0 for a class's member, whose class is then set). */
enum cch_name_kind cch_name_anywhere(cch_name_table *table, const char *name, const unsigned char *set,
                                     uint32_t *function, const char **class_name);

#endif
