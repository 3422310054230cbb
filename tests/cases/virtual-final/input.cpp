struct Base {
    virtual int m();
    virtual int n();
    virtual int k();
    virtual ~Base();
};
struct FinalMethod : Base {
    int m() final;
    int n() override;
};
struct BelowFinalMethod : FinalMethod {
    int n() override;
};
struct FinalClass final : Base {
    int m() override;
    ~FinalClass() override;
};
struct FinalDestructor : Base {
    ~FinalDestructor() final;
};
int method(FinalMethod *f) { return f->m(); }
int not_final(FinalMethod *f) { return f->n(); }
int of_class(FinalClass &f) { return f.m(); }
int inherited(FinalClass &f) { return f.k(); }
void deletes(FinalClass *f) { delete f; }
void deletes_method(FinalDestructor *f) { delete f; }
int upwards(FinalClass &f)
{
    Base &b = f;
    return b.m();
}
struct Anonymous {
    int through() { return static_cast<FinalClass *>(p)->m(); }
    Base *p;
};
