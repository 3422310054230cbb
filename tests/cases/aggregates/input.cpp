int source(int);
struct T {
    T(int);
    T(T &&);
    T(const T &);
    ~T();
};
struct Base {
    int b = source(1);
    T t;
};
struct Derived : Base {
    int d = source(2);
    T u = T(3);
};
struct Outer {
    Derived inner[2];
    int last;
};
struct WithUnion {
    union {
        int i = 1;
        float f;
    };
    T t;
};
void braces() { Derived d{{source(3), 4}, 5, 6}; }
void braces_with_defaults() { Derived d{{.t = 4}}; }
void parentheses() { Derived d(Base{1, 2}, 3); }
void elided() { Outer o = {1, 2, 3, 4, 5, 6, 7, 8, 9}; }
void with_union() { WithUnion w{.f = 1.0f, .t = 2}; }
void on_heap() { new Derived{{1, 2}, 3, 4}; }
Derived returned() { return {{1, 2}, 3, 4}; }
void copy_of_aggregate(const Derived &d) { Derived e = d; }
void array_of() { Derived d[] = {{{1, 2}, 3, 4}, {{1, 2}, 3, 4}}; }
struct Polymorphic {
    Polymorphic(int = source(9));
    virtual ~Polymorphic();
};
struct Member {
    Polymorphic p;
    int x = 1;
};
void value_initialized() { Member m{}; Member n = Member(); }
