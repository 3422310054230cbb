#include "cuda_stub.h"

#include <stdexcept>
#include <string>

template <int K> __global__ void k(int) {}
template <int K> void run(int n) { k<K><<<n, 1>>>(n); }

struct Unsupported : std::runtime_error {
    int code;
    explicit Unsupported(int c) : std::runtime_error("unsupported"), code(c) {}
};
struct Other {};

void check(int n) {
    if (n > 100)
        throw Unsupported(n);
    if (n < 0)
        throw std::invalid_argument("negative");
    if (n == 50)
        throw Other();
    if (n == 51)
        throw 5;
}

int checked(int n) {
    check(n);
    run<1>(n);
    return n;
}

int inner(int n) {
    try {
        return checked(n);
    } catch (const Unsupported &e) {
        run<2>(e.code);
    } catch (const std::logic_error &) {
        run<3>(1);
    }
    return -1;
}

void outer(int n) {
    try {
        inner(n);
        run<4>(1);
    } catch (Other &) {
        run<5>(1);
        throw;
    } catch (const std::exception &) {
        run<6>(1);
    }
}

void entry(int n) {
    try {
        outer(n);
    } catch (int v) {
        run<7>(v);
    } catch (...) {
        run<8>(1);
    }
    try {
        try {
            throw std::runtime_error("not taken by the inner one");
        } catch (const std::logic_error &) {
            run<9>(1);
        }
        run<10>(1);
    } catch (std::runtime_error) {
        run<11>(1);
    }
    int state = 0;
    try {
        state = 1;
        if (n == 3)
            throw 1;
        state = 2;
    } catch (...) {
        state += 10;
    }
    run<12>(state);
}

// What a library's function throws nobody tells: from its call on, either.
int parse(const std::string &text) {
    try {
        return std::stoi(text, nullptr, 16);
    } catch (const std::exception &) {
        run<13>(1);
    }
    return 2;
}
void unknown(int n) {
    run<14>(parse("12"));
    try {
        std::stoi("none");
        run<15>(1);
    } catch (const std::invalid_argument &) {
        run<16>(1);
    }
}
