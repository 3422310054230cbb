#include "declared.h"
static int helper(int x) { return x; }
int implemented_elsewhere(int first, int second) { return helper(first) + second; }
