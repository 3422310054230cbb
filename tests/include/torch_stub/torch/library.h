/* A minimal stand-in for torch/library.h: the macros and the shapes by which operators are registered, and no
 * working code behind them.
 */
#ifndef CALLCHAIN_TESTS_TORCH_STUB_LIBRARY_H
#define CALLCHAIN_TESTS_TORCH_STUB_LIBRARY_H

namespace at {
class Tensor {
public:
    Tensor() {}
    Tensor(const Tensor &) {}
    ~Tensor() {}
};
} // namespace at

namespace c10 {
enum class DispatchKey { Undefined, CPU, CUDA, Meta, Autograd, AutogradCUDA, CompositeImplicitAutograd };
struct FunctionSchema {};
template <class Function, Function *Pointer> struct CompileTimeFunctionPointer {
    static constexpr Function *func_ptr() { return Pointer; }
};
} // namespace c10

namespace torch {
using at::Tensor;
using c10::DispatchKey;

namespace detail {
template <typename... Types> struct types {};
} // namespace detail
template <typename Function, typename... Types> struct InitLambda {
    Function f;
};

class CppFunction {
public:
    template <typename Function> explicit CppFunction(Function *) {}
    template <typename Function, Function *Pointer>
    explicit CppFunction(c10::CompileTimeFunctionPointer<Function, Pointer>)
    {
    }
    template <typename Lambda, typename = decltype(&Lambda::operator())> explicit CppFunction(Lambda &&) {}
    CppFunction(CppFunction &&) {}
    ~CppFunction() {}
    static CppFunction makeFallthrough();
    template <typename Function> static CppFunction makeFromUnboxedFunction(Function *function)
    {
        return CppFunction(function);
    }
};

template <typename Function> inline CppFunction dispatch(c10::DispatchKey, Function &&function) {
    return CppFunction(static_cast<Function &&>(function));
}

inline c10::FunctionSchema schema(const char *) { return {}; }

struct Text { /* std::string */
    Text(const char *) {}
    ~Text() {}
};
template <typename Class> class class_ {
public:
    explicit class_(const Text &, const Text &, Text = "") {}
    template <typename... Types> class_ &def(detail::types<void, Types...>, Text = "") { return *this; }
    template <typename Function, typename... Types> class_ &def(InitLambda<Function, Types...>, Text = "")
    {
        return *this;
    }
    template <typename Function> class_ &def(Text, Function, Text = "") { return *this; }
    template <typename Function> class_ &def_static(Text, Function) { return *this; }
};
template <typename... Types> inline detail::types<void, Types...> init() { return {}; }
template <typename Function> inline InitLambda<Function> init(Function function) { return {function}; }

class Library final {
public:
    template <typename Class> class_<Class> class_(const Text &name) { return torch::class_<Class>("", name); }
    enum Kind { DEF, IMPL, FRAGMENT };
    Library(Kind, const char *, DispatchKey, const char *, unsigned) {}
    Library(const Library &) = delete;
    template <typename Schema> Library &def(Schema &&) & { return *this; }
    template <typename NameOrSchema, typename Function> Library &def(NameOrSchema &&, Function &&function) &
    {
        CppFunction registered(static_cast<Function &&>(function));
        return *this;
    }
    template <typename Name, typename Function> Library &impl(Name, Function &&function) &
    {
        CppFunction registered(static_cast<Function &&>(function));
        return *this;
    }
    template <typename Name, typename Key, typename Function> Library &impl(Name, Key &&, Function &&function) &
    {
        CppFunction registered(static_cast<Function &&>(function));
        return *this;
    }
    template <typename Function> Library &fallback(Function &&) & { return *this; }
};

namespace detail {
class TorchLibraryInit final {
public:
    typedef void InitFunction(Library &);
    TorchLibraryInit(Library::Kind kind, InitFunction *function, const char *name, DispatchKey key,
                     const char *file, unsigned line)
        : library(kind, name, key, file, line)
    {
        function(library);
    }

private:
    Library library;
};
} // namespace detail
} // namespace torch

