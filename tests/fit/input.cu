// A launch a verdict; fit_test.py has the numbers, by hand.
#include "cuda_stub.h"
template <int Bytes> __global__ void wide(int *p) { *p = Bytes; }
template <int Bytes> void launch(int *p)
{
    auto kernel = &wide<Bytes>;
    if (Bytes >= 48 * 1024)
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, Bytes);
    kernel<<<1, 128, Bytes>>>(p);
}
void sizes(int *p)
{
    launch<49152>(p);  // what every launch may have
    launch<101376>(p); // all that 8.6 has
    launch<101424>(p); // 48 bytes more
}
__global__ void unasked(int *p) { *p = 1; }
void launch_unasked(int *p) { unasked<<<1, 128, 49153>>>(p); }
__global__ void sometimes(int *p) { *p = 2; }
void launch_sometimes(int *p, bool ask)
{
    if (ask)
        cudaFuncSetAttribute(sometimes, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    sometimes<<<1, 128, 65536>>>(p);
}
__global__ void less(int *p) { *p = 3; }
void launch_less(int *p)
{
    cudaFuncSetAttribute(less, cudaFuncAttributeMaxDynamicSharedMemorySize, 65535);
    less<<<1, 128, 65536>>>(p);
}
__global__ void elsewhere(int *p) { *p = 4; }
void prepare() { cudaFuncSetAttribute(elsewhere, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536); }
void launch_elsewhere(int *p) { elsewhere<<<1, 128, 65536>>>(p); }
__global__ void same_branch(int *p) { *p = 5; }
void launch_same_branch(int *p, bool now)
{
    if (now) {
        cudaFuncSetAttribute(same_branch, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
        same_branch<<<1, 128, 65536>>>(p);
    }
}
__global__ void many_threads(int *p) { *p = 6; }
void launch_many_threads(int *p) { many_threads<<<1, dim3(32, 33)>>>(p); }
__global__ void __launch_bounds__(128) bounded(int *p) { *p = 7; }
void launch_bounded(int *p) { bounded<<<1, 192>>>(p); }
__global__ void deep(int *p) { *p = 8; }
void launch_deep(int *p) { deep<<<1, dim3(1, 1, 128)>>>(p); }
__global__ void run_time(int *p) { *p = 9; }
void launch_run_time(int *p, int threads, int bytes) { run_time<<<1, threads, bytes>>>(p); }
// Too much whatever else is not known.
__global__ void half_known(int *p) { *p = 10; }
void launch_half_known(int *p, int threads) { half_known<<<1, threads, 300000>>>(p); }
// The device decides: by an attribute, through a function of two results, and through a member.
__global__ void for_hopper(int *p) { *p = 11; }
__global__ void for_others(int *p) { *p = 12; }
struct Capability {
    int major, minor;
};
static int major_of(int device)
{
    int major = 0;
    cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, device);
    return major;
}
void by_capability(int *p)
{
    int major = major_of(0);
    if (major >= 9)
        for_hopper<<<1, 128>>>(p);
    else
        for_others<<<1, 128>>>(p);
}
__global__ void for_turing(int *p) { *p = 13; }
void by_property(int *p)
{
    cudaDeviceProp properties;
    cudaGetDeviceProperties(&properties, 0);
    if (properties.major == 7 && properties.minor == 5)
        for_turing<<<1, 128>>>(p);
}
// Not what was asked for any more: nothing is known.
__global__ void changed(int *p) { *p = 14; }
void by_changed(int *p, bool less)
{
    int major = 0;
    cudaDeviceGetAttribute(&major, cudaDevAttrComputeCapabilityMajor, 0);
    if (less)
        major = 5;
    if (major >= 9)
        changed<<<1, 128>>>(p);
}
// A guard leaves the body empty, and the host lets every device from 8.0 in.
__global__ void guarded(int *p)
{
#if __CUDA_ARCH__ >= 900
    *p = 15;
#endif
}
void launch_guarded(int *p)
{
    if (major_of(0) >= 8)
        guarded<<<1, 128>>>(p);
}
// Static and dynamic shared memory count together.
__global__ void both_kinds(char *p)
{
    __shared__ char fixed[32768];
    extern __shared__ char more[];
    fixed[0] = more[0];
    *p = fixed[0];
}
void launch_both_kinds(char *p)
{
    both_kinds<<<1, 128, 16384>>>(p);
    both_kinds<<<1, 128, 16400>>>(p);
}
// What is asked for before a launcher is called that launches what it is given, and behind the launch.
template <class K> void launch_given(K kernel, int bytes, int *p) { kernel<<<1, 128, bytes>>>(p); }
__global__ void by_launcher(int *p) { *p = 16; }
void launch_by_launcher(int *p)
{
    cudaFuncSetAttribute(by_launcher, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    launch_given(by_launcher, 65536, p);
}
static void launch_later(int *p);
__global__ void in_callee(int *p) { *p = 17; }
void launch_in_callee(int *p)
{
    cudaFuncSetAttribute(in_callee, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    launch_later(p);
}
static void launch_later(int *p) { in_callee<<<1, 128, 65536>>>(p); }
__global__ void too_late(int *p) { *p = 18; }
void launch_too_late(int *p)
{
    too_late<<<1, 128, 65536>>>(p);
    cudaFuncSetAttribute(too_late, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
}
static void launch_of_two(int *p);
__global__ void of_two(int *p) { *p = 19; }
void asks_first(int *p)
{
    cudaFuncSetAttribute(of_two, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536);
    launch_of_two(p);
}
void does_not_ask(int *p) { launch_of_two(p); }
static void launch_of_two(int *p) { of_two<<<1, 128, 65536>>>(p); }
// A generic kernel that does what a functor does, which a guard leaves empty.
struct Functor {
    __device__ void operator()(int *p)
    {
#if __CUDA_ARCH__ >= 900
        *p = 20;
#endif
    }
};
template <class F> __global__ void generic(int *p)
{
    F functor;
    functor(p);
}
void launch_generic(int *p) { generic<Functor><<<1, 128>>>(p); }
// As many threads as any device lets a block have, twice as many as the kernel's bounds do.
__global__ void __launch_bounds__(512) over_bounds(int *p) { *p = 21; }
void launch_over_bounds(int *p) { over_bounds<<<1, 1024>>>(p); }
// Neither kind of shared memory is too much, both together are; and together just what every launch may have.
template <int N> __global__ void sum(char *p)
{
    __shared__ char fixed[10000];
    extern __shared__ char more[];
    fixed[0] = more[0];
    *p = fixed[0] + N;
}
void launch_sums(char *p, bool ask)
{
    if (ask)
        cudaFuncSetAttribute(sum<1>, cudaFuncAttributeMaxDynamicSharedMemorySize, 40000);
    sum<1><<<1, 128, 40000>>>(p);
    cudaFuncSetAttribute(sum<2>, cudaFuncAttributeMaxDynamicSharedMemorySize, 40000);
    sum<2><<<1, 128, 40000>>>(p);
    sum<3><<<1, 128, 39152>>>(p);
}
// The host's condition is of two answers, and lets in 8.0, for which the body is empty.
__global__ void admitted(int *p)
{
#if __CUDA_ARCH__ >= 900
    *p = 22;
#endif
}
void launch_admitted(int *p)
{
    cudaDeviceProp properties;
    cudaGetDeviceProperties(&properties, 0);
    if (properties.major * 10 + properties.minor >= 80)
        admitted<<<1, 128>>>(p);
}
// Helpers that are given the kernel: one asks and launches, one only asks.
template <int N> __global__ void given(int *p) { *p = N; }
static void ask_and_launch(void (*kernel)(int *), int bytes, int *p)
{
    if (bytes > 48 * 1024)
        cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
    kernel<<<1, 128, bytes>>>(p);
}
template <class K> void only_ask(K kernel, int bytes)
{
    cudaFuncSetAttribute((const void *)kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, bytes);
}
void launch_given_kernels(int *p)
{
    ask_and_launch(given<1>, 65536, p);
    only_ask(given<2>, 65536);
    given<2><<<1, 128, 65536>>>(p);
    only_ask(given<3>, 65535);
    given<3><<<1, 128, 65536>>>(p);
}
