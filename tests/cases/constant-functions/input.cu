#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
template <class K> __global__ void run(int *p) { *p = K::size; }

static dim3 one_return() { return dim3(8, 16, 1); }
static dim3 with_local()
{
    dim3 block(8, 16);
    return block;
}
static int twice(int n) { return 2 * n; }
static dim3 through_others(int n) { return dim3(twice(n), twice(twice(2)), 1); }
static dim3 from_parameter(int n) { return dim3(n, 2, 1); }
static dim3 by_branch(bool b)
{
    if (b)
        return dim3(32, 4, 1);
    return dim3(64, 2, 1);
}
int counter;
static dim3 with_effect()
{
    ++counter;
    return dim3(8, 8, 8);
}
static dim3 changing()
{
    dim3 block(8, 16, 1);
    block.x += 8;
    return block;
}
static dim3 declared_only();
static int recursive(int n) { return n > 0 ? 1 + recursive(n - 1) : 0; }
void functions(int *p, int n)
{
    k<1><<<n, one_return()>>>(p);
    k<2><<<n, with_local()>>>(p);
    k<3><<<n, through_others(3)>>>(p);
    k<4><<<n, from_parameter(64)>>>(p);
    k<5><<<n, from_parameter(n)>>>(p);
    k<6><<<n, by_branch(false)>>>(p);
    k<7><<<n, by_branch(n > 1)>>>(p);
    k<8><<<n, with_effect()>>>(p);
    k<9><<<n, changing()>>>(p);
    k<10><<<n, declared_only()>>>(p);
    k<11><<<n, recursive(4)>>>(p);
    dim3 const kept = with_local();
    k<12><<<n, kept, recursive(7)>>>(p);
}

// What a class says of itself: static, const member, of its base, virtual.
template <int Size> struct Kernel {
    static constexpr int size = Size;
    static constexpr int SharedStorageSize = 1024 * Size;
    static dim3 get_block_shape() { return dim3(Size, 4, 1); }
    int threads() const { return 3 * Size; }
    dim3 get_grid() const { return dim3(threads(), 1, 2); }
    virtual int lanes() const { return Size; }
};
struct Wide : Kernel<16> {
    int lanes() const override { return 99; }
};
template <class K> void launch_of(int *p, K k)
{
    dim3 const block = K::get_block_shape();
    int smem = K::SharedStorageSize;
    run<K><<<k.get_grid(), block, smem>>>(p);
}
template void launch_of(int *, Kernel<8>);
template void launch_of(int *, Kernel<32>);
void by_virtual(int *p, Kernel<16> &any, Kernel<16> exact)
{
    k<21><<<1, any.lanes()>>>(p);
    k<22><<<1, exact.lanes()>>>(p);
    k<23><<<1, any.Kernel<16>::lanes()>>>(p);
}

// Members of a local object; what an argument leaves out is 1.
void members(int *p, int n)
{
    long shmem = 0;
    dim3 threads(256);
    k<31><<<(n + threads.x - 1) / threads.x, threads, shmem>>>(p);
    dim3 other(n, 4);
    k<32><<<1, dim3(other.y, other.z)>>>(p);
    dim3 set(32);
    set.y = 4;
    k<33><<<1, set>>>(p);
    dim3 twice_set(32);
    if (n)
        twice_set.x = 64;
    k<34><<<1, twice_set.x>>>(p);
    dim3 pointed(32);
    dim3 *to = &pointed;
    to->x = 48;
    k<35><<<1, pointed>>>(p);
    dim3 referred(32);
    auto &reference = referred;
    reference.y = 2;
    k<36><<<1, referred>>>(p);
}

// Captured by closures within closures.
template <class F> void call(F f) { f(); }
void captured(int *p, int n)
{
    call([&] {
        int rows = n < 5 ? 64 : 128;
        dim3 block(rows), fixed(32, 2);
        const int smem = 2048;
        call([&] { k<41><<<n, block>>>(p); });
        call([=] { k<42><<<n, fixed, smem>>>(p); });
        call([p, n, shape = fixed] { k<43><<<n, shape>>>(p); });
        call([&] { call([&] { k<44><<<fixed.x, fixed>>>(p); }); });
        dim3 changed(32);
        call([&] { changed.x = 64; });
        call([&] { k<45><<<n, changed>>>(p); });
    });
}

// Integers of 64 bits and more, unsigned.
void large(int *p, unsigned long long q, unsigned __int128 w)
{
    if (q > 9223372036854775808ULL)
        k<51><<<1, 32>>>(p);
    if (q == 18446744073709551615ULL)
        k<52><<<1, 32>>>(p);
    if (w == (unsigned __int128)1 << 100)
        k<53><<<1, 32>>>(p);
    k<54><<<1, 32, 18446744073709551615ULL & q>>>(p);
    const long long least = -9223372036854775807LL - 1;
    if (w > 5 && (long long)q == least)
        k<55><<<1, 32>>>(p);
}
