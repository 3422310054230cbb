// A dimension's expression may hold commas.
#include "cuda_stub.h"
template <int B, bool C, int D> int num_splits(int p) { return p * B; }
template <class A, class B> struct Two { static int of(int a, int b) { return a + b; } };
__global__ void in_template_arguments(int) {}
__global__ void in_a_class(int) {}
__global__ void in_a_call(int) {}
__global__ void in_block(int) {}
__global__ void zero(int) {}
__global__ void one_for_all(int) {}
int pick(int, int, int);
dim3 elsewhere(int, int);
void launch(int p)
{
    in_template_arguments<<<dim3(num_splits<128, 0, true>(p), 1, 1), 128>>>(p);
    in_a_class<<<dim3(4, Two<int, char>::of(p, 0)), 128>>>(p);
    in_a_call<<<pick(p, 0, 0), 32>>>(p);
    in_block<<<1, dim3(32, pick(0, p, -1), 2)>>>(p);
    zero<<<dim3(pick(1, 2, 3), 0, 1), 1>>>(p);
    one_for_all<<<elsewhere(0, 0), 1>>>(p);
}
