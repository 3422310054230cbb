/* What PyTorch's and Triton's dispatch runs (solve.h).
 *
 * https://pytorch.org/docs/stable/library.html for torch.library,
 * https://pytorch.org/docs/stable/autograd.html for autograd.Function.
 */
#include "python/solve/solve.h"

#include "graph_file/schema.h"

#include <stdio.h>
#include <string.h>

static uint32_t variable_of(uint32_t operand) {
    return py_operand_tag(operand) == PY_VARIABLE ? py_operand_value(operand) : 0;
}

static int has_outside(const struct py_solver *s, uint32_t class, const char *end) {
    const struct py_whole_class *of = &s->program->classes.items[class];
    for (uint32_t i = 0; i < of->outside.count; i++)
        if (py_ends_with(py_solver_text(s, of->outside.items[i]), end))
            return 1;
    return 0;
}

int py_is_autograd_function(const struct py_solver *s, uint32_t class) {
    return has_outside(s, class, "autograd.Function") ||
           has_outside(s, class, "autograd.function.Function") ||
           has_outside(s, class, "autograd.function.InplaceFunction") || has_outside(s, class, "FunctionCtx");
}

/* An object whose call runs `forward`: of a class with a base outside the
 * program that is no plain Python one. */
int py_is_torch_module(const struct py_solver *s, uint32_t class) {
    static const char *const plain[] = {"builtins.", "abc.",         "typing.",
                                        "enum.",     "collections.", "dataclasses."};
    const struct py_whole_class *of = &s->program->classes.items[class];
    for (uint32_t i = 0; i < of->outside.count; i++) {
        const char *name = py_solver_text(s, of->outside.items[i]);
        int is_plain = 0;
        for (size_t k = 0; k < sizeof plain / sizeof *plain; k++)
            is_plain |= !strncmp(name, plain[k], strlen(plain[k]));
        if (!is_plain)
            return 1;
    }
    return 0;
}

/* torch.ops.ns.op of "ns::op", with or without an overload. */
static uint32_t operator_name(struct py_solver *s, uint32_t operand, const char *space) {
    char name[400];
    if (py_operand_tag(operand) != PY_TEXT)
        return 0;
    const char *text = py_solver_text(s, py_operand_value(operand)), *colons = strstr(text, "::");
    size_t end = strcspn(colons ? colons + 2 : text, "( "); /* a schema goes on with its parameters */
    if (colons)
        snprintf(name, sizeof name, "torch.ops.%.*s.%.*s", (int)(colons - text), text, (int)end, colons + 2);
    else if (space)
        snprintf(name, sizeof name, "torch.ops.%s.%.*s", space, (int)end, text);
    else
        return 0;
    return py_solver_name(s, name);
}

/* Dispatch keys: an operator's name may be followed by "|" and the key under
 * which a function is registered. */
static uint32_t without_key(struct py_solver *s, uint32_t name) {
    const char *text = py_solver_text(s, name);
    size_t length = strcspn(text, "|");
    return text[length] ? py_name(s->pool, &s->program->names, text, length) : name;
}

/* The name with the key that a device's name ("cuda") or a dispatch key
 * ("CUDA", "CompositeExplicitAutograd") says; "default", and what is no
 * constant, is every device. */
static uint32_t with_key(struct py_solver *s, uint32_t name, uint32_t operand) {
    char text[500];
    if (!name || py_operand_tag(operand) != PY_TEXT)
        return name;
    const char *key = py_solver_text(s, py_operand_value(operand));
    int is_device = !key[strspn(key, "abcdefghijklmnopqrstuvwxyz0123456789")];
    if (!*key || !strcmp(key, "default") || strlen(key) > 60)
        return name;
    int length = snprintf(text, sizeof text, "%.400s|%s", py_solver_text(s, name), key);
    for (char *at = text + length - strlen(key); is_device && *at; at++)
        if (*at >= 'a' && *at <= 'z' && (strcmp(key, "meta") != 0 || at == text + length - 4))
            *at = (char)(*at - 'a' + 'A');
    return py_solver_name(s, text);
}

static int is_meta(const struct py_solver *s, uint32_t name) {
    const char *key = strchr(py_solver_text(s, name), '|');
    return key && !strcmp(key, "|Meta");
}

uint32_t py_implementations(struct py_solver *s, uint32_t name) {
    return py_field(s, py_value(s, PY_V_EXTERNAL, without_key(s, name), 0),
                    py_solver_name(s, "<implementations>"));
}

