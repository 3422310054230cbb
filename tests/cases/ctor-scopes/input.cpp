// Every way to leave a scope destroys its variables, and each is the same edge.
struct T {
    T();
    explicit T(int);
    ~T();
    explicit operator bool() const;
    int m() const;
};
T make();
void by_break()
{
    while (T t = make())
        break;
}
void by_if()
{
    if (T t = make(); t)
        t.m();
    else
        t.m();
}
void by_switch(int x)
{
    switch (T t; x) {
    case 1:
        return;
    }
}
void by_for()
{
    for (T t; t; t.m())
        continue;
}
void by_goto(int x)
{
again:
    T t;
    if (x)
        goto again;
}
void by_logical(bool b)
{
    if (b && T(1).m())
        return;
}
int by_dead_code()
{
    return 1;
    T t;
}
[[noreturn]] void stop();
void by_noreturn()
{
    T t;
    stop();
}
