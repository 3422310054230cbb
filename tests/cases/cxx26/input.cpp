int sink(int);
int other(double);
inline int f(int x) { return sink(x); }
inline int f(double x) { return other(x); }
template <class... A> int indexed(A... a) { return f(a...[1]); }
template <class... A> int bound(A... a)
{
    struct { int x, y; } s{1, 2};
    auto [... parts] = s;
    return (f(parts) + ...);
}
int use()
{
    auto [a, _] = [] { struct { int x, y; } r{sink(1), 2}; return r; }();
    return indexed(1, 2.0) + bound(1) + a;
}
