#include <string.h>
int f(int);
int expect(int x) { return __builtin_expect(f(x), 1); }
void trap(void) { __builtin_trap(); }
unsigned long length(const char *s) { return strlen(s); }
void copy(void *a, const void *b) { __builtin_memcpy(a, b, 4); }
int overflow(int a, int b, int *r) { return __builtin_add_overflow(f(a), b, r); }
