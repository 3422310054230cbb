// A lambda in an unevaluated operand is not called, and must not bring anything down.
int sink(int);
template <class T> concept HasCall = requires(T t) { [](auto x) { return x; }(t); };
template <class T> int constrained(T x) requires HasCall<T> { return sink(x); }
template <class T> int inside(T x)
{
    if constexpr (requires { [] { return T(); }; })
        return sink(x);
    else
        return sink(0);
}
using Type = decltype([](int x) { return sink(x); });
int by_type() { return Type()(3); }
template <auto F = [](int x) { return sink(x); }> int by_default_argument() { return F(4); }
template <class T> struct Default {
    T t = [](int x) { return sink(x); }(5);
};
template <int N = sizeof([] { return sink(1); })> int by_size() { return N; }
template <class T, class = decltype([](T x) { return sink(x); })> int by_parameter(T x) { return sink(x); }
int use() { return constrained(1) + inside(2) + by_default_argument() + Default<int>().t + by_size() + by_parameter(1); }
bool nested() { return requires { requires requires(int i) { [i] { return sink(i); }(); }; }; }
