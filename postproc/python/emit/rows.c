#include "python/emit/rows.h"

#include <stdio.h>
#include <string.h>

#include "python/solve/rules/rules.h"

/* Names ------------------------------------------------------------------------ */

struct path {
    PY_ARRAY(char) text;
    uint32_t entity;
};

static uint32_t string(struct cch_py_emitter *e, const char *text, size_t length) {
    return cch_graph_string(e->graph, text, length);
}

static void add_part(struct cch_py_emitter *e, struct path *path, const char *part, size_t length) {
    uint32_t cells[CCH_ENTITY_WIDTH] = {0};
    if (path->entity)
        PY_PUSH(e->arena, &path->text, '.');
    PY_RESERVE(e->arena, &path->text, length);
    memcpy(path->text.items + path->text.count, part, length);
    path->text.count += (uint32_t)length;
    cells[CCH_ENTITY_FORM] = CCH_FORM_PYTHON;
    cells[CCH_ENTITY_TEXT] = string(e, part, length);
    cells[CCH_ENTITY_PARENT] = path->entity;
    path->entity = cch_graph_insert(e->graph, CCH_ENTITY, cells);
}

static void add_dotted(struct cch_py_emitter *e, struct path *path, const char *dotted) {
    while (*dotted) {
        size_t length = strcspn(dotted, ".");
        if (length)
            add_part(e, path, dotted, length);
        dotted += length + (dotted[length] == '.');
    }
}

static void begin_path(struct cch_py_emitter *e, struct path *path) {
    *path = (struct path){0};
    PY_RESERVE(e->arena, &path->text, 100);
    memcpy(path->text.items, "py:", 3);
    path->text.count = 3;
}

enum { NESTING_MAX = 200 }; /* Python's own tokenizer takes 100 levels */

/* What a definition stands in, outermost first, then itself. */
static void scope_path(struct cch_py_emitter *e, struct path *path, uint32_t module, uint32_t parent, uint32_t owner,
                       uint32_t name) {
    struct {
        uint32_t name;
        int locals;
    } parts[NESTING_MAX];
    unsigned count = 0;
    parts[count].name = name;
    parts[count++].locals = 0;
    while ((parent || owner) && count < NESTING_MAX) {
        if (parent) {
            const struct cch_py_function *of = &e->p->functions.items[parent].is;
            parts[count].name = of->name;
            parts[count++].locals = 1;
            parent = of->parent;
            owner = of->owner;
        } else {
            const struct cch_py_class *of = &e->p->classes.items[owner].is;
            parts[count].name = of->name;
            parts[count++].locals = 0;
            parent = of->parent;
            owner = of->owner;
        }
    }
    begin_path(e, path);
    add_dotted(e, path, cch_py_text(&e->p->names, e->p->modules.items[module].name));
    while (count-- > 0) {
        const char *text = cch_py_text(&e->p->names, parts[count].name);
        add_part(e, path, text, strlen(text));
        if (parts[count].locals)
            add_part(e, path, "<locals>", 8);
    }
}

/* The function that the path names, and lets go of the path. */
static uint32_t identity(struct cch_py_emitter *e, struct path *path) {
    uint32_t row = cch_graph_function(e->graph, path->text.items, path->text.count);
    cch_py_arena_resize(e->arena, path->text.items, 0);
    return row;
}

uint32_t cch_py_emit_text(struct cch_py_emitter *e, uint32_t name) {
    const struct cch_py_names *names = &e->p->names;
    if (name >= names->text.count)
        return string(e, "", 0);
    if (e->texts.count < names->text.count) {
        uint32_t before = e->texts.count;
        PY_RESERVE(e->arena, &e->texts, names->text.count - before);
        memset(e->texts.items + before, 0, (names->text.count - before) * sizeof *e->texts.items);
        e->texts.count = names->text.count;
    }
    uint32_t *known = &e->texts.items[name];
    if (!*known)
        *known = string(e, names->text.items[name], strlen(names->text.items[name])) + 1;
    return *known - 1;
}

/* Nodes ------------------------------------------------------------------------- */

uint32_t cch_py_emit_site(struct cch_py_emitter *e, uint32_t module, uint32_t line, uint32_t column) {
    uint32_t cells[CCH_SITE_WIDTH] = {0};
    const char *file = e->p->modules.items[module].file->shown;
    if (!e->files[module])
        e->files[module] = string(e, file, strlen(file)) + 1;
    cells[CCH_SITE_FILE] = e->files[module] - 1;
    cells[CCH_SITE_LINE] = line;
    cells[CCH_SITE_COLUMN] = column;
    return cch_graph_insert(e->graph, CCH_SITE, cells);
}

