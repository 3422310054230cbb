// __cluster_dims__, which clang reads from 22 on.
#include "cuda_stub.h"
__global__ void __cluster_dims__(2) line(int *p) { *p = 2; }
__global__ void __cluster_dims__(2, 1, 4) box(int *p) { *p = 3; }
template <int N> __global__ void __cluster_dims__(N, N) square(int *p) { *p = 4; }
/* not __cluster_dims__(2) */
__global__ void none(int *p) { *p = 5; }
void launch(int *p)
{
    line<<<8, 1>>>(p);
    box<<<dim3(8, 8, 8), 1>>>(p);
    square<2><<<dim3(8, 8), 1>>>(p);
    none<<<8, 1>>>(p);
}
