/* From what was collected to a graph, and from the graph to its file. */
#include "walk/collector.h"
#include "graph_file/graph_file.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { COMPRESSION_LEVEL = 3 };

static int compare_edges(const void *left, const void *right) {
    const struct raw_edge *a = left, *b = right;
    if (a->caller != b->caller)
        return a->caller < b->caller ? -1 : 1;
    if (a->callee != b->callee)
        return a->callee < b->callee ? -1 : 1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->via != b->via)
        return a->via < b->via ? -1 : 1;
    return a->location < b->location ? -1 : a->location > b->location;
}

static bool same_edge(const struct raw_edge *a, const struct raw_edge *b) {
    return a->caller == b->caller && a->callee == b->callee && a->kind == b->kind && a->via == b->via;
}

/* The sites of a run of raw edges as a list. */
static uint32_t sites_of(struct collector *collector, const struct raw_edge *edges, size_t count) {
    uint32_t few[32], *sites = count > 32 ? memory_zeroed(count, sizeof *sites) : few;
    size_t found = 0;
    for (size_t i = 0; i < count; ++i) {
        uint32_t site = paths_site(collector, edges[i].location);
        if (site && (!found || sites[found - 1] != site))
            sites[found++] = site;
    }
    uint32_t list = cch_graph_list(collector->graph, sites, found);
    if (sites != few)
        free(sites);
    return list;
}

static void write_edges(struct collector *collector, uint32_t passes) {
    struct raw_edge *edges = collector->edges.items;
    size_t count = collector->edges.count;
    if (count)
        qsort(edges, count, sizeof *edges, compare_edges);
    for (size_t i = 0, end; i < count; i = end) {
        bool certain = false;
        for (end = i; end < count && same_edge(&edges[i], &edges[end]); ++end)
            certain = certain || edges[end].certain;
        uint32_t cells[CCH_EDGE_WIDTH] = {0};
        cells[CCH_EDGE_CALLER] = names_function(collector, edges[i].caller);
        cells[CCH_EDGE_CALLEE] = names_function(collector, edges[i].callee);
        cells[CCH_EDGE_KIND] = edges[i].kind;
        cells[CCH_EDGE_VIA] = edges[i].via;
        cells[CCH_EDGE_CERTAIN] = certain;
        cells[CCH_EDGE_PASSES] = passes;
        cells[CCH_EDGE_SITES] = sites_of(collector, edges + i, end - i);
        cch_graph_insert(collector->graph, CCH_EDGE, cells);
    }
}

/* The row of a function with this mangled name, of the unit's own if need be. */
static uint32_t find_named(struct collector *collector, const char *name) {
    char own[PATH_MAX + 512];
    uint32_t row = cch_graph_find_function(collector->graph, name, strlen(name));
    int length = snprintf(own, sizeof own, "%s@%s", name, collector->unit_path);
    if (row || length < 0 || (size_t)length >= sizeof own)
        return row;
    return cch_graph_find_function(collector->graph, own, (size_t)length);
}

/* A name given by an alias or ifunc attribute leads to what stands behind it. */
static void write_aliases(struct collector *collector, uint32_t passes) {
    for (size_t i = 0; i < collector->entries.count; ++i) {
        const struct entry *entry = &collector->entries.items[i];
        const char *name = entry->function && entry->row && !entry->facts.instantiation
                               ? shim_function_alias(collector->unit, entry->function)
                               : NULL;
        uint32_t target = name ? find_named(collector, name) : 0;
        if (!target)
            continue;
        uint32_t site = paths_site(collector, shim_function_location(collector->unit, entry->function));
        uint32_t cells[CCH_EDGE_WIDTH] = {0};
        cells[CCH_EDGE_CALLER] = entry->row;
        cells[CCH_EDGE_CALLEE] = target;
        cells[CCH_EDGE_KIND] = CCH_KIND_CALL;
        cells[CCH_EDGE_CERTAIN] = 1;
        cells[CCH_EDGE_PASSES] = passes;
        cells[CCH_EDGE_SITES] = cch_graph_list(collector->graph, &site, site ? 1 : 0);
        cch_graph_insert(collector->graph, CCH_EDGE, cells);
    }
}

