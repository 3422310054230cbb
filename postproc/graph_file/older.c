/* Version 1 had one row for all launches of a kernel at a place that are
 * written alike, whatever way leads there; what their values depend on and
 * their attributes stood in tables of their own, by the place alone. */
#define _GNU_SOURCE /* qsort_r */
#include "graph_file/older.h"

#include <stdlib.h>
#include <string.h>

#include "base/search.h"
#include "graph_file/launch_attributes.h"

#define TEXT(name) {name, CCH_STRING, CCH_KEY, 0, 0, 0, 0, 0, 0}
#define CALLER {"caller", CCH_REFERENCE, CCH_KEY, CCH_FUNCTION, 0, 1, 0, 0, 0}
#define KERNEL {"kernel", CCH_REFERENCE, CCH_KEY, CCH_FUNCTION, 0, 0, 0, 0, 0}
#define PLACE {"site", CCH_REFERENCE, CCH_KEY, CCH_SITE, 0, 0, 0, 0, 0}
#define STRINGS(name) {name, CCH_STRING, CCH_UNION, 0, 1, 0, 0, 0, 0}

/* The first three cells of launches, details, settings and attributes. */
enum { OF_CALLER, OF_KERNEL, OF_SITE, OF };

enum {
    OLD_API = OF,
    OLD_GRID,
    OLD_BLOCK,
    OLD_SHARED_MEMORY,
    OLD_STREAM,
    OLD_GRID_VALUE,
    OLD_BLOCK_VALUE,
    OLD_SHARED_MEMORY_VALUE,
    OLD_PASSES,
    OLD_UNITS,
    OLD_LAUNCH_WIDTH
};
static const struct cch_column launch_columns[OLD_LAUNCH_WIDTH] = {CALLER,
                                                                   KERNEL,
                                                                   PLACE,
                                                                   TEXT("api"),
                                                                   TEXT("grid"),
                                                                   TEXT("block"),
                                                                   TEXT("shared_memory"),
                                                                   TEXT("stream"),
                                                                   TEXT("grid_value"),
                                                                   TEXT("block_value"),
                                                                   TEXT("shared_memory_value"),
                                                                   STRINGS("passes"),
                                                                   STRINGS("units")};

enum { DETAIL_VALUE = OF, DETAIL_DEPENDS = OF + 3, DETAIL_CLUSTER = OF + 6, DETAIL_WIDTH };
static const struct cch_column detail_columns[DETAIL_WIDTH] = {CALLER,
                                                               KERNEL,
                                                               PLACE,
                                                               TEXT("grid"),
                                                               TEXT("block"),
                                                               TEXT("shared_memory"),
                                                               TEXT("grid_depends"),
                                                               TEXT("block_depends"),
                                                               TEXT("shared_memory_depends"),
                                                               TEXT("cluster")};

enum { GIVEN_NAME = OF, GIVEN_VALUE, GIVEN_WHEN, GIVEN_DEPENDS, GIVEN_WIDTH };
static const struct cch_column given_columns[GIVEN_WIDTH] = {CALLER,        KERNEL,       PLACE,          TEXT("name"),
                                                             TEXT("value"), TEXT("when"), TEXT("depends")};

enum { SETTING_API = OF, SETTING_ATTRIBUTE, SETTING_VALUE, SETTING_PASSES, SETTING_WIDTH };
static const struct cch_column setting_columns[SETTING_WIDTH] = {
    CALLER, KERNEL, PLACE, TEXT("api"), TEXT("attribute"), TEXT("value"), STRINGS("passes")};

enum { OLD_KERNEL_FUNCTION, OLD_KERNEL_BOUNDS, OLD_KERNEL_CLUSTER, OLD_KERNEL_PASSES, OLD_KERNEL_WIDTH };
static const struct cch_column kernel_columns[OLD_KERNEL_WIDTH] = {
    {"function", CCH_REFERENCE, CCH_KEY, CCH_FUNCTION, 0, 1, 0, 0, 0},
    TEXT("launch_bounds"),
    TEXT("cluster"),
    STRINGS("passes")};

enum { LAUNCHES, DETAILS, GIVEN, SETTINGS, KERNELS };
static const struct cch_schema schemas[CCH_OLDER_TABLES] = {
    [LAUNCHES] = {"launch", "LNCH", OLD_LAUNCH_WIDTH, 11, launch_columns},
    [DETAILS] = {"launch_detail", "LDET", DETAIL_WIDTH, DETAIL_WIDTH, detail_columns},
    [GIVEN] = {"launch_attribute", "LATT", GIVEN_WIDTH, GIVEN_WIDTH, given_columns},
    [SETTINGS] = {"kernel_setting", "KSET", SETTING_WIDTH, 6, setting_columns},
    [KERNELS] = {"kernel", "KRNL", OLD_KERNEL_WIDTH, 3, kernel_columns},
};

