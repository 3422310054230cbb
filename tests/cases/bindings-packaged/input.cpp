#include <pybind11/pybind11.h>
namespace py = pybind11;
int fwd(int a, float b) { return a * static_cast<int>(b); }
int shadowed() { return 1; }
int nested() { return 2; }
struct Model {
    explicit Model(int size) : size(size) {}
    float run(float x) const { return x * size; }
    int size;
};
PYBIND11_MODULE(_C, m) {
    m.def("fwd", &fwd);
    m.def_submodule("inner").def("nested", &nested);
    py::class_<Model>(m, "Model").def(py::init<int>()).def("run", &Model::run);
}
PYBIND11_MODULE(shadow, m) { m.def("f", &shadowed); }
