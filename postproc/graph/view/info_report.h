/* The sum of a graph in its forms. `bytes`: of the graph's file, 0 where there is none. */
#ifndef CCH_GRAPH_INFO_REPORT_H
#define CCH_GRAPH_INFO_REPORT_H

#include "graph/view/info.h"
#include "graph/view/question.h"

/* `all`: name everything, not only the first */
void cch_info_print_text(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes, bool all);
void cch_info_print_json(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes);
/* One flat table: numbers, and everything that is named. 0 or CCH_ERROR_MEMORY. */
int cch_info_print_table(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes,
                         const struct cch_format *format);

#endif
