/* What compiled code and profilers' traces say, by function. */
#include <stdlib.h>

#include "cost/cost.h"
#include "report/parts.h"
#include "trace/trace.h"

static int no_memory(cch_error *error) {
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
}

/* Code ---------------------------------------------------------------------------- */

static void add_code(struct cch_report *report, const struct cch_machine_code *code, uint32_t function) {
    const struct cch_measure told = {{code->copies ? (double)code->bytes : CCH_MEASURE_UNTOLD, (double)code->registers,
                                      (double)code->stack, (double)code->spill_stores, (double)code->static_shared,
                                      CCH_MEASURE_UNTOLD, CCH_MEASURE_UNTOLD}};
    cch_measure_add(&report->measures[report->question->program->same[function]], &told);
}

/* What of the code is whose. */
static void write_code(struct cch_report *report, const cch_codes *codes, const uint32_t *functions, size_t several) {
    cch_json *json = &report->overview.json;
    uint64_t bytes = 0, joined = 0, count = 0, absent = 0;
    for (size_t i = 0; i < codes->count; i++) {
        bytes += codes->items[i].bytes;
        joined += functions[i] ? codes->items[i].bytes : 0;
        count += functions[i] != 0;
        absent += !functions[i] && codes->items[i].kernel;
    }
    cch_json_open(json, "code", '{');
    cch_json_number(json, "bytes", bytes);
    cch_json_number(json, "joined_bytes", joined);
    cch_json_number(json, "joined", count);
    cch_json_number(json, "absent_kernels", absent);
    cch_json_number(json, "several", several);
    cch_json_close(json, '}');
}

static int read_code(struct cch_report *report, const cch_view *view, cch_error *error) {
    const struct cch_report_request *request = report->request;
    cch_codes codes = {.count = 0};
    uint32_t *functions = NULL;
    size_t several;
    int status = CCH_OK;
    for (size_t i = 0; i < request->binary_count && !status; i++)
        status = cch_codes_read_binary(&codes, request->binaries[i], error);
    for (size_t i = 0; i < request->log_count && !status; i++)
        status = cch_codes_read_log(&codes, request->logs[i], error);
    if (!status && !(functions = cch_cost_join(&codes, view, &several)))
        status = no_memory(error);
    for (size_t i = 0; i < codes.count && !status; i++)
        if (functions[i])
            add_code(report, &codes.items[i], functions[i]);
    if (!status)
        write_code(report, &codes, functions, several);
    free(functions);
    cch_codes_release(&codes);
    return status;
}

/* Traces ---------------------------------------------------------------------------- */

static void write_function(cch_json *json, const char *key, const struct cch_report *report, uint32_t function) {
    uint32_t number = function ? report->number[report->question->view->node[function]] : UINT32_MAX;
    if (number != UINT32_MAX)
        cch_json_number(json, key, number);
}

static void write_group(cch_json *json, const struct cch_report *report, const struct cch_trace_group *group) {
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "name", group->name);
    cch_json_text(json, "op", group->op);
    write_function(json, "function", report, group->kernel);
    cch_json_number(json, "events", group->count);
    cch_measure_write(json, "time", group->timeless == group->count ? CCH_MEASURE_UNTOLD : group->time);
    cch_json_text(json, "why", cch_trace_why(group));
    cch_json_text(json, "chain", group->chain);
    cch_json_text(json, "differs", cch_trace_differs_text(group->differs));
    cch_json_close(json, '}');
}

struct ran {
    uint64_t events, joined_events;
    double time, joined_time;
};

static void add_trace(struct cch_report *report, cch_json *json, const cch_trace *trace, struct ran *ran) {
    ran->events += trace->events;
    ran->time += trace->time;
    for (size_t i = 0; i < trace->count; i++) {
        const struct cch_trace_group *group = &trace->groups[i];
        struct cch_measure told = cch_measure_none();
        write_group(json, report, group);
        if (!group->kernel)
            continue;
        told.of[CCH_MEASURE_EVENTS] = (double)group->count;
        if (group->timeless < group->count)
            told.of[CCH_MEASURE_TIME] = group->time;
        cch_measure_add(&report->measures[report->question->program->same[group->kernel]], &told);
        ran->joined_events += group->count;
        ran->joined_time += group->time;
    }
}

/* The piece "trace": the groups of all traces. */
static int read_traces(struct cch_report *report, const cch_question *question, cch_error *error) {
    const struct cch_report_request *request = report->request;
    cch_json *overview = &report->overview.json;
    struct ran ran = {0};
    cch_piece piece;
    int status = cch_piece_begin(&piece, error);
    if (status)
        return status;
    cch_json_open(&piece.json, NULL, '[');
    for (size_t i = 0; i < request->trace_count && !status; i++) {
        const struct cch_trace_wish wish = {.path = request->traces[i]};
        cch_trace *trace = NULL;
        if (!(status = cch_trace_make(&trace, question, &wish, error)))
            add_trace(report, &piece.json, trace, &ran);
        cch_trace_free(trace);
    }
    cch_json_close(&piece.json, ']');
    if (status) {
        cch_piece_drop(&piece);
        return status;
    }
    cch_json_open(overview, "trace", '{');
    cch_json_number(overview, "events", ran.events);
    cch_measure_write(overview, "time", ran.time);
    cch_json_number(overview, "joined_events", ran.joined_events);
    cch_measure_write(overview, "joined_time", ran.joined_time);
    cch_json_close(overview, '}');
    return cch_piece_end(&piece, report->folder, "trace", &report->summary->bytes, error);
}

int cch_report_measures(struct cch_report *report, cch_error *error) {
    const struct cch_report_request *request = report->request;
    cch_question question = *report->question; /* code and events are of specializations */
    size_t room = (size_t)question.program->function_count + 1;
    bool code = request->binary_count || request->log_count;
    if (!code && !request->trace_count)
        return CCH_OK;
    if (!(report->measures = malloc(room * sizeof *report->measures)))
        return no_memory(error);
    for (size_t f = 0; f < room; f++)
        report->measures[f] = cch_measure_none();
    question.view = NULL;
    int status = cch_view_new(&question.view, question.program, CCH_LEVEL_INSTANCE, 0, error);
    if (!status && code)
        status = read_code(report, question.view, error);
    if (!status && request->trace_count)
        status = read_traces(report, &question, error);
    cch_view_free(question.view);
    return status;
}
