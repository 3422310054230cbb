/* What stands at a place of a table that is written down (shim/rows.h), by what is chosen where only the run tells:
 * values->rows. */
#ifndef CALLCHAIN_PLUGIN_KNOW_ROWS_H
#define CALLCHAIN_PLUGIN_KNOW_ROWS_H

#include "know/values.h"

/* The first choice on the way that is not made yet. */
struct rows_open {
    struct value_row row; /* to be given its number, and pushed to values->rows */
    unsigned count;       /* of its numbers, from 0; 0: nothing is open */
    shim_stmt index;      /* what decides; NULL: nothing that has a value */
    shim_stmt elements;   /* of a table */
    bool uncertain;       /* the table may be changed: nothing is surely so */
    enum { ROWS_INDEX, ROWS_KEY, ROWS_EACH, ROWS_ANY, ROWS_CONDITION } by;
};

/* What stands at the place, at the end of all steps that there are; NULL: it is no place of this kind, it is not known,
 * or something is open or uncertain, which `open` (NULL: not asked) tells then. Parameters of functions that are looked into stay
 * bound (values_bind). */
shim_stmt rows_value(struct values *values, shim_stmt place, struct rows_open *open);
/* "64", "\"fp16\"": the key of a map's element; a string of the graph. */
uint32_t rows_key(struct values *values, shim_stmt elements, unsigned number);

/* What the function's returns give, in their order (NULL: nothing); those of closures that are written in it are not
 * its own. */
typedef VECTOR(shim_stmt) rows_stmts;
void rows_returned(shim_unit *unit, shim_stmt body, rows_stmts *returned); /* to be released by the caller */

#endif
