/* Exceptions: what is raised, who catches it, and what runs on the way (python.h).
 *
 * An exception is an object of a class of the program, or one that is named as the class of Python that it is of: that
 * it is so holds wherever the way that raised it has been undone. Of one that is not known each handler may be the one.
 */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "evaluate/python_parts.h"

/* Classes ---------------------------------------------------------------------------- */

static const struct {
    const char *name, *base;
} builtin_exceptions[] = {
    {"BaseException", ""},
    {"Exception", "BaseException"},
    {"GeneratorExit", "BaseException"},
    {"KeyboardInterrupt", "BaseException"},
    {"SystemExit", "BaseException"},
    {"ArithmeticError", "Exception"},
    {"FloatingPointError", "ArithmeticError"},
    {"OverflowError", "ArithmeticError"},
    {"ZeroDivisionError", "ArithmeticError"},
    {"AssertionError", "Exception"},
    {"AttributeError", "Exception"},
    {"BufferError", "Exception"},
    {"EOFError", "Exception"},
    {"ImportError", "Exception"},
    {"ModuleNotFoundError", "ImportError"},
    {"LookupError", "Exception"},
    {"IndexError", "LookupError"},
    {"KeyError", "LookupError"},
    {"MemoryError", "Exception"},
    {"NameError", "Exception"},
    {"UnboundLocalError", "NameError"},
    {"OSError", "Exception"},
    {"FileNotFoundError", "OSError"},
    {"FileExistsError", "OSError"},
    {"PermissionError", "OSError"},
    {"NotADirectoryError", "OSError"},
    {"IsADirectoryError", "OSError"},
    {"TimeoutError", "OSError"},
    {"ConnectionError", "OSError"},
    {"BrokenPipeError", "ConnectionError"},
    {"ConnectionResetError", "ConnectionError"},
    {"ConnectionRefusedError", "ConnectionError"},
    {"ConnectionAbortedError", "ConnectionError"},
    {"InterruptedError", "OSError"},
    {"ProcessLookupError", "OSError"},
    {"ChildProcessError", "OSError"},
    {"BlockingIOError", "OSError"},
    {"ReferenceError", "Exception"},
    {"RuntimeError", "Exception"},
    {"NotImplementedError", "RuntimeError"},
    {"RecursionError", "RuntimeError"},
    {"StopIteration", "Exception"},
    {"StopAsyncIteration", "Exception"},
    {"SyntaxError", "Exception"},
    {"IndentationError", "SyntaxError"},
    {"SystemError", "Exception"},
    {"TypeError", "Exception"},
    {"ValueError", "Exception"},
    {"UnicodeError", "ValueError"},
    {"UnicodeDecodeError", "UnicodeError"},
    {"UnicodeEncodeError", "UnicodeError"},
    {"Warning", "Exception"},
    {"DeprecationWarning", "Warning"},
    {"FutureWarning", "Warning"},
    {"ImportWarning", "Warning"},
    {"PendingDeprecationWarning", "Warning"},
    {"ResourceWarning", "Warning"},
    {"RuntimeWarning", "Warning"},
    {"SyntaxWarning", "Warning"},
    {"UserWarning", "Warning"},
};

static const char *base_of(const char *name) {
    for (size_t i = 0; i < sizeof builtin_exceptions / sizeof *builtin_exceptions; i++)
        if (strcmp(builtin_exceptions[i].name, name) == 0)
            return builtin_exceptions[i].base;
    return NULL;
}

/* Names of one class: IOError and EnvironmentError are OSError's. */
static const char *one_name(const char *name) {
    return strcmp(name, "IOError") == 0 || strcmp(name, "EnvironmentError") == 0 ? "OSError" : name;
}

bool cch_python_is_exception_name(const char *name) { return base_of(one_name(name)) != NULL; }

static bool is_builtin(const cch_datum *class_value) {
    return class_value->kind == CCH_DATUM_CLASS && cch_python_is_exception_name(class_value->symbol);
}

static bool is_builtin_below(const char *name, const char *base) {
    base = one_name(base);
    for (name = one_name(name); name && *name; name = base_of(name))
        if (strcmp(name, base) == 0)
            return true;
    return false;
}

const cch_datum *cch_python_exception(cch_machine *machine, const char *name, const cch_datum *const *values,
                                      size_t count) {
    return cch_python_wrap(machine, cch_arena_text(&machine->arena, one_name(name), strlen(one_name(name))), "args",
                           cch_python_tuple(machine, values, count));
}

const cch_datum *cch_python_exception_class(cch_machine *machine, const cch_datum *exception) {
    if (!exception || exception->kind != CCH_DATUM_OBJECT)
        return NULL;
    if (exception->object->class_value)
        return exception->object->class_value;
    return cch_python_is_exception_name(exception->object->class_name)
               ? cch_symbol(&machine->arena, CCH_DATUM_CLASS, exception->object->class_name)
               : NULL;
}

void cch_python_raise(cch_machine *machine, const char *name) {
    cch_throw_value(machine, cch_python_exception(machine, name, NULL, 0));
}

