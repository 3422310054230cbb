static int helper(int x) { return x; }
static int counter(void)
{
    static int n;
    return n++;
}
int from_a(void) { return helper(1) + counter(); }
