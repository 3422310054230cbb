/* Trees, frames and what assignments do to variables (scene.h). */
#include "python/launches/scene.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "python/read/files.h"

/* Trees --------------------------------------------------------------------------- */

void cch_py_scene_init(struct cch_py_scene *scene, struct cch_py_arena *arena, struct cch_py_program *program) {
    *scene = (struct cch_py_scene){.arena = arena, .program = program};
    scene->code_of = cch_py_arena_alloc(arena, program->functions.count * sizeof *scene->code_of);
    scene->made_in = cch_py_arena_alloc(arena, program->functions.count * sizeof *scene->made_in);
    scene->readings = cch_py_arena_alloc(arena, program->codes.count * sizeof *scene->readings + 1);
    scene->modules = cch_py_arena_alloc(arena, program->modules.count * sizeof *scene->modules + 1);
    scene->running = cch_py_arena_alloc(arena, program->modules.count + 1);
    scene->first_code = cch_py_arena_alloc(arena, program->modules.count * sizeof *scene->first_code + 1);
    scene->classes = cch_py_arena_alloc(arena, program->classes.count * sizeof *scene->classes);
    for (uint32_t i = program->codes.count; i--;) {
        const struct cch_py_code *code = &program->codes.items[i];
        scene->code_of[code->function] = i + 1;
        scene->first_code[program->functions.items[code->function].module] = i;
        for (uint32_t k = code->references; k < code->references + code->reference_count; k++)
            scene->made_in[program->code_functions.items[k]] = i + 1;
    }
}

/* The tree's memory becomes the arena's, whatever happens. */
static int take_tree(struct cch_py_arena *arena, struct cch_program_tree *tree) {
    jmp_buf failed, *outer = arena->failed;
    struct cch_program_tree read = *tree;
    arena->failed = &failed;
    if (setjmp(failed)) {
        arena->failed = outer;
        cch_program_tree_release(&read);
        longjmp(*outer, 1);
    }
    tree->nodes = cch_py_arena_alloc(arena, (read.count + 1) * sizeof *tree->nodes);
    tree->texts = cch_py_arena_alloc(arena, read.texts_used + 1);
    arena->failed = outer;
    memcpy(tree->nodes, read.nodes, read.count * sizeof *tree->nodes);
    if (read.texts_used)
        memcpy(tree->texts, read.texts, read.texts_used);
    cch_program_tree_release(&read);
    return 1;
}

struct cch_py_reading *cch_py_scene_read(struct cch_py_scene *scene, uint32_t function) {
    uint32_t number = scene->code_of[function];
    if (!number)
        return NULL;
    struct cch_py_reading *reading = scene->readings[number - 1];
    if (reading)
        return reading;
    const struct cch_py_code *code = &scene->program->codes.items[number - 1];
    const struct cch_py_module *module =
        &scene->program->modules.items[scene->program->functions.items[function].module];
    reading = cch_py_arena_alloc(scene->arena, sizeof *reading);
    reading->code = code;
    struct cch_program_tree tree = {0};
    int status = cch_program_read(&tree, module->code_text + code->text, code->length, NULL);
    if (!status) {
        take_tree(scene->arena, &tree);
        reading->tree = tree;
    } else {
        cch_program_tree_release(&tree);
        reading->tree.nodes = cch_py_arena_alloc(scene->arena, 2 * sizeof *reading->tree.nodes);
        if (status == CCH_ERROR_MEMORY)
            longjmp(*scene->arena->failed, 1);
    }
    const char *head = status ? "" : cch_program_head(&reading->tree, 1);
    reading->body = !strcmp(head, "fn")       ? cch_py_child(reading, 1, 3)
                    : !strcmp(head, "module") ? cch_py_child(reading, 1, 2)
                                              : 0;
    return scene->readings[number - 1] = reading;
}

uint32_t cch_py_number_of(const struct cch_py_reading *r, uint32_t node) {
    return (uint32_t)strtoul(cch_py_word_of(r, node), NULL, 10);
}

int cch_py_is_spent(struct cch_py_scene *scene) { return ++scene->steps > PY_SCENE_STEPS_MAX; }

uint32_t cch_py_term_name(struct cch_py_scene *scene, const char *text) {
    return cch_py_name_z(scene->arena, &scene->program->names, text);
}

/* Variables ------------------------------------------------------------------------------ */

