int f(int);
int use(int x)
{
    int (^block)(int) = ^(int y) { return f(x + y); };
    return block(1);
}
