/* Until Python's half is here: whatever is Python's is not known. */
#include "evaluate/python.h"

bool cch_python_execute(cch_machine *machine, const cch_node *statement) {
    (void)machine, (void)statement;
    return false;
}

const cch_datum *cch_python_evaluate(cch_machine *machine, const cch_node *expression) {
    (void)machine, (void)expression;
    return NULL;
}

const cch_datum *cch_python_call(cch_machine *machine, const cch_datum *callee, const struct cch_argument *arguments,
                                 size_t count) {
    (void)callee;
    return cch_call_unknown(machine, "a call of Python", NULL, arguments, count);
}

const cch_datum *cch_python_value_of(cch_machine *machine, uint32_t function) {
    return cch_function_value(&machine->arena, function);
}

int cch_python_truth(cch_machine *machine, const cch_datum *value, const cch_datum **why) {
    (void)machine;
    *why = value;
    return cch_truth(value);
}

void cch_python_backward(cch_machine *machine, const cch_datum *result) { (void)machine, (void)result; }
