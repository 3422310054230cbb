/* Calls as written: what is passed, and what a few of them are known to do
 * with it (values.h). */
#include "python/values/values.h"

#include <stdio.h>
#include <string.h>

#include "graph_file/schema.h"

/* Functions and methods that make a tensor of a shape: the positional
 * arguments that give it (and any keyword but those of not_shapes). */
static const struct {
    const char *name;
    uint32_t from, to;
} shapes[] = {
    {"arange", 0, 9},       {"as_strided", 0, 9}, {"broadcast_to", 0, 9}, {"chunk", 0, 2},      {"empty", 0, 99},
    {"expand", 0, 99},      {"eye", 0, 2},        {"full", 0, 1},         {"narrow", 0, 9},     {"new_empty", 0, 99},
    {"new_full", 0, 1},     {"new_ones", 0, 99},  {"new_zeros", 0, 99},   {"ones", 0, 99},      {"pad", 1, 2},
    {"rand", 0, 99},        {"randint", 2, 3},    {"randn", 0, 99},       {"rearrange", 1, 99}, {"reduce", 3, 99},
    {"repeat", 0, 99},      {"reshape", 0, 99},   {"resize_", 0, 99},     {"tile", 0, 99},      {"tril_indices", 0, 2},
    {"triu_indices", 0, 2}, {"unflatten", 0, 9},  {"view", 0, 99},        {"zeros", 0, 99},
};
static const char *const not_shapes[] = {"dtype", "device", "layout",    "requires_grad", "pin_memory", "memory_format",
                                         "out",   "names",  "generator", "value",         "mode",       "fill_value"};

/* Methods that put their arguments into the object; torch's end with "_". */
static const char *const changes[] = {"append", "appendleft", "add",  "extend",     "insert", "update",
                                      "put",    "push",       "send", "setdefault", "write",  "__setitem__"};

static const char *text_of(const struct cch_py_values *w, const struct cch_py_node *node) {
    return node && (node->kind == PY_NAME || node->kind == PY_ATTRIBUTE) ? cch_py_text(w->l->names, node->name) : "";
}

static void note_callee(struct cch_py_values *w, const struct cch_py_node *callee, struct cch_py_call *call) {
    const char *name = text_of(w, callee);
    size_t length = strlen(name);
    if (!length)
        return;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        if (strcmp(shapes[i].name, name))
            continue;
        call->flags |= PY_CALL_SHAPES;
        call->shape_from = shapes[i].from;
        call->shape_to = shapes[i].to;
    }
    if (callee->kind != PY_ATTRIBUTE)
        return;
    if (length > 1 && name[length - 1] == '_' && name[length - 2] != '_')
        call->flags |= PY_CALL_CHANGES;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++)
        if (!strcmp(changes[i], name))
            call->flags |= PY_CALL_CHANGES;
}

static int is_shape(const struct cch_py_values *w, const struct cch_py_call *call, uint32_t kind, uint32_t position) {
    if (!(call->flags & PY_CALL_SHAPES))
        return 0;
    if (kind == PY_POSITIONAL || kind == PY_STAR)
        return position >= call->shape_from && position < call->shape_to;
    if (kind < PY_KEYWORD_BASE)
        return 0;
    for (size_t i = 0; i < sizeof not_shapes / sizeof *not_shapes; i++)
        if (!strcmp(not_shapes[i], cch_py_text(w->l->names, kind - PY_KEYWORD_BASE)))
            return 0;
    return 1;
}

typedef PY_ARRAY(struct cch_py_passed) passed_list;

/* Is the callee a method of some object, not a function of a module? */
static int is_method_name(struct cch_py_values *w, const struct cch_py_node *callee) {
    const struct cch_py_node *root = callee;
    while (root && root->kind == PY_ATTRIBUTE)
        root = root->slot[0];
    if (root == callee || !root)
        return 0;
    uint32_t location = root->kind == PY_NAME ? cch_py_values_name(w, root->name, NULL) : 1;
    return root->kind != PY_NAME || (location && w->unit->locations.items[location].kind != PY_LOCATION_IMPORT);
}

static int is_method(const struct cch_py_call *call) { return (call->flags & PY_CALL_METHOD) != 0; }

