#include "cuda_stub.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

template <int K> __global__ void k(int) {}
template <int K> void run(long n, long b = 1) { k<K><<<n, b>>>(n); }

struct Launching {
    explicit Launching(int n) { run<20>(n); }
};
struct Shape {
    int rows = 3;
    Shape() { rows = 4; }
};
struct Visitor {
    void operator()(int n) const { run<21>(n); }
    void operator()(double) const { run<22>(1); }
};

std::optional<int> perhaps(int n, bool is_there) {
    if (is_there)
        return n;
    return std::nullopt;
}

void pairs(int n) {
    std::pair<int, int> p{n, 2};
    p.first = 5;
    run<1>(std::get<0>(p), p.second);
    auto [a, b] = p;
    run<2>(a, b);
}

void vectors(int n) {
    std::vector<dim3> grids(2, dim3(4, 5));
    k<3><<<grids[1], 1>>>(n);
    std::vector<dim3> ones(2);  // a constructor makes them
    k<4><<<ones[0], 1>>>(n);
    std::vector<int> zeros(3);
    run<5>(zeros[1] + n, zeros.size());
    std::vector<Shape> shapes;
    shapes.resize(2);
    run<6>(shapes[0].rows);
    std::vector<std::vector<int>> rows(2, std::vector<int>(3, 9));
    run<7>(rows[1][2], rows[0].size());
    run<8>(std::max(n, 10, [](int x, int y) { return x > y; }));
}

void optionals(int n, bool is_there) {
    auto o = perhaps(n, is_there);
    if (o.has_value())
        run<9>(*o);
    else
        run<10>(1);
    run<11>(o.value_or(8));
}

void strings(int n) {
    std::string s = n == 3 ? "fp16" : "bf16";
    s += "_x";
    if (s == "fp16_x")
        run<12>(s.size());
    else if (!s.empty())
        run<13>(std::string("a" + s).size());
}

void closures(int n) {
    auto count = [c = 0]() mutable { return ++c; };
    count();
    auto other = count;  // with a c of its own
    other();
    run<14>(count());
    int x = n;
    auto add = [&x](int y) { return x += y; };
    x = 10;
    add(n);
    run<15>(x);
}

// What a library's function calls that is no argument of it.
void through(int n) {
    auto made = std::make_unique<Launching>(n);
    std::variant<int, double> v = n;
    std::visit(Visitor{}, v);
    std::visit([](auto m) { run<23>(sizeof m); }, v);
}

struct Base {
    virtual int id() const { return 1; }
};
struct Derived : Base {
    int id() const override { return 2; }
};
void classes() {
    Derived d;
    Base copy = d;  // a Base
    const Base &same = d, &sliced = copy;
    run<16>(same.id(), sliced.id());
    Base assigned;
    assigned = d;
    const Base &left = assigned;
    run<17>(left.id());
}

constexpr int TILES[2][2] = {{1, 2}, {3, 4}};
void tables(int n) { run<18>(TILES[n][1]); }
