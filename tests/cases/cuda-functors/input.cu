// CUTLASS's way: one kernel template whose operation is a class.
#include "cuda_stub.h"
__device__ void load(int *p) { *p = 1; }
__device__ void compute(int *p) { *p = 2; }
template <class Params_> struct Mainloop {
    using Params = Params_;
    __device__ void step(Params const &p) { load(p.pointer); }
};
struct Epilogue {
    __device__ void operator()(int *p) const { compute(p); }
};
template <class Loop, class End> struct Operation {
    struct Params {
        int *pointer;
    };
    static constexpr int MaxThreadsPerBlock = 128;
    __device__ void operator()(Params const &p, char *smem)
    {
        Loop loop;
        loop.step(p);
        End end;
        end(p.pointer);
    }
};
struct P {
    int *pointer;
};
template <class Loop, class End> struct Simple {
    using Params = P;
    static constexpr int MaxThreadsPerBlock = 128;
    __device__ void operator()(Params const &p, char *smem)
    {
        Loop loop;
        loop.step(p);
        End()(p.pointer);
    }
};
template <class Op> __global__ void __launch_bounds__(Op::MaxThreadsPerBlock, 1) device_kernel(typename Op::Params const params)
{
    extern __shared__ char smem[];
    Op op;
    op(params, smem);
}
template <class Op> struct Adapter {
    static cudaError_t run(typename Op::Params const &params, cudaStream_t stream)
    {
        dim3 const block(Op::MaxThreadsPerBlock);
        void const *kernel = (void const *)device_kernel<Op>;
        cudaLaunchConfig_t config{1, block, 0, stream, nullptr, 0};
        void *args[] = {(void *)&params};
        cudaError_t result = cudaLaunchKernelExC(&config, kernel, args);
        device_kernel<Op><<<1, block, 1024, stream>>>(params);
        return result;
    }
};
using Op = Simple<Mainloop<P>, Epilogue>;
void host(P const &p) { Adapter<Op>::run(p, 0); }