const struct cch_schema *cch_older_schema(int table) { return &schemas[table]; }

bool cch_older_has(const char *tag) {
    for (int i = 0; i < CCH_OLDER_TABLES; i++)
        if (!memcmp(schemas[i].tag, tag, 4))
            return true;
    return false;
}

void cch_older_release(struct cch_older *older) {
    for (int i = 0; i < CCH_OLDER_TABLES; i++) {
        cch_rows_forget(&older->tables[i]);
        free(older->tables[i].cells);
    }
    *older = (struct cch_older){0};
}

/* Rows by their first cells ------------------------------------------------------ */

struct order {
    uint32_t *rows;
    uint32_t count;
    const struct cch_rows *table;
    size_t width, keys;
};

static const uint32_t *cells_of(const struct order *order, uint32_t at) {
    return cch_rows_at(order->table, order->width, order->rows[at]);
}

static int compare_cells(const uint32_t *a, const uint32_t *b, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

static int compare_rows(const void *left, const void *right, void *data) {
    const struct order *order = data;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    int result = compare_cells(cch_rows_at(order->table, order->width, a), cch_rows_at(order->table, order->width, b),
                               order->keys);
    return result ? result : a < b ? -1 : a > b;
}

static int order_make(struct order *order, const struct cch_rows *table, size_t width, size_t keys) {
    *order = (struct order){malloc(((size_t)table->count + 1) * sizeof *order->rows), table->count, table, width, keys};
    for (uint32_t i = 0; order->rows && i < table->count; i++)
        order->rows[i] = i + 1;
    if (order->rows && table->count)
        qsort_r(order->rows, table->count, sizeof *order->rows, compare_rows, order);
    return order->rows ? 0 : -1;
}

/* The first of the rows that do not begin with less than `key`, or with it either. */
static uint32_t order_bound(const struct order *order, const uint32_t *key, size_t length, bool behind) {
    uint32_t at;
    CCH_SEARCH(at, 0, order->count, compare_cells(cells_of(order, at), key, length) < behind);
    return at;
}

/* The first of the rows that begin with `key`, and how many there are. */
static uint32_t order_find(const struct order *order, const uint32_t *key, size_t length, uint32_t *count) {
    uint32_t first = order_bound(order, key, length, false);
    *count = order_bound(order, key, length, true) - first;
    return first;
}

/* What a launch stands in ------------------------------------------------------------ */

enum { WAY_CALLER, WAY_SITE, WAY_CALLEE, WAY_PATH, WAY_WIDTH };

struct adding {
    cch_graph *graph;
    const struct cch_older *older;
    struct cch_rows ways[2]; /* of CCH_GUARD, WAY_WIDTH cells each: to a callee, to any (0) */
    struct order by_way[2], launches, details, given;
    uint32_t unknown; /* the string for what version 1 does not tell */
};

static uint32_t text_of(struct adding *adding, const char *text) {
    return cch_graph_string(adding->graph, text, strlen(text));
}

static int list_ways(struct adding *adding, int any) {
    const cch_graph *graph = adding->graph;
    struct cch_rows *ways = &adding->ways[any];
    uint32_t count = cch_graph_count(graph, CCH_GUARD);
    if (cch_rows_reserve(ways, WAY_WIDTH, count))
        return -1;
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *guard = cch_graph_row(graph, CCH_GUARD, row);
        uint32_t *way = cch_rows_append(ways, WAY_WIDTH);
        if (!way)
            return -1;
        way[WAY_CALLER] = guard[CCH_GUARD_CALLER];
        way[WAY_SITE] = guard[CCH_GUARD_SITE];
        way[WAY_CALLEE] = any ? 0 : guard[CCH_GUARD_CALLEE];
        way[WAY_PATH] = guard[CCH_GUARD_PATH];
    }
    return order_make(&adding->by_way[any], ways, WAY_WIDTH, WAY_WIDTH);
}

/* The path that leads there (`any`: whatever is called); where there are
 * several, one whose branches are not kept. */