struct cch_py_frame *cch_py_frame_new(struct cch_py_scene *scene, uint32_t function, struct cch_py_reading *reading) {
    struct cch_py_frame *frame = cch_py_arena_alloc(scene->arena, sizeof *frame);
    frame->scene = scene;
    frame->function = function;
    frame->reading = reading;
    frame->module = scene->program->functions.items[function].module;
    if (!reading)
        return frame;
    PY_RESERVE(scene->arena, &frame->slots, reading->code->slot_count + 1);
    memset(frame->slots.items, 0, reading->code->slot_count * sizeof *frame->slots.items);
    frame->slots.count = reading->code->slot_count;
    for (uint32_t i = 0; i < frame->slots.count; i++)
        frame->slots.items[i].name = scene->program->code_names.items[reading->code->names + i];
    return frame;
}

uint32_t cch_py_frame_slot(struct cch_py_frame *frame, uint32_t name) {
    int added;
    uint32_t *slot = cch_py_table_put(frame->scene->arena, &frame->names, (uint64_t)name + 1, &added);
    if (added) {
        struct cch_py_slot_value *made = PY_ADD(frame->scene->arena, &frame->slots);
        made->name = name;
        *slot = frame->slots.count;
    }
    return *slot - 1;
}

cch_py_term *cch_py_slot_name(struct cch_py_frame *frame, uint32_t slot) {
    struct cch_py_slot_value *of = &frame->slots.items[slot];
    const char *text = cch_py_text(&frame->scene->program->names, of->name);
    if (!text[0])
        return cch_py_term_unknown(frame->scene->arena, "a value without a name");
    struct cch_py_term *term = cch_py_arena_alloc(frame->scene->arena, sizeof *term);
    *term = (struct cch_py_term){.kind = PY_TERM_NAME, .size = 1, .at = slot, .text = text, .frame = frame};
    of->is_named = 1;
    return term;
}

static int mentions(cch_py_term *term, const struct cch_py_frame *frame, uint32_t slot) {
    if (term->kind == PY_TERM_NAME && term->frame == frame && term->at == slot)
        return 1;
    for (uint32_t i = 0; i < term->count && term->kind != PY_TERM_KERNEL; i++)
        if (mentions(term->items[i], frame, slot))
            return 1;
    return 0;
}

/* The value by the name that it has, as it does not change when what it was computed from does. */
static cch_py_term *by_name(struct cch_py_arena *arena, cch_py_term *value, const struct cch_py_frame *frame,
                            uint32_t slot, cch_py_term *name) {
    if (!mentions(value, frame, slot))
        return value;
    if (!cch_py_term_is_sequence(value) && value->kind != PY_TERM_DICT)
        return name;
    cch_py_term **items = cch_py_arena_resize(arena, NULL, (value->count + 1) * sizeof *items);
    int step = value->kind == PY_TERM_DICT ? 2 : 1;
    for (uint32_t i = 0; i < value->count; i++) {
        items[i] = value->items[i];
        if (i % (uint32_t)step == (uint32_t)step - 1) {
            cch_py_term *parts[] = {name, step == 2 ? value->items[i - 1] : cch_py_term_number(arena, i)};
            items[i] =
                by_name(arena, value->items[i], frame, slot, cch_py_term_make(arena, PY_TERM_ITEM, "", parts, 2));
        }
    }
    cch_py_term *made = cch_py_term_make(arena, value->kind, "", items, value->count);
    cch_py_arena_resize(arena, items, 0);
    return made;
}

/* The variable gets another value: what mentions it by name means the one before. */
void cch_py_retire(struct cch_py_frame *frame, uint32_t slot) {
    struct cch_py_slot_value *of = &frame->slots.items[slot];
    of->version++;
    if (!of->is_named)
        return;
    for (uint32_t i = 0; i < frame->slots.count; i++) {
        cch_py_term *value = frame->slots.items[i].value;
        frame->scene->steps += value ? value->size / 16 : 0;
        if (i != slot && value && value->kind != PY_TERM_FUNCTION && mentions(value, frame, slot))
            frame->slots.items[i].value = by_name(frame->scene->arena, value, frame, slot, cch_py_slot_name(frame, i));
    }
}

/* Whether an expression says more to a reader than the name of the variable that holds it. */
static int is_telling(cch_py_term *value) {
    if (value->size > PY_TERM_SIZE_MAX / 3 || !cch_py_term_is_printable(value))
        return 0;
    if (value->kind == PY_TERM_CALL)
        for (uint32_t i = 1; i < value->count; i++)
            if (value->items[i]->kind == PY_TERM_KEYWORD || value->items[i]->kind == PY_TERM_STAR)
                return 0;
    return value->kind != PY_TERM_CALL || value->size <= 10;
}

