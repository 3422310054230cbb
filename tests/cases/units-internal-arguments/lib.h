#ifndef LIB_H
#define LIB_H
template <class T> int use(T t) { return t.m(); }
template <class F> int apply(F f) { return f(1); }
template <int (*F)(int)> int through() { return F(2); }
template <class T> struct Holder {
    T t;
    int get() { return t.m(); }
    Holder() { get(); }
};
#endif
