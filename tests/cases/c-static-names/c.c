int from_b(void);
int from_a(void);
int shared(int x) { return x; }
int main(void) { return from_a() + from_b(); }
