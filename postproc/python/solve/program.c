#include "python/solve/program.h"

#include <string.h>

struct base {
    uint32_t variable, function, parameter, class, binding, operand;
};

static uint32_t moved(uint32_t variable, uint32_t base) { return variable ? variable + base : 0; }

static uint32_t moved_operand(uint32_t operand, const uint32_t *names, uint32_t base) {
    switch (cch_py_operand_tag(operand)) {
    case PY_VARIABLE:
        return cch_py_operand(PY_VARIABLE, moved(cch_py_operand_value(operand), base));
    case PY_TEXT:
        return cch_py_operand(PY_TEXT, names[cch_py_operand_value(operand)]);
    default:
        return operand;
    }
}

static void add_functions(struct cch_py_program *p, struct cch_py_unit *unit, uint32_t module, const uint32_t *names,
                          const struct base *at) {
    PY_RESERVE(p->arena, &p->functions, unit->functions.count);
    for (uint32_t i = 0; i < unit->functions.count; i++) {
        struct cch_py_whole_function *function = PY_ADD(p->arena, &p->functions);
        function->is = unit->functions.items[i];
        function->module = module;
        function->is.name = names[function->is.name];
        function->is.signature = names[function->is.signature];
        function->is.parent = function->is.parent ? function->is.parent - 1 + at->function : 0;
        function->is.owner = function->is.owner ? function->is.owner - 1 + at->class : 0;
        function->is.parameters += at->parameter;
        function->is.result += at->variable;
        function->is.yields += at->variable;
    }
    PY_RESERVE(p->arena, &p->parameters, unit->parameters.count);
    for (uint32_t i = 0; i < unit->parameters.count; i++) {
        struct cch_py_parameter *parameter = PY_ADD(p->arena, &p->parameters);
        *parameter = unit->parameters.items[i];
        parameter->name = names[parameter->name];
        parameter->variable += at->variable;
    }
}

static void add_classes(struct cch_py_program *p, struct cch_py_unit *unit, uint32_t module, const uint32_t *names,
                        const struct base *at) {
    for (uint32_t i = 0; i < unit->bindings.count; i++)
        PY_PUSH(p->arena, &p->bindings,
                ((struct cch_py_binding){names[unit->bindings.items[i].name],
                                         moved(unit->bindings.items[i].variable, at->variable)}));
    for (uint32_t i = 0; i < unit->classes.count; i++) {
        struct cch_py_whole_class *class = PY_ADD(p->arena, &p->classes);
        uint32_t number = p->classes.count - 1;
        class->is = unit->classes.items[i];
        class->module = module;
        class->is.name = names[class->is.name];
        class->is.parent = class->is.parent ? class->is.parent - 1 + at->function : 0;
        class->is.owner = class->is.owner ? class->is.owner - 1 + at->class : 0;
        class->is.function += at->function;
        class->is.bases += at->operand;
        class->is.metaclass = moved(class->is.metaclass, at->variable);
        class->is.names += at->binding;
        class->is.fields += at->binding;
        for (uint32_t b = 0; b < class->is.base_count; b++)
            p->operands.items[class->is.bases + b] += at->variable;
        for (uint32_t n = class->is.names; n < class->is.names + class->is.name_count; n++) {
            int added;
            *cch_py_table_put(p->arena, &p->class_names, cch_py_pair(number, p->bindings.items[n].name), &added) =
                p->bindings.items[n].variable;
        }
    }
}

static void move_call(struct cch_py_program *p, const struct cch_py_instruction *call, const uint32_t *names,
                      const struct base *at) {
    for (uint32_t i = 0; i < call->c; i++) {
        uint32_t *pair = &p->operands.items[call->b + 2 * i];
        if (pair[0] >= PY_KEYWORD_BASE)
            pair[0] = names[pair[0] - PY_KEYWORD_BASE] + PY_KEYWORD_BASE;
        pair[1] = moved_operand(pair[1], names, at->variable);
    }
}

