/* Statements and expressions of Python (python.h). */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <string.h>

static const char *text_of(const cch_node *node) { return node ? node->text : ""; }

static const cch_datum *item_value(cch_machine *machine, const cch_node *node, uint32_t index) {
    const cch_node *item = cch_item(node, index);
    return item ? cch_evaluate(machine, item) : &cch_none;
}

struct python_state *cch_python_state(cch_machine *machine) {
    if (!machine->python) {
        struct python_state *state = cch_arena_take(&machine->arena, sizeof *state);
        state->grad_enabled = &cch_true;
        machine->python = state;
    }
    return machine->python;
}

struct python_frame *cch_python_frame(cch_machine *machine) {
    static struct python_frame none;
    return machine->frame && machine->frame->python ? machine->frame->python : &none;
}

/* Stores ---------------------------------------------------------------------------- */

static void unpack(cch_machine *machine, const cch_node *target, const cch_datum *value) {
    const cch_datum **values, *why;
    size_t count;
    if (!cch_python_iterate(machine, value, &values, &count, &why)) {
        for (uint32_t i = 0; i < target->count; i++) {
            const cch_node *item = target->items[i];
            cch_python_store(machine, item->head == CCH_HEAD_STAR ? cch_item(item, 0) : item,
                             cch_unknown_like(&machine->arena, why));
        }
        return;
    }
    size_t at = 0;
    for (uint32_t i = 0; i < target->count && cch_machine_runs(machine); i++) {
        const cch_node *item = target->items[i];
        size_t behind = target->count - i - 1;
        if (item->head == CCH_HEAD_STAR && count >= at + behind) {
            size_t rest = count - at - behind;
            cch_python_store(machine, cch_item(item, 0), cch_python_container(machine, "list", values + at, rest));
            at += rest;
        } else if (at < count && item->head != CCH_HEAD_STAR) {
            cch_python_store(machine, item, values[at++]);
        } else {
            cch_python_raise(machine, "ValueError"); /* not enough values to unpack */
        }
    }
    if (at < count)
        cch_python_raise(machine, "ValueError");
}

/* A tensor's head is a value: whoever has it gets the other one. */
static void set_of_tensor(cch_machine *machine, const cch_node *target, const cch_datum *object,
                          const cch_datum *value) {
    const char *name = text_of(cch_item(target, 1));
    struct cch_tensor tensor = *object->tensor;
    if (strcmp(name, "requires_grad") == 0)
        tensor.requires_grad = value;
    else if (strcmp(name, "data") == 0 && value->kind == CCH_DATUM_TENSOR)
        tensor = *value->tensor, tensor.requires_grad = object->tensor->requires_grad;
    else
        return; /* never read back as known */
    cch_tensor_replace(machine, object->tensor, cch_tensor_value(&machine->arena, &tensor));
}

void cch_python_store(cch_machine *machine, const cch_node *target, const cch_datum *value) {
    struct python_frame *frame = cch_python_frame(machine);
    const cch_datum *object;
    uint32_t cell;
    if (!target || !cch_machine_runs(machine))
        return;
    switch (target->head) {
    case CCH_HEAD_LOCAL:
    case CCH_HEAD_CAPTURE:
        cell = cch_evaluate_cell(machine, target);
        if (cell)
            cch_store_set(&machine->store, cell, value);
        break;
    case CCH_HEAD_GLOBAL_NAME:
        if (frame->module)
            cch_object_set(&machine->store, frame->module->globals, text_of(cch_item(target, 0)), value);
        break;
    case CCH_HEAD_CLASS_NAME:
        if (frame->class_body)
            cch_object_set(&machine->store, frame->class_body, text_of(cch_item(target, 0)), value);
        break;
    case CCH_HEAD_TUPLE:
        unpack(machine, target, value);
        break;
    case CCH_HEAD_MEMBER:
        object = item_value(machine, target, 0);
        if (!cch_machine_runs(machine))
            break;
        if (object->kind == CCH_DATUM_TENSOR)
            set_of_tensor(machine, target, object, value);
        else
            cch_python_set_attribute(machine, object, text_of(cch_item(target, 1)), value);
        break;
    case CCH_HEAD_SUBSCRIPT: {
        object = item_value(machine, target, 0);
        const cch_datum *index = item_value(machine, target, 1);
        if (cch_machine_runs(machine))
            cch_python_set_item(machine, object, index, value);
        break;
    }
    default:
        break;
    }
    if (machine->explained && target->head == CCH_HEAD_MEMBER && target->count > 1)
        cch_explain(machine, ".%s = %s", text_of(target->items[1]), cch_shown(machine, value));
}

