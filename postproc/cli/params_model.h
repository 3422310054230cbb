/* What the forms of the model-parameter table have in common. */
#ifndef CCH_CLI_PARAMS_MODEL_H
#define CCH_CLI_PARAMS_MODEL_H

#include "cli/params.h"
#include "params/model/model.h"

/* "copy", "derived", …: what a step is, for programs. */
const char *cch_params_kind(int kind);
/* "condition", "read on the device", "template argument", …: how the value is used at the end. */
const char *cch_params_use(const cch_graph *graph, const struct cch_model_end *end);
/* "window_size_left", "Flash_fwd_params.softcap", "result", "result[0]" */
void cch_params_place(const cch_graph *graph, uint32_t value, char *text, size_t size);

/* An end a row; with the steps, each end by itself and the number of its way's
 * last step. Returns 0 or CCH_ERROR_MEMORY. */
int cch_params_model_json(const cch_question *question, const cch_model *model, bool steps);

#endif