/* 1, 0; -1: not known. Of a class that comes from outside of the program nothing is known but what all are. */
static int is_class_below(cch_machine *machine, const cch_datum *class_value, const cch_datum *base) {
    bool is_root = is_builtin(base) && (is_builtin_below("Exception", base->symbol));
    if (is_builtin(class_value))
        return is_builtin(base)            ? is_builtin_below(class_value->symbol, base->symbol)
               : cch_python_is_class(base) ? 0
                                           : -1;
    if (!cch_python_is_class(class_value))
        return is_root && !cch_is_undecided(class_value) ? 1 : -1;
    if (cch_python_is_class(base) && cch_python_is_below(machine, class_value, base))
        return 1;
    if (!is_builtin(base) && !cch_python_is_class(base))
        return cch_python_inherits(machine, class_value, base->kind == CCH_DATUM_LIBRARY ? base->symbol : "?") > 0 ? 1
                                                                                                                   : -1;
    const cch_datum *outside[CCH_PYTHON_ORDER_MAX];
    size_t count = cch_python_outside(machine, class_value, outside);
    int result = 0;
    for (size_t i = 0; i < count; i++) {
        int one =
            cch_python_is_class(base) ? (is_builtin(outside[i]) ? 0 : -1) : is_class_below(machine, outside[i], base);
        if (one > 0)
            return 1;
        result = one < 0 ? one : result;
    }
    return result;
}

int cch_python_is_exception_of(cch_machine *machine, const cch_datum *exception, const cch_datum *type) {
    const cch_datum **types, *why;
    size_t count;
    int result = 0;
    if (cch_is_undecided(type))
        return -1;
    if (type->kind == CCH_DATUM_OBJECT && type->object->items) {
        if (!cch_python_iterate(machine, type, &types, &count, &why))
            return -1;
        for (size_t i = 0; i < count; i++) {
            int one = cch_python_is_exception_of(machine, exception, types[i]);
            if (one > 0)
                return 1;
            result = one < 0 ? one : result;
        }
        return result;
    }
    if (is_builtin(type) && strcmp(type->symbol, "BaseException") == 0)
        return 1;
    const cch_datum *class_value = cch_python_exception_class(machine, exception);
    return class_value ? is_class_below(machine, class_value, type) : -1;
}

/* raise ------------------------------------------------------------------------------ */

/* (throw "Type" "as written" [E [CAUSE]]) */
void cch_python_raise_statement(cch_machine *machine, const cch_node *statement) {
    struct python_state *state = cch_python_state(machine);
    const cch_node *type = cch_item(statement, 0), *written = cch_item(statement, 1);
    const cch_datum *value = statement->count > 2 ? cch_evaluate(machine, statement->items[2]) : NULL;
    if (statement->count > 3 && cch_machine_runs(machine))
        cch_evaluate(machine, statement->items[3]);
    if (!value && type && strcmp(type->text, "AssertionError") == 0)
        value = cch_python_exception(machine, "AssertionError", NULL, 0);
    if (!value && type && !*type->text && written && !*written->text) /* raise: the one that is handled */
        value = state->handled;
    if (value && (value->kind == CCH_DATUM_CLASS || cch_python_is_class(value)))
        value = cch_python_call_simple(machine, value, NULL, 0);
    if (!cch_machine_runs(machine))
        return;
    bool is_certain = !machine->handler;
    for (const struct cch_decision *d = machine->decisions; d && is_certain; d = d->before)
        is_certain = !d->undecided;
    if (is_certain && written)
        cch_note(machine, "%s: the call fails: %s", machine->place, written->text);
    cch_throw_value(machine, value && value->kind == CCH_DATUM_OBJECT ? value : NULL);
}

/* try ----------------------------------------------------------------------------------- */

/* Does the handler take it? The type is an expression behind the body; files of earlier versions have its name. */
static int takes(cch_machine *machine, const cch_node *handler, const cch_datum *value) {
    const cch_node *names = cch_item(handler, 0), *type = cch_item(handler, 3);
    if (type)
        return cch_python_is_exception_of(machine, value, cch_evaluate(machine, type));
    const cch_node *name = names && names->count == 1 ? names->items[0] : NULL;
    return name && strcmp(name->text, "BaseException") == 0 ? 1 : -1;
}

static void run_handler(cch_machine *machine, const cch_node *handler, const cch_datum *value) {
    struct python_state *state = cch_python_state(machine);
    const cch_datum *before = state->handled;
    const cch_node *target = cch_item(handler, 1);
    if (target && target->head != CCH_HEAD_NONE)
        cch_python_store(machine, target,
                         value && value->kind != CCH_DATUM_BOUND ? value : cch_not_known(machine, "an exception"));
    state->handled = value;
    if (cch_item(handler, 2) && cch_machine_runs(machine))
        cch_execute(machine, handler->items[2]);
    state->handled = before;
}

static void run_try_body(cch_machine *machine, const cch_node *statement) {
    const cch_node *handlers = cch_item(statement, 2);
    struct cch_try what = {.statement = statement,
                           .body = cch_item(statement, 1),
                           .otherwise = cch_item(statement, 3),
                           .handlers = handlers->items,
                           .handler_count = handlers->count,
                           .takes = takes,
                           .run = run_handler};
    cch_run_try(machine, &what);
}

static void run_finally(cch_machine *machine, void *context) { cch_execute(machine, context); }

/* (pytry L S ((catch ("Type"…) LV S [E])…) ELSE FINALLY) */
void cch_python_try(cch_machine *machine, const cch_node *statement) {
    const cch_node *finally = cch_item(statement, 4);
    union {
        const cch_node *node;
        void *context;
    } block = {.node = finally};
    if (!cch_item(statement, 1) || !cch_item(statement, 2))
        return;
    if (!finally || !finally->count) {
        run_try_body(machine, statement);
        return;
    }
    struct cch_cleanup cleanup = cch_cleanup_here(machine, run_finally, block.context);
    machine->cleanups = &cleanup;
    run_try_body(machine, statement);
    machine->cleanups = cleanup.outer;
    cch_run_cleanup(machine, &cleanup);
}
