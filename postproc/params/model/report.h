/* The model-parameter flow in its forms. */
#ifndef CCH_PARAMS_MODEL_REPORT_H
#define CCH_PARAMS_MODEL_REPORT_H

#include "graph/view/question.h"
#include "params/model/model.h"

/* Marks the entries that patterns mean, in the order of their numbers; of a Python class
 * that nothing makes, its constructor. `entries` is to be freed. Errors: CCH_ERROR_USAGE
 * where nothing is meant, CCH_ERROR_MEMORY. */
int cch_model_named_entries(const cch_question *question, const char *const *patterns, size_t pattern_count,
                            uint32_t **entries, size_t *count, cch_error *error);

/* Each returns 0 or CCH_ERROR_MEMORY. */

/* The ends of each class, and the way to the first; with `all` to every one. */
int cch_model_print_text(FILE *stream, const cch_question *question, const cch_model *model, bool all);
/* A row for each end, in a flat form. */
int cch_model_print_table(FILE *stream, const cch_question *question, const cch_model *model,
                          const struct cch_format *format);
/* An end a row; with the steps, each end by itself and the number of its way's last step. */
int cch_model_print_json(FILE *stream, const cch_question *question, const cch_model *model, bool steps);

/* "copy", "derived", …: what a step is, for programs. */
const char *cch_model_kind_name(int kind);
/* "condition", "read on the device", "template argument", …: how the value is used at the end. */
const char *cch_model_use_name(const cch_graph *graph, const struct cch_model_end *end);
/* "width", "Params.scale", "result", "result[0]": the parts of it, which belong to the graph and to `place`. */
enum { CCH_MODEL_PLACE_PARTS = 3 };
struct cch_model_place {
    const char *parts[CCH_MODEL_PLACE_PARTS];
    char digits[16];
};
void cch_model_place_of(const cch_graph *graph, uint32_t value, struct cch_model_place *place);

#endif
