int size(void);
int plain(void);
void take(int n, int a[size()]);
unsigned long local(void)
{
    int a[size()];
    return sizeof a;
}
unsigned long type_name(void) { return sizeof(int[size()]); }
unsigned long not_variable(void) { return sizeof(plain()); }
unsigned long aligned(void) { return _Alignof(__typeof__(plain())); }
unsigned long element(void) { return sizeof(((int *)0)[plain()]); }
int parameter(int n, int a[n][size()]) { return a[1][1]; }
void alias(void)
{
    typedef int row[size()];
    row a;
    (void)a;
}
void cast(void *p) { (void)(int (*)[size()])p; }
void by_typeof(void)
{
    int n = 2;
    int a[n];
    __typeof__(a[plain()]) scalar;
    (void)scalar;
}
