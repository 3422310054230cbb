/* Which columns a form of the hardware table shows. Private to params/hardware/. */
#ifndef CCH_PARAMS_HARDWARE_COLUMNS_H
#define CCH_PARAMS_HARDWARE_COLUMNS_H

#include "base/error.h"
#include "params/hardware/flat.h"
#include "params/hardware/layout.h"

struct cch_columns {
    size_t *items; /* places in the flat */
    size_t count;
};

/* Those that the text names, or all for "all". CCH_ERROR_USAGE when there is no such column. */
int cch_columns_named(struct cch_columns *columns, const cch_flat *flat, const char *names, cch_error *error);
/* Template arguments that differ between the specializations of a kernel. 0 or CCH_ERROR_MEMORY. */
int cch_columns_varying(struct cch_columns *columns, const cch_flat *flat);
void cch_columns_release(struct cch_columns *columns);
bool cch_columns_have(const struct cch_columns *columns, size_t place);

/* The table's rows, those of one kernel as written together, in the order of the first of each. */
struct cch_groups {
    size_t *rows;
    size_t *ends; /* by group: behind its last row in `rows` */
    size_t count;
};
int cch_groups_make(struct cch_groups *groups, const cch_flat *flat); /* 0 or CCH_ERROR_MEMORY; release in any case */
void cch_groups_release(struct cch_groups *groups);

/* What a column says of some rows of the flat. */
enum cch_column_use {
    CCH_COLUMN_NOTHING,  /* nothing in any of them */
    CCH_COLUMN_CONSTANT, /* the same in all */
    CCH_COLUMN_VARIES,
    CCH_COLUMN_REPEATS /* varies as an earlier one of those that were asked for does */
};

struct cch_column_facts {
    enum cch_column_use use;
    size_t as;    /* of one that REPEATS */
    size_t width; /* characters of the widest cell, as one text */
};

/* Finds out about each column; `facts` has room for all, `rows` are places in the flat.
 * 0 or CCH_ERROR_MEMORY. */
int cch_columns_look(const cch_flat *flat, const size_t *rows, size_t count, struct cch_column_facts *facts);

/* The forms (report.h); `columns`: those to be shown, NULL: those that vary. */
int cch_hardware_print_text(FILE *stream, const cch_flat *flat, const struct cch_columns *columns, size_t width);
int cch_hardware_print_pivot(FILE *stream, const cch_flat *flat, const struct cch_columns *columns,
                             const struct cch_hardware_layout *layout, cch_error *error);

#endif
