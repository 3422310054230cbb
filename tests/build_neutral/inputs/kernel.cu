// A CUDA unit without a toolkit: what clang needs of CUDA's headers is here.
#define __host__ __attribute__((host))
#define __device__ __attribute__((device))
#define __global__ __attribute__((global))
typedef decltype(sizeof(0)) size_t;
struct dim3 {
    unsigned x, y, z;
    __host__ __device__ constexpr dim3(unsigned a, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c) {}
};
typedef struct stream *cudaStream_t;
extern "C" int cudaConfigureCall(dim3 grid, dim3 block, size_t shared = 0, cudaStream_t stream = 0);
extern "C" int __cudaPushCallConfiguration(dim3 grid, dim3 block, size_t shared = 0, cudaStream_t stream = 0);
extern "C" int cudaLaunch(const void *kernel);
extern "C" int cudaSetupArgument(const void *argument, size_t size, size_t offset);
extern "C" int cudaLaunchKernel(const void *kernel, dim3 grid, dim3 block, void **arguments, size_t shared,
                                cudaStream_t stream);

template <class T> __device__ T scaled(T value, T factor) { return value * factor; }
template <class T> __global__ void scale(T *data, T factor, int count) {
    for (int i = 0; i < count; ++i)
        data[i] = scaled(data[i], factor);
}
template <class F> void with_flag(bool flag, F function) { flag ? function(1.0f) : function(2.0f); }
void run(float *data, int count, bool flag) {
    with_flag(flag, [&](float factor) {
        auto kernel = &scale<float>;
        kernel<<<dim3(count / 128), 128, 0, nullptr>>>(data, factor, count);
    });
}
