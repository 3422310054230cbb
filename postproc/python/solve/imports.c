/* Modules: imports, globals, star imports (solve.h). */
#include "python/solve/rules/rules.h"

#include <string.h>

static int star_exports(const struct cch_py_solver *s, const struct cch_py_module *module, uint32_t name) {
    if (module->has_all) {
        for (uint32_t i = 0; i < module->exported.count; i++)
            if (module->exported.items[i] == name)
                return 1;
        return module->exported.count == 0; /* an __all__ that is worked out */
    }
    return cch_py_solver_text(s, name)[0] != '_';
}

/* A module that was searched in vain has nothing on another way, either. */
static uint32_t global_of(struct cch_py_solver *s, uint32_t module, uint32_t name) {
    struct cch_py_module *of = &s->program->modules.items[module];
    uint32_t variable = cch_py_table_get(&s->program->globals, cch_py_pair(module + 1, name));
    of->searched = s->program->searches;
    for (uint32_t i = of->stars.count; !variable && i-- > 0;) {
        const struct cch_py_module *from = &s->program->modules.items[of->stars.items[i] - 1];
        if (from->searched != s->program->searches && star_exports(s, from, name))
            variable = global_of(s, of->stars.items[i] - 1, name);
    }
    return variable;
}

uint32_t cch_py_module_global(struct cch_py_solver *s, uint32_t module, uint32_t name) {
    s->program->searches++;
    return global_of(s, module, name);
}

static uint32_t importer_of(const struct cch_py_solver *s, const struct cch_py_instruction *i) {
    return s->program->functions.items[i->function].module;
}

void cch_py_do_star(struct cch_py_solver *s, const struct cch_py_instruction *i) {
    uint32_t importer = importer_of(s, i);
    uint32_t name = cch_py_program_absolute(s->program, importer, i->a, i->b);
    uint32_t module = cch_py_program_module(s->program, importer, name, i->flags & PY_FLAG_STANDARD);
    if (module && module - 1 != importer)
        PY_PUSH(s->program->arena, &s->program->modules.items[importer].stars, module);
    else if (!module && name)
        PY_PUSH(s->program->arena, &s->program->modules.items[importer].outside, name);
}

int cch_py_star_gives(struct cch_py_solver *s, uint32_t module, uint32_t name, uint32_t target) {
    const cch_py_numbers outside = s->program->modules.items[module].outside;
    if (cch_py_solver_text(s, name)[0] == '_')
        return 0;
    for (uint32_t i = 0; i < outside.count; i++)
        cch_py_put(s, target,
                   cch_py_value(s, PY_V_EXTERNAL, cch_py_program_join(s->program, outside.items[i], name), 0));
    return outside.count > 0;
}

void cch_py_import_into(struct cch_py_solver *s, uint32_t importer, uint32_t target, uint32_t name, int is_standard) {
    uint32_t module = cch_py_program_module(s->program, importer, name, is_standard);
    cch_py_put(s, target,
               module ? cch_py_value(s, PY_V_MODULE, module - 1, 0) : cch_py_value(s, PY_V_EXTERNAL, name, 0));
}

/* `import a.b.c` binds a; a's modules are its attributes. */
void cch_py_do_import(struct cch_py_solver *s, const struct cch_py_instruction *i) {
    uint32_t name = i->a;
    if (i->flags & PY_FLAG_FIRST) {
        const char *text = cch_py_solver_text(s, name);
        name = cch_py_name(s->arena, &s->program->names, text, strcspn(text, "."));
    }
    cch_py_import_into(s, importer_of(s, i), i->target, name, i->flags & PY_FLAG_STANDARD);
}

/* target ⊇ what `from module import name` gives. */
uint32_t cch_py_from_module(struct cch_py_solver *s, uint32_t module, uint32_t target, uint32_t name) {
    const struct cch_py_module *of = &s->program->modules.items[module];
    uint32_t global = cch_py_module_global(s, module, name);
    uint32_t inside = cch_py_program_join(s->program, of->name, name);
    uint32_t submodule = cch_py_table_get(&s->program->module_names, inside);
    if (global) {
        cch_py_connect(s, global, target);
        return 1;
    }
    if (submodule) {
        cch_py_put(s, target, cch_py_value(s, PY_V_MODULE, submodule - 1, 0));
        return 1;
    }
    uint32_t hook =
        cch_py_table_get(&s->program->globals, cch_py_pair(module + 1, cch_py_solver_name(s, "__getattr__")));
    if (hook)
        cch_py_mark(s, target, PY_OPEN);
    else if (!cch_py_star_gives(s, module, name, target))
        cch_py_put(s, target, cch_py_value(s, PY_V_EXTERNAL, inside, 0));
    return 0;
}

