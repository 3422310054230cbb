struct T {
    T(int);
    T(const T &);
    T(T &&);
    ~T();
    T &operator=(const T &);
    T &operator=(T &&);
    int m() const;
    T self() const;
};
void by_reference(const T &);
void by_value(T);
T make();
struct Plain {
    int x;
    Plain(int);
};

void temporary() { T(1); }
int member_of_temporary() { return T(1).m(); }
void bound() { by_reference(1); }
void argument() { by_value(1); }
void prvalue_argument() { by_value(make()); }
void discarded() { make(); }
void extended()
{
    const T &r = T(1);
    r.m();
}
void extended_call()
{
    T &&r = make();
    r.m();
}
void copied(const T &t) { by_value(t); }
void moved(T &t) { by_value(static_cast<T &&>(t)); }
T elided() { return T(1); }
T elided_call() { return make(); }
T named()
{
    T t(1);
    return t;
}
T parameter_returned(T t) { return t; }
T copy_returned(const T &t) { return t; }
void initialized() { T t = make(); }
void initialized_from_int() { T t = 1; }
void initialized_from_name(T &o) { T t = o; }
void assigned(T &t) { t = T(1); }
void copy_assigned(T &t, T &o) { t = o; }
void chained() { make().self().self(); }
void conditional(bool c) { T t = c ? T(1) : make(); }
void conditional_lvalues(bool c, T &a, T &b) { by_reference(c ? a : b); }
int comma() { return (T(1), 2); }
void untouched(Plain &p) { Plain(2); }
void pointer_only(T *p, T &r) { T *q = p; T &s = r; (void)q, (void)s; }
int full_expression() { return T(1).m() + make().m(); }
