/* Rows for functions, and what names them: identities, readable names, the
 * source function of a specialization. */
#ifndef CALLCHAIN_PLUGIN_NAMES_H
#define CALLCHAIN_PLUGIN_NAMES_H

#include "walk/walk.h"

uint32_t names_function(struct walk *walk, uint32_t entry); /* its row, filled in */
/* The row of a function as written; 0: none of its specializations was named. */
uint32_t names_template(struct walk *walk, shim_function pattern);
uint32_t names_entity(struct walk *walk, const void *key);
uint32_t names_class(struct walk *walk, shim_record record); /* string: the class's identity */

#endif
