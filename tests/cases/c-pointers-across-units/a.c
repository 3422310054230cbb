typedef void action(int);
void install(action *);
static void mine(int x) { (void)x; }
void other_type(long x) { (void)x; }
void start(void) { install(mine); }
void (*keep)(long) = other_type;