static uint32_t parameter_list(struct cch_py_emitter *e, const struct cch_py_function *f) {
    cch_py_numbers names = {0};
    int was_positional_only = 0, was_star = 0;
    for (uint32_t i = 0; i < f->parameter_count; i++) {
        const struct cch_py_parameter *of = &e->p->parameters.items[f->parameters + i];
        if (was_positional_only && of->kind != PY_POSITIONAL_ONLY)
            PY_PUSH(e->arena, &names, string(e, "/", 1));
        was_positional_only = of->kind == PY_POSITIONAL_ONLY;
        if (of->kind == PY_KEYWORD_ONLY && !was_star)
            PY_PUSH(e->arena, &names, string(e, "*", 1));
        was_star |= of->kind == PY_KEYWORD_ONLY || of->kind == PY_REST;
        const char *name = cch_py_text(&e->p->names, of->name);
        const char *stars = of->kind == PY_REST ? "*" : of->kind == PY_KEYWORDS ? "**" : "";
        char *text = cch_py_arena_alloc(e->arena, strlen(name) + sizeof "**");
        strcat(strcpy(text, stars), name);
        PY_PUSH(e->arena, &names, string(e, text, strlen(text)));
    }
    if (was_positional_only)
        PY_PUSH(e->arena, &names, string(e, "/", 1));
    uint32_t list = cch_graph_list(e->graph, names.items, names.count);
    cch_py_arena_resize(e->arena, names.items, 0);
    return list;
}

static uint32_t function_flags(const struct cch_py_emitter *e, uint32_t number) {
    const struct cch_py_whole_function *of = &e->p->functions.items[number];
    const struct cch_py_function *f = &of->is;
    uint32_t flags = CCH_FLAG_DEFINED | CCH_FLAG_HOST;
    if (f->flags & PY_FUNCTION_LAMBDA)
        flags |= CCH_FLAG_LAMBDA;
    if (f->flags & PY_FUNCTION_MODULE)
        flags |= CCH_FLAG_SYNTHETIC;
    if (f->owner && !strcmp(cch_py_text(&e->p->names, f->name), "__init__"))
        flags |= CCH_FLAG_CONSTRUCTOR;
    if (of->marks & PY_MARK_DEVICE)
        flags = (flags & ~(uint32_t)CCH_FLAG_HOST) | CCH_FLAG_DEVICE;
    if (of->marks & PY_MARK_KERNEL)
        flags |= CCH_FLAG_KERNEL;
    if (!e->called[number] || of->marks & PY_MARK_EXPORTED)
        flags |= CCH_FLAG_ENTRY;
    return flags;
}

static uint32_t function_row(struct cch_py_emitter *e, uint32_t number) {
    if (e->functions[number])
        return e->functions[number];
    const struct cch_py_whole_function *of = &e->p->functions.items[number];
    struct path path;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    scope_path(e, &path, of->module, of->is.parent, of->is.owner, of->is.name);
    cells[CCH_FUNCTION_IDENTITY] = identity(e, &path);
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_FUNCTION_FLAGS] = function_flags(e, number);
    cells[CCH_FUNCTION_NAME] = path.entity;
    cells[CCH_FUNCTION_DEFINITION] = cch_py_emit_site(e, of->module, of->is.line, of->is.column);
    cells[CCH_FUNCTION_FIRST_LINE] = of->is.first_line;
    cells[CCH_FUNCTION_LAST_LINE] = of->is.last_line;
    cells[CCH_FUNCTION_PARAMETERS] = parameter_list(e, &of->is);
    cells[CCH_FUNCTION_SIGNATURE] = cch_py_emit_text(e, of->is.signature);
    return e->functions[number] = cch_graph_insert(e->graph, CCH_FUNCTION, cells);
}

const char *cch_py_emit_class_path(struct cch_py_emitter *e, uint32_t class) {
    const struct cch_py_whole_class *of = &e->p->classes.items[class];
    struct path path;
    scope_path(e, &path, of->module, of->is.parent, of->is.owner, of->is.name);
    const char *text = cch_py_format(e->arena, "%.*s", (int)path.text.count - 3, path.text.items + 3);
    cch_py_arena_resize(e->arena, path.text.items, 0);
    return text;
}

