#include <string.h>

#include "evaluate/machine_parts.h"
#include "evaluate/python.h"

static bool is_python(const cch_machine *machine) {
    return machine->frame->function && machine->frame->function->is_python;
}

/* Places ---------------------------------------------------------------------------- */

bool cch_names_cell(const cch_node *expression) {
    switch (expression->head) {
    case CCH_HEAD_LOCAL:
    case CCH_HEAD_CAPTURE:
    case CCH_HEAD_GLOBAL:
    case CCH_HEAD_MEMBER:
    case CCH_HEAD_SUBSCRIPT:
    case CCH_HEAD_DEREFERENCE:
    case CCH_HEAD_REFERENCE:
    case CCH_HEAD_ASSIGN:
    case CCH_HEAD_ASSIGN_OPERATOR:
    case CCH_HEAD_PRE_INCREMENT:
    case CCH_HEAD_PRE_DECREMENT:
        return true;
    case CCH_HEAD_COMMA:
        return expression->count == 2 && cch_names_cell(expression->items[1]);
    default:
        return false;
    }
}

/* A cell that stands for a place that is not known. */
static uint32_t foreign(cch_machine *machine, const cch_datum *why) {
    if (!cch_is_undecided(why))
        why = cch_not_known(machine, "a place that is not known");
    uint32_t cell = cch_store_add(&machine->store, cch_unknown_like(&machine->arena, why));
    if (cell)
        machine->store.cells[cell].is_foreign = true;
    return cell;
}

static uint32_t number_of(const cch_node *expression) {
    const cch_node *item = cch_item(expression, 0);
    return item && item->number >= 0 ? (uint32_t)item->number : UINT32_MAX;
}

static uint32_t local_cell(cch_machine *machine, const cch_node *expression, bool makes) {
    uint32_t slot = number_of(expression);
    const cch_frame *frame = machine->frame;
    if (!frame->code || slot >= frame->code->locals)
        return 0;
    if (!frame->slots[slot] && makes)
        frame->slots[slot] = cch_store_add(&machine->store, &cch_absent);
    return frame->slots[slot];
}

static uint32_t capture_cell(const cch_machine *machine, const cch_node *expression) {
    uint32_t number = number_of(expression);
    const struct cch_closure *closure = machine->frame->closure;
    return closure && number < closure->count ? closure->captures[number] : 0;
}

struct cch_global {
    struct cch_global *next;
    const char *name;
    uint32_t cell;
};

static uint32_t global_cell(cch_machine *machine, const cch_node *expression) {
    const cch_node *item = cch_item(expression, 0);
    const char *name = item ? item->text : "";
    if (item && item->number >= 0) {
        uint32_t function = cch_reference(machine, expression, 0);
        name = cch_names_function(machine->evaluator->names, CCH_NAMING_FULL, function);
    }
    for (struct cch_global *global = machine->globals; global; global = global->next)
        if (strcmp(global->name, name) == 0)
            return global->cell;
    struct cch_global *global = cch_arena_take(&machine->arena, sizeof *global);
    const struct cch_given_fact *fact = cch_given_find(machine->given, name);
    const cch_datum *value = fact ? cch_given_to_value(machine, fact, NULL) : NULL;
    if (!value)
        value = cch_unknown(&machine->arena, cch_arena_print(&machine->arena, "the global %s", name),
                            cch_arena_text(&machine->arena, name, strlen(name)), machine->place);
    uint32_t cell = cch_store_add(&machine->store, value);
    if (machine->arena.failed)
        return cell;
    cch_store_escape(&machine->store, cch_pointer(&machine->arena, cell)); /* any function may write to it */
    *global = (struct cch_global){machine->globals, name, cell};
    machine->globals = global;
    return cell;
}

/* The object in a cell or behind the pointer in it; NULL, with *why the value: there is none. One that was not written
 * yet, or is not known, becomes one with fields like that, if it is to be written. */
static cch_object *object_in(cch_machine *machine, uint32_t cell, bool makes, const cch_datum **why) {
    const cch_datum *value = cch_store_get(&machine->store, cell);
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++) {
        cell = value->cell;
        value = cch_store_get(&machine->store, cell);
    }
    *why = value;
    if (value->kind == CCH_DATUM_OBJECT)
        return value->object;
    if (!makes || (value->kind != CCH_DATUM_ABSENT && value->kind != CCH_DATUM_ZERO && !cch_is_unknown(value)) ||
        !cell || machine->store.cells[cell].is_foreign)
        return NULL;
    cch_object *object = cch_object_new(&machine->store, "", value);
    object->is_guess = cch_is_unknown(value);
    cch_store_set(&machine->store, cell, cch_object_value(&machine->arena, object));
    return object;
}

