/* Python's half of the machine: what the core (machine.h) asks of it.
 *
 * Whatever is not for the core alone comes here: statements and expressions of a Python
 * function whose head or type is Python's, calls with keywords, attributes, classes,
 * modules, and torch's Python interface. */
#ifndef CCH_EVALUATE_PYTHON_H
#define CCH_EVALUATE_PYTHON_H

#include "evaluate/machine.h"

/* Runs a statement of a Python function that the core has no meaning for; false: neither has Python. */
bool cch_python_execute(cch_machine *machine, const cch_node *statement);
/* The same of an expression; NULL: it has none. */
const cch_datum *cch_python_evaluate(cch_machine *machine, const cch_node *expression);

/* Calls a Python function of the graph, a class, a bound method, a library's function …: what C++ (a callback) or an
 * entry calls. */
const cch_datum *cch_python_call(cch_machine *machine, const cch_datum *callee, const struct cch_argument *arguments,
                                 size_t count);
/* The value of a Python function, class or binding of the graph, as its module has it. */
const cch_datum *cch_python_value_of(cch_machine *machine, uint32_t function);

/* A generator or coroutine that somebody may ask: all that it does. */
void cch_python_run_lazy(cch_machine *machine, const cch_datum *value);
bool cch_python_is_lazy(const cch_datum *value);

/* raise, which the core does not know. */
void cch_python_raise_statement(cch_machine *machine, const cch_node *statement);

/* Truth as Python has it (containers, tensors, __bool__): 1, 0; -1 with *why. */
int cch_python_truth(cch_machine *machine, const cch_datum *value, const cch_datum **why);

/* What `backward` of what autograd functions made would launch: runs each such function's backward, newest first, with
 * gradients like its outputs. For --backward. */
void cch_python_backward(cch_machine *machine, const cch_datum *result);

/* How a dispatch key suits a call with tensors on a device of CUDA: the less the better; CCH_DISPATCH_NEVER: others'. */
enum { CCH_DISPATCH_NEVER = 100 };
int cch_dispatch_rank(const char *key);

#endif
