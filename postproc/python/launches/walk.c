/* Statements, up to a place (scene.h). */
#include "python/launches/scene.h"

#include <stdlib.h>
#include <string.h>

#include "python/read/files.h"

/* Ways ----------------------------------------------------------------------------------------- */

enum way { FALLS, LEAVES, BREAKS, CONTINUES, MIXED, STOPPED };
static enum way walk(struct cch_py_frame *frame, uint32_t node);

struct state { /* of the frame, and of all objects */
    struct cch_py_slot_value *slots;
    uint32_t slot_count;
    struct cch_py_fields *fields;
    uint32_t object_count;
};

static struct state save(struct cch_py_frame *frame) {
    struct cch_py_scene *scene = frame->scene;
    struct state state = {.slot_count = frame->slots.count, .object_count = scene->objects.count};
    state.slots = cch_py_arena_resize(scene->arena, NULL, (state.slot_count + 1) * sizeof *state.slots);
    if (state.slot_count)
        memcpy(state.slots, frame->slots.items, state.slot_count * sizeof *state.slots);
    state.fields = cch_py_arena_resize(scene->arena, NULL, (state.object_count + 1) * sizeof *state.fields);
    for (uint32_t i = 0; i < state.object_count; i++) {
        const struct cch_py_fields *of = &scene->objects.items[i];
        state.fields[i] = *of;
        state.fields[i].items.items =
            cch_py_arena_resize(scene->arena, NULL, (of->items.count + 1) * sizeof *of->items.items);
        state.fields[i].items.capacity = of->items.count + 1;
        if (of->items.count)
            memcpy(state.fields[i].items.items, of->items.items, of->items.count * sizeof *of->items.items);
    }
    return state;
}

static void let_go(struct cch_py_frame *frame, struct state *state) {
    for (uint32_t i = 0; i < state->object_count; i++)
        cch_py_arena_resize(frame->scene->arena, state->fields[i].items.items, 0);
    cch_py_arena_resize(frame->scene->arena, state->fields, 0);
    cch_py_arena_resize(frame->scene->arena, state->slots, 0);
}

static void restore(struct cch_py_frame *frame, struct state *state) {
    for (uint32_t i = 0; i < frame->slots.count; i++) {
        uint32_t is_named = frame->slots.items[i].is_named;
        if (i < state->slot_count)
            frame->slots.items[i] = state->slots[i];
        else
            frame->slots.items[i].value = NULL;
        frame->slots.items[i].is_named |= is_named;
    }
    for (uint32_t i = 0; i < state->object_count; i++) {
        struct cch_py_fields *of = &frame->scene->objects.items[i];
        cch_py_numbers executed = of->executed;
        cch_py_arena_resize(frame->scene->arena, of->items.items, 0);
        *of = state->fields[i];
        of->executed = executed;
    }
    cch_py_arena_resize(frame->scene->arena, state->fields, 0);
    cch_py_arena_resize(frame->scene->arena, state->slots, 0);
}

/* What an import gave: where another thing may stand in for it, its name says more than a choice. */
static int is_imported(cch_py_term *value) {
    return value->kind == PY_TERM_IMPORT || value->kind == PY_TERM_MODULE || value->kind == PY_TERM_OUTSIDE;
}

static cch_py_term *merged(struct cch_py_frame *frame, cch_py_term *condition, cch_py_term *a, cch_py_term *b,
                           cch_py_term *name) {
    if (!condition || !a || !b || a->kind == PY_TERM_UNKNOWN || b->kind == PY_TERM_UNKNOWN ||
        a->kind == PY_TERM_OBJECT || b->kind == PY_TERM_OBJECT || is_imported(a) || is_imported(b))
        return name;
    cch_py_term *made = cch_py_term_choice(frame->scene->arena, condition, a, b);
    return made->size > PY_TERM_SIZE_MAX && made->kind == PY_TERM_CHOICE ? name : made;
}

/* Whether a variable goes by its own name; a parameter that was never assigned does, too, and is what it was. */
static int is_itself(cch_py_term *value, const struct cch_py_frame *frame, uint32_t slot) {
    return value->kind == PY_TERM_NAME && value->frame == frame && value->at == slot &&
           frame->slots.items[slot].version != 0;
}

