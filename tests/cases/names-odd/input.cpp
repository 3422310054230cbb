int sink(int);
typedef struct {
    int m() { return sink(1); }
} Named;
struct Outer {
    struct {
        int m() { return sink(2); }
    } unnamed;
    union {
        int a;
    };
    enum class Color { red };
    friend int operator+(Outer, Color) { return sink(3); }
    template <class T> operator T *() { return (T *)(long)sink(4); }
    template <class T> bool operator<(T) const { return sink(5); }
    template <class T> T operator()(T x) const { return (T)sink(6); }
    ~Outer() { sink(7); }
};
int größe(int x) { return sink(x); }
auto in_lambda = [](int x) {
    struct Local {
        int m() { return sink(8); }
    };
    return Local().m();
};
struct WithMethod {
    int method()
    {
        struct Inner {
            int deep()
            {
                return [] { return sink(9); }();
            }
        };
        return Inner().deep();
    }
    int with_lambda(int x = [] { return sink(10); }()) { return x; }
    int member = [this] { return sink(11); }();
};
namespace a::b::inline c {
struct S {
    S();
    int f();
};
S::S() { sink(12); }
int S::f() { return sink(13); }
}
template <class T> struct Tmpl {
    struct Nested {
        template <class U> struct Deep {
            int go() { return sink(14); }
        };
    };
};
int use(Outer o, int x)
{
    Named n;
    int *p = o;
    bool less = o < 1;
    WithMethod w;
    Tmpl<int>::Nested::Deep<char> d;
    a::b::S s;
    return n.m() + o.unnamed.m() + (o + Outer::Color::red) + größe(x) + in_lambda(x) + w.method() + w.with_lambda()
         + d.go() + s.f() + (p != nullptr) + less + o(2.0f);
}
