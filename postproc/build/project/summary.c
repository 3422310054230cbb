#define _GNU_SOURCE
#include "build/project/summary.h"

#include <dirent.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/paths.h"
#include "base/read_file.h"
#include "build/project/parts.h"
#include "graph/chains/chains.h"
#include "graph/chains/instances.h"
#include "graph/view/bindings.h"
#include "graph/view/info.h"
#include "graph/view/launches.h"
#include "graph/view/load.h"

struct summing {
    cch_summary *summary;
    const cch_project *project;
    const cch_project_options *options;
    cch_program *program;
    cch_view *view;
    cch_names *names;
    cch_info info;
    unsigned char *from, *reached; /* by function: is Python's; something of Python's leads there */
    unsigned char *leads;          /* by function: to a kernel */
    const char *kernel;            /* a kernel that is reached, and from where: for what to ask next */
    const char *entry;
    bool failed; /* out of memory */
};

static void add_row(struct summing *summing, enum cch_summary_section section, size_t count, size_t of, char *name,
                    char *about) {
    cch_summary *summary = summing->summary;
    if (!name || cch_array_reserve(&summary->rows, &summary->capacity, summary->count + 1, sizeof *summary->rows)) {
        summing->failed = true;
        free(name);
        free(about);
        return;
    }
    summary->rows[summary->count++] =
        (struct cch_summary_row){.section = section, .name = name, .about = about, .count = count, .of = of};
}

static void add_total(struct summing *summing, const char *name, size_t count, size_t of, char *about) {
    add_row(summing, CCH_SUMMARY_TOTAL, count, of, cch_memory_asked(strdup(name)), about);
}

static const char *text_of(const struct summing *summing, uint32_t string) {
    return cch_graph_text(summing->program->graph, string, NULL);
}

static const char *name_of(const struct summing *summing, uint32_t function) {
    return cch_names_function(summing->names, CCH_NAMING_SHORT, function);
}

/* Units ----------------------------------------------------------------------- */

static size_t python_units(const struct summing *summing) {
    const cch_graph *graph = summing->program->graph;
    size_t count = 0;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PASS); row++)
        count += !strcmp(text_of(summing, cch_graph_row(graph, CCH_PASS, row)[CCH_PASS_KIND]), "python");
    return count;
}

static void sum_units(struct summing *summing) {
    const cch_info *info = &summing->info;
    size_t python = python_units(summing), read = info->units > python ? info->units - python : 0;
    size_t complete = read > info->incomplete_units ? read - info->incomplete_units : 0;
    size_t of = summing->options->only.count ? read : read + info->missing.count;
    add_total(
        summing, "units complete", complete, of,
        cch_project_format("%zu found (%s)", summing->project->units, cch_project_way_name(summing->project->way)));
    size_t files = summing->project->python_files;
    add_total(summing, "Python files read", files, files, NULL);
    summing->summary->complete = complete == of;
}

/* What stands between quotes in "'glm/glm.hpp' file not found"; NULL for another error. */
static char *missing_header(const char *text) {
    static const char behind[] = "' file not found";
    const char *end = strstr(text, behind);
    if (text[0] != '\'' || !end || strchr(text + 1, '\'') != end)
        return NULL;
    return cch_memory_asked(strndup(text + 1, (size_t)(end - text - 1)));
}

/* Where what is often missing is to be had. */
static const char *package_of(const char *header) {
    static const char *const known[][2] = {{"nccl.h", "nvidia-nccl-cu12"},
                                           {"cudnn", "nvidia-cudnn-cu12"},
                                           {"cufft", "nvidia-cufft-cu12"},
                                           {"nvToolsExt", "nvidia-nvtx-cu12"},
                                           {"nvtx3/", "nvidia-nvtx-cu12"},
                                           {"nvrtc", "nvidia-cuda-nvrtc-cu12"},
                                           {"cutlass/", "nvidia-cutlass"},
                                           {"cute/", "nvidia-cutlass"},
                                           {"pybind11/", "pybind11"},
                                           {"cublas", "nvidia-cublas-cu12"},
                                           {"cupti", "nvidia-cuda-cupti-cu12"},
                                           {"tvm/ffi/", "apache-tvm-ffi"},
                                           {"nanobind/", "nanobind"},
                                           {"cufile", "nvidia-cufile-cu12"},
                                           {"cusparseLt", "nvidia-cusparselt-cu12"},
                                           {"nvshmem", "nvidia-nvshmem-cu12"},
                                           {"cudnn_frontend", "nvidia-cudnn-frontend"}};
    const char *package = NULL;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!strncmp(header, known[i][0], strlen(known[i][0])))
            package = known[i][1];
    return package;
}