/* The frame as it is, where the condition does not hold, joined with the state in which it does. */
static void merge(struct cch_py_frame *frame, struct state *held, cch_py_term *condition) {
    struct cch_py_scene *scene = frame->scene;
    for (uint32_t i = 0; i < frame->slots.count; i++) {
        cch_py_term *a = i < held->slot_count ? held->slots[i].value : NULL, *b = frame->slots.items[i].value;
        scene->steps += a && a != b ? a->size / 16 : 0;
        if (a == b || (a && b && cch_py_term_equal(a, b)))
            continue;
        int is_named = (a && is_itself(a, frame, i)) || (b && is_itself(b, frame, i));
        cch_py_term *made = is_named ? NULL : merged(frame, condition, a, b, NULL);
        cch_py_retire(frame, i);
        frame->slots.items[i].value = made ? made : cch_py_slot_name(frame, i);
    }
    for (uint32_t k = 0; k < held->object_count; k++) {
        struct cch_py_fields *of = &scene->objects.items[k];
        for (uint32_t i = 0; i < of->items.count; i++) {
            cch_py_term *a = NULL, *b = of->items.items[i].value;
            for (uint32_t j = 0; j < held->fields[k].items.count; j++)
                if (held->fields[k].items.items[j].name == of->items.items[i].name)
                    a = held->fields[k].items.items[j].value;
            const char *name = cch_py_text(&scene->program->names, of->items.items[i].name);
            if (!a || !cch_py_term_equal(a, b))
                of->items.items[i].value =
                    merged(frame, condition, a, b,
                           cch_py_term_plain(scene->arena, PY_TERM_NAME, cch_py_format(scene->arena, "self.%s", name)));
        }
        for (uint32_t j = 0; j < held->fields[k].items.count; j++) { /* set only where it holds */
            uint32_t i = 0;
            while (i < of->items.count && of->items.items[i].name != held->fields[k].items.items[j].name)
                i++;
            const char *name = cch_py_text(&scene->program->names, held->fields[k].items.items[j].name);
            if (i == of->items.count)
                PY_PUSH(scene->arena, &of->items,
                        ((struct cch_py_field_value){held->fields[k].items.items[j].name, frame->function,
                                                     cch_py_term_plain(scene->arena, PY_TERM_NAME,
                                                                       cch_py_format(scene->arena, "self.%s", name))}));
        }
    }
}

static enum way joined(enum way a, enum way b) { return a == b ? a : MIXED; }

/* Both ways of a condition. */
static enum way take_both(struct cch_py_frame *frame, cch_py_term *condition, uint32_t then, uint32_t otherwise) {
    struct cch_py_arena *arena = frame->scene->arena;
    struct state before = save(frame);
    PY_PUSH(arena, &frame->conditions, condition);
    enum way first = walk(frame, then);
    struct state held = save(frame);
    restore(frame, &before);
    frame->conditions.items[frame->conditions.count - 1] =
        condition ? cch_py_term_unary(arena, "not", condition) : NULL;
    enum way second = otherwise ? walk(frame, otherwise) : FALLS;
    frame->conditions.count--;
    enum way way = joined(first, second);
    if (first == FALLS && second == FALLS) {
        merge(frame, &held, condition);
        let_go(frame, &held);
    } else if (first == FALLS) { /* only this one goes on */
        restore(frame, &held);
        way = second == LEAVES ? FALLS : MIXED;
    } else {
        let_go(frame, &held);
        way = second == FALLS && first == LEAVES ? FALLS : joined(first, second);
    }
    return way;
}

/* Statements -------------------------------------------------------------------------------------- */

static int is_on_path(const struct cch_py_frame *frame, uint32_t node) {
    return frame->on_path && node && frame->on_path[node];
}

