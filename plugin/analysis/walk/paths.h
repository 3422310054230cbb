/* File names as the graph has them: relative to the project's root when
 * inside it, else absolute; links resolved, so that one file has one name.
 * Columns on mended lines are those of the file as it is. */
#ifndef CALLCHAIN_PLUGIN_PATHS_H
#define CALLCHAIN_PLUGIN_PATHS_H

#include "walk/walk.h"

void paths_begin(struct walk *walk);
uint32_t paths_file(struct walk *walk, const char *file);  /* string: relative or absolute */
uint32_t paths_site(struct walk *walk, uint32_t location); /* row of CCH_SITE */
uint32_t paths_site_of(struct walk *walk, const struct shim_place *place);

/* Tells a reader of the graph, in one line, what is not in it. */
void paths_problem(struct walk *walk, const char *text, uint32_t location);

#endif
