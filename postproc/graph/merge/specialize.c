#define _GNU_SOURCE /* qsort_r */
#include "graph/merge/specialize.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/array.h"
#include "base/search.h"
#include "graph/merge/specialize_parts.h"
#include "graph/view/never.h"
#include "graph_file/range.h"

enum { DEPTH_MAX = 24, ALTERNATIVES_MAX = 64 };

/* Lists ---------------------------------------------------------------------------- */

static int compare_keys(const uint32_t *a, const uint32_t *b, int length) {
    for (int i = 0; i < length; i++)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

int cch_ordered_compare(const void *left, const void *right) {
    const struct ordered *a = left, *b = right;
    int order = compare_keys(a->key, b->key, 4);
    return order ? order : a->row < b->row ? -1 : a->row > b->row;
}

static void sort(struct list *list) {
    if (list->count)
        qsort(list->items, list->count, sizeof *list->items, cch_ordered_compare);
}

size_t cch_ordered_first(const struct list *list, const uint32_t *key, int length) {
    size_t at;
    CCH_SEARCH(at, 0, list->count, compare_keys(list->items[at].key, key, length) < 0);
    return at;
}

bool cch_ordered_has(const struct list *list, size_t at, const uint32_t *key, int length) {
    return at < list->count && memcmp(list->items[at].key, key, (size_t)length * sizeof *key) == 0;
}

/* The rows of a table that `wanted` takes, by these columns. */
static void make_list(struct specializing *s, struct list *list, enum cch_table table, const uint8_t *columns,
                      int length, bool (*wanted)(const struct specializing *, const uint32_t *cells)) {
    uint32_t rows = cch_graph_count(s->graph, table);
    list->items = calloc((size_t)rows + 1, sizeof *list->items);
    if (!list->items) {
        s->status = CCH_ERROR_MEMORY;
        return;
    }
    for (uint32_t row = 1; row <= rows; row++) {
        const uint32_t *cells = cch_graph_row(s->graph, table, row);
        if (wanted && !wanted(s, cells))
            continue;
        struct ordered *item = &list->items[list->count++];
        for (int i = 0; i < length; i++)
            item->key[i] = cells[columns[i]];
        item->row = row;
    }
    sort(list);
}

static bool launches_so(const struct specializing *s, const uint32_t *cells) {
    return cch_ordered_has(&s->parameters, cch_ordered_first(&s->parameters, &cells[CCH_LAUNCH_ATTRIBUTE_LAUNCH], 1),
                           &cells[CCH_LAUNCH_ATTRIBUTE_LAUNCH], 1);
}

static bool is_guard_wanted(const struct specializing *s, const uint32_t *cells) {
    return s->leads[cells[CCH_GUARD_CALLER]] || (cells[CCH_GUARD_CALLEE] && s->leads[cells[CCH_GUARD_CALLEE]]);
}

/* CCH_LAUNCH rows with parameters, by their callers. */
static void list_launching(struct specializing *s) {
    s->launching.items = calloc(s->parameters.count + 1, sizeof *s->launching.items);
    if (!s->launching.items) {
        s->status = CCH_ERROR_MEMORY;
        return;
    }
    for (size_t i = 0; i < s->parameters.count; i++) {
        uint32_t launch = s->parameters.items[i].key[0];
        if (i && s->parameters.items[i - 1].key[0] == launch)
            continue;
        uint32_t caller = cch_graph_row(s->graph, CCH_LAUNCH, launch)[CCH_LAUNCH_CALLER];
        s->launching.items[s->launching.count++] = (struct ordered){{caller}, launch};
        s->leads[caller] = 1;
    }
    sort(&s->launching);
}

/* CCH_KERNEL_SETTING rows of a kernel or value that is given. */
static bool is_setting_given(const struct specializing *s, const uint32_t *cells) {
    (void)s;
    return cells[CCH_KERNEL_SETTING_PLACE] || cells[CCH_KERNEL_SETTING_GIVEN];
}

static void list_settings(struct specializing *s) {
    static const uint8_t caller = CCH_KERNEL_SETTING_CALLER;
    make_list(s, &s->settings, CCH_KERNEL_SETTING, &caller, 1, is_setting_given);
    for (size_t i = 0; i < s->settings.count; i++)
        s->leads[s->settings.items[i].key[0]] = 1;
}

struct using {
    struct specializing *s;
    uint32_t function;
};

static void add_pair(struct specializing *s, struct list *list, uint32_t first, uint32_t second) {
    if (cch_array_reserve(&list->items, &list->capacity, list->count + 1, sizeof *list->items))
        s->status = CCH_ERROR_MEMORY;
    else
        list->items[list->count++] = (struct ordered){{first, second}, 0};
}

static void note_place(void *data, uint32_t place) {
    struct using *using = data;
    add_pair(using->s, &using->s->used, using->function, place);
}

static const uint32_t *handed_row(const struct specializing *s, size_t at) {
    return cch_graph_row(s->graph, CCH_HANDED, s->handed.items[at].row);
}

/* What functions launch of what they are given, or hand on to those that do; and which places they use for it. */
static void find_leading(struct specializing *s) {
    bool more = true;
    for (size_t i = 0; i < s->parameters.count; i++) {
        const uint32_t *cells = cch_graph_row(s->graph, CCH_LAUNCH_PARAMETER, s->parameters.items[i].row);
        uint32_t launch = cells[CCH_LAUNCH_PARAMETER_LAUNCH], text = cells[CCH_LAUNCH_PARAMETER_TEXT];
        struct using using = {s, cch_graph_row(s->graph, CCH_LAUNCH, launch)[CCH_LAUNCH_CALLER]};
        cch_handed_each_place(s->graph, text, note_place, &using);
    }
    for (size_t i = 0; i < s->settings.count; i++) {
        const uint32_t *cells = cch_graph_row(s->graph, CCH_KERNEL_SETTING, s->settings.items[i].row);
        uint32_t place = cells[CCH_KERNEL_SETTING_PLACE], given = cells[CCH_KERNEL_SETTING_GIVEN];
        struct using using = {s, cells[CCH_KERNEL_SETTING_CALLER]};
        cch_handed_each_place(s->graph, place, note_place, &using);
        cch_handed_each_place(s->graph, given, note_place, &using);
    }
    while (more && !s->status) {
        more = false;
        for (size_t i = 0; i < s->handed.count; i++) {
            const uint32_t *cells = handed_row(s, i);
            uint32_t caller = cells[CCH_HANDED_CALLER];
            if (s->leads[caller] || !s->leads[cells[CCH_HANDED_CALLEE]])
                continue;
            bool hands_on = false;
            for (int part = 0; part < 3; part++)
                hands_on = hands_on || strchr(cch_graph_text(s->graph, cells[CCH_HANDED_X + part], NULL), '\x01');
            s->leads[caller] = hands_on;
            more = more || hands_on;
        }
    }
    for (size_t i = 0; i < s->handed.count && !s->status; i++) {
        struct using using = {s, handed_row(s, i)[CCH_HANDED_CALLER]};
        if (s->leads[handed_row(s, i)[CCH_HANDED_CALLEE]])
            for (int part = 0; part < 3; part++)
                cch_handed_each_place(s->graph, handed_row(s, i)[CCH_HANDED_X + part], note_place, &using);
    }
    sort(&s->used);
}

/* Who may give something that is not known -------------------------------------------- */

static bool is_handed_at(const struct specializing *s, uint32_t caller, uint32_t callee, uint32_t site) {
    const uint32_t key[] = {caller, callee, site};
    return cch_ordered_has(&s->handed, cch_ordered_first(&s->handed, key, 3), key, 3);
}

/* Functions that are called where nothing is known to be given, or from outside. */
static void find_open(struct specializing *s) {
    const cch_graph *graph = s->graph;
    unsigned char *called = calloc((size_t)s->functions + 1, 1);
    if (!called) {
        s->status = CCH_ERROR_MEMORY;
        return;
    }
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_EDGE); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_EDGE, row);
        uint32_t caller = cells[CCH_EDGE_CALLER], callee = cells[CCH_EDGE_CALLEE];
        if (cells[CCH_EDGE_KIND] == CCH_KIND_LAUNCH && cells[CCH_EDGE_CERTAIN] && s->leads[caller])
            add_pair(s, &s->certain, caller, callee);
        if (!callee || !s->leads[callee] || cch_edge_is_never(graph, cells))
            continue;
        size_t count;
        const uint32_t *sites = cch_graph_items(graph, cells[CCH_EDGE_SITES], &count);
        called[callee] |= count > 0;
        bool plain = cells[CCH_EDGE_KIND] == CCH_KIND_CALL && count;
        for (size_t i = 0; i < count && plain; i++)
            plain = is_handed_at(s, caller, callee, sites[i]);
        s->open[callee] |= !plain;
    }
    for (size_t i = 0; i < s->derivation->count; i++)
        s->open[s->derivation->items[i].callee] = 1;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_ADDRESS_TAKEN); row++)
        s->open[cch_graph_row(graph, CCH_ADDRESS_TAKEN, row)[CCH_ADDRESS_TAKEN_FUNCTION]] = 1;
    for (uint32_t f = 1; f <= s->functions; f++)
        if (!called[f] || (cch_graph_row(graph, CCH_FUNCTION, f)[CCH_FUNCTION_FLAGS] & CCH_FLAG_ENTRY))
            s->open[f] = 1;
    sort(&s->certain);
    free(called);
}

