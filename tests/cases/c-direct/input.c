struct pair {
    int a, b;
};
int leaf(int);
static int in_condition(void) { return 1; }
static int in_argument(int x) { return x; }
static int in_switch(int x) { return x; }
static int in_loop(int x) { return x; }
static int in_step(int x) { return x; }
static int in_return(int x) { return x; }
static int in_initializer(int x) { return x; }
static int in_literal(int x) { return x; }
static int in_comma(int x) { return x; }
static int in_index(int x) { return x; }
static int in_conditional(int x) { return x; }
static int in_logical(int x) { return x; }
static int in_static(int x) { return x; }
static void never_called(void) {}
int declared_never_called(int);
int printf(const char *, ...);
static inline int helper(int x) { return leaf(x); }
int odd(int n);
int even(int n) { return n == 0 ? 1 : odd(n - 1); }
int odd(int n) { return n == 0 ? 0 : even(n - 1); }
int fact(int n) { return n < 2 ? 1 : n * fact(n - 1); }

int everywhere(int x, int *table)
{
    int here[2] = {in_initializer(x), 0};
    struct pair p = {.b = in_initializer(x)};
    struct pair *q = &(struct pair){in_literal(1), 2};
    if (in_condition())
        x = in_argument(in_argument(x));
    switch (in_switch(x)) {
    case 1:
        x++;
    }
    for (int i = 0; in_loop(i); i += in_step(i))
        x++;
    x = (in_comma(x), 1);
    table[in_index(x)] = 1;
    x = x ? in_conditional(x) : 0;
    x = x && in_logical(x);
    printf("%d\n", x);
    goto end;
end:
    return in_return(here[0] + p.b + q->a);
}

int twice(void) { return helper(1) + helper(2); }
