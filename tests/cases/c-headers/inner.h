static int in_header(int x) { return VALUE(x); }
static inline int unused_in_header(int x) { return x; }
inline int shared_inline(int x) { return x; }
#define CALL(x) in_header(x)
#define DEFINE(name) int name(int x) { return CALL(x); }