void cch_py_do_from(struct cch_py_solver *s, const struct cch_py_instruction *i) {
    uint32_t importer = importer_of(s, i);
    uint32_t name = cch_py_program_absolute(s->program, importer, i->a, i->b);
    uint32_t module = cch_py_program_module(s->program, importer, name, i->flags & PY_FLAG_STANDARD);
    if (module && module - 1 != importer) {
        cch_py_from_module(s, module - 1, i->target, i->c);
        return;
    }
    uint32_t joined = cch_py_program_join(s->program, name, i->c);
    uint32_t inside = cch_py_program_module(s->program, importer, joined, i->flags & PY_FLAG_STANDARD);
    cch_py_put(s, i->target,
               inside ? cch_py_value(s, PY_V_MODULE, inside - 1, 0) : cch_py_value(s, PY_V_EXTERNAL, joined, 0));
}

void cch_py_call_from_hook(struct cch_py_solver *s, uint32_t instruction) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    uint32_t importer = importer_of(s, &i), name = cch_py_program_absolute(s->program, importer, i.a, i.b);
    uint32_t module = cch_py_program_module(s->program, importer, name, i.flags & PY_FLAG_STANDARD);
    uint32_t hook = module && module - 1 != importer ? cch_py_missing_from_module(s, module - 1, i.c) : 0;
    if (hook)
        cch_py_make_instruction(s, PY_DO_CALL, PY_FLAG_IMPLICIT, instruction, 0, i.target, hook,
                                cch_py_argument(s, PY_POSITIONAL, cch_py_operand(PY_TEXT, i.c)), 1);
}

/* A key has come to sys.modules[…]. */
static void take_module(struct cch_py_solver *s, uint32_t watch, uint32_t value) {
    const struct cch_py_value of = *cch_py_value_of(s, value);
    const struct cch_py_instruction i = s->program->instructions.items[cch_py_origin_of(s, watch)];
    uint32_t name = 0;
    if (of.kind == PY_V_CONSTANT && cch_py_operand_tag(of.a) == PY_TEXT)
        name = cch_py_operand_value(of.a);
    else if (of.kind == PY_V_EXTERNAL && !strcmp(cch_py_solver_text(s, of.a), "builtins.__name__"))
        name = s->program->modules.items[importer_of(s, &i)].name;
    if (name)
        cch_py_import_into(s, importer_of(s, &i), i.target, name, 0);
}

static void module_is_open(struct cch_py_solver *s, uint32_t instruction, uint32_t key) {
    const struct cch_py_variable *v = &s->variables[key];
    for (uint32_t k = 0; k < v->count && v->count == 1; k++)
        if (cch_py_value_of(s, v->items[k])->kind == PY_V_EXTERNAL)
            return; /* __name__ */
    cch_py_mark(s, s->program->instructions.items[instruction].target, PY_FOREIGN);
}

int cch_py_module_item(struct cch_py_solver *s, uint32_t instruction, uint32_t name) {
    const struct cch_py_instruction i = s->program->instructions.items[instruction];
    if (strcmp(cch_py_solver_text(s, name), "sys.modules") != 0)
        return 0;
    if (cch_py_operand_tag(i.b) == PY_TEXT) {
        cch_py_import_into(s, importer_of(s, &i), i.target, cch_py_operand_value(i.b), 0);
    } else if (cch_py_operand_tag(i.b) == PY_VARIABLE) {
        cch_py_watch(s, instruction, cch_py_operand_value(i.b), take_module, 0);
        cch_py_when_settled(s, cch_py_operand_value(i.b), instruction, cch_py_operand_value(i.b), module_is_open);
    } else {
        cch_py_mark(s, i.target, PY_FOREIGN);
    }
    return 1;
}

/* A name that the file does not bind: from a star import, or a builtin. */
void cch_py_do_name(struct cch_py_solver *s, const struct cch_py_instruction *i) {
    uint32_t importer = importer_of(s, i);
    uint32_t global = cch_py_module_global(s, importer, i->a);
    if (global && global != i->target)
        cch_py_connect(s, global, i->target);
    else if (i->b)
        cch_py_put(s, i->target,
                   cch_py_value(s, PY_V_EXTERNAL,
                                cch_py_program_join(s->program, cch_py_solver_name(s, "builtins"), i->a), 0));
    else if (!cch_py_star_gives(s, importer, i->a, i->target))
        cch_py_mark(s, i->target, PY_FOREIGN);
}
