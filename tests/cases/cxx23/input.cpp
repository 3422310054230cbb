int sink(int);
struct S {
    int by_explicit(this S &self, int x) { return sink(x); }
    template <class Self> int deduced(this Self &&self) { return self.by_explicit(1); }
    static int operator()(int x) { return sink(x); }
    static int operator[](int x, int y) { return sink(x + y); }
};
struct T {
    T(int);
    T(const T &);
    ~T();
    int *begin() const;
    int *end() const;
    const T &self() const;
};
T make();
int use(S &s, const T &t)
{
    auto copied = auto(t);
    auto l = [](this auto self, int n) -> int { return n ? self(n - 1) : sink(n); };
    return s.by_explicit(1) + s.deduced() + s(2) + s[3, 4] + l(5);
}
void assumed(int x)
{
    [[assume(sink(x) == 1)]];
}
int lifetime()
{
    int n = 0;
    for (int x : make().self())
        n += x;
    return n;
}
constexpr int only_compile(int x)
{
    if !consteval {
        return sink(x);
    }
    return x;
}
static_assert(only_compile(1) == 1);
auto static_lambda() { return [](int x) static { return sink(x); }(1); }
