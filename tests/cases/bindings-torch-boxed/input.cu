#include "cuda_stub.h"
#include <torch/csrc/stable/library.h>
using torch::stable::Tensor;
struct Args {
    const void *x;
    int heads;
    float scale;
};
__global__ void kernel(Args args) { float v = args.scale + *(const float *)args.x; }
const void *data(const Tensor &t);
void run(const Tensor &x, int heads, float scale)
{
    Args args{data(x), heads, scale};
    kernel<<<heads, 64>>>(args);
}
void boxed_run(StableIValue *stack, uint64_t num_args, uint64_t num_outputs)
{
    auto x = torch::stable::detail::to<Tensor>(stack[0]);
    auto heads = torch::stable::detail::to<int>(stack[2]);
    run(x, heads, torch::stable::detail::to<float>(stack[3]));
}
STABLE_TORCH_LIBRARY(_ext, m) { m.def("run(Tensor x, str mode, int heads, *, float scale) -> ()"); }
STABLE_TORCH_LIBRARY_IMPL(_ext, CUDA, m) { m.impl("run", &boxed_run); }
STABLE_TORCH_LIBRARY_FRAGMENT(_ext, m) { m.def("run_too(Tensor x, int count, float factor) -> ()"); }
STABLE_TORCH_LIBRARY_IMPL(_ext, CUDA, m) { m.impl("run_too", TORCH_BOX(&run)); }
