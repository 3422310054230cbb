#include <pybind11/pybind11.h>
namespace py = pybind11;
int asked();
#define FUNCTION(n) int f##n();
#define TEN(M, n) M(n##0) M(n##1) M(n##2) M(n##3) M(n##4) M(n##5) M(n##6) M(n##7) M(n##8) M(n##9)
#define ALL(M) TEN(M, 1) TEN(M, 2) TEN(M, 3) TEN(M, 4)
ALL(FUNCTION)

#define CHOICE(n) asked() == n ? &f##n :
PYBIND11_MODULE(_C, m) { m.def("one_of_them", ALL(CHOICE) &asked); }
