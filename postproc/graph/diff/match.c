/* Which function of one program is which of the other. */
#include "graph/diff/parts.h"

#include "base/array.h"
#include "base/pool.h"

#include <stdlib.h>
#include <string.h>

enum { LCS_CELLS_MAX = 1 << 22 };

/* A function under the key that it is looked for by. */
struct keyed {
    uint32_t key, signature; /* numbers of matching.texts */
    uint32_t file, line, column, function;
    uint64_t callees; /* hash; only made where it is needed */
};

struct keyed_list {
    struct keyed *items;
    size_t count, capacity;
};

struct matching {
    const cch_view *const *view;
    uint32_t *const *other;
    cch_pool texts;
    struct keyed_list lists[CCH_SIDES];
    char *text; /* scratch */
    size_t capacity;
};

/* Is a place's ":line:column" here? Its length, or 0. */
static size_t place_length(const char *at) {
    size_t length = 0;
    for (int part = 0; part < 2; part++) {
        size_t digits = at[length] == ':' ? strspn(at + length + 1, "0123456789") : 0;
        if (!digits)
            return 0;
        length += 1 + digits;
    }
    return length;
}

static bool has_place(const char *identity) {
    for (const char *at = strchr(identity, '@'); at && (at = strchr(at, ':')); at++)
        if (place_length(at))
            return true;
    return false;
}

/* FNV-1a of an identity without lines and columns. */
static uint64_t identity_hash(const char *identity) {
    uint64_t hash = 14695981039346656037u;
    bool behind = false;
    for (const char *at = identity; *at;) {
        size_t skip = behind && *at == ':' ? place_length(at) : 0;
        behind |= *at == '@';
        at += skip;
        if (!skip)
            hash = (hash ^ (unsigned char)*at++) * 1099511628211u;
    }
    return hash;
}

static uint32_t text_number(struct matching *matching, const char *text, size_t length) {
    return cch_pool_add(&matching->texts, text, length);
}

/* The identity without lines and columns; with `no_file` what stands before
 * the first '@'. UINT32_MAX: no memory. */
static uint32_t key_of(struct matching *matching, const char *identity, bool no_file) {
    size_t length = strlen(identity), used = 0;
    if (cch_array_reserve(&matching->text, &matching->capacity, length + 1, 1))
        return UINT32_MAX;
    bool behind = false;
    for (const char *at = identity; *at && !(no_file && behind);) {
        size_t skip = behind && *at == ':' ? place_length(at) : 0;
        behind |= *at == '@';
        at += skip;
        if (!skip)
            matching->text[used++] = *at++;
    }
    return text_number(matching, matching->text, used);
}

static int add(struct matching *matching, int side, uint32_t function, const char *identity, bool no_file) {
    const cch_graph *graph = matching->view[side]->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
    struct keyed_list *list = &matching->lists[side];
    const char *what;
    size_t length;
    const char *signature = cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], &length);
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, cch_view_place(matching->view[side], function, &what));
    struct keyed keyed = {.key = key_of(matching, identity, no_file),
                          .signature = text_number(matching, signature, length),
                          .function = function};
    if (site) {
        const char *file = cch_graph_text(graph, site[CCH_SITE_FILE], &length);
        keyed.file = text_number(matching, file, length);
        keyed.line = site[CCH_SITE_LINE];
        keyed.column = site[CCH_SITE_COLUMN];
    }
    if (keyed.key == UINT32_MAX || keyed.signature == UINT32_MAX || keyed.file == UINT32_MAX ||
        cch_array_reserve(&list->items, &list->capacity, list->count + 1, sizeof keyed))
        return CCH_ERROR_MEMORY;
    list->items[list->count++] = keyed;
    return CCH_OK;
}

