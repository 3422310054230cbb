int f(int);
int (*get(void))(int);
int g(void)
{
    return (f)(1) + (*f)(2) + (&f)(3) + (**f)(4) + (*&f)(5) + (0, f)(6);
}
