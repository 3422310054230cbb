#include <torch/csrc/stable/library.h>
using torch::stable::Tensor;
void inner();
Tensor silu(const Tensor &input, double by);
template <bool kCausal> Tensor attend(const Tensor &q, const Tensor &k);
extern template Tensor attend<false>(const Tensor &, const Tensor &);
extern template Tensor attend<true>(const Tensor &, const Tensor &);
