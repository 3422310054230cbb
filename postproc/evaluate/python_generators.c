/* Generators, generator expressions and coroutines (python.h).
 *
 * Nothing is suspended: who asks is called for each item while the generator runs, in the frame that it asked from. If
 * it wants no more the way closes the generator (CCH_GOES_CLOSE) and goes on behind it. One that was left and is asked
 * again may do anything that it can.
 */
#include <string.h>

#include "evaluate/python_parts.h"

/* One that was made. */
struct python_lazy {
    struct python_lazy *next;
    const cch_object *object;
    const cch_datum *closure; /* of a function; or NULL */
    const cch_datum *const *values;
    size_t count;
    const cch_node *node; /* of an expression: (comp gen …) in this frame, over what its first loop iterates */
    cch_frame *frame;
    const cch_datum *iterated;
    const cch_datum *function; /* of map(): that is called with each item */
};

/* Who asks. */
struct python_consumer {
    python_take *take;
    void *context;
    bool is_context; /* a context's block: what is thrown in it is thrown in the generator */
    cch_frame *frame;
    struct cch_loop *loop;
    struct cch_handler *handler;
    struct cch_cleanup *cleanups;
};

static const cch_datum *make(cch_machine *machine, const char *class_name, const struct python_lazy *lazy) {
    struct python_state *state = cch_python_state(machine);
    struct python_lazy *made = cch_arena_take(&machine->arena, sizeof *made);
    cch_object *object = cch_python_object(machine, class_name);
    *made = *lazy;
    made->object = object;
    made->next = state->lazies;
    state->lazies = made;
    cch_object_set(&machine->store, object, "state", cch_python_text(machine, "new"));
    return cch_object_value(&machine->arena, object);
}

const cch_datum *cch_python_make_generator(cch_machine *machine, const cch_datum *closure,
                                           const cch_datum *const *values, size_t count, bool is_coroutine) {
    struct python_lazy lazy = {.closure = closure, .values = values, .count = count};
    return make(machine, is_coroutine ? "coroutine" : "lazy", &lazy);
}

const cch_datum *cch_python_make_expression(cch_machine *machine, const cch_node *node) {
    const cch_node *loop = cch_item(node, 2);
    struct python_lazy lazy = {.node = node, .frame = machine->frame};
    lazy.iterated = loop && cch_item(loop, 1) ? cch_evaluate(machine, loop->items[1]) : &cch_none;
    return cch_machine_runs(machine) ? make(machine, "lazy", &lazy) : &cch_none;
}

const cch_datum *cch_python_make_map(cch_machine *machine, const cch_datum *function, const cch_datum *iterated) {
    struct python_lazy lazy = {.function = function, .iterated = iterated};
    return make(machine, "lazy", &lazy);
}

static struct python_lazy *lazy_of(cch_machine *machine, const cch_datum *value) {
    for (struct python_lazy *lazy = cch_python_state(machine)->lazies; lazy; lazy = lazy->next)
        if (value->kind == CCH_DATUM_OBJECT && lazy->object == value->object)
            return lazy;
    return NULL;
}

bool cch_python_is_lazy(const cch_datum *value) {
    return cch_python_is(value, "lazy") || cch_python_is(value, "coroutine");
}

/* Asking ------------------------------------------------------------------------------- */

struct suspended {
    const struct python_consumer *consumer;
    struct cch_cleanup *cleanups;
};

/* The generator's own cleanups, where who asks leaves early. */
static void close_generator(cch_machine *machine, void *context) {
    const struct suspended *suspended = context;
    machine->cleanups = suspended->cleanups;
    while (machine->cleanups && machine->cleanups != suspended->consumer->cleanups &&
           machine->flow == CCH_GOES_NORMAL && !machine->arena.failed)
        cch_run_cleanup(machine, machine->cleanups);
}

