int dynamic(int);
struct T {
    T(int);
    ~T();
    int m();
};
struct ConstantInit {
    int x;
    constexpr ConstantInit(int v) : x(v) {}
    ~ConstantInit();
};
namespace ns {
T global(dynamic(1));
int number = dynamic(2);
static T internal(3);
}
T &reference = ns::global;
const T &extended = T(4);
T array[2] = {5, 6};
ConstantInit constant(7);
extern T declared;
inline T inlined(8);
inline int unused_inline = dynamic(9);
constexpr int square(int x) { return x * x; }
constexpr int folded = square(3);
int constant_folded = square(4);
thread_local T per_thread(10);
struct Class {
    static T member;
    static inline T inline_member{11};
    static int count;
};
T Class::member(12);
int Class::count = dynamic(13);
template <class N> struct Template {
    static T member;
    static inline int inline_member = dynamic(14);
};
template <class N> T Template<N>::member(15);
template <class N> int variable = dynamic(sizeof(N));
int zero;
int literal = 5;
int lambda_made = [] { return dynamic(16); }();
int use()
{
    static T local(17);
    static int number = dynamic(18);
    thread_local T threaded(19);
    static int plain = 3;
    return Template<int>::member.m() + Template<int>::inline_member + variable<int> + local.m() + number + plain;
}
