#include "evaluate/selection.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/machine_parts.h"
#include "evaluate/models.h"
#include "evaluate/python.h"
#include "graph/view/select.h"
#include "graph_file/range.h"

/* The entry ------------------------------------------------------------------------ */

static const uint32_t *row_of(const cch_graph *graph, uint32_t function) {
    return cch_graph_row(graph, CCH_FUNCTION, function);
}

/* What a name of a binding stands for, on a device of CUDA; 0: more than one thing, or nothing that is known. */
static uint32_t bound_to(const cch_graph *graph, uint32_t name) {
    struct cch_range range = cch_graph_range(graph, CCH_BINDING, 1, &name);
    uint32_t target = 0;
    int best = CCH_DISPATCH_NEVER + 1;
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *row = cch_graph_row(graph, CCH_BINDING, i);
        uint32_t one = row[CCH_BINDING_TARGET];
        int rank = cch_dispatch_rank(cch_graph_text(graph, row[CCH_BINDING_KEY], NULL));
        if (!one || rank > best)
            continue;
        target = rank < best || one == target ? one : 0;
        best = rank;
    }
    return target;
}

static int several(const cch_question *question, const char *name, const uint32_t *found, size_t count, size_t all,
                   cch_error *error) {
    cch_buffer names = {0};
    for (size_t i = 0; i < count; i++) {
        const char *one = cch_names_function(question->names, CCH_NAMING_FULL, found[i]);
        if (cch_buffer_add(&names, i ? "; " : "", i ? 2 : 0) || cch_buffer_add(&names, one, strlen(one)))
            break;
    }
    int status = cch_fail(error, CCH_ERROR_USAGE, "--entry '%s' means %zu functions: %s%s", name, all,
                          cch_buffer_text(&names), all > count ? "; …" : "");
    cch_buffer_release(&names);
    return status;
}

