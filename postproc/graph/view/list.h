/* Functions, edges and launches of a program as tables (export/table.h). */
#ifndef CCH_GRAPH_LIST_H
#define CCH_GRAPH_LIST_H

#include "graph/view/launches.h"
#include "graph/view/question.h"

/* Each returns 0 or CCH_ERROR_MEMORY; what cannot be written shows itself at the
 * stream, and ends the list. */
int cch_list_functions(const cch_question *question, const struct cch_numbers *functions,
                       const struct cch_format *format, FILE *stream);
/* `edges`: numbers of the view's */
int cch_list_edges(const cch_question *question, const struct cch_numbers *edges, const struct cch_format *format,
                   FILE *stream);
int cch_list_launches(const cch_question *question, const struct cch_launches *launches,
                      const struct cch_format *format, FILE *stream);

#endif
