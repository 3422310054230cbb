void launcher(int *);
void from_cpp(int *p) { launcher(p); }
