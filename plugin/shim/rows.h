/* Tables that are written down, and the places of their rows: `rows[i].kernel`, `table.at(d)`, `std::get<0>(t)`, the
 * variable of a range-for, another name for one of these. Handles and lifetimes as in shim/shim.h. */
#ifndef CALLCHAIN_PLUGIN_SHIM_ROWS_H
#define CALLCHAIN_PLUGIN_SHIM_ROWS_H

#include "shim.h"

#ifdef __cplusplus
extern "C" {
#endif

enum shim_step_kind {
    SHIM_STEP_WRITTEN,  /* nothing that is looked through: a list, a construction, a function, a sum */
    SHIM_STEP_SAME,     /* what `of` is: a cast, a copy, an address, another name */
    SHIM_STEP_VARIABLE, /* `variable`, which nothing changes, and which `of` initialises */
    SHIM_STEP_CHANGES,  /* `variable`, which is a parameter or may change */
    SHIM_STEP_FIELD,    /* the field `name` of `of` */
    SHIM_STEP_PART,     /* part `number` of a tuple */
    SHIM_STEP_ELEMENT,  /* `of[index]` */
    SHIM_STEP_KEY,      /* what a map has for the key `index` */
    SHIM_STEP_PAIR,     /* the same, with its key */
    SHIM_STEP_EACH,     /* each element of `of`: the variable `variable` of a range-for */
    SHIM_STEP_ONE,      /* one of the elements of `of`, which a search of the library has found */
    SHIM_STEP_CHOICE,   /* `of` or `other`, as the condition `index` says */
    SHIM_STEP_CALL      /* what a function that is defined here returns */
};

struct shim_step {
    enum shim_step_kind kind;
    shim_stmt of, other, index;
    shim_variable variable;
    const char *name; /* until the next call */
    unsigned number;
    bool uncertain; /* SHIM_STEP_VARIABLE: a global that is no constant: something else may be there, too */
};
void shim_step_of(shim_unit *unit, shim_stmt expression, struct shim_step *step);

/* The field, the part of a tuple, the element or the pair of what is written down; NULL: there is none. */
shim_stmt shim_written_field(shim_stmt object, const char *name);
shim_stmt shim_written_part(shim_stmt object, unsigned number);
/* The list of its elements, as shim_written_count counts them; NULL: they are not written down. */
shim_stmt shim_written_elements(shim_stmt object);
unsigned shim_written_count(shim_stmt elements);
shim_stmt shim_written_element(shim_stmt elements, unsigned number);

#ifdef __cplusplus
}
#endif
#endif
