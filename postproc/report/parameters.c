/* Parameters: the journey of each, from a signature to where it ends. */
#include <stdlib.h>

#include "params/model/report.h"
#include "report/parts.h"

/* The parameters of one entry, which are side by side in the model. */
static int write_entry(struct cch_report *report, const cch_question *unfolded, const cch_model *entry, size_t number,
                       cch_error *error) {
    cch_piece piece;
    char name[40];
    int status = cch_piece_begin(&piece, error);
    if (status)
        return status;
    if (cch_model_print_json(piece.json.stream, unfolded, entry, true)) {
        cch_piece_drop(&piece);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
    }
    snprintf(name, sizeof name, "parameters-%zu", number);
    return cch_piece_end(&piece, report->folder, name, &report->summary->bytes, error);
}

static int write_entries(struct cch_report *report, const cch_question *unfolded, const cch_model *model,
                         cch_error *error) {
    cch_json *overview = &report->overview.json;
    int status = CCH_OK;
    cch_json_open(overview, "parameters", '['); /* the entry of each piece */
    for (size_t at = 0, pieces = 0; at < model->count && !status; pieces++) {
        cch_model entry = {model->parameters + at, 0};
        while (at < model->count && model->parameters[at].entry == entry.parameters->entry) {
            entry.count++;
            at++;
        }
        uint32_t number = report->number[report->question->view->node[entry.parameters->entry]];
        if (number == UINT32_MAX)
            cch_json_null(overview, NULL);
        else
            cch_json_number(overview, NULL, number);
        status = write_entry(report, unfolded, &entry, pieces, error);
        report->summary->entries++;
    }
    cch_json_close(overview, ']');
    return status;
}

int cch_report_parameters(struct cch_report *report, cch_error *error) {
    cch_question unfolded = *report->question; /* flows are told of functions as they are */
    struct cch_model_request request = {.ways = CCH_MODEL_WAYS_ALL};
    uint32_t *entries = NULL;
    cch_model *model = NULL;
    unfolded.view = NULL;
    int status = cch_view_new(&unfolded.view, unfolded.program, CCH_LEVEL_SOURCE, 0, error);
    if (!status)
        status = cch_model_entries(unfolded.view, &entries, &request.entry_count, error);
    request.entries = entries;
    if (!status)
        status = cch_model_make(&model, unfolded.view, &request, error);
    if (!status)
        status = write_entries(report, &unfolded, model, error);
    cch_model_free(model);
    free(entries);
    cch_view_free(unfolded.view);
    return status;
}
