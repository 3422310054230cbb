int as_int(int);
int as_double(double);
inline int overloaded(int x) { return as_int(x); }
inline int overloaded(double x) { return as_double(x); }
template <class T> int generic(T x) { return overloaded(x); }
template <class T> struct Box {
    T value;
    Box(T v) : value(v) {}
    int get() { return overloaded(value); }
    int unused() { return overloaded(value); }
    static int make(T v) { return Box(v).get(); }
    template <class U> int with(U u) { return generic(u) + overloaded(value); }
};
template <class T> int never_instantiated(T x) { return as_int(x) + x.anything(); }
template <int N> int counted() { return as_int(N) + counted<N - 1>(); }
template <> int counted<0>() { return as_int(0); }
int use()
{
    Box<int> b(1);
    return generic(1) + generic(2.0) + b.get() + Box<double>::make(2.0) + b.with(3.0) + counted<2>();
}
template int Box<char>::unused();
