static int target(int x) { return x; }
int another_name(int) __attribute__((alias("target")));
int weak_name(int) __attribute__((weak, alias("target")));
int use(int x) { return another_name(x) + weak_name(x); }
static int first(int x) { return x; }
static int second(int x) { return x; }
static int (*resolver(void))(int) { return use(0) ? first : second; }
int chosen_at_load(int) __attribute__((ifunc("resolver")));
int use_ifunc(int x) { return chosen_at_load(x); }
