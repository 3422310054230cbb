// flags: -std=c++17
// CUDA: both passes, kernels launched in every way, functions of both sides.
#include "../../build_neutral/inputs/kernel.cu"

struct Parameters {
    float *data;
    int count;
};
__device__ int device_only(int a) { return a + 1; }
__host__ __device__ int either(int a) {
#ifdef __CUDA_ARCH__
    return device_only(a);
#else
    return a;
#endif
}
template <int N> __host__ __device__ constexpr int repeated() {
    if constexpr (N > 0)
        return repeated<N - 1>() + 1;
    else
        return 0;
}
template <class T> struct Accumulator {
    T total;
    __device__ Accumulator() : total(0) {}
    __device__ ~Accumulator() { total = 0; }
    __device__ void add(T value) { total += value; }
};
static __device__ void store(float *to, float value) { *to = value; }
template <int N, bool Even> __global__ void reduce(Parameters parameters) {
    Accumulator<float> accumulator;
    auto step = [&](int i) { accumulator.add(parameters.data[i]); };
    for (int i = 0; i < parameters.count; i += N)
        step(i);
    if constexpr (Even)
        store(parameters.data, accumulator.total);
    if (repeated<3>() == 4)
        device_only(2);
    parameters.data[1] = either(repeated<N>());
}
extern "C" __global__ void c_kernel(int *out) { *out = either(3); }
namespace {
__global__ void hidden_kernel(int *out) { *out = device_only(1); }
} // namespace

template <class F> void bool_switch(bool b, F f) {
    if (b) {
        constexpr static bool Value = true;
        f(Value);
    } else {
        f(false);
    }
}
template <int N> void launch(Parameters parameters, bool even, cudaStream_t stream) {
    bool_switch(even, [&](bool flag) {
        auto kernel = flag ? &reduce<N, true> : &reduce<N, false>;
        kernel<<<dim3(1, 2), dim3(either(128)), repeated<2>() * 4, stream>>>(parameters);
        reduce<N, true><<<1, N>>>(parameters);
    });
}
template <class K, class... A> void launch_any(K kernel, A... arguments) { kernel<<<1, 1>>>(arguments...); }
void all(Parameters parameters, int *out) {
    launch<64>(parameters, parameters.count % 2 == 0, nullptr);
    launch_any(c_kernel, out);
    launch_any(&hidden_kernel, out);
    void *arguments[] = {&out};
    cudaLaunchKernel(reinterpret_cast<const void *>(&c_kernel), dim3(1), dim3(1), arguments, 0, nullptr);
}
