#include <tvm/ffi/function.h>
int inner(int);
int add_one(int x) { return inner(x); }
template <int N> int add(int x, int y) { return inner(x + y + N); }
void packed(tvm::ffi::PackedArgs args, tvm::ffi::Any *result) { inner(0); }
void unpack_call(int, int, int (*)(int));
namespace ns {
int in_namespace(int first, int second) { return inner(first - second); }
}
TVM_FFI_DLL_EXPORT_TYPED_FUNC(exported, add_one);
TVM_FFI_DLL_EXPORT_TYPED_FUNC(templated, add<2>)
TVM_FFI_DLL_EXPORT_TYPED_FUNC(in_namespace, ns::in_namespace)
TVM_FFI_DLL_EXPORT_TYPED_FUNC(by_lambda, [](int x) { return inner(x); });
TVM_FFI_STATIC_INIT_BLOCK()
{
    namespace refl = tvm::ffi::reflection;
    refl::GlobalDef().def("my.add_one", add_one).def("my.add", &add<3>).def_packed("my.packed", packed);
}
void unpacks_too() { unpack_call(1, 2, add_one); }
