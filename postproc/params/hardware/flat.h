/* The hardware table with a cell in each column (export/table.h): what its
 * flat forms print, filters ask, and pivots turn around.
 *
 * Names of template arguments are as they are, those of nested arguments and
 * constants too, as long as they are unique; of several constants of one name
 * the one that a device pass gives. Columns are in the order of their first
 * appearance. A cell is a number, a truth, a text, a list, an expression or
 * unknown with its reason, and empty where the row has nothing in the column.
 */
#ifndef CCH_PARAMS_HARDWARE_FLAT_H
#define CCH_PARAMS_HARDWARE_FLAT_H

#include "base/index.h"
#include "base/interner.h"
#include "base/json.h"
#include "export/table.h"

/* Where a column comes from. */
enum cch_flat_origin {
    CCH_FLAT_NAMES,         /* the kernel, its identity, places, units, passes */
    CCH_FLAT_CONFIGURATION, /* what the launch is given */
    CCH_FLAT_DEPENDS,       /* what an expression of the configuration depends on */
    CCH_FLAT_ARGUMENT,      /* a template argument */
    CCH_FLAT_CLASS,         /* one that is a class with arguments, which have columns of their own */
    CCH_FLAT_TRAIT,         /* a constant */
    CCH_FLAT_WAY            /* settings, queries, conditions */
};

struct cch_flat_row {
    json_object *row;       /* as hardware.h has it, or its `members` */
    struct cch_cell *cells; /* by column */
    size_t count;           /* further columns are empty */
};

typedef struct cch_flat {
    struct cch_heading *columns;
    enum cch_flat_origin *origins;
    size_t column_count, column_capacity, origin_capacity;
    cch_index index; /* by name */
    struct cch_flat_row *rows;
    size_t count, capacity;
    /* Set before the first row, NULL at the end: of a row only these are held, and what its cells show is copied, each
     * text once. NULL: rows are held whole. */
    const char *const *members;
    cch_interner *texts; /* texts and names that are no row's */
    const char ***lists; /* of LIST and EXPRESSION cells */
    size_t list_count, list_capacity;
} cch_flat;

/* A flat of zeros is empty. Adds a row, which it holds on to unless told otherwise. Returns 0 or CCH_ERROR_MEMORY. */
int cch_flat_add(cch_flat *flat, json_object *row);
void cch_flat_release(cch_flat *flat);

enum { CCH_FLAT_NONE = -1 };
/* The column's place, CCH_FLAT_NONE: there is none. */
int cch_flat_column(const cch_flat *flat, const char *name, size_t length);

static inline struct cch_cell cch_flat_cell(const cch_flat *flat, size_t row, size_t column) {
    return column < flat->rows[row].count ? flat->rows[row].cells[column] : cch_cell_empty();
}

/* Do the rows' cells hold the same in the column? */
bool cch_flat_same(const cch_flat *flat, size_t row, size_t other, size_t column);

#endif
