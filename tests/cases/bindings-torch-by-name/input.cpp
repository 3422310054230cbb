#include <torch/library.h>
using at::Tensor;
// As ATen/core/dispatch/Dispatcher.h has it.
namespace c10 {
struct OperatorName {
    torch::Text name, overload;
    OperatorName(torch::Text name, torch::Text overload) : name(name), overload(overload) {}
};
template <class F> struct TypedOperatorHandle {
    template <class... A> Tensor call(A...) const;
};
struct OperatorHandle {
    template <class F> TypedOperatorHandle<F> typed() const;
    void callBoxed(void *) const;
};
struct Dispatcher {
    static Dispatcher &singleton();
    OperatorHandle findSchemaOrThrow(const char *name, const char *overload);
    OperatorHandle findOp(const OperatorName &name);
};
} // namespace c10
extern "C" int aoti_torch_call_dispatcher(const char *, const char *, void *);
struct Other {
    int findSchemaOrThrow(const char *, const char *);
};

Tensor f_cpu(const Tensor &x) { return x; }
Tensor f_cuda(const Tensor &x) { return x; }
Tensor g(const Tensor &x) { return x; }
Tensor f_autograd(const Tensor &x)
{
    static auto op = c10::Dispatcher::singleton().findSchemaOrThrow("names::f", "").typed<Tensor(const Tensor &)>();
    return op.call(x);
}
Tensor by_overload(const Tensor &x)
{
    return c10::Dispatcher::singleton().findSchemaOrThrow("names::g.out", "").typed<Tensor(const Tensor &)>().call(x);
}
void boxed(void *stack) { c10::Dispatcher::singleton().findOp({"names::g", ""}).callBoxed(stack); }
void stable(void *stack) { aoti_torch_call_dispatcher("names::g", "", stack); }
int computed(const char *name) { return c10::Dispatcher::singleton().findSchemaOrThrow(name, ""), 1; }
int other(Other &o) { return o.findSchemaOrThrow("names::f", ""); }
Tensor elsewhere(const Tensor &x)
{
    return c10::Dispatcher::singleton().findSchemaOrThrow("aten::relu", "").typed<Tensor(const Tensor &)>().call(x);
}
TORCH_LIBRARY(names, m)
{
    m.def("f(Tensor x) -> Tensor");
    m.def("g(Tensor x) -> Tensor", &g);
    m.impl("f", c10::DispatchKey::CPU, &f_cpu);
    m.impl("f", c10::DispatchKey::CUDA, &f_cuda);
    m.impl("f", c10::DispatchKey::Autograd, &f_autograd);
}
