#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
void fill(int *c);
void look(const int *c);
void in_configuration(int *p)
{
    int t = 32, u = 16;
    k<1><<<t++, 64>>>(p); // [expr.post.incr]: t is 33 from here on
    k<2><<<t, 64>>>(p);
    k<3><<<1, (u = 128, u)>>>(p);
}
void array_given(int *p)
{
    int c[2] = {1, 64};
    fill(c); // [conv.array]: a pointer to what is then written
    k<4><<<c[0], c[1]>>>(p);
}
void array_pointed_to(int *p)
{
    int c[2] = {1, 64};
    int *q = c;
    q[1] = 32;
    k<5><<<c[0], c[1]>>>(p);
}
void array_looked_at(int *p)
{
    const int c[2] = {1, 64};
    look(c);
    k<6><<<c[0], c[1]>>>(p);
}
void through_pointer(int *p)
{
    int t = 32;
    int *q = &t;
    *q = 64;
    k<7><<<1, t>>>(p);
}
void one_of_two(int *p, int n)
{
    int threads = 128;
    if (n > 1000)
        threads = 256;
    k<8><<<n, threads>>>(p);
}
void computed(int *p, int n)
{
    int threads = 128;
    if (n > 1000)
        threads = n / 8;
    k<9><<<n, threads>>>(p);
}
int constant() { return 32; }
__attribute__((weak)) int replaceable() { return 32; } // the linker takes another definition, where there is one
void weak(int *p)
{
    k<10><<<1, constant()>>>(p);
    k<11><<<1, replaceable()>>>(p);
}