static void move_instruction(struct cch_py_program *p, struct cch_py_instruction *i, const uint32_t *names,
                             const struct base *at) {
    uint32_t v = at->variable;
    i->function += at->function;
    i->target = moved(i->target, v);
    switch (i->opcode) {
    case PY_DO_FUNCTION:
        i->a += at->function;
        return;
    case PY_DO_CLASS:
        i->a += at->class;
        return;
    case PY_DO_CALL:
        i->b += at->operand;
        move_call(p, i, names, at);
        break;
    case PY_DO_GET:
    case PY_DO_METHOD:
        i->b = names[i->b];
        break;
    case PY_DO_SET:
        i->b = names[i->b];
        i->c = moved(i->c, v);
        break;
    case PY_DO_GET_ITEM:
    case PY_DO_UNPACK:
        i->b = moved_operand(i->b, names, v);
        break;
    case PY_DO_SET_ITEM:
        i->b = moved_operand(i->b, names, v);
        i->c = moved(i->c, v);
        break;
    case PY_DO_BINARY:
    case PY_DO_MERGE:
        i->b = moved(i->b, v);
        break;
    case PY_DO_FROM:
        i->c = names[i->c];
        i->a = names[i->a];
        return;
    case PY_DO_IMPORT:
    case PY_DO_STAR:
    case PY_DO_NAME:
        i->a = names[i->a];
        return;
    case PY_DO_SUPER:
        i->a += at->class;
        i->b = moved(i->b, v);
        return;
    case PY_DO_CONTAINER:
    case PY_DO_OPEN:
        return;
    case PY_DO_GUARD:
        i->a = moved(i->a, v);
        return;
    case PY_DO_CONSTANT:
        i->a = moved_operand(i->a, names, v);
        return;
    case PY_DO_FORMAT:
        i->b += at->operand;
        for (uint32_t k = 0; k < i->c; k++)
            p->operands.items[i->b + k] = moved_operand(p->operands.items[i->b + k], names, v);
        return;
    default:
        break;
    }
    i->a = moved(i->a, v);
}

static void add_globals(struct cch_py_program *p, struct cch_py_unit *unit, struct cch_py_module *module,
                        uint32_t index, const uint32_t *names, const struct base *at) {
    for (uint32_t i = 0; i < unit->globals.count; i++) {
        int added;
        uint32_t name = names[unit->globals.items[i].name];
        PY_PUSH(p->arena, &module->own, name);
        *cch_py_table_put(p->arena, &p->globals, cch_py_pair(index + 1, name), &added) =
            unit->globals.items[i].variable + at->variable;
    }
    for (uint32_t i = 0; i < unit->exported.count; i++)
        PY_PUSH(p->arena, &module->exported, names[unit->exported.items[i]]);
    module->has_all = unit->has_all;
}

/* What functions do: the text stays where it is. */
static void add_codes(struct cch_py_program *p, struct cch_py_unit *unit, struct cch_py_module *module,
                      const uint32_t *names) {
    for (uint32_t i = 0; i < unit->codes.count; i++) {
        struct cch_py_code *code = PY_ADD(p->arena, &p->codes);
        *code = unit->codes.items[i];
        code->function += module->first_function;
        code->references += p->code_functions.count;
        code->modules += p->code_modules.count;
        code->names += p->code_names.count;
    }
    for (uint32_t i = 0; i < unit->code_functions.count; i++)
        PY_PUSH(p->arena, &p->code_functions, unit->code_functions.items[i] + module->first_function);
    for (uint32_t i = 0; i < unit->code_modules.count; i++) {
        struct cch_py_code_module of = unit->code_modules.items[i];
        PY_PUSH(p->arena, &p->code_modules, ((struct cch_py_code_module){names[of.name], of.level}));
    }
    for (uint32_t i = 0; i < unit->code_names.count; i++)
        PY_PUSH(p->arena, &p->code_names, names[unit->code_names.items[i]]);
    module->code_text = unit->code_text.items;
    unit->code_text.items = NULL;
}

