/* Objects, classes and globals, as a launch needs them (scene.h).
 *
 * A field is what __init__ and the methods on the way to the launch gave it. If
 * another method of the class, or of one above or below it, assigns it too, it
 * can be anything: it stays "self.field".
 */
#define _GNU_SOURCE /* memmem */
#include "python/launches/scene.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "python/read/files.h"

/* Texts ------------------------------------------------------------------------------ */

static const char *find_text(const struct cch_py_scene *scene, uint32_t code, const char *from, const char *text) {
    const struct cch_py_code *of = &scene->program->codes.items[code];
    const struct cch_py_module *module =
        &scene->program->modules.items[scene->program->functions.items[of->function].module];
    const char *begin = module->code_text + of->text, *end = begin + of->length;
    from = from ? from : begin;
    return from < end ? memmem(from, (size_t)(end - from), text, strlen(text)) : NULL;
}

static int code_has(const struct cch_py_scene *scene, uint32_t code, const char *text) {
    return find_text(scene, code, NULL, text) != NULL;
}

/* Whether the code has `target op= …`. */
static int code_computes(const struct cch_py_scene *scene, uint32_t code, const char *target) {
    static const char operation[] = "(op= ";
    const char *at = find_text(scene, code, NULL, operation), *next;
    for (; at; at = next) {
        const char *found = find_text(scene, code, at, target);
        next = find_text(scene, code, at + sizeof operation, operation);
        const char *type = find_text(scene, code, at, " py ");
        if (found && type && found == type + 4)
            return 1;
    }
    return 0;
}

/* Whether a function of the module, which may run at any time, changes a global of it. */
static int is_changed(struct cch_py_scene *scene, uint32_t module, const char *name) {
    static const char *const forms[] = {"(= (gn \"%s\") ",
                                        "(= (i (gn \"%s\") ",
                                        "(m (gn \"%s\") \"append\"",
                                        "(m (gn \"%s\") \"extend\"",
                                        "(m (gn \"%s\") \"update\"",
                                        "(m (gn \"%s\") \"pop\"",
                                        "(m (gn \"%s\") \"insert\"",
                                        "(m (gn \"%s\") \"clear\"",
                                        "(m (gn \"%s\") \"setdefault\"",
                                        "(gn \"%s\")"}; /* the last one: where it is computed with in place */
    enum { FORMS = sizeof forms / sizeof *forms };
    const struct cch_py_module *of = &scene->program->modules.items[module];
    char texts[FORMS][400];
    for (size_t i = 0; i < FORMS; i++)
        if (snprintf(texts[i], sizeof texts[i], forms[i], name) >= (int)sizeof texts[i])
            return 1;
    for (uint32_t f = of->first_function; f < of->first_function + of->function_count; f++) {
        uint32_t code = scene->code_of[f];
        if (f == of->body || !code || !code_has(scene, code - 1, texts[FORMS - 1])) /* in all of them */
            continue;
        for (size_t i = 0; i < FORMS; i++)
            if ((i + 1 < FORMS ? code_has : code_computes)(scene, code - 1, texts[i]))
                return 1;
    }
    return 0;
}

static int is_stable(struct cch_py_scene *scene, uint32_t module, uint32_t name) {
    int added;
    uint32_t *known = cch_py_table_put(scene->arena, &scene->stable, cch_py_pair(module + 1, name), &added);
    if (added)
        *known = is_changed(scene, module, cch_py_text(&scene->program->names, name)) ? 2 : 1;
    return *known == 1;
}

/* Globals -------------------------------------------------------------------------------- */

cch_py_term *cch_py_resolved(struct cch_py_scene *scene, cch_py_term *term) {
    for (unsigned depth = 0; term->kind == PY_TERM_IMPORT && depth < PY_SCENE_DEPTH_MAX; depth++) {
        uint32_t name = cch_py_term_name(scene, term->text);
        cch_py_term *found = term->number ? cch_py_module_value(scene, (uint32_t)term->number - 1, name) : NULL;
        uint32_t dotted = cch_py_program_join(scene->program, term->at, name);
        uint32_t below = cch_py_table_get(&scene->program->module_names, dotted);
        if (!found && below) {
            struct cch_py_term *made = cch_py_arena_alloc(scene->arena, sizeof *made);
            *made = (struct cch_py_term){.kind = PY_TERM_MODULE,
                                         .size = 1,
                                         .number = below - 1,
                                         .text = cch_py_text(&scene->program->names, dotted)};
            found = made;
        }
        if (!found)
            found = term->number
                        ? cch_py_term_plain(scene->arena, PY_TERM_NAME, term->text)
                        : cch_py_term_plain(scene->arena, PY_TERM_OUTSIDE, cch_py_text(&scene->program->names, dotted));
        term = found;
    }
    return term->kind == PY_TERM_IMPORT ? cch_py_term_plain(scene->arena, PY_TERM_NAME, term->text) : term;
}

