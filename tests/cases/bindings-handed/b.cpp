#include "parts.h"
using at::Tensor;
Tensor scale_cuda(Tensor t, double by) { return t; }
Tensor scale_cpu(Tensor t, double by) { return t; }
Tensor lost(Tensor t) { return t; }
struct Pet {
    int speak() { return 1; }
};
int run(int times) { return times; }
void bind_cuda(torch::Library &library)
{
    library.impl("scale", &scale_cuda);
    library.impl("other::named", &lost);
}
void bind_scale(torch::Library &library);
/* hands on what it is given */
void bind_all(torch::Library &library)
{
    torch::Library &same = library;
    bind_scale(same);
}
void bind_nobody_calls(torch::Library &library) { library.impl("lost", &lost); }
void bind_part(pybind11::module_ &module, int unused)
{
    module.def("run", &run);
    pybind11::class_<Pet>(module, "Pet").def("speak", &Pet::speak);
}
