/* From Python to what runs: autograd functions, operators, bindings, Triton's kernels (python.h). */
#include "evaluate/python_parts.h"
#include "evaluate/tensors.h"

#include <stdlib.h>
#include <string.h>

#include "graph_file/range.h"

/* Autograd ---------------------------------------------------------------------------- */

static bool is_or_may_be(const cch_datum *truth) { return truth && cch_truth(truth) != 0; }

static const cch_datum *needs_grad(cch_machine *machine, const struct python_call *call, const cch_datum **any) {
    const cch_datum **needs = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *needs);
    *any = &cch_false;
    for (size_t i = 0; i < call->count; i++) {
        const cch_datum *value = call->arguments[i].value;
        needs[i] = value->kind == CCH_DATUM_TENSOR && value->tensor->requires_grad ? value->tensor->requires_grad
                   : cch_is_undecided(value) ? cch_unknown_like(&machine->arena, value)
                                             : &cch_false;
        if (cch_truth(needs[i]) > 0 || (cch_truth(needs[i]) < 0 && cch_truth(*any) == 0))
            *any = needs[i];
    }
    return cch_python_tuple(machine, needs, call->count);
}

static const cch_datum *with_grad(cch_machine *machine, const cch_datum *value, const cch_datum *requires_grad) {
    const cch_datum **values, *why;
    size_t count;
    if (value->kind == CCH_DATUM_TENSOR) {
        struct cch_tensor tensor = *value->tensor;
        tensor.requires_grad = cch_dtype_has_gradient(tensor.dtype) ? requires_grad : &cch_false;
        return cch_tensor_value(&machine->arena, &tensor);
    }
    if (!cch_python_is(value, "tuple") || !cch_python_iterate(machine, value, &values, &count, &why))
        return value;
    const cch_datum **made = cch_arena_take(&machine->arena, (count + 1) * sizeof *made);
    for (size_t i = 0; i < count; i++)
        made[i] = values[i]->kind == CCH_DATUM_TENSOR ? with_grad(machine, values[i], requires_grad) : values[i];
    return cch_python_tuple(machine, made, count);
}

static const cch_datum *method_of(cch_machine *machine, const cch_datum *class_value, const char *name) {
    const cch_datum *found = cch_python_class_find(machine, class_value, name, NULL, NULL);
    return found && cch_python_is(found, "staticmethod") ? cch_python_field(machine, found, "f") : found;
}

const cch_datum *cch_python_apply(cch_machine *machine, const struct python_call *call, int which) {
    struct python_state *state = cch_python_state(machine);
    const cch_datum *before = state->grad_enabled, *any, *class_value = call->self;
    const cch_datum *forward = class_value ? method_of(machine, class_value, "forward") : NULL;
    const cch_datum *setup = class_value ? method_of(machine, class_value, "setup_context") : NULL, *result;
    (void)which;
    if (!forward || call->is_cut)
        return NULL;
    cch_object *object = cch_python_object(machine, "ctx");
    const cch_datum *context = cch_object_value(&machine->arena, object);
    cch_object_set(&machine->store, object, "needs_input_grad", needs_grad(machine, call, &any));
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *arguments);
    arguments[0] = (struct cch_argument){.value = context};
    memcpy(arguments + 1, call->arguments, call->count * sizeof *arguments);
    state->grad_enabled = &cch_false;
    result = cch_python_call(machine, forward, arguments + (setup != NULL), call->count + (setup == NULL));
    if (setup && cch_machine_runs(machine)) {
        const cch_datum **inputs = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *inputs);
        for (size_t i = 0; i < call->count; i++)
            inputs[i] = call->arguments[i].value;
        const cch_datum *all[3] = {context, cch_python_tuple(machine, inputs, call->count), result};
        cch_python_call_simple(machine, setup, all, 3);
    }
    state->grad_enabled = before;
    if (!cch_machine_runs(machine) || !is_or_may_be(before) || !is_or_may_be(any))
        return result;
    struct python_applied *applied = cch_arena_take(&machine->arena, sizeof *applied);
    *applied = (struct python_applied){state->applied, method_of(machine, class_value, "backward"), context, result,
                                       machine->decisions};
    state->applied = applied;
    return with_grad(machine, result, cch_truth(before) < 0 ? before : any);
}

