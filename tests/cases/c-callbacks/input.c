#include <stdlib.h>
#include <signal.h>
#include <pthread.h>
static int compare(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }
static void leave(void) {}
static void on_signal(int number) { (void)number; }
static void *worker(void *p) { return p; }
static void visit(int x, void (*f)(int)) { f(x); }
static void each(int x) { (void)x; }
void library(int (*)(long));
static int given_to_library(long x) { return (int)x; }
void sort(int *a, size_t n) { qsort(a, n, sizeof *a, compare); }
void *find(int *a, size_t n, int *key) { return bsearch(key, a, n, sizeof *a, &compare); }
void start(pthread_t *t)
{
    atexit(leave);
    signal(2, on_signal);
    pthread_create(t, 0, worker, 0);
    visit(1, each);
    library(given_to_library);
}
