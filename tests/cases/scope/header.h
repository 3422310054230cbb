inline int used(int x) { return x; }
inline int reached(int x) { return used(x); }
inline int unused(int x) { return used(x); }
template <class T> int unused_template(T x) { return unused(x); }
template <class T> struct Box {
    int used_member() { return reached(1); }
    int unused_member() { return unused(1); }
};
struct Plain {
    int used_member() { return reached(2); }
    int unused_member() { return unused(2); }
};
