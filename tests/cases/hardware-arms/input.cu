// Outcomes that begin alike are different ways.
#include "cuda_stub.h"
namespace at { enum Type { kHalf, kBFloat16, kFloat }; }
__global__ void by_type(int) {}
__global__ void by_number(int) {}
void run_type(int n) { by_type<<<1, 1>>>(n); }
void run_number(int n) { by_number<<<1, 1>>>(n); }
#define SWITCH_TYPE(t, ...) \
    switch (t) { case at::kHalf: __VA_ARGS__; break; case at::kBFloat16: __VA_ARGS__; break; case at::kFloat: return; }
#define SWITCH_NUMBER(t, ...) \
    switch (t) { case 1000000001: __VA_ARGS__; break; case 1000000002: __VA_ARGS__; break; default: return; }
void f(at::Type type) { SWITCH_TYPE(type, run_type(1)) }
void g(int number) { SWITCH_NUMBER(number, run_number(1)) }
int main(int argc, char **)
{
    f((at::Type)argc);
    g(argc);
}
