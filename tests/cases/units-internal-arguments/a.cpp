#include "lib.h"
int only_a(int);
namespace {
struct Local {
    int m() { return only_a(1); }
};
}
static int same_name(int x) { return only_a(x); }
static int with_lambda()
{
    struct Inside {
        int m() { return only_a(2); }
    };
    return apply([](int x) { return only_a(x); }) + use(Inside());
}
int from_a() { return use(Local()) + through<same_name>() + with_lambda() + Holder<Local>().get(); }