/* The operator's dispatcher runs what `callee` holds. */
static void implement_operator(struct py_solver *s, uint32_t instruction, uint32_t name, uint32_t callee,
                               int possible) {
    int added;
    if (!callee || !name)
        return;
    possible |= is_meta(s, name);
    *py_table_put(s->pool, &s->operators, without_key(s, name), &added) |= 1;
    if (!possible)
        py_connect(s, callee, py_implementations(s, name));
    py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, 0, callee, 0,
                        name << 1 | (uint32_t)possible);
}

void py_react_wrap(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    struct py_value of = *py_value_of(s, value);
    if (i.b) {
        if (i.b == PY_V_KERNEL && of.kind == PY_V_FUNCTION)
            s->program->functions.items[of.a].marks |=
                PY_MARK_DEVICE | (i.c == PY_KERNEL_CALLED ? PY_MARK_KERNEL : 0);
        /* no kernel of a kernel: a loop through a decorator would never end */
        py_put(s, i.target, of.kind == i.b ? value : py_value(s, (enum py_value_kind)i.b, value, i.c));
        return;
    }
    while (of.kind == PY_V_OPERATOR || of.kind == PY_V_KERNEL || of.kind == PY_V_BOUND)
        of = *py_value_of(s, of.a);
    uint32_t name = without_key(s, i.c >> 1), before = s->edges.count;
    const char *key = strchr(py_solver_text(s, i.c >> 1), '|');
    if (of.kind == PY_V_FUNCTION)
        py_edge_from(s, py_node(PY_NODE_EXTERNAL, name), instruction, py_node(PY_NODE_FUNCTION, of.a),
                     CCH_KIND_DISPATCH, (int)(i.c & 1));
    if (s->edges.count > before && key)
        s->edges.items[before].key = py_solver_name(s, key + 1);
}

/* custom_op("ns::op", …) makes a decorator; custom_op("ns::op", f, …) applies it. */
static void custom_operator(struct py_solver *s, uint32_t instruction) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t name = operator_name(s, py_positional(s, &i, 0), NULL);
    uint32_t function = variable_of(py_positional(s, &i, 1));
    name = with_key(s, name, py_keyword(s, &i, "device_types"));
    uint32_t decorator = py_value(s, PY_V_DECORATOR, PY_DECORATES_OPERATOR, name);
    if (!function) {
        py_put(s, i.target, decorator);
        return;
    }
    uint32_t holder = py_make_variable(s);
    py_put(s, holder, decorator);
    py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT, instruction, 0, i.target, holder,
                        py_argument(s, PY_POSITIONAL, py_operand(PY_VARIABLE, function)), 1);
}

static uint32_t argument(const struct py_solver *s, const struct py_instruction *call, uint32_t place,
                         const char *keyword) {
    uint32_t operand = py_keyword(s, call, keyword);
    return py_operand_tag(operand) == PY_UNUSED ? py_positional(s, call, place) : operand;
}

/* The key that impl() is given, or the one of its Library (a PY_V_RESULT). */
static uint32_t with_library_key(struct py_solver *s, uint32_t name, const struct py_value *library,
                                 uint32_t operand) {
    const struct py_instruction made = s->program->instructions.items[library->a];
    if (py_operand_tag(operand) == PY_UNUSED)
        operand = argument(s, &made, 2, "dispatch_key");
    return with_key(s, name, operand);
}

/* The call registers a function for the operator: an argument, or what it decorates. */
static void register_named(struct py_solver *s, uint32_t instruction, enum py_decorator how, uint32_t name) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t place = how == PY_DECORATES_IMPLEMENTATION ? 2 : 1;
    uint32_t function = variable_of(argument(s, &i, place, "func"));
    if (how == PY_DECORATES_FAKE)
        name = with_key(s, name, py_operand(PY_TEXT, py_solver_name(s, "Meta")));
    else if (how == PY_DECORATES_IMPLEMENTATION && py_operand_tag(py_keyword(s, &i, "types")) == PY_TEXT)
        name = with_key(s, name, py_keyword(s, &i, "types"));
    else if (how == PY_DECORATES_IMPLEMENTATION)
        name = with_key(s, name, argument(s, &i, 1, "device_types"));
    if (function)
        implement_operator(s, instruction, name, function, how != PY_DECORATES_IMPLEMENTATION);
    else
        py_put(s, i.target, py_value(s, PY_V_DECORATOR, how, name));
    uint32_t context = variable_of(py_keyword(s, &i, "setup_context"));
    if (context)
        implement_operator(s, instruction, name, context, 1);
}

