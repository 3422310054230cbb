/* What can run from an entry, and from where a kernel can be reached. Private
 * to params/. */
#ifndef CCH_PARAMS_MODEL_REACH_H
#define CCH_PARAMS_MODEL_REACH_H

#include "graph/view.h"

/* By function (those of specializations, too): 1 for what can run once the
 * entry does. `view` is at CCH_LEVEL_SOURCE, and what the answer is for;
 * `instances` is at CCH_LEVEL_INSTANCE: std::vector<A> runs A's destructor
 * alone. A function that Python sees is entered by its binding or called by name,
 * not through a pointer. For a constructor or a class also what can run from its other methods;
 * with an autograd function's forward goes its backward. `without`: by
 * function, those that are left out; may be NULL. To free();
 * NULL without memory. */
unsigned char *cch_model_allowed(const cch_view *view, const cch_view *instances, uint32_t entry,
                                 const unsigned char *without);

/* By function: 1 for kernels and all from which one is launched. To free(). */
unsigned char *cch_model_reaching(const cch_view *view, uint32_t flag);

/* A class object in Python stands for its constructor: `entry` itself, or that
 * class's __init__. */
uint32_t cch_model_constructor(const cch_view *view, uint32_t entry);

#endif
