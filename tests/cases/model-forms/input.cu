// The same question of one form after the other: does the kernel read data of x, or only what x looks like?
#include "cuda_stub.h"
#include "torch/include/ATen/ATen.h"
#include <pybind11/pybind11.h>

__global__ void fill(float *data) { data[0] = 1.f; }
__global__ void count(float *data, long n) { data[0] = n; }
static void run(at::Tensor out) { fill<<<1, 32>>>(out.data_ptr()); }

void like(at::Tensor x) { run(torch::empty_like(x)); }
void sizes(at::Tensor x) { run(at::empty(x.sizes(), x.options())); }
void options(at::Tensor x, long n) { run(at::empty({n}, x.options().dtype(c10::ScalarType::Half))); }
void new_empty(at::Tensor x, long n) { run(x.new_empty({n})); }
void full_like(at::Tensor x, double value) { run(at::full_like(x, value)); }
void copied(at::Tensor x, at::Tensor y)
{
    at::Tensor out = at::empty_like(x);
    out.copy_(y);
    run(out);
}
void filled(at::Tensor x, double value)
{
    auto out = at::empty_like(x);
    out.fill_(value);
    run(out);
}
void numel(at::Tensor x, at::Tensor out) { count<<<1, 32>>>(out.data_ptr(), x.numel()); }
void size_and_grid(at::Tensor x, at::Tensor out)
{
    long n = x.size(0);
    count<<<n, 32>>>(out.data_ptr(), n);
}
void scaled(at::Tensor x, double scale, at::Tensor out)
{
    at::Tensor y = x * scale;
    run(at::empty_like(y));
    count<<<1, 32>>>(out.data_ptr(), y.stride(0));
}
void scaled_grid(at::Tensor x, double scale, at::Tensor out)
{
    at::Tensor y = x * scale;
    fill<<<y.size(0), 32>>>(out.data_ptr());
}
void scaled_data(at::Tensor x, double scale) { run(x * scale); }
void added(at::Tensor x, at::Tensor y) { run(at::empty_like(x + y)); }
void through_size(long n, at::Tensor out)
{
    at::Tensor made = at::empty({n});
    count<<<1, 32>>>(out.data_ptr(), made.size(0));
}
void numbers(long n) { run(at::arange(n)); }
void converted(at::Tensor x) { run(x.to(c10::ScalarType::Half)); }
void expanded(at::Tensor x, long n) { run(x.expand({n, n})); }
void unknown(at::Tensor x) { run(at::empty_like(at::mystery(x))); }
void by_type(at::Tensor x, at::Tensor out)
{
    if (x.scalar_type() == c10::ScalarType::Half)
        run(out);
}

PYBIND11_MODULE(_ext, m)
{
    m.def("like", &like);
    m.def("sizes", &sizes);
    m.def("options", &options);
    m.def("new_empty", &new_empty);
    m.def("full_like", &full_like);
    m.def("copied", &copied);
    m.def("filled", &filled);
    m.def("numel", &numel);
    m.def("size_and_grid", &size_and_grid);
    m.def("scaled", &scaled);
    m.def("scaled_grid", &scaled_grid);
    m.def("scaled_data", &scaled_data);
    m.def("added", &added);
    m.def("through_size", &through_size);
    m.def("numbers", &numbers);
    m.def("converted", &converted);
    m.def("expanded", &expanded);
    m.def("unknown", &unknown);
    m.def("by_type", &by_type);
    m.def("run", &run);
    m.def("count", +[](at::Tensor out, long n) { count<<<1, 32>>>(out.data_ptr(), n); });
    m.def("launch", +[](at::Tensor out, long n) { fill<<<n, 32>>>(out.data_ptr()); });
}
