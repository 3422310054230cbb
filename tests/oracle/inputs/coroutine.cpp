// flags: -std=c++20
// Coroutines: the promise's calls, awaiters, and what the language adds.
#include <coroutine>
#include <exception>

int produced(int a) { return a; }
struct Awaiter {
    bool await_ready() const noexcept { return false; }
    void await_suspend(std::coroutine_handle<>) const noexcept { produced(1); }
    int await_resume() const { return produced(2); }
};
struct Task {
    struct promise_type {
        int value = 0;
        promise_type() { produced(3); }
        ~promise_type() { produced(4); }
        Task get_return_object() { return Task{std::coroutine_handle<promise_type>::from_promise(*this)}; }
        std::suspend_never initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        Awaiter yield_value(int v) { value = v; return {}; }
        Awaiter await_transform(int v) { value = v; return {}; }
        void return_value(int v) { value = produced(v); }
        void unhandled_exception() { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
    explicit Task(std::coroutine_handle<promise_type> h) : handle(h) {}
    Task(Task &&other) noexcept : handle(other.handle) { other.handle = nullptr; }
    ~Task() { if (handle) handle.destroy(); }
};
struct Parameter { Parameter() { produced(5); } Parameter(Parameter &&) { produced(6); } ~Parameter() { produced(7); } };
Task work(Parameter, int n) {
    for (int i = 0; i < n; ++i)
        co_yield produced(i);
    int got = co_await 3;
    co_return got;
}
int main() {
    Task task = work(Parameter(), 2);
    task.handle.resume();
    return task.handle.promise().value;
}
