#include <pybind11/pybind11.h>
namespace py = pybind11;
int inner(int);
struct Pet {
    Pet(int age) { inner(age); }
    Pet(int, int) { inner(2); }
};
Pet make_pet(double x) { return Pet((int)x); }
PYBIND11_MODULE(pets, m)
{
    py::class_<Pet>(m, "Pet")
        .def(py::init<int>())
        .def(py::init<int, int>(), py::arg("a"), py::arg("b"))
        .def(py::init(&make_pet));
}