static int compare_diagnostics(const void *left, const void *right, void *data) {
    const cch_graph *graph = data;
    const uint32_t *a = cch_graph_row(graph, CCH_DIAGNOSTIC, *(const uint32_t *)left),
                   *b = cch_graph_row(graph, CCH_DIAGNOSTIC, *(const uint32_t *)right);
    if (a[CCH_DIAGNOSTIC_TEXT] != b[CCH_DIAGNOSTIC_TEXT])
        return a[CCH_DIAGNOSTIC_TEXT] < b[CCH_DIAGNOSTIC_TEXT] ? -1 : 1;
    return a[CCH_DIAGNOSTIC_PASS] < b[CCH_DIAGNOSTIC_PASS] ? -1 : a[CCH_DIAGNOSTIC_PASS] > b[CCH_DIAGNOSTIC_PASS];
}

/* Is the header of something that is missing as a whole, which has a line already? */
static bool is_told(const struct summing *summing, const char *header) {
    static const char *const of_torch[] = {"torch/", "ATen/", "c10/"};
    bool torch = false;
    for (size_t i = 0; i < summing->project->missing.count; i++)
        torch |= !strncmp(summing->project->missing.items[i], "torch's headers", 15);
    for (size_t i = 0; torch && i < sizeof of_torch / sizeof *of_torch; i++)
        if (!strncmp(header, of_torch[i], strlen(of_torch[i])))
            return true;
    return false;
}

static bool is_empty(const char *folder) {
    DIR *stream = opendir(folder);
    const struct dirent *entry;
    bool empty = true;
    while (stream && empty && (entry = readdir(stream)))
        empty = !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..");
    if (stream)
        closedir(stream);
    return empty;
}

/* Git submodules that were not fetched, which may have what is missing. */
static void sum_submodules(struct summing *summing) {
    char *text = NULL, *left = NULL, *path = cch_project_format("%s/.gitmodules", summing->options->folder);
    if (!path || cch_read_file(&text, NULL, path, 1 << 20, CCH_READ_TEXT, NULL) != CCH_OK)
        text = NULL;
    free(path);
    for (char *line = text ? strtok_r(text, "\n", &left) : NULL; line; line = strtok_r(NULL, "\n", &left)) {
        char name[512];
        if (sscanf(line, " path = %511s", name) != 1 || name[0] == '/' || strstr(name, ".."))
            continue;
        char *folder = cch_project_format("%s/%s", summing->options->folder, name);
        if (folder && is_empty(folder))
            add_row(summing, CCH_SUMMARY_LACKS, 0, 0,
                    cch_project_format("'%s', a git submodule, is not there: git submodule update --init", name), NULL);
        free(folder);
    }
    free(text);
}

/* Is the name there as the end of a text in quotes? */
static bool names_file(const char *text, size_t size, const char *name) {
    size_t length = strlen(name);
    const char *at = text, *end = text + size;
    while ((at = memmem(at, (size_t)(end - at), name, length))) {
        char before = at > text ? at[-1] : '\0', behind = at + length < end ? at[length] : '\0';
        if (strchr("\"'/", before) && before && (behind == '"' || behind == '\''))
            return true;
        at += length;
    }
    return false;
}