static void let_go(struct cch_py_arena *arena, struct cch_py_unit *unit) {
#define SECTION(type, name) cch_py_arena_resize(arena, unit->name.items, 0);
    PY_UNIT_SECTIONS(SECTION)
#undef SECTION
    cch_py_arena_resize(arena, unit->names.length.items, 0);
    cch_py_arena_resize(arena, unit->names.text.items, 0);
}

static void add_unit(struct cch_py_program *p, struct cch_py_unit *unit, struct cch_py_module *module, uint32_t index) {
    struct base at = {p->variable_count, p->functions.count, p->parameters.count,
                      p->classes.count,  p->bindings.count,  p->operands.count};
    uint32_t *names = cch_py_arena_resize(p->arena, NULL, (unit->names.text.count + 1) * sizeof *names);
    names[0] = 0;
    for (uint32_t i = 1; i < unit->names.text.count; i++)
        names[i] = cch_py_name(p->arena, &p->names, unit->names.text.items[i], unit->names.length.items[i]);
    PY_RESERVE(p->arena, &p->operands, unit->operands.count);
    for (uint32_t i = 0; i < unit->operands.count; i++)
        PY_PUSH(p->arena, &p->operands, unit->operands.items[i]);
    module->body = at.function;
    module->first_function = at.function;
    module->function_count = unit->functions.count;
    module->first_class = at.class;
    module->class_count = unit->classes.count;
    add_functions(p, unit, index, names, &at);
    add_classes(p, unit, index, names, &at);
    cch_py_program_add_values(p, unit, names, at.function, at.class, p->instructions.count);
    PY_RESERVE(p->arena, &p->instructions, unit->instructions.count);
    for (uint32_t i = 0; i < unit->instructions.count; i++) {
        struct cch_py_instruction *instruction = PY_ADD(p->arena, &p->instructions);
        *instruction = unit->instructions.items[i];
        move_instruction(p, instruction, names, &at);
    }
    add_globals(p, unit, module, index, names, &at);
    add_codes(p, unit, module, names);
    p->variable_count += unit->variable_count;
    cch_py_arena_resize(p->arena, names, 0);
    let_go(p->arena, unit);
}

static uint32_t parent_of(struct cch_py_program *p, uint32_t name) {
    const char *text = cch_py_text(&p->names, name), *dot = strrchr(text, '.');
    return dot ? cch_py_name(p->arena, &p->names, text, (size_t)(dot - text)) : 0;
}

static void add_module(struct cch_py_program *p, const struct cch_py_file *file, struct cch_py_unit *unit) {
    int added;
    uint32_t index = p->modules.count, name = cch_py_name_z(p->arena, &p->names, file->module);
    struct cch_py_module *module = PY_ADD(p->arena, &p->modules);
    uint32_t *place = cch_py_table_put(p->arena, &p->module_names, name, &added);
    if (added) {
        *place = index + 1;
    } else {
        /* Two files of one dotted name: the second one's tells them apart. */
        name = cch_py_name_z(p->arena, &p->names, cch_py_format(p->arena, "%s[%s]", file->module, file->shown));
        *cch_py_table_put(p->arena, &p->module_names, name, &added) = index + 1;
    }
    module->name = name;
    module->file = file;
    module->package = file->is_package ? name : parent_of(p, name);
    if (!strchr(file->alias, '.') && !file->is_package)
        module->folder = parent_of(p, name);
    uint32_t alias = cch_py_name_z(p->arena, &p->names, file->alias);
    place = cch_py_table_put(p->arena, &p->module_aliases, alias, &added);
    *place = added ? index + 1 : UINT32_MAX;
    add_unit(p, unit, module, index);
}

