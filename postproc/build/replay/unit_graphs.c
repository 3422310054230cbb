#include "build/replay/unit_graphs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/search.h"
#include "graph/merge/input_files.h"
#include "graph_file/graph_file.h"

static const char *keep(struct unit_graphs *graphs, const cch_graph *graph, uint32_t string) {
    return cch_intern(graphs->interner, cch_graph_text(graph, string, NULL));
}

static int compare_strings(const void *a, const void *b) {
    uint32_t left = *(const uint32_t *)a, right = *(const uint32_t *)b;
    return left < right ? -1 : left > right;
}

/* The names of the files that the graph has places in, each once. */
static int keep_files(struct unit_graphs *graphs, const cch_graph *graph, struct unit_graph *item) {
    uint32_t sites = cch_graph_count(graph, CCH_SITE), count = 0;
    uint32_t *strings = malloc((sites + 1) * sizeof *strings);
    const char **files = NULL;
    if (!strings)
        return -1;
    for (uint32_t row = 1; row <= sites; row++)
        strings[row - 1] = cch_graph_row(graph, CCH_SITE, row)[CCH_SITE_FILE];
    qsort(strings, sites, sizeof *strings, compare_strings);
    for (uint32_t i = 0; i < sites; i++)
        if (i == 0 || strings[i] != strings[count - 1])
            strings[count++] = strings[i];
    int result = -1;
    if (count && !(files = cch_interner_allocate(graphs->interner, count * sizeof *files)))
        goto out;
    for (uint32_t i = 0; i < count; i++)
        if (!(files[i] = keep(graphs, graph, strings[i])))
            goto out;
    item->files = files;
    item->file_count = count;
    result = 0;
out:
    free(strings);
    return result;
}

static int add_graph(struct unit_graphs *graphs, const cch_graph *graph, const struct stat *status) {
    if (cch_graph_count(graph, CCH_PASS) != 1)
        return 0;
    if (cch_array_reserve(&graphs->items, &graphs->capacity, graphs->count + 1, sizeof *graphs->items) != 0)
        return -1;
    const uint32_t *pass = cch_graph_row(graph, CCH_PASS, 1);
    struct unit_graph *item = &graphs->items[graphs->count];
    *item = (struct unit_graph){
        .unit = keep(graphs, graph, pass[CCH_PASS_UNIT]),
        .kind = keep(graphs, graph, pass[CCH_PASS_KIND]),
        .incomplete = (pass[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE) != 0,
        .first_error = keep(graphs, graph, pass[CCH_PASS_FIRST_ERROR]),
        .time = (int64_t)status->st_mtim.tv_sec * 1000000000 + status->st_mtim.tv_nsec,
    };
    if (!item->unit || !item->kind || !item->first_error || keep_files(graphs, graph, item) != 0)
        return -1;
    graphs->count++;
    return 0;
}

static int compare_units(const void *a, const void *b) {
    return strcmp(((const struct unit_graph *)a)->unit, ((const struct unit_graph *)b)->unit);
}

int cch_unit_graphs_read(struct unit_graphs *graphs, const char *out, cch_word_list *notes, cch_error *error) {
    struct cch_paths files = {0};
    struct stat status;
    *graphs = (struct unit_graphs){.interner = cch_interner_new()};
    if (!graphs->interner)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", out);
    if (stat(out, &status) != 0 && errno == ENOENT)
        return CCH_OK;
    int result = cch_find_graph_files(&out, 1, NULL, &files, error);
    for (size_t i = 0; i < files.count && result == CCH_OK; i++) {
        cch_graph *graph = NULL;
        cch_error problem = {0};
        if (stat(files.items[i], &status) != 0 || cch_graph_read(&graph, files.items[i], &problem) != CCH_OK)
            cch_word_list_add(notes, problem.text[0] ? problem.text : files.items[i]);
        else if (add_graph(graphs, graph, &status) != 0)
            result = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", files.items[i]);
        cch_graph_free(graph);
    }
    if (graphs->count)
        qsort(graphs->items, graphs->count, sizeof *graphs->items, compare_units);
    cch_paths_release(&files);
    return result;
}

void cch_unit_graphs_release(struct unit_graphs *graphs) {
    free(graphs->items);
    cch_interner_free(graphs->interner);
    *graphs = (struct unit_graphs){0};
}

const struct unit_graph *cch_unit_graphs_find(const struct unit_graphs *graphs, const char *unit, size_t *count) {
    size_t first, end;
    CCH_SEARCH(first, 0, graphs->count, strcmp(graphs->items[first].unit, unit) < 0);
    CCH_SEARCH(end, first, graphs->count, strcmp(graphs->items[end].unit, unit) == 0);
    *count = end - first;
    return *count ? &graphs->items[first] : NULL;
}
