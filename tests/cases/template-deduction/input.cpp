// Class template argument deduction, deducing guides, abbreviated templates, constraints.
int sink(int);
template <class T> struct Holder {
    Holder(T) { sink(1); }
    ~Holder() { sink(2); }
};
template <class T> Holder(T *) -> Holder<int>;
template <class T> concept Small = sizeof(T) <= 4;
template <class T> int chosen(T) requires Small<T> { return sink(3); }
template <class T> int chosen(T) { return sink(4); }
int abbreviated(auto x) { return sink(x); }
int evaluated(int);
template <class T> concept Callable = requires(T t) { evaluated(t); };
template <class T> int constrained(T x) requires Callable<T> { return sink(x); }
int use()
{
    Holder h(1);
    Holder temporary{2L};
    bool b = requires { evaluated(1); };
    return chosen(1) + abbreviated(2) + constrained(3) + b;
}
