inline int used(int x) { return x; }
inline int unused(int x) { return used(x); }
static int static_unused(int x) { return unused(x); }
template <class T> int instantiated(T x) { return unused(x); }
template <class T> int unused_template(T x) { return unused(x); }
template <class T> struct Box {
    int member() { return unused(1); }
};
struct Plain {
    Plain() { used(1); }
    int unused_member() { return unused(2); }
};
inline Box<int> box;
inline int nobody_calls() { return instantiated(1) + box.member(); }
