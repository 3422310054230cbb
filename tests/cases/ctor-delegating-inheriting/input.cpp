void log(int);
struct M {
    M(int) { log(1); }
    ~M() { log(2); }
};
struct Delegating {
    M m;
    Delegating() : Delegating(1) { log(3); }
    Delegating(int x) : m(x) { log(4); }
};
struct Base {
    Base(int) { log(5); }
    Base(int, double) { log(6); }
    template <class T> Base(T *) { log(7); }
    ~Base() { log(8); }
};
struct Heir : Base {
    M m = M(9);
    using Base::Base;
};
struct SecondHeir : Heir {
    using Heir::Heir;
};
void delegating() { Delegating d; }
void inheriting()
{
    Heir one(1);
    Heir two(1, 2.0);
    Heir three("text");
}
void twice() { SecondHeir s(1); }
