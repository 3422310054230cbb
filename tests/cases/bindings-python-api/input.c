/* Python's own interface: a table of methods. */
typedef struct _object PyObject;
typedef PyObject *(*PyCFunction)(PyObject *, PyObject *);
typedef struct {
    const char *ml_name;
    PyCFunction ml_meth;
    int ml_flags;
    const char *ml_doc;
} PyMethodDef;
typedef struct {
    long base[5];
    const char *m_name;
    const char *m_doc;
    long m_size;
    PyMethodDef *m_methods;
} PyModuleDef;
PyObject *PyModule_Create2(PyModuleDef *, int);
static int helper(int x) { return x; }
static PyObject *forward(PyObject *self, PyObject *args) { return helper(1) ? self : args; }
static PyObject *backward(PyObject *self, PyObject *args) { return helper(2) ? self : args; }
static PyMethodDef methods[] = {
    {"forward", forward, 1, "documentation"},
    {.ml_name = "backward", .ml_meth = (PyCFunction)(void (*)(void))backward, .ml_flags = 1},
    {0, 0, 0, 0},
};
static PyModuleDef module = {{0}, "extension", "documentation", -1, methods};
PyObject *PyInit_extension(void) { return PyModule_Create2(&module, 1013); }
/* A type's methods are those of its name, "module.Type". */
typedef struct _typeobject {
    long base[3];
    const char *tp_name;
    long tp_basicsize;
    PyMethodDef *tp_methods;
} PyTypeObject;
static PyObject *go(PyObject *self, PyObject *args) { return helper(3) ? self : args; }
static PyMethodDef engine_methods[] = {{"go", go, 4, 0}, {0, 0, 0, 0}};
static PyTypeObject Engine = {.base = {0}, .tp_name = "extension.Engine", .tp_methods = engine_methods};
int PyType_Ready(PyTypeObject *);
int ready(void) { return PyType_Ready(&Engine); }
