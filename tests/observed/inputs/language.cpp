// What the language offers to call through: visitors, callbacks, member pointers, tables, adapters.
#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iomanip>
#include <iostream>
#include <list>
#include <locale>
#include <memory_resource>
#include <mutex>
#include <numeric>
#include <queue>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <typeindex>
#include <vector>
#include <cstring>
#include <csignal>
namespace app {
struct Visitor;
struct Node {
    virtual ~Node() {}
    virtual void accept(Visitor &v) = 0;
};
struct Leaf;
struct Branch;
struct Visitor {
    virtual void visit(Leaf &) {}
    virtual void visit(Branch &) {}
    virtual ~Visitor() {}
};
struct Leaf : Node {
    int v;
    Leaf(int v) : v(v) {}
    void accept(Visitor &x) override { x.visit(*this); }
};
struct Branch : Node {
    std::vector<std::unique_ptr<Node>> c;
    void accept(Visitor &x) override { x.visit(*this); }
};
struct Sum : Visitor {
    int s = 0;
    void visit(Leaf &l) override { s += l.v; }
    void visit(Branch &b) override {
        for (auto &n : b.c)
            n->accept(*this);
    }
};
template <class D> struct Counter {
    inline static int n = 0;
    Counter() { ++n; }
    Counter(const Counter &) { ++n; }
    ~Counter() {
        --n;
        D::gone();
    }
};
struct Thing : Counter<Thing> {
    static void gone() {}
    Thing() = default;
    Thing(const Thing &) = default;
};
template <class... Ts> struct Overload : Ts... {
    using Ts::operator()...;
};
struct Signal {
    std::vector<std::function<void(int)>> slots;
    template <class F> void on(F &&f) { slots.emplace_back(std::forward<F>(f)); }
    void fire(int x) {
        for (auto &s : slots)
            s(x);
    }
};
struct Obs {
    int got = 0;
    void handle(int x) { got += x; }
    virtual int vm(int x) { return x; }
    virtual ~Obs() {}
};
struct Obs2 : Obs {
    int vm(int x) override { return -x; }
};
struct Base1 {
    virtual int a() { return 1; }
    virtual ~Base1() = default;
};
struct Mid1 : virtual Base1 {
    int a() override { return 2; }
};
struct Mid2 : virtual Base1 {};
struct Dia : Mid1, Mid2 {
    Dia() : x(a()) {}
    int x;
};
struct Op {
    int v;
    Op operator+(const Op &o) const { return {v + o.v}; }
    Op &operator+=(int x) {
        v += x;
        return *this;
    }
    explicit operator bool() const { return v; }
    auto operator<=>(const Op &) const = default;
    int operator[](int i) { return i; }
    friend std::ostream &operator<<(std::ostream &s, const Op &o) { return s << o.v; }
};
typedef int (*handler)(int);
struct Entry {
    const char *name;
    handler fn;
    handler alt;
};
int h1(int x) { return x; }
int h2(int x) { return x + 1; }
int h3(int x) { return x * 2; }
static const Entry entries[] = {{"a", h1, h2}, {"b", h2, nullptr}, {"c", h1, &h3}};
handler pick(int i) { return i ? entries[i].fn : entries[i].alt; }
int compose(handler f, handler g, int x) { return f(g(x)); }
void on_signal(int) {}
struct Guard {
    std::function<void()> f;
    ~Guard() {
        if (f)
            f();
    }
};
template <class T> T pool_sum(std::pmr::vector<T> &v) { return std::reduce(v.begin(), v.end()); }
struct Less {
    bool operator()(const Op &a, const Op &b) const { return a.v > b.v; }
};
inline int run() {
    int t = 0;
    Branch root;
    root.c.emplace_back(new Leaf(1));
    auto b = std::make_unique<Branch>();
    b->c.emplace_back(std::make_unique<Leaf>(2));
    root.c.push_back(std::move(b));
    Sum s;
    root.accept(s);
    t += s.s;
    {
        Thing a, b2 = a;
        Thing arr[2];
        std::vector<Thing> v(3);
    }
    Overload o{[](int x) { return x; }, [](const char *s) { return (int)strlen(s); }};
    t += o(1) + o("abc");
    Signal sig;
    Obs ob;
    Obs2 ob2;
    sig.on([&](int x) { ob.handle(x); });
    sig.on(std::bind_front(&Obs::handle, &ob));
    sig.on(std::bind(&Obs::vm, (Obs *)&ob2, std::placeholders::_1));
    sig.fire(3);
    t += ob.got;
    auto mf = std::mem_fn(&Obs::vm);
    t += mf(ob2, 1) + mf(&ob, 1);
    Dia d;
    Base1 *bp = &d;
    t += bp->a() + d.x;
    Op p{1}, q{2};
    p += 3;
    if (p)
        t += (p + q)[2];
    t += p < q;
    std::ostringstream os;
    os << p << std::setw(3) << std::hex << 255 << std::put_time(new std::tm{}, "%Y");

    for (auto &e : entries)
        t += e.fn(1);
    t += pick(0)(1) + pick(2)(2) + compose(h1, pick(1), 4);
    signal(SIGUSR1, on_signal);
    raise(SIGUSR1);
    {
        Guard g{[&] { t++; }};
    }
    std::priority_queue<Op, std::vector<Op>, Less> pq;
    for (int i : {3, 1, 2})
        pq.push(Op{i});
    while (!pq.empty())
        pq.pop();
    std::deque<std::string> dq{"a"};
    dq.emplace_front("b");
    std::list<Op> l{{3}, {1}};
    l.sort();
    l.sort(Less{});
    l.remove_if([](auto &o) { return o.v == 3; });
    std::mt19937 rng(1);
    std::uniform_int_distribution<int> dist(0, 9);
    t += dist(rng);
    std::vector<int> v(10);
    std::generate(v.begin(), v.end(), [&] { return dist(rng); });
    std::shuffle(v.begin(), v.end(), rng);
    std::nth_element(v.begin(), v.begin() + 3, v.end(), std::greater<>());
    std::ranges::sort(v, {}, [](int x) { return -x; });
    t += std::inner_product(v.begin(), v.end(), v.begin(), 0, std::plus<>(),
                            [](int a, int b) { return a ^ b; });
    std::pmr::monotonic_buffer_resource mbr;
    std::pmr::vector<int> pv({1, 2, 3}, &mbr);
    t += pool_sum(pv);
    std::mutex m;
    std::condition_variable cv;
    bool ready = false;
    std::jthread w([&] {
        std::unique_lock lk(m);
        cv.wait(lk, [&] { return ready; });
    });
    {
        std::lock_guard g(m);
        ready = true;
    }
    cv.notify_all();
    w.join();
    std::string_view sv = "x,y";
    t += sv.find(',');
    std::span<int> sp(v);
    t += sp.front();
    auto path = std::filesystem::path("/tmp") / "x";
    t += path.string().size();
    std::error_code ec;
    std::filesystem::exists(path, ec);
    std::stringstream ss("1 2");
    int a1;
    while (ss >> a1)
        t += a1;
    std::wstring ws = L"w";
    t += ws.size();
    std::locale loc;
    t += std::isalpha('a', loc);
    auto dur = std::chrono::milliseconds(3) + std::chrono::seconds(1);
    t += dur.count();
    std::unique_ptr<FILE, int (*)(FILE *)> fp(fopen("/dev/null", "r"), fclose);
    std::cout << os.str() << t;
    return 0;
}
} // namespace app
int main() { return app::run(); }
