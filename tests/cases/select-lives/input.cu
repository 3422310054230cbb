#include "cuda_stub.h"

#include <memory>
#include <vector>

template <int K> __global__ void k(int) {}
template <int K> void run(long n) { k<K><<<n, 1>>>(n); }

struct Set {
    int &x;
    int v;
    Set(int &x, int v) : x(x), v(v) {}
    ~Set() { x = v; }
    int get() const { return v; }
};
struct Go {
    int n;
    explicit Go(int n) : n(n) {}
    ~Go() { run<1>(n); }
    int get() const { return n; }
};
Go make(int n) { return Go(n); }
int by_value(Go g) { return g.n; }
int by_reference(const Go &g) { return g.n; }

void temporaries(int n) {
    int mode = 0;
    Set(mode, 4);  // ends here
    run<2>(mode);
    int x = Set(mode, 5).get() + mode;  // ends behind the sum
    run<3>(x);
    run<4>(mode);
    int y = Go(n).get();
    run<5>(y);
    make(n + 1);
    by_reference(Go(n + 2));
    by_value(Go(n + 3));
}

void kept(int n) {
    const Go &g = make(n);  // ends with the block
    run<6>(g.n);
    if (Go(9).get() > n)  // ends before what depends on it
        run<7>(n);
}

// One of them is made.
void one(int n) { run<8>(n > 3 ? Go(5).get() : Go(6).get()); }
void either(int n) { run<8>(n > 3 ? Go(5).get() : Go(6).get()); }

struct Base {
    virtual ~Base() { run<10>(1); }
};
struct Derived : Base {
    int n;
    explicit Derived(int n) : n(n) {}
    ~Derived() override { run<11>(n); }
};

void deleted(int n) {
    int mode = 0;
    Set *set = new Set(mode, 3);
    mode = 2;
    delete set;
    run<9>(mode);
    Base *base = n > 3 ? new Base : new Derived(n);
    delete base;
    Set *none = nullptr;
    delete none;
}

// What a library's object holds ends with it, somewhere: what that changes is not known.
void held(int n) {
    int mode = 0;
    {
        std::unique_ptr<Set> set(new Set(mode, 7));
        mode = 2;
    }
    run<12>(mode);
    std::vector<Go> many;
    many.push_back(Go(n));
}

struct Part {
    Go first, second;
};
void arrays(int n) {
    Go two[2] = {Go(n), Go(n + 1)};
    run<13>(two[1].n);
}

// [class.copy.elision]p1.1: the one local that is returned is the caller's object, neither copied nor ended here.
int ended = 0;
struct Counted {
    int value;
    Counted() : value(1) {}
    Counted(const Counted &other) : value(other.value + 100) {}
    ~Counted() { ended += value; }
};
Counted made(int n) {
    Counted result;
    result.value = n;
    return result;
}
Counted chosen(int n) {
    Counted first, second;
    second.value = 7;
    if (n > 3)
        return first;
    return second;
}
Counted given(Counted it) { return it; }
void returned(int n) {
    ended = 0;
    {
        Counted own = made(n);
        run<12>(own.value);
    }
    run<13>(ended);
    run<14>(chosen(n).value);
    run<15>(given(made(n)).value);
}