/* Is it Python's, by what made or called it? That does what the function as written does. */
static bool is_in_context(const cch_graph *graph, uint32_t function) {
    const uint32_t *row = row_of(graph, function);
    return row[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON && row[CCH_FUNCTION_SOURCE];
}

int cch_entry_find(uint32_t *entry, const cch_question *question, const char *name, cch_error *error) {
    enum { SHOWN = 4 };
    const cch_graph *graph = question->program->graph;
    uint32_t count = question->view->function_count, found[SHOWN];
    unsigned char *set = calloc((size_t)count + 1, 1);
    size_t matched = 0, kept = 0, shown = 0;
    if (!set)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    int status = cch_select(question->view, question->names, &name, 1, set, &matched, error);
    /* Of a function and a name that stands for it, the function; of what is only declared and what is defined, this. */
    for (int pass = 0; pass < 3 && !status && !kept; pass++)
        for (uint32_t function = 1; function <= count; function++) {
            uint32_t flags = row_of(graph, function)[CCH_FUNCTION_FLAGS];
            bool is_name = flags & CCH_FLAG_BINDING;
            if (!set[function] || (flags & CCH_FLAG_KERNEL) || is_in_context(graph, function))
                continue;
            if (pass == 0 && (is_name || !(flags & CCH_FLAG_DEFINED) || (flags & (CCH_FLAG_EXTERNAL | CCH_FLAG_CLASS))))
                continue;
            if (pass == 1 && !is_name && !(flags & CCH_FLAG_CLASS))
                continue;
            if (shown < SHOWN)
                found[shown++] = function;
            kept++;
        }
    free(set);
    if (status)
        return status;
    if (!kept)
        return cch_fail(error, CCH_ERROR_USAGE, "--entry '%s': no function is called that", name);
    if (kept > 1)
        return several(question, name, found, shown, kept, error);
    *entry = found[0];
    if (row_of(graph, *entry)[CCH_FUNCTION_FLAGS] & CCH_FLAG_BINDING) {
        uint32_t target = bound_to(graph, *entry);
        if (!target)
            return cch_fail(error, CCH_ERROR_USAGE, "--entry '%s': which function this name stands for is not known",
                            name);
        *entry = target;
    }
    return 0;
}

/* What is given ----------------------------------------------------------------------- */

static bool is_environment(const char *name) {
    return *name && strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789") == strlen(name);
}

/* The names of the entry's parameters: of its program, or as they are written. */
static const char *parameter_at(cch_evaluator *evaluator, uint32_t entry, size_t index) {
    const struct cch_function_code *code = cch_evaluator_code(evaluator, entry);
    if (code->code && !code->is_python)
        return index < code->code->parameter_count ? code->code->parameters[index].name : NULL;
    size_t count;
    const uint32_t *names =
        cch_graph_items(evaluator->graph, row_of(evaluator->graph, entry)[CCH_FUNCTION_PARAMETERS], &count);
    return index < count ? cch_graph_text(evaluator->graph, names[index], NULL) : NULL;
}

/* 1: one of them; 0: not; and whether **names are taken. */
static bool is_parameter(cch_evaluator *evaluator, uint32_t entry, const char *name, bool *any) {
    const char *parameter;
    for (size_t i = 0; (parameter = parameter_at(evaluator, entry, i)); i++) {
        *any |= strncmp(parameter, "**", 2) == 0;
        if (strcmp(parameter + strspn(parameter, "*"), name) == 0)
            return true;
    }
    return false;
}

static int unknown_name(cch_evaluator *evaluator, uint32_t entry, const char *name, cch_error *error) {
    cch_buffer names = {0};
    const char *parameter;
    for (size_t i = 0; (parameter = parameter_at(evaluator, entry, i)); i++)
        if (cch_buffer_add(&names, i ? ", " : "", i ? 2 : 0) || cch_buffer_add(&names, parameter, strlen(parameter)))
            break;
    int status = cch_fail(error, CCH_ERROR_USAGE,
                          "--given '%s': no parameter of %s (%s), field with a dot, or fact of the device", name,
                          cch_names_function(evaluator->names, CCH_NAMING_SHORT, entry), cch_buffer_text(&names));
    cch_buffer_release(&names);
    return status;
}

static int check_names(const cch_selection *selection, cch_evaluator *evaluator, cch_error *error) {
    bool any = false;
    const struct cch_given *given = selection->given;
    for (size_t i = 0; i < given->count; i++) {
        const char *name = given->facts[i].name;
        if (is_parameter(evaluator, selection->entry, name, &any) || any || strchr(name, '.') || strchr(name, ':') ||
            cch_device_attribute_name(name) || is_environment(name))
            continue;
        return unknown_name(evaluator, selection->entry, name, error);
    }
    return 0;
}

static const char *kind_of(const struct cch_given_value *value) {
    static const char *const kinds[] = {"nothing", "None",     "a truth", "an integer", "a real number",
                                        "a text",  "a tensor", "a tuple", "a list",     "a dict"};
    return kinds[value->kind];
}

/* What a C++ type takes; NULL: it does. */
static const char *type_refuses(const cch_node *type, const struct cch_given_value *value) {
    if (!type || value->kind == CCH_GIVEN_UNKNOWN)
        return NULL;
    if (type->head == CCH_HEAD_TEXT) {
        bool takes_tensor = strstr(type->text, "Tensor") != NULL, takes_none = strstr(type->text, "optional") != NULL;
        if (strcmp(type->text, "at::Tensor") == 0 && value->kind != CCH_GIVEN_TENSOR)
            return "a tensor";
        return value->kind == CCH_GIVEN_TENSOR && !takes_tensor && takes_none ? "no tensor" : NULL;
    }
    bool is_number = type->type >= CCH_TYPE_BOOL && type->type <= CCH_TYPE_F64;
    if (!is_number)
        return NULL;
    bool is_integer = value->kind == CCH_GIVEN_BOOL || value->kind == CCH_GIVEN_INTEGER;
    if (type->type == CCH_TYPE_BOOL)
        return is_integer ? NULL : "a bool";
    if (type->type <= CCH_TYPE_U64)
        return is_integer || (value->kind == CCH_GIVEN_TEXT && cch_dtype_find(value->text, strlen(value->text)) >= 0)
                   ? NULL
                   : "an integer";
    return is_integer || value->kind == CCH_GIVEN_FLOAT ? NULL : "a number";
}

static bool is_optional(const cch_node *type) {
    return type && type->head == CCH_HEAD_TEXT &&
           (strncmp(type->text, "std::optional", 13) == 0 || strncmp(type->text, "c10::optional", 13) == 0);
}

static const cch_datum *optional_of(cch_machine *machine, const cch_datum *value) {
    cch_object *object = cch_object_new(&machine->store, "std::optional", &cch_absent);
    cch_object_set(&machine->store, object, "value", value);
    return cch_object_value(&machine->arena, object);
}

/* A parameter of which nothing is said; what the name says is kept. */
static const cch_datum *not_given(cch_machine *machine, const struct cch_parameter *parameter) {
    const cch_node *type = parameter->type;
    const cch_datum *unknown = cch_unknown(
        &machine->arena, cch_arena_print(&machine->arena, "%s is not given", parameter->name), parameter->name, "");
    bool is_struct = type && type->head == CCH_HEAD_TEXT && !cch_model_find(type->text) &&
                     !strstr(type->text, "Tensor") && !strchr(type->text, '<');
    if (is_optional(type))
        return optional_of(machine, unknown);
    if (is_struct || parameter->kind == CCH_PARAMETER_POINTER || parameter->kind == CCH_PARAMETER_CONST_POINTER) {
        cch_object *object = cch_object_new(&machine->store, is_struct ? type->text : "", unknown);
        const cch_datum *value = cch_object_value(&machine->arena, object);
        return is_struct ? value : unknown;
    }
    return unknown;
}

static int give(cch_machine *machine, const struct cch_parameter *parameter, struct cch_argument *argument,
                cch_error *error) {
    const struct cch_given_fact *fact = cch_given_find(machine->given, parameter->name);
    const cch_datum *value;
    if (!fact) {
        value = not_given(machine, parameter);
    } else {
        const char *wanted = type_refuses(parameter->type, fact->value);
        if (wanted)
            return cch_fail(error, CCH_ERROR_USAGE, "--given '%s=%s': the parameter is %s, and this is %s", fact->name,
                            fact->text, wanted, kind_of(fact->value));
        value = cch_given_to_value(machine, fact, parameter->type);
        if (is_optional(parameter->type))
            value = optional_of(machine, value);
        else if (parameter->type)
            value = cch_convert(machine, (enum cch_type)parameter->type->type, value);
    }
    argument->value = value;
    if (parameter->kind == CCH_PARAMETER_REFERENCE || parameter->kind == CCH_PARAMETER_CONSTANT)
        argument->cell = cch_store_add(&machine->store, value);
    return 0;
}

static int run_native(cch_machine *machine, uint32_t entry, const struct cch_code_unit *code, cch_error *error) {
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (code->parameter_count + 1) * sizeof *arguments);
    for (uint32_t i = 0; i < code->parameter_count; i++) {
        int status = give(machine, &code->parameters[i], &arguments[i], error);
        if (status)
            return status;
    }
    cch_call_function(machine, entry, NULL, arguments, code->parameter_count);
    return 0;
}

