/* Which kernels an expression may name, and under which conditions each. */
#ifndef CALLCHAIN_PLUGIN_KERNEL_CHOICE_H
#define CALLCHAIN_PLUGIN_KERNEL_CHOICE_H

#include "walk/walk.h"

/* One kernel, on one way to it; a kernel may have several. */
struct kernel_choice {
    shim_function kernel;
    uint32_t guard; /* the branches around the launch, and those of the choice */
    bool told;      /* these branches tell all: on this way it is surely this kernel */
};

struct kernel_choices {
    VECTOR(struct kernel_choice) items;
    bool unknown;            /* something else may run, too */
    shim_variable parameter; /* of the function at hand, which gives what is unknown; or NULL */
};

/* The guard at hand is the launch's. `launch`: the statement that launches; NULL: no order is known. What
 * was found is to be released with VECTOR_RELEASE(&choices->items). */
void kernel_choices_find(struct walk *walk, shim_stmt expression, shim_stmt launch,
                         struct kernel_choices *choices);

/* The kernels alone, each once; false: there are others, too. */
typedef void kernel_visitor(void *data, shim_function kernel);
bool kernel_choices_visit(struct walk *walk, shim_stmt expression, kernel_visitor *visit, void *data);

#endif