/* Contexts ------------------------------------------------------------------------------ */

static void add_context(struct specializing *s, struct context context) {
    if (cch_array_reserve(&s->contexts, &s->capacity, s->count + 1, sizeof context)) {
        free(context.values.items);
        s->status = CCH_ERROR_MEMORY;
    } else {
        s->contexts[s->count++] = context;
    }
}

/* The function itself, in which not all that it is given is known: once. */
void cch_specialize_open(struct specializing *s, uint32_t function) {
    if (!s->leads[function] || s->open[function] == 2)
        return;
    s->open[function] = 2;
    add_context(s, (struct context){.function = function, .made = function});
}

static int compare_values(const void *left, const void *right, void *graph) {
    const struct cch_handed_value *a = left, *b = right;
    return strcmp(cch_graph_text(graph, a->place, NULL), cch_graph_text(graph, b->place, NULL));
}

static void hash_text(XXH3_state_t *state, const char *text) { XXH3_128bits_update(state, text, strlen(text) + 1); }

/* A specialization's identity tells what it is given. */
static uint32_t make_function(struct specializing *s, const struct context *context) {
    cch_graph *graph = s->graph;
    XXH3_state_t state;
    char digits[64];
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0}, own[CCH_FUNCTION_WIDTH];
    size_t length;
    XXH3_128bits_reset(&state);
    for (size_t i = 0; i < context->values.count; i++) {
        const struct cch_handed_value *value = &context->values.items[i];
        hash_text(&state, cch_graph_text(graph, value->place, NULL));
        hash_text(&state, cch_graph_identity(graph, value->kernel, NULL));
        for (int part = 0; part < 3; part++)
            hash_text(&state, cch_graph_text(graph, value->text[part], NULL));
    }
    XXH128_hash_t hash = XXH3_128bits_digest(&state);
    const char *name = cch_graph_identity(graph, context->function, &length);
    char *identity = malloc(length + sizeof digits);
    if (!identity) {
        s->status = CCH_ERROR_MEMORY;
        return 0;
    }
    memcpy(identity, name, length);
    snprintf(digits, sizeof digits, "@given:%016" PRIx64 "%016" PRIx64, hash.high64, hash.low64);
    memcpy(identity + length, digits, strlen(digits));
    uint32_t row = cch_graph_function(graph, identity, length + strlen(digits));
    free(identity);
    memcpy(own, cch_graph_row(graph, CCH_FUNCTION, context->function), sizeof own);
    cells[CCH_FUNCTION_IDENTITY] = row;
    cells[CCH_FUNCTION_LANGUAGE] = own[CCH_FUNCTION_LANGUAGE];
    cells[CCH_FUNCTION_FLAGS] = (own[CCH_FUNCTION_FLAGS] | CCH_FLAG_INSTANTIATION) & ~(uint32_t)CCH_FLAG_ENTRY;
    cells[CCH_FUNCTION_NAME] = own[CCH_FUNCTION_NAME];
    cells[CCH_FUNCTION_SOURCE] = context->function;
    return cch_graph_insert(graph, CCH_FUNCTION, cells);
}

