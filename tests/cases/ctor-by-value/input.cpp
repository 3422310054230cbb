// Who constructs and who destroys a parameter, a return value, an exception.
struct T {
    T(int);
    T(const T &);
    T(T &&);
    ~T();
};
void take(T) {}
T give(int x) { return T(x); }
void pass(T &t) { take(t); }
void pass_prvalue() { take(give(1)); }
struct Taker {
    Taker(T);
    void operator()(T);
    Taker &operator+=(T);
};
void constructor_argument() { Taker k(T(1)); }
void operator_argument(Taker &k, T &t)
{
    k(t);
    k += 1;
}
void throws() { throw T(1); }
void rethrows()
{
    try {
        throws();
    } catch (T caught) {
        throw;
    }
}
void by_reference()
{
    try {
        throws();
    } catch (const T &caught) {
    }
}
void unwinding(int x)
{
    T t(1);
    if (x)
        return;
    take(t);
}