void cch_py_set_slot(struct cch_py_frame *frame, uint32_t slot, cch_py_term *value) {
    if (slot >= frame->slots.count)
        return;
    cch_py_retire(frame, slot);
    if (cch_py_term_is_expression(value) &&
        (!is_telling(value) || (value->kind == PY_TERM_CALL && mentions(value, frame, slot))))
        value = cch_py_slot_name(frame, slot);
    else if (value->kind == PY_TERM_UNKNOWN)
        value = cch_py_slot_name(frame, slot);
    frame->slots.items[slot].value = value;
}

/* `perhaps`: the frame's own branches don't tell whether it changes there. */
static void replace_in(struct cch_py_frame *frame, cch_py_term *was, cch_py_term *is, int perhaps) {
    for (uint32_t i = 0; i < frame->slots.count; i++)
        if (frame->slots.items[i].value == was)
            frame->slots.items[i].value = is && !perhaps ? is : cch_py_slot_name(frame, i);
}

void cch_py_replace(struct cch_py_frame *frame, cch_py_term *was, cch_py_term *is) {
    struct cch_py_scene *scene = frame->scene;
    int perhaps = 0;
    for (struct cch_py_frame *f = frame; f; f = f->caller) {
        replace_in(f, was, is, perhaps);
        perhaps |= f->conditions.count != 0;
        for (struct cch_py_frame *outer = f->outer; outer; outer = outer->outer)
            replace_in(outer, was, is, perhaps);
    }
    for (uint32_t k = 0; k < scene->objects.count; k++) {
        struct cch_py_fields *of = &scene->objects.items[k];
        for (uint32_t i = 0; i < of->items.count; i++)
            if (of->items.items[i].value == was)
                of->items.items[i].value =
                    is ? is
                       : cch_py_term_plain(scene->arena, PY_TERM_NAME,
                                           cch_py_format(scene->arena, "self.%s",
                                                         cch_py_text(&scene->program->names, of->items.items[i].name)));
    }
}

/* Assigned ------------------------------------------------------------------------------------ */

static void assign_parts(struct cch_py_frame *frame, uint32_t target, cch_py_term *value) {
    struct cch_py_arena *arena = frame->scene->arena;
    const struct cch_py_reading *r = frame->reading;
    uint32_t index = 0;
    int starred = 0;
    for (uint32_t part = cch_py_child(r, target, 1); part; part = cch_py_next(r, part), index++) {
        starred |= cch_py_is(r, part, "star");
        cch_py_term *key = cch_py_term_number(arena, index), *parts[] = {value, key};
        cch_py_term *item = starred ? NULL : cch_py_term_item(value, key);
        if (!item && !starred && cch_py_term_is_expression(value))
            item = cch_py_term_make(arena, PY_TERM_ITEM, "", parts, 2);
        cch_py_assign_term(frame, cch_py_is(r, part, "star") ? cch_py_child(r, part, 1) : part,
                           item ? item : cch_py_term_unknown(arena, "a part of something"));
    }
}

/* d[key] = value */
static void assign_item(struct cch_py_frame *frame, uint32_t target, cch_py_term *value) {
    cch_py_term *of = cch_py_evaluate(frame, cch_py_child(frame->reading, target, 1));
    cch_py_term *key = cch_py_evaluate(frame, cch_py_child(frame->reading, target, 2));
    if (of->kind == PY_TERM_DICT && cch_py_term_is_constant(key))
        cch_py_replace(frame, of, cch_py_term_with(frame->scene->arena, of, key, value));
    else if (of->kind == PY_TERM_DICT || of->kind == PY_TERM_LIST)
        cch_py_replace(frame, of, NULL);
}