static void write_pointers(struct collector *collector, uint32_t passes) {
    for (size_t i = 0; i < collector->pointer_calls.count; ++i) {
        const struct pointer_call *call = &collector->pointer_calls.items[i];
        uint32_t site = paths_site(collector, call->location);
        uint32_t cells[CCH_POINTER_CALL_WIDTH] = {0};
        cells[CCH_POINTER_CALL_CALLER] = names_function(collector, call->caller);
        cells[CCH_POINTER_CALL_SIGNATURE] = call->signature;
        cells[CCH_POINTER_CALL_KIND] = call->kind;
        cells[CCH_POINTER_CALL_PASSES] = passes;
        cells[CCH_POINTER_CALL_SITES] = cch_graph_list(collector->graph, &site, site ? 1 : 0);
        cch_graph_insert(collector->graph, CCH_POINTER_CALL, cells);
    }
    for (size_t i = 0; i < collector->addresses.count; ++i) {
        uint32_t cells[CCH_ADDRESS_TAKEN_WIDTH] = {0};
        cells[CCH_ADDRESS_TAKEN_FUNCTION] = names_function(collector, collector->addresses.items[i].entry);
        cells[CCH_ADDRESS_TAKEN_SIGNATURE] = collector->addresses.items[i].signature;
        cells[CCH_ADDRESS_TAKEN_PASSES] = passes;
        cch_graph_insert(collector->graph, CCH_ADDRESS_TAKEN, cells);
    }
}

static const char *pass_kind(const struct collector *collector) {
    return collector->facts.device ? collector->facts.arch : "host";
}

/* "src_a.cu-sm_80-0123456789abcdef": for people the path and the pass, and a
 * hash of all that makes this pass another one. */
static void pass_name(const struct collector *collector, char *name, size_t size) {
    XXH3_state_t state;
    char path[128];
    const char *unit = collector->unit_path;
    XXH3_64bits_reset(&state);
    XXH3_64bits_update(&state, unit, strlen(unit) + 1);
    XXH3_64bits_update(&state, collector->facts.triple, strlen(collector->facts.triple) + 1);
    XXH3_64bits_update(&state, collector->facts.arch, strlen(collector->facts.arch) + 1);
    XXH3_64bits_update(&state, collector->facts.arguments, strlen(collector->facts.arguments) + 1);
    size_t length = strlen(unit);
    snprintf(path, sizeof path, "%s", length > 100 ? unit + length - 100 : unit);
    for (char *byte = path; *byte; ++byte)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+", *byte))
            *byte = '_';
    if (path[0] == '.') /* no hidden files */
        path[0] = '_';
    snprintf(name, size, "%s-%s-%016llx", path, pass_kind(collector),
             (unsigned long long)XXH3_64bits_digest(&state));
}

