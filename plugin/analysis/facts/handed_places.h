/* Launches of what callers give: a kernel or a part of a launch's configuration can be a parameter of the function that
 * launches, a field of one, or computed from them. Each cell of a launch that is has a row of CCH_LAUNCH_PARAMETER, with
 * the places of the parameters in its text, if callers are known (handed.c) that give something for one of them. */
#ifndef CALLCHAIN_PLUGIN_HANDED_PLACES_H
#define CALLCHAIN_PLUGIN_HANDED_PLACES_H

#include "walk/walk.h"

/* The cells of a launch that can be given. */
enum handed_cell {
    HANDED_KERNEL,
    HANDED_GRID, /* x, y, z */
    HANDED_BLOCK = HANDED_GRID + 3,
    HANDED_SHARED_MEMORY = HANDED_BLOCK + 3,
    HANDED_CELLS
};

/* Something of a function that its callers give. */
struct need {
    uint32_t entry; /* the function */
    uint32_t owner; /* entry: whose parameter it is; UINT32_MAX: its own */
    uint32_t path;  /* string: "2", "2.grid" */
    uint32_t place; /* string: the same, with the owner's name behind it */
    bool kernel;    /* a kernel, not a number */
    bool given;     /* a call gives it something that tells more */
};

struct handed_needs {
    VECTOR(struct need) list;
    struct pointer_map at; /* entry, place, kernel -> index */
};
struct handed_needs *handed_needs(const struct walk *walk);
struct need *handed_need(const struct walk *walk, uint32_t entry, uint32_t place); /* NULL: none; until one is added */

/* Notes that `entry` needs what `owner` (entry: itself, or the function that the closure is written in) is given; the
 * place, as a string. */
uint32_t handed_add_need(struct walk *walk, uint32_t entry, uint32_t owner, uint32_t path, bool kernel);
/* The place between its marks, and what stands behind it: a string. */
uint32_t handed_marked(struct walk *walk, uint32_t place, const char *member);

/* The place of a parameter that the expression names, for a kernel, between its marks; 0: it names none, or one that may
 * have changed. */
uint32_t handed_place(struct walk *walk, shim_stmt expression);
/* The same of a field of the parameter. */
uint32_t handed_field(struct walk *walk, shim_variable parameter, const char *field);
/* `this.field` in the function at hand: whose object it is (entry), with "0.field" in `path`; UINT32_MAX: it is no such
 * place, or one that may have changed. */
enum { HANDED_PATH_SIZE = 320 };
uint32_t handed_this(struct walk *walk, shim_stmt expression, char path[HANDED_PATH_SIZE]);
/* The expression as values_folded has it, with the places of parameters in it; `handed` becomes whether there are any. */
uint32_t handed_text(struct walk *walk, shim_stmt expression, bool *handed);
/* Can the parameter (or its fields) be told from what callers give: does nothing change it, or what it is the name of? */
bool handed_is_kept(struct walk *walk, shim_variable parameter, bool field);
bool handed_is_extent(struct walk *walk, shim_type type); /* dim3, or a reference to one */

/* Once it has been found what is given: is something for one of the places in the text, of what `entry` needs? */
bool handed_has_given(struct walk *walk, uint32_t entry, uint32_t text);
/* Does the function launch something of what a call gives it, itself or by what it calls? */
bool handed_leads(const struct walk *walk, uint32_t entry);
/* The row of a cell of the launch in `entry` that is written as `row`, or of its attribute (string; else 0): `text`, with
 * places, which callers give. None where nobody does. */
void handed_write_cell(struct walk *walk, uint32_t entry, uint32_t row, uint32_t attribute, uint32_t column,
                       uint32_t text);

#endif
