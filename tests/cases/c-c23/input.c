constexpr int limit = 3;
int f(int);
int g(int);
[[nodiscard]] int attributed(int x) { return f(x); }
int use(int x)
{
    auto y = f(x);
    typeof(g(x)) z = y;
    typeof_unqual(g(1)) w = z;
    int a[limit] = {};
    static_assert(sizeof(g(1)) == sizeof(int));
    bool b = true;
    int (*p)(int) = nullptr;
    label:
    int after_label = f(w);
    return a[0] + b + (p == nullptr) + after_label;
}
int unnamed(int, int) { return f(1); }
