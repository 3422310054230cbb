/* Entries that are named. */
#include "params/model/report.h"

#include <stdlib.h>
#include <string.h>

#include "graph/view/select.h"

static size_t marked(const cch_view *view, const unsigned char *set) {
    size_t count = 0;
    for (uint32_t f = 1; f <= view->function_count; f++)
        count += set[f];
    return count;
}

/* Marks what a pattern means in `set`, which is empty; of a Python class that
 * nothing makes, its constructor. */
static int select_entry(const cch_question *question, const char *pattern, unsigned char *set, cch_error *error) {
    char *constructor = malloc(strlen(pattern) + sizeof ".__init__");
    if (!constructor)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    const char *more = strcat(strcpy(constructor, pattern), ".__init__");
    int status = cch_select(question->view, question->names, &pattern, 1, set, NULL, error);
    if (!status && !marked(question->view, set))
        status = cch_select(question->view, question->names, &more, 1, set, NULL, error);
    free(constructor);
    return status || marked(question->view, set)
               ? status
               : cch_fail(error, CCH_ERROR_USAGE, "no function matches '%s'", pattern);
}

int cch_model_named_entries(const cch_question *question, const char *const *patterns, size_t pattern_count,
                            uint32_t **entries, size_t *count, cch_error *error) {
    const cch_view *view = question->view;
    unsigned char *set = calloc((size_t)view->function_count + 1, 1);
    unsigned char *all = calloc((size_t)view->function_count + 1, 1);
    *entries = malloc(((size_t)view->function_count + 1) * sizeof **entries);
    int status = set && all && *entries ? 0 : cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    for (size_t i = 0; i < pattern_count && !status; i++) {
        memset(set, 0, (size_t)view->function_count + 1);
        status = select_entry(question, patterns[i], set, error);
        for (uint32_t f = 1; f <= view->function_count && !status; f++)
            all[f] |= set[f];
    }
    for (uint32_t f = 1; f <= view->function_count && !status; f++)
        if (all[f])
            (*entries)[(*count)++] = f;
    free(set);
    free(all);
    return status;
}