/* The Python file of the package that names the header, and so writes it when it runs; NULL: there is none. */
static char *writer_of(const struct summing *summing, const char *header) {
    enum { SOURCE_SIZE_MAX = 4 << 20 };
    const cch_graph *graph = summing->program->graph;
    const char *slash = strrchr(header, '/');
    uint32_t last = 0;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_SITE); row++) {
        uint32_t file = cch_graph_row(graph, CCH_SITE, row)[CCH_SITE_FILE];
        const char *name = text_of(summing, file), *dot = strrchr(name, '.');
        if (file == last || !dot || strcmp(dot, ".py") != 0)
            continue;
        last = file;
        char *text = NULL, *path = cch_project_format("%s/%s", summing->options->folder, name);
        size_t size = 0;
        bool writes = path && !cch_read_file(&text, &size, path, SOURCE_SIZE_MAX, 0, NULL) &&
                      names_file(text, size, slash ? slash + 1 : header);
        free(text);
        free(path);
        if (writes)
            return cch_memory_asked(strdup(name));
    }
    return NULL;
}

/* A line for each header that is not there, with the passes that want it. */
static void sum_missing_headers(struct summing *summing) {
    bool any = false;
    cch_graph *graph = summing->program->graph;
    uint32_t count = cch_graph_count(graph, CCH_DIAGNOSTIC);
    uint32_t *rows = malloc(((size_t)count + 1) * sizeof *rows);
    if (!rows) {
        summing->failed = true;
        return;
    }
    for (uint32_t i = 0; i < count; i++)
        rows[i] = i + 1;
    qsort_r(rows, count, sizeof *rows, compare_diagnostics, graph);
    for (uint32_t i = 0, end; i < count; i = end) {
        const uint32_t *cells = cch_graph_row(graph, CCH_DIAGNOSTIC, rows[i]);
        uint32_t passes = 0, last = 0;
        for (end = i; end < count; end++) {
            const uint32_t *other = cch_graph_row(graph, CCH_DIAGNOSTIC, rows[end]);
            if (other[CCH_DIAGNOSTIC_TEXT] != cells[CCH_DIAGNOSTIC_TEXT])
                break;
            passes += other[CCH_DIAGNOSTIC_PASS] != last;
            last = other[CCH_DIAGNOSTIC_PASS];
        }
        char *header = missing_header(text_of(summing, cells[CCH_DIAGNOSTIC_TEXT]));
        if (header && is_told(summing, header)) {
            free(header);
            header = NULL;
        }
        if (!header)
            continue;
        any = true;
        const char *package = package_of(header);
        char *writer = package ? NULL : writer_of(summing, header);
        const char *why = package  ? "; the package that brings it: "
                          : writer ? "; Python of the package names it, and may write it when it runs (not done here): "
                                   : "";
        add_row(summing, CCH_SUMMARY_LACKS, passes, 0,
                cch_project_format("'%s' is not there, in %u pass%s: --include DIR names a folder that has it%s%s",
                                   header, passes, passes == 1 ? "" : "es", why,
                                   package  ? package
                                   : writer ? writer
                                            : ""),
                NULL);
        free(writer);
        free(header);
    }
    if (any)
        sum_submodules(summing);
    free(rows);
}

static void sum_errors(struct summing *summing) {
    const cch_errors *errors = &summing->info.errors;
    const cch_graph *graph = summing->program->graph;
    for (size_t i = 0; i < errors->kind_count; i++) {
        const struct cch_error_kind *kind = &errors->kinds[i];
        const uint32_t *example = cch_graph_row(graph, CCH_DIAGNOSTIC, kind->example);
        add_row(summing, CCH_SUMMARY_ERROR, kind->units, 0, cch_memory_asked(strdup(kind->kind)),
                cch_memory_asked(strdup(text_of(summing, example[CCH_DIAGNOSTIC_TEXT]))));
    }
    sum_missing_headers(summing);
}

/* Bindings ---------------------------------------------------------------------- */

