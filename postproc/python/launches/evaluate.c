/* Expressions (scene.h). */
#include "python/launches/scene.h"

#include <stdlib.h>
#include <string.h>

#include "python/launches/library.h"
#include "python/read/files.h"

static cch_py_term *unknown(const struct cch_py_frame *frame, const char *why) {
    return cch_py_term_unknown(frame->scene->arena, why);
}

static uint32_t child(const struct cch_py_frame *frame, uint32_t node, uint32_t index) {
    return cch_py_child(frame->reading, node, index);
}

/* Names ------------------------------------------------------------------------------ */

static uint32_t stores(const struct cch_py_reading *r, uint32_t node, uint32_t slot) {
    uint32_t count = 0;
    const char *head = cch_program_head(&r->tree, node);
    uint32_t target = !strcmp(head, "=")                             ? cch_py_child(r, node, 1)
                      : !strcmp(head, "op=")                         ? cch_py_child(r, node, 3)
                      : !strcmp(head, "for") || !strcmp(head, "def") ? cch_py_child(r, node, 2)
                                                                     : 0;
    if (cch_py_is(r, target, "l"))
        count += cch_py_number_of(r, cch_py_child(r, target, 1)) == slot;
    else if (cch_py_is(r, target, "tuple"))
        for (uint32_t part = cch_py_child(r, target, 1); part; part = cch_py_next(r, part))
            count += cch_py_is(r, part, "l") && cch_py_number_of(r, cch_py_child(r, part, 1)) == slot;
    for (uint32_t i = cch_py_child(r, node, 0); i; i = cch_py_next(r, i))
        if (r->tree.nodes[i].kind == CCH_PROGRAM_LIST)
            count += stores(r, i, slot);
    return count;
}

static cch_py_term *local(struct cch_py_frame *frame, uint32_t slot) {
    if (slot >= frame->slots.count)
        return unknown(frame, "a variable that is not known");
    if (frame->is_raw)
        return cch_py_slot_name(frame, slot);
    cch_py_term *value = frame->slots.items[slot].value;
    return value ? cch_py_resolved(frame->scene, value) : cch_py_slot_name(frame, slot);
}

/* What a variable of the function around holds: as it is, or, where this function runs later, as it always is. */
static cch_py_term *captured(struct cch_py_frame *frame, uint32_t index) {
    const struct cch_py_reading *r = frame->reading;
    const char *name =
        index < r->code->captures
            ? cch_py_text(&frame->scene->program->names,
                          frame->scene->program->code_names.items[r->code->names + r->code->slot_count + index])
            : "";
    cch_py_term *named =
        name[0] ? cch_py_term_plain(frame->scene->arena, PY_TERM_NAME, name) : unknown(frame, "captured");
    struct cch_py_frame *outer = frame->outer;
    if (!outer || frame->is_raw)
        return named;
    const struct cch_py_reading *o = outer->reading;
    uint32_t captures = cch_py_child(o, frame->made, cch_py_is(o, frame->made, "lambda") ? 3 : 6);
    uint32_t one = cch_py_child(o, cch_py_child(o, captures, index), 1);
    if (cch_py_is(o, one, "cap"))
        return captured(outer, cch_py_number_of(o, cch_py_child(o, one, 1)));
    if (!cch_py_is(o, one, "l"))
        return named;
    uint32_t slot = cch_py_number_of(o, cch_py_child(o, one, 1));
    const struct cch_py_function *is = &frame->scene->program->functions.items[outer->function].is;
    if (!frame->is_inlined && stores(o, o->body, slot) + (slot < is->parameter_count) != 1)
        return named;
    cch_py_term *value = slot < outer->slots.count ? outer->slots.items[slot].value : NULL;
    return value ? cch_py_resolved(frame->scene, value) : named;
}

