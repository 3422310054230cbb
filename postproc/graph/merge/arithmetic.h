/* The value of an expression of numbers alone. */
#ifndef CCH_GRAPH_ARITHMETIC_H
#define CCH_GRAPH_ARITHMETIC_H

#include <stdbool.h>
#include <stdint.h>

/* The value of a C++ expression that names nothing but numbers, true and false: operators, parentheses, casts to
 * integers. False where it is no such expression, or where the types of its parts could matter: where one of them is
 * negative or 2^31 or more, or divides by 0. */
bool cch_arithmetic(const char *text, uint32_t *value);

#endif