void cch_py_program_link(struct cch_py_arena *arena, struct cch_py_program *p, const struct cch_py_files *files,
                         struct cch_py_read *results) {
    uint64_t instructions = 1, operands = 0;
    memset(p, 0, sizeof *p);
    p->arena = arena;
    cch_py_name_z(arena, &p->names, "");
    PY_ADD(arena, &p->functions);
    PY_ADD(arena, &p->classes);
    PY_ADD(arena, &p->instructions);
    PY_ADD(arena, &p->locations);
    for (uint32_t i = 0; i < files->list.count; i++) {
        if (results[i].unit) {
            instructions += results[i].unit->instructions.count;
            operands += results[i].unit->operands.count;
        }
    }
    PY_RESERVE(arena, &p->instructions, instructions);
    PY_RESERVE(arena, &p->operands, operands);
    for (uint32_t i = 0; i < files->list.count; i++)
        if (results[i].unit)
            add_module(p, &files->list.items[i], results[i].unit);
}

void cch_py_program_cut(struct cch_py_program *p, uint32_t function, uint32_t line, enum cch_py_cut_kind kind) {
    const struct cch_py_cut *last = p->cuts.count ? &p->cuts.items[p->cuts.count - 1] : NULL;
    if (!last || last->function != function || last->line != line || last->kind != (uint32_t)kind)
        PY_PUSH(p->arena, &p->cuts, ((struct cch_py_cut){function, line, kind}));
}

uint32_t cch_py_program_symbol(const struct cch_py_program *p, uint32_t name) {
    uint32_t symbol = cch_py_table_get(&p->native, name ? name : UINT32_MAX);
    const char *text = cch_py_text(&p->names, name), *dot = strrchr(text, '.');
    if (symbol || !dot || !p->native_modules.count)
        return symbol ? symbol - 1 : 0;
    uint32_t module = cch_py_name_find(&p->names, text, (size_t)(dot - text));
    return module && cch_py_table_get(&p->native_modules, module)
               ? cch_py_name_find(&p->names, dot + 1, strlen(dot + 1))
               : 0;
}

/* Imports --------------------------------------------------------------------- */

uint32_t cch_py_program_join(struct cch_py_program *p, uint32_t prefix, uint32_t name) {
    if (!prefix || !name)
        return prefix ? prefix : name;
    return cch_py_name_of(p->arena, &p->names, cch_py_text(&p->names, prefix), ".", cch_py_text(&p->names, name));
}

uint32_t cch_py_program_absolute(struct cch_py_program *p, uint32_t importer, uint32_t name, uint32_t level) {
    if (!level)
        return name;
    uint32_t package = p->modules.items[importer].package;
    for (uint32_t i = 1; i < level && package; i++)
        package = parent_of(p, package);
    return cch_py_program_join(p, package, name);
}

uint32_t cch_py_program_module(const struct cch_py_program *p, uint32_t importer, uint32_t name, int is_standard) {
    uint32_t found = cch_py_table_get(&p->module_names, name ? name : UINT32_MAX);
    const struct cch_py_module *from = &p->modules.items[importer];
    if (found || !name)
        return found;
    if (from->folder) {
        char beside[1024];
        size_t length = p->names.length.items[from->folder] + 1 + (size_t)p->names.length.items[name];
        if (length < sizeof beside) {
            strcpy(beside, cch_py_text(&p->names, from->folder));
            strcat(beside, ".");
            strcat(beside, cch_py_text(&p->names, name));
            uint32_t joined = cch_py_name_find(&p->names, beside, length);
            found = joined ? cch_py_table_get(&p->module_names, joined) : 0;
        }
    }
    if (!found && !is_standard) {
        found = cch_py_table_get(&p->module_aliases, name);
        if (found == UINT32_MAX ||
            (found && !strchr(cch_py_text(&p->names, name), '.') && !p->modules.items[found - 1].file->is_package))
            found = 0;
    }
    return found;
}