static cch_py_term *class_name(struct cch_py_frame *frame, uint32_t node) {
    const char *name =
        cch_py_format(frame->scene->arena, "class %s", cch_py_word_of(frame->reading, child(frame, node, 1)));
    uint32_t slot = cch_py_table_get(&frame->names, (uint64_t)cch_py_term_name(frame->scene, name) + 1);
    if (slot && frame->slots.items[slot - 1].value && !frame->is_raw)
        return cch_py_resolved(frame->scene, frame->slots.items[slot - 1].value);
    return child(frame, node, 2) ? cch_py_evaluate(frame, child(frame, node, 2)) : unknown(frame, "a class's name");
}

static cch_py_term *attribute(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_scene *scene = frame->scene;
    cch_py_term *of = cch_py_evaluate(frame, child(frame, node, 1));
    const char *name = cch_py_word_of(frame->reading, child(frame, node, 2));
    uint32_t number = cch_py_term_name(scene, name);
    if (of->kind == PY_TERM_MODULE) {
        cch_py_term *found = cch_py_module_value(scene, (uint32_t)of->number, number);
        if (found)
            return found;
        uint32_t dotted = cch_py_program_join(scene->program, cch_py_term_name(scene, of->text), number);
        uint32_t below = cch_py_table_get(&scene->program->module_names, dotted);
        struct cch_py_term *made = cch_py_arena_alloc(scene->arena, sizeof *made);
        *made = (struct cch_py_term){.kind = below ? PY_TERM_MODULE : PY_TERM_OUTSIDE,
                                     .size = 1,
                                     .number = below ? below - 1 : 0,
                                     .text = cch_py_text(&scene->program->names, dotted)};
        return made;
    }
    cch_py_term *constant = cch_py_library_attribute(frame, of, name);
    if (constant)
        return constant;
    if (of->kind == PY_TERM_OUTSIDE)
        return cch_py_term_plain(scene->arena, PY_TERM_OUTSIDE, cch_py_format(scene->arena, "%s.%s", of->text, name));
    if (of->kind == PY_TERM_OBJECT)
        return cch_py_object_field(frame, of, name);
    if (of->kind == PY_TERM_CLASS && of->number) {
        cch_py_term *found = cch_py_class_attribute(scene, (uint32_t)of->number, number);
        if (found && found->kind != PY_TERM_UNKNOWN && !cch_py_term_is_expression(found))
            return found;
        of = cch_py_term_plain(scene->arena, PY_TERM_NAME, of->text);
    }
    return cch_py_term_make(scene->arena, PY_TERM_ATTRIBUTE, name, &of, 1);
}

/* Displays ----------------------------------------------------------------------------- */

static void add_items(struct cch_py_frame *frame, uint32_t first, cch_py_term_list *out) {
    for (uint32_t i = first; i && out->count < PY_TERM_ITEMS_MAX; i = cch_py_next(frame->reading, i)) {
        if (!cch_py_is(frame->reading, i, "star")) {
            PY_PUSH(frame->scene->arena, out, cch_py_evaluate(frame, i));
            continue;
        }
        cch_py_term *of = cch_py_evaluate(frame, child(frame, i, 1));
        if (!cch_py_term_is_sequence(of)) {
            PY_PUSH(frame->scene->arena, out, cch_py_term_make(frame->scene->arena, PY_TERM_STAR, "", &of, 1));
            continue;
        }
        for (uint32_t k = 0; k < of->count; k++)
            PY_PUSH(frame->scene->arena, out, of->items[k]);
    }
}

static cch_py_term *display(struct cch_py_frame *frame, uint32_t node, enum cch_py_term_kind kind) {
    cch_py_term_list items = {0};
    add_items(frame, child(frame, node, 1), &items);
    for (uint32_t i = 0; i < items.count; i++)
        if (items.items[i]->kind == PY_TERM_STAR)
            return unknown(frame, "a display with items that are not known");
    cch_py_term *made = cch_py_term_make(frame->scene->arena, kind, "", items.items, items.count);
    cch_py_arena_resize(frame->scene->arena, items.items, 0);
    return made;
}

