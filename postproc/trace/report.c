#include "trace/report.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/array.h"
#include "base/pool.h"
#include "trace/annotate.h"

#define NOT_OURS "(no kernel of the program)"

struct report {
    const cch_question *question;
    const struct cch_trace_outputs *outputs;
    const cch_trace *trace;
    cch_sheet sheet;
    uint64_t annotated;
};

static struct cch_cell count_cell(uint64_t count) { return cch_cell_integer((int64_t)count); }
static struct cch_cell text_cell(const char *text) { return *text ? cch_cell_text(text) : cch_cell_empty(); }

static struct cch_cell kernel_cell(const struct report *report, uint32_t kernel) {
    const cch_question *question = report->question;
    if (!kernel)
        return cch_cell_empty();
    return cch_cell_function(cch_names_function(question->names, CCH_NAMING_FULL, kernel),
                             cch_graph_identity(question->program->graph, kernel, NULL));
}

static struct cch_cell operator_cell(const struct report *report, const struct cch_trace_group *group) {
    uint32_t op = group->way.op;
    return op ? cch_cell_text(cch_names_function(report->question->names, CCH_NAMING_SHORT, op)) : cch_cell_empty();
}

static struct cch_cell share_cell(const struct report *report, double time) {
    return report->trace->time > 0 ? cch_cell_number(100 * time / report->trace->time) : cch_cell_empty();
}

#define LISTING(name, columns) {name, columns, sizeof(columns) / sizeof *(columns)}
#define TIME {.name = "time", .type = CCH_COLUMN_NUMBER, .decimals = 3, .unit = "microseconds"}
#define SHARE {.name = "share", .type = CCH_COLUMN_NUMBER, .decimals = 2, .unit = "percent"}

/* By kernel, and what is absent ----------------------------------------------------------------- */

static void print_groups(struct report *report, bool absent) {
    static const struct cch_heading columns[] = {
        {.name = "name", .type = CCH_COLUMN_TEXT, .about = "as the profiler prints it"},
        TIME,
        SHARE,
        {.name = "count", .type = CCH_COLUMN_INTEGER, .about = "events"},
        {.name = "kernel", .type = CCH_COLUMN_FUNCTION},
        {.name = "operator", .type = CCH_COLUMN_TEXT, .about = "of the program, on the chain"},
        {.name = "framework_operator", .type = CCH_COLUMN_TEXT, .about = "that launched it, as the trace has it"},
        {.name = "differs", .type = CCH_COLUMN_TEXT, .about = "from every launch that the program has of it"},
        {.name = "differing", .type = CCH_COLUMN_INTEGER, .about = "events that do"},
        {.name = "why", .type = CCH_COLUMN_TEXT, .about = "there is no kernel, or no launch"},
        {.name = "certain", .type = CCH_COLUMN_BOOLEAN, .about = "the chain"},
        {.name = "chain", .type = CCH_COLUMN_TEXT},
        {.name = "site", .type = CCH_COLUMN_SITE, .about = "of the launch"},
    };
    static const struct cch_listing listing = LISTING("kernels", columns);
    const cch_graph *graph = report->question->program->graph;
    cch_sheet_begin(&report->sheet, report->outputs->format, report->outputs->stream, &listing);
    for (size_t i = 0; i < report->trace->count; i++) {
        const struct cch_trace_group *group = &report->trace->groups[i];
        const char *why = cch_trace_why(group);
        if (absent && !*why)
            continue;
        const struct cch_cell cells[] = {
            cch_cell_text(group->name),
            cch_cell_number(group->time),
            share_cell(report, group->time),
            count_cell(group->count),
            kernel_cell(report, group->kernel),
            operator_cell(report, group),
            text_cell(group->op),
            text_cell(cch_trace_differs_text(group->differs)),
            count_cell(group->differing),
            text_cell(why),
            group->way.count ? cch_cell_boolean(!group->way.possible) : cch_cell_empty(),
            text_cell(group->chain),
            group->launch ? cch_site_cell(graph, group->launch->site) : cch_cell_empty(),
        };
        cch_sheet_row(&report->sheet, cells);
    }
}

/* Totals ------------------------------------------------------------------------------------------ */

struct total {
    const char *key;
    double time;
    uint64_t count;
};

static int compare_totals(const void *left, const void *right) {
    const struct total *a = left, *b = right;
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    return strcmp(a->key, b->key);
}

static const char *key_of(const struct report *report, const struct cch_trace_group *group) {
    if (report->outputs->by == CCH_TRACE_BY_CHAIN)
        return *group->chain ? group->chain : NOT_OURS;
    if (group->way.op)
        return cch_names_function(report->question->names, CCH_NAMING_SHORT, group->way.op);
    return *group->op ? group->op : NOT_OURS;
}

