int sink(int);
struct Proxy {
    int m();
    ~Proxy();
};
struct Arrow2 {
    Proxy *operator->();
    ~Arrow2();
};
struct Arrow {
    Arrow2 operator->();
};
struct Stat {
    static int f(int);
    ~Stat();
    enum { value };
};
Stat make();
Stat *pointer();
int arrows(Arrow a) { return a->m(); }
int through_object() { return make().f(1) + pointer()->f(2) + make().value; }
struct Bits {
    operator int();
    operator bool();
};
int contextual(Bits b, Bits c)
{
    if (b && !c || b)
        return b ? 1 : 2;
    while (c)
        ;
    return (int)c;
}
int subscripts(int *p) { return sink(1)[p] + p[sink(2)]; }
int casts(Bits b) { return static_cast<int>(b) + (int)b + int(b); }
struct Explicit {
    explicit Explicit(int);
    explicit operator bool() const;
};
bool explicits() { return static_cast<bool>(Explicit(1)) && !Explicit{2}; }
int default_template(int x) { return [x]<class T = int>(T y = sink(3)) { return x + y; }(); }
void pack_new(int n) { new int[sink(n)]; }
int immediately_assigned;
int &assign(int x) { return immediately_assigned = sink(x); }
void goto_into(int x)
{
    switch (sink(x)) {
        for (; sink(1);) {
        case 1:
            sink(2);
        }
    }
}
int comma_operator(int x) { return (sink(x), sink(1), x); }
int throw_operand(int x) { return x ? x : throw sink(2); }
template <class... A> void sizes(A... a) { sink(sizeof...(a)); }
void use_sizes() { sizes(sink(1), sink(2)); }
const char *name() { return __func__; }
int in_initializer_of_reference()
{
    const int &r = sink(1);
    auto &&[x, y] = (const int[2]){sink(2), sink(3)};
    return r + x + y;
}
