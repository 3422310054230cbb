#include <utility>
#include <cstring>
struct T {
    T();
    T(T &&);
    ~T();
};
void take(T);
int cost(int);
void moves(T &t) { take(std::move(t)); }
void traps() { __builtin_unreachable(); }
int expects(int x) { return __builtin_expect(cost(x), 0); }
int assumes(int x) { __builtin_assume(x > 0); return x; }
T *address(T &t) { return __builtin_addressof(t); }