/* The row of the function with these values, which it takes; new ones are looked at later. 0: there are too many. */
static uint32_t specialize(struct specializing *s, struct context context) {
    qsort_r(context.values.items, context.values.count, sizeof *context.values.items, compare_values, s->graph);
    context.made = s->cut ? 0 : make_function(s, &context);
    size_t at = context.made > s->functions ? context.made - s->functions : 0, had = s->known_capacity;
    if (at && cch_array_reserve(&s->known, &s->known_capacity, at + 1, 1))
        s->status = CCH_ERROR_MEMORY;
    if (!at || s->status || at > CCH_SPECIALIZATIONS_MAX) {
        s->cut = s->cut || at > CCH_SPECIALIZATIONS_MAX;
        free(context.values.items);
        return 0;
    }
    memset(s->known + had, 0, s->known_capacity - had);
    s->made[context.function] = 1;
    if (s->known[at]++) {
        s->known[at] = 1;
        free(context.values.items);
    } else {
        add_context(s, context);
    }
    return context.made;
}

void cch_specialize_edge(struct specializing *s, uint32_t caller, uint32_t callee, uint32_t site, enum cch_kind kind,
                         uint32_t passes, bool certain) {
    struct cch_derived edge = {.caller = caller,
                               .callee = callee,
                               .kind = kind,
                               .certain = certain,
                               .sites = cch_graph_list(s->graph, &site, site ? 1 : 0),
                               .passes = cch_program_passes(s->program, passes)};
    cch_derivation_add(s->derivation, &edge);
}