static void give(struct cch_py_frame *frame, cch_py_term *value) {
    struct cch_py_returned *made = PY_ADD(frame->scene->arena, &frame->returned);
    made->value = value;
    for (uint32_t i = 0; i < frame->conditions.count; i++) {
        cch_py_term *one = frame->conditions.items[i];
        if (!one)
            one = cch_py_term_unknown(frame->scene->arena, "a condition that is not known");
        made->condition = made->condition ? cch_py_term_binary(frame->scene->arena, "and", made->condition, one) : one;
    }
}

static int has_head(const struct cch_py_reading *r, uint32_t node, const char *head) {
    if (cch_py_is(r, node, head))
        return 1;
    for (uint32_t child = cch_py_child(r, node, 0); child; child = cch_py_next(r, child))
        if (r->tree.nodes[child].kind == CCH_PROGRAM_LIST && has_head(r, child, head))
            return 1;
    return 0;
}

/* Code that runs no one knows how often. */
static void pass_over(struct cch_py_frame *frame, uint32_t node) {
    if (!node)
        return;
    cch_py_forget(frame, node);
    if (has_head(frame->reading, node, "ret")) {
        PY_PUSH(frame->scene->arena, &frame->conditions, NULL);
        give(frame, cch_py_term_unknown(frame->scene->arena, "returned from a loop"));
        frame->conditions.count--;
    }
}

static enum way walk_if(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t condition = cch_py_child(r, node, 3), then = cch_py_child(r, node, 4),
             otherwise = cch_py_child(r, node, 5);
    if (is_on_path(frame, condition))
        return STOPPED;
    cch_py_term *holds = cch_py_evaluate(frame, condition);
    if (is_on_path(frame, then))
        return walk(frame, then);
    if (is_on_path(frame, otherwise))
        return walk(frame, otherwise);
    int truth = cch_py_term_truth_of(holds);
    if (truth >= 0)
        return truth ? walk(frame, then) : otherwise ? walk(frame, otherwise) : FALLS;
    if (holds->kind == PY_TERM_UNKNOWN || holds->size > PY_TERM_SIZE_MAX / 2)
        holds = NULL;
    return take_both(frame, holds, then, otherwise);
}

static enum way walk_for(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t target = cch_py_child(r, node, 2), items = cch_py_child(r, node, 3), body = cch_py_child(r, node, 4),
             otherwise = cch_py_child(r, node, 5);
    if (is_on_path(frame, items))
        return STOPPED;
    cch_py_term *of = cch_py_evaluate(frame, items);
    if (is_on_path(frame, body)) {
        pass_over(frame, body);
        cch_py_forget_target(frame, target);
        return walk(frame, body);
    }
    uint32_t round = 0, rounds = cch_py_term_is_sequence(of) ? of->count : 0;
    enum way way = FALLS;
    while (round < rounds && rounds <= PY_SCENE_UNROLLED_MAX && (way == FALLS || way == CONTINUES)) {
        cch_py_assign_term(frame, target, of->items[round++]);
        way = walk(frame, body);
    }
    if (way == LEAVES || way == STOPPED)
        return way;
    if (way == MIXED || !cch_py_term_is_sequence(of) || rounds > PY_SCENE_UNROLLED_MAX) {
        pass_over(frame, body);
        cch_py_forget_target(frame, target);
        pass_over(frame, otherwise);
        return is_on_path(frame, otherwise) ? walk(frame, otherwise) : FALLS;
    }
    return otherwise && way != BREAKS ? walk(frame, otherwise) : FALLS;
}

static enum way walk_with(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    for (uint32_t item = cch_py_child(r, cch_py_child(r, node, 2), 0); item; item = cch_py_next(r, item)) {
        if (is_on_path(frame, item))
            return STOPPED;
        cch_py_evaluate(frame, cch_py_child(r, item, 0));
        if (cch_py_child(r, item, 1))
            cch_py_forget_target(frame, cch_py_child(r, item, 1));
    }
    return walk(frame, cch_py_child(r, node, 3));
}

