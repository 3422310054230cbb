inline int plain_inline(int x) { return x; }
extern inline int extern_inline(int x);
inline int extern_inline(int x) { return x + 1; }
static inline int static_inline(int x) { return x + 2; }
__attribute__((always_inline)) static inline int forced(int x) { return static_inline(x); }
int renamed(int x) __asm__("another_symbol");
int renamed(int x) { return forced(x); }
__attribute__((weak)) int weak(int x) { return x; }
__attribute__((constructor)) static void at_start(void) { weak(1); }
int f(int x) { return plain_inline(x) + extern_inline(x) + static_inline(x) + renamed(x) + weak(x); }
