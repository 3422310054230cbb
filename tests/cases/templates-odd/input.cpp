int sink(int);
namespace adl {
struct Key {};
void swap(Key &, Key &);
inline bool operator<(Key, Key) { return sink(2); }
}
namespace std_like {
template <class T> void swap(T &a, T &b) { sink(3); }
}
template <class T> void swaps(T &a, T &b)
{
    using std_like::swap;
    swap(a, b);
}
template <class T> bool compares(T a, T b) { return a < b; }
template <class T> struct Traits {
    static int apply(T) { return sink(4); }
};
template <> struct Traits<double> {
    static int apply(double) { return sink(5); }
};
template <class T, class Tr = Traits<T>> int by_traits(T x) { return Tr::apply(x); }
template <template <class...> class C, class... A> int by_template(A... a) { return (C<A>::apply(a) + ...); }
template <class T> int overload_set(T, int) { return sink(6); }
template <class T> int overload_set(T, ...) { return sink(7); }
template <class T> auto detect(T x, int) -> decltype(x.size()) { return x.size(); }
template <class T> int detect(T, long) { return sink(8); }
struct Sized {
    int size() { return sink(9); }
};
template <class D> struct Base {
    int interface() { return static_cast<D *>(this)->implementation(); }
};
struct Derived : Base<Derived> {
    int implementation() { return sink(10); }
};
template <int N> struct Recursive {
    static int run() { return Recursive<N - 1>::run() + sink(N); }
};
template <> struct Recursive<0> {
    static int run() { return 0; }
};
template <class T> struct Lazy {
    T t;
    int used() { return t.used(); }
    int never() { return t.does_not_exist(); }
    ~Lazy() { sink(11); }
};
struct Used {
    int used() { return sink(12); }
    template <class U> Used &operator=(U &&) { sink(13); return *this; }
    Used() = default;
};
template <class F, class... A> decltype(auto) invoke(F &&f, A &&...a) { return static_cast<F &&>(f)(static_cast<A &&>(a)...); }
int target(int x) { return sink(x); }
template <class T> struct Wrapper {
    template <class... A> explicit Wrapper(A &&...a) : t(static_cast<A &&>(a)...) {}
    T t;
};
struct Emplaced {
    Emplaced(int, int) { sink(14); }
    ~Emplaced() { sink(15); }
};
template <class T> int friendly(T);
template <class T> class Private {
    friend int friendly<>(T);
    static int secret() { return sink(16); }
};
template <class T> int friendly(T) { return Private<T>::secret(); }
int use()
{
    adl::Key k, l;
    int i = 1, j = 2;
    swaps(k, l);
    swaps(i, j);
    compares(k, l);
    compares(i, j);
    Lazy<Used> lazy;
    Used u;
    u = 3;
    Wrapper<Emplaced> w(1, 2);
    return by_traits(1) + by_traits(1.0) + by_template<Traits>(1, 2.0) + overload_set(1, 2) + overload_set(1, "")
         + detect(Sized(), 0) + detect(1, 0) + Derived().interface() + Recursive<2>::run() + lazy.used()
         + invoke(target, 4) + invoke(&target, 5) + invoke([](int x) { return target(x); }, 6) + friendly(1);
}
