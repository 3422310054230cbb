typedef int handler(int);
static int first(int x) { return x; }
static int second(int x) { return x; }
static int third(int x) { return x; }
static int outside(int x) { return x; }
static handler *const table[] = {first, second, [4] = &third};
struct entry {
    const char *name;
    handler *run;
    struct {
        void (*done)(void);
    } inner;
};
static void finished(void) {}
static const struct entry entries[] = {
    {"first", first, {0}},
    {.name = "second", .run = second, .inner.done = finished},
};
int dispatch(int i) { return table[i](i); }
int by_entry(int i) { return entries[i].run(i); }
void finish(int i) { entries[i].inner.done(); }
int static_table(int i)
{
    static handler *const local[2] = {outside};
    return local[i](i);
}
