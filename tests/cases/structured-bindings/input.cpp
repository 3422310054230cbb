namespace std {
template <class T> struct tuple_size;
template <decltype(sizeof 0) I, class T> struct tuple_element;
}
struct Part {
    Part();
    Part(const Part &);
    ~Part();
    int m() const;
};
struct Tuple {
    Part a;
    int b;
    Tuple();
    Tuple(const Tuple &);
    ~Tuple();
};
struct Own {
    template <int I> int get() const { return I; }
};
namespace std {
template <> struct tuple_size<Tuple> { static constexpr int value = 2; };
template <> struct tuple_size<const Tuple> { static constexpr int value = 2; };
template <> struct tuple_element<0, Tuple> { using type = Part; };
template <> struct tuple_element<1, Tuple> { using type = int; };
template <> struct tuple_element<0, const Tuple> { using type = const Part; };
template <> struct tuple_element<1, const Tuple> { using type = const int; };
template <> struct tuple_size<Own> { static constexpr int value = 2; };
template <> struct tuple_element<0, Own> { using type = int; };
template <> struct tuple_element<1, Own> { using type = int; };
}
template <int I> auto &get(Tuple &t) { if constexpr (I == 0) return t.a; else return t.b; }
template <int I> auto get(Tuple &&t) { if constexpr (I == 0) return Part(t.a); else return t.b; }
template <int I> auto &get(const Tuple &t) { if constexpr (I == 0) return t.a; else return t.b; }
struct Plain {
    Part p;
    int x;
};
Tuple make();
Plain make_plain();
int by_value(Tuple &t)
{
    auto [a, b] = t;
    return a.m() + b;
}
int by_reference(const Tuple &t)
{
    auto &[a, b] = t;
    return a.m() + b;
}
int from_call()
{
    auto [a, b] = make();
    return b;
}
int members()
{
    auto [p, x] = make_plain();
    return p.m() + x;
}
int by_member(Own o)
{
    auto [x, y] = o;
    return x + y;
}
int array()
{
    Part parts[2];
    auto &[one, two] = parts;
    return one.m() + two.m();
}
int array_copy(Part (&parts)[2])
{
    auto [one, two] = parts;
    return one.m();
}
int loop(Tuple (&tuples)[2])
{
    int n = 0;
    for (auto &[a, b] : tuples)
        n += b;
    return n;
}