/* A gradient is like what it is of. */
static const cch_datum *gradient(cch_machine *machine, const cch_datum *of) {
    if (of->kind != CCH_DATUM_TENSOR)
        return cch_is_undecided(of) ? cch_unknown_like(&machine->arena, of) : &cch_none;
    struct cch_tensor tensor = *of->tensor;
    tensor.fill = tensor.last = NULL;
    tensor.storage = 0;
    tensor.requires_grad = &cch_false;
    if (!tensor.unranked)
        cch_tensor_make_contiguous(machine, &tensor);
    return cch_tensor_value(&machine->arena, &tensor);
}

static void run_backward(cch_machine *machine, const struct python_applied *applied) {
    const cch_datum *backward = applied->backward, *one[1] = {applied->result};
    const cch_datum **outputs = one, *why;
    size_t count = 1;
    if (!backward)
        return;
    if (cch_python_is(applied->result, "tuple") &&
        !cch_python_iterate(machine, applied->result, &outputs, &count, &why))
        return;
    const cch_datum **arguments = cch_arena_take(&machine->arena, (count + 1) * sizeof *arguments);
    arguments[0] = applied->context;
    for (size_t i = 0; i < count; i++)
        arguments[i + 1] = gradient(machine, outputs[i]);
    machine->decisions = applied->decisions;
    cch_python_call_simple(machine, backward, arguments, count + 1);
}

void cch_python_backward(cch_machine *machine, const cch_datum *result) {
    struct python_state *state = cch_python_state(machine);
    size_t first = machine->launch_count;
    machine->launch_first = first;
    (void)result; /* gradients of all that was applied on the way to it */
    state->grad_enabled = &cch_false;
    for (const struct python_applied *applied = state->applied; applied; applied = applied->next) {
        machine->flow = CCH_GOES_NORMAL;
        run_backward(machine, applied);
    }
    for (size_t i = first; i < machine->launch_count; i++)
        machine->launches[i].is_backward = true;
}

/* Bindings --------------------------------------------------------------------------------- */

/* "int times=1" of a schema: what stands behind the =; NULL. */
static const char *schema_default(const char *schema, const char *name, size_t *length) {
    size_t size = strlen(name);
    const char *end = strstr(schema, "->");
    for (const char *at = strchr(schema, '('); at && (!end || at < end); at++) {
        if (*at != ' ' || strncmp(at + 1, name, size) != 0 || at[1 + size] != '=')
            continue;
        *length = strcspn(at + 2 + size, ",)");
        return at + 2 + size;
    }
    return NULL;
}

static const cch_datum *default_value(cch_machine *machine, const char *schema, const char *name) {
    size_t length;
    const char *text = schema_default(schema, name, &length);
    if (!text)
        return cch_unknown(&machine->arena, cch_arena_print(&machine->arena, "the default of a binding's %s", name),
                           NULL, machine->place);
    const char *value = cch_arena_text(&machine->arena, text, length);
    char *end;
    if (strcmp(value, "None") == 0)
        return &cch_none;
    if (strcmp(value, "True") == 0 || strcmp(value, "False") == 0)
        return cch_bool(*value == 'T');
    cch_wide integer = strtoll(value, &end, 10);
    if (*value && !*end)
        return cch_integer(&machine->arena, integer);
    double number = strtod(value, &end);
    if (*value && !*end)
        return cch_number(&machine->arena, number);
    if (*value == '"' || *value == '\'')
        return cch_string(&machine->arena, value + 1, length >= 2 ? length - 2 : 0);
    return cch_not_known(machine, "the default %s of an operator", value);
}