static uint32_t path_to(struct adding *adding, const uint32_t *of, int any, uint32_t passes) {
    const struct order *ways = &adding->by_way[any];
    const uint32_t key[] = {of[OF_CALLER], of[OF_SITE], any ? 0 : of[OF_KERNEL]};
    uint32_t count, cells[CCH_GUARD_WIDTH] = {0}, first = order_find(ways, key, WAY_PATH, &count);
    if (!count)
        return 0;
    uint32_t path = cells_of(ways, first)[WAY_PATH];
    if (cells_of(ways, first + count - 1)[WAY_PATH] == path)
        return path;
    cells[CCH_GUARD_CALLER] = of[OF_CALLER];
    cells[CCH_GUARD_CALLEE] = key[WAY_CALLEE];
    cells[CCH_GUARD_SITE] = of[OF_SITE];
    cells[CCH_GUARD_PATH] = adding->unknown;
    cells[CCH_GUARD_INDEX] = 1;
    cells[CCH_GUARD_KIND] = CCH_CONDITION_CUT;
    cells[CCH_GUARD_TEXT] = text_of(adding, "one of several ways to it, an older callchain did not say which");
    cells[CCH_GUARD_OUTCOME] = text_of(adding, "not kept");
    cells[CCH_GUARD_PASSES] = passes;
    cch_graph_insert(adding->graph, CCH_GUARD, cells);
    return adding->unknown;
}

/* Values --------------------------------------------------------------------------- */

/* Where "x, y, z" is to be cut: at two commas that no bracket is around. False
 * where it may be one expression, such as f(a, b, c) or g<a, b, c>. */
static bool find_commas(const char *text, const char *commas[2]) {
    int depth = 0, found = 0;
    for (const char *at = text; *at; at++) {
        if (strchr("<>\"'", *at))
            return false;
        depth += (*at == '(' || *at == '[' || *at == '{') - (*at == ')' || *at == ']' || *at == '}');
        if (*at != ',')
            continue;
        if (found == 2 || depth || at == text || at[1] != ' ')
            return false;
        commas[found++] = at;
    }
    return found == 2 && commas[1] > commas[0] + 2 && commas[1][2];
}

/* A cell for each dimension of "x, y, z"; in an attribute one may be "not set". */
static void cut(struct adding *adding, uint32_t string, uint32_t cells[3]) {
    const char *commas[2], *text = cch_graph_text(adding->graph, string, NULL);
    cells[0] = string;
    cells[1] = cells[2] = 0;
    if (!find_commas(text, commas))
        return;
    char *copy = strdup(text);
    if (!copy) {
        cch_graph_out_of_memory(adding->graph);
        return;
    }
    const size_t from[] = {0, (size_t)(commas[0] - text) + 2, (size_t)(commas[1] - text) + 2};
    const size_t end[] = {from[1] - 2, from[2] - 2, strlen(copy)};
    for (int i = 0; i < 3; i++) {
        size_t length = end[i] - from[i];
        bool not_set = length == 7 && !memcmp(copy + from[i], "not set", 7);
        cells[i] = not_set ? 0 : cch_graph_string(adding->graph, copy + from[i], length);
    }
    free(copy);
}

static bool is_number(const cch_graph *graph, uint32_t string) {
    const char *text = cch_graph_text(graph, string, NULL);
    text += *text == '-';
    return *text && !text[strspn(text, "0123456789")];
}

/* The values of a launch and what they depend on: known where the place has
 * them once, or where they are numbers. */
static void add_values(struct adding *adding, const uint32_t *old, uint32_t *cells) {
    static const uint8_t columns[] = {CCH_LAUNCH_GRID_X, CCH_LAUNCH_BLOCK_X, CCH_LAUNCH_SHARED_MEMORY_VALUE};
    uint32_t count, first = order_find(&adding->details, old, OF, &count);
    const uint32_t *detail = count == 1 ? cells_of(&adding->details, first) : NULL;
    for (int part = 0; part < 3; part++) {
        uint32_t value[3] = {0}, depends = 0;
        size_t dimensions = part < 2 ? 3 : 1;
        bool known = detail && detail[DETAIL_VALUE + part];
        uint32_t text = known ? detail[DETAIL_VALUE + part] : old[OLD_GRID_VALUE + part];
        if (part < 2)
            cut(adding, text, value);
        else
            value[0] = text;
        if (known)
            depends = detail[DETAIL_DEPENDS + part];
        for (size_t i = 0; i < dimensions && !known; i++) {
            if (value[i] && !is_number(adding->graph, value[i])) {
                value[0] = adding->unknown;
                value[1] = value[2] = 0;
                break;
            }
        }
        memcpy(&cells[columns[part]], value, dimensions * sizeof *value);
        cells[CCH_LAUNCH_GRID_DEPENDS + part] = depends;
    }
}