/* "params.num_splits=4": forced, whoever writes it. */
static const cch_datum *forced(cch_machine *machine, const cch_node *expression, const cch_object *object) {
    const char *field = cch_item(expression, 1) ? expression->items[1]->text : "";
    for (size_t i = 0; i < machine->given->count; i++) {
        const struct cch_given_fact *fact = &machine->given->facts[i];
        const char *dot = strrchr(fact->name, '.');
        if (!dot || strcmp(dot + 1, field) != 0)
            continue;
        size_t length = (size_t)(dot - fact->name);
        const cch_node *base = cch_item(expression, 0);
        const char *name = NULL;
        if (base && base->head == CCH_HEAD_LOCAL && machine->frame->code &&
            number_of(base) < machine->frame->code->locals)
            name = machine->frame->code->names[number_of(base)];
        bool by_name = name && strlen(name) == length && memcmp(name, fact->name, length) == 0;
        const char *class_name = object ? object->class_name : "";
        const char *scope = strrchr(class_name, ':');
        const char *short_class = scope ? scope + 1 : class_name;
        bool by_class = strlen(short_class) == length && memcmp(short_class, fact->name, length) == 0;
        /* A local's name is not recorded everywhere: the field alone decides where the base has none. */
        if (by_name || by_class || !name)
            return cch_given_to_value(machine, fact, NULL);
    }
    return NULL;
}

/* A union's other members, once this one may be written. */
static void forget_others(cch_machine *machine, const cch_object *object, uint32_t member) {
    const cch_datum *unknown = cch_not_known(machine, "another member of a union");
    for (uint32_t i = 0; i < object->field_count; i++)
        if (object->fields[i].cell != member &&
            cch_store_get(&machine->store, object->fields[i].cell)->kind != CCH_DATUM_ABSENT)
            cch_store_set(&machine->store, object->fields[i].cell, unknown);
}

static uint32_t member_cell(cch_machine *machine, const cch_node *expression) {
    const cch_node *base = cch_item(expression, 0), *field = cch_item(expression, 1);
    if (!base || !field)
        return 0;
    uint32_t cell = cch_evaluate_cell(machine, base);
    if (!cch_machine_runs(machine))
        return 0;
    const cch_datum *why;
    cch_object *object = object_in(machine, cell, true, &why);
    if (!object)
        return foreign(machine, why);
    if (object->is_guess)
        cch_store_forget_escaped(&machine->store,
                                 cch_not_known(machine, "a write through a pointer that is not known"));
    uint32_t place = cch_object_field(&machine->store, object, field->text);
    if (expression->count > 2 && !is_python(machine))
        forget_others(machine, object, place);
    const cch_datum *value = machine->given->count ? forced(machine, expression, object) : NULL;
    if (value)
        cch_store_set(&machine->store, place, value);
    return place;
}

static uint32_t element_cell(cch_machine *machine, const cch_node *expression) {
    const cch_node *base = cch_item(expression, 0), *index = cch_item(expression, 1);
    if (!base || !index)
        return 0;
    uint32_t cell = cch_evaluate_cell(machine, base);
    const cch_datum *which = cch_evaluate(machine, index), *why;
    if (!cch_machine_runs(machine))
        return 0;
    cch_object *object = object_in(machine, cell, false, &why);
    struct cch_items items;
    cch_wide number;
    if (!object || !cch_container_items(&machine->store, object, &items, &why))
        return foreign(machine, cch_is_undecided(why) ? why : which);
    if (cch_as_integer(which, &number) && number >= 0 && number < items.count)
        return items.cells[number];
    cch_store_escape(&machine->store, cch_object_value(&machine->arena, object));
    return foreign(machine, which);
}

static uint32_t pointed_cell(cch_machine *machine, const cch_node *expression) {
    const cch_node *pointer = cch_item(expression, 0);
    const cch_datum *value = pointer ? cch_evaluate(machine, pointer) : &cch_none;
    if (!cch_machine_runs(machine))
        return 0;
    if (value->kind == CCH_DATUM_POINTER)
        return value->cell;
    struct cch_items items;
    if (value->kind == CCH_DATUM_OBJECT && cch_container_items(&machine->store, value->object, &items, NULL) &&
        items.count)
        return items.cells[0]; /* an array's first element */
    if (value->kind == CCH_DATUM_FUNCTION)
        return cch_store_add(&machine->store, value);
    return foreign(machine, value);
}