static void give(cch_machine *machine, const struct python_consumer *consumer, const cch_datum *value) {
    cch_frame *frame = machine->frame;
    struct cch_loop *loop = machine->loop;
    struct cch_handler *handler = machine->handler;
    struct suspended suspended = {consumer, machine->cleanups};
    struct cch_cleanup closing = {.outer = consumer->cleanups,
                                  .frame = consumer->frame,
                                  .loop = consumer->loop,
                                  .handler = consumer->handler,
                                  .outlives_turn = true,
                                  .run = close_generator,
                                  .context = &suspended};
    machine->frame = consumer->frame;
    machine->loop = consumer->loop;
    if (!consumer->is_context) {
        machine->handler = consumer->handler;
        machine->cleanups = &closing;
    }
    consumer->take(machine, consumer->context, value);
    machine->frame = frame;
    machine->loop = loop;
    machine->handler = handler;
    machine->cleanups = suspended.cleanups;
    if (consumer->is_context || machine->flow == CCH_GOES_NORMAL || machine->flow == CCH_GOES_DEAD)
        return;
    struct cch_leaving *before = NULL;
    if (machine->flow == CCH_GOES_CLOSE) { /* who asked is a generator that is closed itself */
        before = cch_arena_take(&machine->arena, sizeof *before);
        *before = machine->leaving;
    }
    machine->leaving = (struct cch_leaving){consumer->frame,    consumer->loop, consumer->handler,
                                            consumer->cleanups, machine->flow,  before};
    machine->flow = CCH_GOES_CLOSE;
}

static void yield_from(cch_machine *machine, void *context, const cch_datum *value) { give(machine, context, value); }

const cch_datum *cch_python_yield(cch_machine *machine, const cch_node *node) {
    const struct python_consumer *consumer = cch_python_frame(machine)->consumer;
    const cch_datum *value = cch_item(node, 0) ? cch_evaluate(machine, node->items[0]) : &cch_none, *why;
    if (!cch_machine_runs(machine))
        return &cch_none;
    if (!consumer)
        return cch_not_known(machine, "what is sent to a generator");
    if (node->head == CCH_HEAD_YIELD) {
        give(machine, consumer, value);
        return &cch_none; /* send() is not modelled: who calls it gives the generator up */
    }
    struct python_consumer inner = *consumer;
    if (!cch_python_stream(machine, value, yield_from, &inner, &why) && cch_machine_runs(machine))
        give(machine, consumer, cch_unknown_like(&machine->arena, why));
    return cch_not_known(machine, "what a generator returned");
}

/* Behind the generator: where it was closed, it goes on as who asked left. */
static void reopen(cch_machine *machine) {
    if (machine->flow != CCH_GOES_CLOSE)
        return;
    machine->flow = machine->leaving.flow;
    if (machine->leaving.before)
        machine->leaving = *machine->leaving.before;
}

static const cch_datum *run_function(cch_machine *machine, const struct python_lazy *lazy,
                                     struct python_consumer *consumer) {
    const struct cch_closure *closure = lazy->closure->closure;
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, closure->function);
    cch_frame *frame = cch_python_new_frame(machine, closure, code);
    if (!frame)
        return &cch_none;
    ((struct python_frame *)frame->python)->consumer = consumer;
    for (size_t i = 0; i < lazy->count && i < code->code->locals; i++)
        frame->slots[i] = cch_store_add(&machine->store, lazy->values[i]);
    const cch_datum *value = cch_run_frame(machine, frame);
    reopen(machine);
    return value;
}

/* Generator expressions -------------------------------------------------------------------- */

struct part {
    const struct python_lazy *lazy;
    uint32_t loop;
    const cch_datum *item;
};

static void run_part(cch_machine *machine, const struct python_lazy *lazy, uint32_t part);

static void run_conditions(cch_machine *machine, const struct part *part, uint32_t condition) {
    const cch_node *loop = part->lazy->node->items[part->loop];
    const cch_datum *why;
    if (!cch_machine_runs(machine))
        return;
    if (condition == loop->count) {
        run_part(machine, part->lazy, part->loop + 1);
        return;
    }
    int truth = cch_condition(machine, loop->items[condition], &why);
    if (truth > 0)
        run_conditions(machine, part, condition + 1);
    if (truth >= 0 || !cch_machine_runs(machine))
        return;
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, NULL, "a comprehension's condition", why);
    cch_branch_begin(machine, &branches, "true");
    run_conditions(machine, part, condition + 1);
    cch_branch_end(machine, &branches, NULL);
    cch_branch_begin(machine, &branches, "false");
    cch_branch_end(machine, &branches, NULL);
    cch_branches_join(machine, &branches);
}

static void run_item(cch_machine *machine, void *context) {
    const struct part *part = context;
    cch_python_store(machine, cch_item(part->lazy->node->items[part->loop], 0), part->item);
    run_conditions(machine, part, 2);
}

static void take_item(cch_machine *machine, void *context, const cch_datum *value) {
    struct part part = *(const struct part *)context;
    part.item = value;
    run_item(machine, &part);
}

