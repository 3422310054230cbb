#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }

struct Base {
    virtual void run(int *p) = 0;
    virtual void plain(int *p) { k<1><<<1, 32>>>(p); }
    virtual ~Base() = default;
};
struct Left : Base {
    void run(int *p) override { k<2><<<1, 32>>>(p); }
    void plain(int *p) override { k<3><<<1, 32>>>(p); }
};
struct Right : Base {
    void run(int *p) override { k<4><<<1, 32>>>(p); }
};
// Called in a branch only.
void in_branch(Base *base, int *p, int n)
{
    if (n > 0)
        base->run(p);
}
// In a branch, and in none: what holds of both is nothing.
void both(Base *base, int *p, int n)
{
    if (n < 0)
        base->plain(p);
    base->plain(p);
}
void make(int *p)
{
    Left left;
    Right right;
    in_branch(&left, p, 1);
    both(&right, p, 1);
}
