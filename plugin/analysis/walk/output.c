/* From what was collected to a graph, and from the graph to its file. */
#include "walk/steps.h"

#include "graph_file/graph_file.h"
#include "walk/names.h"
#include "walk/paths.h"

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
static uint32_t sites_of(struct walk *walk, const struct raw_edge *edges, size_t count) {
    uint32_t few[32], *sites = count > 32 ? memory_zeroed(count, sizeof *sites) : few;
    size_t found = 0;
    for (size_t i = 0; i < count; ++i) {
        uint32_t site = paths_site(walk, edges[i].location);
        if (site && (!found || sites[found - 1] != site))
            sites[found++] = site;
    }
    uint32_t list = cch_graph_list(walk->graph, sites, found);
    if (sites != few)
        free(sites);
    return list;
}

static void write_edges(struct walk *walk) {
    struct raw_edge *edges = walk->edges.items;
    size_t count = walk->edges.count;
    if (count)
        qsort(edges, count, sizeof *edges, compare_edges);
    for (size_t i = 0, end; i < count; i = end) {
        bool certain = false;
        for (end = i; end < count && same_edge(&edges[i], &edges[end]); ++end)
            certain = certain || edges[end].certain;
        uint32_t cells[CCH_EDGE_WIDTH] = {0};
        cells[CCH_EDGE_CALLER] = names_function(walk, edges[i].caller);
        cells[CCH_EDGE_CALLEE] = names_function(walk, edges[i].callee);
        cells[CCH_EDGE_KIND] = edges[i].kind;
        cells[CCH_EDGE_VIA] = edges[i].via;
        cells[CCH_EDGE_CERTAIN] = certain;
        cells[CCH_EDGE_PASSES] = walk->passes;
        cells[CCH_EDGE_SITES] = sites_of(walk, edges + i, end - i);
        cch_graph_insert(walk->graph, CCH_EDGE, cells);
    }
}

/* The row of a function with this mangled name, of the unit's own if need be. */
static uint32_t find_named(struct walk *walk, const char *name) {
    struct text_buffer own = {0};
    uint32_t row = cch_graph_find_function(walk->graph, name, strlen(name));
    if (row)
        return row;
    text_add(&own, name);
    text_add(&own, "@");
    text_add(&own, walk->unit_path);
    row = cch_graph_find_function(walk->graph, own.bytes, own.length);
    text_release(&own);
    return row;
}

/* A name given by an alias or ifunc attribute leads to what stands behind it. */
static void write_aliases(struct walk *walk) {
    for (size_t i = 0; i < walk->entries.count; ++i) {
        const struct entry *entry = &walk->entries.items[i];
        const char *name = entry->function && entry->row && !entry->facts.instantiation
                               ? shim_function_alias(walk->unit, entry->function)
                               : NULL;
        uint32_t target = name ? find_named(walk, name) : 0;
        if (!target)
            continue;
        uint32_t site = paths_site(walk, shim_function_location(walk->unit, entry->function));
        uint32_t cells[CCH_EDGE_WIDTH] = {0};
        cells[CCH_EDGE_CALLER] = entry->row;
        cells[CCH_EDGE_CALLEE] = target;
        cells[CCH_EDGE_KIND] = CCH_KIND_CALL;
        cells[CCH_EDGE_CERTAIN] = 1;
        cells[CCH_EDGE_PASSES] = walk->passes;
        cells[CCH_EDGE_SITES] = cch_graph_list(walk->graph, &site, site ? 1 : 0);
        cch_graph_insert(walk->graph, CCH_EDGE, cells);
    }
}

static const char *pass_kind(const struct walk *walk) { return walk->facts.device ? walk->facts.arch : "host"; }

/* "src_a.cu-sm_80-0123456789abcdef": for people the path and the pass, and a
 * hash of all that makes this pass another one. */
static void pass_name(const struct walk *walk, char *name, size_t size) {
    XXH3_state_t state;
    char path[128];
    const char *unit = walk->unit_path;
    XXH3_64bits_reset(&state);
    XXH3_64bits_update(&state, unit, strlen(unit) + 1);
    XXH3_64bits_update(&state, walk->facts.triple, strlen(walk->facts.triple) + 1);
    XXH3_64bits_update(&state, walk->facts.arch, strlen(walk->facts.arch) + 1);
    XXH3_64bits_update(&state, walk->facts.arguments, strlen(walk->facts.arguments) + 1);
    size_t length = strlen(unit);
    snprintf(path, sizeof path, "%s", length > 100 ? unit + length - 100 : unit);
    for (char *byte = path; *byte; ++byte)
        if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+", *byte))
            *byte = '_';
    if (path[0] == '.') /* no hidden files */
        path[0] = '_';
    snprintf(name, size, "%s-%s-%016llx", path, pass_kind(walk), (unsigned long long)XXH3_64bits_digest(&state));
}

