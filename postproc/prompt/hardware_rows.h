/* What a prompt says of kernels' launches: the computed hardware table's rows
 * for them (params/hardware.h), as text. Where the rows of all specializations
 * are too long for a prompt they are summed up by the template arguments that
 * vary, by the first of these, or by the size of the block. */
#ifndef CCH_PROMPT_HARDWARE_ROWS_H
#define CCH_PROMPT_HARDWARE_ROWS_H

#include <stddef.h>
#include <stdint.h>

#include "graph/view/name.h"
#include "graph/view/view.h"

typedef struct cch_hardware_rows cch_hardware_rows;

enum { CCH_HARDWARE_ROWS_MAX = 8000 }; /* bytes in a prompt */

/* The view must be at source level; it and the names must outlive the result.
 * NULL: out of memory. */
cch_hardware_rows *cch_hardware_rows_new(const cch_view *view, cch_names *names);
void cch_hardware_rows_free(cch_hardware_rows *rows); /* NULL is fine */

/* A cch_prompt_rows (prompt.h); `context` is a cch_hardware_rows. What was
 * made for the same kernels before is made once. */
char *cch_hardware_rows_text(void *context, const uint32_t *kernels, size_t count);

#endif
