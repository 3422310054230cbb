/* C's ways to call through pointers. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef int operation(int);
struct operations {
    const char *name;
    operation *run;
    int (*compare)(const void *, const void *);
};

static int add(int x) { return x + 1; }
static int twice(int x) { return 2 * x; }
static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int descending(const void *a, const void *b) { return ascending(b, a); }
static const struct operations table[] = {
    {"add", add, ascending},
    {"twice", .run = &twice, .compare = descending},
};

static void sort(int *numbers, size_t count, int (*compare)(const void *, const void *)) {
    qsort(numbers, count, sizeof *numbers, compare);
}

static operation *find(const char *name) {
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (!strcmp(table[i].name, name))
            return table[i].run;
    return NULL;
}

static int old_style(function, x)
int (*function)();
int x;
{
    return function(x);
}

static void leave(void) { twice(1); }
static void visit(const void *node, VISIT order, int depth) {
    add(node == NULL || depth || order);
}

int main(void) {
    int numbers[] = {3, 1, 2}, total = 0;
    void *tree = NULL;
    atexit(leave);
    for (size_t i = 0; i < 2; i++)
        sort(numbers, 3, table[i].compare);
    for (size_t i = 0; i < 3; i++)
        tsearch(&numbers[i], &tree, ascending);
    twalk(tree, visit);
    total += find("twice")(find("add")(1)) + old_style(add, 2);
    int (*const *functions)(int) = (int (*const[])(int)){add, twice};
    for (int i = 0; i < 2; i++)
        total += functions[i](i);
    return total == 0;
}