static void delete_cell(cch_machine *machine, const cch_node *target) {
    const cch_datum *object;
    if (!target)
        return;
    if (target->head == CCH_HEAD_SUBSCRIPT) {
        object = item_value(machine, target, 0);
        if (object->kind == CCH_DATUM_OBJECT && object->object->items)
            cch_container_forget(&machine->store, object->object, cch_not_known(machine, "a container after del"));
    } else if (target->head == CCH_HEAD_MEMBER || target->head == CCH_HEAD_LOCAL ||
               target->head == CCH_HEAD_GLOBAL_NAME) {
        cch_python_store(machine, target, cch_not_known(machine, "what was deleted"));
    }
}

/* Loops -------------------------------------------------------------------------------- */

struct turn {
    const cch_node *target, *body;
    const cch_datum *value;
};

static void run_turn(cch_machine *machine, void *context) {
    const struct turn *turn = context;
    cch_python_store(machine, turn->target, turn->value);
    if (turn->body && cch_machine_runs(machine))
        cch_execute(machine, turn->body);
}

/* Of what runs between two turns. */
static void take_turn(cch_machine *machine, void *context, const cch_datum *value) {
    struct turn turn = *(const struct turn *)context;
    struct cch_loop *loop = machine->loop;
    loop->turn_mark = cch_store_mark(&machine->store);
    turn.value = value;
    run_turn(machine, &turn);
    cch_loop_turned(machine, loop);
    loop->turn_mark = loop->mark;
}

/* (for L K E S [ELSE]) */
static void run_for(cch_machine *machine, const cch_node *statement) {
    const cch_datum **values, *why = &cch_none, *iterated;
    size_t count;
    struct turn turn = {cch_item(statement, 1), cch_item(statement, 3), NULL};
    machine->place = cch_place_of(machine, statement);
    iterated = item_value(machine, statement, 2);
    if (iterated->kind >= CCH_DATUM_NONE && iterated->kind <= CCH_DATUM_FLOAT)
        cch_python_raise(machine, "TypeError");
    if (!cch_machine_runs(machine))
        return;
    struct cch_loop loop;
    cch_loop_begin(machine, &loop);
    bool is_lazy = cch_python_is_lazy(iterated);
    if (is_lazy && cch_python_stream(machine, iterated, take_turn, &turn, &why)) {
        /* it has run */
    } else if (!is_lazy && cch_python_iterate(machine, iterated, &values, &count, &why)) {
        const struct cch_decision *before = machine->decisions;
        for (size_t i = 0; i < count && cch_machine_runs(machine); i++) {
            const struct cch_decision *since = machine->decisions;
            turn.value = values[i];
            run_turn(machine, &turn);
            if (!cch_loop_turned(machine, &loop))
                break;
            cch_loop_decisions(machine, before, since, true);
        }
    } else if (cch_machine_runs(machine)) {
        turn.value = cch_unknown_like(&machine->arena, why);
        cch_loop_unknown(machine, &loop, statement, "the loop goes on", why, run_turn, &turn);
    }
    const cch_node *otherwise = cch_item(statement, 4);
    if (otherwise && cch_machine_runs(machine)) /* it ran out; ways that broke come back behind this */
        cch_execute(machine, otherwise);
    cch_loop_end(machine, &loop);
}

/* Comprehensions ------------------------------------------------------------------------------ */

struct collecting {
    const cch_node *node;
    const cch_datum **values;
    size_t count, capacity;
    const cch_datum *why; /* how many there are is not known */
};

static void collect(cch_machine *machine, struct collecting *to, const cch_datum *value) {
    if (to->count == to->capacity) {
        size_t capacity = to->capacity ? to->capacity * 2 : 16;
        if (capacity > CCH_CONTAINER_MAX) {
            to->why = cch_not_known(machine, "a comprehension of more than %d items", CCH_CONTAINER_MAX);
            return;
        }
        const cch_datum **grown = cch_arena_take(&machine->arena, capacity * sizeof *grown);
        if (to->count)
            memcpy(grown, to->values, to->count * sizeof *grown);
        to->values = grown;
        to->capacity = capacity;
    }
    to->values[to->count++] = value;
}

static void comprehend(cch_machine *machine, struct collecting *to, uint32_t part);

