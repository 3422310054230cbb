// Two-phase lookup: [temp.dep.candidate], [temp.nondep].
int plain(double);
namespace lib {
struct Tag {};
}
template <class T> int dependent(T x) { return plain(x); }
template <class T> int by_adl(T x) { return customization(x); }
template <class T> int not_dependent(T) { return plain(1); }
template <class T> int qualified(T x) { return ::plain(x); }
int plain(int);
namespace lib {
int customization(Tag);
int plain(Tag);
}
int customization(lib::Tag *);
struct Outside {};
int customization(Outside);
namespace lib {
struct WithFriend {
    friend int customization(WithFriend) { return 7; }
};
}
int use()
{
    return dependent(1) + not_dependent(1) + qualified(2) + by_adl(lib::Tag()) + dependent(lib::Tag())
         + by_adl(Outside()) + by_adl(lib::WithFriend());
}
