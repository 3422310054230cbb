int one(int);
int two(double);
int zero();
inline int f(int x) { return one(x); }
inline int f(double x) { return two(x); }
int last() { return zero(); }
template <class T, class... R> int last(T x, R... rest) { return f(x) + last(rest...); }
template <class... A> int folded(A... a) { return (f(a) + ... + 0); }
template <class... A> void comma(A... a) { (f(a), ...); }
template <class... A> int expanded(A... a)
{
    int results[] = {f(a)...};
    return results[0];
}
struct Sum {
    int v;
    friend Sum operator+(Sum a, Sum b) { return {one(a.v + b.v)}; }
};
template <class... A> Sum over(A... a) { return (a + ...); }
template <class... Bases> struct Mixed : Bases... {
    int all() { return (Bases::part() + ...); }
};
struct P { int part() { return one(1); } };
struct Q { int part() { return two(1); } };
template <class... F> struct Overloaded : F... {
    using F::operator()...;
};
template <class... F> Overloaded(F...) -> Overloaded<F...>;
int use()
{
    comma(1, 2.0);
    over(Sum{1}, Sum{2}, Sum{3});
    auto visit = Overloaded{[](int x) { return one(x); }, [](double x) { return two(x); }};
    return last(1, 2.0) + folded(1, 2.0) + folded() + expanded(1, 2.0) + Mixed<P, Q>().all() + visit(2.0);
}
