// Defaulted and implicit special members, trivial and not.
struct Inner {
    Inner();
    ~Inner();
};
struct NotTrivial {
    Inner i;
    NotTrivial() = default;
    ~NotTrivial() = default;
};
struct Virtual {
    virtual void f();
    virtual ~Virtual() = default;
};
struct TrivialImplicit {
    int x;
};
struct Deleted {
    Deleted() = default;
    Deleted(const Deleted &) = delete;
};
void not_trivial() { NotTrivial n; }
void virtual_() { Virtual v; }
void trivial_implicit() { TrivialImplicit t{}; TrivialImplicit u = t; u = t; }
