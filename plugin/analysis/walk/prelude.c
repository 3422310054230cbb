/* What nvcc's headers declare for host code, and those that clang reads in
 * their place for device code alone: min and max of the types, mixed ones too,
 * that crt/math_functions.h (12.8) has, and a few more of its functions.
 *
 * They are templates without need, so that a function of the project's of the
 * same name and type is no second definition, but comes first. */
#include "shim/shim.h"

extern const char prelude_nvcc[];
const char prelude_nvcc[] =
    "\n#if defined(__CUDA__) && !defined(min) && !defined(max)\n"
    "#pragma clang diagnostic push\n"
    "#pragma clang diagnostic ignored \"-Weverything\"\n"
    "#define CALLCHAIN_HOST extern \"C++\" template <int = 0> static inline __attribute__((host))\n"
    "#define CALLCHAIN_PAIR(R, A, B) \\\n"
    "    CALLCHAIN_HOST R min(A a, B b) { return (R)a < (R)b ? (R)a : (R)b; } \\\n"
    "    CALLCHAIN_HOST R max(A a, B b) { return (R)a < (R)b ? (R)b : (R)a; }\n"
    "#define CALLCHAIN_SIGNS(I) \\\n"
    "    CALLCHAIN_PAIR(I, I, I) CALLCHAIN_PAIR(unsigned I, unsigned I, unsigned I) \\\n"
    "    CALLCHAIN_PAIR(unsigned I, I, unsigned I) CALLCHAIN_PAIR(unsigned I, unsigned I, I)\n"
    "CALLCHAIN_SIGNS(int)\n"
    "CALLCHAIN_SIGNS(long int)\n"
    "CALLCHAIN_SIGNS(long long int)\n"
    "CALLCHAIN_PAIR(float, float, float)\n"
    "CALLCHAIN_PAIR(double, double, double)\n"
    "CALLCHAIN_PAIR(double, float, double)\n"
    "CALLCHAIN_PAIR(double, double, float)\n"
    "CALLCHAIN_HOST unsigned umin(unsigned a, unsigned b) { return a < b ? a : b; }\n"
    "CALLCHAIN_HOST unsigned umax(unsigned a, unsigned b) { return a < b ? b : a; }\n"
    "CALLCHAIN_HOST long long llmin(long long a, long long b) { return a < b ? a : b; }\n"
    "CALLCHAIN_HOST long long llmax(long long a, long long b) { return a < b ? b : a; }\n"
    "CALLCHAIN_HOST unsigned long long ullmin(unsigned long long a, unsigned long long b) { return a < b ? a : b; }\n"
    "CALLCHAIN_HOST unsigned long long ullmax(unsigned long long a, unsigned long long b) { return a < b ? b : a; }\n"
    "CALLCHAIN_HOST double rsqrt(double a) { return 1 / __builtin_sqrt(a); }\n"
    "CALLCHAIN_HOST float rsqrt(float a) { return 1 / __builtin_sqrtf(a); }\n"
    "CALLCHAIN_HOST float rsqrtf(float a) { return 1 / __builtin_sqrtf(a); }\n"
    /* What assert calls: where NDEBUG leaves it out, clang has the device's alone. */
    "extern \"C\" __attribute__((host, noreturn)) void __assert_fail(const char *, const char *, unsigned, const char *)\n"
    "    noexcept(true);\n"
    "#undef CALLCHAIN_SIGNS\n"
    "#undef CALLCHAIN_PAIR\n"
    "#undef CALLCHAIN_HOST\n"
    "#pragma clang diagnostic pop\n"
    "#endif\n";
