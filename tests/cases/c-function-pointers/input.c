typedef int (*unary)(int);
typedef int typed_unary(int);
int inc(int x) { return x + 1; }
int dec(int x) { return x - 1; }
int never(int x) { return x; }
int only_called(int x) { return x; }
double real(double x) { return x; }
int binary(int x, int y) { return x + y; }
int with_const(const int x) { return x; }
unsigned differs(unsigned x) { return x; }

int local(int x)
{
    int (*p)(int) = inc;
    return p(x);
}
int starred(int x)
{
    unary p = &dec;
    return (*p)(x);
}
int parameter(unary p) { return p(1); }
int decayed(int p(int)) { return p(1); }
int by_type(typed_unary *p) { return p(1); }
unary get(int which) { return which ? inc : dec; }
int returned(void) { return get(1)(2); }
int chosen(int c) { return (c ? inc : dec)(3); }
struct ops {
    unary op;
    double (*real_op)(double);
};
int member(struct ops *o) { return o->op(1); }
double member_real(struct ops *o) { return o->real_op(1); }
int nested(int (**pp)(int)) { return (*pp)(1); }
void use(void)
{
    parameter(with_const);
    only_called(1);
    struct ops o = {.op = inc};
    o.real_op = real;
    member(&o);
    int (*two)(int, int) = binary;
    unsigned (*u)(unsigned) = differs;
    (void)two;
    (void)u;
    int unused = sizeof(never(1));
    (void)unused;
}
int cast_call(void *p) { return ((int (*)(int))p)(4); }
