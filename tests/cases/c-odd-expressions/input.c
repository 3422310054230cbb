#include <stdarg.h>
int f(int);
int g(int);
int *where(void);
typedef int vector __attribute__((vector_size(16)));
int elvis(int x) { return f(x) ?: g(x); }
int chained(int x) { int a, b; a = b = f(x); return a + b; }
void compound(int *p) { p[f(1)] += g(2); p[f(3)]++; }
int case_range(int x)
{
    switch (f(x)) {
    case 1 ... 5:
        return g(1);
    default:
        return g(2);
    }
}
int variadic(int n, ...)
{
    va_list list;
    va_start(list, n);
    int x = va_arg(list, int) + f(1);
    va_end(list);
    return x;
}
int local_declaration(int x)
{
    extern int elsewhere(int);
    int another(int);
    return elsewhere(x) + another(x);
}
int indirect_goto(int x)
{
    void *labels[] = {&&one, &&two};
    goto *labels[f(x)];
one:
    return g(1);
two:
    return g(2);
}
int atomics(_Atomic int *p) { return __sync_fetch_and_add(where(), f(1)) + (*p += g(1)); }
vector vectors(int x) { return (vector){f(x), g(x)}; }
int assembly(int x)
{
    int r;
    __asm__("" : "=r"(r) : "r"(f(x)));
    return r;
}
int nested_statement(int x) { return ({ ({ f(x); }) + ({ int y = g(x); y; }); }); }
int object_size(int x) { return __builtin_object_size(where(), 0) + x; }
int assumed(int x) { __builtin_assume(f(x)); return x; }
__auto_type deduced = 3;
int comma_in_for(int n)
{
    for (int i = f(n), j = g(n); i < j; i++, j--)
        ;
    return 0;
}
void do_while(int x)
{
    do
        g(x);
    while (f(x));
}
int member_of_result(void)
{
    struct pair { int a, b; } make_pair(int);
    return make_pair(1).a;
}