/* register_fake("ns::op") decorates; register_fake("ns::op", f) registers f;
 * the operator can also be what custom_op gave, or one of torch.ops, and what
 * impl() gets in its place a Library: impl(lib, "op", "CUDA") decorates. */
static void register_for(struct py_solver *s, uint32_t instruction, enum py_decorator how) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    uint32_t first = py_positional(s, &i, 0), name = operator_name(s, first, NULL);
    if (variable_of(first))
        py_make_instruction(s, PY_DO_IMPLEMENT, PY_FLAG_IMPLICIT, instruction, 0, 0, variable_of(first),
                            (uint32_t)how, instruction);
    else
        register_named(s, instruction, how, name);
}

void py_react_implement(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_instruction call = s->program->instructions.items[i.c];
    const struct py_value of = *py_value_of(s, value);
    if (!py_first_time(s, instruction, value))
        return;
    if (of.kind == PY_V_OPERATOR) {
        register_named(s, i.c, (enum py_decorator)i.b, of.b);
    } else if (of.kind == PY_V_EXTERNAL && !strncmp(py_solver_text(s, of.a), "torch.ops.", 10)) {
        register_named(s, i.c, (enum py_decorator)i.b, of.a);
    } else if (of.kind == PY_V_RESULT && i.b == PY_DECORATES_IMPLEMENTATION) {
        uint32_t name = operator_name(s, argument(s, &call, 1, "name"), py_solver_text(s, of.b));
        name = with_library_key(s, name, &of, argument(s, &call, 2, "dispatch_key"));
        py_put(s, call.target, py_value(s, PY_V_DECORATOR, PY_DECORATES_IMPLEMENTATION, name));
    }
}

static void make_module_container(struct py_solver *s, uint32_t instruction, const char *name) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    int is_dict = py_ends_with(name, "Dict"), spread = py_ends_with(name, "Sequential");
    uint32_t value = py_container_value(s, instruction, is_dict), container = py_value_of(s, value)->a;
    for (uint32_t k = 0; k < i.c; k++) {
        uint32_t kind = s->program->operands.items[i.b + 2 * k];
        uint32_t source = variable_of(s->program->operands.items[i.b + 2 * k + 1]),
                 items = py_make_variable(s);
        if (!source)
            continue;
        if (spread && kind == PY_POSITIONAL) {
            py_container_set(s, container, py_operand(PY_UNUSED, 0), source);
            continue;
        }
        if (is_dict)
            py_make_instruction(s, PY_DO_GET_ITEM, PY_FLAG_IMPLICIT, instruction, 0, items, source,
                                py_operand(PY_UNUSED, 0), 0);
        else
            py_make_instruction(s, PY_DO_ITERATE, PY_FLAG_IMPLICIT, instruction, 0, items, source, 0, 0);
        py_container_set(s, container, py_operand(PY_UNUSED, 0), items);
    }
    py_put(s, i.target, value);
}

/* lib.impl("op", f), and the methods of what custom_op gave. */
void py_call_result(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_value method = *py_value_of(s, value), of = *py_value_of(s, method.a);
    const char *name = py_solver_text(s, method.b);
    uint32_t first = py_positional(s, &i, 0), function = variable_of(first);
    if (of.kind == PY_V_OPERATOR) {
        int fake = strstr(name, "kernel") == NULL;
        uint32_t shapes = py_solver_name(s, strcmp(name, "register_fake") ? "" : "Meta");
        uint32_t key = fake ? py_operand(PY_TEXT, shapes) : argument(s, &i, 0, "device_types");
        uint32_t operator_is = with_key(s, of.b, key);
        if (strncmp(name, "register_", 9))
            return;
        if (!fake)
            function = variable_of(argument(s, &i, 1, "func"));
        if (function)
            implement_operator(s, instruction, operator_is, function, fake);
        uint32_t context = variable_of(py_keyword(s, &i, "setup_context"));
        if (context)
            implement_operator(s, instruction, of.b, context, 1);
        py_connect(s, function, i.target);
        py_put(s, i.target,
               py_value(s, PY_V_DECORATOR, fake ? PY_DECORATES_BACKWARD : PY_DECORATES_IMPLEMENTATION,
                        operator_is));
    } else if (of.kind == PY_V_RESULT && (!strcmp(name, "impl") || !strcmp(name, "define"))) {
        uint32_t operator_is = operator_name(s, argument(s, &i, 0, "op_name"), py_solver_text(s, of.b));
        uint32_t implementation = variable_of(argument(s, &i, 1, "fn"));
        operator_is = with_library_key(s, operator_is, &of, argument(s, &i, 2, "dispatch_key"));
        if (!strcmp(name, "impl") && implementation)
            implement_operator(s, instruction, operator_is, implementation, 0);
        else if (!strcmp(name, "impl"))
            py_put(s, i.target, py_value(s, PY_V_DECORATOR, PY_DECORATES_IMPLEMENTATION, operator_is));
    } else if (of.kind == PY_V_FUNCTION && !strcmp(name, "register")) {
        py_register_dispatch(s, instruction, value);
    }
}

