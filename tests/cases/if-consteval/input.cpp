int at_run(int x) { return x; }
constexpr int at_compile(int x) { return x; }
consteval int immediate(int x) { return at_compile(x); }
constexpr int both(int x)
{
    if consteval {
        return at_compile(x);
    } else {
        return at_run(x);
    }
}
int use(int x) { return both(x) + immediate(3); }