/* The branches of a call or launch, for the functions that stand for its caller and callee. */
void cch_specialize_guards(struct specializing *s, const uint32_t *key, uint32_t caller, uint32_t callee) {
    for (size_t at = cch_ordered_first(&s->guards, key, 4); cch_ordered_has(&s->guards, at, key, 4) && !s->status;
         at++) {
        uint32_t cells[CCH_GUARD_WIDTH];
        memcpy(cells, cch_graph_row(s->graph, CCH_GUARD, s->guards.items[at].row), sizeof cells);
        cells[CCH_GUARD_CALLER] = caller;
        cells[CCH_GUARD_CALLEE] = callee;
        cch_graph_insert(s->graph, CCH_GUARD, cells);
    }
}

/* Calls ------------------------------------------------------------------------------------ */

/* What a call may give for one place: several values where it depends. */
struct choices {
    size_t first, count; /* of the rows that are handed */
};

static bool uses(const struct specializing *s, uint32_t function, uint32_t place) {
    const uint32_t key[] = {function, place};
    return cch_ordered_has(&s->used, cch_ordered_first(&s->used, key, 2), key, 2);
}

/* One of the ways to give something for all places: `chosen` is the row for each. */
static void call_with(struct specializing *s, const struct context *caller, const uint32_t *chosen, size_t count,
                      const bool *alone) {
    uint32_t first[CCH_HANDED_WIDTH];
    memcpy(first, cch_graph_row(s->graph, CCH_HANDED, chosen[0]), sizeof first);
    struct context made = {.function = first[CCH_HANDED_CALLEE], .depth = caller->depth + 1};
    bool told = true, tells = false;
    uint32_t way = first[CCH_HANDED_PATH];
    made.values.items = calloc(count, sizeof *made.values.items);
    if (!made.values.items)
        s->status = CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count && !s->status; i++) {
        const uint32_t *cells = cch_graph_row(s->graph, CCH_HANDED, chosen[i]);
        struct cch_handed_value value = {cells[CCH_HANDED_PLACE],
                                         cells[CCH_HANDED_KERNEL],
                                         {cells[CCH_HANDED_X], cells[CCH_HANDED_Y], cells[CCH_HANDED_Z]},
                                         cells[CCH_HANDED_DEPENDS]};
        bool known = true;
        told = told && cells[CCH_HANDED_TOLD] && (alone[i] || cells[CCH_HANDED_WAY] != cells[CCH_HANDED_PATH]);
        if (cells[CCH_HANDED_WAY] != cells[CCH_HANDED_PATH]) {
            told = told && (way == first[CCH_HANDED_PATH] || way == cells[CCH_HANDED_WAY]);
            way = cells[CCH_HANDED_WAY];
        }
        if (!value.kernel && !value.text[0])
            continue;
        if (!value.kernel)
            s->status = cch_handed_resolve(s->graph, caller->function, &caller->values, &value, &known);
        if (!known)
            continue;
        tells = tells || cch_handed_tells(s->graph, &value);
        made.values.items[made.values.count++] = value;
    }
    uint32_t callee = 0;
    if (tells && !s->status && caller->depth < DEPTH_MAX)
        callee = specialize(s, made);
    else
        free(made.values.items);
    if (!callee) {
        cch_specialize_open(s, made.function);
        return;
    }
    const uint32_t key[] = {first[CCH_HANDED_CALLER], made.function, first[CCH_HANDED_SITE], way};
    cch_specialize_edge(s, caller->made, callee, first[CCH_HANDED_SITE], CCH_KIND_CALL, first[CCH_HANDED_PASSES], told);
    cch_specialize_guards(s, key, caller->made, callee);
}