/* What a decorator that we made gives when it is put on something. */
void py_call_decorator(struct py_solver *s, uint32_t instruction, uint32_t value) {
    const struct py_instruction i = s->program->instructions.items[instruction];
    const struct py_value of = *py_value_of(s, value);
    uint32_t source = variable_of(py_positional(s, &i, 0));
    if (!source)
        return;
    if (of.a == PY_DECORATES_PLAINLY) {
        py_connect(s, source, i.target);
        return;
    }
    if (of.a == PY_DECORATES_OPERATOR || of.a == PY_DECORATES_KERNEL)
        py_make_instruction(s, PY_DO_WRAP, PY_FLAG_IMPLICIT, instruction, 0, i.target, source,
                            of.a == PY_DECORATES_KERNEL ? PY_V_KERNEL : PY_V_OPERATOR,
                            of.a == PY_DECORATES_KERNEL ? of.b : without_key(s, of.b));
    else
        py_connect(s, source, i.target);
    if (of.a >= PY_DECORATES_OPERATOR)
        implement_operator(s, instruction, of.b, source,
                           of.a == PY_DECORATES_FAKE || of.a == PY_DECORATES_BACKWARD);
}

/* Names whose function calls an argument back. */
static int call_back_by_name(struct py_solver *s, uint32_t instruction, const char *name) {
    static const struct {
        const char *end;
        uint32_t which;
        uint32_t passes_rest; /* the arguments behind it go to it */
        int possible;
        int gives;
    } calls[] = {{"utils.checkpoint.checkpoint", 0, 1, 0, 1},
                 {"checkpoint.checkpoint_sequential", 0, 0, 0, 1},
                 {"torch.vmap", 0, 0, 1, 0},
                 {"torch.func.vmap", 0, 0, 1, 0},
                 {"torch.func.grad", 0, 0, 1, 0},
                 {"autograd.gradcheck", 0, 0, 0, 0},
                 {"testing.do_bench", 0, 0, 0, 0},
                 {"multiprocessing.spawn", 0, 0, 1, 0},
                 {"Timer", 1, 0, 1, 0},
                 {"tree_map", 0, 0, 0, 0},
                 {"torch.cond", 1, 0, 1, 0}};
    const struct py_instruction i = s->program->instructions.items[instruction];
    for (size_t k = 0; k < sizeof calls / sizeof *calls; k++) {
        if (!py_ends_with(name, calls[k].end) || (strncmp(name, "torch", 5) && strncmp(name, "triton", 6)))
            continue;
        uint32_t callee = variable_of(py_positional(s, &i, calls[k].which)), skip = calls[k].which + 1;
        if (calls[k].passes_rest && i.c > skip)
            py_call_back(s, instruction, callee, i.target, i.b + 2 * skip, i.c - skip, calls[k].possible);
        else
            py_call_back(s, instruction, callee, calls[k].gives ? i.target : 0, 0, 0, calls[k].possible);
        return 1;
    }
    return 0;
}

static int one_of(const char *name, const char *const *list) {
    for (; *list; list++)
        if (py_ends_with(name, *list))
            return 1;
    return 0;
}

