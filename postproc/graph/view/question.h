/* A program that is asked: the view of it that is shown, how its functions are
 * called in what is printed, and pieces of output that every listing has. */
#ifndef CCH_GRAPH_QUESTION_H
#define CCH_GRAPH_QUESTION_H

#include "base/json_writer.h"
#include "export/table.h"
#include "graph/view/functions.h"
#include "graph/view/name.h"
#include "graph/view/view.h"

typedef struct cch_question {
    cch_program *program;
    cch_view *view;
    cch_names *names;
    enum cch_naming naming; /* how functions are printed and ordered */
    /* What the command line names; part of argv. */
    const char *const *patterns;
    size_t pattern_count;
    const char *const *graphs;
    size_t graph_count;
} cch_question;

const char *cch_question_name(const cch_question *question, uint32_t function);

/* Cells of a sheet's rows; of function or site 0 an empty one. `items` has room for CCH_PASS_KINDS_MAX texts.
 */
struct cch_cell cch_function_cell(const cch_sheet *sheet, const cch_question *question, uint32_t function);
struct cch_cell cch_site_cell(const cch_graph *graph, uint32_t site);
struct cch_cell cch_passes_cell(const cch_program *program, uint64_t passes, const char **items);

/* Prints "file:line", or nothing for site 0. */
void cch_print_site(FILE *stream, const cch_graph *graph, uint32_t site);
/* Prints the names of a mask of passes with commas between. */
void cch_print_passes(FILE *stream, const cch_program *program, uint64_t passes);

/* Members of a JSON object: null or {"file", "line", "column"}; an array. */
void cch_json_site(cch_json *json, const char *key, const cch_graph *graph, uint32_t site);
void cch_json_passes(cch_json *json, const char *key, const cch_program *program, uint64_t passes);
/* A function as {"name", "id"}; null for 0. */
void cch_json_function(cch_json *json, const char *key, const cch_question *question, uint32_t function);

#endif