static int print_totals(struct report *report) {
    static const struct cch_heading operators[] = {
        {.name = "operator", .type = CCH_COLUMN_TEXT, .about = "of the program, or else the framework's"},
        TIME,
        SHARE,
        {.name = "count", .type = CCH_COLUMN_INTEGER, .about = "events"},
    };
    static const struct cch_heading chains[] = {
        {.name = "chain", .type = CCH_COLUMN_TEXT},
        TIME,
        SHARE,
        {.name = "count", .type = CCH_COLUMN_INTEGER, .about = "events"},
    };
    static const struct cch_listing listings[] = {LISTING("operators", operators), LISTING("chains", chains)};
    const cch_trace *trace = report->trace;
    cch_pool keys = {0};
    struct total *totals = calloc(trace->count + 1, sizeof *totals);
    int status = totals ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < trace->count && !status; i++) {
        const char *key = key_of(report, &trace->groups[i]);
        uint32_t number = cch_pool_add(&keys, key, strlen(key));
        if (number == UINT32_MAX) {
            status = CCH_ERROR_MEMORY;
            break;
        }
        struct total *total = &totals[number ? number - 1 : 0];
        total->key = total->key ? total->key : key;
        total->time += trace->groups[i].time;
        total->count += trace->groups[i].count;
    }
    if (!status) {
        qsort(totals, keys.count, sizeof *totals, compare_totals);
        cch_sheet_begin(&report->sheet, report->outputs->format, report->outputs->stream,
                        &listings[report->outputs->by == CCH_TRACE_BY_CHAIN]);
        for (size_t i = 0; i < keys.count; i++)
            cch_sheet_row(&report->sheet,
                          (const struct cch_cell[]){cch_cell_text(totals[i].key), cch_cell_number(totals[i].time),
                                                    share_cell(report, totals[i].time), count_cell(totals[i].count)});
    }
    free(totals);
    cch_pool_release(&keys);
    return status;
}

static void print_never(struct report *report) {
    static const struct cch_heading columns[] = {
        {.name = "kernel", .type = CCH_COLUMN_FUNCTION},
        {.name = "place", .type = CCH_COLUMN_SITE, .about = "where it is defined"},
    };
    static const struct cch_listing listing = LISTING("never", columns);
    const cch_question *question = report->question;
    const char *what;
    cch_sheet_begin(&report->sheet, report->outputs->format, report->outputs->stream, &listing);
    for (size_t i = 0; i < report->trace->never_count; i++) {
        uint32_t kernel = report->trace->never[i], site = cch_view_place(question->view, kernel, &what);
        cch_sheet_row(&report->sheet, (const struct cch_cell[]){kernel_cell(report, kernel),
                                                                cch_site_cell(question->program->graph, site)});
    }
}

/* Event by event ------------------------------------------------------------------------------------ */

static const char *extent_text(const int64_t extent[3], char text[static 80]) {
    if (extent[0] < 0)
        return "";
    snprintf(text, 80, "%" PRId64 ", %" PRId64 ", %" PRId64, extent[0], extent[1], extent[2]);
    return text;
}

static struct cch_cell number_cell(int64_t number) { return number < 0 ? cch_cell_empty() : cch_cell_integer(number); }

static const struct cch_heading event_columns[] = {
    {.name = "start", .type = CCH_COLUMN_NUMBER, .decimals = 3, .unit = "microseconds"},
    TIME,
    {.name = "name", .type = CCH_COLUMN_TEXT, .about = "as the profiler prints it"},
    {.name = "kernel", .type = CCH_COLUMN_FUNCTION},
    {.name = "operator", .type = CCH_COLUMN_TEXT},
    {.name = "framework_operator", .type = CCH_COLUMN_TEXT},
    {.name = "grid", .type = CCH_COLUMN_TEXT},
    {.name = "block", .type = CCH_COLUMN_TEXT},
    {.name = "shared_memory", .type = CCH_COLUMN_INTEGER, .unit = "bytes", .about = "static and dynamic"},
    {.name = "dynamic_expected", .type = CCH_COLUMN_INTEGER, .unit = "bytes"},
    {.name = "static_expected", .type = CCH_COLUMN_INTEGER, .unit = "bytes"},
    {.name = "differs", .type = CCH_COLUMN_TEXT, .about = "from every launch that the program has of it"},
    {.name = "why", .type = CCH_COLUMN_TEXT, .about = "there is no kernel, or no launch"},
};

