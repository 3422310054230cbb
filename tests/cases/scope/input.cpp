#include "header.h"
static int static_unused(int x) { return reached(x); }
inline int inline_unused(int x) { return reached(x); }
namespace {
int anonymous_unused(int x) { return reached(x); }
}
struct InMain {
    int unused_member() { return reached(3); }
};
int use() { return Box<int>().used_member() + Plain().used_member(); }