static struct cch_py_frame *module_frame(struct cch_py_scene *scene, uint32_t module) {
    if (!scene->modules[module] && !scene->running[module] && scene->depth < PY_SCENE_DEPTH_MAX) {
        scene->running[module] = 1;
        uint32_t steps = scene->steps; /* what a module holds is no matter of who asks first */
        scene->steps = 0;
        scene->depth++;
        scene->modules[module] = cch_py_scene_before(scene, scene->program->modules.items[module].body, 0);
        scene->depth--;
        scene->steps = steps;
        scene->running[module] = 0;
    }
    return scene->modules[module];
}

cch_py_term *cch_py_module_value(struct cch_py_scene *scene, uint32_t module, uint32_t name) {
    struct cch_py_frame *frame = module_frame(scene, module);
    uint32_t slot = frame ? cch_py_table_get(&frame->names, (uint64_t)name + 1) : 0;
    if (!slot || !frame->slots.items[slot - 1].value)
        return NULL;
    if (!is_stable(scene, module, name))
        return cch_py_term_plain(scene->arena, PY_TERM_NAME, cch_py_text(&scene->program->names, name));
    return cch_py_resolved(scene, frame->slots.items[slot - 1].value);
}

cch_py_term *cch_py_global(struct cch_py_frame *frame, uint32_t name) {
    struct cch_py_scene *scene = frame->scene;
    const char *text = cch_py_text(&scene->program->names, name);
    if (frame->is_raw)
        return cch_py_term_plain(scene->arena, PY_TERM_NAME, text);
    if (cch_py_is(frame->reading, 1, "module")) {
        uint32_t slot = cch_py_table_get(&frame->names, (uint64_t)name + 1);
        if (slot && frame->slots.items[slot - 1].value)
            return cch_py_resolved(scene, frame->slots.items[slot - 1].value);
    }
    cch_py_term *found =
        cch_py_is(frame->reading, 1, "module") ? NULL : cch_py_module_value(scene, frame->module, name);
    const struct cch_py_module *module = &scene->program->modules.items[frame->module];
    if (!found && cch_py_table_get(&scene->program->globals, cch_py_pair(frame->module + 1, name)))
        return cch_py_term_plain(scene->arena, PY_TERM_NAME, text); /* of a part of the body that is not followed */
    return found                                          ? found
           : module->stars.count || module->outside.count ? cch_py_term_plain(scene->arena, PY_TERM_NAME, text)
                                                          : cch_py_term_plain(scene->arena, PY_TERM_OUTSIDE, text);
}

/* Classes ---------------------------------------------------------------------------------- */

uint32_t cch_py_class_at(const struct cch_py_scene *scene, uint32_t module, const char *name, uint32_t line) {
    const struct cch_py_module *of = &scene->program->modules.items[module];
    uint32_t found = 0;
    for (uint32_t c = of->first_class; c < of->first_class + of->class_count; c++) {
        const struct cch_py_class *is = &scene->program->classes.items[c].is;
        if (strcmp(cch_py_text(&scene->program->names, is->name), name) != 0)
            continue;
        if (is->line == line || (is->first_line <= line && line <= is->last_line))
            found = c;
    }
    return found;
}

uint32_t cch_py_class_method(const struct cch_py_scene *scene, uint32_t class, const char *name, uint32_t behind) {
    const struct cch_py_program *p = scene->program;
    const cch_py_numbers *order = &p->classes.items[class].order;
    uint32_t at = 0;
    while (behind && at < order->count && order->items[at++] != behind)
        ;
    for (; at < order->count; at++) {
        const struct cch_py_module *module = &p->modules.items[p->classes.items[order->items[at]].module];
        for (uint32_t f = module->first_function + module->function_count; f-- > module->first_function;)
            if (p->functions.items[f].is.owner == order->items[at] &&
                !strcmp(cch_py_text(&p->names, p->functions.items[f].is.name), name))
                return f;
    }
    return 0;
}

