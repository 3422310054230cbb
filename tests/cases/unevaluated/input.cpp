#include <typeinfo>
int f(int);
int g(int);
struct T {
    T();
    ~T();
    int m() const noexcept;
};
struct Poly {
    virtual ~Poly();
};
Poly &poly();
T &not_poly();
T make();
Poly *pointer();
int by_sizeof() { return sizeof(f(1)) + sizeof f(2) + sizeof(T().m()); }
int by_alignof() { return alignof(decltype(f(1))); }
void by_decltype()
{
    decltype(f(1)) x = 0;
    decltype(make().m()) y = x;
    decltype(auto) z = g(y);
    (void)z;
}
bool by_noexcept() { return noexcept(f(1)) || noexcept(T()); }
bool by_requires() { return requires(T t) { t.m(); f(1); }; }
const std::type_info &typeid_of_polymorphic() { return typeid(poly()); }
const std::type_info &typeid_of_not_polymorphic() { return typeid(not_poly()); }
const std::type_info &typeid_of_type() { return typeid(T); }
const std::type_info &typeid_of_pointer() { return typeid(pointer()); }
const std::type_info &typeid_of_dereference() { return typeid(*pointer()); }
void assertion() { static_assert(sizeof(f(1)) == sizeof(int)); }
constexpr int size() { return 3; }
constexpr bool check() { return true; }
void constant_contexts()
{
    int a[size()];
    static_assert(check());
    (void)a;
}
template <int N> int template_argument() { return N; }
int uses_template_argument() { return template_argument<size()>(); }
auto trailing(int x) -> decltype(f(x)) { return g(x); }
template <class X> auto sfinae(X x) -> decltype(f(x), int()) { return g(x); }
int uses_sfinae() { return sfinae(1); }
void conditional_noexcept() noexcept(noexcept(f(1))) { g(1); }
template <class X> void explicit_noexcept(X x) noexcept(noexcept(f(x))) { g(x); }
void uses_noexcept() { explicit_noexcept(1); }
struct BitField {
    int b : size();
    alignas(size() + 1) int aligned;
};
