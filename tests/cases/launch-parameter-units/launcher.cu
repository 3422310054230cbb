#include "launcher.h"
void launch(kernel_t kernel, dim3 grid, int threads, int *p) { kernel<<<grid, threads>>>(p); }
