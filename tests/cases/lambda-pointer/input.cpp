int sink(int);
typedef int (*pointer)(int);
int call(pointer p) { return p(1); }
int converted()
{
    return call([](int x) { return sink(x); });
}
int plus()
{
    auto *p = +[](int x) { return sink(x); };
    return p(2);
}
int generic()
{
    return call([](auto x) { return sink(x); });
}
pointer table[] = {[](int x) { return sink(x); }};
int by_table(int i) { return table[i](i); }