/* Attributes ------------------------------------------------------------------------ */

static void attribute_of(struct adding *adding, const uint32_t *given, uint32_t *cells) {
    const char *name = cch_graph_text(adding->graph, given[GIVEN_NAME], NULL);
    memset(cells, 0, CCH_LAUNCH_ATTRIBUTE_WIDTH * sizeof *cells);
    cells[CCH_LAUNCH_ATTRIBUTE_NAME] = given[GIVEN_NAME];
    if (!strcmp(name, "cudaLaunchAttributeClusterDimension"))
        cut(adding, given[GIVEN_VALUE], &cells[CCH_LAUNCH_ATTRIBUTE_X]);
    else
        cells[CCH_LAUNCH_ATTRIBUTE_X] = given[GIVEN_VALUE];
    cells[CCH_LAUNCH_ATTRIBUTE_WHEN] = given[GIVEN_WHEN];
    cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS] = given[GIVEN_DEPENDS];
}

/* Rows ------------------------------------------------------------------------------- */

static void add_launch(struct adding *adding, const uint32_t *old) {
    uint32_t alike, count, cells[CCH_LAUNCH_WIDTH] = {0};
    uint32_t first = order_find(&adding->given, old, OF, &count);
    uint32_t (*attributes)[CCH_LAUNCH_ATTRIBUTE_WIDTH] = calloc((size_t)count + 1, sizeof *attributes);
    if (!attributes) {
        cch_graph_out_of_memory(adding->graph);
        return;
    }
    order_find(&adding->launches, old, OF, &alike);
    cells[CCH_LAUNCH_CALLER] = old[OF_CALLER];
    cells[CCH_LAUNCH_KERNEL] = old[OF_KERNEL];
    cells[CCH_LAUNCH_SITE] = old[OF_SITE];
    cells[CCH_LAUNCH_PATH] = path_to(adding, old, 0, old[OLD_PASSES]);
    cells[CCH_LAUNCH_API] = old[OLD_API];
    memcpy(&cells[CCH_LAUNCH_GRID], &old[OLD_GRID], 4 * sizeof *cells);
    if (count && alike > 1) { /* whose they are is not known */
        count = 1;
        cells[CCH_LAUNCH_ATTRIBUTES] = text_of(adding, "others, not known");
        attributes[0][CCH_LAUNCH_ATTRIBUTE_X] = adding->unknown;
    } else if (count) {
        for (uint32_t i = 0; i < count; i++)
            attribute_of(adding, cells_of(&adding->given, first + i), attributes[i]);
        cells[CCH_LAUNCH_ATTRIBUTES] = cch_launch_attributes_string(
            adding->graph, (const uint32_t (*)[CCH_LAUNCH_ATTRIBUTE_WIDTH])attributes, count);
    }
    add_values(adding, old, cells);
    cells[CCH_LAUNCH_PASSES] = old[OLD_PASSES];
    cells[CCH_LAUNCH_UNITS] = old[OLD_UNITS];
    uint32_t launch = cch_graph_insert(adding->graph, CCH_LAUNCH, cells);
    for (uint32_t i = 0; i < count; i++) {
        attributes[i][CCH_LAUNCH_ATTRIBUTE_LAUNCH] = launch;
        cch_graph_insert(adding->graph, CCH_LAUNCH_ATTRIBUTE, attributes[i]);
    }
    free(attributes);
}

static void add_setting(struct adding *adding, const uint32_t *old) {
    const uint32_t cells[CCH_KERNEL_SETTING_WIDTH] = {
        [CCH_KERNEL_SETTING_CALLER] = old[OF_CALLER],
        [CCH_KERNEL_SETTING_KERNEL] = old[OF_KERNEL],
        [CCH_KERNEL_SETTING_SITE] = old[OF_SITE],
        [CCH_KERNEL_SETTING_PATH] = path_to(adding, old, 1, old[SETTING_PASSES]),
        [CCH_KERNEL_SETTING_API] = old[SETTING_API],
        [CCH_KERNEL_SETTING_ATTRIBUTE] = old[SETTING_ATTRIBUTE],
        [CCH_KERNEL_SETTING_VALUE] = old[SETTING_VALUE],
        [CCH_KERNEL_SETTING_PASSES] = old[SETTING_PASSES],
    };
    cch_graph_insert(adding->graph, CCH_KERNEL_SETTING, cells);
}

/* Why a kernel's attribute is not known, of which version 1 has the text. */
static uint32_t reason_of(const char *text) {
    for (int reason = 1; reason < CCH_REASON_STORED_COUNT; reason++)
        if (!strcmp(text, cch_reason_text((enum cch_reason)reason)))
            return (uint32_t)reason;
    return CCH_REASON_OLDER_GRAPH;
}

