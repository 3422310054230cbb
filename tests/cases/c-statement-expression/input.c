int f(int);
int g(int);
void release(int *);
static void local_release(int *p) { *p = f(*p); }
int value(int x)
{
    return ({
        int y = f(x);
        g(y);
    });
}
#define MAX(A, B) ({ __typeof__(A) a = (A); __typeof__(B) b = (B); a > b ? a : b; })
int by_macro(int x) { return MAX(f(x), g(x)); }
void cleaned(void)
{
    __attribute__((cleanup(release))) int a = f(1);
    for (;;) {
        __attribute__((cleanup(local_release))) int b = 2;
        break;
    }
}
