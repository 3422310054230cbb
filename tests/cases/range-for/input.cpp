struct Value {
    Value(const Value &);
    ~Value();
    int m() const;
};
struct Iterator {
    Value &operator*() const;
    Iterator &operator++();
    bool operator!=(const Iterator &) const;
    Iterator(const Iterator &);
    ~Iterator();
};
struct Members {
    Iterator begin();
    Iterator end();
    ~Members();
};
namespace adl {
struct Range {};
Iterator begin(Range &);
Iterator end(Range &);
}
struct Sentinel {};
struct Modern {
    int *at;
    int operator*() const;
    Modern &operator++();
    bool operator==(Sentinel) const;
};
struct WithSentinel {
    Modern begin();
    Sentinel end();
};
struct Both {
    int *begin() const;
    int *end() const;
};
int *begin(Both &);
int *end(Both &);
Members make();
int by_reference(Members &r)
{
    int n = 0;
    for (Value &v : r)
        n += v.m();
    return n;
}
void by_value(Members &r)
{
    for (Value v : r)
        ;
}
void by_adl(adl::Range r)
{
    for (const auto &v : r)
        v.m();
}
void sentinel(WithSentinel w)
{
    for (int x : w)
        (void)x;
}
void temporary()
{
    for (auto &&v : make())
        v.m();
}
void array(Value (&values)[3])
{
    for (auto &v : values)
        v.m();
}
void pointers(Both &b)
{
    for (int x : b)
        (void)x;
}
template <class R> void generic(R &r)
{
    for (auto &&x : r)
        (void)x;
}
void instantiate(Members &m, adl::Range &a)
{
    generic(m);
    generic(a);
}