/* The older interface: ATen/core/op_registration/op_registration.h. */
namespace c10 {
class RegisterOperators final {
public:
    class Options final {
    public:
        Options &&schema(const char *) && { return static_cast<Options &&>(*this); }
        template <class Function, Function *kernel_func> Options &&kernel(DispatchKey) && { return take(kernel_func); }
        template <class Function, Function *kernel_func> Options &&catchAllKernel() && { return take(kernel_func); }
        template <class Function> Options &&kernel(DispatchKey, Function *function) && { return take(function); }
        template <class Lambda> Options &&kernel(DispatchKey, Lambda &&lambda) && { return take(+lambda); }
        template <class Lambda> Options &&catchAllKernel(Lambda &&lambda) && { return take(+lambda); }

    private:
        template <class Function> Options &&take(Function *) { return static_cast<Options &&>(*this); }
    };
    static Options options() { return {}; }
    RegisterOperators &&op(const char *, Options && = options()) && { return static_cast<RegisterOperators &&>(*this); }
    RegisterOperators &&op(Options &&) && { return static_cast<RegisterOperators &&>(*this); }
    template <class Function> RegisterOperators &&op(const char *, Function *function, Options && = options()) &&
    {
        torch::CppFunction registered(function);
        return static_cast<RegisterOperators &&>(*this);
    }
    template <class Lambda, class = decltype(&Lambda::operator())>
    RegisterOperators &&op(const char *, Lambda &&lambda, Options && = options()) &&
    {
        torch::CppFunction registered(static_cast<Lambda &&>(lambda));
        return static_cast<RegisterOperators &&>(*this);
    }
};
} // namespace c10
namespace torch {
using RegisterOperators = c10::RegisterOperators;
}

#define TORCH_STUB_JOIN_(a, b) a##b
#define TORCH_STUB_JOIN(a, b) TORCH_STUB_JOIN_(a, b)

#define TORCH_LIBRARY(ns, m)                                                                                     \
    static void TORCH_LIBRARY_init_##ns(torch::Library &);                                                       \
    static const torch::detail::TorchLibraryInit TORCH_LIBRARY_static_init_##ns(                                 \
        torch::Library::DEF, &TORCH_LIBRARY_init_##ns, #ns, c10::DispatchKey::Undefined, __FILE__, __LINE__);    \
    void TORCH_LIBRARY_init_##ns(torch::Library &m)

#define TORCH_LIBRARY_FRAGMENT(ns, m) TORCH_STUB_FRAGMENT(ns, m, __COUNTER__)
#define TORCH_STUB_FRAGMENT(ns, m, uid)                                                                          \
    static void TORCH_STUB_JOIN(TORCH_LIBRARY_FRAGMENT_init_##ns##_, uid)(torch::Library &);                     \
    static const torch::detail::TorchLibraryInit TORCH_STUB_JOIN(TORCH_LIBRARY_FRAGMENT_static_init_##ns##_, uid)( \
        torch::Library::FRAGMENT, &TORCH_STUB_JOIN(TORCH_LIBRARY_FRAGMENT_init_##ns##_, uid), #ns,               \
        c10::DispatchKey::Undefined, __FILE__, __LINE__);                                                        \
    void TORCH_STUB_JOIN(TORCH_LIBRARY_FRAGMENT_init_##ns##_, uid)(torch::Library &m)

#define TORCH_LIBRARY_IMPL(ns, k, m) TORCH_STUB_IMPL(ns, k, m, __COUNTER__)
#define TORCH_STUB_IMPL(ns, k, m, uid)                                                                           \
    static void TORCH_STUB_JOIN(TORCH_LIBRARY_IMPL_init_##ns##_##k##_, uid)(torch::Library &);                   \
    static const torch::detail::TorchLibraryInit TORCH_STUB_JOIN(TORCH_LIBRARY_IMPL_static_init_##ns##_##k##_, uid)( \
        torch::Library::IMPL, &TORCH_STUB_JOIN(TORCH_LIBRARY_IMPL_init_##ns##_##k##_, uid), #ns,                 \
        c10::DispatchKey::k, __FILE__, __LINE__);                                                                \
    void TORCH_STUB_JOIN(TORCH_LIBRARY_IMPL_init_##ns##_##k##_, uid)(torch::Library &m)

#define TORCH_FN_TYPE(function) ::c10::CompileTimeFunctionPointer<decltype(function), &function>
#define TORCH_FN(function) TORCH_FN_TYPE(function)()
#define TORCH_SELECTIVE_SCHEMA(text) text
#define TORCH_SELECTIVE_NAME(text) text

#endif
