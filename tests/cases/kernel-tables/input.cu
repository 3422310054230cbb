#include "cuda_stub.h"
template <int N> __global__ void k(int *p) { *p = N; }
typedef void (*kernel_t)(int *);

// By an index that the run tells, and by a constant.
struct Row { void (*kernel)(int *); int block; size_t smem; };
static const Row rows[] = {{k<1>, 128, 1024}, {&k<2>, 256, 2048}};
void table_index(int *p, int i) { rows[i].kernel<<<1, rows[i].block, rows[i].smem>>>(p); }
void table_constant(int *p) { rows[1].kernel<<<2, rows[1].block>>>(p); }
// Another name for a row, and a copy of it.
static const Row rows3[] = {{k<3>, 64, 0}, {&k<4>, 96, 0}};
void table_reference(int *p, int i) { const Row &r = rows3[i]; r.kernel<<<1, r.block, r.smem>>>(p); }
static const Row rows5[] = {{k<5>, 32, 0}, {&k<6>, 160, 0}};
void table_copy(int *p, int i) { Row r = rows5[i]; r.kernel<<<1, r.block, r.smem>>>(p); }
// Each row in its turn, in a range-for or by a counter.
struct Named { int head; kernel_t f; int threads; };
static const Named named[] = {{64, k<7>, 192}, {128, k<8>, 224}};
void table_search(int *p, int d) { for (const auto &n : named) if (n.head == d) n.f<<<1, n.threads>>>(p); }
void table_loop(int *p, int d) {
    static const Named here[] = {{64, k<9>, 193}, {128, k<10>, 225}};
    for (int i = 0; i < 2; ++i) if (here[i].head == d) { here[i].f<<<1, here[i].threads>>>(p); return; }
}
// A table of the function's own.
void table_local(int *p, int i) {
    Row here[] = {{k<11>, 33, 7}, {k<12>, 34, 8}};
    here[i].kernel<<<1, here[i].block, here[i].smem>>>(p);
}
// Two dimensions.
static kernel_t const two[2][2] = {{k<17>, k<18>}, {k<19>, k<20>}};
void two_dim(int *p, int i, bool c) { two[i][c]<<<1, 38>>>(p); }
void two_dim_const(int *p, int i) { two[1][i]<<<2, 38>>>(p); }
// Not constant: something else may be there when it runs.
static kernel_t plain[] = {k<21>, k<22>};
void plain_index(int *p, int i) { plain[i]<<<1, 39>>>(p); }
kernel_t changing[] = {k<23>, k<24>};
void changing_index(int *p, int i) { changing[i]<<<1, 40>>>(p); }
void writer(kernel_t f) { changing[0] = f; }
// A pointer to a row, a function that returns one, an object that is made or assigned.
void row_pointer(int *p, bool b) {
    const Row *r = b ? &rows[0] : &rows[1];
    r->kernel<<<3, r->block, r->smem>>>(p);
}
static const Row rows27[] = {{k<27>, 42, 1}, {k<28>, 43, 2}};
static const Row &pick(int d) { return d > 64 ? rows27[1] : rows27[0]; }
void picked(int *p, int d) { const Row &r = pick(d); r.kernel<<<1, r.block, r.smem>>>(p); }
static Row make(int d) { if (d > 64) return {k<29>, 44, 3}; return Row{k<30>, 45, 4}; }
void made(int *p, int d) { Row r = make(d); r.kernel<<<1, r.block, r.smem>>>(p); }
void by_switch(int *p, int d) {
    Row r;
    switch (d) {
    case 64: r = {k<31>, 46, 5}; break;
    default: r = {k<32>, 47, 6}; break;
    }
    r.kernel<<<1, r.block, r.smem>>>(p);
}
void by_switch_members(int *p, int d) {
    kernel_t f; int block;
    switch (d) {
    case 64: f = k<33>; block = 48; break;
    default: f = k<34>; block = 49; break;
    }
    f<<<1, block>>>(p);
}
// Of one branch: the kernel and its block.
void by_if(int *p, bool c)
{
    kernel_t f = k<35>;
    int block = 50;
    if (c) {
        f = k<36>;
        block = 51;
    }
    f<<<1, block>>>(p);
}
// Not of the same row: the index has changed between, each call may give another, the copy is changed.
static const Row rows41[] = {{k<41>, 60, 0}, {k<42>, 61, 0}};
void index_changes(int *p, int i)
{
    const Row &r = rows41[i];
    i++;
    r.kernel<<<1, rows41[i].block>>>(p);
}
int next();
static const Row rows43[] = {{k<43>, 62, 0}, {k<44>, 63, 0}};
void index_called(int *p) { rows43[next()].kernel<<<1, rows43[next()].block>>>(p); }
static const Row rows45[] = {{k<45>, 64, 0}, {k<46>, 65, 0}};
void index_counts(int *p, int i) { rows45[i].kernel<<<i++, rows45[i].block>>>(p); }
static const Row rows47[] = {{k<47>, 66, 0}, {k<48>, 67, 0}};
void copy_changes(int *p, int i, int n)
{
    Row r = rows47[i];
    r.block = n;
    r.kernel<<<1, r.block>>>(p);
}
static Row rows49[] = {{k<49>, 68, 0}, {k<50>, 69, 0}};
void set_row(int i) { rows49[i].block = 1; }
void changed_table(int *p, int i) { rows49[i].kernel<<<1, rows49[i].block>>>(p); }
// Elements that nobody wrote are no kernels.
static kernel_t const sparse[4] = {k<51>, nullptr, k<52>};
void by_sparse(int *p, int i) { sparse[i]<<<1, 70>>>(p); }
// In a base's list and a nested structure.
struct Inner {
    dim3 block;
    size_t bytes;
};
struct Nested {
    Inner inner;
    kernel_t f;
};
static const Nested nested[] = {{{dim3(71, 2), 11}, k<53>}, {{72, 12}, k<54>}};
void by_nested(int *p, int i) { nested[i].f<<<1, nested[i].inner.block, nested[i].inner.bytes * 2>>>(p); }