/* What of an argument becomes what of the result, if the function is none of the program's. */
static unsigned argument_carries(const struct cch_py_values *w, const struct cch_py_call *call,
                                 const struct cch_carries_rule *rule, uint32_t kind, uint32_t position) {
    if (!rule)
        return CCH_CARRIES_ALL;
    if (kind >= PY_KEYWORD_BASE)
        return cch_carries_keyword(rule, is_method(call), cch_py_text(w->l->names, kind - PY_KEYWORD_BASE));
    if (kind != PY_POSITIONAL)
        return rule->second | rule->rest;
    return cch_carries_argument(rule, is_method(call), position);
}

static void pass(struct cch_py_values *w, struct cch_py_call *call, const struct cch_carries_rule *rule,
                 passed_list *list, struct cch_py_node *value, uint32_t kind, uint32_t position,
                 struct cch_py_node *whole) {
    enum { TO_FORM = CCH_CARRIES_DATA_TO_FORM | CCH_CARRIES_FORM_TO_FORM };
    cch_py_sources sources = {0};
    uint32_t text = 0;
    unsigned outer = w->way, on = argument_carries(w, call, rule, kind, position);
    w->way = CCH_CARRIES_ALIKE;
    cch_py_values_of(w, value, PY_HOW_COPY, &sources);
    w->way = outer;
    if (is_shape(w, call, kind, position))
        cch_py_values_use_of(w, &sources, CCH_USE_SHAPE, on & (TO_FORM | TO_FORM << CCH_CARRIES_PERHAPS), whole, 0,
                             PY_USE_OF_CALL);
    for (uint32_t i = 0; i < sources.count; i++) {
        const struct cch_py_source *of = &sources.items[i];
        if (!of->text && of->how != PY_HOW_COPY && !text)
            text = cch_py_values_text(w, value);
        uint32_t words = of->text ? of->text : of->how == PY_HOW_COPY ? 0 : text;
        PY_PUSH(w->arena, list,
                ((struct cch_py_passed){of->location, of->how, words, of->carries, on, kind, position}));
    }
    cch_py_arena_resize(w->arena, sources.items, 0);
}

/* What the callee's name says of a function that is none of the program's. */
static const struct cch_carries_rule *rule_of(struct cch_py_values *w, const struct cch_py_node *call) {
    const struct cch_carries_rule *rule = cch_carries_find(text_of(w, call->slot[0]));
    if (rule && rule->makes && call->slot[0]->kind == PY_ATTRIBUTE && is_method_name(w, call->slot[0]))
        return NULL; /* no torch.empty */
    int sets = rule && rule->object == CCH_CARRIES_FORM_TO_DATA && rule->second == CCH_CARRIES_DATA_TO_FORM;
    return sets && call->slot[0]->kind == PY_ATTRIBUTE && call->slot[1] ? NULL : rule; /* x.type(t) */
}

static uint32_t record(struct cch_py_values *w, struct cch_py_node *node, cch_py_sources *out) {
    struct cch_py_call call = {
        .instruction = node->made, .function = w->function, .line = node->line, .column = node->column + 1};
    passed_list list = {0};
    uint32_t position = 0, first_use = w->unit->uses.count;
    if (w->replaced) { /* each item's call is one of its own */
        call.line = w->by->line;
        call.column = w->by->column + 1;
    }
    note_callee(w, node->slot[0], &call);
    const struct cch_carries_rule *rule = rule_of(w, node);
    call.object_on = rule && node->slot[0]->kind == PY_ATTRIBUTE ? rule->object : CCH_CARRIES_ALL;
    unsigned outer = cch_py_values_enter(w, call.object_on);
    call.object = cch_py_values_base(w, node->slot[0], out);
    call.flags |= is_method_name(w, node->slot[0]) ? PY_CALL_METHOD : 0;
    w->way = outer;
    call.written = call.flags & PY_CALL_CHANGES ? call.object : 0;
    for (struct cch_py_node *arg = node->slot[1]; arg; arg = arg->next, position++)
        pass(w, &call, rule, &list, arg->kind == PY_STARRED ? arg->slot[0] : arg,
             arg->kind == PY_STARRED ? PY_STAR : PY_POSITIONAL, position, node);
    for (struct cch_py_node *keyword = node->slot[2]; keyword; keyword = keyword->next, position++) {
        if (keyword->name && keyword->slot[0] && !strcmp(cch_py_text(w->l->names, keyword->name), "out") &&
            (keyword->slot[0]->kind == PY_NAME || keyword->slot[0]->kind == PY_ATTRIBUTE)) {
            cch_py_sources rest = {0};
            call.flags |= PY_CALL_CHANGES;
            call.written = cch_py_values_base(w, keyword->slot[0], &rest);
            cch_py_arena_resize(w->arena, rest.items, 0);
        }
        pass(w, &call, rule, &list, keyword->slot[0], keyword->name ? keyword->name + PY_KEYWORD_BASE : PY_DOUBLE_STAR,
             position, node);
    }
    call.first = w->unit->passed.count;
    call.count = list.count;
    call.text = cch_py_values_text(w, node);
    for (uint32_t i = 0; i < list.count; i++)
        PY_PUSH(w->arena, &w->unit->passed, list.items[i]);
    cch_py_arena_resize(w->arena, list.items, 0);
    PY_PUSH(w->arena, &w->unit->calls, call);
    for (uint32_t i = first_use; i < w->unit->uses.count; i++)
        if (w->unit->uses.items[i].call_count == PY_USE_OF_CALL && !w->unit->uses.items[i].first_call)
            w->unit->uses.items[i].first_call = w->unit->calls.count;
    return cch_py_values_location(w, PY_LOCATION_RESULT, w->unit->calls.count - 1, 0, 0);
}

