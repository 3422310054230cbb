#include <pybind11/pybind11.h>
namespace py = pybind11;
int inner(int);
struct Pet {
    Pet(int age) : age(age) { inner(age); }
    int name() const { return inner(age); }
    void set_name(int x) { inner(x); }
    int overloaded(int x) { return inner(x); }
    double overloaded(double x) { return inner((int)x); }
    virtual int speak() { return inner(1); }
    static int create(int x) { return inner(x); }
    int operator+(int x) const { return inner(x); }
    int age;
};
struct Dog : Pet {
    using Pet::Pet;
    int speak() override { return inner(2); }
    int bark() { return inner(3); }
};
template <class T> struct Box {
    int get() { return inner(sizeof(T)); }
};
template <class T> void declare_box(py::module_ &m, const char *name)
{
    py::class_<Box<T>>(m, name).def("get", &Box<T>::get);
}
PYBIND11_MODULE(pets, m)
{
    py::class_<Pet>(m, "Pet")
        .def("name", &Pet::name)
        .def("set_name", &Pet::set_name, py::arg("x"))
        .def("as_int", py::overload_cast<int>(&Pet::overloaded))
        .def("as_double", static_cast<double (Pet::*)(double)>(&Pet::overloaded))
        .def("speak", &Pet::speak)
        .def_static("create", &Pet::create)
        .def("__add__", &Pet::operator+)
        .def("__repr__", [](const Pet &p) { return p.name(); })
        .def_property_readonly("age_name", &Pet::name)
        .def_readwrite("age", &Pet::age);
    py::class_<Dog, Pet> dog(m, "Dog");
    dog.def("bark", &Dog::bark);
    dog.def("speak", &Dog::speak);
    declare_box<int>(m, "IntBox");
}
