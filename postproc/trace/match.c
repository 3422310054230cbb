#include "trace/match.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/index.h"
#include "params/hardware/kernel_name.h"

struct known {
    uint32_t kernel;
    char *plain; /* its full name as profilers' are compared; of a Python kernel the last part */
    size_t stem; /* so much of it is in front of the template arguments */
};

struct cch_matcher {
    const cch_view *view;
    const unsigned char *launched;
    struct known *known;
    size_t count, capacity;
    cch_index index; /* by the plain name */
};

static uint32_t hash_of(const char *text) { return cch_hash_text(text); }

static int add(cch_matcher *matcher, cch_names *names, uint32_t kernel) {
    const char *full = cch_names_function(names, CCH_NAMING_FULL, kernel), *last;
    const uint32_t *cells = cch_graph_row(matcher->view->program->graph, CCH_FUNCTION, kernel);
    if (cells[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON && (last = strrchr(full, '.')) != NULL)
        full = last + 1;
    struct known known = {.kernel = kernel, .plain = cch_kernel_name_plain(full)};
    if (!known.plain || cch_index_reserve(&matcher->index, matcher->count + 1) ||
        cch_array_reserve(&matcher->known, &matcher->capacity, matcher->count + 1, sizeof known)) {
        free(known.plain);
        return CCH_ERROR_MEMORY;
    }
    known.stem = strcspn(known.plain, "<");
    matcher->known[matcher->count++] = known;
    cch_index_add(&matcher->index, hash_of(known.plain), (uint32_t)matcher->count);
    return 0;
}

cch_matcher *cch_matcher_new(const cch_view *view, cch_names *names, const unsigned char *launched) {
    cch_matcher *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->view = view;
    made->launched = launched;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cch_view_shows(view, f) && ((view->flags[f] & CCH_FLAG_KERNEL) || launched[f]) && add(made, names, f)) {
            cch_matcher_free(made);
            return NULL;
        }
    return made;
}

void cch_matcher_free(cch_matcher *matcher) {
    if (!matcher)
        return;
    for (size_t i = 0; i < matcher->count; i++)
        free(matcher->known[i].plain);
    free(matcher->known);
    cch_index_release(&matcher->index);
    free(matcher);
}

/* What was found so far. */
struct found {
    const unsigned char *launched;
    uint32_t kernel;
    size_t count;
    bool is_launched;
};

static void take(struct found *found, uint32_t kernel) {
    bool launched = found->launched[kernel] != 0;
    if (found->count && found->is_launched && !launched)
        return;
    if (launched && !found->is_launched)
        found->count = 0;
    found->is_launched = found->is_launched || launched;
    found->kernel = kernel;
    found->count++;
}

static void find_mangled(const cch_matcher *matcher, const char *mangled, struct found *found) {
    const cch_graph *graph = matcher->view->program->graph;
    size_t length = strlen(mangled);
    uint32_t exact = cch_graph_find_function(graph, mangled, length);
    if (exact) {
        take(found, exact);
        return;
    }
    for (size_t i = 0; i < matcher->count; i++) { /* of internal linkage: the unit stands behind it */
        const char *identity = cch_graph_identity(graph, matcher->known[i].kernel, NULL);
        if (strncmp(identity, mangled, length) == 0 && identity[length] == '@')
            take(found, matcher->known[i].kernel);
    }
}

/* By the name alone, template arguments left out: is there such a kernel? */
static bool has_stem(const cch_matcher *matcher, const char *plain) {
    char *stem = strndup(plain, strcspn(plain, "<"));
    bool has = false;
    for (size_t i = 0; i < matcher->count && stem && !has; i++) {
        const struct known *known = &matcher->known[i];
        has = *stem && cch_kernel_name_is(known->plain, stem, true);
    }
    free(stem);
    return has;
}

int cch_match_kernel(cch_matcher *matcher, const char *name, const char *mangled, enum cch_match *match,
                     uint32_t *kernel) {
    struct found found = {.launched = matcher->launched};
    if (!mangled && strncmp(name, "_Z", 2) == 0)
        mangled = name;
    if (mangled)
        find_mangled(matcher, mangled, &found);
    char *plain = cch_kernel_name_plain(name);
    if (!plain)
        return CCH_ERROR_MEMORY;
    if (!found.count) {
        uint32_t hash = hash_of(plain);
        for (const struct cch_slot *s = cch_index_find(&matcher->index, hash); s;
             s = cch_index_again(&matcher->index, s))
            if (strcmp(matcher->known[s->number - 1].plain, plain) == 0)
                take(&found, matcher->known[s->number - 1].kernel);
    }
    for (int loose = 0; loose < 2 && !found.count && *plain; loose++)
        for (size_t i = 0; i < matcher->count; i++)
            if (cch_kernel_name_is(matcher->known[i].plain, plain, loose))
                take(&found, matcher->known[i].kernel);
    *kernel = found.count == 1 ? found.kernel : 0;
    *match = found.count == 1           ? CCH_MATCH_ONE
             : found.count              ? CCH_MATCH_SEVERAL
             : has_stem(matcher, plain) ? CCH_MATCH_OTHER_INSTANCE
                                        : CCH_MATCH_NONE;
    free(plain);
    return 0;
}
