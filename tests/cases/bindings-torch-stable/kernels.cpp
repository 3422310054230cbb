#include "operators.h"
void inner() {}
Tensor silu(const Tensor &input, double by) { inner(); return input; }
Tensor silu_meta(const Tensor &input, double by) { return input; }
template <bool kCausal> Tensor attend(const Tensor &q, const Tensor &k) { inner(); return q; }
template Tensor attend<false>(const Tensor &, const Tensor &);
template Tensor attend<true>(const Tensor &, const Tensor &);
Tensor unpacked(Tensor x, int size) { inner(); return x; }
void boxed_by_hand(StableIValue *stack, uint64_t num_args, uint64_t num_outputs)
{
    auto x = torch::stable::detail::to<Tensor>(stack[0]);
    auto size = torch::stable::detail::to<int>(stack[2]);
    stack[0] = torch::stable::detail::from(unpacked(x, size));
}
static void more(torch::stable::detail::StableLibrary &library, const char *name,
                 void (*function)(StableIValue *, uint64_t, uint64_t))
{
    library.impl(name, function);
}
STABLE_TORCH_LIBRARY_IMPL(TORCH_EXTENSION_NAME, CUDA, m)
{
    m.impl("silu", TORCH_BOX(&silu));
    m.impl("attend", TORCH_BOX(attend<false>));
    m.impl("attend.causal", TORCH_BOX(&attend<true>));
    m.impl("by_hand", &boxed_by_hand);
}
STABLE_TORCH_LIBRARY_IMPL(_ext, Meta, m) { m.impl("silu", TORCH_BOX(silu_meta)); }
STABLE_TORCH_LIBRARY_IMPL(_other, CPU, m) { more(m, "helped", TORCH_BOX(&silu)); }
STABLE_TORCH_LIBRARY_IMPL(_third, CUDA, m)
{
    more(m, "helped", TORCH_BOX(attend<true>));
    m.impl("_ext::silu_elsewhere", TORCH_BOX(&silu));
}
