#include "evaluate/why_not.h"

#include <stdlib.h>
#include <string.h>

#include "evaluate/machine_parts.h"
#include "graph/view/select.h"

void cch_why_not_release(struct cch_why_not *why_not) {
    free(why_not->items);
    *why_not = (struct cch_why_not){0};
}

struct search {
    cch_machine *machine;
    const cch_view *view;
    unsigned char *reaches; /* by function: it leads to the kernel */
    uint32_t *waiting;
};

/* Whatever leads to the kernel, against the edges. */
static void mark_callers(struct search *search, uint32_t kernel) {
    const cch_view *view = search->view;
    memset(search->reaches, 0, (size_t)view->function_count + 1);
    search->waiting[0] = kernel;
    search->reaches[kernel] = 1;
    cch_mark_callers(view, ~0u, search->reaches, search->waiting, 1);
}

static bool refers(const struct search *search, const struct cch_function_code *function, const cch_node *node) {
    if (!node || !function)
        return false;
    bool has_reference = node->head == CCH_HEAD_CALL || node->head == CCH_HEAD_CALL_VIRTUAL ||
                         node->head == CCH_HEAD_FUNCTION || node->head == CCH_HEAD_CLOSURE ||
                         node->head == CCH_HEAD_BOUND || node->head == CCH_HEAD_LAMBDA || node->head == CCH_HEAD_MAKE;
    for (uint32_t i = 0; i < node->count; i++) {
        const cch_node *item = node->items[i];
        uint32_t at = node->head == CCH_HEAD_MAKE ? 1 : 0;
        if (has_reference && i == at && item->head == CCH_HEAD_WORD && item->number >= 0 &&
            (size_t)item->number < function->reference_count) {
            uint32_t to = function->references[item->number];
            if (to <= search->view->function_count && search->reaches[to])
                return true;
        }
        if (item->count && refers(search, function, item))
            return true;
    }
    return false;
}

/* The ways of a statement: of an if two, of a switch its arms. NULL: not so many. */
static const cch_node *way_at(const cch_node *statement, uint32_t index, const char **outcome) {
    uint32_t at = cch_code_place(statement) ? 1 : 0;
    switch (statement->head) {
    case CCH_HEAD_IF:
    case CCH_HEAD_CHOOSE:
        *outcome = index ? "false" : "true";
        return index < 2 ? cch_item(statement, at + 2 + index) : NULL;
    case CCH_HEAD_SWITCH: {
        const cch_node *arm = cch_item(statement, at + 2 + index);
        *outcome = arm && arm->head == CCH_HEAD_DEFAULT ? "default" : "another case";
        return arm;
    }
    case CCH_HEAD_WHILE:
        *outcome = "true";
        return index == 0 ? cch_item(statement, at + 2) : NULL;
    default:
        return NULL;
    }
}

/* Does the decision keep from the kernel: no way that was taken leads there, and one that was not does? */
static bool keeps_from(const struct search *search, const struct cch_decision *decision, const char **wanted) {
    const cch_node *statement = decision->node;
    if (!statement || decision->undecided)
        return false;
    const char *outcome;
    bool other_leads = false, taken_leads = false;
    for (uint32_t i = 0; i < 1000; i++) {
        const cch_node *way = way_at(statement, i, &outcome);
        if (!way && !(i == 0 && (statement->head == CCH_HEAD_IF || statement->head == CCH_HEAD_CHOOSE)))
            break;
        bool leads = refers(search, decision->function, way);
        bool is_taken = strcmp(outcome, decision->outcome) == 0;
        if (statement->head == CCH_HEAD_SWITCH) /* which arm it was: the one whose label is the outcome */
            is_taken = strcmp(decision->outcome, "default") == 0
                           ? way->head == CCH_HEAD_DEFAULT
                           : way->head == CCH_HEAD_CASE && cch_is_arm_of(search->machine, decision, way);
        if (leads && is_taken)
            taken_leads = true;
        else if (leads && !other_leads) {
            other_leads = true;
            *wanted = outcome;
        }
    }
    return other_leads && !taken_leads;
}

static void explain_one(struct search *search, struct cch_not_launched *item) {
    mark_callers(search, item->kernel);
    for (size_t i = 0; i < search->machine->alternative_count; i++)
        if (keeps_from(search, search->machine->alternatives[i], &item->wanted)) {
            item->decision = search->machine->alternatives[i];
            return;
        }
    item->reason = search->reaches[search->machine->evaluated] ? "no condition of the call alone keeps from it"
                                                               : "nothing leads there from the entry";
}

static bool is_launched(const cch_machine *machine, uint32_t kernel) {
    for (size_t i = 0; i < machine->launch_count; i++)
        if (machine->launches[i].kernel == kernel)
            return true;
    return false;
}

int cch_why_not(struct cch_why_not *why_not, const cch_question *question, cch_machine *machine,
                const char *const *patterns, size_t count, cch_error *error) {
    const cch_view *view = question->view;
    const cch_graph *graph = question->program->graph;
    *why_not = (struct cch_why_not){0};
    unsigned char *set = calloc((size_t)view->function_count + 1, 1);
    struct search search = {.machine = machine, .view = view};
    search.reaches = calloc((size_t)view->function_count + 1, 1);
    search.waiting = calloc((size_t)view->function_count + 1, sizeof *search.waiting);
    size_t kernels = 0;
    int status = set && search.reaches && search.waiting ? 0 : CCH_ERROR_MEMORY;
    if (!status)
        status = cch_select(view, question->names, patterns, count, set, NULL, error);
    for (uint32_t function = 1; !status && function <= view->function_count; function++) {
        set[function] = set[function] &&
                        (cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_FLAGS] & CCH_FLAG_KERNEL) &&
                        view->in[function] != view->in[function + 1];
        kernels += set[function];
    }
    if (!status && !kernels)
        status = cch_fail(error, CCH_ERROR_USAGE, "--why-not: no launched kernel is called '%s'", patterns[0]);
    if (!status && !(why_not->items = calloc(kernels, sizeof *why_not->items)))
        status = CCH_ERROR_MEMORY;
    for (uint32_t function = 1; !status && function <= view->function_count; function++)
        if (set[function] && !is_launched(machine, function)) {
            struct cch_not_launched *item = &why_not->items[why_not->count++];
            item->kernel = function;
            explain_one(&search, item);
        }
    free(set);
    free(search.reaches);
    free(search.waiting);
    return status == CCH_ERROR_MEMORY ? cch_fail(error, CCH_ERROR_MEMORY, "out of memory") : status;
}
