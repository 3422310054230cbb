/* All that a program says of a function: where it is, who calls it and whom it
 * calls, the kernels that it reaches, what it is bound to. */
#ifndef CCH_GRAPH_CHAINS_SHOW_H
#define CCH_GRAPH_CHAINS_SHOW_H

#include "graph/view/question.h"

/* Functions of the question's view, as text or JSON. `certain`: by certain edges alone.
 * Errors: CCH_ERROR_MEMORY. */
int cch_show(FILE *stream, const cch_question *question, const uint32_t *functions, size_t count, bool certain,
             bool as_json, cch_error *error);

/* What functions do (CCH_PROGRAM), readable: references and constants in their places. Errors: CCH_ERROR_MEMORY. */
int cch_show_programs(FILE *stream, const cch_question *question, const uint32_t *functions, size_t count,
                      cch_error *error);

#endif
