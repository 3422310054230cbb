#include "report/report.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/output_file.h"
#include "base/paths.h"
#include "graph/chains/chains.h"
#include "report/assets.h"
#include "report/parts.h"

static int no_memory(cch_error *error) {
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
}

void cch_report_numbers(cch_json *json, const char *key, const uint32_t *numbers, size_t count) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++)
        fprintf(json->stream, i ? ",%u" : "%u", numbers[i]);
    cch_json_close(json, ']');
}

/* Files -------------------------------------------------------------------- */

uint32_t cch_report_site_file(const cch_graph *graph, uint32_t site) {
    return site ? cch_graph_row(graph, CCH_SITE, site)[CCH_SITE_FILE] : 0;
}

static int compare_numbers(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

int64_t cch_report_file(const struct cch_report *report, uint32_t file) {
    const uint32_t *found = !file || !report->files.count ? NULL
                                                          : bsearch(&file, report->files.items, report->files.count,
                                                                    sizeof file, compare_numbers);
    return found ? found - report->files.items : -1;
}

/* The files of the definitions that are shown, each once. */
static int find_files(struct cch_report *report) {
    const cch_graph *graph = report->question->program->graph;
    const cch_view *view = report->question->view;
    uint32_t *files = malloc((report->functions.count + 1) * sizeof *files);
    size_t count = 0, kept = 0;
    if (!files)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < report->functions.count; i++) {
        const char *what;
        uint32_t file = cch_report_site_file(graph, cch_view_place(view, report->functions.items[i], &what));
        if (file && strcmp(what, "declaration") != 0)
            files[count++] = file;
    }
    qsort(files, count, sizeof *files, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (!kept || files[kept - 1] != files[i])
            files[kept++] = files[i];
    report->files = (struct cch_numbers){files, kept};
    return CCH_OK;
}

/* Specializations ---------------------------------------------------------- */

/* Numbers the functions that run at each node, from 0. */
static int number_locals(struct cch_report *report) {
    const cch_view *view = report->question->view;
    size_t room = (size_t)view->function_count + 1;
    report->local = calloc(room, sizeof(uint32_t));
    report->local_count = calloc(room, sizeof(uint32_t));
    report->number = malloc(room * sizeof(uint32_t));
    if (!report->local || !report->local_count || !report->number)
        return CCH_ERROR_MEMORY;
    memset(report->number, 0xff, room * sizeof(uint32_t));
    for (size_t i = 0; i < report->functions.count; i++)
        report->number[report->functions.items[i]] = (uint32_t)i;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cch_report_runs(view, f))
            report->local[f] = report->local_count[view->node[f]]++;
    return CCH_OK;
}

/* Kernels and what leads to one, marked with 1. */
static int mark_to_kernels(unsigned char **marks, const cch_instances *calls) {
    const cch_view *view = calls->view;
    *marks = calloc((size_t)view->function_count + 1, 1);
    for (uint32_t f = 1; f <= view->function_count && *marks; f++)
        (*marks)[f] = (view->flags[view->node[f]] & CCH_FLAG_KERNEL) != 0;
    return *marks ? cch_instances_lead(calls, *marks) : CCH_ERROR_MEMORY;
}

/* The pages ---------------------------------------------------------------- */

static int write_assets(struct cch_report *report, cch_error *error) {
    int status = CCH_OK;
    for (size_t i = 0; i < cch_report_asset_count && !status; i++) {
        const struct cch_report_asset *asset = &cch_report_assets[i];
        cch_output *output;
        if ((status = cch_output_open_in(&output, report->folder, asset->path, error)))
            break;
        fwrite(asset->bytes, 1, asset->size, cch_output_stream(output));
        report->summary->bytes += asset->size;
        status = cch_output_commit(output, 0, error);
    }
    return status;
}

static int make_folders(const char *folder, cch_error *error) {
    static const char *const below[] = {"", "/assets", "/data"};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++) {
        char *path = malloc(strlen(folder) + strlen(below[i]) + 1);
        if (!path)
            return no_memory(error);
        sprintf(path, "%s%s", folder, below[i]);
        int failed = cch_path_make_folder(path);
        free(path);
        if (failed)
            return cch_fail(error, CCH_ERROR_SYSTEM, "cannot make the folder '%s%s': %s", folder, below[i],
                            strerror(errno));
    }
    return CCH_OK;
}

static int prepare(struct cch_report *report, cch_error *error) {
    const cch_question *question = report->question;
    int status =
        cch_functions_find(question->view, question->names, question->naming, NULL, 0, &report->functions, error);
    if (!status)
        status = cch_instances_new(&report->instances, question->view, (1u << CCH_KIND_COUNT) - 1, false);
    if (!status)
        status = cch_instances_new(&report->calls, question->view, CCH_CHAINS_KINDS, false);
    if (!status)
        status = cch_instances_new(&report->certain, question->view, CCH_CHAINS_KINDS, true);
    if (!status)
        status = find_files(report);
    if (!status)
        status = number_locals(report);
    if (!status)
        status = mark_to_kernels(&report->to_kernel, report->calls);
    if (!status)
        status = mark_to_kernels(&report->surely, report->certain);
    return status == CCH_ERROR_MEMORY ? no_memory(error) : status;
}

static int write_all(struct cch_report *report, cch_error *error) {
    cch_json *json = &report->overview.json;
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "title", report->request->title);
    cch_json_text(json, "version", CALLCHAIN_VERSION);
    int status = cch_report_measures(report, error);
    if (!status)
        status = cch_report_functions(report, error);
    if (!status)
        status = cch_report_operators(report, error);
    if (!status)
        status = cch_report_kernels(report, error);
    if (!status)
        status = cch_report_parameters(report, error);
    if (!status)
        status = cch_report_sources(report, error);
    if (!status)
        status = cch_report_problems(report, error);
    if (!status && report->request->old)
        status = cch_report_changes(report, error);
    if (!status && report->request->answers)
        status = cch_report_answers(report, error);
    cch_json_close(json, '}');
    return status;
}

int cch_report_make(const char *folder, const cch_question *question, const struct cch_report_request *request,
                    struct cch_report_summary *summary, cch_error *error) {
    struct cch_report report = {.folder = folder, .question = question, .request = request, .summary = summary};
    *summary = (struct cch_report_summary){0};
    int status = make_folders(folder, error);
    if (!status)
        status = prepare(&report, error);
    if (!status)
        status = cch_piece_begin(&report.overview, error);
    if (!status)
        status = write_all(&report, error);
    if (!status)
        status = write_assets(&report, error);
    if (!status)
        status = cch_piece_end(&report.overview, folder, "overview", &summary->bytes, error);
    cch_piece_drop(&report.overview);
    cch_instances_free(report.instances);
    cch_instances_free(report.calls);
    cch_instances_free(report.certain);
    cch_numbers_release(&report.functions);
    cch_numbers_release(&report.files);
    free(report.number);
    free(report.local);
    free(report.local_count);
    free(report.to_kernel);
    free(report.surely);
    free(report.measures);
    return status;
}
