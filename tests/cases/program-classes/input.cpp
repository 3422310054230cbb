#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

void out(int value);

struct Base {
    int b = 5;
    Base(int n) : b(n) { out(b); }
    virtual int shape() const;
    virtual ~Base();
};
struct Derived : Base {
    int &reference;
    bool flag = true;
    Derived(int &n) : Base(n + 1), reference(n) {}
    Derived(int &n, int m) : Derived(n) { reference = m; }
    int shape() const override;
    int &at(int i) { return reference; }
    int get() const { return flag + at2(i); }
    static int at2(int n) { out(n); return n; }
    static const int i = 2;
};

void objects(int n) {
    Derived d(n, 3);
    d.flag = false;
    d.at(1) = d.get();
    Derived *p = new Derived(n);
    out(p->shape());
    delete p;
}

struct Inner { float x, y; };
struct Outer : Inner { int n = 7; Inner inner; const char *name; int many[2]; union { int u; float v; }; };
void aggregates(int n) {
    Outer all{{1, 2}, n, {.y = 3}, "name", {4}};
    Outer zero = {};
    int list[] = {n, 2};
    Inner undefined;
    out(all.u);
}

struct Closures {
    int field;
    void run(int n, int m) {
        auto copies = [=] { return n + field; };
        auto refers = [&n, k = m + 1](int x) { n = x + k; };
        refers(copies());
        auto generic = [](auto x) { out(x); };
        generic(1);
        std::function<void(int)> kept = refers;
        kept(2);
        [&] { out(m); }();
    }
};

std::optional<int> library(std::vector<int> &v, std::optional<int> o, const std::string &s) {
    v.push_back(1);
    v[0] = v.size() + o.value_or(2);
    auto [a, b] = std::make_tuple(1, o);
    if (o && !s.empty())
        o = std::nullopt;
    o = std::move(b);
    out(std::get<0>(std::tuple<int, long>(a, 1)));
    return {};
}

void caller() {
    int n = 1;
    objects(n);
    Closures{2}.run(n, 3);
}
