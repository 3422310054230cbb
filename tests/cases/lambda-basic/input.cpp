int sink(int);
struct T {
    T();
    T(const T &);
    ~T();
    int m() const;
    auto by_this() { return [this] { return m(); }(); }
    auto by_copy() { return [*this] { return m(); }(); }
    int initialized = [] { return sink(1); }();
};
template <class F> int apply(F f) { return f(1); }
template <class F> int forward_on(F &&f) { return apply(static_cast<F &&>(f)); }
int immediately() { return [] { return sink(2); }(); }
int named()
{
    auto l = [](int x) { return sink(x); };
    return l(3);
}
int passed()
{
    return apply([](int x) { return sink(x); });
}
int passed_on()
{
    int y = 1;
    return forward_on([&](int x) { return sink(x + y); });
}
int never_called()
{
    auto l = [](int x) { return sink(x); };
    return sizeof(l);
}
int nested()
{
    return [] { return [] { return sink(4); }(); }();
}
int init_capture() { return [y = sink(5)] { return y; }(); }
int capture_copy(const T &t)
{
    auto l = [t] { return t.m(); };
    return l();
}
int capture_reference(T &t)
{
    auto l = [&t] { return t.m(); };
    return l();
}
int generic()
{
    auto l = [](auto x, auto... rest) { return sink(x) + sizeof...(rest); };
    return l(1) + l(2.0, 3);
}
int generic_template() { return []<class U>(U x) { return sink(x); }(6); }
int recursive()
{
    auto l = [](auto &&self, int n) -> int { return n ? self(self, n - 1) : sink(n); };
    return l(l, 3);
}
int defaulted(int x = [] { return sink(7); }()) { return x; }
int uses_default() { return defaulted(); }
int mutable_()
{
    int n = 0;
    auto l = [n]() mutable { return sink(n++); };
    return l();
}
auto returned() { return [](int x) { return sink(x); }; }
int calls_returned() { return returned()(8); }
namespace ns {
auto global = [](int x) { return sink(x); };
}
int calls_global() { return ns::global(9); }
template <class X> int in_template(X x)
{
    return [&] { return sink(x); }();
}
int calls_template() { return in_template(1); }
