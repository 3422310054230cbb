#include <tvm/ffi/function.h>
int other(int x) { return x; }
TVM_FFI_DLL_EXPORT_TYPED_FUNC(run, other)
