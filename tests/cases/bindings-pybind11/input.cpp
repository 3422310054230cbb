#include <torch/extension.h>
int inner(int);
int mha_fwd(int q, int k, int v) { return inner(q + k + v); }
int mha_bwd(int dout, const int &q) { return inner(dout + q); }
static int hidden(int) { return inner(0); }
int overloaded(int x) { return inner(x); }
double overloaded(double x) { return inner((int)x); }
template <class T> T generic(T x) { return (T)inner((int)x); }
int not_bound(int x) { return inner(x); }
namespace ops {
int scoped(int x) { return inner(x); }
}
struct Static {
    static int method(int x) { return inner(x); }
};
#define BIND(m, f) m.def(#f, &f)
static const char *const by_constant_name = "by_constant";
static void bind_more(py::module_ &m) { m.def("more", &ops::scoped); }
PYBIND11_MODULE(TORCH_EXTENSION_NAME, m)
{
    m.doc() = "documentation";
    m.def("fwd", &mha_fwd, "Forward pass", py::arg("q"), py::arg("k"), py::arg("v") = 3);
    m.def("bwd", mha_bwd);
    m.def("hidden", &hidden).def("chained", &ops::scoped);
    m.def("by_lambda", [](int x) { return inner(x); });
    m.def("by_cast", static_cast<double (*)(double)>(&overloaded));
    m.def("by_overload_cast", py::overload_cast<int>(&overloaded));
    m.def("by_template", &generic<float>);
    m.def("static_method", &Static::method);
    auto stored = [](int y) { return mha_fwd(y, y, y); };
    m.def("by_variable", stored);
    m.def(by_constant_name, &ops::scoped);
    m.def("twice", &mha_fwd);
    m.def("twice", &mha_bwd);
    m.def("renamed", &mha_bwd, "text", py::arg("grad"), py::arg("query") = 1);
    m.def("with_self", [](int self_like, int other) { return inner(self_like + other); });
    BIND(m, not_bound);
    bind_more(m);
    auto sub = m.def_submodule("sub");
    sub.def("scoped", &ops::scoped);
}