int py_call_pytorch(struct py_solver *s, uint32_t instruction, const char *name) {
    static const char *const containers[] = {"nn.ModuleList", "nn.Sequential", "nn.ModuleDict", NULL};
    static const char *const give_back[] = {"torch.compile",
                                            "torch.jit.script",
                                            "torch.jit.ignore",
                                            "torch.jit.unused",
                                            "torch.jit.export",
                                            "torch.compiler.disable",
                                            "torch._dynamo.disable",
                                            "torch._dynamo.optimize",
                                            "amp.custom_fwd",
                                            "amp.custom_bwd",
                                            "custom_fwd",
                                            "custom_bwd",
                                            "once_differentiable",
                                            "torch.no_grad",
                                            "torch.inference_mode",
                                            "torch.enable_grad",
                                            "torch.jit.trace",
                                            "triton.autotune",
                                            "triton.heuristics",
                                            "fully_shard",
                                            "DataParallel",
                                            "DistributedDataParallel",
                                            "torch.jit.script_if_tracing",
                                            "torch.compiler.allow_in_graph",
                                            "torch.fx.wrap",
                                            "library.wrap_triton",
                                            "library.capture_triton",
                                            NULL};
    const struct py_instruction i = s->program->instructions.items[instruction];
    int torch = !strncmp(name, "torch", 5), triton = !strncmp(name, "triton", 6);
    enum py_kernel_kind kernel = py_kernel_maker(name);
    if (kernel) {
        py_make_kernel(s, instruction, kernel);
        return 1;
    }
    if (!torch && !triton)
        return 0;
    if (one_of(name, containers)) {
        make_module_container(s, instruction, name);
    } else if (py_ends_with(name, "library.custom_op") || py_ends_with(name, "library.triton_op")) {
        custom_operator(s, instruction);
    } else if (py_ends_with(name, "library.register_fake") || py_ends_with(name, "library.impl_abstract")) {
        register_for(s, instruction, PY_DECORATES_FAKE);
    } else if (py_ends_with(name, "library.register_autograd")) {
        register_for(s, instruction, PY_DECORATES_BACKWARD);
    } else if (py_ends_with(name, "library.register_kernel") || py_ends_with(name, "library.impl")) {
        register_for(s, instruction, PY_DECORATES_IMPLEMENTATION);
    } else if (py_ends_with(name, "library.Library")) {
        uint32_t space = py_positional(s, &i, 0);
        if (py_operand_tag(space) == PY_TEXT)
            py_put(s, i.target, py_value(s, PY_V_RESULT, instruction, py_operand_value(space)));
    } else if (one_of(name, give_back)) {
        uint32_t first = variable_of(py_positional(s, &i, 0));
        if (i.flags & PY_FLAG_DECORATOR ||
            (first && !py_ends_with(name, "triton.autotune") && !py_ends_with(name, "triton.heuristics") &&
             !py_ends_with(name, "inference_mode")))
            py_connect(s, first, i.target);
        else
            py_put(s, i.target, py_value(s, PY_V_DECORATOR, PY_DECORATES_PLAINLY, 0));
    } else {
        return call_back_by_name(s, instruction, name);
    }
    return 1;
}

/* x.method(f) on something that we don't see: methods that keep f to call it. */
void py_call_hook(struct py_solver *s, uint32_t instruction, const char *method) {
    static const struct {
        const char *name;
        uint32_t which;
    } hooks[] = {{"register_forward_hook", 0},
                 {"register_forward_pre_hook", 0},
                 {"register_hook", 0},
                 {"register_full_backward_hook", 0},
                 {"register_full_backward_pre_hook", 0},
                 {"register_backward_hook", 0},
                 {"register_state_dict_pre_hook", 0},
                 {"_register_load_state_dict_pre_hook", 0},
                 {"register_load_state_dict_post_hook", 0},
                 {"register_post_accumulate_grad_hook", 0},
                 {"add_done_callback", 0},
                 {"submit", 0},
                 {"apply_async", 0},
                 {"run_in_executor", 1},
                 {"call_soon", 0},
                 {"call_later", 1},
                 {"call_soon_threadsafe", 0},
                 {"add_signal_handler", 1},
                 {"set_defaults", 9}};
    const struct py_instruction i = s->program->instructions.items[instruction];
    for (size_t k = 0; k < sizeof hooks / sizeof *hooks; k++)
        if (!strcmp(method, hooks[k].name))
            py_call_back(s, instruction, variable_of(py_positional(s, &i, hooks[k].which)), 0, 0, 0, 1);
    if (!strcmp(method, "apply") && i.c == 1)
        py_call_back(s, instruction, variable_of(py_positional(s, &i, 0)), 0, 0, 0, 1); /* nn.Module.apply */
}