static void comprehend_item(cch_machine *machine, struct collecting *to, const cch_node *loop, uint32_t part,
                            const cch_datum *item) {
    const cch_datum *why;
    cch_python_store(machine, cch_item(loop, 0), item);
    for (uint32_t i = 2; i < loop->count && cch_machine_runs(machine); i++) {
        int truth = cch_condition(machine, loop->items[i], &why);
        if (truth == 0)
            return;
        if (truth < 0 && !to->why)
            to->why = why;
    }
    if (cch_machine_runs(machine))
        comprehend(machine, to, part + 1);
}

static void comprehend(cch_machine *machine, struct collecting *to, uint32_t part) {
    const cch_node *loop = cch_item(to->node, part);
    if (!loop) {
        const cch_datum *value = item_value(machine, to->node, 1);
        if (cch_machine_runs(machine))
            collect(machine, to, value);
        return;
    }
    const cch_datum *iterated = item_value(machine, loop, 1), **values, *why;
    size_t count;
    if (!cch_machine_runs(machine))
        return;
    if (cch_python_iterate(machine, iterated, &values, &count, &why)) {
        for (size_t i = 0; i < count && cch_machine_runs(machine); i++)
            comprehend_item(machine, to, loop, part, values[i]);
        return;
    }
    if (!to->why)
        to->why = why;
    if (cch_machine_runs(machine))
        comprehend_item(machine, to, loop, part, cch_unknown_like(&machine->arena, why));
}

static const cch_datum *comprehension(cch_machine *machine, const cch_node *node) {
    struct collecting to = {.node = node};
    const char *kind = text_of(cch_item(node, 0));
    comprehend(machine, &to, 2);
    if (!cch_machine_runs(machine))
        return &cch_none;
    if (strcmp(kind, "dict") == 0) {
        const cch_datum *dict = cch_python_container(machine, "dict", NULL, 0);
        for (size_t i = 0; i < to.count; i++) {
            const cch_datum **pair, *why;
            size_t two;
            if (cch_python_iterate(machine, to.values[i], &pair, &two, &why) && two == 2)
                cch_python_dict_set(machine, dict, pair[0], pair[1]);
        }
        if (to.why)
            cch_container_forget(&machine->store, dict->object, cch_unknown_like(&machine->arena, to.why));
        return dict;
    }
    const cch_datum *made = cch_python_container(machine, kind, to.values, to.count);
    if (to.why)
        cch_container_forget(&machine->store, made->object, cch_unknown_like(&machine->arena, to.why));
    return made;
}

bool cch_python_execute(cch_machine *machine, const cch_node *statement) {
    switch (statement->head) {
    case CCH_HEAD_FOR:
        run_for(machine, statement);
        return true;
    case CCH_HEAD_WITH:
        cch_python_with(machine, statement);
        return true;
    case CCH_HEAD_DELETE:
        delete_cell(machine, cch_item(statement, 0));
        return true;
    case CCH_HEAD_IMPORT:
    case CCH_HEAD_IMPORT_FROM:
    case CCH_HEAD_IMPORT_STAR:
        cch_python_import_statement(machine, statement);
        return true;
    case CCH_HEAD_DEFINE:
        cch_python_define(machine, statement);
        return true;
    case CCH_HEAD_DEFINE_CLASS:
        cch_python_define_class(machine, statement);
        return true;
    case CCH_HEAD_PYTHON_TRY:
        cch_python_try(machine, statement);
        return true;
    case CCH_HEAD_ANNOTATED: {
        cch_object *class_body = cch_python_frame(machine)->class_body;
        const cch_datum *fields = class_body ? cch_object_get(&machine->store, class_body, "$fields") : &cch_absent;
        if (fields->kind == CCH_DATUM_OBJECT) {
            const cch_datum *name = cch_python_text(machine, text_of(cch_item(statement, 0)));
            cch_python_dict_set(machine, fields, name, name);
        }
        return true;
    }
    default:
        return false;
    }
}

/* Expressions ------------------------------------------------------------------------------------- */