static uint32_t class_row(struct cch_py_emitter *e, uint32_t number) {
    if (e->classes[number])
        return e->classes[number];
    const struct cch_py_whole_class *of = &e->p->classes.items[number];
    struct path path;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    scope_path(e, &path, of->module, of->is.parent, of->is.owner, of->is.name);
    cells[CCH_FUNCTION_IDENTITY] = identity(e, &path);
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_DEFINED | CCH_FLAG_HOST | CCH_FLAG_CLASS;
    cells[CCH_FUNCTION_NAME] = path.entity;
    cells[CCH_FUNCTION_DEFINITION] = cch_py_emit_site(e, of->module, of->is.line, of->is.column);
    cells[CCH_FUNCTION_FIRST_LINE] = of->is.first_line;
    cells[CCH_FUNCTION_LAST_LINE] = of->is.last_line;
    return e->classes[number] = cch_graph_insert(e->graph, CCH_FUNCTION, cells);
}

/* A name of a library is bound to the C function that is linked so. */
static void bind_symbol(struct cch_py_emitter *e, uint32_t name, uint32_t symbol, const char *dotted) {
    uint32_t function[CCH_FUNCTION_WIDTH] = {0}, entity[CCH_ENTITY_WIDTH] = {0}, binding[CCH_BINDING_WIDTH] = {0},
             edge[CCH_EDGE_WIDTH] = {0};
    const char *text = cch_py_text(&e->p->names, symbol);
    entity[CCH_ENTITY_FORM] = CCH_FORM_CXX;
    entity[CCH_ENTITY_TEXT] = string(e, text, strlen(text));
    function[CCH_FUNCTION_IDENTITY] = cch_graph_function(e->graph, text, strlen(text));
    function[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_UNKNOWN; /* its own unit knows */
    function[CCH_FUNCTION_NAME] = cch_graph_insert(e->graph, CCH_ENTITY, entity);
    binding[CCH_BINDING_NAME] = name;
    binding[CCH_BINDING_TARGET] = cch_graph_insert(e->graph, CCH_FUNCTION, function);
    binding[CCH_BINDING_KIND] = CCH_BINDING_SYMBOL;
    binding[CCH_BINDING_KEY] = string(e, "", 0);
    binding[CCH_BINDING_MODULE] = string(e, dotted, (size_t)(strrchr(dotted, '.') - dotted));
    cch_graph_insert(e->graph, CCH_BINDING, binding);
    edge[CCH_EDGE_CALLER] = name;
    edge[CCH_EDGE_CALLEE] = binding[CCH_BINDING_TARGET];
    edge[CCH_EDGE_KIND] = CCH_KIND_BIND;
    edge[CCH_EDGE_CERTAIN] = 1;
    edge[CCH_EDGE_PASSES] = e->python;
    cch_graph_insert(e->graph, CCH_EDGE, edge);
}

static uint32_t external_row(struct cch_py_emitter *e, uint32_t name) {
    int added;
    uint32_t *row = cch_py_table_put(e->arena, &e->externals, name, &added);
    if (!added)
        return *row;
    const char *text = cch_py_text(&e->p->names, name);
    if (!strncmp(text, "builtins.", 9))
        return *row = 0;
    struct path path;
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    begin_path(e, &path);
    add_dotted(e, &path, text);
    cells[CCH_FUNCTION_IDENTITY] = identity(e, &path);
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_EXTERNAL;
    if (cch_py_is_binding(e->bindings, e->p, name) || cch_py_table_get(&e->s->operators, name))
        cells[CCH_FUNCTION_FLAGS] |= CCH_FLAG_BINDING;
    uint32_t asked = cch_py_table_get(&e->s->texts_of_kernels, name);
    if (asked) {
        const struct cch_py_instruction *i = &e->p->instructions.items[asked >> 2];
        cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_DEFINED | CCH_FLAG_DEVICE | CCH_FLAG_KERNEL;
        cells[CCH_FUNCTION_DEFINITION] =
            cch_py_emit_site(e, e->p->functions.items[i->function].module, i->line, i->column);
    }
    cells[CCH_FUNCTION_NAME] = path.entity;
    *row = cch_graph_insert(e->graph, CCH_FUNCTION, cells);
    uint32_t made = *row, symbol = cch_py_program_symbol(e->p, name);
    if (symbol)
        bind_symbol(e, made, symbol, text);
    return made;
}

uint32_t cch_py_emit_node(struct cch_py_emitter *e, uint32_t node) {
    uint32_t index = node & 0x3fffffffu;
    switch (node >> 30) {
    case PY_NODE_FUNCTION:
        return function_row(e, index);
    case PY_NODE_CLASS:
        return class_row(e, index);
    default:
        return external_row(e, index);
    }
}

/* Edges -------------------------------------------------------------------------- */

/* What a value comes down to when it is called. */
static uint32_t primary(const struct cch_py_solver *s, uint32_t value) {
    const struct cch_py_value *of = cch_py_value_of(s, value);
    for (unsigned depth = 0; depth < 16 && (of->kind == PY_V_BOUND || of->kind == PY_V_OPERATOR ||
                                            of->kind == PY_V_KERNEL || of->kind == PY_V_LAUNCH);
         depth++) {
        value = of->a;
        of = cch_py_value_of(s, value);
    }
    if (of->kind == PY_V_CONTAINER_METHOD && cch_py_value_of(s, of->a)->kind == PY_V_CONTAINER)
        return of->kind << 28 ^ of->b; /* of whichever container */
    /* of any context, of a class or below it: where it leads is one */
    return of->kind == PY_V_INSTANCE || of->kind == PY_V_FUNCTION ? of->kind << 28 ^ of->a : value;
}

static int holds_one(const struct cch_py_solver *s, uint32_t variable) {
    const struct cch_py_variable *v = &s->variables[variable];
    uint32_t first = 0;
    if (v->marks & (PY_OPEN | PY_FOREIGN))
        return 0;
    for (uint32_t i = 0; i < v->count; i++) {
        if (cch_py_value_of(s, v->items[i])->kind == PY_V_CONSTANT)
            continue; /* cannot be called */
        if (first && primary(s, v->items[i]) != first)
            return 0;
        first = primary(s, v->items[i]);
    }
    return first != 0;
}

/* An instruction's call is certain when its callee is one, and so is what
 * each instruction behind it depends on: those of its context, or all down to what is written. */
static int is_certain(const struct cch_py_emitter *e, uint32_t instruction, int in_context) {
    int certain = 1;
    for (unsigned depth = 0; depth < 32 && certain; depth++) {
        const struct cch_py_instruction *i = &e->p->instructions.items[instruction];
        if ((i->opcode == PY_DO_CALL && !holds_one(e->s, i->a)) || i->flags & PY_FLAG_POSSIBLE)
            certain = 0;
        if (instruction < e->s->first_made)
            break;
        const struct cch_py_origin *from = &e->s->origins.items[instruction - e->s->first_made];
        if (from->receiver && !holds_one(e->s, from->receiver))
            certain = 0;
        instruction = from->instruction;
        if (!instruction || (in_context && instruction < e->s->first_made))
            break;
    }
    return certain;
}

int cch_py_emit_is_certain(const struct cch_py_emitter *e, uint32_t instruction) {
    /* what holds in one context need not in another */
    return !cch_py_context_of(e->s, instruction) && is_certain(e, instruction, 0);
}

int cch_py_emit_is_certain_in_context(const struct cch_py_emitter *e, uint32_t instruction) {
    return cch_py_context_of(e->s, instruction) && is_certain(e, instruction, 1);
}

/* An operator that Python implements is a binding like one of C++. */
void cch_py_emit_binding(struct cch_py_emitter *e, const struct cch_py_call_edge *edge, uint32_t site) {
    uint32_t cells[CCH_BINDING_WIDTH] = {0};
    const char *name = cch_py_text(&e->p->names, edge->caller & 0x3fffffffu);
    const struct cch_py_function *f = edge->callee >> 30 == PY_NODE_FUNCTION
                                          ? &e->p->functions.items[edge->callee & 0x3fffffffu].is
                                          : NULL; /* what an extension binds */
    if (strncmp(name, "torch.ops.", 10))
        return;
    cells[CCH_BINDING_NAME] = cch_py_emit_node(e, edge->caller);
    cells[CCH_BINDING_TARGET] = cch_py_emit_node(e, edge->callee);
    cells[CCH_BINDING_KIND] = CCH_BINDING_TORCH_IMPL;
    const char *key = cch_py_text(&e->p->names, edge->key);
    cells[CCH_BINDING_KEY] = string(e, key, strlen(key));
    cells[CCH_BINDING_MODULE] = string(e, name + 10, strcspn(name + 10, "."));
    cells[CCH_BINDING_PARAMETERS] = f ? parameter_list(e, f) : 0;
    cells[CCH_BINDING_SITE] = site;
    cch_graph_insert(e->graph, CCH_BINDING, cells);
}

void cch_py_emit_edge_cells(struct cch_py_emitter *e, const struct cch_py_call_edge *edge, uint32_t *cells) {
    const struct cch_py_instruction *i = &e->p->instructions.items[edge->instruction];
    uint32_t at = cch_py_emit_site(e, e->p->functions.items[i->function].module, i->line, i->column);
    memset(cells, 0, CCH_EDGE_WIDTH * sizeof *cells);
    cells[CCH_EDGE_KIND] = edge->kind;
    cells[CCH_EDGE_PASSES] = e->python;
    cells[CCH_EDGE_SITES] = cch_graph_list(e->graph, &at, 1);
}