uint32_t cch_find_cell(cch_machine *machine, const cch_node *expression) {
    const cch_datum *why;
    uint32_t cell;
    cch_object *object;
    switch (expression->head) {
    case CCH_HEAD_LOCAL:
        return local_cell(machine, expression, false);
    case CCH_HEAD_CAPTURE:
        return capture_cell(machine, expression);
    case CCH_HEAD_REFERENCE:
        return expression->count ? cch_find_cell(machine, expression->items[0]) : 0;
    case CCH_HEAD_MEMBER:
        if (expression->count < 2 || is_python(machine))
            return 0;
        if (expression->items[0]->head == CCH_HEAD_THIS)
            object = machine->frame->self && machine->frame->self->kind == CCH_DATUM_POINTER
                         ? object_in(machine, machine->frame->self->cell, false, &why)
                         : NULL;
        else
            object =
                (cell = cch_find_cell(machine, expression->items[0])) ? object_in(machine, cell, false, &why) : NULL;
        return object ? cch_object_find(object, expression->items[1]->text) : 0;
    default:
        return 0;
    }
}

static uint32_t assign(cch_machine *machine, const cch_node *expression);
static uint32_t assign_operator(cch_machine *machine, const cch_node *expression);
static uint32_t increment(cch_machine *machine, const cch_node *expression, const cch_datum **before);

/* A cell of its own for a value that has none. */
static uint32_t temporary(cch_machine *machine, const cch_datum *value) {
    return cch_machine_runs(machine) ? cch_store_add(&machine->store, value) : 0;
}

static uint32_t chosen_cell(cch_machine *machine, const cch_node *expression) {
    uint32_t at = cch_code_place(expression) ? 2 : 0;
    const cch_datum *why;
    if (expression->count < at + 3)
        return 0;
    int truth = cch_condition(machine, expression->items[at], &why);
    if (!cch_machine_runs(machine))
        return 0;
    if (truth >= 0)
        return cch_evaluate_cell(machine, expression->items[at + (truth ? 1 : 2)]);
    for (uint32_t i = 1; i <= 2; i++)
        cch_store_escape(&machine->store,
                         cch_pointer(&machine->arena, cch_evaluate_cell(machine, expression->items[at + i])));
    return foreign(machine, why);
}

uint32_t cch_evaluate_cell(cch_machine *machine, const cch_node *expression) {
    const cch_datum *value;
    if (!cch_step(machine))
        return 0;
    switch (expression->head) {
    case CCH_HEAD_LOCAL:
        return local_cell(machine, expression, true);
    case CCH_HEAD_CAPTURE: {
        uint32_t cell = capture_cell(machine, expression);
        return cell ? cell : foreign(machine, cch_not_known(machine, "what a closure holds"));
    }
    case CCH_HEAD_GLOBAL:
        return global_cell(machine, expression);
    case CCH_HEAD_MEMBER:
        return member_cell(machine, expression);
    case CCH_HEAD_SUBSCRIPT:
        return element_cell(machine, expression);
    case CCH_HEAD_DEREFERENCE:
        return pointed_cell(machine, expression);
    case CCH_HEAD_REFERENCE:
        return expression->count ? cch_evaluate_cell(machine, expression->items[0]) : 0;
    case CCH_HEAD_ASSIGN:
        return assign(machine, expression);
    case CCH_HEAD_ASSIGN_OPERATOR:
        return assign_operator(machine, expression);
    case CCH_HEAD_PRE_INCREMENT:
    case CCH_HEAD_PRE_DECREMENT:
        return increment(machine, expression, &value);
    case CCH_HEAD_CHOOSE:
        return chosen_cell(machine, expression);
    case CCH_HEAD_FULL: {
        struct cch_cleanup *cleanups = machine->cleanups;
        uint32_t cell = expression->count ? cch_evaluate_cell(machine, expression->items[0]) : 0;
        cch_end_lives(machine, cleanups);
        return cell;
    }
    case CCH_HEAD_COMMA:
        if (expression->count < 2)
            return 0;
        cch_evaluate(machine, expression->items[0]);
        return cch_evaluate_cell(machine, expression->items[1]);
    case CCH_HEAD_CALL:
    case CCH_HEAD_CALL_VIRTUAL:
    case CCH_HEAD_CALL_VALUE:
    case CCH_HEAD_CALL_LIBRARY:
    case CCH_HEAD_CALL_OPERATOR: {
        value = cch_evaluate_call(machine, expression);
        uint32_t place = machine->returned_cell;
        machine->returned_cell = 0;
        return place && cch_machine_runs(machine) ? place : temporary(machine, value);
    }
    default:
        return temporary(machine, cch_evaluate(machine, expression));
    }
}