/* Calls that read or write a part of an object by name ----------------------------- */

static uint32_t string_name(const struct cch_py_node *node) {
    return node && node->kind == PY_CONSTANT && node->constant == PY_STRING ? node->name : 0;
}

/* ctx.save_for_backward(a, b): each by its position. */
static void save_for_backward(struct cch_py_values *w, struct cch_py_node *node) {
    struct cch_py_node *callee = node->slot[0];
    cch_py_sources rest = {0};
    uint32_t index = 0, base = cch_py_values_base(w, callee->slot[0], &rest);
    for (struct cch_py_node *arg = node->slot[1]; arg; arg = arg->next, index++) {
        char name[40] = "saved_tensors";
        if (arg->kind != PY_STARRED)
            snprintf(name, sizeof name, "saved_tensors[%u]", index);
        cch_py_values_into(w, arg,
                           cch_py_values_location(w, PY_LOCATION_ATTRIBUTE, callee->made - 1,
                                                  cch_py_name_z(w->arena, w->l->names, name), base));
    }
    cch_py_arena_resize(w->arena, rest.items, 0);
}

/* Whether the call is one of them; `*location` is its value's, or 0. */
static int by_name(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out,
                   uint32_t *location) {
    struct cch_py_node *callee = node->slot[0], *first = node->slot[1], *second = first ? first->next : NULL;
    const char *name = text_of(w, callee);
    *location = 0;
    if (!callee || !first || first->kind == PY_STARRED)
        return 0;
    if (callee->kind == PY_NAME) {
        if (!node->made || !string_name(second))
            return 0;
        int reads = !strcmp(name, "getattr");
        if (!reads && strcmp(name, "setattr"))
            return 0;
        *location = cch_py_values_location(w, PY_LOCATION_ATTRIBUTE, node->made - 1, second->name,
                                           cch_py_values_base(w, first, out));
        if (reads) {
            cch_py_values_of(w, second->next, how, out);
        } else {
            cch_py_values_into(w, second->next, *location);
            *location = 0;
        }
        return 1;
    }
    if (callee->kind != PY_ATTRIBUTE || !callee->made)
        return 0;
    if (!strcmp(name, "save_for_backward") || !strcmp(name, "save_for_forward")) {
        save_for_backward(w, node);
        return 1;
    }
    if ((!strcmp(name, "register_buffer") || !strcmp(name, "register_parameter")) && string_name(first)) {
        uint32_t base = cch_py_values_base(w, callee->slot[0], out);
        cch_py_values_into(w, second,
                           cch_py_values_location(w, PY_LOCATION_ATTRIBUTE, callee->made - 1, first->name, base));
        return 1;
    }
    if ((!strcmp(name, "get") || !strcmp(name, "pop")) && string_name(first) && callee->slot[0] &&
        callee->slot[0]->kind == PY_NAME) {
        uint32_t base = cch_py_values_base(w, callee->slot[0], out);
        *location = base ? cch_py_values_item(w, base, first) : 0;
        if (*location)
            cch_py_values_of(w, second, how, out);
        return *location != 0;
    }
    return 0;
}

uint32_t cch_py_values_call(struct cch_py_values *w, struct cch_py_node *node, uint32_t how, cch_py_sources *out) {
    uint32_t location;
    if (node->slot[0] && node->slot[0]->kind == PY_NAME && !node->made && !strcmp(text_of(w, node->slot[0]), "super"))
        return 0;
    if (by_name(w, node, how, out, &location))
        return location;
    return record(w, node, out);
}
