#include <nanobind/nanobind.h>
namespace nb = nanobind;
int inner(int);
int f(int a, int b) { return inner(a + b); }
int g(int a) { return inner(a); }
int overloaded(int a) { return inner(a); }
double overloaded(double a) { return inner((int)a); }
struct Pet {
    Pet(int age) : age(age) { inner(age); }
    int get() const { return inner(age); }
    void set(int x) { inner(x); }
    static int create(int x) { return inner(x); }
    int age;
};
Pet *make(const char *) { return nullptr; }
template <class T> struct Box {
    int get() { return inner(sizeof(T)); }
};
template <class T> void bind_box(nb::module_ &m, const char *name)
{
    nb::class_<Box<T>>(m, name).def("get", &Box<T>::get);
}
NB_MODULE(MODULE, m)
{
    m.def("f", &f, nb::arg("left"), nb::arg("right") = 1);
    m.def("by_lambda", [](int x) { return g(x); });
    m.def("as_double", nb::overload_cast<double>(&overloaded));
    auto inside = m.def_submodule("inside");
    inside.def("g", &g);
    m.attr("assigned") = nb::cpp_function(&g);
    m.attr("version") = 3;
    nb::class_<Pet>(m, "Pet")
        .def(nb::init<int>(), nb::arg("age"))
        .def(nb::new_(&make))
        .def("get", &Pet::get)
        .def_static("create", &Pet::create)
        .def_prop_rw("x", &Pet::get, &Pet::set)
        .def_prop_ro("y", &Pet::get)
        .def_rw("age", &Pet::age);
    bind_box<int>(m, "IntBox");
}
