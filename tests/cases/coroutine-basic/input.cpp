#include <coroutine>
#include <new>
int sink(int);
struct Argument {
    Argument(const Argument &);
    Argument(Argument &&);
    ~Argument();
};
struct Awaiter {
    bool await_ready() noexcept;
    void await_suspend(std::coroutine_handle<>) noexcept;
    int await_resume() noexcept;
    ~Awaiter();
};
struct Member {
    Awaiter operator co_await();
};
struct Free {};
Awaiter operator co_await(Free);
struct Transformed {};
struct Task {
    struct promise_type {
        promise_type();
        ~promise_type();
        Task get_return_object();
        std::suspend_never initial_suspend() noexcept;
        Awaiter final_suspend() noexcept;
        void return_value(int);
        void unhandled_exception();
        std::suspend_always yield_value(int);
        Awaiter await_transform(Transformed);
        Awaiter await_transform(Awaiter);
        Awaiter await_transform(Member m) { return m.operator co_await(); }
        Awaiter await_transform(Free f) { return operator co_await(f); }
    };
    Task(const Task &);
    ~Task();
};
struct Simple {
    struct promise_type {
        Simple get_return_object();
        static Simple get_return_object_on_allocation_failure();
        std::suspend_never initial_suspend() noexcept;
        std::suspend_never final_suspend() noexcept;
        void return_void();
        void unhandled_exception();
        void *operator new(decltype(sizeof 0)) noexcept;
        void operator delete(void *);
    };
};
Task run(Argument a, int x)
{
    int y = co_await Transformed{};
    co_yield sink(y);
    co_return sink(x);
}
Simple simple(Free f, Member m)
{
    co_await f;
    co_await m;
    co_await Awaiter{};
}
Simple by_lambda()
{
    auto l = []() -> Simple { co_await Free{}; };
    return l();
}
Task from_caller(Argument &a) { return run(a, 1); }
