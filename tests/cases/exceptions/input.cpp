int risky(int);
int handle(int);
struct E {
    E(int);
    E(const E &);
    ~E();
    int what() const;
};
struct M {
    M(int);
    ~M();
};
struct T {
    M m;
    T(int x) try : m(risky(x)) {
        risky(2);
    } catch (const E &e) {
        handle(e.what());
    } catch (...) {
        handle(3);
        throw;
    }
    ~T() noexcept(false) { throw E(4); }
};
int function_try(int x) try {
    return risky(x);
} catch (E e) {
    return handle(e.what());
}
void throws_variable()
{
    E e(1);
    throw e;
}
void throws_conditional(bool b, E &e) { b ? throw E(1) : (void)risky(2); }
void nested()
{
    try {
        try {
            risky(1);
        } catch (int) {
            handle(1);
        }
    } catch (...) {
        handle(2);
    }
}
void no_throw() noexcept { risky(1); }
