// What a call through a pointer can reach, and what it cannot.
struct A {
    int x;
};
struct B {
    int x;
};
enum Color { red };
enum class Shade : int { dark };
typedef int Integer;
using Alias = A;
int by_int(int);
int by_integer(Integer);
int by_color(Color);
int by_shade(Shade);
int by_long(long);
int by_pointer(A *);
int by_const_pointer(const A *);
int by_reference(A &);
int by_value(A);
int by_alias(Alias *);
int by_b(B *);
int variadic(int, ...);
int with_array(int[3]);
int with_int_pointer(int *);
int with_function(int(int));
int with_function_pointer(int (*)(int));
const int returns_const(int);
void keep(...);
struct Method {
    int m(int);
    static int s(int);
    int c(int) const;
    int r(int) &&;
};
template <class T> int templated(T);
void takes()
{
    int (*p1)(int) = by_int;
    p1 = by_integer;
    int (*p2)(Color) = by_color;
    int (*p3)(Shade) = by_shade;
    int (*p4)(long) = by_long;
    int (*p5)(A *) = by_pointer;
    int (*p6)(const A *) = by_const_pointer;
    int (*p7)(A &) = by_reference;
    int (*p8)(A) = by_value;
    p5 = by_alias;
    int (*p9)(B *) = by_b;
    int (*p10)(int, ...) = variadic;
    int (*p11)(int *) = with_array;
    p11 = with_int_pointer;
    int (*p12)(int (*)(int)) = with_function;
    p12 = with_function_pointer;
    const int (*p13)(int) = returns_const;
    int (Method::*m1)(int) = &Method::m;
    int (*m2)(int) = &Method::s;
    int (Method::*m3)(int) const = &Method::c;
    int (Method::*m4)(int) && = &Method::r;
    p1 = templated<int>;
}
int call_int(int (*p)(int)) { return p(1); }
int call_color(int (*p)(Color)) { return p(red); }
int call_pointer(int (*p)(A *), A *a) { return p(a); }
int call_array(int (*p)(int *)) { return p(nullptr); }
int call_function(int (*p)(int(int))) { return p(nullptr); }
int call_method(Method &m, int (Method::*p)(int)) { return (m.*p)(1); }
int call_variadic(int (*p)(int, ...)) { return p(1, 2); }
struct Callable {
    int (*p)(int);
    int operator()(int x) { return p(x); }
};
int call_array_of(Callable (&c)[2]) { return c[0](1) + c[1].p(2); }
