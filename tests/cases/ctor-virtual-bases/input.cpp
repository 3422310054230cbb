struct V {
    V(int);
    V();
    ~V();
};
struct L : virtual V {
    L() : V(1) {}
    ~L() {}
};
struct R : virtual V {
    R() : V(2) {}
    ~R() {}
};
struct Bottom : L, R {
    Bottom() : V(3) {}
    ~Bottom() {}
};
struct Implicit : virtual V {};
void use()
{
    Bottom b;
    Implicit i;
}