/* A display with what is spread in it. */
static const cch_datum *display(cch_machine *machine, const cch_node *node, const char *class_name) {
    const cch_datum *fixed[64] = {NULL}, **all = fixed, *why = NULL, *cut;
    size_t count = 0, capacity = 64;
    for (uint32_t i = 0; i < node->count && cch_machine_runs(machine); i++) {
        const cch_node *item = node->items[i];
        const cch_datum *value, **values = &value;
        size_t more = 1;
        value = cch_evaluate(machine, item->head == CCH_HEAD_STAR && item->count ? item->items[0] : item);
        if (item->head == CCH_HEAD_STAR && !cch_python_iterate(machine, value, &values, &more, &cut)) {
            why = cut;
            continue;
        }
        if (count + more > capacity) {
            capacity = (count + more) * 2;
            if (capacity * sizeof *all > CCH_ARENA_LARGEST) {
                why = cch_not_known(machine, "a display of too many items");
                break;
            }
            const cch_datum **grown = cch_arena_take(&machine->arena, capacity * sizeof *grown);
            memcpy(grown, all, count * sizeof *grown);
            all = grown;
        }
        memcpy(all + count, values, more * sizeof *all);
        count += more;
    }
    const cch_datum *made = cch_python_container(machine, class_name, all, count);
    if (why)
        cch_container_forget(&machine->store, made->object, cch_unknown_like(&machine->arena, why));
    return made;
}

static const cch_datum *dictionary(cch_machine *machine, const cch_node *node) {
    const cch_datum *dict = cch_python_container(machine, "dict", NULL, 0);
    for (uint32_t i = 0; i < node->count && cch_machine_runs(machine); i++) {
        const cch_node *item = node->items[i];
        const cch_datum *key = item_value(machine, item, 0), *value = item_value(machine, item, 1), **pairs, *why;
        size_t count;
        if (item->head != CCH_HEAD_DOUBLE_STAR) {
            cch_python_dict_set(machine, dict, key, value);
        } else if (cch_python_is(key, "dict")) {
            struct cch_items held;
            if (!cch_container_items(&machine->store, key->object, &held, &why))
                cch_container_forget(&machine->store, dict->object, cch_not_known(machine, "a dict of another"));
            for (uint32_t j = 0; j + 1 < held.count; j += 2)
                cch_python_dict_set(machine, dict, cch_store_get(&machine->store, held.cells[j]),
                                    cch_store_get(&machine->store, held.cells[j + 1]));
        } else if (!cch_python_iterate(machine, key, &pairs, &count, &why)) {
            cch_container_forget(&machine->store, dict->object, cch_unknown_like(&machine->arena, why));
        }
    }
    return dict;
}

static const cch_datum *formatted(cch_machine *machine, const cch_node *node) {
    cch_buffer text = {0};
    const cch_datum *unknown = NULL;
    for (uint32_t i = 0; i < node->count && cch_machine_runs(machine); i++) {
        const cch_node *item = node->items[i];
        bool is_format = item->head == CCH_HEAD_FORMAT;
        const cch_datum *value = is_format ? item_value(machine, item, 0) : cch_evaluate(machine, item);
        const cch_datum *spec = is_format && item->count > 2 ? item_value(machine, item, 2) : NULL;
        bool is_repr = is_format && *text_of(cch_item(item, 1)) == 'r';
        const cch_datum *part =
            spec && !cch_as_text(spec) ? spec : cch_python_str(machine, value, spec ? cch_as_text(spec) : "", is_repr);
        if (!cch_as_text(part))
            unknown = cch_is_undecided(part) ? part : cch_not_known(machine, "a formatted value");
        else if (cch_buffer_add(&text, cch_as_text(part), part->count))
            machine->arena.failed = true;
    }
    const cch_datum *value = unknown               ? cch_unknown_like(&machine->arena, unknown)
                             : text.length > 60000 ? cch_not_known(machine, "a long string")
                                                   : cch_string(&machine->arena, cch_buffer_text(&text), text.length);
    cch_buffer_release(&text);
    return value;
}

static const cch_datum *assign(cch_machine *machine, const cch_node *node) {
    const cch_datum *value = item_value(machine, node, 1);
    cch_python_store(machine, cch_item(node, 0), value);
    return value;
}

