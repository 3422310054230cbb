#include "launcher.h"
__global__ void b(int *p) { *p = 2; }
void uses_b(int *p) { forward(b, 320, p); }