/* As C++ gets it. */
static const cch_datum *handed_over(cch_machine *machine, const cch_datum *value,
                                    const struct cch_parameter *parameter) {
    const cch_datum **values, *why;
    size_t count;
    enum cch_type type = parameter && parameter->type ? (enum cch_type)parameter->type->type : CCH_TYPE_OTHER;
    if (type >= CCH_TYPE_BOOL && type <= CCH_TYPE_F64 && value->kind != CCH_DATUM_NONE)
        return cch_convert(machine, type, value);
    if ((cch_python_is(value, "tuple") || cch_python_is(value, "list")) &&
        cch_python_iterate(machine, value, &values, &count, &why)) {
        const cch_datum **made = cch_arena_take(&machine->arena, (count + 1) * sizeof *made);
        for (size_t i = 0; i < count; i++)
            made[i] = handed_over(machine, values[i], NULL);
        return cch_object_value(&machine->arena, cch_container_new(&machine->store, "std::vector", made, count));
    }
    return value;
}

static const cch_datum *call_target(cch_machine *machine, const uint32_t *binding, const struct python_call *call) {
    const cch_graph *graph = machine->evaluator->graph;
    const struct cch_function_code *code = cch_evaluator_code(machine->evaluator, binding[CCH_BINDING_TARGET]);
    const char *schema = cch_graph_text(graph, binding[CCH_BINDING_SCHEMA], NULL);
    size_t count, listed = 0, at = 0;
    const uint32_t *names = cch_graph_items(graph, binding[CCH_BINDING_PARAMETERS], &listed);
    if (code->is_python)
        return cch_python_call(machine, cch_function_value(&machine->arena, binding[CCH_BINDING_TARGET]),
                               call->arguments, call->count);
    count = code->code && code->code->parameter_count > listed ? code->code->parameter_count : listed;
    for (size_t i = 0; i < call->count; i++)
        count = !call->arguments[i].keyword && ++at > count ? at : count;
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (count + 1) * sizeof *arguments);
    for (size_t i = 0; i < count; i++) {
        const struct cch_parameter *parameter =
            code->code && i < code->code->parameter_count ? &code->code->parameters[i] : NULL;
        const char *name = i < listed ? cch_graph_text(graph, names[i], NULL) : parameter ? parameter->name : "";
        const cch_datum *value = cch_python_argument(call, i, name);
        if (!value)
            value = call->is_cut ? cch_not_known(machine, "an argument of *args or **kwargs")
                                 : default_value(machine, schema, name);
        arguments[i].value = handed_over(machine, value, parameter);
        arguments[i].cell = cch_store_add(&machine->store, arguments[i].value);
    }
    if (machine->arena.failed)
        return &cch_none;
    return cch_call_function(machine, binding[CCH_BINDING_TARGET], NULL, arguments, count);
}

/* Does the binding take so many? */
static bool fits(cch_machine *machine, const uint32_t *binding, const struct python_call *call) {
    size_t listed, plain = 0;
    const uint32_t *names = cch_graph_items(machine->evaluator->graph, binding[CCH_BINDING_PARAMETERS], &listed);
    if (!listed)
        return true;
    for (size_t i = 0; i < call->count; i++) {
        bool is_there = !call->arguments[i].keyword;
        plain += is_there;
        for (size_t k = 0; k < listed && !is_there; k++)
            is_there =
                strcmp(cch_graph_text(machine->evaluator->graph, names[k], NULL), call->arguments[i].keyword) == 0;
        if (!is_there)
            return false;
    }
    return plain <= listed;
}

int cch_dispatch_rank(const char *key) {
    static const char *const keys[] = {"CUDA", "", "CompositeExplicitAutograd", "CompositeImplicitAutograd"};
    for (int i = 0; i < (int)(sizeof keys / sizeof *keys); i++)
        if (strcmp(key, keys[i]) == 0)
            return i;
    return strcmp(key, "cuda") == 0 ? 0 : CCH_DISPATCH_NEVER;
}