/* Writing ------------------------------------------------------------------------------ */

static void explain_write(cch_machine *machine, const cch_node *place, const cch_datum *value) {
    if (!machine->explained)
        return;
    const char *name = NULL;
    if (place->head == CCH_HEAD_MEMBER && place->count > 1)
        name = place->items[1]->text;
    else if (place->head == CCH_HEAD_LOCAL && number_of(place) < machine->frame->code->locals)
        name = machine->frame->code->names[number_of(place)];
    if (name)
        cch_explain(machine, "%s%s = %s", place->head == CCH_HEAD_MEMBER ? "." : "", name, cch_shown(machine, value));
}

static uint32_t assign(cch_machine *machine, const cch_node *expression) {
    const cch_node *place = cch_item(expression, 0), *from = cch_item(expression, 1);
    if (!place || !from)
        return 0;
    /* C++17: the right operand first. */
    const cch_datum *value = cch_evaluate(machine, from);
    if (!cch_machine_runs(machine))
        return 0;
    if (value->kind == CCH_DATUM_ABSENT)
        value = cch_not_known(machine, "not initialized");
    uint32_t cell = cch_evaluate_cell(machine, place);
    if (!cch_machine_runs(machine))
        return 0;
    if (place->head == CCH_HEAD_MEMBER && machine->given->count) {
        const cch_datum *instead = forced(machine, place, NULL);
        value = instead ? instead : value;
    }
    cch_store_assign(&machine->store, cell, value);
    explain_write(machine, place, value);
    return cell;
}

/* (op= "+" TYPE LV E) */
static uint32_t assign_operator(cch_machine *machine, const cch_node *expression) {
    if (expression->count < 4)
        return 0;
    const cch_datum *right = cch_evaluate(machine, expression->items[3]);
    uint32_t cell = cch_evaluate_cell(machine, expression->items[2]);
    if (!cch_machine_runs(machine))
        return 0;
    const cch_datum *left = cch_store_get(&machine->store, cell);
    const cch_datum *value = cch_operate(machine, (enum cch_operator)expression->items[0]->operator_,
                                         (enum cch_type)expression->items[1]->type, left, right);
    if (!cch_machine_runs(machine))
        return 0;
    cch_store_set(&machine->store, cell, value);
    explain_write(machine, expression->items[2], value);
    return cell;
}

static uint32_t increment(cch_machine *machine, const cch_node *expression, const cch_datum **before) {
    *before = &cch_none;
    if (!expression->count)
        return 0;
    /* The type may stand in front. */
    const cch_node *place = expression->items[expression->count - 1];
    enum cch_type type = expression->count > 1 ? (enum cch_type)expression->items[0]->type : CCH_TYPE_I64;
    bool down = expression->head == CCH_HEAD_PRE_DECREMENT || expression->head == CCH_HEAD_POST_DECREMENT;
    uint32_t cell = cch_evaluate_cell(machine, place);
    if (!cch_machine_runs(machine))
        return 0;
    *before = cch_store_get(&machine->store, cell);
    cch_store_set(&machine->store, cell,
                  cch_operate(machine, down ? CCH_OPERATOR_SUBTRACT : CCH_OPERATOR_ADD, type, *before,
                              cch_integer(&machine->arena, 1)));
    return cell;
}

/* Conditions ----------------------------------------------------------------------------- */

/* (? L "…" C A B), (and A B), (or A B) on an undecided condition: both ways, each with its value. */
static const cch_datum *both(cch_machine *machine, const cch_node *expression, const char *text,
                             const cch_node *condition, const cch_datum *why, const cch_node *first,
                             const cch_datum *first_value, const cch_node *second, const cch_datum *second_value) {
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, expression, text, why);
    struct cch_cleanup *cleanups = machine->cleanups;
    for (int way = 1; way >= 0; way--) {
        const cch_node *taken = way ? first : second;
        const cch_datum *value = way ? first_value : second_value;
        cch_branch_begin(machine, &branches, way ? "true" : "false");
        cch_refine(machine, condition, way);
        if (taken)
            value = cch_evaluate(machine, taken);
        cch_end_lives(machine, cleanups); /* temporaries that are on this way alone */
        cch_branch_end(machine, &branches, value);
    }
    return cch_branches_join(machine, &branches);
}

