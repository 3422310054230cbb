static void (*installed)(int);
void install(void (*f)(int)) { installed = f; }
void fire(void) { installed(3); }
