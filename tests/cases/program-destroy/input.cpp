// Where the lives of objects end: only what somebody wrote is told.
#include <string>

void out(int value);

struct Guard {
    int &kept;
    Guard(int &n) : kept(n) {}
    ~Guard() {
        kept = 5;
        out(kept);
    }
};
struct Holder {
    Guard guard;
    std::string text;
};
struct Plain {
    int n;
    std::string text;
};
struct Defaulted {
    std::string text;
    ~Defaulted() = default;
};
struct Outer {
    Holder holder;
    int n;
    ~Outer() { out(n); }
};

int ends(int n) {
    Guard first(n);
    Plain plain{1, "a"};
    Defaulted defaulted;
    static Guard always(n);
    Guard &same = first;
    if (n) {
        Holder holder{Guard(n), "b"};
        return n;
    }
    for (int i = 0; i < n; i++)
        Guard each(n);
    Outer outer{{Guard(n), "c"}, 2};
    return n + 1;
}
