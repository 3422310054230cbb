/* A minimal stand-in for pybind11: the names, the shapes and the macros by which an extension registers what Python
 * sees, and no working code behind them. So binding cases need neither Python nor pybind11.
 */
#ifndef CALLCHAIN_TESTS_PYBIND11_STUB_H
#define CALLCHAIN_TESTS_PYBIND11_STUB_H

struct _object;
typedef _object PyObject;

namespace pybind11 {

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
    arg &noconvert(bool = true) { return *this; }
    const char *name;
};
struct arg_v : arg {
    template <typename T> arg_v(arg const &base, T &&) : arg(base) {}
};
template <typename T> arg_v arg::operator=(T &&value) const { return arg_v(*this, static_cast<T &&>(value)); }

struct kw_only {};
struct name {
    const char *value;
    explicit name(const char *text) : value(text) {}
};
struct is_operator {};
enum class return_value_policy { automatic, reference };
template <typename... T> struct call_guard {};
class gil_scoped_release {};

namespace literals {
constexpr arg operator""_a(const char *text, decltype(sizeof 0)) { return arg(text); }
} // namespace literals

namespace detail {
template <typename... Args> struct overload_cast_impl {
    template <typename R> constexpr auto operator()(R (*function)(Args...)) const { return function; }
    template <typename R, typename C> constexpr auto operator()(R (C::*method)(Args...)) const { return method; }
    template <typename R, typename C> constexpr auto operator()(R (C::*method)(Args...) const) const
    {
        return method;
    }
};
template <typename... Args> struct constructor {
    template <typename Class, typename... Extra> static void execute(Class &c, const Extra &...)
    {
        c.define("__init__", [](Args... args) { return new typename Class::type(static_cast<Args>(args)...); });
    }
};
template <typename Function> struct factory {
    Function function;
};
} // namespace detail

template <typename... Args> static constexpr detail::overload_cast_impl<Args...> overload_cast{};
template <typename... Args> detail::constructor<Args...> init() { return {}; }
template <typename Function> detail::factory<Function> init(Function function) { return {function}; }

class cpp_function : public object {
public:
    template <typename Function, typename... Extra> cpp_function(Function &&, const Extra &...) {}
};

namespace detail {
namespace accessor_policies {
struct str_attr {};
} // namespace accessor_policies
template <typename Policy> class accessor {
public:
    void operator=(const accessor &) && {}
    template <typename T> void operator=(T &&) && {}
};
} // namespace detail

class module_ : public object {
public:
    struct module_def {};
    explicit module_(const char *) {}
    template <typename Function, typename... Extra>
    module_ &def(const char *name, Function &&function, const Extra &...extra)
    {
        cpp_function registered(static_cast<Function &&>(function), pybind11::name(name), extra...);
        add_object(name, registered);
        return *this;
    }
    module_ def_submodule(const char *name, const char * = nullptr) { return module_(name); }
    const char *&doc() { return text; }
    void add_object(const char *, const object &) {}
    detail::accessor<detail::accessor_policies::str_attr> attr(const char *) const { return {}; }
    static module_ create_extension_module(const char *name, const char *, module_def *) { return module_(name); }

private:
    const char *text = nullptr;
};
using module = module_;

template <typename Type, typename... Options> class class_ : public object {
public:
    using type = Type;
    template <typename... Extra> class_(handle, const char *, const Extra &...) {}
    template <typename... Extra> class_(module_ &, const char *, const Extra &...) {}
    template <typename Function, typename... Extra> class_ &def(const char *name, Function &&f, const Extra &...)
    {
        return define(name, static_cast<Function &&>(f));
    }
    template <typename... Args, typename... Extra>
    class_ &def(const detail::constructor<Args...> &init, const Extra &...extra)
    {
        init.execute(*this, extra...);
        return *this;
    }
    template <typename Function, typename... Extra>
    class_ &def(detail::factory<Function> &&init, const Extra &...)
    {
        return define("__init__", init.function);
    }
    template <typename Function, typename... Extra>
    class_ &def_static(const char *name, Function &&f, const Extra &...)
    {
        return define(name, static_cast<Function &&>(f));
    }
    template <typename C, typename D, typename... Extra>
    class_ &def_readwrite(const char *, D C::*, const Extra &...)
    {
        return *this;
    }
    template <typename Getter, typename... Extra>
    class_ &def_property_readonly(const char *name, const Getter &getter, const Extra &...)
    {
        return define(name, getter);
    }
    template <typename Getter, typename Setter, typename... Extra>
    class_ &def_property(const char *name, const Getter &getter, const Setter &, const Extra &...)
    {
        return define(name, getter);
    }
    template <typename Function> class_ &define(const char *, Function &&function)
    {
        cpp_function registered(static_cast<Function &&>(function));
        return *this;
    }
};

} // namespace pybind11

#define PYBIND11_STUB_JOIN_(a, b) a##b
#define PYBIND11_STUB_JOIN(a, b) PYBIND11_STUB_JOIN_(a, b)
#define PYBIND11_STUB_TEXT_(a) #a
#define PYBIND11_STUB_TEXT(a) PYBIND11_STUB_TEXT_(a)

#define PYBIND11_MODULE(name, variable, ...)                                                                     \
    static ::pybind11::module_::module_def PYBIND11_STUB_JOIN(pybind11_module_def_, name);                        \
    static void PYBIND11_STUB_JOIN(pybind11_init_, name)(::pybind11::module_ &);                                  \
    extern "C" __attribute__((visibility("default"))) PyObject *PYBIND11_STUB_JOIN(PyInit_, name)();              \
    extern "C" PyObject *PYBIND11_STUB_JOIN(PyInit_, name)()                                                      \
    {                                                                                                            \
        auto m = ::pybind11::module_::create_extension_module(                                                   \
            PYBIND11_STUB_TEXT(name), nullptr, &PYBIND11_STUB_JOIN(pybind11_module_def_, name));                  \
        PYBIND11_STUB_JOIN(pybind11_init_, name)(m);                                                             \
        return m.ptr();                                                                                          \
    }                                                                                                            \
    void PYBIND11_STUB_JOIN(pybind11_init_, name)(::pybind11::module_ & variable)

#endif
