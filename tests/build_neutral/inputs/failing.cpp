// Two errors, a warning, and functions before and after them.
#include <string>
int before(int a) { return a; }
int wrong() { return undeclared_name + before(1); }
int unused(int a) {
    int b;
    return before(a);
}
std::string also_wrong() { return 3 + nothing_like_it("x"); }
int after() { return before(2); }
