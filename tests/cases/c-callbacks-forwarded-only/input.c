/* The function that is passed on is named nowhere near the call of the library. */
void library(void (*)(int), int);
static void handler(int x) { (void)x; }
static void unrelated(long x) { (void)x; }
static void wrapper(void (*f)(int)) { library(f, 1); }
void start(void) { wrapper(handler); }
void (*keep)(long) = unrelated;
