struct T {
    T();
    T(int);
    T(const T &);
    ~T();
};
void automatic() { T t[3]; }
void matrix() { T t[2][2]; }
void listed() { T t[3] = {1, 2}; }
void zero_extent() { T *t[3]; }
struct Holder {
    T t[2];
};
void copied(Holder &h) { Holder g(h); }
void bound() { const T(&r)[2] = {1, 2}; }
void captured()
{
    T t[2];
    auto l = [t] {};
}
