void log(int);
struct M {
    M() { log(1); }
    M(int) { log(2); }
    M(const M &) { log(3); }
    M &operator=(const M &) { log(4); return *this; }
    ~M() { log(5); }
};
struct B {
    B() { log(6); }
    B(int) { log(7); }
    ~B() { log(8); }
};
struct Implicit : B {
    M m;
};
struct Written : B {
    M first, second;
    int plain;
    Written() : B(1), first(2) {}
    ~Written() {}
};
struct Default : B {
    M m;
    Default() = default;
    Default(const Default &) = default;
    Default &operator=(const Default &) = default;
    ~Default() = default;
};
struct Array {
    M m[3];
    M n[2][2];
};
int source();
struct Initialized {
    M m = M(source());
    int i = source();
    int j = source();
    Initialized() {}
    Initialized(int) : j(1) {}
};
struct Outside {
    M m;
    Outside();
    ~Outside();
};
Outside::Outside() = default;
Outside::~Outside() = default;
struct Trivial {
    int x;
    double y[4];
};
struct Union {
    union {
        M never;
        int i;
    };
    Union() : i(0) {}
    ~Union() {}
};
struct ReferenceAndPointer {
    M &r;
    M *p;
    ReferenceAndPointer(M &m) : r(m), p(&m) {}
    ~ReferenceAndPointer() {}
};
void implicit() { Implicit i; }
void implicit_copy(Implicit &i) { Implicit j(i); }
void implicit_assign(Implicit &i, Implicit &j) { i = j; }
void written() { Written w; }
void defaulted()
{
    Default d, e(d);
    e = d;
}
void array() { Array a; }
void initialized() { Initialized a, b(1); }
void trivial()
{
    Trivial t, u = t;
    t = u;
}