static const cch_datum *assign_operator(cch_machine *machine, const cch_node *node) {
    if (node->count < 4)
        return &cch_none;
    const cch_datum *left = cch_evaluate(machine, node->items[2]), *right = cch_evaluate(machine, node->items[3]);
    if (!cch_machine_runs(machine))
        return &cch_none;
    enum cch_operator operator_ = (enum cch_operator)node->items[0]->operator_;
    const cch_datum *value, *method = NULL;
    static const char *const in_place[] = {[CCH_OPERATOR_ADD] = "__iadd__",      [CCH_OPERATOR_SUBTRACT] = "__isub__",
                                           [CCH_OPERATOR_MULTIPLY] = "__imul__", [CCH_OPERATOR_DIVIDE] = "__itruediv__",
                                           [CCH_OPERATOR_OR] = "__ior__",        [CCH_OPERATOR_AND] = "__iand__"};
    if (cch_python_is_instance(left) && (size_t)operator_ < sizeof in_place / sizeof *in_place && in_place[operator_])
        method = cch_python_class_find(machine, left->object->class_value, in_place[operator_], NULL, NULL);
    if (method) {
        const cch_datum *both[2] = {left, right};
        value = cch_python_call_simple(machine, method, both, 2);
    } else if ((cch_python_is(left, "dict") || cch_python_is(left, "set")) && operator_ == CCH_OPERATOR_OR) {
        cch_container_forget(&machine->store, left->object, cch_not_known(machine, "a container after |="));
        value = left;
    } else if (cch_python_is(left, "list") && operator_ == CCH_OPERATOR_ADD) { /* in place */
        value = cch_python_operate(machine, operator_, left, right);
        struct cch_items items;
        if (cch_python_is(value, "list") && cch_container_items(&machine->store, value->object, &items, NULL))
            cch_container_set(&machine->store, left->object, items.cells, items.count);
        else
            cch_container_forget(&machine->store, left->object, cch_not_known(machine, "a list after +="));
        value = left;
    } else if (left->kind == CCH_DATUM_TENSOR) { /* in place: its form and type stay */
        struct python_call call = {"torch.Tensor.+=", left, NULL, 0, false};
        value = cch_python_tensor_in_place(machine, &call);
    } else {
        value = cch_python_operate(machine, operator_, left, right);
    }
    cch_python_store(machine, node->items[2], value);
    return value;
}

static const cch_datum *class_name(cch_machine *machine, const cch_node *node) {
    cch_object *class_body = cch_python_frame(machine)->class_body;
    const cch_datum *value =
        class_body ? cch_object_get(&machine->store, class_body, text_of(cch_item(node, 0))) : &cch_absent;
    if (value->kind != CCH_DATUM_ABSENT)
        return value;
    return cch_item(node, 1) ? cch_evaluate(machine, node->items[1]) : cch_not_known(machine, "a name of a class");
}

static const cch_datum *super_object(cch_machine *machine) {
    const struct cch_frame *frame = machine->frame;
    const cch_datum *owner = cch_python_frame(machine)->owner;
    const cch_datum *self = frame->slots && frame->slots[0] ? cch_store_get(&machine->store, frame->slots[0]) : NULL;
    if (!owner || !self)
        return cch_not_known(machine, "super() of no method");
    cch_object *object = cch_python_object(machine, "super");
    cch_object_set(&machine->store, object, "class", owner);
    cch_object_set(&machine->store, object, "self", self);
    return cch_object_value(&machine->arena, object);
}

static const cch_datum *unary(cch_machine *machine, const cch_node *node) {
    const cch_datum *value = item_value(machine, node, 1);
    if (!cch_machine_runs(machine) || cch_is_undecided(value) || value->kind == CCH_DATUM_TENSOR)
        return value->kind == CCH_DATUM_CHOICE ? cch_unknown_like(&machine->arena, value) : value;
    cch_wide integer;
    double number;
    const char *name = node->head == CCH_HEAD_OTHER    ? "__pos__"
                       : node->head == CCH_HEAD_NEGATE ? "__neg__"
                                                       : "__invert__";
    const cch_datum *method = cch_python_is_instance(value)
                                  ? cch_python_class_find(machine, value->object->class_value, name, NULL, NULL)
                                  : NULL;
    if (method)
        return cch_python_call_simple(machine, method, &value, 1);
    if (node->head == CCH_HEAD_OTHER && strcmp(node->text, "pos") == 0)
        return value;
    if (node->head == CCH_HEAD_NEGATE && value->kind == CCH_DATUM_FLOAT)
        return cch_number(&machine->arena, -value->number);
    if (cch_as_integer(value, &integer))
        return cch_integer(&machine->arena, node->head == CCH_HEAD_NEGATE ? -integer : ~integer);
    if (node->head == CCH_HEAD_NEGATE && cch_as_number(value, &number))
        return cch_number(&machine->arena, -number);
    return cch_not_known(machine, "an operator of one operand");
}