/* "file:line:column: text", the file as everywhere in the graph. */
static uint32_t first_error(struct walk *walk) {
    struct shim_error error;
    char line[4096];
    if (!shim_unit_error_at(walk->unit, 0, &error))
        return 0;
    if (!error.place.line)
        return walk_string(walk, error.text);
    uint32_t file = paths_file(walk, error.place.file);
    int length = snprintf(line, sizeof line, "%s:%u:%u: %s", cch_graph_text(walk->graph, file, NULL), error.place.line,
                          repairs_column(&walk->repairs, file, error.place.line, error.place.column), error.text);
    size_t kept = length < 0 ? 0 : (size_t)length < sizeof line ? (size_t)length : sizeof line - 1;
    return cch_graph_string(walk->graph, line, kept);
}

static void write_pass(struct walk *walk) {
    char producer[128], digits[33];
    uint32_t cells[CCH_PASS_WIDTH] = {0};
    snprintf(producer, sizeof producer, "clang %s, callchain %s", walk->facts.version, CALLCHAIN_VERSION);
    if (cch_graph_content_hash(walk->graph, digits) != CCH_OK)
        shim_out_of_memory();
    uint32_t contents = walk_string(walk, digits);
    cells[CCH_PASS_NAME] = walk_string(walk, walk->pass_name);
    cells[CCH_PASS_UNIT] = walk_string(walk, walk->unit_path);
    cells[CCH_PASS_KIND] = walk_string(walk, pass_kind(walk));
    cells[CCH_PASS_TRIPLE] = walk_string(walk, walk->facts.triple);
    cells[CCH_PASS_LANGUAGE] = walk->facts.cuda  ? CCH_LANGUAGE_CUDA
                               : walk->facts.cxx ? CCH_LANGUAGE_CXX
                                                 : CCH_LANGUAGE_C;
    cells[CCH_PASS_PRODUCER] = walk_string(walk, producer);
    cells[CCH_PASS_FLAGS] =
        (walk->facts.errors ? CCH_PASS_INCOMPLETE : 0) | (walk->options.scope_all ? CCH_PASS_SCOPE_ALL : 0);
    cells[CCH_PASS_ERRORS] = walk->facts.errors;
    cells[CCH_PASS_FIRST_ERROR] = first_error(walk);
    cells[CCH_PASS_CONTENTS] = cch_graph_list(walk->graph, &contents, 1);
    cch_graph_insert(walk->graph, CCH_PASS, cells);
}

/* What the analyses have found; `apart`: what is no part of the contents. */
static void write_analyses(struct walk *walk, bool apart) {
    const struct analyses *all = &walk->analyses;
    for (unsigned row = 0; row < all->count; ++row)
        if (all->rows[row]->write && all->rows[row]->apart == apart)
            all->rows[row]->write(walk, all->states[row]);
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

void output_write(struct walk *walk) {
    char name[256], file[sizeof name + 4], warning[sizeof((cch_error *)0)->text + 32];
    cch_error error = {0};
    uint32_t kind = walk_string(walk, pass_kind(walk));
    uint32_t unit = walk_string(walk, walk->unit_path);
    pass_name(walk, name, sizeof name);
    walk->pass_name = name;
    walk->passes = cch_graph_list(walk->graph, &kind, 1);
    walk->units = cch_graph_list(walk->graph, &unit, 1);

    for (size_t i = 0; i < walk->entries.count; ++i) /* also what nothing calls */
        if (walk->entries.items[i].queued && walk->entries.items[i].function)
            names_function(walk, (uint32_t)i);
    write_edges(walk);
    write_aliases(walk);
    write_analyses(walk, false);
    write_pass(walk);
    write_analyses(walk, true);

    walk_ask_graph(walk);
    int failed = make_folders(walk->options.out);
    if (failed) {
        cch_fail(&error, CCH_ERROR_SYSTEM, "no graph written: cannot make folder '%s': %s", walk->options.out,
                 strerror(failed));
        shim_unit_warn(walk->unit, error.text);
        return;
    }
    snprintf(file, sizeof file, "%s.ccg", name);
    if (cch_graph_write_in(walk->graph, walk->options.out, file, COMPRESSION_LEVEL, &error) != CCH_OK) {
        snprintf(warning, sizeof warning, "no graph written: %s", error.text);
        shim_unit_warn(walk->unit, warning);
    }
}
