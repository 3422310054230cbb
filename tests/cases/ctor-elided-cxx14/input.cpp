// Before C++17 a prvalue is a temporary that is copied or moved; the copy may be left out, and clang leaves it out.
struct T {
    T(int);
    T(const T &);
    T(T &&);
    ~T();
    int m() const;
};
T make();
const T make_const();
void by_value(T);

T returned() { return T(1); }
T returned_call() { return make(); }
void initialized() { T t = make(); }
void initialized_direct() { T t(make()); }
void initialized_const() { T t = make_const(); }
void initialized_from_int() { T t = 1; }
void argument() { by_value(make()); }
T *allocated() { return new T(make()); }
void conditional(bool c) { T t = c ? T(1) : make(); }
T conditional_returned(bool c) { return c ? T(1) : make(); }
int member() { return T(make()).m(); }
void extended()
{
    const T &r = T(make());
    r.m();
}
struct Holder {
    T t;
    Holder() : t(make()) {}
};
struct Aggregate {
    T t;
};
void aggregate() { Aggregate a = {make()}; }
void array() { T a[2] = {T(1), make()}; }