static int visit_event(void *data, const struct cch_trace_event *event, const struct cch_trace_group *group,
                       unsigned differs) {
    struct report *report = data;
    const struct cch_trace_launch *launch = group->launch;
    char grid[80], block[80];
    if (report->outputs->annotated)
        cch_trace_annotate(report->outputs->annotated, report->question, event, group, differs,
                           report->annotated++ == 0);
    if (report->outputs->by != CCH_TRACE_BY_EVENT)
        return 0;
    const struct cch_cell cells[] = {
        cch_cell_number(event->start),
        event->duration < 0 ? cch_cell_empty() : cch_cell_number(event->duration),
        cch_cell_text(event->name),
        kernel_cell(report, group->kernel),
        operator_cell(report, group),
        text_cell(group->op),
        text_cell(extent_text(event->grid, grid)),
        text_cell(extent_text(event->block, block)),
        number_cell(event->shared),
        launch ? number_cell(launch->dynamic_shared) : cch_cell_empty(),
        launch && launch->static_known ? number_cell(launch->static_least) : cch_cell_empty(),
        text_cell(cch_trace_differs_text(differs)),
        text_cell(cch_trace_why(group)),
    };
    return cch_sheet_row(&report->sheet, cells);
}

/* Stacks -------------------------------------------------------------------------------------------- */

static void write_folded(const struct report *report) {
    FILE *stream = report->outputs->folded;
    for (size_t i = 0; i < report->trace->count; i++) {
        const struct cch_trace_group *group = &report->trace->groups[i];
        for (size_t j = 0; j < group->way.count; j++) {
            cch_write_frame(stream,
                            cch_names_function(report->question->names, CCH_NAMING_SHORT, group->way.functions[j]));
            putc(';', stream);
        }
        if (!group->way.count) {
            cch_write_frame(stream, *group->op ? group->op : NOT_OURS);
            putc(';', stream);
        }
        cch_write_frame(stream, group->name);
        fprintf(stream, " %.0f\n", group->time * 1000);
    }
}

/* All ----------------------------------------------------------------------------------------------- */

static void sum_up(const cch_trace *trace, char summary[static 512]) {
    uint64_t ours = 0, differing = 0, timeless = 0;
    double time = 0;
    for (size_t i = 0; i < trace->count; i++) {
        const struct cch_trace_group *group = &trace->groups[i];
        ours += group->kernel ? group->count : 0;
        time += group->kernel ? group->time : 0;
        differing += group->differing;
        timeless += group->timeless;
    }
    int length = snprintf(summary, 512,
                          "%" PRIu64 " kernel events, %.3f ms; %" PRIu64 " of the program, %.3f ms; %" PRIu64
                          " differ from its launches; %zu specializations never ran",
                          trace->events, trace->time / 1000, ours, time / 1000, differing, trace->never_count);
    if (timeless && length > 0 && length < 512)
        snprintf(summary + length, 512 - (size_t)length, "; %" PRIu64 " events have no duration", timeless);
}

int cch_trace_print(const cch_question *question, const char *path, const struct cch_trace_outputs *outputs,
                    char summary[static 512], cch_error *error) {
    static const struct cch_listing events = LISTING("events", event_columns);
    struct report report = {.question = question, .outputs = outputs};
    enum cch_trace_form form;
    cch_trace *trace = NULL;
    int status = cch_trace_form_of(path, &form, error);
    if (status)
        return status;
    bool by_event = outputs->by == CCH_TRACE_BY_EVENT, makes = outputs->annotated && form == CCH_TRACE_NSIGHT;
    const struct cch_trace_wish wish = {path, by_event || outputs->annotated ? visit_event : NULL, &report,
                                        form == CCH_TRACE_CHROME ? outputs->annotated : NULL};
    if (by_event)
        cch_sheet_begin(&report.sheet, outputs->format, outputs->stream, &events);
    if (makes)
        fputs("{\"traceEvents\":[", outputs->annotated);
    status = cch_trace_make(&trace, question, &wish, error);
    if (makes)
        fputs("\n]}\n", outputs->annotated);
    report.trace = trace;
    if (status) {
        if (by_event)
            cch_sheet_end(&report.sheet);
        return status;
    }
    if (outputs->by == CCH_TRACE_BY_KERNEL || outputs->by == CCH_TRACE_BY_ABSENT)
        print_groups(&report, outputs->by == CCH_TRACE_BY_ABSENT);
    else if (outputs->by == CCH_TRACE_BY_NEVER)
        print_never(&report);
    else if (!by_event)
        status = print_totals(&report);
    if (!status)
        status = cch_sheet_end(&report.sheet);
    if (outputs->folded)
        write_folded(&report);
    sum_up(trace, summary);
    cch_trace_free(trace);
    return status ? cch_fail(error, status, "cannot print the table: out of memory") : 0;
}
