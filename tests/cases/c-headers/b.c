int value_of_b(int);
#define VALUE value_of_b
#include "inner.h"
DEFINE(made_by_macro_b)
int from_b(int x) { return CALL(x) + shared_inline(x); }
