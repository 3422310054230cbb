#include "lib.h"
int outside(int x) { return x; }
Base::Base() {}
Base::~Base() {}
namespace {
int hidden(int x) { return in_header(x); }
struct Local {
    int m() { return hidden(1); }
};
}
int from_a(int x)
{
    Class c(x);
    Class *p = new Class(x);
    delete p;
    return generic(x) + internal_in_header(x) + hidden(x) + counter() + Local().m() + lambda(1);
}
