struct A {
    int one(int);
    int two(int) const;
    int three(int);
    int never(int);
    virtual int v(int);
    int data;
    static int stat(int);
    int qualified(int) &;
    int no_throw(int) noexcept;
};
struct B : A {
    int v(int) override;
};
struct C {
    int one(int);
};
typedef int (A::*method)(int);
int call(A &a, method m) { return (a.*m)(1); }
int call_pointer(A *a, method m) { return (a->*m)(1); }
int call_const(const A &a, int (A::*m)(int) const) { return (a.*m)(1); }
int call_c(C &c, int (C::*m)(int)) { return (c.*m)(1); }
int data(A &a, int A::*d) { return a.*d; }
int plain(int (*f)(int)) { return f(1); }
void use(A &a, C &c)
{
    call(a, &A::one);
    call(a, &A::v);
    call(a, &A::no_throw);
    call_const(a, &A::two);
    call_c(c, &C::one);
    plain(&A::stat);
    plain(A::stat);
    data(a, &A::data);
    auto q = &A::qualified;
    (void)q;
    a.never(1);
}
template <method M> int by_argument(A &a) { return (a.*M)(2); }
int use_argument(A &a) { return by_argument<&A::three>(a); }
static const method table[] = {&A::one, &A::three};
int by_table(A &a, int i) { return (a.*table[i])(i); }