/* All ways to choose one row for each place. */
static void call(struct specializing *s, const struct context *caller, const struct choices *places, size_t count) {
    uint32_t chosen[ALTERNATIVES_MAX];
    bool alone[ALTERNATIVES_MAX];
    size_t at[ALTERNATIVES_MAX] = {0}, ways = 1;
    for (size_t i = 0; i < count; i++)
        ways *= places[i].count;
    for (size_t way = 0; way < ways && !s->status; way++) {
        size_t rest = way;
        for (size_t i = 0; i < count; i++) {
            at[i] = rest % places[i].count;
            rest /= places[i].count;
            chosen[i] = s->handed.items[places[i].first + at[i]].row;
            alone[i] = places[i].count == 1;
        }
        call_with(s, caller, chosen, count, alone);
    }
}

/* By caller, callee, site, path, place. */
static int compare_handed(const void *left, const void *right, void *graph) {
    const uint32_t *a = cch_graph_row(graph, CCH_HANDED, ((const struct ordered *)left)->row);
    const uint32_t *b = cch_graph_row(graph, CCH_HANDED, ((const struct ordered *)right)->row);
    for (int column = CCH_HANDED_CALLER; column <= CCH_HANDED_PLACE; column++)
        if (a[column] != b[column])
            return a[column] < b[column] ? -1 : 1;
    return cch_ordered_compare(left, right);
}

/* Rows handed[from] … handed[end - 1] are those of one call. */
static void follow_call(struct specializing *s, const struct context *caller, size_t from, size_t end) {
    struct choices places[ALTERNATIVES_MAX];
    size_t count = 0, ways = 1;
    uint32_t callee = s->handed.items[from].key[1];
    for (size_t at = from, next; at < end; at = next) {
        uint32_t place = handed_row(s, at)[CCH_HANDED_PLACE];
        for (next = at + 1; next < end && handed_row(s, next)[CCH_HANDED_PLACE] == place; next++)
            ;
        if (!uses(s, callee, place))
            continue;
        if (count == ALTERNATIVES_MAX || (ways *= next - at) > ALTERNATIVES_MAX) {
            cch_specialize_open(s, callee);
            return;
        }
        places[count++] = (struct choices){at, next - at};
    }
    if (count)
        call(s, caller, places, count);
    else
        cch_specialize_open(s, callee);
}

/* Does the call hand on what its caller is given? */
static bool hands_on(const struct specializing *s, size_t from, size_t end) {
    for (; from < end; from++)
        for (int part = 0; part < 3; part++)
            if (strchr(cch_graph_text(s->graph, handed_row(s, from)[CCH_HANDED_X + part], NULL), '\x01'))
                return true;
    return false;
}

/* The calls of a function: in a specialization those that hand on what it is given; else the others, and these too
 * where it may be given something that is not known. */
static void follow_calls(struct specializing *s, const struct context *caller, bool handing_on, bool others) {
    for (size_t from = cch_ordered_first(&s->handed, &caller->function, 1), end;
         cch_ordered_has(&s->handed, from, &caller->function, 1); from = end) {
        for (end = from + 1; cch_ordered_has(&s->handed, end, s->handed.items[from].key, 4); end++)
            ;
        if (s->leads[s->handed.items[from].key[1]] && !s->status && (hands_on(s, from, end) ? handing_on : others))
            follow_call(s, caller, from, end);
    }
}

/* All of it -------------------------------------------------------------------------------------- */

static void look_at(struct specializing *s, struct context context) {
    bool itself = context.made == context.function;
    follow_calls(s, &context, true, itself && !s->followed[context.function]);
    if (!itself)
        cch_specialize_launches(s, &context);
    if (!itself && !s->status)
        cch_specialize_settings(s, &context);
}