static const cch_datum *choose(cch_machine *machine, const cch_node *expression) {
    uint32_t at = cch_code_place(expression) ? 2 : 0;
    const cch_datum *why;
    if (expression->count < at + 3)
        return &cch_none;
    const cch_node *condition = expression->items[at];
    int truth = cch_condition(machine, condition, &why);
    if (!cch_machine_runs(machine))
        return &cch_none;
    if (truth >= 0) {
        const struct cch_decision *before = machine->decisions;
        if (machine->wants_alternatives || machine->explained)
            cch_decide(machine, expression, at ? expression->items[1]->text : "", why, condition,
                       truth ? "true" : "false");
        const cch_datum *value = cch_evaluate(machine, expression->items[at + (truth ? 1 : 2)]);
        machine->decisions = before;
        return value;
    }
    return both(machine, expression, at ? expression->items[1]->text : "?", condition, why, expression->items[at + 1],
                NULL, expression->items[at + 2], NULL);
}

/* C++'s give a truth, Python's the operand that decides. */
static const cch_datum *logical(cch_machine *machine, const cch_node *expression) {
    bool is_and = expression->head == CCH_HEAD_AND;
    const cch_datum *why, *value;
    if (expression->count < 2)
        return &cch_none;
    bool operand = is_python(machine);
    const cch_datum *left = cch_evaluate(machine, expression->items[0]);
    if (!cch_machine_runs(machine))
        return &cch_none;
    int truth = operand ? cch_python_truth(machine, left, &why) : cch_truth(left);
    if (truth < 0 && (!operand || !cch_is_undecided(why)))
        why = cch_is_undecided(left) ? left : cch_not_known(machine, "the truth of a value");
    if (truth == !is_and)
        return operand ? left : cch_bool(truth);
    if (truth >= 0) {
        value = cch_evaluate(machine, expression->items[1]);
        if (operand || !cch_machine_runs(machine))
            return value;
        return cch_convert(machine, CCH_TYPE_BOOL, value);
    }
    value = both(machine, expression, is_and ? "and" : "or", expression->items[0], why,
                 is_and ? expression->items[1] : NULL, operand ? left : &cch_true, is_and ? NULL : expression->items[1],
                 operand ? left : &cch_false);
    return operand || !cch_machine_runs(machine) ? value : cch_convert(machine, CCH_TYPE_BOOL, value);
}

static void refine_cell(cch_machine *machine, uint32_t cell, enum cch_operator operator_, const cch_datum *right,
                        bool truth) {
    const cch_datum *value = cch_store_get(&machine->store, cell);
    if (cch_is_unknown(value)) {
        bool is_it = (operator_ == CCH_OPERATOR_EQUAL && truth) || (operator_ == CCH_OPERATOR_NOT_EQUAL && !truth);
        if (is_it && right->kind >= CCH_DATUM_NONE && right->kind <= CCH_DATUM_STRING)
            cch_store_set(&machine->store, cell, right);
        return;
    }
    if (value->kind != CCH_DATUM_CHOICE)
        return;
    const cch_datum *kept[CCH_CHOICE_MAX];
    size_t count = 0;
    for (uint32_t i = 0; i < value->count; i++) {
        int one = operator_ == CCH_OPERATOR_NONE
                      ? cch_truth(value->items[i])
                      : cch_truth(cch_operate(machine, operator_, CCH_TYPE_OTHER, value->items[i], right));
        if (one < 0 || one == truth)
            kept[count++] = value->items[i];
    }
    if (count && count < value->count)
        cch_store_set(&machine->store, cell, cch_choice(&machine->arena, kept, count, value->reason));
}

static bool is_bool_local(const cch_machine *machine, const cch_node *expression) {
    const struct cch_code_unit *code = machine->frame->code;
    uint32_t slot = number_of(expression);
    return expression->head == CCH_HEAD_LOCAL && code && slot < code->parameter_count && code->parameters[slot].type &&
           code->parameters[slot].type->type == CCH_TYPE_BOOL;
}

void cch_refine(cch_machine *machine, const cch_node *condition, bool truth) {
    if (condition->head == CCH_HEAD_NOT && condition->count) {
        cch_refine(machine, condition->items[0], !truth);
    } else if (condition->head == CCH_HEAD_CAST && condition->count > 1 && condition->items[0]->type == CCH_TYPE_BOOL) {
        cch_refine(machine, condition->items[1], truth);
    } else if ((condition->head == CCH_HEAD_AND && truth) || (condition->head == CCH_HEAD_OR && !truth)) {
        for (uint32_t i = 0; i < condition->count; i++)
            cch_refine(machine, condition->items[i], truth);
    } else if (condition->head == CCH_HEAD_BINARY && condition->count >= 4 && condition->items[3]->value) {
        uint32_t cell = cch_find_cell(machine, condition->items[2]);
        if (cell)
            refine_cell(machine, cell, (enum cch_operator)condition->items[0]->operator_, condition->items[3]->value,
                        truth);
    } else {
        uint32_t cell = cch_find_cell(machine, condition);
        const cch_datum *value = cch_store_get(&machine->store, cell);
        if (cell && value->kind == CCH_DATUM_CHOICE)
            refine_cell(machine, cell, CCH_OPERATOR_NONE, &cch_true, truth);
        else if (cell && cch_is_unknown(value) && is_bool_local(machine, condition))
            cch_store_set(&machine->store, cell, cch_bool(truth));
    }
}

