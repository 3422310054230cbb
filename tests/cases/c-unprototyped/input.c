int later();
int knr(a, b)
int a, b;
{
    return a + b;
}
int uses(void) { return later(1, 2) + knr(1, 2); }
int later(int a, int b) { return a + b; }
int one(int x) { return x; }
int two(int x, int y) { return x + y; }
double other(double x) { return x; }
void nothing(void) {}
int through(int (*p)()) { return p(1); }
int typed(int (*p)(int, int)) { return p(1, 2); }
int start(void) { return through(one) + through((int (*)())two) + typed(knr) + typed(two); }
double (*keep_other)(double) = other;
void (*keep_nothing)(void) = nothing;
