int from_default();
int from_member();
int never();
struct T {
    T(int = from_default());
    ~T();
};
void callee(int = from_default(), int = 2) {}
void with_temporary(const T & = T(1)) {}
void late(int, int = never());
void uses() { callee(); }
void gives() { callee(1); }
void constructs() { T t; }
void given() { T t(1); }
void array() { T t[2]; }
void temporary() { with_temporary(); }
void all_given() { late(1, 2); }
struct Aggregate {
    int a = from_member();
    T t = T(2);
    int b = 1;
};
struct NotAggregate {
    int a = from_member();
    NotAggregate() {}
};
void aggregate() { Aggregate a{}; }
void partly() { Aggregate a{1}; }
void wholly() { Aggregate a{1, 3, 4}; }
void designated() { Aggregate a{.b = 5}; }
void defaulted() { Aggregate a; }
void not_aggregate() { NotAggregate n; }
struct Nested {
    Aggregate inner;
    T t;
};
void nested() { Nested n = {{1}, 2}; }
void redeclared(int x, int y);
void redeclared(int x, int y = from_default());
void uses_redeclared() { redeclared(1); }
