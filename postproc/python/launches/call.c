/* Calls in expressions (scene.h). */
#include "python/launches/scene.h"

#include <stdlib.h>
#include <string.h>

#include "python/launches/library.h"
#include "python/read/files.h"

void cch_py_arguments(struct cch_py_frame *frame, uint32_t call, cch_py_term_list *out) {
    struct cch_py_arena *arena = frame->scene->arena;
    const struct cch_py_reading *r = frame->reading;
    for (uint32_t i = cch_py_child(frame->reading, call, 3); i && out->count < PY_TERM_ITEMS_MAX;
         i = cch_py_next(r, i)) {
        if (cch_py_is(r, i, "kw")) {
            cch_py_term *value = cch_py_evaluate(frame, cch_py_child(frame->reading, i, 2));
            PY_PUSH(arena, out,
                    cch_py_term_make(arena, PY_TERM_KEYWORD, cch_py_word_of(r, cch_py_child(frame->reading, i, 1)),
                                     &value, 1));
        } else if (cch_py_is(r, i, "dstar")) {
            cch_py_term *of = cch_py_evaluate(frame, cch_py_child(frame->reading, i, 1));
            if (of->kind != PY_TERM_DICT)
                PY_PUSH(arena, out, cch_py_term_make(arena, PY_TERM_KEYWORD, "", &of, 1));
            for (uint32_t k = 0; of->kind == PY_TERM_DICT && k + 1 < of->count; k += 2)
                PY_PUSH(arena, out, cch_py_term_make(arena, PY_TERM_KEYWORD, of->items[k]->text, &of->items[k + 1], 1));
        } else if (cch_py_is(r, i, "star")) {
            cch_py_term *of = cch_py_evaluate(frame, cch_py_child(frame->reading, i, 1));
            if (!cch_py_term_is_sequence(of))
                PY_PUSH(arena, out, cch_py_term_make(arena, PY_TERM_STAR, "", &of, 1));
            for (uint32_t k = 0; cch_py_term_is_sequence(of) && k < of->count; k++)
                PY_PUSH(arena, out, of->items[k]);
        } else {
            PY_PUSH(arena, out, cch_py_evaluate(frame, i));
        }
    }
}

cch_py_term *cch_py_default(struct cch_py_frame *outer, uint32_t made, uint32_t index) {
    const struct cch_py_reading *o = outer ? outer->reading : NULL;
    uint32_t list = o ? cch_py_child(o, made, cch_py_is(o, made, "lambda") ? 2 : 5) : 0;
    for (uint32_t i = list ? cch_py_child(o, list, 0) : 0; i; i = cch_py_next(o, i))
        if (cch_py_number_of(o, cch_py_child(o, i, 1)) == index)
            return cch_py_evaluate(outer, cch_py_child(o, i, 2));
    return NULL;
}

/* Parameter i has its default, if the definition gives one. */
static void set_default(struct cch_py_frame *called, uint32_t index) {
    cch_py_term *value = cch_py_default(called->outer, called->made, index);
    called->slots.items[index].value = value ? value : cch_py_slot_name(called, index);
}

/* Whether all arguments found their parameters. */
int cch_py_bind_arguments(struct cch_py_frame *called, cch_py_term *const *arguments, uint32_t count) {
    struct cch_py_scene *scene = called->scene;
    const struct cch_py_function *is = &scene->program->functions.items[called->function].is;
    const struct cch_py_parameter *parameters = &scene->program->parameters.items[is->parameters];
    cch_py_term_list rest = {0};
    cch_py_term *more = cch_py_term_make(scene->arena, PY_TERM_DICT, "", NULL, 0);
    uint32_t position = 0;
    if (is->parameter_count > called->slots.count)
        return 0;
    for (uint32_t i = 0; i < count; i++) {
        const char *name = arguments[i]->kind == PY_TERM_KEYWORD ? arguments[i]->text : NULL;
        if (arguments[i]->kind == PY_TERM_STAR || (name && !name[0]))
            return 0;
        uint32_t p = position;
        if (name)
            for (p = 0; p < is->parameter_count &&
                        (parameters[p].kind >= PY_REST || parameters[p].kind == PY_POSITIONAL_ONLY ||
                         strcmp(cch_py_text(&scene->program->names, parameters[p].name), name) != 0);
                 p++)
                ;
        if (p < is->parameter_count && (name || parameters[p].kind <= PY_POSITIONAL_ONLY)) {
            called->slots.items[p].value = name ? arguments[i]->items[0] : arguments[i];
            position += !name;
        } else if (name) {
            more = cch_py_term_with(scene->arena, more, cch_py_term_plain(scene->arena, PY_TERM_TEXT, name),
                                    arguments[i]->items[0]);
        } else {
            PY_PUSH(scene->arena, &rest, arguments[i]);
        }
    }
    for (uint32_t p = 0; p < is->parameter_count; p++) {
        if (parameters[p].kind == PY_REST)
            called->slots.items[p].value = cch_py_term_make(scene->arena, PY_TERM_TUPLE, "", rest.items, rest.count);
        else if (parameters[p].kind == PY_KEYWORDS)
            called->slots.items[p].value = more;
        else if (!called->slots.items[p].value)
            set_default(called, p);
    }
    return 1;
}

