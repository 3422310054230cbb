int f(int);
int g(int);
int use(int x)
{
    _Defer f(x);
    _Defer { f(1); g(2); }
    return x;
}