static enum way walk_try(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t body = cch_py_child(r, node, 2), handlers = cch_py_child(r, node, 3), otherwise = cch_py_child(r, node, 4),
             last = cch_py_child(r, node, 5);
    if (is_on_path(frame, body))
        return walk(frame, body);
    struct state before = save(frame);
    enum way way = walk(frame, body);
    if (way == FALLS && otherwise)
        way = walk(frame, otherwise);
    if (way == STOPPED) {
        let_go(frame, &before);
        return way;
    }
    for (uint32_t handler = cch_py_child(r, handlers, 0); handler; handler = cch_py_next(r, handler)) {
        struct state done = save(frame);
        uint32_t block = cch_py_child(r, handler, 3);
        pass_over(frame, body); /* it may have stopped anywhere */
        cch_py_forget(frame, handler);
        PY_PUSH(frame->scene->arena, &frame->conditions, NULL);
        enum way other = walk(frame, block);
        frame->conditions.count--;
        if (other == STOPPED) {
            let_go(frame, &done);
            let_go(frame, &before);
            return STOPPED;
        }
        if (other == FALLS && way == FALLS) {
            merge(frame, &done, NULL);
            let_go(frame, &done);
        } else if (way == FALLS) {
            restore(frame, &done);
            way = other == LEAVES ? FALLS : MIXED;
        } else {
            let_go(frame, &done);
            way = other;
        }
    }
    let_go(frame, &before);
    enum way behind = last ? walk(frame, last) : FALLS;
    return behind == FALLS ? way : behind;
}

static void bind_import(struct cch_py_frame *frame, uint32_t node, int from) {
    struct cch_py_scene *scene = frame->scene;
    const struct cch_py_reading *r = frame->reading;
    uint32_t number = cch_py_number_of(r, cch_py_child(r, cch_py_child(r, node, 2), 1));
    if (number >= r->code->module_count)
        return;
    const struct cch_py_code_module *of = &scene->program->code_modules.items[r->code->modules + number];
    uint32_t name =
        cch_py_program_absolute(scene->program, frame->module, of->name, of->level & ~(uint32_t)PY_MODULE_STANDARD);
    uint32_t module = cch_py_program_module(scene->program, frame->module, name, (of->level & PY_MODULE_STANDARD) != 0);
    struct cch_py_term *term = cch_py_arena_alloc(scene->arena, sizeof *term);
    *term = (struct cch_py_term){.kind = from     ? PY_TERM_IMPORT
                                         : module ? PY_TERM_MODULE
                                                  : PY_TERM_OUTSIDE,
                                 .size = 1,
                                 .number = from || !module ? module : module - 1,
                                 .at = name,
                                 .text = from ? cch_py_word_of(r, cch_py_child(r, node, 3))
                                              : cch_py_text(&scene->program->names, name)};
    cch_py_assign_term(frame, cch_py_child(r, node, 1), term);
}

static void bind_definition(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t reference = cch_py_number_of(r, cch_py_child(r, node, 3)), target = cch_py_child(r, node, 2);
    if (reference >= r->code->reference_count)
        return;
    struct cch_py_term *term = cch_py_arena_alloc(frame->scene->arena, sizeof *term);
    uint32_t function = frame->scene->program->code_functions.items[r->code->references + reference];
    const char *name =
        cch_py_text(&frame->scene->program->names, frame->scene->program->functions.items[function].is.name);
    *term = (struct cch_py_term){
        .kind = PY_TERM_FUNCTION, .size = 1, .number = function, .node = node, .frame = frame, .text = name};
    cch_py_assign_term(frame, target, term);
}

static enum way walk_class(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t body = cch_py_child(r, node, 5);
    if (is_on_path(frame, body))
        return walk(frame, body);
    if (is_on_path(frame, node)) { /* what its body has made is asked for */
        walk(frame, body);
        return STOPPED;
    }
    const char *name = cch_py_word_of(r, cch_py_child(r, node, 3));
    uint32_t line = (uint32_t)strtoul(cch_py_word_of(r, cch_py_child(r, node, 1)) + 1, NULL, 10);
    uint32_t class = cch_py_class_at(frame->scene, frame->module, name, line);
    struct cch_py_term *term = cch_py_arena_alloc(frame->scene->arena, sizeof *term);
    *term = (struct cch_py_term){.kind = PY_TERM_CLASS, .size = 1, .number = class, .text = name};
    cch_py_assign_term(frame, cch_py_child(r, node, 2),
                       class ? term : cch_py_term_unknown(frame->scene->arena, "a class"));
    return FALLS;
}