static int compare_keyed(const void *left, const void *right) {
    const struct keyed *a = left, *b = right;
    const uint32_t x[] = {a->key, a->signature, a->file, a->line, a->column, a->function};
    const uint32_t y[] = {b->key, b->signature, b->file, b->line, b->column, b->function};
    for (size_t i = 0; i < sizeof x / sizeof *x; i++)
        if (x[i] != y[i])
            return x[i] < y[i] ? -1 : 1;
    return 0;
}

static void pair(struct matching *matching, uint32_t old, uint32_t new) {
    matching->other[CCH_OLD][old] = new;
    matching->other[CCH_NEW][new] = old;
}

/* Several of one key and signature ----------------------------------------- */

static void hash_callees(const struct matching *matching, int side, struct keyed *items, size_t count) {
    const cch_view *view = matching->view[side];
    for (size_t n = 0; n < count; n++)
        for (size_t i = view->out[items[n].function]; i < view->out[items[n].function + 1]; i++) {
            const char *callee = cch_graph_identity(view->program->graph, view->edges[i].callee, NULL);
            uint64_t hash = (identity_hash(callee) ^ view->edges[i].kind) * 0x9e3779b97f4a7c15u;
            items[n].callees += hash ^ hash >> 29; /* a sum: in any order */
        }
}

static void pair_in_order(struct matching *matching, const struct keyed *old, size_t olds, const struct keyed *new,
                          size_t news) {
    for (size_t i = 0; i < olds && i < news; i++)
        pair(matching, old[i].function, new[i].function);
}

/* The longest common subsequence by callees, and what lies between its members
 * in the order of the source. */
static int pair_run(struct matching *matching, struct keyed *old, size_t olds, struct keyed *new, size_t news) {
    if ((olds == 1 && news == 1) || olds + 1 > LCS_CELLS_MAX / (news + 1)) {
        pair_in_order(matching, old, olds, new, news);
        return CCH_OK;
    }
    size_t width = news + 1;
    uint32_t *longest = calloc((olds + 1) * width, sizeof *longest); /* of the rests from (i, j) on */
    if (!longest)
        return CCH_ERROR_MEMORY;
    hash_callees(matching, CCH_OLD, old, olds);
    hash_callees(matching, CCH_NEW, new, news);
    for (size_t i = olds; i-- > 0;)
        for (size_t j = news; j-- > 0;) {
            uint32_t down = longest[(i + 1) * width + j], right = longest[i * width + j + 1];
            longest[i * width + j] = old[i].callees == new[j].callees ? longest[(i + 1) * width + j + 1] + 1
                                     : down > right                   ? down
                                                                      : right;
        }
    size_t i = 0, j = 0, begun_i = 0, begun_j = 0;
    while (i < olds && j < news) {
        if (old[i].callees == new[j].callees) {
            pair_in_order(matching, old + begun_i, i - begun_i, new + begun_j, j - begun_j);
            pair(matching, old[i++].function, new[j++].function);
            begun_i = i;
            begun_j = j;
        } else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) {
            i++;
        } else {
            j++;
        }
    }
    pair_in_order(matching, old + begun_i, olds - begun_i, new + begun_j, news - begun_j);
    free(longest);
    return CCH_OK;
}

/* Groups ------------------------------------------------------------------- */

static size_t run_end(const struct keyed_list *list, size_t begin, size_t end, bool signature) {
    size_t at = begin;
    while (at < end && list->items[at].key == list->items[begin].key &&
           (!signature || list->items[at].signature == list->items[begin].signature))
        at++;
    return at;
}

/* The only function of a range that has no partner yet; 0 for none or several. */
static uint32_t only_single(const struct matching *matching, int side, size_t begin, size_t end) {
    uint32_t found = 0;
    for (size_t i = begin; i < end; i++) {
        uint32_t function = matching->lists[side].items[i].function;
        if (matching->other[side][function])
            continue;
        if (found)
            return 0;
        found = function;
    }
    return found;
}

