#include <torch/library.h>
using at::Tensor;
int inner();
struct Stack {
    Stack() { inner(); }
    Stack(long size, Tensor first) { inner(); }
    void push(Tensor t) { inner(); }
    Tensor pop() { inner(); return Tensor(); }
};
struct Queue {
    Queue(long size) { inner(); }
    Tensor take(long n) { inner(); return Tensor(); }
    static Tensor make(long n) { inner(); return Tensor(); }
};
static auto registered = torch::class_<Stack>("my", "Stack")
                             .def(torch::init<>())
                             .def("push", &Stack::push)
                             .def("pop", &Stack::pop)
                             .def("twice", [](Tensor t) { inner(); return t; });
TORCH_LIBRARY(other, m)
{
    m.class_<Stack>("Made").def(torch::init([](long n) { return new Stack(n, Tensor()); }));
    m.class_<Queue>("Queue").def(torch::init<long>()).def("take", &Queue::take).def_static("make", &Queue::make);
}