void cch_py_assign_term(struct cch_py_frame *frame, uint32_t target, cch_py_term *value) {
    const struct cch_py_reading *r = frame->reading;
    const char *head = cch_program_head(&r->tree, target);
    if (!strcmp(head, "l")) {
        cch_py_set_slot(frame, cch_py_number_of(r, cch_py_child(r, target, 1)), value);
    } else if (!strcmp(head, "gn") && cch_py_is(r, 1, "module")) {
        cch_py_set_slot(
            frame,
            cch_py_frame_slot(frame, cch_py_term_name(frame->scene, cch_py_word_of(r, cch_py_child(r, target, 1)))),
            value);
    } else if (!strcmp(head, "cn")) {
        const char *name =
            cch_py_format(frame->scene->arena, "class %s", cch_py_word_of(r, cch_py_child(r, target, 1)));
        cch_py_set_slot(frame, cch_py_frame_slot(frame, cch_py_term_name(frame->scene, name)), value);
    } else if (!strcmp(head, "tuple")) {
        assign_parts(frame, target, value);
    } else if (!strcmp(head, "m")) {
        cch_py_term *of = cch_py_evaluate(frame, cch_py_child(r, target, 1));
        if (of->kind == PY_TERM_OBJECT)
            cch_py_object_set(frame->scene, of, cch_py_word_of(r, cch_py_child(r, target, 2)), value, frame->function);
    } else if (!strcmp(head, "i")) {
        assign_item(frame, target, value);
    }
}

void cch_py_forget_target(struct cch_py_frame *frame, uint32_t target) {
    const struct cch_py_reading *r = frame->reading;
    if (cch_py_is(r, target, "m")) {
        cch_py_term *of = cch_py_evaluate(frame, cch_py_child(r, target, 1));
        const char *name = cch_py_word_of(r, cch_py_child(r, target, 2));
        if (of->kind == PY_TERM_OBJECT)
            cch_py_object_set(frame->scene, of, name,
                              cch_py_term_plain(frame->scene->arena, PY_TERM_NAME,
                                                cch_py_format(frame->scene->arena, "self.%s", name)),
                              frame->function);
    } else if (cch_py_is(r, target, "tuple") || cch_py_is(r, target, "star")) {
        for (uint32_t part = cch_py_child(r, target, 1); part; part = cch_py_next(r, part))
            cch_py_forget_target(frame, part);
    } else if (cch_py_is(r, target, "i")) {
        cch_py_term *of = cch_py_evaluate(frame, cch_py_child(r, target, 1));
        if (of->kind == PY_TERM_DICT || of->kind == PY_TERM_LIST)
            cch_py_replace(frame, of, NULL);
    } else {
        cch_py_assign_term(frame, target, cch_py_term_unknown(frame->scene->arena, "assigned in a loop"));
    }
}

/* A list or dict that a method is called on, or that is handed over. */
static void forget_value(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    if (!cch_py_is(r, node, "l") && !cch_py_is(r, node, "gn") && !cch_py_is(r, node, "m"))
        return;
    cch_py_term *of = cch_py_evaluate(frame, node);
    if (of->kind == PY_TERM_DICT || of->kind == PY_TERM_LIST)
        cch_py_replace(frame, of, NULL);
}

void cch_py_forget(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    const char *head = cch_program_head(&r->tree, node);
    if (cch_py_is_spent(frame->scene))
        return;
    if (!strcmp(head, "=") || !strcmp(head, "del"))
        cch_py_forget_target(frame, cch_py_child(r, node, 1));
    else if (!strcmp(head, "op="))
        cch_py_forget_target(frame, cch_py_child(r, node, 3));
    else if (!strcmp(head, "for") || !strcmp(head, "def") || !strcmp(head, "defclass"))
        cch_py_forget_target(frame,
                             cch_py_child(r, node, cch_py_word_of(r, cch_py_child(r, node, 1))[0] == '@' ? 2 : 1));
    else if (!strcmp(head, "import") || !strcmp(head, "importfrom"))
        cch_py_forget_target(frame, cch_py_child(r, node, 1));
    else if (!strcmp(head, "catch"))
        cch_py_forget_target(frame, cch_py_child(r, node, 2));
    else if (!strcmp(head, "py")) {
        uint32_t callee = cch_py_child(r, node, 2);
        if (cch_py_is(r, callee, "m"))
            forget_value(frame, cch_py_child(r, callee, 1));
        for (uint32_t i = callee ? cch_py_next(r, callee) : 0; i; i = cch_py_next(r, i))
            forget_value(frame, i);
    } else if (!strcmp(head, "with")) {
        for (uint32_t i = cch_py_child(r, cch_py_child(r, node, 2), 0); i; i = cch_py_next(r, i))
            if (cch_py_child(r, i, 1))
                cch_py_forget_target(frame, cch_py_child(r, i, 1));
    }
    for (uint32_t child = cch_py_child(r, node, 0); child; child = cch_py_next(r, child))
        if (r->tree.nodes[child].kind == CCH_PROGRAM_LIST)
            cch_py_forget(frame, child);
}
