int inc(int);
int dec(int);
int overloaded(int);
double overloaded(double);
void nothrow_function(int) noexcept;
void throwing(int);
void cast_in(long);
template <class T> T tmpl(T x) { return x; }
extern "C" int c_function(int);
typedef int (*unary)(int);
int call(unary f) { return f(1); }
int call_reference(int (&f)(int)) { return f(2); }
double call_double(double (*f)(double)) { return f(1); }
void call_void(void (*f)(int)) { f(1); }
void call_noexcept(void (*f)(int) noexcept) { f(1); }
template <class F> int generic(F f) { return f(3); }
template <int (*F)(int)> int argument() { return F(4); }
template <int (&F)(int)> int reference_argument() { return F(5); }
template <auto F> int auto_argument() { return F(6); }
struct Functor {
    unary f;
    int operator()(int x) const { return f(x); }
    operator unary() const { return f; }
};
int use()
{
    call(inc);
    call_reference(dec);
    call(overloaded);
    call_double(overloaded);
    call(tmpl<int>);
    call(&c_function);
    call_void(nothrow_function);
    call_void(throwing);
    call_noexcept(nothrow_function);
    Functor fun{inc};
    auto copied = &dec;
    return generic(inc) + generic(&dec) + argument<inc>() + reference_argument<dec>() + auto_argument<inc>()
         + fun(1) + fun.f(2) + generic(fun) + copied(1);
}
int surrogate(Functor f) { return static_cast<unary>(f)(1); }
constexpr unary constant = inc;
int by_constant() { return constant(1); }
