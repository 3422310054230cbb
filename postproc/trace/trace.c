#define _GNU_SOURCE /* open_memstream */
#include "trace/trace.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/pairs.h"
#include "base/pool.h"

/* Private parts of a trace. */
struct whole {
    cch_trace trace; /* the first */
    char **texts;    /* that groups point to */
    size_t text_count, text_capacity;
    struct cch_trace_expected expected;
};

/* What a distinct name is. */
struct named {
    enum cch_match match;
    uint32_t kernel;
};

struct tracing {
    const cch_question *question;
    const struct cch_trace_wish *wish;
    struct whole *whole;
    cch_matcher *matcher;
    cch_way_search *ways;
    cch_pool names; /* of kernels and operators */
    struct named *named;
    size_t named_capacity;
    cch_pairs pairs; /* name and operator: group n */
    struct group_slot {
        struct cch_trace_group group;
        uint32_t name, op;
    } *slots;
    size_t slot_capacity;
};

const char *cch_trace_why(const struct cch_trace_group *group) {
    static const char *const texts[] = {"", "the name is of several specializations",
                                        "the kernel is in the program, but not this specialization",
                                        "no kernel of the program"};
    if (group->match == CCH_MATCH_ONE && !group->launch)
        return "the program launches it nowhere";
    return texts[group->match];
}

const char *cch_trace_differs_text(unsigned differs) {
    static const char *const texts[] = {"",
                                        "grid",
                                        "block",
                                        "grid, block",
                                        "shared memory",
                                        "grid, shared memory",
                                        "block, shared memory",
                                        "grid, block, shared memory"};
    return texts[differs & 7];
}

/* Groups --------------------------------------------------------------------------------- */

/* A text that lives as long as the trace; takes it. NULL: out of memory. */
static const char *keep_text(struct whole *whole, char *text) {
    if (!text || cch_array_reserve(&whole->texts, &whole->text_capacity, whole->text_count + 1, sizeof *whole->texts)) {
        free(text);
        return NULL;
    }
    return whole->texts[whole->text_count++] = text;
}

static char *chain_text(const cch_question *question, const struct cch_trace_way *way, const char *between) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return NULL;
    for (size_t i = 0; i < way->count; i++)
        fprintf(stream, "%s%s", i ? between : "",
                cch_names_function(question->names, CCH_NAMING_SHORT, way->functions[i]));
    bool failed = ferror(stream) != 0;
    if (fclose(stream) || failed) {
        free(text);
        return NULL;
    }
    return text;
}

/* The number of a name, 0 without memory. A new one's kernel is looked for. */
static uint32_t name_of(struct tracing *tracing, const struct cch_trace_event *event) {
    uint32_t before = tracing->names.count, name = cch_pool_add(&tracing->names, event->name, strlen(event->name));
    if (name == UINT32_MAX ||
        cch_array_reserve(&tracing->named, &tracing->named_capacity, (size_t)name + 1, sizeof *tracing->named))
        return UINT32_MAX;
    if (name == 0 || tracing->names.count == before)
        return name;
    struct named *named = &tracing->named[name];
    return cch_match_kernel(tracing->matcher, event->name, event->mangled, &named->match, &named->kernel) ? UINT32_MAX
                                                                                                          : name;
}

/* The names of operators are in the same pool, and have no kernel of their own. */
static uint32_t op_of(struct tracing *tracing, const char *op) {
    if (!op)
        return 0;
    uint32_t before = tracing->names.count, number = cch_pool_add(&tracing->names, op, strlen(op));
    if (number == UINT32_MAX ||
        cch_array_reserve(&tracing->named, &tracing->named_capacity, (size_t)number + 1, sizeof *tracing->named))
        return UINT32_MAX;
    struct named *named = &tracing->named[number];
    if (tracing->names.count != before && cch_match_kernel(tracing->matcher, op, NULL, &named->match, &named->kernel))
        return UINT32_MAX;
    return number;
}

static int begin_group(struct tracing *tracing, uint32_t number, uint32_t name, uint32_t op) {
    if (cch_array_reserve(&tracing->slots, &tracing->slot_capacity, number, sizeof *tracing->slots))
        return CCH_ERROR_MEMORY;
    struct group_slot *slot = &tracing->slots[number - 1];
    *slot = (struct group_slot){.name = name, .op = op};
    struct cch_trace_group *group = &slot->group;
    group->match = name ? tracing->named[name].match : CCH_MATCH_NONE;
    group->kernel = name ? tracing->named[name].kernel : 0;
    group->chain = "";
    tracing->whole->trace.count = number;
    if (!group->kernel)
        return 0;
    if (cch_way_find(tracing->ways, group->kernel, op ? cch_pool_text(&tracing->names, op) : NULL, &group->way))
        return CCH_ERROR_MEMORY;
    group->chain = keep_text(tracing->whole, chain_text(tracing->question, &group->way, " -> "));
    return group->chain ? 0 : CCH_ERROR_MEMORY;
}

