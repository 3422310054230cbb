#include "lib.h"
int only_b(int);
namespace {
struct Local {
    int m() { return only_b(1); }
};
}
static int same_name(int x) { return only_b(x); }
static int with_lambda()
{
    struct Inside {
        int m() { return only_b(2); }
    };
    return apply([](int x) { return only_b(x); }) + use(Inside());
}
int from_b() { return use(Local()) + through<same_name>() + with_lambda() + Holder<Local>().get(); }
