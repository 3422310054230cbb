// The idiom by which run-time flags become template arguments.
#define BOOL_SWITCH(COND, CONST_NAME, ...)      \
    [&] {                                       \
        if (COND) {                             \
            constexpr static bool CONST_NAME = true;  \
            return __VA_ARGS__();               \
        } else {                                \
            constexpr static bool CONST_NAME = false; \
            return __VA_ARGS__();               \
        }                                       \
    }()
#define FP16_SWITCH(COND, ...)      \
    [&] {                           \
        if (COND) {                 \
            using elem_type = short; \
            return __VA_ARGS__();   \
        } else {                    \
            using elem_type = float; \
            return __VA_ARGS__();   \
        }                           \
    }()
void with_causal(int);
void without(int);
template <class T, bool Causal, bool Even> void run(int x)
{
    if constexpr (Causal)
        with_causal(x);
    else
        without(x);
}
void dispatch(bool causal, bool even, bool half, int x)
{
    FP16_SWITCH(half, [&] {
        BOOL_SWITCH(causal, Is_causal, [&] {
            BOOL_SWITCH(even, Is_even, [&] { run<elem_type, Is_causal, Is_even && !Is_causal>(x); });
        });
    });
}
template <int N> void in_template(bool causal, int x)
{
    BOOL_SWITCH(causal, Is_causal, [&] { run<int, Is_causal, N == 1>(x); });
}
void use(bool b, int x) { in_template<1>(b, x); }
