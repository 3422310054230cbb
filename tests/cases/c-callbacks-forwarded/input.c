#include <stdlib.h>
typedef int compare(const void *, const void *);
static int ascending(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static int descending(const void *a, const void *b) { return *(const int *)b - *(const int *)a; }
static int other_type(int a, int b) { return a - b; }
void sort(int *a, size_t n, compare *order) { qsort(a, n, sizeof *a, order); }
void up(int *a, size_t n) { sort(a, n, ascending); }
struct options {
    compare *order;
    int (*other)(int, int);
};
void by_member(int *a, size_t n, struct options *o) { qsort(a, n, sizeof *a, o->order); }
void configured(int *a, size_t n)
{
    struct options o = {descending, other_type};
    by_member(a, n, &o);
}
void chosen(int *a, size_t n, int up_or_down) { qsort(a, n, sizeof *a, up_or_down ? ascending : descending); }
void by_variable(int *a, size_t n)
{
    compare *order = ascending;
    qsort(a, n, sizeof *a, order);
}