/* Values -------------------------------------------------------------------------------------- */

static const cch_datum *read_cell(cch_machine *machine, uint32_t cell) {
    const cch_datum *value = cch_store_get(&machine->store, cell);
    return value->kind == CCH_DATUM_ABSENT && cch_machine_runs(machine) ? cch_not_known(machine, "not initialized")
                                                                        : value;
}

static const cch_datum *read_member(cch_machine *machine, const cch_node *expression) {
    const cch_node *base = cch_item(expression, 0), *field = cch_item(expression, 1);
    if (!base || !field)
        return &cch_none;
    const cch_datum *value = cch_evaluate(machine, base);
    if (!cch_machine_runs(machine))
        return value;
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++)
        value = cch_store_get(&machine->store, value->cell);
    const cch_object *object = value->kind == CCH_DATUM_OBJECT ? value->object : NULL;
    if (machine->given->count) {
        const cch_datum *instead = forced(machine, expression, object);
        if (instead)
            return instead;
    }
    if (object)
        value = cch_object_get(&machine->store, object, field->text);
    if (value->kind == CCH_DATUM_ABSENT)
        return cch_not_known(machine, "%s is not initialized", field->text);
    if (object || value->kind == CCH_DATUM_ZERO || cch_is_undecided(value))
        return value;
    return cch_not_known(machine, "the member %s", field->text);
}

static const cch_datum *read_element(cch_machine *machine, const cch_node *expression) {
    const cch_node *base = cch_item(expression, 0), *index = cch_item(expression, 1);
    if (!base || !index)
        return &cch_none;
    const cch_datum *value = cch_evaluate(machine, base), *which = cch_evaluate(machine, index), *why = NULL;
    if (!cch_machine_runs(machine))
        return value;
    for (int i = 0; i < 8 && value->kind == CCH_DATUM_POINTER; i++)
        value = cch_store_get(&machine->store, value->cell);
    struct cch_items items;
    cch_wide number;
    if (value->kind != CCH_DATUM_OBJECT || !cch_container_items(&machine->store, value->object, &items, &why))
        return cch_is_undecided(value) ? cch_unknown_like(&machine->arena, value)
               : why                   ? why
                                       : cch_not_known(machine, "an element");
    if (cch_as_integer(which, &number) && number >= 0 && number < items.count)
        return read_cell(machine, items.cells[number]);
    if (!cch_is_undecided(which) || !items.count)
        return cch_not_known(machine, "an element outside of its array");
    const cch_datum *any = cch_store_get(&machine->store, items.cells[0]);
    for (uint32_t i = 1; i < items.count; i++)
        any = cch_store_either(&machine->store, any, cch_store_get(&machine->store, items.cells[i]), which->reason);
    return any;
}

static const cch_datum *address_of(cch_machine *machine, const cch_node *expression) {
    const cch_node *operand = cch_item(expression, 0);
    if (!operand)
        return &cch_none;
    if (operand->head == CCH_HEAD_FUNCTION)
        return cch_evaluate(machine, operand);
    uint32_t cell = cch_evaluate_cell(machine, operand);
    return cell && cch_machine_runs(machine) ? cch_pointer(&machine->arena, cell) : &cch_none;
}

/* constants[J]: a number, or a text. */
static const cch_datum *read_constant(cch_machine *machine, const cch_node *expression) {
    const struct cch_function_code *function = machine->frame->function;
    uint32_t index = number_of(expression);
    if (!function || index >= function->constant_count)
        return cch_not_known(machine, "a constant of the template");
    size_t length;
    const char *text = cch_graph_text(machine->evaluator->graph, function->constants[index], &length);
    return cch_given_constant(machine, text, length);
}

static const cch_datum *bound_method(cch_machine *machine, const cch_node *expression) {
    uint32_t function = cch_reference(machine, expression, 0);
    const cch_node *object = cch_item(expression, 1);
    if (!function || !object)
        return cch_not_known(machine, "a method");
    const cch_datum *self = address_of(machine, &(cch_node){.head = CCH_HEAD_ADDRESS, .count = 1, .items = &object});
    return cch_bound(&machine->arena, cch_function_value(&machine->arena, function), self);
}