static void run_part(cch_machine *machine, const struct python_lazy *lazy, uint32_t number) {
    const cch_node *loop = cch_item(lazy->node, number);
    struct part part = {lazy, number, NULL};
    const cch_datum *why, *iterated;
    if (!loop) {
        const cch_datum *value = cch_item(lazy->node, 1) ? cch_evaluate(machine, lazy->node->items[1]) : &cch_none;
        if (cch_machine_runs(machine))
            give(machine, cch_python_frame(machine)->consumer, value);
        return;
    }
    iterated = number == 2 ? lazy->iterated : cch_item(loop, 1) ? cch_evaluate(machine, loop->items[1]) : &cch_none;
    if (!cch_machine_runs(machine) || cch_python_stream(machine, iterated, take_item, &part, &why) ||
        !cch_machine_runs(machine))
        return;
    part.item = cch_unknown_like(&machine->arena, why);
    struct cch_loop turns;
    cch_loop_begin(machine, &turns);
    cch_loop_unknown(machine, &turns, NULL, "the generator goes on", why, run_item, &part);
    cch_loop_end(machine, &turns);
}

static void run_expression(cch_machine *machine, const struct python_lazy *lazy, struct python_consumer *consumer) {
    cch_frame *frame = cch_arena_take(&machine->arena, sizeof *frame), *before = machine->frame;
    struct python_frame *python = cch_arena_take(&machine->arena, sizeof *python);
    struct cch_loop *loop = machine->loop;
    *frame = *lazy->frame;
    if (frame->python)
        *python = *(struct python_frame *)frame->python;
    python->consumer = consumer;
    frame->python = python;
    frame->caller = before;
    frame->returns = NULL;
    frame->mark = cch_store_mark(&machine->store);
    machine->frame = frame;
    run_part(machine, lazy, 2);
    machine->frame = before;
    machine->loop = loop;
    reopen(machine);
}

struct mapping {
    const cch_datum *function;
    const struct python_consumer *consumer;
};

static void map_item(cch_machine *machine, void *context, const cch_datum *item) {
    const struct mapping *mapping = context;
    const cch_datum *value = cch_python_call_simple(machine, mapping->function, &item, 1);
    if (cch_machine_runs(machine))
        give(machine, mapping->consumer, value);
}

static void run_map(cch_machine *machine, const struct python_lazy *lazy, struct python_consumer *consumer) {
    struct mapping mapping = {lazy->function, consumer};
    const cch_datum *why;
    bool is_known = cch_python_stream(machine, lazy->iterated, map_item, &mapping, &why);
    reopen(machine);
    if (is_known || !cch_machine_runs(machine))
        return;
    struct cch_argument function = {.value = lazy->function};
    give(machine, consumer, cch_call_unknown(machine, "an item of a map", NULL, &function, 1));
}

/* Streams -------------------------------------------------------------------------------------- */

static bool is_new(cch_machine *machine, const cch_datum *value) {
    const cch_datum *state = cch_python_field(machine, value, "state");
    return state && cch_as_text(state) && strcmp(state->text, "new") == 0;
}

static void mark(cch_machine *machine, const cch_datum *value, const cch_datum *state) {
    cch_object_set(&machine->store, value->object, "state", state);
}

/* What nobody can follow: whatever it launches may run. */
static const cch_datum *give_up(cch_machine *machine, const struct python_lazy *lazy, const char *why) {
    uint32_t function = lazy->closure ? lazy->closure->closure->function
                        : lazy->frame ? lazy->frame->function->function
                                      : 0;
    struct cch_argument argument = {.value = lazy->function ? lazy->function : &cch_none};
    const cch_datum *unknown =
        function ? cch_give_up(machine, function, why, NULL, 0) : cch_call_unknown(machine, why, NULL, &argument, 1);
    for (size_t i = 0; i < lazy->count; i++)
        cch_store_forget(&machine->store, lazy->values[i], unknown);
    for (uint32_t i = 0; lazy->closure && i < lazy->closure->closure->count; i++)
        cch_store_forget(&machine->store, cch_pointer(&machine->arena, lazy->closure->closure->captures[i]), unknown);
    cch_store_forget_escaped(&machine->store, unknown);
    machine->may_raise = true;
    return unknown;
}

