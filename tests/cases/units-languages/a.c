#include "shared.h"
static int helper(int x) { return x; }
int in_c(int x) { return in_cpp(x) + helper(x); }
int main(void) { return in_c(1) + hidden_twin(1); }