enum { TARGETS_MAX = 1000 };

static const cch_datum *call_name(cch_machine *machine, uint32_t name, const struct python_call *call) {
    const cch_graph *graph = machine->evaluator->graph;
    struct cch_range range = cch_graph_range(graph, CCH_BINDING, 1, &name);
    const uint32_t *found[TARGETS_MAX];
    size_t count = 0;
    int best = CCH_DISPATCH_NEVER;
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *row = cch_graph_row(graph, CCH_BINDING, i);
        int rank = cch_dispatch_rank(cch_graph_text(graph, row[CCH_BINDING_KEY], NULL));
        if (row[CCH_BINDING_TARGET] && rank < best && fits(machine, row, call))
            best = rank;
    }
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *row = cch_graph_row(graph, CCH_BINDING, i);
        bool is_new = row[CCH_BINDING_TARGET] && fits(machine, row, call) &&
                      cch_dispatch_rank(cch_graph_text(graph, row[CCH_BINDING_KEY], NULL)) == best;
        for (size_t k = 0; k < count; k++)
            is_new &= found[k][CCH_BINDING_TARGET] != row[CCH_BINDING_TARGET];
        if (is_new && count == TARGETS_MAX)
            return cch_give_up(machine, row[CCH_BINDING_TARGET], "a name with very many overloads", call->arguments,
                               call->count);
        if (is_new)
            found[count++] = row;
    }
    if (!count)
        return NULL;
    if (count == 1)
        return call_target(machine, found[0], call);
    struct cch_branches branches;
    cch_branches_begin(machine, &branches, NULL, call->name,
                       cch_not_known(machine, "which overload of %s is called", call->name));
    for (size_t i = 0; i < count; i++) {
        cch_branch_begin(machine, &branches,
                         cch_names_function(machine->evaluator->names, CCH_NAMING_SHORT, found[i][CCH_BINDING_TARGET]));
        const cch_datum *value = call_target(machine, found[i], call);
        cch_branch_end(machine, &branches, value);
    }
    return cch_branches_join(machine, &branches);
}

/* For --explain: what arrives at compiled code. */
static void explain_call(cch_machine *machine, const struct python_call *call) {
    cch_buffer text = {0};
    for (size_t i = 0; machine->explained && i < call->count; i++) {
        const char *keyword = call->arguments[i].keyword, *shown = cch_shown(machine, call->arguments[i].value);
        if (cch_buffer_add(&text, i ? ", " : "", i ? 2 : 0) ||
            (keyword && (cch_buffer_add(&text, keyword, strlen(keyword)) || cch_buffer_add(&text, "=", 1))) ||
            cch_buffer_add(&text, shown, strlen(shown)))
            machine->arena.failed = true;
    }
    cch_explain(machine, "%s: calls %s(%s)", machine->place, call->name, cch_buffer_text(&text));
    cch_buffer_release(&text);
}

bool cch_python_is_binding(const cch_machine *machine, uint32_t name) {
    return name && cch_graph_row(machine->evaluator->graph, CCH_FUNCTION, name)[CCH_FUNCTION_FLAGS] & CCH_FLAG_BINDING;
}

/* What Python calls pkg._C.f is bound as _C.f: both names are in the graph, and the one that is bound runs. */
static const cch_datum *call_within_package(cch_machine *machine, const struct python_call *call) {
    const cch_datum *value = NULL;
    for (const char *name = strchr(call->name, '.'); !value && name && strchr(name + 1, '.');
         name = strchr(name + 1, '.')) {
        uint32_t found = cch_python_find(machine, name + 1);
        value = cch_python_is_binding(machine, found) ? call_name(machine, found, call) : NULL;
    }
    return value;
}