static const cch_datum *make_array(cch_machine *machine, const cch_node *expression, const char *class_name) {
    const cch_datum *values[1024];
    size_t count = 0;
    for (; count < expression->count && count < 1024 && cch_machine_runs(machine); count++) {
        values[count] = cch_evaluate(machine, expression->items[count]);
        if (cch_names_cell(expression->items[count]))
            values[count] = cch_datum_copy(&machine->store, values[count]);
    }
    if (expression->count > 1024)
        return cch_not_known(machine, "a list of more than 1024 elements");
    return cch_object_value(&machine->arena, cch_container_new(&machine->store, class_name, values, count));
}

static const cch_datum *not_modelled(cch_machine *machine, const cch_node *expression, uint32_t first) {
    const cch_node *reason = cch_item(expression, 0);
    for (uint32_t i = first; i < expression->count && cch_machine_runs(machine); i++)
        if (expression->items[i]->head > CCH_HEAD_GROUP)
            cch_store_escape(&machine->store, cch_evaluate(machine, expression->items[i])); /* it may lead there */
    bool has_reason = expression->head == CCH_HEAD_NOT_MODELLED && reason && *reason->text;
    return cch_not_known(machine, "%s", has_reason ? reason->text : expression->text);
}

static const cch_datum *evaluate_common(cch_machine *machine, const cch_node *expression) {
    const cch_datum *value, *why;
    switch (expression->head) {
    case CCH_HEAD_CONSTANT:
        return read_constant(machine, expression);
    case CCH_HEAD_LOCAL:
        return read_cell(machine, local_cell(machine, expression, false));
    case CCH_HEAD_CAPTURE:
        return read_cell(machine, capture_cell(machine, expression));
    case CCH_HEAD_CHOOSE:
        return choose(machine, expression);
    case CCH_HEAD_AND:
    case CCH_HEAD_OR:
        return logical(machine, expression);
    case CCH_HEAD_NOT: {
        if (!expression->count)
            return &cch_none;
        int truth = cch_condition(machine, expression->items[0], &why);
        return truth >= 0 ? cch_bool(!truth) : cch_unknown_like(&machine->arena, why);
    }
    case CCH_HEAD_COMMA:
        if (expression->count < 2)
            return &cch_none;
        cch_evaluate(machine, expression->items[0]);
        return cch_evaluate(machine, expression->items[1]);
    case CCH_HEAD_NOT_MODELLED:
        return not_modelled(machine, expression, 1);
    case CCH_HEAD_CAST:
        if (expression->count < 2)
            return &cch_none;
        value = cch_evaluate(machine, expression->items[1]);
        return cch_machine_runs(machine) ? cch_convert(machine, (enum cch_type)expression->items[0]->type, value)
                                         : value;
    default:
        return NULL;
    }
}

/* ({ … }) */
static const cch_datum *run_statements(cch_machine *machine, const cch_node *expression) {
    for (uint32_t i = 0; i + 1 < expression->count && cch_machine_runs(machine); i++)
        cch_execute(machine, expression->items[i]);
    return expression->count && cch_machine_runs(machine)
               ? cch_evaluate(machine, expression->items[expression->count - 1])
               : &cch_none;
}

/* (init E): what E made is a part of *this, or all of it. */
static const cch_datum *initialize(cch_machine *machine, const cch_node *expression) {
    const cch_datum *part = expression->count ? cch_evaluate(machine, expression->items[0]) : &cch_none, *why;
    const cch_datum *self = machine->frame->self;
    if (!cch_machine_runs(machine) || !self || self->kind != CCH_DATUM_POINTER)
        return &cch_none;
    cch_object *object = object_in(machine, self->cell, true, &why);
    if (object)
        cch_object_take(&machine->store, object, part);
    return &cch_none;
}

/* (full E): its temporaries end with it. */
static const cch_datum *evaluate_full(cch_machine *machine, const cch_node *expression) {
    struct cch_cleanup *cleanups = machine->cleanups;
    const cch_datum *value = expression->count ? cch_evaluate(machine, expression->items[0]) : &cch_none;
    cch_end_lives(machine, cleanups);
    return value;
}