static cch_py_term *dictionary(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_arena *arena = frame->scene->arena;
    cch_py_term *made = cch_py_term_make(arena, PY_TERM_DICT, "", NULL, 0);
    for (uint32_t i = child(frame, node, 1); i; i = cch_py_next(frame->reading, i)) {
        if (cch_py_is(frame->reading, i, "dstar")) {
            cch_py_term *of = cch_py_evaluate(frame, child(frame, i, 1));
            if (of->kind != PY_TERM_DICT)
                return unknown(frame, "a dict with items that are not known");
            made = cch_py_term_binary(arena, "|", made, of);
            continue;
        }
        cch_py_term *key = cch_py_evaluate(frame, child(frame, i, 0));
        if (!cch_py_term_is_constant(key) || made->count > PY_TERM_ITEMS_MAX)
            return unknown(frame, "a dict with keys that are not known");
        made = cch_py_term_with(arena, made, key, cch_py_evaluate(frame, child(frame, i, 1)));
    }
    return made;
}

/* [E for … in … if …]: from the loop at hand inwards; 0: not known. */
static int comprehend(struct cch_py_frame *frame, uint32_t element, uint32_t loop, cch_py_term_list *out) {
    if (!loop) {
        PY_PUSH(frame->scene->arena, out, cch_py_evaluate(frame, element));
        return out->count < PY_TERM_ITEMS_MAX && !cch_py_is_spent(frame->scene);
    }
    cch_py_term *of = cch_py_evaluate(frame, child(frame, loop, 2));
    if (!cch_py_term_is_sequence(of))
        return 0;
    for (uint32_t i = 0; i < of->count; i++) {
        int holds = 1;
        cch_py_assign_term(frame, child(frame, loop, 1), of->items[i]);
        for (uint32_t test = child(frame, loop, 3); test && holds > 0; test = cch_py_next(frame->reading, test))
            holds = cch_py_term_truth_of(cch_py_evaluate(frame, test));
        if (holds < 0 || (holds && !comprehend(frame, element, cch_py_next(frame->reading, loop), out)))
            return 0;
    }
    return 1;
}

static cch_py_term *comprehension(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_arena *arena = frame->scene->arena;
    const char *kind = cch_py_word_of(frame->reading, child(frame, node, 1));
    cch_py_term_list items = {0};
    int known = !frame->is_raw && strcmp(kind, "set") != 0 &&
                comprehend(frame, child(frame, node, 2), child(frame, node, 3), &items);
    cch_py_term *made = unknown(frame, "a comprehension over what is not known");
    if (known && strcmp(kind, "dict") != 0) {
        made = cch_py_term_make(arena, PY_TERM_LIST, "", items.items, items.count);
    } else if (known) {
        made = cch_py_term_make(arena, PY_TERM_DICT, "", NULL, 0);
        for (uint32_t i = 0; i < items.count; i++)
            if (items.items[i]->count == 2)
                made = cch_py_term_with(arena, made, items.items[i]->items[0], items.items[i]->items[1]);
    }
    cch_py_arena_resize(arena, items.items, 0);
    return made;
}

/* Operators ---------------------------------------------------------------------------------- */

/* dict[key] of a key that shows at run time: as there is such a key, the last one is where it is none of the others. */
static cch_py_term *one_of(struct cch_py_frame *frame, cch_py_term *dict, cch_py_term *key) {
    enum { ENTRIES_MAX = 6 };
    if (!dict->count || dict->count > 2 * ENTRIES_MAX || !cch_py_term_is_expression(key))
        return unknown(frame, "an item that is not known");
    cch_py_term *made = dict->items[dict->count - 1];
    for (uint32_t i = dict->count - 2; i >= 2; i -= 2)
        made = cch_py_term_choice(frame->scene->arena,
                                  cch_py_term_binary(frame->scene->arena, "==", key, dict->items[i - 2]),
                                  dict->items[i - 1], made);
    return made;
}

