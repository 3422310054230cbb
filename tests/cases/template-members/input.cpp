int sink(int);
template <class T> struct Outer {
    template <class U> struct Inner {
        template <class V> int run(V) { return sink(sizeof(T) + sizeof(U) + sizeof(V)); }
        Inner() { sink(0); }
    };
    template <class U> Outer(U) { sink(1); }
    template <class U> operator U() { return U(sink(2)); }
    template <class U> static int stat() { return sink(3); }
    int defined_outside();
    template <class U> int both_outside(U);
    friend int friend_of(Outer &o) { return o.defined_outside(); }
};
template <class T> int Outer<T>::defined_outside() { return sink(4); }
template <class T> template <class U> int Outer<T>::both_outside(U) { return sink(5); }
template <template <class> class C> int takes_template() { return C<int>::template stat<char>(); }
template <class T> struct Derived : Outer<T> {
    using Outer<T>::Outer;
    int call() { return this->defined_outside() + this->template both_outside<int>(1); }
};
template <class T> using Alias = Outer<T>;
template <auto F> int through() { return F(1); }
template <class T> int sink_of(T) { return sink(6); }
template <class T> constexpr int variable = T::value();
struct Value { static constexpr int value() { return 3; } };
int use()
{
    Outer<int>::Inner<char> inner;
    Alias<int> o('a');
    int converted = o;
    friend_of(o);
    Derived<int> d(1L);
    return inner.run(1.0) + converted + takes_template<Outer>() + d.call() + through<&sink_of<int>>()
         + variable<Value>;
}
