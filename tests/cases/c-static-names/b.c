int shared(int);
static int helper(int x) { return shared(x); }
int from_b(void) { return helper(2); }