/* What the function gives; NULL: it is not followed. */
static cch_py_term *inlined(struct cch_py_frame *frame, cch_py_term *function, cch_py_term *const *arguments,
                            uint32_t count) {
    struct cch_py_scene *scene = frame->scene;
    uint32_t number = (uint32_t)function->number;
    struct cch_py_reading *reading = cch_py_scene_read(scene, number);
    if (!reading || !reading->body || scene->depth >= PY_SCENE_DEPTH_MAX ||
        scene->program->functions.items[number].marks & (PY_MARK_DEVICE | PY_MARK_KERNEL))
        return NULL;
    struct cch_py_frame *called = cch_py_frame_new(scene, number, reading);
    called->outer = function->frame;
    called->made = function->node;
    called->is_inlined = 1;
    called->caller = frame;
    if (!called->outer) /* a method: where its defaults are */
        called->made = cch_py_scene_definition(scene, number, &called->outer);
    scene->depth++;
    cch_py_term *result = cch_py_bind_arguments(called, arguments, count) ? cch_py_run_body(called) : NULL;
    scene->depth--;
    return result;
}

/* Whether decorators leave the function what it is when it is called. */
static int is_plain(struct cch_py_scene *scene, cch_py_term *function) {
    static const char *const known[] = {"cache",   "lru_cache", "staticmethod",  "classmethod",
                                        "no_grad", "jit",       "inference_mode"};
    const struct cch_py_frame *frame = function->frame;
    if (!frame || !cch_py_is(frame->reading, function->node, "def"))
        return 1;
    const struct cch_py_reading *r = frame->reading;
    for (uint32_t i = cch_py_child(r, cch_py_child(r, function->node, 4), 0); i; i = cch_py_next(r, i)) {
        uint32_t word = cch_py_is(r, i, "py") ? cch_py_child(r, i, 2) : i;
        const char *name = cch_py_word_of(r, cch_py_child(r, word, cch_py_is(r, word, "m") ? 2 : 1));
        size_t k = 0;
        while (k < sizeof known / sizeof *known && strcmp(known[k], name) != 0)
            k++;
        if (k == sizeof known / sizeof *known)
            return 0;
    }
    (void)scene;
    return 1;
}

/* Lists and dicts that are handed to something which is not followed may change. */
static void hand_over(struct cch_py_frame *frame, cch_py_term *const *arguments, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        cch_py_term *of = arguments[i]->kind == PY_TERM_KEYWORD ? arguments[i]->items[0] : arguments[i];
        if (of->kind == PY_TERM_LIST || of->kind == PY_TERM_DICT)
            cch_py_replace(frame, of, NULL);
    }
}

