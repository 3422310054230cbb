/* A minimal stand-in for nanobind: the names, the shapes and the macros by which an extension registers what Python
 * sees, and no working code behind them.
 */
#ifndef CALLCHAIN_TESTS_NANOBIND_STUB_H
#define CALLCHAIN_TESTS_NANOBIND_STUB_H

struct _object;
typedef _object PyObject;

namespace nanobind {

class object {
public:
    PyObject *ptr() const { return pointer; }
    PyObject *pointer = nullptr;
};
class handle : public object {};

struct arg_v;
struct arg {
    constexpr explicit arg(const char *text) : name(text) {}
    template <typename T> arg_v operator=(T &&value) const;
    const char *name;
};
struct arg_v : arg {
    template <typename T> arg_v(const arg &base, T &&) : arg(base) {}
};
template <typename T> arg_v arg::operator=(T &&value) const { return arg_v(*this, static_cast<T &&>(value)); }

namespace detail {
template <typename... Args> struct overload_cast_impl {
    template <typename R> constexpr auto operator()(R (*function)(Args...)) const { return function; }
};
struct str_attr {};
template <typename Policy> class accessor {
public:
    template <typename T> accessor &operator=(T &&) { return *this; }
};
template <typename Function> void stub_create(Function &&) {}
} // namespace detail

template <typename... Args> static constexpr detail::overload_cast_impl<Args...> overload_cast{};
template <typename... Args> struct init {
    template <typename Class> static void execute(Class &c)
    {
        c.def("__init__", [](typename Class::Type *self, Args... args) { new (self) typename Class::Type(args...); });
    }
};
template <typename Function> struct new_ {
    Function function;
    new_(Function given) : function(given) {}
};

template <typename Function, typename... Extra> object cpp_function(Function &&function, const Extra &...)
{
    detail::stub_create(static_cast<Function &&>(function));
    return object();
}

class module_ : public object {
public:
    template <typename Function, typename... Extra> module_ &def(const char *, Function &&function, const Extra &...)
    {
        detail::stub_create(static_cast<Function &&>(function));
        return *this;
    }
    module_ def_submodule(const char *, const char * = nullptr) { return module_(); }
    detail::accessor<detail::str_attr> attr(const char *) const { return {}; }
};

template <typename T, typename... Ts> class class_ : public object {
public:
    using Type = T;
    template <typename... Extra> class_(handle, const char *, const Extra &...) {}
    template <typename... Extra> class_(module_ &, const char *, const Extra &...) {}
    template <typename Function, typename... Extra> class_ &def(const char *, Function &&function, const Extra &...)
    {
        detail::stub_create(static_cast<Function &&>(function));
        return *this;
    }
    template <typename... Args, typename... Extra> class_ &def(init<Args...>, const Extra &...) { return *this; }
    template <typename Function, typename... Extra> class_ &def(new_<Function>, const Extra &...) { return *this; }
    template <typename Function, typename... Extra>
    class_ &def_static(const char *name, Function &&function, const Extra &...)
    {
        return def(name, static_cast<Function &&>(function));
    }
    template <typename Getter, typename Setter, typename... Extra>
    class_ &def_prop_rw(const char *name, Getter &&getter, Setter &&setter, const Extra &...)
    {
        return def(name, static_cast<Getter &&>(getter)).def(name, static_cast<Setter &&>(setter));
    }
    template <typename Getter, typename... Extra>
    class_ &def_prop_ro(const char *name, Getter &&getter, const Extra &...)
    {
        return def(name, static_cast<Getter &&>(getter));
    }
    template <typename C, typename D, typename... Extra> class_ &def_rw(const char *, D C::*, const Extra &...)
    {
        return *this;
    }
};
} // namespace nanobind

#define NANOBIND_STUB_JOIN_(a, b) a##b
#define NANOBIND_STUB_JOIN(a, b) NANOBIND_STUB_JOIN_(a, b)

#define NB_MODULE(name, variable)                                                                                \
    static void NANOBIND_STUB_JOIN(nanobind_init_, name)(::nanobind::module_ &);                                  \
    extern "C" __attribute__((visibility("default"))) PyObject *NANOBIND_STUB_JOIN(PyInit_, name)()               \
    {                                                                                                            \
        nanobind::module_ m;                                                                                     \
        NANOBIND_STUB_JOIN(nanobind_init_, name)(m);                                                             \
        return m.ptr();                                                                                          \
    }                                                                                                            \
    void NANOBIND_STUB_JOIN(nanobind_init_, name)(::nanobind::module_ & variable)

#endif