/* "file:line:column: text", the file as everywhere in the graph. */
static uint32_t first_error(struct collector *collector) {
    const struct shim_place *place = &collector->facts.first_error_place;
    char line[4096];
    if (!collector->facts.errors)
        return 0;
    if (!place->line)
        return collector_string(collector, collector->facts.first_error);
    uint32_t file = paths_file(collector, place->file);
    int length = snprintf(line, sizeof line, "%s:%u:%u: %s", cch_graph_text(collector->graph, file, NULL), place->line,
                          repairs_column(collector, file, place->line, place->column), collector->facts.first_error);
    size_t kept = length < 0 ? 0 : (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
    return cch_graph_string(collector->graph, line, kept);
}

static void write_pass(struct collector *collector, const char *name) {
    char producer[128], digits[33];
    uint32_t cells[CCH_PASS_WIDTH] = {0};
    snprintf(producer, sizeof producer, "clang %s, callchain %s", collector->facts.version, CALLCHAIN_VERSION);
    if (cch_graph_content_hash(collector->graph, digits) != CCH_OK)
        shim_out_of_memory();
    uint32_t contents = collector_string(collector, digits);
    cells[CCH_PASS_NAME] = collector_string(collector, name);
    cells[CCH_PASS_UNIT] = collector_string(collector, collector->unit_path);
    cells[CCH_PASS_KIND] = collector_string(collector, pass_kind(collector));
    cells[CCH_PASS_TRIPLE] = collector_string(collector, collector->facts.triple);
    cells[CCH_PASS_LANGUAGE] = collector->facts.cuda  ? CCH_LANGUAGE_CUDA
                               : collector->facts.cxx ? CCH_LANGUAGE_CXX
                                                      : CCH_LANGUAGE_C;
    cells[CCH_PASS_PRODUCER] = collector_string(collector, producer);
    cells[CCH_PASS_FLAGS] = (collector->facts.errors ? CCH_PASS_INCOMPLETE : 0) |
                            (collector->options.scope_all ? CCH_PASS_SCOPE_ALL : 0);
    cells[CCH_PASS_ERRORS] = collector->facts.errors;
    cells[CCH_PASS_FIRST_ERROR] = first_error(collector);
    cells[CCH_PASS_CONTENTS] = cch_graph_list(collector->graph, &contents, 1);
    cch_graph_insert(collector->graph, CCH_PASS, cells);
}

/* Makes the folder and those above it. */
static int make_folders(const char *path) {
    char partial[PATH_MAX];
    if (snprintf(partial, sizeof partial, "%s", path) >= (int)sizeof partial)
        return ENAMETOOLONG;
    for (char *slash = strchr(partial + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(partial, 0777) != 0 && errno != EEXIST)
            return errno;
        *slash = '/';
    }
    return mkdir(partial, 0777) != 0 && errno != EEXIST ? errno : 0;
}

void output_write(struct collector *collector) {
    char name[256], file[sizeof name + 4], warning[sizeof ((cch_error *)0)->text + 32];
    cch_error error = {0};
    uint32_t pass = collector_string(collector, pass_kind(collector));
    uint32_t unit = collector_string(collector, collector->unit_path);
    uint32_t passes = cch_graph_list(collector->graph, &pass, 1);
    uint32_t units = cch_graph_list(collector->graph, &unit, 1);

    for (size_t i = 0; i < collector->entries.count; ++i) /* also what nothing calls */
        if (collector->entries.items[i].queued && collector->entries.items[i].function)
            names_function(collector, (uint32_t)i);
    write_edges(collector, passes);
    write_aliases(collector, passes);
    write_pointers(collector, passes);
    classes_write(collector);
    launches_write(collector, passes, units);
    bindings_write(collector, passes);
    flow_device_finish(collector);
    flow_write(collector, passes);
    repairs_write(collector, passes, units);
    guards_write(collector, passes);
    device_write(collector, passes);
    pass_name(collector, name, sizeof name);
    write_pass(collector, name);
    traits_write(collector, passes); /* not part of the contents: they are more where nothing is compiled */

    collector_ask_graph(collector);
    int failed = make_folders(collector->options.out);
    if (failed) {
        cch_fail(&error, CCH_ERROR_SYSTEM, "no graph written: cannot make folder '%s': %s", collector->options.out,
                 strerror(failed));
        shim_unit_warn(collector->unit, error.text);
        return;
    }
    snprintf(file, sizeof file, "%s.ccg", name);
    if (cch_graph_write_in(collector->graph, collector->options.out, file, COMPRESSION_LEVEL, &error) != CCH_OK) {
        snprintf(warning, sizeof warning, "no graph written: %s", error.text);
        shim_unit_warn(collector->unit, warning);
    }
}