static enum way walk_list(struct cch_py_frame *frame, uint32_t node) {
    enum way way = FALLS;
    for (uint32_t child = cch_py_child(frame->reading, node, 1); child && way == FALLS;
         child = cch_py_next(frame->reading, child))
        way = walk(frame, child);
    return way;
}

static enum way walk_statement(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    const char *head = cch_program_head(&r->tree, node);
    if (!strcmp(head, "do"))
        return walk_list(frame, node);
    if (!strcmp(head, "if"))
        return walk_if(frame, node);
    if (!strcmp(head, "for"))
        return walk_for(frame, node);
    if (!strcmp(head, "with"))
        return walk_with(frame, node);
    if (!strcmp(head, "pytry"))
        return walk_try(frame, node);
    if (!strcmp(head, "defclass"))
        return walk_class(frame, node);
    if (!strcmp(head, "while")) {
        pass_over(frame, node);
        return is_on_path(frame, cch_py_child(r, node, 4)) ? walk(frame, cch_py_child(r, node, 4)) : FALLS;
    }
    if (is_on_path(frame, node))
        return STOPPED;
    if (!strcmp(head, "e")) {
        cch_py_evaluate(frame, cch_py_child(r, node, 1));
    } else if (!strcmp(head, "ret")) {
        uint32_t value = cch_py_child(r, node, 1);
        give(frame, value ? cch_py_evaluate(frame, value) : cch_py_term_plain(frame->scene->arena, PY_TERM_NONE, ""));
        return LEAVES;
    } else if (!strcmp(head, "throw")) {
        return LEAVES;
    } else if (!strcmp(head, "break") || !strcmp(head, "continue")) {
        return head[0] == 'b' ? BREAKS : CONTINUES;
    } else if (!strcmp(head, "def")) {
        bind_definition(frame, node);
    } else if (!strcmp(head, "import") || !strcmp(head, "importfrom")) {
        bind_import(frame, node, head[6] != 0);
    } else if (!strcmp(head, "unread")) {
        for (uint32_t i = 0; i < frame->slots.count; i++)
            cch_py_set_slot(frame, i, cch_py_term_unknown(frame->scene->arena, "not read"));
    } else if (strcmp(head, "field") != 0 && strcmp(head, "importstar") != 0) {
        pass_over(frame, node);
    }
    return FALLS;
}

static enum way walk(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_scene *scene = frame->scene;
    if (!node)
        return FALLS;
    if (cch_py_is_spent(scene) || scene->nesting >= PY_SCENE_NESTING_MAX)
        return MIXED;
    scene->nesting++;
    enum way way = walk_statement(frame, node);
    scene->nesting--;
    return way;
}

/* Functions --------------------------------------------------------------------------------------- */

cch_py_term *cch_py_run_body(struct cch_py_frame *frame) {
    struct cch_py_arena *arena = frame->scene->arena;
    enum way way = walk(frame, frame->reading->body);
    if (way == MIXED || way == STOPPED)
        return cch_py_term_unknown(arena, "a function that is not followed");
    cch_py_term *result = cch_py_term_plain(arena, PY_TERM_NONE, "");
    for (uint32_t i = frame->returned.count; i--;) {
        const struct cch_py_returned *of = &frame->returned.items[i];
        if (of->condition && of->condition->kind == PY_TERM_UNKNOWN && !cch_py_term_offers(of->value) &&
            !cch_py_term_offers(result))
            result = of->condition;
        else if (!of->condition || i + 1 == frame->returned.count)
            result = way == LEAVES || !of->condition ? of->value
                                                     : cch_py_term_choice(arena, of->condition, of->value, result);
        else
            result = cch_py_term_choice(arena, of->condition, of->value, result);
    }
    return result;
}

