// The members that nobody wrote, and when they exist.
int log(int);
struct CopyOnly {
    CopyOnly();
    CopyOnly(const CopyOnly &);
    CopyOnly &operator=(const CopyOnly &);
};
struct MoveOnly {
    MoveOnly();
    MoveOnly(MoveOnly &&);
    MoveOnly &operator=(MoveOnly &&);
    ~MoveOnly();
};
struct Mixed {
    CopyOnly c;
    MoveOnly m;
    int plain[4];
};
struct Base {
    Base();
    Base(const Base &);
    Base &operator=(const Base &);
    virtual ~Base() = default;
};
struct Heir : Base {
    CopyOnly arrays[2];
};
struct OnlyDestructor {
    CopyOnly c;
    ~OnlyDestructor() { log(1); }
};
struct Lazy {
    CopyOnly c;
};
struct Nested {
    struct Inner {
        CopyOnly c;
    } inner;
    Mixed *pointer;
};
template <class T> struct Generic {
    T t;
    MoveOnly m;
};
template <class T> T take(T &t) { return static_cast<T &&>(t); }
void mixed(Mixed &a) { Mixed b = static_cast<Mixed &&>(a); b = static_cast<Mixed &&>(a); }
void heir(Heir &a) { Heir b = a; b = a; }
void destructor_prevents_move(OnlyDestructor &a) { OnlyDestructor b = static_cast<OnlyDestructor &&>(a); }
void lazy(Lazy *) {}
void nested(Nested &a) { Nested b = a; }
void generic(Generic<CopyOnly> &g) { take(g); }
