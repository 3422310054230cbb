#include "kernels.h"
void launcher(int *p)
{
    separately<<<1, 1>>>(p);
    instantiated_elsewhere<int><<<2, 2>>>(p);
}