static uint32_t find_class(const struct cch_py_scene *scene, const struct cch_py_reading *r, uint32_t node,
                           uint32_t class) {
    const struct cch_py_whole_class *of = &scene->program->classes.items[class];
    if (cch_py_is(r, node, "defclass") &&
        !strcmp(cch_py_word_of(r, cch_py_child(r, node, 3)), cch_py_text(&scene->program->names, of->is.name))) {
        uint32_t line = (uint32_t)strtoul(cch_py_word_of(r, cch_py_child(r, node, 1)) + 1, NULL, 10);
        if (cch_py_class_at(scene, of->module, cch_py_word_of(r, cch_py_child(r, node, 3)), line) == class)
            return node;
    }
    for (uint32_t child = cch_py_child(r, node, 0); child; child = cch_py_next(r, child)) {
        uint32_t found = r->tree.nodes[child].kind == CCH_PROGRAM_LIST ? find_class(scene, r, child, class) : 0;
        if (found)
            return found;
    }
    return 0;
}

/* The frame in which the class's body has run. */
static struct cch_py_frame *class_frame(struct cch_py_scene *scene, uint32_t class) {
    if (scene->classes[class] || scene->depth >= PY_SCENE_DEPTH_MAX)
        return scene->classes[class];
    uint32_t function = scene->program->classes.items[class].is.function;
    struct cch_py_reading *reading = cch_py_scene_read(scene, function);
    uint32_t node = reading && reading->body ? find_class(scene, reading, reading->body, class) : 0;
    /* up to a node that is never there: the walk stops behind the class's body */
    scene->depth++;
    struct cch_py_frame *frame = node ? cch_py_scene_before(scene, function, cch_py_child(reading, node, 6)) : NULL;
    scene->depth--;
    return scene->classes[class] = frame;
}

cch_py_term *cch_py_class_attribute(struct cch_py_scene *scene, uint32_t class, uint32_t name) {
    const cch_py_numbers *order = &scene->program->classes.items[class].order;
    uint32_t key =
        cch_py_term_name(scene, cch_py_format(scene->arena, "class %s", cch_py_text(&scene->program->names, name)));
    for (uint32_t i = 0; i < order->count; i++) {
        if (!cch_py_table_get(&scene->program->class_names, cch_py_pair(order->items[i], name)))
            continue;
        struct cch_py_frame *frame = class_frame(scene, order->items[i]);
        uint32_t slot = frame ? cch_py_table_get(&frame->names, (uint64_t)key + 1) : 0;
        return slot && frame->slots.items[slot - 1].value ? cch_py_resolved(scene, frame->slots.items[slot - 1].value)
                                                          : NULL;
    }
    return NULL;
}

/* Objects ------------------------------------------------------------------------------------ */

cch_py_term *cch_py_object_new(struct cch_py_scene *scene, uint32_t class) {
    struct cch_py_term *term = cch_py_arena_alloc(scene->arena, sizeof *term);
    *term = (struct cch_py_term){
        .kind = PY_TERM_OBJECT, .size = 1, .number = class, .at = scene->objects.count, .text = "self"};
    PY_ADD(scene->arena, &scene->objects);
    return term;
}

void cch_py_object_set(struct cch_py_scene *scene, cch_py_term *object, const char *name, cch_py_term *value,
                       uint32_t function) {
    struct cch_py_fields *of = &scene->objects.items[object->at];
    uint32_t number = cch_py_term_name(scene, name), i = 0;
    while (i < of->executed.count && of->executed.items[i] != function)
        i++;
    if (i == of->executed.count)
        PY_PUSH(scene->arena, &of->executed, function);
    if (value->kind == PY_TERM_UNKNOWN || (cch_py_term_is_expression(value) && value->size > PY_TERM_SIZE_MAX / 3))
        value = cch_py_term_plain(scene->arena, PY_TERM_NAME, cch_py_format(scene->arena, "self.%s", name));
    for (i = 0; i < of->items.count; i++) {
        if (of->items.items[i].name != number)
            continue;
        of->items.items[i].value = value;
        of->items.items[i].function = function;
        return;
    }
    PY_PUSH(scene->arena, &of->items, ((struct cch_py_field_value){number, function, value}));
}

static int is_related(const struct cch_py_program *p, uint32_t a, uint32_t b) {
    return a == b || cch_py_program_inherits(p, a, b) || cch_py_program_inherits(p, b, a);
}

