// Through the standard library and back: containers, algorithms, threads, variants, coroutines, exceptions.
#include <algorithm>
#include <any>
#include <functional>
#include <future>
#include <iostream>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <ranges>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <thread>
#include <tuple>
#include <unordered_map>
#include <variant>
#include <vector>
#include <cstdlib>
#include <coroutine>
struct Shape {
    virtual double area() const = 0;
    virtual ~Shape() = default;
    virtual Shape *clone() const = 0;
};
struct Sq : Shape {
    double s;
    Sq(double s) : s(s) {}
    double area() const override { return s * s; }
    Sq *clone() const override { return new Sq(*this); }
};
struct Ci final : Shape {
    double r;
    Ci(double r) : r(r) {}
    double area() const override { return 3 * r * r; }
    Ci *clone() const override { return new Ci(*this); }
    ~Ci() { r = 0; }
};
template <class T> struct Vis {
    int operator()(int x) { return x; }
    int operator()(const std::string &s) { return s.size(); }
};
struct A {
    virtual int f() { return 1; }
    virtual ~A() {}
};
struct B {
    virtual int g() { return 2; }
    virtual ~B() {}
};
struct D : A, B {
    int f() override { return 3; }
    int g() override { return 4; }
};
struct VB {
    virtual int h() { return 1; }
    virtual ~VB() {}
};
struct L : virtual VB {
    int h() override { return 2; }
};
struct R : virtual VB {};
struct Bo : L, R {};
int cmp(const void *a, const void *b) { return *(int *)a - *(int *)b; }
int inc(int x) { return x + 1; }
int dbl(int x) { return x * 2; }
int third(int x) { return x - 1; }
int (*table[])(int) = {inc, dbl, third};
struct M {
    int a(int x) { return x; }
    int b(int x) { return x + 1; }
    virtual int v(int x) { return x + 2; }
};
struct M2 : M {
    int v(int x) override { return x + 3; }
};
struct Gen {
    struct promise_type {
        int v;
        Gen get_return_object() { return {std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_always initial_suspend() { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(int x) {
            v = x;
            return {};
        }
        void return_void() {}
        void unhandled_exception() {}
    };
    std::coroutine_handle<promise_type> h;
    ~Gen() { h.destroy(); }
};
Gen gen(std::string s) {
    for (char c : s)
        co_yield c;
}
struct Thr {
    Thr() { throw std::runtime_error("x"); }
};
struct Item {
    std::string n;
    bool operator<(const Item &o) const { return n < o.n; }
    auto operator<=>(const Item &) const = default;
};
std::string join(const std::vector<std::string> &v) {
    return std::accumulate(v.begin(), v.end(), std::string(), [](auto a, auto &b) { return a + b; });
}
inline int run() {
    std::vector<std::unique_ptr<Shape>> v;
    v.push_back(std::make_unique<Sq>(2));
    v.emplace_back(new Ci(1));
    double t = 0;
    for (auto &s : v) {
        t += s->area();
        std::unique_ptr<Shape> c(s->clone());
        t += c->area();
    }
    std::function<int(int)> f = inc;
    t += f(1);
    f = [&](int x) { return dbl(x); };
    t += f(2);
    f = std::bind(&M::a, M(), std::placeholders::_1);
    t += f(3);
    int arr[] = {3, 1, 2};
    qsort(arr, 3, sizeof *arr, cmp);
    for (auto p : table)
        t += p(1);
    std::variant<int, std::string> va = "abc";
    t += std::visit(Vis<int>(), va);
    va = 1;
    t += std::visit(Vis<int>(), va);
    D d;
    A *a = &d;
    B *b = &d;
    t += a->f() + b->g();
    Bo bo;
    R *r = &bo;
    t += r->h();
    int (M::*pm[])(int) = {&M::a, &M::b, &M::v};
    M2 m2;
    for (auto p : pm)
        t += (m2.*p)(1);
    try {
        Thr x;
    } catch (std::exception &e) {
        t += std::string(e.what()).size();
    }
    Gen g = gen("hey");
    while (!g.h.done()) {
        g.h.resume();
        t += g.h.promise().v;
    }

    std::map<Item, int> m{{Item{"a"}, 1}, {Item{"b"}, 2}};
    t += m[Item{"a"}];
    std::set<std::string> ss{"x", "y"};
    std::unordered_map<std::string, int> um;
    um["k"]++;
    std::vector<Item> items{{"z"}, {"y"}};
    std::sort(items.begin(), items.end());
    std::stable_sort(items.begin(), items.end(), [](auto &x, auto &y) { return x < y; });
    std::regex re("(a+)b");
    std::smatch sm;
    std::string txt = "xaab";
    if (std::regex_search(txt, sm, re))
        t += sm[1].length();
    std::thread th([&] { t += inc(1); });
    th.join();
    auto fu = std::async(std::launch::async, [] { return dbl(4); });
    t += fu.get();
    std::any an = std::string("q");
    t += std::any_cast<std::string>(an).size();
    std::optional<std::string> os = "o";
    os.reset();
    auto sp = std::make_shared<Ci>(2);
    std::weak_ptr<Ci> w = sp;
    std::shared_ptr<Shape> up = sp;
    t += up->area();
    std::shared_ptr<void> sv(new int, [](void *p) { delete (int *)p; });
    for (int x :
         std::vector{1, 2, 3} | std::views::filter([](int x) { return x > 1; }) | std::views::transform(inc))
        t += x;
    std::tuple<int, std::string> tu{1, "s"};
    auto [i, s] = tu;
    t += std::apply([](int a, std::string b) { return a + b.size(); }, tu) + i + s.size();
    std::ostringstream os2;
    os2 << join({"a", "b"}) << t << std::endl;
    static Item st{"static"};
    thread_local std::string tl("tl");
    std::call_once(*new std::once_flag, [] { inc(3); });
    std::invoke(&M::b, m2, 2);
    std::for_each(arr, arr + 3, inc);
    std::transform(arr, arr + 3, arr, dbl);
    std::cout << os2.str() << tl << st.n;
    auto ov = [&](auto self, int n) -> int { return n ? self(self, n - 1) : 0; };
    ov(ov, 3);
    return 0;
}
int main() { return run(); }
