int sink(int);
int __attribute__((overloadable)) f(int x) { return sink(x); }
int __attribute__((overloadable)) f(double x) { return sink((int)x) + f(1); }
int use(void) { return f(1) + f(2.0); }