bool cch_python_ask(cch_machine *machine, const cch_datum *generator, python_take *take, void *context,
                    bool is_context) {
    struct python_lazy *lazy = lazy_of(machine, generator);
    struct python_consumer *consumer = cch_arena_take(&machine->arena, sizeof *consumer);
    if (!lazy || !is_new(machine, generator) || machine->arena.failed)
        return false;
    *consumer = (struct python_consumer){take,          context,          is_context,       machine->frame,
                                         machine->loop, machine->handler, machine->cleanups};
    mark(machine, generator, cch_not_known(machine, "a generator that was left"));
    if (lazy->closure)
        run_function(machine, lazy, consumer);
    else if (lazy->function)
        run_map(machine, lazy, consumer);
    else
        run_expression(machine, lazy, consumer);
    if (cch_machine_runs(machine))
        mark(machine, generator, cch_python_text(machine, "over"));
    return true;
}

bool cch_python_stream(cch_machine *machine, const cch_datum *iterable, python_take *take, void *context,
                       const cch_datum **why) {
    const cch_datum **values;
    size_t count;
    if (cch_python_is(iterable, "lazy")) {
        const cch_datum *state = cch_python_field(machine, iterable, "state");
        if (cch_python_ask(machine, iterable, take, context, false))
            return true;
        if (state && cch_as_text(state) && strcmp(state->text, "over") == 0)
            return true;
        *why = lazy_of(machine, iterable) ? give_up(machine, lazy_of(machine, iterable), "a generator that was left")
                                          : cch_not_known(machine, "a generator");
        return false;
    }
    if (!cch_python_iterate(machine, iterable, &values, &count, why))
        return false;
    for (size_t i = 0; i < count && cch_machine_runs(machine); i++)
        take(machine, context, values[i]);
    return true;
}

static void take_into_list(cch_machine *machine, void *context, const cch_datum *value) {
    const cch_datum *list = context;
    struct cch_items items;
    if (!cch_container_items(&machine->store, list->object, &items, NULL))
        return;
    if (items.count + 1 > CCH_CONTAINER_MAX) {
        cch_container_forget(&machine->store, list->object, cch_not_known(machine, "how many items there are"));
        return;
    }
    uint32_t *cells = cch_arena_take(&machine->arena, (items.count + 1) * sizeof *cells);
    if (items.count)
        memcpy(cells, items.cells, items.count * sizeof *cells);
    cells[items.count] = cch_store_add(&machine->store, value);
    cch_container_set(&machine->store, list->object, cells, items.count + 1);
}

const cch_datum *cch_python_collect(cch_machine *machine, const cch_datum *generator, const cch_datum **why) {
    const cch_datum *list = cch_python_container(machine, "list", NULL, 0);
    union {
        const cch_datum *list;
        void *context;
    } to = {.list = list};
    struct cch_loop loop;
    cch_loop_begin(machine, &loop);
    bool is_known = cch_python_stream(machine, generator, take_into_list, to.context, why);
    cch_loop_end(machine, &loop);
    return is_known ? list : NULL;
}

/* next, any, all -------------------------------------------------------------------------------------- */

static bool contains(const cch_node *node, enum cch_head head) {
    bool found = node->head == head;
    for (uint32_t i = 0; i < node->count && !found; i++)
        found = contains(node->items[i], head);
    return found;
}

static void take_first(cch_machine *machine, void *context, const cch_datum *value) {
    const uint32_t *cells = context;
    cch_store_set(&machine->store, cells[0], value);
    cch_store_set(&machine->store, cells[1], &cch_true);
    machine->flow = CCH_GOES_BREAK;
}

static const cch_datum *first_of(cch_machine *machine, const cch_datum *generator, const cch_datum **found) {
    uint32_t cells[2] = {cch_store_add(&machine->store, &cch_absent), cch_store_add(&machine->store, &cch_false)};
    const cch_datum *why;
    struct cch_loop loop;
    cch_loop_begin(machine, &loop);
    bool is_known = cch_python_stream(machine, generator, take_first, cells, &why);
    cch_loop_end(machine, &loop);
    *found = is_known ? cch_store_get(&machine->store, cells[1]) : why;
    return is_known ? cch_store_get(&machine->store, cells[0]) : cch_unknown_like(&machine->arena, why);
}

/* The next of what was made by iter() and its like: a container that gets shorter. */
static const cch_datum *shift(cch_machine *machine, const cch_datum *iterator, const cch_datum **found) {
    struct cch_items items;
    const cch_datum *why = NULL;
    if (!cch_container_items(&machine->store, iterator->object, &items, &why)) {
        *found = cch_not_known(machine, "an iterator's items");
        return *found;
    }
    *found = cch_bool(items.count != 0);
    const cch_datum *value = items.count ? cch_store_get(&machine->store, items.cells[0]) : &cch_absent;
    if (items.count)
        cch_container_set(&machine->store, iterator->object, items.cells + 1, items.count - 1);
    return value;
}

