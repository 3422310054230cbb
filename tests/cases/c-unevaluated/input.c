int f(int);
int g(int);
int a[sizeof(f(1))];
_Static_assert(sizeof(f(2)) == sizeof(int), "size");
enum { SIZE = sizeof(f(3)) };
unsigned long by_sizeof(void) { return sizeof(f(1)) + sizeof f(2); }
unsigned long by_alignof(void) { return _Alignof(__typeof__(f(1))); }
void by_typeof(void)
{
    __typeof__(f(1)) x = g(1);
    (void)x;
}
unsigned long by_offset(void) { return __builtin_offsetof(struct { int a[4]; }, a[1]); }
int in_dead_branch(void) { return 0 ? g(1) : 2; }
