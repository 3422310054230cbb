#include "cost/join.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/index.h"

struct known {
    char *plain;
    uint32_t function;
};

struct cch_join {
    const cch_view *view;
    struct known *items;
    size_t count, capacity;
    cch_index index; /* by the plain name */
};

/* nvcc calls an anonymous namespace "_GLOBAL__N__<hash>_<length>_<file>_<hash>" (clang "_GLOBAL__N_1"), puts what is
 * static into one that is called "_INTERNAL_…" in relocatable code, and leaves out the L in front of a name of internal
 * linkage (Itanium C++ ABI, 5.1.5). What of these one compiler writes and the other does not is made the same. */
char *cch_join_plain(const char *mangled) {
    static const char anonymous[] = "12_GLOBAL__N_1", namespace[] = "_GLOBAL__N_", internal[] = "_INTERNAL_";
    size_t end = strcspn(mangled, "@"); /* the unit stands behind it */
    char *plain = malloc(end + sizeof anonymous), *to = plain;
    for (size_t i = 0; plain && i < end;) {
        bool is_name = isdigit((unsigned char)mangled[i]) && (i == 0 || !isdigit((unsigned char)mangled[i - 1]));
        size_t digits = is_name ? strspn(mangled + i, "0123456789") : 0, length = 0;
        if (digits && digits < 6)
            length = strtoul(mangled + i, NULL, 10);
        if (mangled[i] == 'L' && i && isdigit((unsigned char)mangled[i + 1])) {
            i++;
        } else if (length && i + digits + length <= end &&
                   strncmp(mangled + i + digits, namespace, sizeof namespace - 1) == 0) {
            memcpy(to, anonymous, sizeof anonymous - 1);
            to += sizeof anonymous - 1;
            i += digits + length;
        } else if (length && i + digits + length <= end &&
                   strncmp(mangled + i + digits, internal, sizeof internal - 1) == 0) {
            i += digits + length;
        } else {
            memcpy(to, mangled + i, digits ? digits : 1);
            to += digits ? digits : 1;
            i += digits ? digits : 1;
        }
    }
    if (plain)
        *to = '\0';
    return plain;
}

static int add(cch_join *join, uint32_t function) {
    struct known known = {cch_join_plain(cch_graph_identity(join->view->program->graph, function, NULL)), function};
    if (!known.plain || cch_index_reserve(&join->index, join->count + 1) ||
        cch_array_reserve(&join->items, &join->capacity, join->count + 1, sizeof known)) {
        free(known.plain);
        return CCH_ERROR_MEMORY;
    }
    join->items[join->count++] = known;
    cch_index_add(&join->index, cch_hash_text(known.plain), (uint32_t)join->count);
    return 0;
}

cch_join *cch_join_new(const cch_view *view) {
    cch_join *made = calloc(1, sizeof *made);
    if (!made)
        return NULL;
    made->view = view;
    for (uint32_t f = 1; f <= view->function_count; f++)
        if (cch_view_shows(view, f) &&
            (view->flags[f] & (CCH_FLAG_KERNEL | CCH_FLAG_INTERNAL | CCH_FLAG_INSTANTIATION)) &&
            (view->flags[f] & (CCH_FLAG_KERNEL | CCH_FLAG_DEVICE)) && add(made, f)) {
            cch_join_free(made);
            return NULL;
        }
    return made;
}

void cch_join_free(cch_join *join) {
    if (!join)
        return;
    for (size_t i = 0; i < join->count; i++)
        free(join->items[i].plain);
    free(join->items);
    cch_index_release(&join->index);
    free(join);
}

/* The file's name is part of what nvcc calls an anonymous namespace: "…_4_k_cu_…" of k.cu. Is it the unit's? */
static bool names_unit(const char *mangled, const char *identity) {
    const char *unit = strchr(identity, '@'), *base = unit ? strrchr(unit, '/') : NULL;
    char name[256];
    if (!unit)
        return false;
    base = base ? base + 1 : unit + 1;
    if (strlen(base) + 2 > sizeof name)
        return false;
    char *to = name;
    *to++ = '_';
    for (; *base; base++)
        *to++ = isalnum((unsigned char)*base) ? *base : '_';
    *to = '\0';
    return strstr(mangled, name) != NULL;
}

int cch_join_find(const cch_join *join, const char *mangled, uint32_t *function, bool *several) {
    const cch_graph *graph = join->view->program->graph;
    uint32_t exact = cch_graph_find_function(graph, mangled, strlen(mangled)), first = 0, named = 0;
    size_t count = 0, named_count = 0;
    *several = false;
    *function = exact;
    if (exact)
        return 0;
    char *plain = cch_join_plain(mangled);
    if (!plain)
        return CCH_ERROR_MEMORY;
    uint32_t hash = cch_hash_text(plain);
    for (const struct cch_slot *s = cch_index_find(&join->index, hash); s; s = cch_index_again(&join->index, s)) {
        const struct known *known = &join->items[s->number - 1];
        if (strcmp(known->plain, plain) != 0)
            continue;
        first = known->function;
        count++;
        if (names_unit(mangled, cch_graph_identity(graph, known->function, NULL))) {
            named = known->function;
            named_count++;
        }
    }
    free(plain);
    *function = count == 1 ? first : named_count == 1 ? named : 0;
    *several = count > 1 && !*function;
    return 0;
}