cch_py_term *cch_py_call_term(struct cch_py_frame *frame, cch_py_term *callee, cch_py_term *const *arguments,
                              uint32_t count) {
    struct cch_py_scene *scene = frame->scene;
    cch_py_term *result = NULL;
    if (cch_py_is_spent(scene))
        return cch_py_term_unknown(frame->scene->arena, "too much to follow");
    cch_py_term *known = cch_py_library_call(frame, callee, arguments, count);
    if (known)
        return known;
    if (callee->kind == PY_TERM_FUNCTION && is_plain(scene, callee)) {
        result = inlined(frame, callee, arguments, count);
    } else if (callee->kind == PY_TERM_BOUND) {
        cch_py_term_list all = {0};
        PY_PUSH(scene->arena, &all, callee->items[1]);
        for (uint32_t i = 0; i < count; i++)
            PY_PUSH(scene->arena, &all, arguments[i]);
        result = inlined(frame, callee->items[0], all.items, all.count);
    }
    if (result && result->kind != PY_TERM_UNKNOWN &&
        (!cch_py_term_is_expression(result) || callee->text[0] == 0 || cch_py_term_offers(result)))
        return result;
    if (!result)
        hand_over(frame, arguments, count);
    cch_py_term *named = callee;
    if (callee->kind == PY_TERM_BOUND)
        named = cch_py_term_plain(scene->arena, PY_TERM_NAME,
                                  cch_py_format(scene->arena, "self.%s", callee->items[0]->text));
    else if (callee->kind == PY_TERM_FUNCTION || callee->kind == PY_TERM_CLASS)
        named = callee->text[0] ? cch_py_term_plain(scene->arena, PY_TERM_OUTSIDE, callee->text)
                                : cch_py_term_unknown(frame->scene->arena, "a lambda's result");
    if (named->kind == PY_TERM_UNKNOWN || (!cch_py_term_is_expression(named) && named->kind != PY_TERM_OUTSIDE))
        return cch_py_term_unknown(frame->scene->arena, "a call of what is not known");
    cch_py_term_list all = {0};
    PY_PUSH(scene->arena, &all, named);
    for (uint32_t i = 0; i < count; i++)
        PY_PUSH(scene->arena, &all, arguments[i]);
    return cch_py_term_make(scene->arena, PY_TERM_CALL, "", all.items, all.count);
}

/* super().name: of the class behind the one whose method this is. */
static cch_py_term *super_method(struct cch_py_frame *frame, const char *name) {
    struct cch_py_scene *scene = frame->scene;
    cch_py_term *object = frame->slots.count ? frame->slots.items[0].value : NULL;
    uint32_t owner = scene->program->functions.items[frame->function].is.owner;
    uint32_t method = object && object->kind == PY_TERM_OBJECT && owner
                          ? cch_py_class_method(scene, (uint32_t)object->number, name, owner)
                          : 0;
    if (!method)
        return NULL;
    struct cch_py_term *function = cch_py_arena_alloc(scene->arena, sizeof *function);
    *function = (struct cch_py_term){.kind = PY_TERM_FUNCTION, .size = 1, .number = method, .text = name};
    cch_py_term *items[] = {function, object};
    return cch_py_term_make(scene->arena, PY_TERM_BOUND, "", items, 2);
}

cch_py_term *cch_py_evaluate_call(struct cch_py_frame *frame, uint32_t node) {
    const struct cch_py_reading *r = frame->reading;
    uint32_t callee = cch_py_child(frame->reading, node, 2);
    cch_py_term *of = cch_py_is(r, callee, "m") && cch_py_is(r, cch_py_child(frame->reading, callee, 1), "super")
                          ? super_method(frame, cch_py_word_of(r, cch_py_child(frame->reading, callee, 2)))
                      : cch_py_is(r, callee, "m") ? cch_py_library_method(frame, node)
                                                  : NULL;
    if (of && !cch_py_is(r, cch_py_child(frame->reading, callee, 1), "super"))
        return of; /* a list's or dict's own */
    if (!of)
        of = cch_py_evaluate(frame, callee);
    cch_py_term_list arguments = {0};
    cch_py_arguments(frame, node, &arguments);
    cch_py_term *result;
    if (frame->is_raw) {
        cch_py_term_list all = {0};
        PY_PUSH(frame->scene->arena, &all, of);
        for (uint32_t i = 0; i < arguments.count; i++)
            PY_PUSH(frame->scene->arena, &all, arguments.items[i]);
        result = cch_py_term_make(frame->scene->arena, PY_TERM_CALL, "", all.items, all.count);
    } else {
        result = cch_py_call_term(frame, of, arguments.items, arguments.count);
    }
    cch_py_arena_resize(frame->scene->arena, arguments.items, 0);
    return result;
}