static bool is_python(const struct summing *summing, uint32_t function) {
    return cch_graph_row(summing->program->graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
}

static int sum_bindings(struct summing *summing, cch_error *error) {
    const cch_question question = {
        .program = summing->program, .view = summing->view, .names = summing->names, .naming = CCH_NAMING_SHORT};
    cch_bindings bindings = {0};
    int status = cch_bindings_make(&bindings, &question, &summing->info.bindings, error);
    const size_t *states = bindings.states;
    add_total(summing, "bindings joined", states[CCH_BOUND_JOINED],
              states[CCH_BOUND_JOINED] + states[CCH_BOUND_UNBOUND],
              states[CCH_BOUND_UNCALLED]
                  ? cch_project_format("%zu more are bound and called by no Python", states[CCH_BOUND_UNCALLED])
                  : NULL);
    for (size_t i = 0; i < bindings.count && !status; i++) {
        const struct cch_bound_name *item = &bindings.items[i];
        if (item->state != CCH_BOUND_JOINED)
            add_row(summing, CCH_SUMMARY_BINDING, 0, 0, cch_memory_asked(strdup(name_of(summing, item->name))),
                    cch_project_format("%s; %s", item->state == CCH_BOUND_UNBOUND ? "called by Python" : "bound",
                                       cch_bound_reason_words(item->reason)));
    }
    cch_bindings_release(&bindings);
    return status;
}

/* Kernels ------------------------------------------------------------------------- */

/* Marks what Python's functions reach. */
static int mark_reached(struct summing *summing, const cch_instances *instances) {
    size_t room = (size_t)summing->view->function_count + 1;
    uint32_t *queue = malloc(room * sizeof *queue);
    summing->from = calloc(room, 1);
    summing->reached = calloc(room, 1);
    if (!queue || !summing->from || !summing->reached) {
        free(queue);
        return CCH_ERROR_MEMORY;
    }
    for (uint32_t f = 1; f < room; f++)
        summing->from[f] = is_python(summing, f) && !(summing->view->flags[f] & (CCH_FLAG_KERNEL | CCH_FLAG_BINDING)) &&
                           cch_instance_is_own(summing->view, f);
    unsigned char *reached = calloc(room, 1);
    size_t count = reached ? cch_instances_reach(instances, summing->from, NULL, reached, queue) : 0;
    for (size_t i = 0; i < count; i++)
        summing->reached[summing->view->node[queue[i]]] = 1;
    int status = reached ? CCH_OK : CCH_ERROR_MEMORY;
    free(reached);
    free(queue);
    return status;
}

/* Marks what leads to kernels: the edges backwards, as often as something is new. */
static int mark_leads(struct summing *summing) {
    const cch_view *view = summing->view;
    summing->leads = calloc((size_t)view->function_count + 1, 1);
    uint32_t *queue = malloc(((size_t)view->function_count + 1) * sizeof *queue);
    size_t count = 0;
    if (!summing->leads || !queue) {
        free(queue);
        return CCH_ERROR_MEMORY;
    }
    for (size_t i = 0; i < summing->info.kernels.count; i++) {
        summing->leads[summing->info.kernels.items[i]] = 1;
        queue[count++] = summing->info.kernels.items[i];
    }
    for (size_t at = 0; at < count; at++)
        for (size_t k = view->in [queue[at]]; k < view->in[queue[at] + 1]; k++) {
            uint32_t caller = view->edges[view->in_edges[k]].caller;
            if (!summing->leads[caller]) {
                summing->leads[caller] = 1;
                queue[count++] = caller;
            }
        }
    free(queue);
    return CCH_OK;
}

static void sum_kernels(struct summing *summing) {
    const struct cch_numbers *kernels = &summing->info.kernels;
    size_t reached = 0, functions = 0, all = 0;
    for (size_t i = 0; i < kernels->count; i++)
        reached += summing->reached[kernels->items[i]];
    for (uint32_t f = 1; f <= summing->view->function_count; f++)
        if (summing->from[f] && cch_view_shows(summing->view, f) && !strstr(name_of(summing, f), "<module>")) {
            functions += summing->leads[f];
            all++;
        }
    add_total(summing, "kernels reached from Python", reached, kernels->count, NULL);
    add_total(summing, "Python functions that reach a kernel", functions, all, NULL);
    for (size_t i = 0; i < kernels->count; i++) {
        if (summing->reached[kernels->items[i]]) {
            summing->kernel = name_of(summing, kernels->items[i]);
            continue;
        }
        add_row(summing, CCH_SUMMARY_KERNEL, 0, 0, cch_memory_asked(strdup(name_of(summing, kernels->items[i]))), NULL);
    }
    for (uint32_t f = 1; f <= summing->view->function_count && !summing->entry; f++)
        if (summing->from[f] && summing->leads[f] && cch_view_shows(summing->view, f) &&
            !strstr(name_of(summing, f), "<") && !strstr(name_of(summing, f), "._"))
            summing->entry = name_of(summing, f);
}

/* Launches -------------------------------------------------------------------------- */

/* Why a launch has no numbers; NULL when it has. */
static char *why_no_numbers(const struct cch_configuration *configuration, bool *constant) {
    const struct cch_extent *block = &configuration->block;
    const struct cch_amount *memory = &configuration->shared_memory;
    *constant = false;
    if (!configuration->has_block)
        return cch_memory_asked(strdup("block: nothing is said of it"));
    if (block->kind == CCH_AMOUNT_UNKNOWN) {
        char *why = cch_extent_unknown(block), *line = why ? cch_project_format("block unknown: %s", why) : NULL;
        free(why);
        return line;
    }
    if (block->kind == CCH_AMOUNT_EXPRESSION)
        return cch_memory_asked(strdup("block: known when it runs"));
    if (configuration->has_shared_memory && memory->kind == CCH_AMOUNT_UNKNOWN) {
        char *why = cch_amount_unknown(memory),
             *line = why ? cch_project_format("shared memory unknown: %s", why) : NULL;
        free(why);
        return line;
    }
    if (configuration->has_shared_memory && memory->kind == CCH_AMOUNT_EXPRESSION)
        return cch_memory_asked(strdup("shared memory: known when it runs"));
    *constant = true;
    return NULL;
}

static void count_reason(struct summing *summing, char *why) {
    cch_summary *summary = summing->summary;
    for (size_t i = 0; why && i < summary->count; i++)
        if (summary->rows[i].section == CCH_SUMMARY_LAUNCH && !strcmp(summary->rows[i].name, why)) {
            summary->rows[i].count++;
            free(why);
            return;
        }
    add_row(summing, CCH_SUMMARY_LAUNCH, 1, 0, why, NULL);
}

static int sum_launches(struct summing *summing, cch_error *error) {
    struct cch_launches launches = {0};
    size_t numeric = 0, counted = 0;
    int status = cch_launches_find(summing->view, summing->names, CCH_NAMING_SHORT, CCH_LAUNCHES_BY_CALLER, NULL, 0,
                                   &launches, error);
    for (size_t i = 0; i < launches.count && !status; i++) {
        struct cch_configuration configuration = cch_configuration_read(summing->program->graph, launches.items[i].row);
        bool constant;
        char *why = why_no_numbers(&configuration, &constant);
        counted++;
        if (constant)
            numeric++;
        else
            count_reason(summing, why);
    }
    cch_launches_release(&launches);
    if (!status)
        add_total(summing, "launches with numbers", numeric, counted, cch_project_format("block and shared memory"));
    return status;
}

/* All ---------------------------------------------------------------------------------- */

static void add_next(struct summing *summing) {
    const char *program = summing->project->program;
    if (!program)
        return;
    if (summing->entry && summing->kernel)
        add_row(summing, CCH_SUMMARY_NEXT, 0, 0,
                cch_project_format("callchain chains %s --from '%s' --kernel", program, summing->entry), NULL);
    else if (summing->info.bindings.count)
        add_row(summing, CCH_SUMMARY_NEXT, 0, 0,
                cch_project_format("callchain chains %s --from '%s' --kernel", program,
                                   name_of(summing, summing->info.bindings.items[0])),
                NULL);
    if (summing->info.kernels.count)
        add_row(
            summing, CCH_SUMMARY_NEXT, 0, 0,
            cch_project_format("callchain params --hardware %s '%s'", program,
                               summing->kernel ? summing->kernel : name_of(summing, summing->info.kernels.items[0])),
            NULL);
    add_row(summing, CCH_SUMMARY_NEXT, 0, 0, cch_project_format("callchain info -v %s", program), NULL);
}

static int sum_program(struct summing *summing, cch_error *error) {
    const char *path = summing->project->program;
    cch_instances *instances = NULL;
    int status = cch_program_load(&summing->program, &path, 1, error);
    if (!status)
        status = cch_view_new(&summing->view, summing->program, CCH_LEVEL_SOURCE, 0, error);
    if (!status && !(summing->names = cch_names_new(summing->program->graph)))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot name functions: out of memory");
    if (!status)
        status = cch_info_make(&summing->info, summing->view, summing->names, CCH_NAMING_SHORT, error);
    if (!status && (cch_instances_new(&instances, summing->view, CCH_CHAINS_KINDS, false) ||
                    mark_reached(summing, instances) || mark_leads(summing)))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot find what is reached: out of memory");
    cch_instances_free(instances);
    if (status)
        return status;
    sum_units(summing);
    status = sum_bindings(summing, error);
    sum_kernels(summing);
    if (!status)
        status = sum_launches(summing, error);
    sum_errors(summing);
    return status;
}

static int compare_rows(const void *left, const void *right) {
    const struct cch_summary_row *a = left, *b = right;
    return a->count > b->count ? -1 : a->count < b->count ? 1 : strcmp(a->name, b->name);
}

/* The most frequent first, where rows have a count; else as they came. */
static int sort_rows(cch_summary *summary) {
    struct cch_summary_row *sorted = malloc((summary->count + 1) * sizeof *sorted);
    size_t filled = 0;
    if (!sorted)
        return CCH_ERROR_MEMORY;
    for (unsigned section = 0; section < CCH_SUMMARY_SECTION_COUNT; section++) {
        size_t begin = filled;
        for (size_t i = 0; i < summary->count; i++)
            if (summary->rows[i].section == section)
                sorted[filled++] = summary->rows[i];
        if (section == CCH_SUMMARY_ERROR || section == CCH_SUMMARY_LAUNCH || section == CCH_SUMMARY_LACKS)
            qsort(sorted + begin, filled - begin, sizeof *sorted, compare_rows);
    }
    free(summary->rows);
    summary->rows = sorted;
    summary->capacity = summary->count + 1;
    return CCH_OK;
}

int cch_summary_make(cch_summary *summary, const cch_project *project, const cch_project_options *options,
                     cch_error *error) {
    struct summing summing = {.summary = summary, .project = project, .options = options};
    int status = CCH_OK;
    *summary = (cch_summary){.complete = !project->units};
    if (project->program)
        status = sum_program(&summing, error);
    else
        add_total(&summing, "units complete", 0, project->units,
                  cch_project_format("%zu found (%s)", project->units, cch_project_way_name(project->way)));
    for (size_t i = 0; i < project->missing.count; i++)
        add_row(&summing, CCH_SUMMARY_LACKS, SIZE_MAX - i, 0, cch_memory_asked(strdup(project->missing.items[i])),
                NULL);
    for (size_t i = 0; i < project->notes.count; i++)
        add_row(&summing, CCH_SUMMARY_NOTE, 0, 0, cch_memory_asked(strdup(project->notes.items[i])), NULL);
    if (!status)
        add_next(&summing);
    if (!status && (summing.failed || sort_rows(summary)))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up the project: out of memory");
    free(summing.from);
    free(summing.reached);
    free(summing.leads);
    cch_info_release(&summing.info);
    cch_names_free(summing.names);
    cch_view_free(summing.view);
    cch_program_free(summing.program);
    return status;
}

void cch_summary_release(cch_summary *summary) {
    for (size_t i = 0; i < summary->count; i++) {
        free(summary->rows[i].name);
        free(summary->rows[i].about);
    }
    free(summary->rows);
    *summary = (cch_summary){0};
}