/* "256, 2", or why it was not read. */
static void cut_numbers(struct adding *adding, uint32_t string, uint32_t cells[3], uint32_t *unread) {
    const char *text = cch_graph_text(adding->graph, string, NULL);
    size_t from[3], length[3], count = 0;
    for (size_t at = 0; text[at] && count < 3; count++) {
        from[count] = at;
        length[count] = strspn(text + at, "0123456789");
        at += length[count];
        if (!length[count] || (text[at] && (count == 2 || strncmp(text + at, ", ", 2) != 0 || !text[at + 2]))) {
            *unread = reason_of(text);
            return;
        }
        at += text[at] ? 2 : 0;
    }
    for (size_t i = 0; i < count; i++) { /* each string that is added may move the others */
        char digits[24];
        text = cch_graph_text(adding->graph, string, NULL);
        if (length[i] < sizeof digits)
            cells[i] = cch_graph_string(adding->graph, memcpy(digits, text + from[i], length[i]), length[i]);
        else
            *unread = CCH_REASON_OLDER_GRAPH;
    }
}

static void add_kernel(struct adding *adding, const uint32_t *old) {
    uint32_t cells[CCH_KERNEL_WIDTH] = {0};
    cells[CCH_KERNEL_FUNCTION] = old[OLD_KERNEL_FUNCTION];
    cut_numbers(adding, old[OLD_KERNEL_BOUNDS], &cells[CCH_KERNEL_MAX_THREADS], &cells[CCH_KERNEL_BOUNDS_UNREAD]);
    cut_numbers(adding, old[OLD_KERNEL_CLUSTER], &cells[CCH_KERNEL_CLUSTER_X], &cells[CCH_KERNEL_CLUSTER_UNREAD]);
    cells[CCH_KERNEL_PASSES] = old[OLD_KERNEL_PASSES];
    cch_graph_insert(adding->graph, CCH_KERNEL, cells);
}

static void tell(struct adding *adding) {
    const uint32_t cells[CCH_PROBLEM_WIDTH] = {
        [CCH_PROBLEM_UNIT] = text_of(adding, CCH_OLDER_UNIT),
        [CCH_PROBLEM_TEXT] = text_of(adding, "read from files of version 1, which do not tell calls that never run "
                                             "nor what of a value is carried, and of several launches at one place "
                                             "neither branches, attributes nor values: unknown, or possible only, "
                                             "until these graphs are made again"),
    };
    cch_graph_insert(adding->graph, CCH_PROBLEM, cells);
}

static void each(struct adding *adding, int table, void (*add)(struct adding *, const uint32_t *)) {
    const struct cch_rows *rows = &adding->older->tables[table];
    for (uint32_t row = 1; row <= rows->count && !adding->graph->status; row++)
        add(adding, cch_rows_at(rows, schemas[table].width, row));
}

void cch_older_add(cch_graph *graph, const struct cch_older *older) {
    struct adding adding = {.graph = graph, .older = older, .unknown = 0};
    if (list_ways(&adding, 0) || list_ways(&adding, 1) ||
        order_make(&adding.launches, &older->tables[LAUNCHES], OLD_LAUNCH_WIDTH, OLD_LAUNCH_WIDTH) ||
        order_make(&adding.details, &older->tables[DETAILS], DETAIL_WIDTH, DETAIL_WIDTH) ||
        order_make(&adding.given, &older->tables[GIVEN], GIVEN_WIDTH, GIVEN_WIDTH)) {
        cch_graph_out_of_memory(graph);
    } else {
        adding.unknown = text_of(&adding, CCH_UNKNOWN_OLDER_GRAPH);
        each(&adding, LAUNCHES, add_launch);
        each(&adding, SETTINGS, add_setting);
        each(&adding, KERNELS, add_kernel);
        tell(&adding);
    }
    for (int any = 0; any < 2; any++) {
        free(adding.ways[any].cells);
        free(adding.by_way[any].rows);
    }
    free(adding.launches.rows);
    free(adding.details.rows);
    free(adding.given.rows);
}

bool cch_graph_is_older(const cch_graph *graph) {
    for (uint32_t row = cch_graph_count(graph, CCH_PROBLEM); row; row--) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        if (!strcmp(cch_graph_text(graph, cells[CCH_PROBLEM_UNIT], NULL), CCH_OLDER_UNIT))
            return true;
    }
    return false;
}
