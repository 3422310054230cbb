#include "interchange/stacks.h"

#include <stdlib.h>
#include <string.h>

#include "interchange/cells.h"

static int compare_functions(const struct cch_stack *a, const struct cch_stack *b) {
    size_t shared = a->length < b->length ? a->length : b->length;
    for (size_t i = 0; i < shared; i++)
        if (a->functions[i] != b->functions[i])
            return a->functions[i] < b->functions[i] ? -1 : 1;
    return a->length < b->length ? -1 : a->length > b->length;
}

static int compare_stacks(const void *left, const void *right) {
    const struct cch_stack *a = left, *b = right;
    int order = compare_functions(a, b);
    return order ? order : a->kernel < b->kernel ? -1 : a->kernel > b->kernel;
}

/* What several specializations of the callers make of one stack is one. */
static void join_stacks(cch_stacks *stacks) {
    size_t kept = 0;
    qsort(stacks->items, stacks->count, sizeof *stacks->items, compare_stacks);
    for (size_t i = 0; i < stacks->count; i++) {
        struct cch_stack *last = kept ? &stacks->items[kept - 1] : NULL;
        if (!last || compare_functions(last, &stacks->items[i])) {
            stacks->items[kept++] = stacks->items[i];
        } else if (last->kernel != stacks->items[i].kernel) {
            last->kernel = stacks->items[i].kernel;
            last->weight++;
        }
    }
    stacks->count = kept;
}

static int take_chains(cch_stacks *stacks, const cch_view *view) {
    cch_chains *chains = stacks->chains;
    stacks->count = chains->count;
    stacks->items = malloc((chains->count + 1) * sizeof *stacks->items);
    if (!stacks->items)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < chains->count; i++) {
        size_t first = chains->first[i], end = chains->first[i + 1];
        stacks->items[i] = (struct cch_stack){chains->functions + first, end - first, chains->functions[end - 1], 1};
        for (size_t j = first; j < end; j++)
            chains->functions[j] = cch_written(view, chains->functions[j]);
    }
    join_stacks(stacks);
    return CCH_OK;
}

static void mark_ends(const cch_view *view, unsigned char *from, unsigned char *to) {
    for (uint32_t f = 1; f <= view->function_count; f++) {
        from[f] = cch_view_shows(view, f);
        to[f] = from[f] && (view->flags[f] & CCH_FLAG_KERNEL);
    }
}

int cch_stacks_make(cch_stacks *stacks, const struct cch_interchange_request *request,
                    struct cch_interchange_report *report, cch_error *error) {
    const cch_question *question = request->question;
    size_t room = (size_t)question->view->function_count + 1;
    unsigned char *from = calloc(room, 1), *to = calloc(room, 1);
    int code = CCH_ERROR_MEMORY;
    *stacks = (cch_stacks){0};
    if (from && to) {
        mark_ends(question->view, from, to);
        struct cch_chains_request chains = {
            .from = request->from ? request->from : from,
            .to = to,
            .kinds = CCH_CHAINS_KINDS,
            .outermost = !request->from,
            .limit = request->limit,
        };
        code = cch_chains_find(&stacks->chains, question->view, question->names, question->naming, &chains, error);
        if (!code)
            code = take_chains(stacks, question->view);
    }
    free(from);
    free(to);
    if (code)
        return cch_fail(error, code, "cannot export: out of memory");
    report->chains = stacks->chains->count;
    snprintf(report->digits, sizeof report->digits, "%s%s", stacks->chains->at_least ? ">=" : "",
             stacks->chains->number);
    report->of_chains = report->digits;
    return CCH_OK;
}

void cch_stacks_release(cch_stacks *stacks) {
    free(stacks->items);
    cch_chains_free(stacks->chains);
}
