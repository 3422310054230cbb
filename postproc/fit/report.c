#define _GNU_SOURCE /* open_memstream */
#include "fit/report.h"

#include <stdlib.h>
#include <string.h>

#include "export/sarif.h"

struct report {
    const cch_program *program;
    cch_names *names;
    const struct cch_fit_layout *layout;
    size_t *found;
    cch_sheet sheet;
    cch_json json;
};

/* A table ------------------------------------------------------------------------------ */

static const struct cch_heading columns[] = {
    {.name = "kernel", .type = CCH_COLUMN_FUNCTION},
    {.name = "device", .type = CCH_COLUMN_TEXT},
    {.name = "verdict", .type = CCH_COLUMN_TEXT},
    {.name = "by", .type = CCH_COLUMN_INTEGER, .about = "how much too much"},
    {.name = "of", .type = CCH_COLUMN_TEXT, .about = "what that is"},
    {.name = "threads", .type = CCH_COLUMN_INTEGER, .about = "of a block"},
    {.name = "dynamic_shared_memory", .type = CCH_COLUMN_INTEGER, .unit = "bytes"},
    {.name = "static_shared_memory", .type = CCH_COLUMN_INTEGER, .unit = "bytes"},
    {.name = "limit", .type = CCH_COLUMN_INTEGER, .unit = "bytes", .about = "of shared memory for such a launch"},
    {.name = "opt_in", .type = CCH_COLUMN_TEXT, .about = "cudaFuncAttributeMaxDynamicSharedMemorySize, where needed"},
    {.name = "compiled", .type = CCH_COLUMN_TEXT, .about = "the architectures that it is compiled for"},
    {.name = "registers", .type = CCH_COLUMN_INTEGER, .about = "of a thread"},
    {.name = "blocks", .type = CCH_COLUMN_INTEGER, .about = "on a multiprocessor at once"},
    {.name = "limited_by", .type = CCH_COLUMN_TEXT},
    {.name = "reason", .type = CCH_COLUMN_TEXT},
    {.name = "site", .type = CCH_COLUMN_SITE, .about = "of the launch"},
};
static const struct cch_listing listing = {"fit", columns, sizeof columns / sizeof *columns};

static struct cch_cell number(int64_t value) {
    return value == CCH_FIT_UNREAD ? cch_cell_empty() : cch_cell_integer(value);
}

static const uint32_t *place_of(const cch_graph *graph, uint32_t site) {
    return site ? cch_graph_row(graph, CCH_SITE, site) : NULL;
}

static const char *name_of(const struct report *report, const struct cch_fit *fit) {
    return fit->row->kernel ? cch_names_function(report->names, CCH_NAMING_FULL, fit->row->kernel) : "(unknown)";
}

static int print_row(struct report *report, const struct cch_fit *fit) {
    const cch_graph *graph = report->program->graph;
    const uint32_t *place = place_of(graph, fit->row->given.site);
    const struct cch_cell cells[] = {
        cch_cell_function(name_of(report, fit), cch_graph_identity(graph, fit->row->kernel, NULL)),
        cch_cell_text(fit->device->name),
        cch_cell_text(cch_fit_verdict_name(fit->verdict)),
        fit->excess ? cch_cell_integer(fit->by) : cch_cell_empty(),
        fit->excess ? cch_cell_text(cch_fit_excess_unit(fit->excess)) : cch_cell_empty(),
        number(fit->threads),
        number(fit->dynamic_shared),
        number(fit->static_shared),
        fit->limit ? cch_cell_integer(fit->limit) : cch_cell_empty(),
        cch_cell_text(cch_fit_optin_name(fit->optin)),
        cch_cell_text(fit->compiled),
        number(fit->registers),
        number(fit->blocks),
        cch_cell_text(fit->limited),
        cch_cell_text(fit->reason),
        place ? cch_cell_site(cch_graph_text(graph, place[CCH_SITE_FILE], NULL), place[CCH_SITE_LINE],
                              place[CCH_SITE_COLUMN])
              : cch_cell_empty(),
    };
    return cch_sheet_row(&report->sheet, cells);
}

/* SARIF --------------------------------------------------------------------------------- */

/* By verdict; those without an id are no findings. The last one is of conditions. */
static const struct cch_sarif_rule rules[] = {
    {"launch-exceeds-device", "error", "A launch takes more than the device has: it fails."},
    {"shared-memory-not-asked-for", "error",
     "A launch has more shared memory than every launch may have, and the code does not ask for it on every way."},
    {"not-compiled", "note", "A kernel that is launched is not compiled for the device."},
    {"stub", "warning", "The code that is compiled for the device does nothing."},
    {"fit-unknown", "note", "Whether a launch fits the device is not known."},
    {"condition-admits-stub", "error",
     "A condition on the device lets a launch run where the code that is compiled for it does nothing."},
};

