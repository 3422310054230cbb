int good(int x);
int before(int x) { return good(x); }
int broken(int x) { return good(x) + undeclared(good(x)); }
struct S { Missing m; S() { good(1); } ~S(); int method() { return good(2); } };
template <class T> int tmpl(T x) { return good(x.nothing()) + good(1); }
int uses_template() { return tmpl(1) + good(2); }
int wrong_arguments() { return good(1, 2, good(3)); }
void constructs() { S s; s.method(); }
int after(int x) { return good(x); }
int unterminated(int x) { return good(x);