/* Whether a method that has not been run on the object assigns the field. */
static int is_set_elsewhere(struct cch_py_scene *scene, const struct cch_py_fields *of, uint32_t class,
                            const char *name) {
    const struct cch_py_program *p = scene->program;
    const cch_py_numbers *lists[] = {&p->classes.items[class].order, &p->classes.items[class].below};
    char assigned[300], computed[300];
    if (snprintf(assigned, sizeof assigned, "(= (m (l 0) \"%s\")", name) >= (int)sizeof assigned)
        return 1;
    snprintf(computed, sizeof computed, "(m (l 0) \"%s\")", name);
    for (int l = 0; l < 2; l++) {
        for (uint32_t i = 0; i < lists[l]->count; i++) {
            const struct cch_py_module *module = &p->modules.items[p->classes.items[lists[l]->items[i]].module];
            for (uint32_t f = module->first_function; f < module->first_function + module->function_count; f++) {
                uint32_t owner = p->functions.items[f].is.owner, k = 0;
                if (!owner || !is_related(p, owner, class) || !scene->code_of[f])
                    continue;
                while (k < of->executed.count && of->executed.items[k] != f)
                    k++;
                if (k == of->executed.count && (code_has(scene, scene->code_of[f] - 1, assigned) ||
                                                code_computes(scene, scene->code_of[f] - 1, computed)))
                    return 1;
            }
        }
    }
    return 0;
}

static void run_init(struct cch_py_frame *frame, cch_py_term *object) {
    struct cch_py_scene *scene = frame->scene;
    uint32_t init = cch_py_class_method(scene, (uint32_t)object->number, "__init__", 0);
    struct cch_py_reading *reading = init ? cch_py_scene_read(scene, init) : NULL;
    scene->objects.items[object->at].is_made = 1;
    if (!reading || !reading->body || init == frame->function || scene->depth >= PY_SCENE_DEPTH_MAX)
        return;
    struct cch_py_frame *made = cch_py_frame_new(scene, init, reading);
    const struct cch_py_function *is = &scene->program->functions.items[init].is;
    for (uint32_t i = 1; i < is->parameter_count && i < made->slots.count; i++)
        made->slots.items[i].value = cch_py_slot_name(made, i);
    if (made->slots.count)
        made->slots.items[0].value = object;
    /* what the launch's way has set already stays */
    struct cch_py_fields before = scene->objects.items[object->at];
    memset(&scene->objects.items[object->at].items, 0, sizeof before.items);
    scene->depth++;
    cch_py_run_body(made);
    scene->depth--;
    for (uint32_t i = 0; i < before.items.count; i++)
        cch_py_object_set(scene, object, cch_py_text(&scene->program->names, before.items.items[i].name),
                          before.items.items[i].value, before.items.items[i].function);
}

cch_py_term *cch_py_object_field(struct cch_py_frame *frame, cch_py_term *object, const char *name) {
    struct cch_py_scene *scene = frame->scene;
    uint32_t number = cch_py_term_name(scene, name), class = (uint32_t)object->number;
    if (!scene->objects.items[object->at].is_made)
        run_init(frame, object);
    const struct cch_py_fields *of = &scene->objects.items[object->at];
    cch_py_term *itself = cch_py_term_plain(scene->arena, PY_TERM_NAME, cch_py_format(scene->arena, "self.%s", name));
    for (uint32_t i = 0; i < of->items.count; i++)
        if (of->items.items[i].name == number) /* a list or dict may have grown since another method made it */
            return is_set_elsewhere(scene, of, class, name) || ((of->items.items[i].value->kind == PY_TERM_LIST ||
                                                                 of->items.items[i].value->kind == PY_TERM_DICT) &&
                                                                of->items.items[i].function != frame->function)
                       ? itself
                       : of->items.items[i].value;
    if (is_set_elsewhere(scene, of, class, name))
        return itself;
    uint32_t method = cch_py_class_method(scene, class, name, 0);
    const cch_py_numbers *below = &scene->program->classes.items[class].below;
    for (uint32_t i = 0; i < below->count; i++)
        if (below->items[i] != class &&
            cch_py_table_get(&scene->program->class_names, cch_py_pair(below->items[i], number)))
            return itself; /* of an object of that class something else */
    if (method && !(scene->program->functions.items[method].is.flags & PY_FUNCTION_STATIC)) {
        struct cch_py_term *function = cch_py_arena_alloc(scene->arena, sizeof *function);
        *function = (struct cch_py_term){.kind = PY_TERM_FUNCTION, .size = 1, .number = method, .text = name};
        cch_py_term *items[] = {function, object};
        return cch_py_term_make(scene->arena, PY_TERM_BOUND, "", items, 2);
    }
    cch_py_term *found = cch_py_class_attribute(scene, class, number);
    return found && found->kind != PY_TERM_UNKNOWN && !cch_py_term_is_expression(found) ? found : itself;
}
