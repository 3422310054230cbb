#include <compare>
int sink(int);
struct Ordered {
    int x;
    std::strong_ordering operator<=>(const Ordered &) const;
    bool operator==(const Ordered &) const;
};
struct Weak {
    int x;
    friend std::weak_ordering operator<=>(const Weak &, int);
    friend bool operator==(const Weak &, int);
};
struct Part {
    auto operator<=>(const Part &) const { sink(1); return std::strong_ordering::equal; }
    bool operator==(const Part &) const { sink(2); return true; }
};
struct Defaulted {
    Part part;
    auto operator<=>(const Defaulted &) const = default;
    bool operator==(const Defaulted &) const = default;
};
struct Old {
    bool operator==(const Old &) const;
    bool operator!=(const Old &) const;
};
bool less(const Ordered &a, const Ordered &b) { return a < b; }
bool not_equal(const Ordered &a, const Ordered &b) { return a != b; }
bool reversed(const Weak &w) { return 1 > w; }
bool reversed_equal(const Weak &w) { return 1 == w; }
bool default_less(const Defaulted &a, const Defaulted &b) { return a < b; }
bool default_equal(const Defaulted &a, const Defaulted &b) { return a == b; }
bool old_not_equal(const Old &a, const Old &b) { return a != b; }
long double operator""_km(long double);
int operator""_text(const char *, decltype(sizeof 0));
int operator""_raw(const char *);
template <char... C> int operator""_digits() { return sizeof...(C) + sink(3); }
void literals()
{
    1.5_km;
    "abc"_text;
    12_raw;
    345_digits;
}
struct Stream {
    Stream &operator<<(int);
    Stream &operator<<(Stream &(*)(Stream &));
};
Stream &endl(Stream &);
Stream &operator<<(Stream &, const char *);
void stream(Stream &s) { s << 1 << "text" << endl; }
struct Smart {
    Ordered *operator->() const;
    Ordered &operator*() const;
    Smart operator++(int);
    Smart &operator--();
    int operator[](int) const;
    Smart operator,(int) const;
    Smart *operator&();
    bool operator&&(bool) const;
    int operator->*(int) const;
    Smart operator-() const;
    Smart &operator=(int);
    explicit operator bool() const;
};
void all(Smart s)
{
    s->x;
    (*s).x;
    s++;
    --s;
    s[1];
    s, 2;
    &s;
    s && true;
    s->*3;
    -s;
    s = 4;
    if (s)
        !s;
}
struct FirstStep {
    operator int() const;
};
struct SecondStep {
    SecondStep(FirstStep);
    ~SecondStep();
};
void take(SecondStep);
void converts(FirstStep f)
{
    take(f);
    int i = f + 1;
    switch (f) {
    case 1:;
    }
    double d = f;
    (void)i, (void)d;
}
