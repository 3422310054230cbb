/* A minimal stand-in for tvm/ffi/function.h and tvm/ffi/reflection/registry.h: the macros and the shapes by which a
 * library exports functions, and no working code behind them.
 */
#ifndef CALLCHAIN_TESTS_TVM_FFI_STUB_FUNCTION_H
#define CALLCHAIN_TESTS_TVM_FFI_STUB_FUNCTION_H

struct TVMFFIAny {
    int type;
    void *value;
};

namespace tvm {
namespace ffi {
struct PackedArgs {};
struct Any {};
namespace detail {
template <typename Result, typename Function>
void unpack_call(int, const char *name, const Function &function, const TVMFFIAny *args, int count, TVMFFIAny *result)
{
    stub_call(function, args, count, result);
}
} // namespace detail
namespace reflection {
class GlobalDef {
public:
    template <typename Function, typename... Extra> GlobalDef &def(const char *, Function &&, Extra &&...)
    {
        return *this;
    }
    template <typename Function, typename... Extra> GlobalDef &def_packed(const char *, Function, Extra &&...)
    {
        return *this;
    }
};
} // namespace reflection
} // namespace ffi
} // namespace tvm
template <typename Function> void stub_call(const Function &, const TVMFFIAny *, int, TVMFFIAny *) {}

#define TVM_FFI_DLL_EXPORT_TYPED_FUNC(ExportName, Function)                                                      \
    extern "C" {                                                                                                 \
    __attribute__((visibility("default"))) int __tvm_ffi_##ExportName(void *self, const TVMFFIAny *args,          \
                                                                      int num_args, TVMFFIAny *result)            \
    {                                                                                                            \
        ::tvm::ffi::detail::unpack_call<int>(0, #ExportName, Function, args, num_args, result);                  \
        return 0;                                                                                                \
    }                                                                                                            \
    }

#define TVM_FFI_STUB_JOIN_(a, b) a##b
#define TVM_FFI_STUB_JOIN(a, b) TVM_FFI_STUB_JOIN_(a, b)
#define TVM_FFI_STUB_BLOCK(name) __attribute__((constructor)) static void name()
#define TVM_FFI_STATIC_INIT_BLOCK() TVM_FFI_STUB_BLOCK(TVM_FFI_STUB_JOIN(__TVMFFIStaticInitFunc, __COUNTER__))

#endif
