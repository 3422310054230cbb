#include <tvm/ffi/function.h>
int scale(int x) { return x; }
int first(int x) { return x; }
int second(int x) { return x; }
TVM_FFI_DLL_EXPORT_TYPED_FUNC(scale, scale)
TVM_FFI_DLL_EXPORT_TYPED_FUNC(run, first)
TVM_FFI_STATIC_INIT_BLOCK() { tvm::ffi::reflection::GlobalDef().def("my.second", second); }
