int sink(int);
struct Base {
    virtual int m() { return sink(1); }
    virtual int pure() = 0;
    virtual int not_overridden() { return sink(2); }
    int plain() { return m(); }
    virtual ~Base() { sink(3); }
};
struct Derived : Base {
    int m() override { return sink(4); }
    int pure() override { return sink(5); }
    ~Derived() override { sink(6); }
};
struct Further : Derived {
    int m() override { return Derived::m() + sink(7); }
};
struct Sibling : Base {
    int m() override { return sink(8); }
    int pure() override { return sink(9); }
};
struct Unrelated {
    virtual int m() { return sink(10); }
};
int by_pointer(Base *b) { return b->m(); }
int by_reference(Base &b) { return b.pure(); }
int by_derived(Derived *d) { return d->m(); }
int by_further(Further &f) { return f.m(); }
int inherited(Derived *d) { return d->not_overridden(); }
int qualified(Base *b) { return b->Base::m(); }
int by_value(Further f) { return f.m(); }
int local()
{
    Further f;
    return f.m() + f.pure();
}
int temporary() { return Sibling().m(); }
struct Holder {
    Further f;
    Base *p;
    int member() { return f.m(); }
    int pointed() { return p->m(); }
};
void deletes(Base *b) { delete b; }
void deletes_derived(Derived *d) { delete d; }
void deletes_null() { delete (Base *)nullptr; }
