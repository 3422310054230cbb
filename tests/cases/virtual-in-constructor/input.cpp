struct Base {
    Base() { m(); this->n(); helper(); pure_helper(); }
    ~Base() { m(); }
    virtual int m();
    virtual int n();
    virtual int pure() = 0;
    int helper() { return m(); }
    int pure_helper() { return pure(); }
};
struct Middle : Base {
    int m() override;
    Middle() { m(); n(); }
    ~Middle() { n(); Base::m(); }
};
struct Derived : Middle {
    int m() override;
    int n() override;
    int pure() override;
    int value = m();
    Derived(Base &other) { other.m(); }
    Derived() { [this] { return m(); }(); }
};
