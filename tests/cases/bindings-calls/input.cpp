#include <pybind11/pybind11.h>
namespace py = pybind11;

int f();

void step0(py::module_ &m, const char *name) { m.def(name, &f); }
void step1(py::module_ &m, const char *name) { step0(m, name); }
void step2(py::module_ &m, const char *name) { step1(m, name); }
void step3(py::module_ &m, const char *name) { step2(m, name); }
void step4(py::module_ &m, const char *name) { step3(m, name); }
void step5(py::module_ &m, const char *name) { step4(m, name); }
void step6(py::module_ &m, const char *name) { step5(m, name); }
void step7(py::module_ &m, const char *name) { step6(m, name); }
void step8(py::module_ &m, const char *name) { step7(m, name); }
void step9(py::module_ &m, const char *name) { step8(m, name); }
void step10(py::module_ &m, const char *name) { step9(m, name); }
void step11(py::module_ &m, const char *name) { step10(m, name); }
void step12(py::module_ &m, const char *name) { step11(m, name); }
void step13(py::module_ &m, const char *name) { step12(m, name); }
void step14(py::module_ &m, const char *name) { step13(m, name); }
void step15(py::module_ &m, const char *name) { step14(m, name); }
void step16(py::module_ &m, const char *name) { step15(m, name); }

PYBIND11_MODULE(_C, m)
{
    step16(m, "deep");
    step3(m, "near");
}
