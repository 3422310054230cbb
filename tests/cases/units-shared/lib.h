#ifndef LIB_H
#define LIB_H
int outside(int);
inline int in_header(int x) { return outside(x); }
struct Base {
    Base();
    virtual ~Base();
};
struct Class : virtual Base {
    Class(int x) { in_header(x); }
    ~Class() { in_header(2); }
};
template <class T> T generic(T x) { return (T)in_header((int)x); }
static inline int internal_in_header(int x) { return outside(x); }
inline int counter()
{
    static int n = outside(1);
    return n;
}
inline auto lambda = [](int x) { return outside(x); };
#endif