static int run_python(cch_machine *machine, const cch_selection *selection, cch_evaluator *evaluator) {
    const struct cch_given *given = selection->given;
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (given->count + 1) * sizeof *arguments);
    size_t count = 0;
    bool any = false;
    machine->entry_is_python = true;
    for (size_t i = 0; i < given->count && count < 256; i++) {
        const struct cch_given_fact *fact = &given->facts[i];
        if (is_parameter(evaluator, selection->entry, fact->name, &any) ||
            (any && !strchr(fact->name, '.') && !cch_device_attribute_name(fact->name) && !is_environment(fact->name)))
            arguments[count++] =
                (struct cch_argument){.value = cch_given_to_value(machine, fact, NULL), .keyword = fact->name};
    }
    const cch_datum *callee = cch_python_value_of(machine, selection->entry);
    const cch_datum *result = cch_python_call(machine, callee, arguments, count);
    if (selection->backward && cch_machine_runs(machine)) {
        size_t before = machine->launch_count;
        cch_python_backward(machine, result);
        for (size_t i = before; i < machine->launch_count; i++)
            machine->launches[i].is_backward = true;
    }
    return 0;
}

int cch_selection_run(const cch_selection *selection, cch_machine *machine, cch_evaluator *evaluator,
                      cch_error *error) {
    cch_machine_begin(machine, evaluator, selection->given, selection->device);
    machine->evaluated = selection->entry;
    machine->wants_alternatives = selection->wants_alternatives;
    machine->explained = selection->explained;
    int status = check_names(selection, evaluator, error);
    if (status)
        return status;
    const struct cch_function_code *code = cch_evaluator_code(evaluator, selection->entry);
    if (code->is_python)
        status = run_python(machine, selection, evaluator);
    else if (code->code)
        status = run_native(machine, selection->entry, code->code, error);
    else
        cch_call_function(machine, selection->entry, NULL, NULL, 0);
    if (!status && machine->is_cut) { /* what was not followed may reach any of them */
        machine->flow = CCH_GOES_NORMAL;
        cch_give_up(machine, selection->entry, "it was not followed to its end", NULL, 0);
    }
    if (!status && (machine->arena.failed || evaluator->code_arena.failed))
        status = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    return status;
}

enum cch_certainty cch_launched_certainty(const struct cch_launched *launched) {
    if (launched->is_unread)
        return CCH_UNREAD;
    if (!launched->kernel)
        return CCH_MAY_RUN;
    for (const struct cch_decision *d = launched->decisions; d; d = d->before)
        if (d->undecided)
            return CCH_MAY_RUN;
    return launched->is_repeated ? CCH_MAY_RUN : CCH_RUNS;
}

static bool is_known(const cch_datum *value) {
    cch_wide integer;
    return cch_as_integer(value, &integer);
}

bool cch_selection_is_exact(const cch_machine *machine) {
    for (size_t i = 0; i < machine->launch_count; i++) {
        const struct cch_launched *launched = &machine->launches[i];
        bool exact = cch_launched_certainty(launched) == CCH_RUNS && is_known(launched->shared_memory);
        for (int j = 0; j < 3; j++)
            exact = exact && is_known(launched->grid[j]) && is_known(launched->block[j]);
        if (!exact)
            return false;
    }
    return !machine->is_cut && !machine->is_incomplete;
}
