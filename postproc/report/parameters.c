/* Parameters: the journey of each, from a signature to where it ends. */
#include <stdlib.h>

#include "params/model/report.h"
#include "report/parts.h"

/* What is shown of one parameter, of each class of ends; and the work that is done for all entries together, a minute or
 * two: a package of thousands of files has thousands of entries, each of which leads to much of it. */
enum { ENDS_MAX = 20 };
static const uint64_t WORK_MAX = 40000000;

/* Puts the entries that nothing calls in front: what a user calls, if some have to do. */
static int uncalled_first(const cch_view *view, uint32_t *entries, size_t count) {
    uint32_t *called = malloc((count + 1) * sizeof *called);
    size_t first = 0, later = 0;
    if (!called)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        if (view->in[entries[i]] < view->in[entries[i] + 1])
            called[later++] = entries[i];
        else
            entries[first++] = entries[i];
    }
    for (size_t i = 0; i < later; i++)
        entries[first + i] = called[i];
    free(called);
    return CCH_OK;
}

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
        cch_model entry = {.parameters = model->parameters + at};
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
    struct cch_model_request request = {.ways = CCH_MODEL_WAYS_ALL, .ends_max = ENDS_MAX, .work_max = WORK_MAX};
    uint32_t *entries = NULL;
    cch_model *model = NULL;
    unfolded.view = NULL;
    int status = cch_view_new(&unfolded.view, unfolded.program, CCH_LEVEL_SOURCE, 0, error);
    if (!status)
        status = cch_model_entries(unfolded.view, &entries, &request.entry_count, error);
    if (!status && uncalled_first(unfolded.view, entries, request.entry_count))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
    request.entries = entries;
    if (!status)
        status = cch_model_make(&model, unfolded.view, &request, error);
    if (!status) {
        cch_json_number(&report->overview.json, "entry_count", request.entry_count);
        cch_json_number(&report->overview.json, "followed_entries", model->entry_count);
        status = write_entries(report, &unfolded, model, error);
    }
    cch_model_free(model);
    free(entries);
    cch_view_free(unfolded.view);
    return status;
}
