/* What the compiler refused, and how much of the unit that touches. */
#include "walk/paths.h"
#include "walk/walk.h"

/* The innermost function around a place: of what the compiler tells when it has read everything. */
static shim_function function_around(const struct walk *walk, uint32_t location) {
    shim_function found = NULL;
    uint32_t begin, last = 0;
    for (size_t i = 0; location && i < walk->entries.count; ++i) {
        shim_function function = walk->entries.items[i].function;
        if (function && shim_function_holds(walk->unit, function, location, &begin) && begin >= last) {
            found = function;
            last = begin;
        }
    }
    return found;
}

static uint32_t within(struct walk *walk, const struct shim_error *error) {
    struct shim_place place;
    shim_function function = error->within ? error->within : function_around(walk, error->location);
    return function && shim_function_place(walk->unit, function, &place) ? paths_site_of(walk, &place) : 0;
}

static void write(struct walk *walk, void *state) {
    (void)state;
    struct shim_error error;
    size_t known;
    if (!walk->facts.errors)
        return;
    uint32_t *sites = cch_graph_definitions(walk->graph, &known);
    if (!sites)
        shim_out_of_memory();
    VECTOR(uint32_t) functions = {sites, known, known};
    for (size_t i = 0; shim_unit_error_at(walk->unit, i, &error); ++i) {
        uint32_t cells[CCH_DIAGNOSTIC_WIDTH] = {0};
        cells[CCH_DIAGNOSTIC_PASS] = walk_string(walk, walk->pass_name);
        cells[CCH_DIAGNOSTIC_TEXT] = walk_string(walk, error.text);
        cells[CCH_DIAGNOSTIC_SITE] = error.place.line ? paths_site_of(walk, &error.place) : 0;
        cells[CCH_DIAGNOSTIC_COUNT] = error.count;
        cells[CCH_DIAGNOSTIC_FATAL] = error.fatal;
        cells[CCH_DIAGNOSTIC_WITHIN] = within(walk, &error);
        if (cells[CCH_DIAGNOSTIC_WITHIN])
            VECTOR_PUSH(&functions, cells[CCH_DIAGNOSTIC_WITHIN]);
        cch_graph_insert(walk->graph, CCH_DIAGNOSTIC, cells);
    }
    uint32_t cells[CCH_COVERAGE_WIDTH] = {0};
    cells[CCH_COVERAGE_PASS] = walk_string(walk, walk->pass_name);
    cells[CCH_COVERAGE_FUNCTIONS] = (uint32_t)cch_numbers_unique(functions.items, functions.count);
    cch_graph_insert(walk->graph, CCH_COVERAGE, cells);
    VECTOR_RELEASE(&functions);
}

/* When the other analyses have written: functions have their rows then. */
const struct analysis errors_analysis = {.name = "errors", .write = write};
