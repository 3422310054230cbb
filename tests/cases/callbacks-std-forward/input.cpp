namespace std {
template <class T> struct remove_reference { using type = T; };
template <class T> struct remove_reference<T &> { using type = T; };
template <class T> constexpr T &&forward(typename remove_reference<T>::type &value) noexcept
{
    return static_cast<T &&>(value);
}
template <class T> constexpr typename remove_reference<T>::type &&move(T &&value) noexcept
{
    return static_cast<typename remove_reference<T>::type &&>(value);
}
}
static void work(int) {}
using pointer = void (*)(int);
void keep(pointer);
void hand_on(pointer f)
{
    keep(std::forward<pointer>(f));
    keep(std::move(f));
}
void start()
{
    hand_on(work);
}
