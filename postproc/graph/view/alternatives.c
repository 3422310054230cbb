#include "graph/view/alternatives.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What a dispatch key says of the function that is registered under it. */
enum role { OF_DEVICE, OF_EVERY_DEVICE, OF_SHAPES, AROUND };

struct registered {
    uint32_t name, target;
    const char *key;
    enum role role;
};

static int begins(const char *text, const char *with) { return !strncmp(text, with, strlen(with)); }

static enum role role_of(const char *key, const char *device) {
    static const char *const around[] = {"Autograd",  "Autocast",  "ADInplaceOrView", "Functionalize", "Python",
                                         "Batched",   "FuncTorch", "BackendSelect",   "Tracer",        "Named",
                                         "Conjugate", "Negative",  "ZeroTensor",      "VmapMode"};
    if (!*key || begins(key, "Composite") || !strcmp(key, "CatchAll") || !strcmp(key, "Undefined"))
        return OF_EVERY_DEVICE;
    if (!strcmp(key, "Meta") || begins(key, "Fake"))
        return device && !strcasecmp(device, "meta") ? OF_DEVICE : OF_SHAPES;
    for (size_t i = 0; i < sizeof around / sizeof *around; i++)
        if (begins(key, around[i]))
            return AROUND;
    return OF_DEVICE;
}

/* CUDA, SparseCUDA, QuantizedCUDA … of "cuda". */
static int is_of(const char *key, const char *device) {
    size_t length = strlen(key), of = strlen(device);
    return length >= of && !strcasecmp(key + length - of, device);
}

static int by_name(const void *a, const void *b) {
    const struct registered *x = a, *y = b;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

/* Does the function run where the operator is called for the device? */
static int runs(const struct registered *of, const char *device, int has_own) {
    switch (of->role) {
    case OF_DEVICE:
        return is_of(of->key, device);
    case OF_EVERY_DEVICE:
        return !has_own;
    case OF_SHAPES:
        return 0;
    default: /* AutogradCUDA, or plain Autograd */
        return is_of(of->key, device) || !strcmp(of->key, "Autograd") || !begins(of->key, "Auto");
    }
}

struct run {
    const struct registered *items;
    size_t count;
    const char *device;
    int has_own; /* the device has a function of its own */
};

static int remains(const struct run *run, const struct registered *of) {
    return !run->device || runs(of, run->device, run->has_own);
}

/* Is it one to choose from, and not beside the others? */
static int is_candidate(const struct registered *of) { return of->role == OF_DEVICE || of->role == OF_EVERY_DEVICE; }

/* How many functions there are to choose from. */
static size_t candidates(const struct run *run) {
    size_t count = 0;
    uint32_t last = 0;
    for (size_t i = 0; i < run->count; i++) {
        const struct registered *of = &run->items[i];
        if (!is_candidate(of) || !remains(run, of) || of->target == last)
            continue;
        last = of->target;
        count++;
    }
    return count;
}

/* The rows of one function of a name are `items` to `end`. */
static enum cch_choice choice_of(const struct run *run, const struct registered *items, const struct registered *end,
                                 size_t count) {
    int left = 0, chosen = 0, shapes = 1;
    for (; items < end; items++) {
        left |= remains(run, items);
        shapes &= items->role == OF_SHAPES;
        chosen |= remains(run, items) && is_candidate(items);
    }
    if (!left)
        return CCH_CHOICE_EXCLUDED;
    if (chosen && count == 1)
        return CCH_CHOICE_NONE;
    return shapes ? CCH_CHOICE_SHAPES : CCH_CHOICE_POSSIBLE;
}

static void choose(const struct run *run, cch_alternatives *out) {
    size_t count = candidates(run);
    const struct registered *end = run->items + run->count, *next;
    for (const struct registered *of = run->items; of < end; of = next) {
        next = of;
        while (next < end && next->target == of->target)
            next++;
        enum cch_choice choice = choice_of(run, of, next, count);
        if (choice)
            out->items[out->count++] = (struct cch_alternative){of->name, of->target, choice};
    }
}

static size_t collect(const cch_graph *graph, const char *device, struct registered *all) {
    size_t count = 0;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
        if (!cells[CCH_BINDING_NAME] || !cells[CCH_BINDING_TARGET])
            continue;
        const char *key = cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL);
        all[count++] =
            (struct registered){cells[CCH_BINDING_NAME], cells[CCH_BINDING_TARGET], key, role_of(key, device)};
    }
    return count;
}

static int by_target(const void *a, const void *b) {
    const struct registered *x = a, *y = b;
    return (x->target > y->target) - (x->target < y->target);
}

/* Functions that no name runs on the device. */
static void exclude(struct registered *all, size_t count, cch_alternatives *out) {
    if (count)
        qsort(all, count, sizeof *all, by_target);
    for (size_t from = 0, to; from < count; from = to) {
        int excluded = 1;
        for (to = from; to < count && all[to].target == all[from].target; to++)
            excluded &= cch_alternatives_choice(out, all[to].name, all[to].target) == CCH_CHOICE_EXCLUDED;
        if (excluded)
            out->excluded[out->excluded_count++] = all[from].target;
    }
}

int cch_alternatives_find(const cch_graph *graph, const char *device, cch_alternatives *out) {
    uint32_t rows = cch_graph_count(graph, CCH_BINDING);
    struct registered *all = rows ? malloc(rows * sizeof *all) : NULL;
    *out = (cch_alternatives){0};
    out->items = rows ? malloc(rows * sizeof *out->items) : NULL;
    out->excluded = rows && device ? malloc(rows * sizeof *out->excluded) : NULL;
    if (rows && (!all || !out->items || (device && !out->excluded))) {
        free(all);
        cch_alternatives_release(out);
        return CCH_ERROR_MEMORY;
    }
    size_t count = rows ? collect(graph, device, all) : 0;
    if (count)
        qsort(all, count, sizeof *all, by_name);
    for (size_t from = 0, to; from < count; from = to) {
        struct run run = {all + from, 0, device, 0};
        for (to = from; to < count && all[to].name == all[from].name; to++)
            run.has_own |= device && all[to].role == OF_DEVICE && is_of(all[to].key, device);
        run.count = to - from;
        choose(&run, out);
    }
    if (device)
        exclude(all, count, out);
    free(all);
    return CCH_OK;
}

void cch_alternatives_release(cch_alternatives *alternatives) {
    free(alternatives->items);
    free(alternatives->excluded);
    *alternatives = (cch_alternatives){0};
}

static int by_pair(const void *key, const void *item) {
    const struct cch_alternative *x = key, *y = item;
    if (x->name != y->name)
        return x->name < y->name ? -1 : 1;
    return (x->target > y->target) - (x->target < y->target);
}

static int by_number(const void *key, const void *item) {
    uint32_t x = *(const uint32_t *)key, y = *(const uint32_t *)item;
    return (x > y) - (x < y);
}

int cch_alternatives_excludes(const cch_alternatives *alternatives, uint32_t target) {
    size_t count = alternatives->excluded_count;
    return count && bsearch(&target, alternatives->excluded, count, sizeof target, by_number) != NULL;
}

enum cch_choice cch_alternatives_choice(const cch_alternatives *alternatives, uint32_t name, uint32_t target) {
    const struct cch_alternative key = {name, target, CCH_CHOICE_NONE}, *found = NULL;
    if (alternatives->count)
        found = bsearch(&key, alternatives->items, alternatives->count, sizeof key, by_pair);
    return found ? found->choice : CCH_CHOICE_NONE;
}
