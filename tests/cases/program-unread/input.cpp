void out(int value);
struct Holder { int n; int method(int); virtual int shape(); };

int jumps(int n) {
again:
    out(n);
    if (n > 1)
        goto again;
    return n;
}

void device(int n) {
    switch (n) {
    case 1:
        if (n) {
        case 2:
            out(n);
        }
    }
}

void assembles(int n) {
    int m;
    asm("" : "=r"(m) : "r"(n));
    out(m);
}

void clobbers(int *p) {
    asm volatile("" ::: "memory");
    out(*p);
}

void members(Holder &h, int (Holder::*method)(int)) {
    out((h.*method)(h.shape()));
}

void ranges(int n) {
    switch (n) {
    case 1 ... 3:
        out(n);
    }
}

void expressions(int n) {
    out(({ int k = n; k + 1; }));
    out(__builtin_offsetof(Holder, n));
    double _Complex c = 1.0;
    new int[n];
}