static const cch_datum *evaluate_own(cch_machine *machine, const cch_node *expression) {
    const cch_datum *value, *before;
    switch (expression->head) {
    case CCH_HEAD_THIS:
        return machine->frame->self ? machine->frame->self : cch_not_known(machine, "this");
    case CCH_HEAD_MEMBER:
        return read_member(machine, expression);
    case CCH_HEAD_SUBSCRIPT:
        return read_element(machine, expression);
    case CCH_HEAD_ADDRESS:
        return address_of(machine, expression);
    case CCH_HEAD_GLOBAL:
    case CCH_HEAD_DEREFERENCE:
    case CCH_HEAD_REFERENCE:
    case CCH_HEAD_ASSIGN:
    case CCH_HEAD_ASSIGN_OPERATOR:
    case CCH_HEAD_PRE_INCREMENT:
    case CCH_HEAD_PRE_DECREMENT:
        return read_cell(machine, cch_evaluate_cell(machine, expression));
    case CCH_HEAD_POST_INCREMENT:
    case CCH_HEAD_POST_DECREMENT:
        increment(machine, expression, &before);
        return before;
    case CCH_HEAD_FUNCTION: {
        uint32_t function = cch_reference(machine, expression, 0);
        return function ? cch_function_value(&machine->arena, function) : cch_not_known(machine, "a function");
    }
    case CCH_HEAD_BOUND:
        return bound_method(machine, expression);
    case CCH_HEAD_COPY:
        if (!expression->count)
            return &cch_none;
        value = cch_evaluate(machine, expression->items[0]);
        return cch_machine_runs(machine) ? cch_datum_copy(&machine->store, value) : value;
    case CCH_HEAD_BINARY:
        if (expression->count < 4)
            return &cch_none;
        before = cch_evaluate(machine, expression->items[2]);
        value = cch_evaluate(machine, expression->items[3]);
        return cch_machine_runs(machine) ? cch_operate(machine, (enum cch_operator)expression->items[0]->operator_,
                                                       (enum cch_type)expression->items[1]->type, before, value)
                                         : value;
    case CCH_HEAD_NEGATE:
    case CCH_HEAD_INVERT:
        if (expression->count < 2)
            return &cch_none;
        value = cch_evaluate(machine, expression->items[1]);
        return (expression->head == CCH_HEAD_NEGATE ? cch_negate : cch_invert)(
            machine, (enum cch_type)expression->items[0]->type, value);
    case CCH_HEAD_LIST:
        return make_array(machine, expression, "list");
    case CCH_HEAD_ZERO:
        return &cch_zero;
    case CCH_HEAD_STATEMENTS:
        return run_statements(machine, expression);
    case CCH_HEAD_THROW:
        cch_throw_statement(machine, expression);
        return &cch_none;
    case CCH_HEAD_CAUGHT:
        return cch_caught_value(machine);
    case CCH_HEAD_FULL:
        return evaluate_full(machine, expression);
    case CCH_HEAD_TEMPORARY:
        return expression->count ? cch_begin_temporary(machine, expression) : &cch_none;
    case CCH_HEAD_DELETE_OBJECT:
        return expression->count ? cch_delete(machine, expression) : &cch_none;
    case CCH_HEAD_ONCE:
        return expression->count ? cch_evaluate_once(machine, expression->items[0]) : &cch_none;
    case CCH_HEAD_LAUNCH:
        cch_execute(machine, expression);
        return &cch_none;
    case CCH_HEAD_NEW:
        value = expression->count ? cch_evaluate(machine, expression->items[0]) : &cch_none;
        return cch_machine_runs(machine) ? cch_pointer(&machine->arena, cch_store_add(&machine->store, value)) : value;
    case CCH_HEAD_INITIALIZE:
        return initialize(machine, expression);
    case CCH_HEAD_TUPLE:
        return make_array(machine, expression, "std::tuple");
    case CCH_HEAD_CALL:
    case CCH_HEAD_CALL_VIRTUAL:
    case CCH_HEAD_CALL_ANY:
    case CCH_HEAD_CALL_LIBRARY:
    case CCH_HEAD_CALL_OPERATOR:
    case CCH_HEAD_CALL_VALUE:
    case CCH_HEAD_MAKE:
    case CCH_HEAD_CLOSURE:
        value = cch_evaluate_call(machine, expression);
        machine->returned_cell = 0;
        return value;
    default:
        return not_modelled(machine, expression, 0);
    }
}

const cch_datum *cch_evaluate(cch_machine *machine, const cch_node *expression) {
    if (!cch_step(machine))
        return &cch_none;
    if (expression->value)
        return expression->value;
    if (++machine->depth > CCH_MACHINE_DEPTH) {
        machine->depth--;
        return cch_cut(machine, "nested too deeply");
    }
    const cch_datum *value = evaluate_common(machine, expression);
    if (!value && is_python(machine))
        value = cch_python_evaluate(machine, expression);
    if (!value)
        value = is_python(machine) ? not_modelled(machine, expression, 0) : evaluate_own(machine, expression);
    machine->depth--;
    return value;
}
