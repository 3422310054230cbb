int impl_default(int);
int impl_avx2(int);
__attribute__((target("default"))) int f(int x) { return impl_default(x); }
__attribute__((target("avx2"))) int f(int x) { return impl_avx2(x); }
__attribute__((target_clones("avx2", "default"))) int cloned(int x) { return impl_default(x); }
int use(int x) { return f(x) + cloned(x); }