/* sequence[a:b] with bounds that are known; NULL: they are not. */
static cch_py_term *part_of(struct cch_py_frame *frame, cch_py_term *of, uint32_t bounds) {
    int64_t ends[2] = {0, of->count};
    for (uint32_t i = 0; i < 2; i++) {
        uint32_t part = child(frame, bounds, i + 1);
        cch_py_term *bound = part && !cch_py_is(frame->reading, part, "none") ? cch_py_evaluate(frame, part) : NULL;
        if (bound && bound->kind != PY_TERM_NUMBER)
            return NULL;
        if (bound)
            ends[i] = bound->number < 0 ? bound->number + of->count : bound->number;
        ends[i] = ends[i] < 0 ? 0 : ends[i] > of->count ? of->count : ends[i];
    }
    if (child(frame, bounds, 3) && !cch_py_is(frame->reading, child(frame, bounds, 3), "none"))
        return NULL;
    uint32_t count = ends[1] > ends[0] ? (uint32_t)(ends[1] - ends[0]) : 0;
    return cch_py_term_make(frame->scene->arena, of->kind, "", of->items + ends[0], count);
}

static cch_py_term *subscript(struct cch_py_frame *frame, uint32_t node) {
    if (!frame->is_raw && cch_py_is(frame->reading, child(frame, node, 2), "slice")) {
        cch_py_term *of = cch_py_evaluate(frame, child(frame, node, 1));
        cch_py_term *part = cch_py_term_is_sequence(of) ? part_of(frame, of, child(frame, node, 2)) : NULL;
        if (part)
            return part;
    }
    cch_py_term *parts[] = {cch_py_evaluate(frame, child(frame, node, 1)),
                            cch_py_evaluate(frame, child(frame, node, 2))};
    cch_py_term *found = cch_py_term_item(parts[0], parts[1]);
    if (found)
        return found;
    if (parts[0]->kind == PY_TERM_DICT)
        return one_of(frame, parts[0], parts[1]);
    if (cch_py_term_is_sequence(parts[0]))
        return unknown(frame, "an item that is not known");
    return cch_py_term_make(frame->scene->arena, PY_TERM_ITEM, "", parts, 2);
}

/* `a and b`, `a or b`: one of the two operands. */
static cch_py_term *either(struct cch_py_frame *frame, uint32_t node, int is_or) {
    cch_py_term *first = cch_py_evaluate(frame, child(frame, node, 1));
    int truth = cch_py_term_truth_of(first);
    if (truth >= 0)
        return truth == is_or ? first : cch_py_evaluate(frame, child(frame, node, 2));
    cch_py_term *parts[] = {first, cch_py_evaluate(frame, child(frame, node, 2))};
    return cch_py_term_make(frame->scene->arena, PY_TERM_BINARY, is_or ? "or" : "and", parts, 2);
}

static cch_py_term *slice(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_arena *arena = frame->scene->arena;
    const char *text = "";
    for (uint32_t i = 1; i <= 3; i++) {
        uint32_t part = child(frame, node, i);
        cch_py_term *of = part && !cch_py_is(frame->reading, part, "none") ? cch_py_evaluate(frame, part) : NULL;
        const char *written = of ? cch_py_term_print(arena, of) : "";
        if (!written)
            return unknown(frame, "a slice");
        text = i == 3 && !of ? text : cch_py_format(arena, "%s%s%s", text, i > 1 ? ":" : "", written);
    }
    return cch_py_term_plain(arena, PY_TERM_REAL, text);
}

static cch_py_term *formatted(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_arena *arena = frame->scene->arena;
    const char *text = "";
    for (uint32_t part = child(frame, node, 1); part; part = cch_py_next(frame->reading, part)) {
        cch_py_term *of = cch_py_evaluate(frame, cch_py_is(frame->reading, part, "fmt") ? child(frame, part, 1) : part);
        if (of->kind == PY_TERM_NUMBER && !child(frame, part, 3))
            text = cch_py_format(arena, "%s%lld", text, (long long)of->number);
        else if (of->kind == PY_TERM_TEXT && !child(frame, part, 3))
            text = cch_py_format(arena, "%s%.300s", text, of->text);
        else
            return unknown(frame, "a text that is worked out");
    }
    return cch_py_term_plain(arena, PY_TERM_TEXT, text);
}

static cch_py_term *lambda(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t reference = cch_py_number_of(r, child(frame, node, 1));
    if (reference >= r->code->reference_count)
        return unknown(frame, "a lambda");
    struct cch_py_term *term = cch_py_arena_alloc(frame->scene->arena, sizeof *term);
    *term =
        (struct cch_py_term){.kind = PY_TERM_FUNCTION,
                             .size = 1,
                             .node = node,
                             .frame = frame,
                             .text = "",
                             .number = frame->scene->program->code_functions.items[r->code->references + reference]};
    return term;
}

