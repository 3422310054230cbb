/* A minimal stand-in for torch/extension.h: tensors and pybind11. */
#ifndef CALLCHAIN_TESTS_TORCH_STUB_EXTENSION_H
#define CALLCHAIN_TESTS_TORCH_STUB_EXTENSION_H
#include <pybind11/pybind11.h>
#include <torch/library.h>
namespace py = pybind11;
#endif
