struct A {
    virtual int m();
    virtual A *clone();
    virtual ~A();
};
struct B {
    virtual int m();
    virtual int only_b();
    virtual ~B();
};
struct Both : A, B {
    int m() override;
    Both *clone() override;
    int only_b() override;
};
struct Top {
    virtual int t();
    virtual int other();
};
struct Left : virtual Top {
    int t() override;
};
struct Right : virtual Top {};
struct Bottom : Left, Right {
    int other() override;
};
template <class T> struct Base {
    virtual int v(T);
    virtual int w() { return v(T()); }
};
struct Concrete : Base<int> {
    int v(int) override;
};
template <class T> struct Generic : Base<T> {
    int v(T) override { return 1; }
};
int by_a(A *a) { return a->m(); }
int by_b(B *b) { return b->m(); }
A *covariant(A *a) { return a->clone(); }
int by_top(Top *t) { return t->t(); }
int by_right(Right *r) { return r->t(); }
int by_left(Left *l) { return l->other(); }
int by_template(Base<int> *b) { return b->v(1); }
int by_double(Base<double> *b) { return b->v(1); }
int by_generic(Generic<long> *b) { return b->v(1); }
void instances()
{
    Generic<int> g;
    Generic<double> h;
    g.w();
}
void deletes(B *b) { delete b; }