static cch_py_term *assignment(struct cch_py_frame *frame, uint32_t node, int is_computed) {
    uint32_t target = child(frame, node, is_computed ? 3 : 1);
    cch_py_term *value = cch_py_evaluate(frame, child(frame, node, is_computed ? 4 : 2));
    if (is_computed) {
        cch_py_term *was = cch_py_evaluate(frame, target);
        if (was->kind == PY_TERM_LIST || was->kind == PY_TERM_DICT) { /* in place */
            const char *op = cch_py_word_of(frame->reading, child(frame, node, 1));
            cch_py_term *is = cch_py_term_binary(frame->scene->arena, op, was, value);
            cch_py_replace(frame, was, is->kind == was->kind ? is : NULL);
            return was;
        }
        value =
            cch_py_term_binary(frame->scene->arena, cch_py_word_of(frame->reading, child(frame, node, 1)), was, value);
    }
    cch_py_assign_term(frame, target, value);
    return value;
}

/* ------------------------------------------------------------------------------------------------ */
static cch_py_term *number(const struct cch_py_frame *frame, uint32_t node) {
    const char *text = cch_py_word_of(frame->reading, child(frame, node, 1));
    return strlen(text) > 18 ? cch_py_term_plain(frame->scene->arena, PY_TERM_REAL, text)
                             : cch_py_term_number(frame->scene->arena, strtoll(text, NULL, 10));
}

static cch_py_term *evaluate(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_arena *arena = frame->scene->arena;
    const struct cch_py_reading *r = frame->reading;
    const char *head = cch_program_head(&r->tree, node);
    switch (head[0]) {
    case 'l':
        return !strcmp(head, "l")        ? local(frame, cch_py_number_of(r, child(frame, node, 1)))
               : !strcmp(head, "list")   ? display(frame, node, PY_TERM_LIST)
               : !strcmp(head, "lambda") ? lambda(frame, node)
                                         : unknown(frame, "an expression");
    case 'n':
        if (!strcmp(head, "n"))
            return number(frame, node);
        if (!strcmp(head, "none"))
            return cch_py_term_plain(arena, PY_TERM_NONE, "");
        return cch_py_term_unary(arena, head, cch_py_evaluate(frame, child(frame, node, !strcmp(head, "not") ? 1 : 2)));
    case 'x':
        return cch_py_term_plain(arena, PY_TERM_REAL, cch_py_word_of(r, child(frame, node, 1)));
    case 's':
        return !strcmp(head, "s") ? cch_py_term_plain(arena, PY_TERM_TEXT, cch_py_word_of(r, child(frame, node, 1)))
               : !strcmp(head, "slice") ? slice(frame, node)
                                        : unknown(frame, "an expression");
    case 'b':
        if (!strcmp(head, "b"))
            return cch_py_term_truth(arena, cch_py_number_of(r, child(frame, node, 1)) != 0);
        return cch_py_term_binary(arena, cch_py_word_of(r, child(frame, node, 1)),
                                  cch_py_evaluate(frame, child(frame, node, 3)),
                                  cch_py_evaluate(frame, child(frame, node, 4)));
    case 'c':
        return !strcmp(head, "cap")    ? captured(frame, cch_py_number_of(r, child(frame, node, 1)))
               : !strcmp(head, "cn")   ? class_name(frame, node)
               : !strcmp(head, "comp") ? comprehension(frame, node)
                                       : unknown(frame, "an expression");
    case 'g':
        return cch_py_global(frame, cch_py_term_name(frame->scene, cch_py_word_of(r, child(frame, node, 1))));
    case 'm':
        return attribute(frame, node);
    case 'i':
        return !strcmp(head, "i") ? subscript(frame, node)
                                  : cch_py_term_unary(arena, head, cch_py_evaluate(frame, child(frame, node, 2)));
    case 'p':
        return !strcmp(head, "py") ? cch_py_evaluate_call(frame, node)
                                   : cch_py_term_unary(arena, head, cch_py_evaluate(frame, child(frame, node, 2)));
    case 't':
        return display(frame, node, PY_TERM_TUPLE);
    case 'd':
        return dictionary(frame, node);
    case 'a':
    case 'o':
        return !strcmp(head, "and") || !strcmp(head, "or") ? either(frame, node, head[0] == 'o')
               : !strcmp(head, "op=")                      ? assignment(frame, node, 1)
                                                           : unknown(frame, "an expression");
    case '?':
        return cch_py_term_choice(arena, cch_py_evaluate(frame, child(frame, node, 3)),
                                  cch_py_evaluate(frame, child(frame, node, 4)),
                                  cch_py_evaluate(frame, child(frame, node, 5)));
    case 'f':
        return formatted(frame, node);
    case '=':
        return assignment(frame, node, 0);
    default:
        return unknown(frame, "an expression");
    }
}

