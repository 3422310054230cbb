#include "graph/view/load.h"

#include "graph/merge/derive.h"
#include "graph/merge/extension_names.h"
#include "graph/merge/follow.h"
#include "graph/merge/merge.h"
#include "graph/merge/specialize.h"
#include "graph/view/never.h"
#include "graph_file/graph_file.h"
#include "graph_file/range.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Kinds of passes ------------------------------------------------------- */

static int add_pass_kinds(cch_program *program, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(program->graph, list, &count);
    for (size_t i = 0; i < count; i++) {
        size_t at = 0;
        while (at < program->pass_kind_count && program->pass_kind_strings[at] != items[i])
            at++;
        if (at < program->pass_kind_count)
            continue;
        if (at == CCH_PASS_KINDS_MAX)
            return CCH_ERROR_FORMAT;
        const char *text = cch_graph_text(program->graph, items[i], NULL);
        for (; at > 0 && strcmp(program->pass_kinds[at - 1], text) > 0; at--) {
            program->pass_kinds[at] = program->pass_kinds[at - 1];
            program->pass_kind_strings[at] = program->pass_kind_strings[at - 1];
        }
        program->pass_kinds[at] = text;
        program->pass_kind_strings[at] = items[i];
        program->pass_kind_count++;
    }
    return 0;
}

static int collect_pass_kinds(cch_program *program) {
    static const struct {
        enum cch_table table;
        int column;
    } places[] = {{CCH_EDGE, CCH_EDGE_PASSES},
                  {CCH_POINTER_CALL, CCH_POINTER_CALL_PASSES},
                  {CCH_ADDRESS_TAKEN, CCH_ADDRESS_TAKEN_PASSES},
                  {CCH_LAUNCH, CCH_LAUNCH_PASSES}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        uint32_t last = 0;
        for (uint32_t row = 1; row <= cch_graph_count(program->graph, places[i].table); row++) {
            uint32_t list = cch_graph_row(program->graph, places[i].table, row)[places[i].column];
            if (list != last && add_pass_kinds(program, list))
                return CCH_ERROR_FORMAT;
            last = list;
        }
    }
    return 0;
}

/* Source functions ------------------------------------------------------ */

static int find_sources(cch_program *program) {
    uint32_t count = program->function_count;
    uint32_t *next = calloc((size_t)count + 1, sizeof *next);
    program->source = calloc((size_t)count + 1, sizeof *next);
    program->same = calloc((size_t)count + 1, sizeof *next);
    int status = CCH_ERROR_MEMORY;
    if (!next || !program->source || !program->same)
        goto out;
    for (uint32_t row = 1; row <= count; row++)
        program->same[row] = row;
    if ((status = cch_extension_names(program->graph, program->same)))
        goto out;
    for (uint32_t row = 1; row <= count; row++)
        next[row] = program->same[row] != row ? program->same[row]
                                              : cch_graph_row(program->graph, CCH_FUNCTION, row)[CCH_FUNCTION_SOURCE];
    status = cch_follow(next, program->source, count);
out:
    free(next);
    return status;
}

/* Making ---------------------------------------------------------------- */

static int derive(cch_program *program) {
    struct cch_derivation derivation = {.program = program};
    cch_derive_virtual(&derivation);
    int status = cch_specialize(program, program->graph, &derivation);
    if (!derivation.status)
        derivation.status = status;
    program->function_count = cch_graph_count(program->graph, CCH_FUNCTION);
    cch_derive_indirect(&derivation);
    program->derived = derivation.items;
    program->derived_count = derivation.count;
    return derivation.status;
}

int cch_program_make(cch_program **result, cch_graph *graph, const char *name, cch_error *error) {
    *result = NULL;
    cch_program *program = calloc(1, sizeof *program);
    int status = CCH_ERROR_MEMORY;
    if (!program) {
        cch_graph_free(graph);
        goto out;
    }
    program->graph = graph;
    program->function_count = cch_graph_count(graph, CCH_FUNCTION);
    if (!cch_graph_is_ordered(graph) && cch_graph_canonicalize(graph)) /* what a compiler pass wrote */
        goto out;
    if ((status = collect_pass_kinds(program))) {
        cch_fail(error, status, "cannot use '%s': more than %d kinds of passes", name, CCH_PASS_KINDS_MAX);
        goto failed;
    }
    if ((status = derive(program)) == CCH_ERROR_FORMAT) {
        cch_fail(error, status,
                 "cannot use '%s': more than %u edges follow from virtual calls and calls through "
                 "pointers",
                 name, CCH_DERIVED_MAX);
        goto failed;
    }
    if (!status)
        status = find_sources(program);
    if (!status)
        status = cch_never_find(program, &program->never);
    if (!status)
        status = cch_alternatives_find(graph, NULL, &program->alternatives);
out:
    if (!status) {
        *result = program;
        return CCH_OK;
    }
    cch_fail(error, status, "cannot use '%s': out of memory", name);
failed:
    cch_program_free(program);
    return status;
}

int cch_program_load(cch_program **program, const char *const *paths, size_t count, cch_error *error) {
    cch_graph *graph;
    *program = NULL;
    /* One file is taken as it is; merging would sort it once more. */
    struct stat facts;
    int alone = count == 1 && (stat(paths[0], &facts) || !S_ISDIR(facts.st_mode));
    int status =
        alone ? cch_graph_read(&graph, paths[0], error) : cch_merge_files(paths, count, NULL, &graph, NULL, error);
    return status ? status : cch_program_make(program, graph, count ? paths[0] : "", error);
}
