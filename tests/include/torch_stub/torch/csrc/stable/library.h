/* A minimal stand-in for torch/csrc/stable/library.h: the macros and the shapes by which operators are registered
 * through PyTorch's stable interface, and no working code behind them.
 */
#ifndef CALLCHAIN_TESTS_TORCH_STUB_STABLE_LIBRARY_H
#define CALLCHAIN_TESTS_TORCH_STUB_STABLE_LIBRARY_H

typedef unsigned long StableIValue;
typedef unsigned long uint64_t;

namespace torch {
namespace stable {
class Tensor {
public:
    Tensor() {}
    Tensor(const Tensor &) {}
    ~Tensor() {}
};
template <class T> T stub_value();
namespace detail {
template <class T> T to(StableIValue value) { return stub_value<T>(); }
template <class T> StableIValue from(const T &value) { return 0; }

class StableLibrary final {
public:
    enum class Kind { DEF, IMPL, FRAGMENT };
    StableLibrary(Kind, const char *, const char *, const char *, unsigned) {}
    StableLibrary(const StableLibrary &) = delete;
    StableLibrary &impl(const char *, void (*function)(StableIValue *, uint64_t, uint64_t)) { return *this; }
    StableLibrary &def(const char *) { return *this; }
};

class StableTorchLibraryInit final {
    using InitFn = void(StableLibrary &);
    StableLibrary library;

public:
    StableTorchLibraryInit(StableLibrary::Kind kind, InitFn *function, const char *name, const char *key,
                           const char *file, unsigned line)
        : library(kind, name, key, file, line)
    {
        function(library);
    }
};

template <class Type> struct stub_bare {
    using type = Type;
};
template <class Type> struct stub_bare<Type *> {
    using type = Type;
};
template <class Type> struct stub_bare<Type &> {
    using type = Type;
};
template <class Function, Function *function> struct boxer {
    static void boxed_fn(StableIValue *stack, uint64_t count, uint64_t outputs);
};
} // namespace detail
} // namespace stable
} // namespace torch

#define TORCH_BOX(func)                                                                                          \
    torch::stable::detail::boxer<typename torch::stable::detail::stub_bare<decltype(func)>::type, (func)>::boxed_fn

#define STABLE_STUB_JOIN_(a, b) a##b
#define STABLE_STUB_JOIN(a, b) STABLE_STUB_JOIN_(a, b)
#define STABLE_STUB_TEXT_(a) #a
#define STABLE_STUB_TEXT(a) STABLE_STUB_TEXT_(a)

#define STABLE_TORCH_LIBRARY(ns, m)                                                                              \
    static void STABLE_TORCH_LIBRARY_init_##ns(torch::stable::detail::StableLibrary &);                          \
    static const torch::stable::detail::StableTorchLibraryInit STABLE_TORCH_LIBRARY_static_init_##ns(            \
        torch::stable::detail::StableLibrary::Kind::DEF, &STABLE_TORCH_LIBRARY_init_##ns, STABLE_STUB_TEXT(ns),  \
        nullptr, __FILE__, __LINE__);                                                                            \
    void STABLE_TORCH_LIBRARY_init_##ns(torch::stable::detail::StableLibrary &m)

#define STABLE_TORCH_LIBRARY_FRAGMENT(ns, m) STABLE_STUB_FRAGMENT(ns, m, __COUNTER__)
#define STABLE_STUB_FRAGMENT(ns, m, uid)                                                                         \
    static void STABLE_STUB_JOIN(STABLE_TORCH_LIBRARY_FRAGMENT_init_##ns##_,                                     \
                                 uid)(torch::stable::detail::StableLibrary &);                                   \
    static const torch::stable::detail::StableTorchLibraryInit STABLE_STUB_JOIN(                                 \
        STABLE_TORCH_LIBRARY_FRAGMENT_static_init_##ns##_, uid)(                                                 \
        torch::stable::detail::StableLibrary::Kind::FRAGMENT,                                                    \
        &STABLE_STUB_JOIN(STABLE_TORCH_LIBRARY_FRAGMENT_init_##ns##_, uid), STABLE_STUB_TEXT(ns), nullptr,       \
        __FILE__, __LINE__);                                                                                     \
    void STABLE_STUB_JOIN(STABLE_TORCH_LIBRARY_FRAGMENT_init_##ns##_,                                            \
                          uid)(torch::stable::detail::StableLibrary & m)

#define STABLE_TORCH_LIBRARY_IMPL(ns, k, m) STABLE_STUB_IMPL(ns, k, m, __COUNTER__)
#define STABLE_STUB_IMPL(ns, k, m, uid)                                                                          \
    static void STABLE_STUB_JOIN(STABLE_TORCH_LIBRARY_IMPL_init_##ns##_##k##_,                                   \
                                 uid)(torch::stable::detail::StableLibrary &);                                   \
    static const torch::stable::detail::StableTorchLibraryInit STABLE_STUB_JOIN(                                 \
        STABLE_TORCH_LIBRARY_IMPL_static_init_##ns##_##k##_, uid)(                                               \
        torch::stable::detail::StableLibrary::Kind::IMPL,                                                        \
        &STABLE_STUB_JOIN(STABLE_TORCH_LIBRARY_IMPL_init_##ns##_##k##_, uid), STABLE_STUB_TEXT(ns),              \
        STABLE_STUB_TEXT(k), __FILE__, __LINE__);                                                                \
    void STABLE_STUB_JOIN(STABLE_TORCH_LIBRARY_IMPL_init_##ns##_##k##_,                                          \
                          uid)(torch::stable::detail::StableLibrary & m)

#endif