/* Marks the nodes that hold `target`. */
static int mark_path(const struct cch_py_reading *r, uint32_t node, uint32_t target, uint8_t *on_path) {
    int holds = node == target;
    for (uint32_t child = cch_py_child(r, node, 0); child && !holds; child = cch_py_next(r, child))
        holds = mark_path(r, child, target, on_path);
    on_path[node] |= (uint8_t)holds;
    return holds;
}

static void name_parameters(struct cch_py_frame *frame) {
    const struct cch_py_whole_function *of = &frame->scene->program->functions.items[frame->function];
    for (uint32_t i = 0; i < of->is.parameter_count && i < frame->slots.count; i++)
        frame->slots.items[i].value = cch_py_slot_name(frame, i);
    if (of->is.owner && of->is.flags & PY_FUNCTION_METHOD && of->is.parameter_count && frame->slots.count &&
        !(of->is.flags & (PY_FUNCTION_STATIC | PY_FUNCTION_CLASS)))
        frame->slots.items[0].value = cch_py_object_new(frame->scene, of->is.owner);
}

/* A frame whose walk ends before the node (0: at the end). */
static struct cch_py_frame *frame_up_to(struct cch_py_scene *scene, uint32_t function, uint32_t node) {
    struct cch_py_reading *reading = cch_py_scene_read(scene, function);
    if (!reading || !reading->body)
        return NULL;
    struct cch_py_frame *frame = cch_py_frame_new(scene, function, reading);
    if (node) {
        frame->on_path = cch_py_arena_alloc(scene->arena, reading->tree.count + 1);
        mark_path(reading, reading->body, node, frame->on_path);
    }
    return frame;
}

struct cch_py_frame *cch_py_scene_called(struct cch_py_frame *caller, uint32_t function, uint32_t node,
                                         cch_py_term *const *arguments, uint32_t count) {
    struct cch_py_frame *frame = frame_up_to(caller->scene, function, node);
    if (!frame)
        return NULL;
    frame->caller = caller;
    frame->made = cch_py_scene_definition(caller->scene, function, &frame->outer);
    if (!cch_py_bind_arguments(frame, arguments, count))
        return NULL;
    walk(frame, frame->reading->body);
    return frame;
}

struct cch_py_frame *cch_py_scene_before(struct cch_py_scene *scene, uint32_t function, uint32_t node) {
    struct cch_py_frame *frame = frame_up_to(scene, function, node);
    struct cch_py_reading *reading = frame ? frame->reading : NULL;
    if (!frame)
        return NULL;
    if (!cch_py_is(reading, 1, "module")) {
        name_parameters(frame);
        if (scene->depth++ < PY_SCENE_DEPTH_MAX && reading->code->captures)
            frame->made = cch_py_scene_definition(scene, function, &frame->outer);
        scene->depth--;
    }
    walk(frame, reading->body);
    return frame;
}

static uint32_t find_definition(const struct cch_py_reading *r, uint32_t node, uint32_t reference) {
    int is_lambda = cch_py_is(r, node, "lambda");
    if ((is_lambda || cch_py_is(r, node, "def")) &&
        cch_py_number_of(r, cch_py_child(r, node, is_lambda ? 1 : 3)) == reference)
        return node;
    for (uint32_t child = cch_py_child(r, node, 0); child; child = cch_py_next(r, child)) {
        uint32_t found = r->tree.nodes[child].kind == CCH_PROGRAM_LIST ? find_definition(r, child, reference) : 0;
        if (found)
            return found;
    }
    return 0;
}

uint32_t cch_py_scene_definition(struct cch_py_scene *scene, uint32_t function, struct cch_py_frame **frame) {
    *frame = NULL;
    if (!scene->made_in[function])
        return 0;
    const struct cch_py_code *code = &scene->program->codes.items[scene->made_in[function] - 1];
    struct cch_py_reading *reading = cch_py_scene_read(scene, code->function);
    uint32_t reference = 0;
    while (reference < code->reference_count &&
           scene->program->code_functions.items[code->references + reference] != function)
        reference++;
    uint32_t node = reading && reading->body ? find_definition(reading, reading->body, reference) : 0;
    if (node)
        *frame = cch_py_scene_before(scene, code->function, node);
    return *frame ? node : 0;
}
