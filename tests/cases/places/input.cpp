int sink(int);
#include "header.h"
struct S {
    int declared_first(int x);
    virtual int inside(int x)
    {
        return sink(x);
    }
    int field = sink(1);
};
FUNCTION(by_macro)
int
S::declared_first(int x)
{
    return sink(x) +
           sink(
               x + 1);
}
template <class T>
T
templated(T x)
{
    auto lambda = [](T y) {
        return sink(y);
    };
    return lambda(x);
}
int use(int x)
{
    S s;
    return by_macro(x)
         + templated(x)
         + s.declared_first(x) + in_header(x);
}
#line 1000 "elsewhere.y"
int generated(int x) { return sink(x); }
