/* Whether an object has an attribute: __getattr__ runs where it has none
 * (https://docs.python.org/3/reference/datamodel.html#object.__getattr__). */
#include "python/solve/rules/rules.h"

#include <string.h>

enum { BY_INITIALIZER = 1, ELSEWHERE = 2 };

static int is_initializer(const char *name) {
    return !strcmp(name, "__init__") || !strcmp(name, "__new__") || !strcmp(name, "__post_init__");
}

/* The class whose object an instruction has in `a`: `self` of one of its methods. */
static uint32_t class_of_self(const struct cch_py_solver *s, const struct cch_py_instruction *i) {
    const struct cch_py_function *f = &s->program->functions.items[i->function].is;
    int is_method = f->owner && f->flags & PY_FUNCTION_METHOD && !(f->flags & PY_FUNCTION_STATIC);
    return is_method && f->parameter_count && s->program->parameters.items[f->parameters].variable == i->a ? f->owner
                                                                                                           : 0;
}

static void note(struct cch_py_solver *s, struct cch_py_table *table, uint64_t key, uint32_t bits) {
    int added;
    *cch_py_table_put(s->arena, table, key, &added) |= bits;
}

void cch_py_existence_begin(struct cch_py_solver *s) {
    const struct cch_py_program *p = s->program;
    struct cch_py_existence *e = &s->existence;
    uint32_t of_objects = cch_py_solver_name(s, "__dict__"), setter = cch_py_solver_name(s, "setattr");
    struct cch_py_table setters = {0};
    memset(e, 0, sizeof *e);
    for (uint32_t n = 1; n < s->first_made; n++) {
        const struct cch_py_instruction *i = &p->instructions.items[n];
        const struct cch_py_function *f = &p->functions.items[i->function].is;
        uint32_t class = class_of_self(s, i);
        if (i->opcode == PY_DO_NAME && i->a == setter) {
            note(s, &setters, i->target, 1);
        } else if (i->opcode == PY_DO_SET) {
            int first = class && is_initializer(cch_py_solver_text(s, f->name));
            if (class)
                note(s, &e->own, cch_py_pair(class, i->b), first ? BY_INITIALIZER : ELSEWHERE);
            else
                note(s, &e->anywhere, i->b, 1);
        } else if (class && i->opcode == PY_DO_GET && i->b == of_objects) {
            note(s, &e->dynamic, class, 1);
        } else if (i->opcode == PY_DO_CALL && f->owner && cch_py_table_get(&setters, i->a)) {
            note(s, &e->dynamic, f->owner, 1);
        }
    }
    cch_py_table_free(s->arena, &setters);
}

/* What every object has. */
static int is_of_object(const char *name) {
    static const char *const names[] = {
        "__class__",         "__delattr__",      "__dict__",     "__dir__",     "__doc__",    "__eq__",
        "__format__",        "__ge__",           "__getstate__", "__gt__",      "__hash__",   "__init__",
        "__init_subclass__", "__le__",           "__lt__",       "__module__",  "__ne__",     "__new__",
        "__reduce__",        "__reduce_ex__",    "__repr__",     "__setattr__", "__sizeof__", "__str__",
        "__subclasshook__",  "__getattribute__", "__weakref__"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (!strcmp(name, names[i]))
            return 1;
    return 0;
}

static int is_field(const struct cch_py_solver *s, const struct cch_py_class *class, uint32_t name) {
    for (uint32_t i = 0; class->flags & 1 && i < class->field_count; i++)
        if (s->program->bindings.items[class->fields + i].name == name)
            return 1;
    return 0;
}

int cch_py_is_field(const struct cch_py_solver *s, uint32_t class, uint32_t name) {
    const struct cch_py_whole_class *of = &s->program->classes.items[class];
    for (uint32_t i = 0; i < of->order.count; i++)
        if (is_field(s, &s->program->classes.items[of->order.items[i]].is, name))
            return 1;
    return 0;
}

/* What a class's own code says of its objects' attribute. */
static enum cch_py_presence own_presence(const struct cch_py_solver *s, uint32_t class, uint32_t name) {
    uint32_t stored = cch_py_table_get(&s->existence.own, cch_py_pair(class, name));
    if (stored & BY_INITIALIZER || is_field(s, &s->program->classes.items[class].is, name))
        return PY_PRESENT;
    return stored || cch_py_table_get(&s->existence.dynamic, class) ? PY_PERHAPS : PY_ABSENT;
}

enum cch_py_presence cch_py_presence_of(const struct cch_py_solver *s, uint32_t class, uint32_t name, int below) {
    const struct cch_py_whole_class *of = &s->program->classes.items[class];
    enum cch_py_presence found = PY_ABSENT;
    if (cch_py_class_find(s, class, name, 0) || is_of_object(cch_py_solver_text(s, name)))
        return PY_PRESENT;
    for (uint32_t i = 0; i < of->order.count; i++) {
        enum cch_py_presence own = own_presence(s, of->order.items[i], name);
        found = own > found ? own : found;
    }
    if (found == PY_PRESENT && !of->has_unknown && !(of->traits & PY_TRAIT_ELSEWHERE))
        return PY_PRESENT;
    for (uint32_t i = 0; below && !found && i < of->below.count; i++)
        if (cch_py_table_get(&s->program->class_names, cch_py_pair(of->below.items[i], name)) ||
            own_presence(s, of->below.items[i], name))
            found = PY_PERHAPS;
    int perhaps = found || of->has_unknown || of->traits & PY_TRAIT_FORWARD /* any class outside */ ||
                  cch_py_table_get(&s->existence.anywhere, name);
    return perhaps ? PY_PERHAPS : PY_ABSENT;
}
