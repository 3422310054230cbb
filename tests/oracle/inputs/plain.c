// flags: -std=gnu11
/* C: prototypes and none, statics, inline, pointers, aliases, dead branches. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int unprototyped();
static int helper(int a) { return a + 1; }
static inline int small(int a) { return helper(a) * 2; }
extern inline __attribute__((gnu_inline)) int gnu(int a) { return a; }
inline int c99_inline(int a) { return helper(a); }
extern int c99_inline(int a);

static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
void sort(int *values, size_t count) { qsort(values, count, sizeof *values, compare); }

struct operations { int (*open)(int); int (*close)(int); };
static int open_one(int a) { return small(a); }
static int close_one(int a) { return -a; }
const struct operations table = {.open = open_one, .close = close_one};
int through_table(const struct operations *ops, int a) { return ops->open(a) + ops->close(a); }

int target(int a) { return helper(a); }
int alias(int a) __attribute__((alias("target")));
int calls_alias(void) { return alias(1); }
__attribute__((weak)) int weak(int a) { return a; }
int calls_weak(void) { return weak(2); }

static int sum(int count, ...) {
    va_list list;
    int total = 0;
    va_start(list, count);
    while (count--)
        total += va_arg(list, int);
    va_end(list);
    return total;
}

static void release(int **p) { free(*p); }
static int size_of_nothing(void) { return 3; }
int branches(int n) {
    int *memory __attribute__((cleanup(release))) = malloc(sizeof *memory);
    int array[sizeof(size_of_nothing()) + n];
    if (0)
        return helper(n);
    if (1 || helper(n))
        array[0] = small(n);
    switch (2) {
    case 1:
        return close_one(n);
    case 2:
        array[0] += sum(2, n, n);
    }
    while (0)
        helper(3);
    return array[0] + (sizeof(int) == 4 ? small(1) : close_one(2)) + ({ helper(n); });
}
int generic(double d) { return _Generic(d, double: small, int: close_one)(1); }
int undeclared_arguments(void) { return unprototyped(1, 2); }
int unprototyped(a, b) int a, b; { return helper(a) + b; }
__attribute__((constructor)) static void at_start(void) { puts("start"); }
__attribute__((noreturn)) static void stop(void) { exit(1); }
int after_stop(int n) {
    if (n)
        stop();
    return helper(n);
}
int dead_after(void) {
    stop();
    return helper(1);
}
int computed(int n) {
    static const void *const labels[] = {&&one, &&two};
    goto *labels[n & 1];
one:
    return helper(n);
two:
    return small(n);
}
int main(int argc, char **argv) {
    int values[3] = {3, 1, 2};
    sort(values, 3);
    return through_table(&table, argc) + calls_alias() + calls_weak() + branches(argc) + generic(1.0) +
           undeclared_arguments() + after_stop(argc) + computed(argc) + c99_inline(1) + gnu(1) + (int)strlen(argv[0]);
}
