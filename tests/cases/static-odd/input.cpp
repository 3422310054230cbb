int dynamic(int);
struct T {
    T(int);
    ~T();
    int a, b;
};
struct Pair {
    int a, b;
};
Pair make();
template <class X> struct Tmpl {
    static T member;
    static int number;
};
template <class X> T Tmpl<X>::member(1);
template <> T Tmpl<char>::member(dynamic(2));
template <class X> int Tmpl<X>::number = dynamic(sizeof(X));
template struct Tmpl<long>;
template <class X> int variable = dynamic(3);
template <> int variable<char> = dynamic(4);
auto [first, second] = make();
constinit int constant = 5;
static T *pointer = new T(6);
int &bound = *new int(dynamic(7));
union U {
    T t;
    U() : t(8) {}
    ~U() {}
} global_union;
struct {
    int x = dynamic(9);
} unnamed;
int order_a = dynamic(10), order_b = order_a + dynamic(11);
extern "C" int c_linkage_variable = dynamic(12);
struct Member {
    static const int in_class = sizeof(T);
    static constexpr int (*function)(int) = dynamic;
    static thread_local T per_thread;
};
thread_local T Member::per_thread(13);
int by_lambda = [](int x) { return dynamic(x); }(14);
int (*stored)(int) = &dynamic;
void function()
{
    static T *leaked = new T(15);
    static const int &extended = dynamic(16);
    static int table[2] = {dynamic(17), dynamic(18)};
    (void)leaked, (void)extended, (void)table;
}
template <class X> int &in_template()
{
    static int n = dynamic(19);
    return n;
}
int use() { return Tmpl<int>::number + variable<int> + in_template<int>() + Member::in_class; }
