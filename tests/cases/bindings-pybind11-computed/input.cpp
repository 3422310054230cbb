#include <pybind11/pybind11.h>
#include <string>
namespace py = pybind11;

template <class T> struct Box {
    T value;
    T get() const { return value; }
};
int f();
int g();
bool chosen();
std::string asked();

template <class T> void bind_box(py::module_ &m, const std::string &suffix)
{
    py::class_<Box<T>>(m, ("Box" + suffix).c_str()).def("get", &Box<T>::get);
}
template <class T> void bind_crate(py::module_ &m, const char *suffix)
{
    std::string name = std::string("Crate") + suffix;
    py::class_<Box<T>>(m, name.c_str()).def("get", &Box<T>::get);
}
template <int N> void bind_number(py::module_ &m) { m.def(("number" + std::to_string(N)).c_str(), &f); }
void add(py::module_ &m, const char *name, int (*function)()) { m.def(name, function); }
void add_twice(py::module_ &m, const char *name)
{
    add(m, name, &f);
    m.def((std::string(name) + "_again").c_str(), &g);
}
template <class Function> void call(Function function) { function(); }

PYBIND11_MODULE(_C, m)
{
    bind_box<int>(m, "Int");
    bind_box<float>(m, "Float");
    bind_crate<int>(m, "Int");
    bind_number<4>(m);
    m.def("choice", chosen() ? &f : &g);
    add(m, "added", &f);
    add(m, "added_too", &g);
    add_twice(m, "twice");
    auto define = [&](const char *name) { m.def(name, &f); };
    define("by_closure");
    define("by_closure_too");
    auto captured = [&m]() { m.def("captured", &g); };
    captured();
    call([&m] { m.def("handed_over", &g); });
    auto inner = m.def_submodule("inner");
    add(inner, "added", &g);
    m.attr("assigned") = py::cpp_function(&g);
    m.attr("version") = 3;
    m.add_object("object", py::cpp_function(&g));
    m.add_object("no_function", py::object());
    m.def(("ask" + asked()).c_str(), &f);
    for (const char *name : {"first", "second"})
        m.def(name, &f);
}
