#include "lib.h"
namespace {
int hidden(int x) { return internal_in_header(x); }
struct Local {
    int m() { return hidden(2); }
};
}
struct Derived : Class {
    Derived() : Class(1) {}
};
int from_b(int x)
{
    Derived d;
    return generic(x) + generic(2.0) + hidden(x) + counter() + Local().m() + lambda(2);
}
