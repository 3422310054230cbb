struct Base {
    virtual operator int();
    virtual int operator()(int);
    virtual Base &operator=(int);
    virtual int with_default(int = 1);
    virtual void each() {}
    virtual ~Base();
    static Base *make();
};
struct Left : private virtual Base {
    operator int() override;
    int with_default(int = 2) override;
    using Base::operator=;
    Base *base() { return this; }
};
struct Right : Base {
    int operator()(int) override;
    Base &operator=(int) override;
};
int calls(Base &b)
{
    b = 1;
    return b + b(2) + b.with_default();
}
void array_delete(Base *b) { delete[] b; }
void global_delete(Base *b) { ::delete b; }
void explicit_destructor(Base *b) { b->~Base(); }
void qualified_destructor(Base *b) { b->Base::~Base(); }
struct Crtp : Base {
    void all() { this->each(); each(); (*this).each(); Base::each(); }
    void each() override;
};
template <class D> struct Curious {
    int go() { return static_cast<D *>(this)->step(); }
    int step();
};
struct Hidden : Curious<Hidden> {
    int step();
};
int crtp(Hidden &h) { return h.go(); }
struct Pure {
    virtual int p() = 0;
    int call() { return p() + Pure::p(); }
};
int Pure::p() { return 1; }
struct Impl : Pure {
    int p() override { return Pure::p(); }
};
int use(Impl i) { return i.call(); }
struct NotOverriding : Base {
    virtual void each(int);
    int with_default(int, int);
};
int hidden_name(NotOverriding &n) { n.each(1); return n.Base::with_default(); }
int in_lambda(Base *b)
{
    return [b] { return b->with_default(3); }();
}
Base &reference();
int by_call() { return reference().with_default(4) + Base::make()->with_default(5); }
int by_conditional(bool c, Right &r, Right &s) { return (c ? r : s)(6); }
int by_copy(Base &b)
{
    Right r;
    Base &alias = r;
    return alias(7) + Right(r)(8);
}