cch_py_term *cch_py_evaluate(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_scene *scene = frame->scene;
    if (!node || cch_py_is_spent(scene) || scene->nesting >= PY_SCENE_NESTING_MAX)
        return unknown(frame, "too much to follow");
    scene->nesting++;
    cch_py_term *value = evaluate(frame, node);
    scene->nesting--;
    return value;
}

const char *cch_py_written(struct cch_py_frame *frame, uint32_t node) {
    struct cch_py_frame raw = *frame;
    const char *text = NULL;
    raw.is_raw = 1;
    cch_py_term *of = cch_py_evaluate(&raw, node);
    if (of->kind == PY_TERM_FUNCTION && !of->text[0]) {
        struct cch_py_reading *reading = cch_py_scene_read(frame->scene, (uint32_t)of->number);
        const struct cch_py_function *is = &frame->scene->program->functions.items[of->number].is;
        if (reading && reading->body && cch_py_is(reading, reading->body, "ret")) {
            struct cch_py_frame *inside = cch_py_frame_new(frame->scene, (uint32_t)of->number, reading);
            inside->is_raw = 1;
            text = cch_py_term_print(frame->scene->arena,
                                     cch_py_evaluate(inside, cch_py_child(reading, reading->body, 1)));
            const char *name = is->parameter_count
                                   ? cch_py_text(&frame->scene->program->names,
                                                 frame->scene->program->parameters.items[is->parameters].name)
                                   : "";
            text = text ? cch_py_format(frame->scene->arena, "lambda%s%s: %s", name[0] ? " " : "", name, text) : NULL;
        }
    } else {
        text = cch_py_term_print(frame->scene->arena, of);
    }
    return text ? text : "";
}

cch_py_term *cch_py_decorated(struct cch_py_scene *scene, uint32_t function) {
    struct cch_py_frame *frame;
    uint32_t node = cch_py_scene_definition(scene, function, &frame);
    struct cch_py_term *made = cch_py_arena_alloc(scene->arena, sizeof *made);
    *made = (struct cch_py_term){
        .kind = PY_TERM_FUNCTION,
        .size = 1,
        .number = function,
        .frame = frame,
        .node = node,
        .text = cch_py_text(&scene->program->names, scene->program->functions.items[function].is.name)};
    cch_py_term *value = made;
    if (!node || !cch_py_is(frame->reading, node, "def"))
        return value;
    cch_py_numbers list = {0};
    const struct cch_py_reading *r = frame->reading;
    for (uint32_t i = cch_py_child(r, cch_py_child(r, node, 4), 0); i; i = cch_py_next(r, i))
        PY_PUSH(scene->arena, &list, i);
    while (list.count) { /* the last one is applied first */
        cch_py_term *decorator = cch_py_evaluate(frame, list.items[--list.count]);
        cch_py_term *result = cch_py_call_term(frame, decorator, &value, 1);
        int is_kernel =
            result->kind == PY_TERM_KERNEL || result->kind == PY_TERM_FUNCTION || result->kind == PY_TERM_CHOICE;
        value = is_kernel ? result : value;
    }
    return value;
}