static void run(struct specializing *s) {
    for (uint32_t f = 1; f <= s->functions && !s->status; f++)
        if (s->leads[f] && s->open[f])
            cch_specialize_open(s, f);
    for (size_t at = 0; at < s->handed.count && !s->status; at++) { /* what callers give of their own */
        uint32_t caller = s->handed.items[at].key[0];
        if ((at && s->handed.items[at - 1].key[0] == caller) || s->open[caller] == 2)
            continue;
        struct context itself = {.function = caller, .made = caller};
        s->followed[caller] = 1;
        follow_calls(s, &itself, !s->leads[caller], true);
    }
    for (uint32_t f = 0; f <= s->functions && !s->status; f++) {
        for (; s->done < s->count && !s->status; s->done++)
            look_at(s, s->contexts[s->done]);
        if (s->leads[f] && !s->made[f]) /* in a circle that nothing leads to */
            cch_specialize_open(s, f);
    }
    for (; s->done < s->count && !s->status; s->done++)
        look_at(s, s->contexts[s->done]);
}

static void tell_cut(struct specializing *s) {
    static const char text[] = "more launches of what callers give than are told apart";
    uint32_t cells[CCH_PROBLEM_WIDTH] = {0};
    cells[CCH_PROBLEM_TEXT] = cch_graph_string(s->graph, text, strlen(text));
    cch_graph_insert(s->graph, CCH_PROBLEM, cells);
}

static void gather(struct specializing *s) {
    static const uint8_t handed[] = {CCH_HANDED_CALLER, CCH_HANDED_CALLEE, CCH_HANDED_SITE, CCH_HANDED_PATH};
    static const uint8_t guards[] = {CCH_GUARD_CALLER, CCH_GUARD_CALLEE, CCH_GUARD_SITE, CCH_GUARD_PATH};
    static const uint8_t parameter = CCH_LAUNCH_PARAMETER_LAUNCH, attribute = CCH_LAUNCH_ATTRIBUTE_LAUNCH;
    make_list(s, &s->handed, CCH_HANDED, handed, 4, NULL);
    make_list(s, &s->parameters, CCH_LAUNCH_PARAMETER, &parameter, 1, NULL);
    if (!s->status)
        list_launching(s);
    if (!s->status)
        list_settings(s);
    if (!s->status) {
        qsort_r(s->handed.items, s->handed.count, sizeof *s->handed.items, compare_handed, s->graph);
        find_leading(s);
        make_list(s, &s->attributes, CCH_LAUNCH_ATTRIBUTE, &attribute, 1, launches_so);
        make_list(s, &s->guards, CCH_GUARD, guards, 4, is_guard_wanted);
    }
    if (!s->status)
        find_open(s);
}

static void release(struct specializing *s) {
    struct list *lists[] = {&s->handed, &s->parameters, &s->launching, &s->attributes,
                            &s->guards, &s->used,       &s->certain,   &s->settings};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        free(lists[i]->items);
    for (size_t i = 0; i < s->count; i++)
        free(s->contexts[i].values.items);
    free(s->contexts);
    free(s->leads);
    free(s->open);
    free(s->made);
    free(s->followed);
    free(s->known);
}

int cch_specialize(cch_program *program, cch_graph *graph, struct cch_derivation *derivation) {
    struct specializing s = {.program = program, .graph = graph, .derivation = derivation};
    bool any = cch_graph_count(graph, CCH_LAUNCH_PARAMETER) || cch_graph_count(graph, CCH_KERNEL_SETTING);
    if (derivation->status || !any || !cch_graph_count(graph, CCH_HANDED))
        return derivation->status;
    s.functions = cch_graph_count(graph, CCH_FUNCTION);
    s.launches = cch_graph_count(graph, CCH_LAUNCH);
    s.leads = calloc((size_t)s.functions + 1, 1);
    s.open = calloc((size_t)s.functions + 1, 1);
    s.made = calloc((size_t)s.functions + 1, 1);
    s.followed = calloc((size_t)s.functions + 1, 1);
    if (!s.leads || !s.open || !s.made || !s.followed)
        s.status = CCH_ERROR_MEMORY;
    if (!s.status)
        gather(&s);
    if (!s.status)
        run(&s);
    if (s.cut)
        tell_cut(&s);
    if (!s.status)
        s.status = cch_graph_status(graph) ? CCH_ERROR_MEMORY : derivation->status;
    if (!s.status)
        cch_specialize_replace(&s);
    if (!s.status && (cch_graph_order(graph, CCH_GUARD) || cch_graph_order(graph, CCH_LAUNCH_ATTRIBUTE) ||
                      cch_graph_order(graph, CCH_PROBLEM)))
        s.status = CCH_ERROR_MEMORY;
    release(&s);
    return s.status;
}
