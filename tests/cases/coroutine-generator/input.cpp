#include <coroutine>
#include <utility>
int sink(int);
template <class T> struct Generator {
    struct promise_type {
        T value;
        Generator get_return_object() { return Generator(std::coroutine_handle<promise_type>::from_promise(*this)); }
        std::suspend_always initial_suspend() { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(T v) { value = v; sink(1); return {}; }
        void return_void() {}
        void unhandled_exception() { throw; }
    };
    struct Iterator {
        std::coroutine_handle<promise_type> handle;
        Iterator &operator++() { handle.resume(); return *this; }
        T operator*() { return handle.promise().value; }
        bool operator!=(std::nullptr_t) { return !handle.done(); }
    };
    std::coroutine_handle<promise_type> handle;
    explicit Generator(std::coroutine_handle<promise_type> h) : handle(h) {}
    Generator(Generator &&o) : handle(std::exchange(o.handle, {})) {}
    ~Generator() { if (handle) handle.destroy(); }
    Iterator begin() { handle.resume(); return {handle}; }
    std::nullptr_t end() { return nullptr; }
};
struct Guard {
    ~Guard() { sink(2); }
};
Generator<int> numbers(int n)
{
    Guard guard;
    for (int i = 0; i < n; i++)
        co_yield sink(i);
}
template <class T> Generator<T> mapped(Generator<T> in, T (*f)(T))
{
    for (T x : in)
        co_yield f(x);
}
struct Counted {
    struct promise_type {
        promise_type(int, const Guard &) { sink(3); }
        Counted get_return_object() { return {}; }
        std::suspend_never initial_suspend() { return {}; }
        std::suspend_never final_suspend() noexcept { return {}; }
        void return_value(int x) { sink(x); }
        void unhandled_exception() {}
    };
};
Counted with_arguments(int x, const Guard &g) { co_return x; }
struct Symmetric {
    bool await_ready() { return false; }
    std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) { sink(4); return h; }
    void await_resume() { sink(5); }
};
Counted awaits(int, const Guard &)
{
    try {
        co_await Symmetric();
    } catch (int e) {
        sink(e);
    }
    co_return sink(6);
}
int doubled(int x) { return 2 * x; }
int use()
{
    int n = 0;
    for (int x : mapped(numbers(3), doubled))
        n += x;
    return n;
}
