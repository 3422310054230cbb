#include "cuda_stub.h"
typedef void (*kernel_t)(int *);
void launch(kernel_t kernel, dim3 grid, int threads, int *p);
void forward(kernel_t kernel, int threads, int *p);