static int visit(void *data, const struct cch_trace_event *event) {
    struct tracing *tracing = data;
    cch_trace *trace = &tracing->whole->trace;
    uint32_t name = name_of(tracing, event), op = op_of(tracing, event->op);
    if (name == UINT32_MAX || op == UINT32_MAX)
        return CCH_ERROR_MEMORY;
    uint32_t before = tracing->pairs.count, number = cch_pairs_add(&tracing->pairs, name, op);
    if (!number || (tracing->pairs.count != before && begin_group(tracing, number, name, op)))
        return CCH_ERROR_MEMORY;
    struct cch_trace_group *group = &tracing->slots[number - 1].group;
    unsigned differs = 0;
    group->count++;
    trace->events++;
    if (event->duration < 0) {
        group->timeless++;
    } else {
        group->time += event->duration;
        trace->time += event->duration;
    }
    if (group->kernel)
        group->launch = cch_trace_launch_of(&tracing->whole->expected, group->kernel, event, &differs);
    group->differing += differs != 0;
    group->differs |= differs;
    group->name = cch_pool_text(&tracing->names, name); /* for the visitor: the pool may move */
    group->op = cch_pool_text(&tracing->names, op);
    return tracing->wish->visit ? tracing->wish->visit(tracing->wish->data, event, group, differs) : 0;
}

/* The end -------------------------------------------------------------------------------- */

static int compare_groups(const void *left, const void *right) {
    const struct cch_trace_group *a = left, *b = right;
    if (a->time != b->time)
        return a->time > b->time ? -1 : 1;
    int names = strcmp(a->name, b->name);
    return names ? names : strcmp(a->op, b->op);
}

static int finish(struct tracing *tracing) {
    struct whole *whole = tracing->whole;
    cch_trace *trace = &whole->trace;
    const cch_program *program = tracing->question->program;
    trace->groups = calloc(trace->count + 1, sizeof *trace->groups);
    trace->never = malloc(((size_t)program->function_count + 1) * sizeof *trace->never);
    unsigned char *ran = calloc((size_t)program->function_count + 1, 1);
    int status = trace->groups && trace->never && ran ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < trace->count && !status; i++) {
        struct group_slot *slot = &tracing->slots[i];
        slot->group.name = keep_text(whole, strdup(cch_pool_text(&tracing->names, slot->name)));
        slot->group.op = keep_text(whole, strdup(cch_pool_text(&tracing->names, slot->op)));
        if (!slot->group.name || !slot->group.op)
            status = CCH_ERROR_MEMORY;
        ran[slot->group.kernel] = 1;
    }
    if (!status) {
        for (size_t i = 0; i < trace->count; i++)
            trace->groups[i] = tracing->slots[i].group;
        if (trace->count)
            memset(tracing->slots, 0, trace->count * sizeof *tracing->slots); /* the ways are the trace's now */
        qsort(trace->groups, trace->count, sizeof *trace->groups, compare_groups);
        for (uint32_t f = 1; f <= program->function_count; f++)
            if (whole->expected.launched[f] && !ran[f])
                trace->never[trace->never_count++] = f;
    }
    free(ran);
    return status;
}

int cch_trace_make(cch_trace **trace, const cch_question *question, const struct cch_trace_wish *wish,
                   cch_error *error) {
    struct tracing tracing = {.question = question, .wish = wish, .whole = calloc(1, sizeof *tracing.whole)};
    const struct cch_trace_request request = {visit, &tracing, wish->copy};
    int status = CCH_ERROR_MEMORY;
    *trace = NULL;
    if (!tracing.whole)
        return cch_fail(error, status, "cannot read '%s': out of memory", wish->path);
    if (!(status = cch_trace_expect(&tracing.whole->expected, question->program, question->names, error))) {
        tracing.matcher = cch_matcher_new(question->view, question->names, tracing.whole->expected.launched);
        tracing.ways = cch_way_search_new(question->view);
        if (!tracing.matcher || !tracing.ways)
            status = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", wish->path);
        else if (!(status = cch_trace_events(wish->path, &request, error)) && (status = finish(&tracing)))
            cch_fail(error, status, "cannot read '%s': out of memory", wish->path);
    }
    for (size_t i = 0; tracing.slots && i < tracing.whole->trace.count; i++)
        free(tracing.slots[i].group.way.functions);
    free(tracing.slots);
    free(tracing.named);
    cch_pairs_release(&tracing.pairs);
    cch_pool_release(&tracing.names);
    cch_matcher_free(tracing.matcher);
    cch_way_search_free(tracing.ways);
    if (status)
        cch_trace_free(&tracing.whole->trace);
    else
        *trace = &tracing.whole->trace;
    return status;
}

void cch_trace_free(cch_trace *trace) {
    struct whole *whole = (struct whole *)trace;
    if (!trace)
        return;
    for (size_t i = 0; trace->groups && i < trace->count; i++)
        free(trace->groups[i].way.functions);
    free(trace->groups);
    free(trace->never);
    for (size_t i = 0; i < whole->text_count; i++)
        free(whole->texts[i]);
    free(whole->texts);
    cch_trace_expected_release(&whole->expected);
    free(whole);
}
