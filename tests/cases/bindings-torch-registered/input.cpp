#include <torch/library.h>
using at::Tensor;
int inner();
Tensor sum(const Tensor &src, const Tensor &index, long dim) { inner(); return src; }
Tensor max_cpu(const Tensor &src) { inner(); return src; }
Tensor max_cuda(const Tensor &src) { inner(); return src; }
Tensor any(Tensor src) { return src; }
Tensor meta(Tensor src) { return src; }
long version() { return 12; }
static auto registry = torch::RegisterOperators()
                           .op("scatter::sum", &sum)
                           .op("scatter::version", [] { return version(); })
                           .op("other::any(Tensor src, *, int extra=1) -> Tensor", any);
static auto more = c10::RegisterOperators()
                       .op("scatter::max(Tensor src) -> Tensor",
                           c10::RegisterOperators::options()
                               .kernel<decltype(max_cpu), &max_cpu>(c10::DispatchKey::CPU)
                               .kernel<decltype(max_cuda), &max_cuda>(c10::DispatchKey::CUDA))
                       .op(torch::RegisterOperators::options()
                               .schema("scatter::max.meta(Tensor src) -> Tensor")
                               .kernel(c10::DispatchKey::Meta, meta))
                       .op(torch::RegisterOperators::options().schema("scatter::lam").catchAllKernel([](Tensor t) {
                           return meta(t);
                       }))
                       .op("scatter::declared(Tensor src) -> Tensor");
void later()
{
    static torch::RegisterOperators in_function = torch::RegisterOperators().op("late::sum", &sum);
}
