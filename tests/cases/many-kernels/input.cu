// A table of 90 kernels, of which one is launched.
#include "cuda_stub.h"
#define KERNEL(n) __global__ void k##n(int *p, int count) { p[0] = count; }
#define TEN(M, n) M(n##0) M(n##1) M(n##2) M(n##3) M(n##4) M(n##5) M(n##6) M(n##7) M(n##8) M(n##9)
#define ALL(M) TEN(M, 1) TEN(M, 2) TEN(M, 3) TEN(M, 4) TEN(M, 5) TEN(M, 6) TEN(M, 7) TEN(M, 8) TEN(M, 9)
ALL(KERNEL)

#define ITEM(n) k##n,
static void (*const table[])(int *, int) = {ALL(ITEM)};
void run(int which, int *p, int threads) { table[which]<<<1, threads>>>(p, 3); }
