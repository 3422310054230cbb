/* A C unit with two warnings, so that there is something on stderr to compare. */
#include <stdio.h>
#include <string.h>

static int unused_function(int a) { return a; }
static int helper(const char *text) { return (int)strlen(text); }
int apply(int (*function)(const char *), const char *text) { return function(text); }

int main(int argc, char **argv) {
    int unused_variable;
    printf("%d\n", apply(helper, argv[argc - 1]));
    return 0;
}