/* All of one key: those of one signature first. */
static int pair_group(struct matching *matching, const size_t begin[CCH_SIDES], const size_t end[CCH_SIDES],
                      bool any_signature) {
    struct keyed_list *old = &matching->lists[CCH_OLD], *new = &matching->lists[CCH_NEW];
    int status = CCH_OK;
    for (size_t i = begin[CCH_OLD], j = begin[CCH_NEW]; i < end[CCH_OLD] && j < end[CCH_NEW] && !status;) {
        uint32_t x = old->items[i].signature, y = new->items[j].signature;
        size_t i_end = run_end(old, i, end[CCH_OLD], true), j_end = run_end(new, j, end[CCH_NEW], true);
        if (x == y)
            status = pair_run(matching, old->items + i, i_end - i, new->items + j, j_end - j);
        i = x <= y ? i_end : i;
        j = y <= x ? j_end : j;
    }
    uint32_t single = only_single(matching, CCH_OLD, begin[CCH_OLD], end[CCH_OLD]);
    uint32_t other = only_single(matching, CCH_NEW, begin[CCH_NEW], end[CCH_NEW]);
    if (any_signature && single && other)
        pair(matching, single, other);
    return status;
}

static int pair_lists(struct matching *matching, bool any_signature) {
    int status = CCH_OK;
    for (int side = 0; side < CCH_SIDES; side++)
        if (matching->lists[side].count)
            qsort(matching->lists[side].items, matching->lists[side].count, sizeof(struct keyed), compare_keyed);
    struct keyed_list *old = &matching->lists[CCH_OLD], *new = &matching->lists[CCH_NEW];
    for (size_t i = 0, j = 0; i < old->count && j < new->count && !status;) {
        uint32_t x = old->items[i].key, y = new->items[j].key;
        size_t begin[] = {i, j}, end[] = {run_end(old, i, old->count, false), run_end(new, j, new->count, false)};
        if (x == y)
            status = pair_group(matching, begin, end, any_signature);
        i = x <= y ? end[CCH_OLD] : i;
        j = y <= x ? end[CCH_NEW] : j;
    }
    return status;
}

/* Rounds ------------------------------------------------------------------- */

/* Identities without a place as they are; the others by what is left of them. */
static int match_identities(struct matching *matching) {
    const cch_view *new = matching->view[CCH_NEW];
    for (int side = 0; side < CCH_SIDES; side++) {
        const cch_view *view = matching->view[side];
        for (uint32_t f = 1; f <= view->function_count; f++) {
            size_t length;
            if (!cch_view_shows(view, f))
                continue;
            const char *identity = cch_graph_identity(view->program->graph, f, &length);
            if (has_place(identity)) {
                if (add(matching, side, f, identity, false))
                    return CCH_ERROR_MEMORY;
            } else if (side == CCH_OLD) {
                uint32_t same = cch_graph_find_function(new->program->graph, identity, length);
                if (same && cch_view_shows(new, same))
                    pair(matching, f, same);
            }
        }
    }
    return pair_lists(matching, true);
}

/* What only the file tells apart. */
static int match_moved(struct matching *matching) {
    for (int side = 0; side < CCH_SIDES; side++) {
        const cch_view *view = matching->view[side];
        matching->lists[side].count = 0;
        for (uint32_t f = 1; f <= view->function_count; f++) {
            const char *identity = cch_graph_identity(view->program->graph, f, NULL);
            if (cch_view_shows(view, f) && !matching->other[side][f] && strchr(identity, '@') &&
                add(matching, side, f, identity, true))
                return CCH_ERROR_MEMORY;
        }
    }
    return pair_lists(matching, false);
}

int cch_diff_match(const cch_view *const view[CCH_SIDES], uint32_t *const other[CCH_SIDES]) {
    struct matching matching = {.view = view, .other = other};
    int status = match_identities(&matching);
    if (!status)
        status = match_moved(&matching);
    cch_pool_release(&matching.texts);
    free(matching.lists[CCH_OLD].items);
    free(matching.lists[CCH_NEW].items);
    free(matching.text);
    return status;
}