const cch_datum *cch_python_next(cch_machine *machine, const struct python_call *call, int which) {
    const cch_datum *from = cch_python_argument(call, 0, NULL), *otherwise = cch_python_argument(call, 1, NULL);
    const cch_datum *found, *value;
    struct python_lazy *lazy = from ? lazy_of(machine, from) : NULL;
    (void)which;
    if (from && cch_python_is(from, "iterator")) {
        value = shift(machine, from, &found);
    } else if (lazy) {
        const struct cch_code_unit *code =
            lazy->closure ? cch_evaluator_code(machine->evaluator, lazy->closure->closure->function)->code : NULL;
        if (code && code->body && (contains(code->body, CCH_HEAD_PYTHON_TRY) || contains(code->body, CCH_HEAD_WITH)))
            mark(machine, from, cch_not_known(machine, "a generator with contexts")); /* they stay open */
        value = first_of(machine, from, &found);
    } else if (from && cch_python_is_instance(from)) {
        const cch_datum *method = cch_python_class_find(machine, from->object->class_value, "__next__", NULL, NULL);
        return method ? cch_python_call_simple(machine, method, &from, 1) : NULL;
    } else {
        return NULL;
    }
    if (!cch_machine_runs(machine))
        return &cch_none;
    int truth = cch_truth(found);
    if (truth > 0)
        return value;
    if (truth == 0 && otherwise)
        return otherwise;
    if (truth == 0) {
        cch_python_raise(machine, "StopIteration");
        return &cch_none;
    }
    if (!otherwise)
        machine->may_raise = true;
    return cch_is_undecided(value) || !otherwise
               ? cch_unknown_like(&machine->arena, cch_is_undecided(value) ? value : found)
               : cch_store_either(&machine->store, value, otherwise, found->reason);
}

struct search {
    uint32_t cell;
    bool wanted;
};

static void take_truth(cch_machine *machine, void *context, const cch_datum *value) {
    const struct search *search = context;
    const cch_datum *why;
    int truth = cch_python_truth(machine, value, &why);
    if (truth == !search->wanted || !cch_machine_runs(machine))
        return;
    if (truth == search->wanted) {
        cch_store_set(&machine->store, search->cell, cch_bool(search->wanted));
        machine->flow = CCH_GOES_BREAK;
        return;
    }
    struct cch_branches branches;
    why = cch_is_undecided(why) ? why : cch_not_known(machine, "a truth");
    cch_branches_begin(machine, &branches, NULL, "any or all", why);
    cch_branch_begin(machine, &branches, "ends here");
    cch_store_set(&machine->store, search->cell, cch_bool(search->wanted));
    machine->flow = CCH_GOES_BREAK;
    cch_branch_end(machine, &branches, NULL);
    cch_branch_begin(machine, &branches, "goes on");
    cch_branch_end(machine, &branches, NULL);
    cch_branches_join(machine, &branches);
}

const cch_datum *cch_python_search(cch_machine *machine, const cch_datum *generator, bool wanted) {
    struct search search = {cch_store_add(&machine->store, cch_bool(!wanted)), wanted};
    const cch_datum *why;
    struct cch_loop loop;
    cch_loop_begin(machine, &loop);
    bool is_known = cch_python_stream(machine, generator, take_truth, &search, &why);
    cch_loop_end(machine, &loop);
    const cch_datum *value = cch_store_get(&machine->store, search.cell);
    return !is_known ? cch_unknown_like(&machine->arena, why) : value;
}

/* Coroutines ---------------------------------------------------------------------------------------------- */

const cch_datum *cch_python_await(cch_machine *machine, const cch_datum *awaited) {
    struct python_lazy *lazy = cch_python_is(awaited, "coroutine") ? lazy_of(machine, awaited) : NULL;
    if (lazy && is_new(machine, awaited)) {
        mark(machine, awaited, cch_python_text(machine, "over"));
        return run_function(machine, lazy, NULL);
    }
    machine->may_raise = true;
    struct cch_argument argument = {.value = awaited};
    return cch_call_unknown(machine, "what is awaited", NULL, &argument, 1);
}

static void take_nothing(cch_machine *machine, void *context, const cch_datum *value) {
    (void)machine, (void)context, (void)value;
}

void cch_python_run_lazy(cch_machine *machine, const cch_datum *value) {
    const cch_datum *why;
    if (cch_python_is(value, "coroutine"))
        cch_python_await(machine, value);
    else
        cch_python_stream(machine, value, take_nothing, NULL, &why);
}