static const struct cch_sarif_rule *rule_of(const struct cch_fit *fit) {
    switch (fit->verdict) {
    case CCH_FIT_EXCEEDS:
        return &rules[0];
    case CCH_FIT_OPTIN_ABSENT:
        return &rules[1];
    case CCH_FIT_NOT_COMPILED:
        return &rules[2];
    case CCH_FIT_STUB:
        return &rules[fit->wrongly ? 5 : 3];
    case CCH_FIT_UNKNOWN:
        return &rules[4];
    default:
        return NULL;
    }
}

static int print_result(struct report *report, const struct cch_fit *fit) {
    const cch_graph *graph = report->program->graph;
    const struct cch_sarif_rule *rule = rule_of(fit);
    const uint32_t *place = place_of(graph, fit->row->given.site);
    if (!rule)
        return 0;
    char *message = NULL;
    size_t size;
    FILE *stream = open_memstream(&message, &size);
    if (!stream)
        return CCH_ERROR_MEMORY;
    fprintf(stream, "%s on %s: %s", name_of(report, fit), fit->device->name, cch_fit_verdict_name(fit->verdict));
    if (fit->excess)
        fprintf(stream, " by %lld %s", (long long)fit->by, cch_fit_excess_unit(fit->excess));
    if (fit->wrongly)
        fprintf(stream, "; %s admits it",
                cch_graph_text(graph, cch_graph_row(graph, CCH_GUARD, fit->condition)[CCH_GUARD_TEXT], NULL));
    if (*fit->reason)
        fprintf(stream, " (%s)", fit->reason);
    bool failed = ferror(stream) != 0;
    if (fclose(stream) || failed || !message) {
        free(message);
        return CCH_ERROR_MEMORY;
    }
    cch_sarif_result(&report->json, rule, message, place ? cch_graph_text(graph, place[CCH_SITE_FILE], NULL) : "",
                     place ? place[CCH_SITE_LINE] : 0, place ? place[CCH_SITE_COLUMN] : 0);
    free(message);
    return 0;
}

/* Both ---------------------------------------------------------------------------------- */

static int print(void *data, const struct cch_fit *fit) {
    struct report *report = data;
    report->found[fit->verdict]++;
    if (!(report->layout->verdicts >> fit->verdict & 1))
        return 0;
    return report->layout->format ? print_row(report, fit) : print_result(report, fit);
}

int cch_fit_print(FILE *stream, const cch_program *program, cch_names *names, const struct cch_fit_request *request,
                  const struct cch_fit_layout *layout, size_t found[CCH_FIT_VERDICTS], cch_error *error) {
    struct report report = {
        .program = program, .names = names, .layout = layout, .found = found, .json = {.stream = stream}};
    memset(found, 0, CCH_FIT_VERDICTS * sizeof *found);
    if (layout->format)
        cch_sheet_begin(&report.sheet, layout->format, stream, &listing);
    else
        cch_sarif_begin(&report.json, layout->version, rules, sizeof rules / sizeof *rules);
    int status = cch_fit_visit(program, names, request, print, &report, error);
    if (!layout->format) {
        cch_sarif_end(&report.json);
        return status;
    }
    int ended = cch_sheet_end(&report.sheet);
    return status ? status : ended ? cch_fail(error, ended, "cannot print the table: out of memory") : 0;
}

int cch_fit_verdicts_read(unsigned *mask, const char *list, cch_error *error) {
    for (const char *at = list;; at++) {
        size_t length = strcspn(at, ",");
        unsigned verdict = 0;
        while (verdict < CCH_FIT_VERDICTS && (strlen(cch_fit_verdict_name(verdict)) != length ||
                                              memcmp(cch_fit_verdict_name(verdict), at, length) != 0))
            verdict++;
        if (verdict < CCH_FIT_VERDICTS)
            *mask |= 1u << verdict;
        else if (length == 3 && memcmp(at, "any", 3) == 0)
            *mask |= ((1u << CCH_FIT_VERDICTS) - 1) & ~(1u << CCH_FIT_LAUNCHES | 1u << CCH_FIT_OPTIN);
        else
            return cch_fail(error, CCH_ERROR_USAGE,
                            "no verdict '%.*s': there are launches, opt-in, opt-in-missing, exceeds, not-reached, "
                            "not-compiled, stub, unknown; and any",
                            (int)(length < 80 ? length : 80), at);
        at += length;
        if (!*at)
            return 0;
    }
}
