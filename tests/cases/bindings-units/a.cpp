#include <pybind11/pybind11.h>
#include "declared.h"
namespace py = pybind11;
PYBIND11_MODULE(unit_a, m) { m.def("run", &implemented_elsewhere, "documentation"); }
