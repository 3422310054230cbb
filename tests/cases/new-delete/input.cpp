typedef decltype(sizeof 0) size_t;
inline void *operator new(size_t, void *p) noexcept { return p; }
namespace std {
struct nothrow_t {};
extern const nothrow_t nothrow;
enum class align_val_t : size_t {};
struct destroying_delete_t {};
}
void *operator new(size_t, const std::nothrow_t &) noexcept;
struct T {
    T();
    T(int);
    ~T();
};
struct Plain {
    int x;
};
struct Own {
    Own();
    ~Own();
    static void *operator new(size_t);
    static void operator delete(void *);
    static void *operator new[](size_t);
    static void operator delete[](void *, size_t);
    static void *operator new(size_t, int);
    static void operator delete(void *, int);
};
struct OwnHeir : Own {
    ~OwnHeir();
};
struct alignas(64) Aligned {
    Aligned();
    ~Aligned();
};
struct Virtual {
    virtual ~Virtual();
    void operator delete(void *);
};
Virtual::~Virtual() {}
struct Destroying {
    ~Destroying();
    void operator delete(Destroying *, std::destroying_delete_t);
};
T *one() { return new T; }
T *with(int x) { return new T(x); }
T *array(int n) { return new T[n]; }
T *array_listed() { return new T[2]{1, 2}; }
T *placed(void *p) { return new (p) T; }
T *no_throw() { return new (std::nothrow) T; }
int *scalar() { return new int(3); }
Plain *plain() { return new Plain; }
void del(T *p) { delete p; }
void del_array(T *p) { delete[] p; }
void del_scalar(int *p) { delete p; }
void del_plain(Plain *p) { delete p; }
void explicit_call(T *p) { p->~T(); }
void pseudo(int *p) { typedef int I; p->~I(); }
Own *own() { return new Own; }
Own *own_array() { return new Own[2]; }
Own *own_placed() { return new (7) Own; }
Own *global_new() { return ::new Own; }
void own_delete(Own *p) { delete p; }
void own_delete_array(Own *p) { delete[] p; }
void global_delete(Own *p) { ::delete p; }
OwnHeir *heir() { return new OwnHeir; }
void heir_delete(OwnHeir *p) { delete p; }
Aligned *aligned() { return new Aligned; }
void aligned_delete(Aligned *p) { delete p; }
void virtual_delete(Virtual *p) { delete p; }
void destroying_delete(Destroying *p) { delete p; }
void *direct_call() { return ::operator new(4); }
void direct_delete(void *p) { ::operator delete(p); }
template <class X> X *generic() { return new X; }
void instantiate() { generic<Own>(); generic<T>(); }
