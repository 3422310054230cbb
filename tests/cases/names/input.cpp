namespace outer {
namespace inner {
int f(int);
inline namespace v1 {
int versioned(int x) { return f(x); }
}
struct Class {
    struct Nested {
        int m(int x) { return f(x); }
    };
    int method(int x) { return f(x); }
    static int static_method(int x) { return f(x); }
    Class() { f(1); }
    ~Class() { f(2); }
    Class(const Class &) { f(3); }
    Class &operator=(const Class &) { f(4); return *this; }
    operator bool() const { return f(5); }
    explicit operator int() const { return f(6); }
    int operator()(int x) { return f(x); }
    int operator[](int x) { return f(x); }
    Class *operator->() { f(7); return this; }
    Class &operator++() { f(8); return *this; }
    friend int befriended(Class &) { return f(9); }
};
int operator+(const Class &, int x) { return f(x); }
bool operator==(const Class &, const Class &) { return f(0); }
} // namespace inner
} // namespace outer
namespace {
int hidden(int x) { return outer::inner::f(x); }
namespace deeper {
int hidden(int x) { return outer::inner::f(x); }
}
}
namespace alias = outer::inner;
int use(int x)
{
    struct Local {
        int m(int y) { return hidden(y); }
    };
    alias::Class a;
    alias::Class b(a);
    alias::Class::Nested n;
    a = b;
    bool t = a;
    int i = (int)b;
    befriended(a);
    ++a;
    a->method(1);
    return a(1) + a[2] + (a + 3) + (a == b) + n.m(4) + alias::Class::static_method(5) + t + i + Local().m(6)
         + deeper::hidden(7) + hidden(8) + alias::versioned(9);
}
extern "C" int c_linkage(int x) { return use(x); }
