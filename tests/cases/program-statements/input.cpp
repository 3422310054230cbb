void out(int value);
struct Range { int *begin() const; int *end() const; };

void declares(int n) {
    int a = n, b;
    int &r = a;
    const int &t = n + 1;
    constexpr int k = 4;
    static int counted = n;
    static const int fixed = n;
    extern int elsewhere;
    out(a + k);
}

int branches(int n, bool b) {
    if (n > 1)
        out(1);
    else if (b)
        out(2);
    if constexpr (sizeof(int) == 4)
        out(3);
    else
        out(4);
    if (int m = n * 2; m > 3)
        return m;
    if (int m = n)
        out(m);
    return 0;
}

void loops(int n, Range range) {
    for (int i = 0; i < n; ++i) {
        if (i == 2)
            continue;
        out(i);
    }
    for (;;)
        break;
    while (n)
        n--;
    do
        out(n);
    while (n < 3);
    while (int m = n)
        out(m);
    for (int &x : range)
        out(x);
    for (int x : range)
        out(x);
}

int switches(int n) {
    switch (n) {
    case 1:
    case 2:
        out(1);
        break;
    case 3: {
        out(3);
    }
        [[fallthrough]];
    default:
        n = 7;
    case -4:
        return n;
    }
    return 0;
}

[[noreturn]] void stop(const char *why, int line);
#define CHECK(condition) if (__builtin_expect(static_cast<bool>(!(condition)), 0)) { stop(#condition " failed", __LINE__); }

void ends(int n) {
    CHECK(n > 0);
    try {
        out(n);
        if (n == 2)
            throw 1;
    } catch (const Range &r) {
        out(1);
    } catch (...) {
        throw;
    }
}
