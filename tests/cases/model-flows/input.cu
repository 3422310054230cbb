#include <cstdlib>

#include <optional>
#include <tuple>

#include "cuda_stub.h"
#include <pybind11/pybind11.h>

struct Inner {
    float eps;
};
struct Params {
    float scale, scale_log2;
    int window;
    Inner inner;
    bool causal;
    int heads;
    float *out;
};
template <int D, bool Causal> __global__ void kernel(Params p)
{
    p.out[0] = p.scale * p.inner.eps + static_cast<float>(p.window);
}
__global__ void plain(float *o, float alpha) { o[0] = alpha; }
template <int D, bool Causal> void launch(Params &p)
{
    dim3 grid(p.heads, 2);
    kernel<D, Causal><<<grid, D * 2>>>(p);
}
void set(Params &p, float scale, int window, std::optional<float> eps)
{
    p.scale = scale;
    p.scale_log2 = scale * 1.44f;
    p.window = window < 0 ? 128 : window;
    p.inner.eps = eps.has_value() ? eps.value() : 1e-5f;
}
template <int D> void run(Params &p)
{
    if (p.causal)
        launch<D, true>(p);
    else
        launch<D, false>(p);
}
std::tuple<int, float> fwd(float *q, float scale, int window, bool causal, int head_dim, std::optional<float> eps,
                           int heads, bool debug, bool return_softmax)
{
    Params p;
    set(p, scale, window, eps);
    p.causal = causal;
    p.heads = heads;
    p.out = q;
    switch (head_dim) {
    case 32:
        run<32>(p);
        break;
    case 64:
        run<64>(p);
        break;
    }
    auto also = [&](float alpha) { plain<<<1, 32>>>(q, alpha); };
    also(scale);
    if (return_softmax)
        return {window, scale};
    return {0, 0.f};
}
PYBIND11_MODULE(_ext, m)
{
    using pybind11::arg;
    m.def("fwd", &fwd, arg("q"), arg("scale"), arg("window"), arg("causal"), arg("head_dim"), arg("eps"), arg("heads"),
          arg("debug"), arg("return_softmax"));
}