/* Of ctypes' values what C gets. */
static struct python_call with_plain_values(cch_machine *machine, const struct python_call *call) {
    struct python_call plain = *call;
    struct cch_argument *arguments = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *arguments);
    for (size_t i = 0; i < call->count; i++) {
        arguments[i] = call->arguments[i];
        if (cch_python_is(arguments[i].value, "ctypes.value"))
            arguments[i].value = cch_python_field(machine, arguments[i].value, "value");
    }
    plain.arguments = arguments;
    return plain;
}

const cch_datum *cch_python_call_binding(cch_machine *machine, const struct python_call *called) {
    uint32_t name = cch_python_find(machine, called->name);
    if (!cch_python_is_binding(machine, name))
        return NULL;
    const struct python_call plain = with_plain_values(machine, called), *call = &plain;
    explain_call(machine, call);
    const cch_datum *value = call_name(machine, name, call);
    if (!value)
        value = call_within_package(machine, call);
    if (value)
        return value;
    cch_note(machine, "%s is compiled code that the graph does not have", call->name);
    return cch_give_up(machine, name, "compiled code that the graph does not have", call->arguments, call->count);
}

/* Operators: torch.ops.ns.op(…) --------------------------------------------------------------- */

void cch_python_register(cch_machine *machine, const char *name, const cch_datum *implementation) {
    struct python_state *state = cch_python_state(machine);
    struct python_operator *added = cch_arena_take(&machine->arena, sizeof *added);
    *added = (struct python_operator){state->operators, name, implementation, NULL, NULL};
    state->operators = added;
}

void cch_python_register_autograd(cch_machine *machine, const char *name, const cch_datum *backward,
                                  const cch_datum *setup) {
    struct python_state *state = cch_python_state(machine);
    struct python_operator *op = state->operators;
    while (op && strcmp(op->name, name) != 0)
        op = op->next;
    if (!op) { /* of compiled code */
        cch_python_register(machine, name, NULL);
        op = state->operators;
    }
    op->backward = backward;
    op->setup = setup;
}

/* With the backward that was registered for it: what it keeps, and what is run by --backward. */
static const cch_datum *with_autograd(cch_machine *machine, const struct python_operator *op,
                                      const struct python_call *call, const cch_datum *result) {
    struct python_state *state = cch_python_state(machine);
    const cch_datum *any, *before = state->grad_enabled, *needs = needs_grad(machine, call, &any);
    if (!cch_machine_runs(machine) || !is_or_may_be(before) || !is_or_may_be(any))
        return result;
    cch_object *object = cch_python_object(machine, "ctx");
    const cch_datum *context = cch_object_value(&machine->arena, object);
    cch_object_set(&machine->store, object, "needs_input_grad", needs);
    if (op->setup && op->setup->kind != CCH_DATUM_NONE) {
        const cch_datum **inputs = cch_arena_take(&machine->arena, (call->count + 1) * sizeof *inputs);
        for (size_t i = 0; i < call->count; i++)
            inputs[i] = call->arguments[i].value;
        const struct cch_argument all[3] = {
            {.value = context},
            {.value = cch_python_tuple(machine, inputs, call->count), .keyword = "inputs"},
            {.value = result, .keyword = "output"}};
        cch_python_call(machine, op->setup, all, 3);
    }
    struct python_applied *applied = cch_arena_take(&machine->arena, sizeof *applied);
    *applied = (struct python_applied){state->applied, op->backward, context, result, machine->decisions};
    state->applied = applied;
    return with_grad(machine, result, cch_truth(before) < 0 ? before : any);
}

