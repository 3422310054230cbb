#include <functional>
#include <algorithm>
#include <vector>
#include <memory>
int target(int);
int lambda_target(int);
int bound_target(int, int);
int compared(int);
int never(int);
struct Object {
    int method(int x) { return lambda_target(x); }
    Object();
    ~Object();
};
int call(const std::function<int(int)> &f) { return f(1); }
int from_function() { return call(target); }
int from_lambda() { return call([](int x) { return lambda_target(x); }); }
int from_bind(Object &o)
{
    auto b = std::bind(&Object::method, &o, std::placeholders::_1);
    return b(2);
}
void sorts(std::vector<int> &v)
{
    std::sort(v.begin(), v.end(), [](int a, int b) { return compared(a) < compared(b); });
}
void owns() { auto p = std::make_unique<Object>(); }
void shares() { auto p = std::make_shared<Object>(); }
int invokes(Object &o) { return std::invoke(&Object::method, o, 3); }
int visits(std::vector<int> &v)
{
    int n = 0;
    std::for_each(v.begin(), v.end(), [&](int x) { n += target(x); });
    return n;
}
