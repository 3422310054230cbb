int sink(int);
struct A {
    static int create() { return sink(1); }
    int method() { return sink(2); }
    int operator*(A) { return sink(3); }
    A &operator<<(int) { sink(4); return *this; }
    explicit operator bool() const { return sink(5); }
    A *begin() { return this; }
    A *end() { return this + 1; }
    typedef A type;
    A() { sink(6); }
    ~A() { sink(7); }
    A(const A &) { sink(8); }
};
template <class T> int uses()
{
    T object;
    typename T::type copy = object;
    T *pointer = new T;
    int r = T::create() + object.method() + pointer->method() + object * copy;
    object << 1;
    if (object)
        r++;
    for (auto &element : object)
        r += element.method();
    delete pointer;
    return r;
}
template <class T> int never() { return T::create(); }
int start() { return uses<A>(); }