/* `name`: "ns::op", or "ns.op", with an overload's name behind it perhaps. */
const cch_datum *cch_python_call_operator(cch_machine *machine, const char *name, const struct python_call *call) {
    char plain[512];
    size_t length = strlen(name), out = 0;
    unsigned dots = 0;
    if (length + 16 > sizeof plain)
        return cch_python_call_not_modelled(machine, call);
    for (size_t i = 0; i < length; i++) {
        bool is_scope = name[i] == ':' && name[i + 1] == ':';
        if ((name[i] == '.' || is_scope) && ++dots == 2)
            break; /* .default, .out */
        plain[out++] = is_scope ? '.' : name[i];
        i += is_scope;
    }
    plain[out] = '\0';
    struct python_call named = *call;
    named.name = cch_arena_print(&machine->arena, "torch.ops.%s", plain);
    named.self = NULL;
    for (const struct python_operator *op = cch_python_state(machine)->operators; op; op = op->next) {
        const char *scope = strstr(op->name, "::");
        size_t front = scope ? (size_t)(scope - op->name) : 0;
        if (scope && strncmp(op->name, plain, front) == 0 && plain[front] == '.' &&
            strcmp(scope + 2, plain + front + 1) == 0) {
            const cch_datum *result = op->implementation
                                          ? cch_python_call(machine, op->implementation, call->arguments, call->count)
                                          : cch_python_call_binding(machine, &named);
            if (!result)
                result = cch_python_call_not_modelled(machine, &named);
            return op->backward ? with_autograd(machine, op, call, result) : result;
        }
    }
    const cch_datum *value = cch_python_call_binding(machine, &named);
    return value ? value : cch_python_call_not_modelled(machine, &named);
}

/* Triton's kernels -------------------------------------------------------------------------------- */

static uint32_t kernel_function(cch_machine *machine, const cch_datum *kernel) {
    const cch_datum *of = kernel && kernel->kind == CCH_DATUM_OBJECT ? cch_python_field(machine, kernel, "f") : kernel;
    for (int i = 0; of && i < 4 && of->kind == CCH_DATUM_OBJECT; i++)
        of = cch_python_field(machine, of, "f");
    return of && of->kind == CCH_DATUM_CLOSURE    ? of->closure->function
           : of && of->kind == CCH_DATUM_FUNCTION ? of->function
                                                  : 0;
}

const cch_datum *cch_python_launch(cch_machine *machine, const cch_datum *kernel, const cch_datum *grid,
                                   const struct python_call *call) {
    struct cch_launched launched = {.api = "triton"};
    const cch_datum *warps = cch_python_argument(call, SIZE_MAX, "num_warps");
    if (grid && (grid->kind == CCH_DATUM_CLOSURE || grid->kind == CCH_DATUM_BOUND)) {
        const cch_datum *meta = cch_python_container(machine, "dict", NULL, 0);
        for (size_t i = 0; i < call->count; i++)
            if (call->arguments[i].keyword)
                cch_python_dict_set(machine, meta, cch_python_text(machine, call->arguments[i].keyword),
                                    call->arguments[i].value);
        if (cch_python_field(machine, kernel, "tuned"))
            cch_container_forget(&machine->store, meta->object, cch_not_known(machine, "what the kernel is tuned to"));
        grid = cch_python_call_simple(machine, grid, &meta, 1);
    }
    if (!cch_machine_runs(machine))
        return &cch_none;
    launched.kernel = kernel_function(machine, kernel);
    launched.kernel_why = launched.kernel ? NULL : "which kernel";
    cch_extent_of(machine, grid ? grid : cch_not_known(machine, "a grid"), launched.grid);
    const cch_datum *one = cch_integer(&machine->arena, 1);
    launched.block[0] =
        cch_python_field(machine, kernel, "tuned")
            ? cch_not_known(machine, "what the kernel is tuned to")
            : cch_python_operate(machine, CCH_OPERATOR_MULTIPLY, warps ? warps : cch_integer(&machine->arena, 4),
                                 cch_integer(&machine->arena, 32));
    launched.block[1] = launched.block[2] = one;
    launched.shared_memory = cch_not_known(machine, "what Triton takes");
    cch_launch(machine, &launched);
    return &cch_none;
}
