void out(int value);
void takes(const char *text, double number, const void *pointer);
enum class Color : unsigned char { red = 3 };
int global;
namespace ns { inline namespace v1 { static const int *table; const int constant = 9; } }
struct Pair { int first; int array[3]; Pair *next; };

void literals() {
    takes("a\n\"b\"", 0.5, nullptr);
    takes("", -2, 0);
    out('A');
    out(true);
    out((int)Color::red);
    out(ns::constant);
    out(sizeof(Pair *));
    out(-(3));
    out(global);
    takes(__func__, 1e100, ns::table);
}

bool operators(int a, unsigned b, float f, int *p) {
    out(a + b);
    out(a % 3 << 2);
    a += 2;
    a *= f;
    b >>= 1;
    out(~a);
    out(-a);
    out(+a);
    out((a, 4));
    out(a > 1 ? a : -1);
    out(a ?: 2);
    out(*p + p[2]);
    p = &a + 1;
    f = a++ - --a;
    return (a < 3 && b) || !p;
}

void conversions(long l, int i, bool b, double d, float f, unsigned u, short s) {
    l = i;
    i = l;
    i = b;
    b = i;
    d = f;
    f = d;
    f = i;
    i = f;
    u = i;
    l = u;
    i = s;
    s = (short)(u + s);
    takes("", 0.0, reinterpret_cast<int *>(1));
    out(i);
}

void members(Pair &pair, Pair *pointer) {
    pair.first = pointer->next->first;
    pointer->array[pair.first] = pair.array[1];
    int *decayed = pair.array;
    Pair copy = pair;
    copy = *pointer;
    out((*pointer).first);
}

using Handler = int (*)(int, int &);
int twin(int a, int &b);
void calls(Handler handler, int n) {
    out(handler(n, n));
    Handler taken = &twin;
}
