/* The steps of a pass, in this order. */
#ifndef CALLCHAIN_PLUGIN_STEPS_H
#define CALLCHAIN_PLUGIN_STEPS_H

#include "walk/walk.h"

/* roots.c: queues what the unit defines and what must be emitted. */
void roots_find(struct walk *walk);

/* The same for a precompiled header: keeps in it what a unit that includes it
 * would have been told. */
void roots_keep(struct walk *walk);

/* closures.c: gives the unit's own closures their numbers in the order of the
 * source, on either side of a CUDA unit the same. */
void closures_number_function(struct walk *walk, shim_function function);
void closures_number(struct walk *walk, shim_stmt stmt);

/* body.c: walks until the queue is empty. */
void walk_bodies(struct walk *walk);

/* output.c: everything into the graph, and the graph into its file. */
void output_write(struct walk *walk);

#endif