const cch_datum *cch_python_evaluate(cch_machine *machine, const cch_node *node) {
    const cch_datum *value, *other;
    switch (node->head) {
    case CCH_HEAD_GLOBAL_NAME:
        return cch_python_load_global(machine, text_of(cch_item(node, 0)));
    case CCH_HEAD_CLASS_NAME:
        return class_name(machine, node);
    case CCH_HEAD_MEMBER:
        value = item_value(machine, node, 0);
        return cch_machine_runs(machine) ? cch_python_attribute(machine, value, text_of(cch_item(node, 1))) : value;
    case CCH_HEAD_SUBSCRIPT:
        value = item_value(machine, node, 0);
        other = item_value(machine, node, 1);
        return cch_machine_runs(machine) ? cch_python_subscript(machine, value, other) : value;
    case CCH_HEAD_SLICE: {
        const cch_datum *parts[3];
        for (uint32_t i = 0; i < 3; i++)
            parts[i] = item_value(machine, node, i);
        return cch_python_container(machine, "slice", parts, 3);
    }
    case CCH_HEAD_PYTHON_CALL:
        return cch_python_call_node(machine, node);
    case CCH_HEAD_LIST:
        return display(machine, node, "list");
    case CCH_HEAD_TUPLE:
        return display(machine, node, "tuple");
    case CCH_HEAD_SET:
        return display(machine, node, "set");
    case CCH_HEAD_DICT:
        return dictionary(machine, node);
    case CCH_HEAD_FORMATTED:
        return formatted(machine, node);
    case CCH_HEAD_COMPREHENSION:
        return strcmp(text_of(cch_item(node, 0)), "gen") == 0 ? cch_python_make_expression(machine, node)
                                                              : comprehension(machine, node);
    case CCH_HEAD_YIELD:
    case CCH_HEAD_YIELD_FROM:
        return cch_python_yield(machine, node);
    case CCH_HEAD_AWAIT:
        value = item_value(machine, node, 0);
        return cch_machine_runs(machine) ? cch_python_await(machine, value) : value;
    case CCH_HEAD_ASSIGN:
        return assign(machine, node);
    case CCH_HEAD_ASSIGN_OPERATOR:
        return assign_operator(machine, node);
    case CCH_HEAD_BINARY:
        value = item_value(machine, node, 2);
        other = item_value(machine, node, 3);
        return cch_machine_runs(machine)
                   ? cch_python_operate(machine, (enum cch_operator)node->items[0]->operator_, value, other)
                   : value;
    case CCH_HEAD_NEGATE:
    case CCH_HEAD_INVERT:
        return unary(machine, node);
    case CCH_HEAD_LAMBDA:
        return cch_python_closure(machine, node, 0, 1, "<lambda>");
    case CCH_HEAD_SUPER:
        return super_object(machine);
    case CCH_HEAD_CLASS:
        value = cch_python_frame(machine)->owner;
        return value ? value : cch_not_known(machine, "__class__");
    case CCH_HEAD_ELLIPSIS:
        return cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, "Ellipsis");
    case CCH_HEAD_OTHER:
        return strcmp(node->text, "pos") == 0 ? unary(machine, node) : NULL;
    default:
        return NULL;
    }
}

int cch_python_truth(cch_machine *machine, const cch_datum *value, const cch_datum **why) {
    const cch_datum *length, *method;
    *why = value;
    switch (value->kind) {
    case CCH_DATUM_OBJECT:
        if (value->object->items) {
            length = cch_python_length(machine, value);
            *why = length;
            return cch_truth(length);
        }
        if (!cch_python_is_instance(value))
            return 1;
        method = cch_python_find_attribute(machine, value, "__bool__");
        if (!method)
            method = cch_python_find_attribute(machine, value, "__len__");
        if (!method)
            return 1;
        *why = cch_python_call_simple(machine, method, NULL, 0);
        return cch_truth(*why);
    case CCH_DATUM_TENSOR:
        if (value->tensor->fill && value->tensor->rank == 0)
            return cch_truth(value->tensor->fill);
        *why = cch_not_known(machine, "what a tensor holds");
        return -1;
    case CCH_DATUM_FUNCTION:
    case CCH_DATUM_CLOSURE:
    case CCH_DATUM_BOUND:
    case CCH_DATUM_CLASS:
    case CCH_DATUM_MODULE:
        return 1;
    case CCH_DATUM_LIBRARY:
        *why = cch_unknown(&machine->arena, cch_arena_print(&machine->arena, "%s is not modelled", value->symbol),
                           value->symbol, machine->place);
        return -1;
    default:
        return cch_truth(value);
    }
}
