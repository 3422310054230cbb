int value_of_a(int);
#define VALUE value_of_a
#include "inner.h"
DEFINE(made_by_macro_a)
extern inline int shared_inline(int x);
int from_a(int x) { return CALL(x) + shared_inline(x); }
