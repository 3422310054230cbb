/* Which kernels an expression may name, and under which conditions each. */
#ifndef CALLCHAIN_PLUGIN_KERNEL_CHOICE_H
#define CALLCHAIN_PLUGIN_KERNEL_CHOICE_H

#include "walk/walk.h"

/* One kernel, on one way to it; a kernel may have several. */
struct kernel_choice {
    shim_function kernel;
    uint32_t guard;          /* the branches around the launch, and those of the choice */
    bool told;               /* these branches tell all: on this way it is surely this kernel */
    uint32_t row, row_count; /* of `rows`: what else is as it is for this kernel */
};

/* A kernel that is given to the function at hand, on one way to it. */
struct kernel_given {
    uint32_t place; /* string: handed_place */
    uint32_t guard;
    bool told;
};

struct kernel_choices {
    VECTOR(struct kernel_choice) items;
    VECTOR(struct kernel_given) given;
    VECTOR(struct value_row) rows;
    bool unknown; /* something else may run, too */
};

/* The guard at hand is the launch's. `launch`: the statement that launches; NULL: no order is known, and what is given
 * is unknown. */
void kernel_choices_find(struct walk *walk, shim_stmt expression, shim_stmt launch, struct kernel_choices *choices);
void kernel_choices_release(struct kernel_choices *choices);
/* What the choice chooses is chosen (values->rows) wherever values are asked for, until values->rows.count is again what
 * it was; so are the values that local variables have in the branches of the choice. */
void kernel_choices_take(struct walk *walk, const struct kernel_choices *choices, size_t choice, shim_stmt launch);

/* The kernels alone, each once; false: there are others, too. */
typedef void kernel_visitor(void *data, shim_function kernel);
bool kernel_choices_visit(struct walk *walk, shim_stmt expression, kernel_visitor *visit, void *data);

#endif
