// flags: -std=c++20
// C++: what the language itself calls.
#include <cstddef>
#include <initializer_list>
#include <new>
#include <string>
#include <tuple>
#include <typeinfo>
#include <utility>
#include <vector>

namespace {
int hidden(int a) { return a; }
struct Counter {
    int value = hidden(1);
    Counter() {}
    explicit Counter(int v) : value(v) {}
    Counter(const Counter &other) : value(other.value) { hidden(2); }
    Counter(Counter &&other) noexcept : value(other.value) {}
    Counter &operator=(const Counter &) { return *this; }
    Counter &operator=(Counter &&) = default;
    ~Counter() { hidden(3); }
    explicit operator bool() const { return hidden(value); }
    friend bool operator==(const Counter &a, const Counter &b) { return a.value == b.value; }
    int operator()(int a) const { return a; }
    Counter &operator++() { return *this; }
    int operator[](int a) const { return a; }
    Counter *operator->() { return this; }
    auto operator<=>(const Counter &other) const { return value <=> other.value; }
};
} // namespace

struct Base {
    Base() { hidden(4); }
    explicit Base(int a) { hidden(a); }
    virtual ~Base() {}
    virtual int run(int a) { return a; }
    virtual int pure() = 0;
    int nonvirtual() { return run(1); }
};
struct Left : virtual Base { Left() : Base(1) {} int run(int a) override { return hidden(a); } };
struct Right : virtual Base { int pure() override { return 3; } };
struct Both final : Left, Right {
    Counter member, other{2};
    Counter array[2];
    using Right::pure;
    Both() : Both(3) {}
    explicit Both(int a) : Left(), member(a) {}
    int run(int a) override { return Left::run(a) + pure(); }
};
struct Inheriting : Counter { using Counter::Counter; int more = hidden(5); };
struct VirtualInheriting : virtual Counter { using Counter::Counter; };

template <class T> struct Holder {
    T item;
    template <class... A> explicit Holder(A &&...a) : item(std::forward<A>(a)...) {}
    T take() && { return std::move(item); }
    static int instances;
    static T make() { return T(); }
};
template <class T> int Holder<T>::instances = hidden(6);
template <class... F> int apply_all(F... f) { return (f(1) + ... + 0); }
template <bool B> int chosen() {
    if constexpr (B)
        return hidden(7);
    else
        return Counter(8).value;
}
template <class F> int bool_switch(bool b, F f) {
    return b ? f(std::true_type{}) : f(std::false_type{});
}
constexpr int squared(int a) { return a * a; }
consteval int at_compile_time(int a) { return squared(a); }

Counter global_counter;
static Counter global_array[3] = {Counter(1), Counter(2)};
inline Counter inline_counter(squared(3));
thread_local Counter thread_counter(4);
constexpr int constant = squared(5);
const int dynamic = hidden(squared(2));

int temporaries(const Counter &c = Counter(9)) { return c.value; }
void throws() { throw Counter(10); }
int exceptions() try {
    Counter local;
    throws();
    return local.value;
} catch (Counter caught) {
    return caught.value;
} catch (const std::exception &) {
    throw;
} catch (...) {
    return hidden(11);
}
int nothrow() noexcept { Counter c; throws(); return c.value; }

struct Iterable {
    struct Iterator {
        int at;
        Counter operator*() const { return Counter(at); }
        Iterator &operator++() { ++at; return *this; }
        bool operator!=(const Iterator &o) const { return at != o.at; }
    };
    Iterator begin() { return {0}; }
    Iterator end() { return {3}; }
};
struct Decomposed { int a; Counter b; };
namespace std {
template <> struct tuple_size<Decomposed> : integral_constant<size_t, 2> {};
template <> struct tuple_element<0, Decomposed> { using type = int; };
template <> struct tuple_element<1, Decomposed> { using type = Counter; };
} // namespace std
template <std::size_t I> auto get(const Decomposed &d) {
    if constexpr (I == 0)
        return d.a;
    else
        return d.b;
}
struct Allocated {
    static void *operator new(std::size_t n) { return ::operator new(n); }
    static void operator delete(void *p) { ::operator delete(p); }
    Counter c;
};
int statements(int n) {
    int total = 0;
    for (const Counter &c : Iterable())
        total += c.value;
    auto [a, b] = Decomposed{1, Counter(2)};
    auto *one = new Allocated;
    auto *many = new Counter[n];
    delete one;
    delete[] many;
    Base *base = new Both;
    total += base->run(1) + base->pure() + base->nonvirtual();
    delete base;
    Both exact;
    total += exact.run(2);
    Holder<Counter> holder(3);
    total += std::move(holder).take().value + Holder<Counter>::instances;
    static Counter local_static(n);
    if (Counter c{n}; c)
        total += c(1) + c[2] + c->value;
    total += apply_all(hidden, [](int x) { return hidden(x); }, Counter(1));
    total += chosen<true>() + chosen<false>();
    total += bool_switch(n, [&](auto tag) { return chosen<decltype(tag)::value>() + a; });
    int fixed[squared(2)] = {at_compile_time(3)};
    static_assert(squared(2) == 4);
    if (squared(2) == 5)
        total += hidden(12);
    total += sizeof(hidden(13)) + noexcept(hidden(14)) + (int)sizeof(typeid(hidden(15)));
    const char *name = typeid(*base).name();
    std::vector<Counter> list{Counter(1), Counter(2)};
    list.emplace_back(3);
    std::string text = "a" + std::string(1, 'b');
    total += n > 2 && Counter(n) ? 1 : 2;
    total += (Counter(1), hidden(16));
    Counter chosen_copy = n ? Counter(1) : local_static;
    alignas(Counter) char space[sizeof(Counter)];
    (new (space) Counter(5))->~Counter();
    int (*pointer)(int) = &hidden;
    int (Base::*method)(int) = &Base::run;
    auto closure = [copy = Counter(6), pointer] { return pointer(copy.value); };
    auto nested = [&] { return [&] { return closure(); }(); };
    return total + temporaries() + exceptions() + nothrow() + fixed[0] + (exact.*method)(1) + nested() + name[0] +
           (int)text.size() + (chosen_copy == local_static) + Inheriting(3).more + VirtualInheriting(2).value +
           thread_counter.value + (Counter(1) < Counter(2)) + dynamic + get<1>(Decomposed{1, Counter(3)}).value;
}
union Union { Counter c; int i; Union() : i(0) {} ~Union() {} };
struct Aggregate { Counter a; Counter b = Counter(2); };
Aggregate aggregate() { return {.a = Counter(1)}; }
struct Defaulted { Counter c; std::string s; Defaulted() = default; Defaulted(const Defaulted &) = default;
    bool operator==(const Defaulted &) const = default; };
bool defaulted() { Defaulted a, b(a); Union u; return a == b && u.i == 0; }
extern template struct Holder<std::string>;
template struct Holder<int>;
int main() { return statements(3) + aggregate().a.value + defaulted(); }
