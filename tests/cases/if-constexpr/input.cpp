int for_integral(int);
int for_other(int);
int when_true(int);
int when_false(int);
int condition_runtime(int);
constexpr bool decide(int x) { return x > 1; }
int always(int);
template <class T> struct is_int { static constexpr bool value = false; };
template <> struct is_int<int> { static constexpr bool value = true; };
template <class T> int f(T x)
{
    if constexpr (is_int<T>::value)
        return for_integral(1);
    else
        return for_other(2);
}
template <int N> int chain()
{
    if constexpr (N == 0)
        return when_true(0);
    else if constexpr (N == 1) {
        return always(1);
    } else
        return when_false(N) + chain<N - 1>();
}
int not_a_template()
{
    if constexpr (decide(2))
        return when_true(1);
    else
        return when_false(2);
}
int no_else()
{
    if constexpr (sizeof(int) == 1)
        when_false(1);
    return always(1);
}
int with_init()
{
    if constexpr (constexpr int n = 3; n > 5)
        return when_false(n);
    else
        return when_true(n);
}
int ordinary_if(int x)
{
    if (x)
        return when_true(x);
    return when_false(x);
}
template <class T> int generic_lambda(T x)
{
    return [](auto y) {
        if constexpr (sizeof(y) == 1)
            return when_true(1);
        else
            return when_false(1);
    }(x);
}
int use(int x)
{
    return f(1) + f(2.0) + chain<2>() + generic_lambda('a');
}
