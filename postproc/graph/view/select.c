#include "graph/view/select.h"

#include "base/pattern.h"

#include <stdlib.h>
#include <string.h>

typedef bool matcher(const cch_pattern *pattern, const char *name);

/* "device_kernel<ns::Operation>", a kernel that stands for its operation, is also what "device_kernel" means. */
static bool matches_kernel(const cch_view *view, const cch_pattern *pattern, matcher *matches, uint32_t function,
                           const char *name) {
    char plain[CCH_NAME_MAX + 1];
    size_t length = strlen(name);
    const char *arguments = strchr(name, '<');
    if (!(view->flags[function] & CCH_FLAG_KERNEL) || !arguments || name[length - 1] != '>' ||
        (size_t)(arguments - name) >= sizeof plain)
        return false;
    memcpy(plain, name, (size_t)(arguments - name));
    plain[arguments - name] = '\0';
    return matches(pattern, plain);
}

static size_t select_by(const cch_view *view, cch_names *names, const cch_pattern *pattern, matcher *matches,
                        unsigned char *set) {
    size_t count = 0;
    for (uint32_t function = 1; function <= view->function_count; function++) {
        if (!cch_view_shows(view, function))
            continue;
        const char *name = cch_names_function(names, CCH_NAMING_SHORT, function);
        if (matches(pattern, name) || matches_kernel(view, pattern, matches, function, name) ||
            (view->level == CCH_LEVEL_INSTANCE &&
             matches(pattern, cch_names_function(names, CCH_NAMING_FULL, function)))) {
            set[function] = 1;
            count++;
        }
    }
    return count;
}

static size_t select_identity(const cch_view *view, const char *identity, unsigned char *set) {
    uint32_t function = cch_graph_find_function(view->program->graph, identity, strlen(identity));
    if (!function)
        return 0;
    set[view->node[function]] = 1;
    return 1;
}

int cch_select(const cch_view *view, cch_names *names, const char *const *patterns, size_t count, unsigned char *set,
               size_t *matched, cch_error *error) {
    for (size_t i = 0; i < count; i++) {
        cch_pattern *pattern;
        int status = cch_pattern_new(&pattern, patterns[i], error);
        if (status)
            return status;
        size_t found = select_identity(view, patterns[i], set);
        found += select_by(view, names, pattern, cch_pattern_matches, set);
        if (!found)
            select_by(view, names, pattern, cch_pattern_matches_tail, set);
        status = cch_pattern_status(pattern, error);
        cch_pattern_free(pattern);
        if (status)
            return status;
    }
    if (matched) {
        *matched = 0;
        for (uint32_t function = 1; function <= view->function_count; function++)
            *matched += set[function];
    }
    return CCH_OK;
}
