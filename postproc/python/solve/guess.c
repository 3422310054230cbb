/* Calls of methods on objects of unknown type: possible edges, where few
 * classes of the project have such a method (solve.h). */
#include "python/solve/guess.h"

#include "graph_file/schema.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 3 };

/* Methods that objects of Python itself, of files, arrays or tensors have:
 * such a name says nothing about the project's classes. Ordered. */
static const char *const common[] = {"add",
                                     "add_argument",
                                     "all",
                                     "any",
                                     "append",
                                     "apply",
                                     "argmax",
                                     "astype",
                                     "backward",
                                     "bool",
                                     "capitalize",
                                     "cast",
                                     "center",
                                     "chunk",
                                     "clear",
                                     "clone",
                                     "close",
                                     "contiguous",
                                     "copy",
                                     "copy_",
                                     "count",
                                     "cpu",
                                     "cuda",
                                     "data_ptr",
                                     "debug",
                                     "decode",
                                     "detach",
                                     "device",
                                     "difference",
                                     "dim",
                                     "div",
                                     "double",
                                     "dump",
                                     "dumps",
                                     "element_size",
                                     "encode",
                                     "endswith",
                                     "error",
                                     "eval",
                                     "expand",
                                     "extend",
                                     "fill_",
                                     "find",
                                     "flatten",
                                     "flush",
                                     "float",
                                     "format",
                                     "forward",
                                     "from_pretrained",
                                     "fromkeys",
                                     "gather",
                                     "get",
                                     "half",
                                     "index",
                                     "info",
                                     "insert",
                                     "int",
                                     "intersection",
                                     "is_contiguous",
                                     "isdigit",
                                     "item",
                                     "items",
                                     "join",
                                     "keys",
                                     "ljust",
                                     "load",
                                     "load_state_dict",
                                     "loads",
                                     "log",
                                     "lower",
                                     "lstrip",
                                     "masked_fill",
                                     "match",
                                     "max",
                                     "mean",
                                     "min",
                                     "mul",
                                     "mul_",
                                     "name",
                                     "narrow",
                                     "new_empty",
                                     "numel",
                                     "numpy",
                                     "open",
                                     "parameters",
                                     "parse",
                                     "permute",
                                     "pop",
                                     "popitem",
                                     "pow",
                                     "print",
                                     "put",
                                     "read",
                                     "readline",
                                     "release",
                                     "remove",
                                     "repeat",
                                     "replace",
                                     "requires_grad_",
                                     "reset",
                                     "reshape",
                                     "reverse",
                                     "rstrip",
                                     "run",
                                     "save",
                                     "search",
                                     "select",
                                     "send",
                                     "set",
                                     "setdefault",
                                     "shape",
                                     "size",
                                     "sort",
                                     "split",
                                     "squeeze",
                                     "start",
                                     "startswith",
                                     "state_dict",
                                     "step",
                                     "stop",
                                     "storage",
                                     "stride",
                                     "strip",
                                     "sub",
                                     "sum",
                                     "title",
                                     "to",
                                     "tolist",
                                     "train",
                                     "transpose",
                                     "type",
                                     "type_as",
                                     "unbind",
                                     "unflatten",
                                     "union",
                                     "unsqueeze",
                                     "update",
                                     "upper",
                                     "values",
                                     "view",
                                     "wait",
                                     "warning",
                                     "write",
                                     "zero_",
                                     "zfill"};

static int by_text(const void *key, const void *item) { return strcmp(key, *(const char *const *)item); }

static int is_common(const char *name) {
    return name[0] == '_' || bsearch(name, common, sizeof common / sizeof *common, sizeof *common, by_text) != NULL;
}

struct candidates {
    uint32_t functions[FEW], count;
};

static void collect(struct cch_py_solver *s, struct cch_py_table *places, void *list) {
    PY_ARRAY(struct candidates) *all = list;
    for (uint32_t f = 1; f < s->program->functions.count; f++) {
        const struct cch_py_function *of = &s->program->functions.items[f].is;
        int added;
        if (!of->owner || !(of->flags & PY_FUNCTION_METHOD))
            continue;
        uint32_t *place = cch_py_table_put(s->arena, places, of->name, &added);
        if (added) {
            *place = all->count;
            (void)PY_ADD(s->arena, all);
        }
        struct candidates *c = &all->items[*place];
        if (c->count < FEW)
            c->functions[c->count] = f;
        c->count++;
    }
}

/* Calls and attributes as written whose object is known in some context. */
static uint8_t *known_in_contexts(struct cch_py_solver *s) {
    uint8_t *known = cch_py_arena_alloc(s->arena, s->first_made);
    for (uint32_t n = s->first_made; n < s->program->instructions.count; n++) {
        const struct cch_py_instruction *of = &s->program->instructions.items[n];
        uint32_t origin = cch_py_origin_of(s, n);
        int is_one = of->opcode == PY_DO_CALL || of->opcode == PY_DO_GET;
        if (is_one && cch_py_context_of(s, n) && origin < s->first_made)
            known[origin] |= s->variables[of->a].count > s->variables[of->a].constants;
    }
    return known;
}

void cch_py_guess_methods(struct cch_py_solver *s) {
    const uint8_t *known = known_in_contexts(s);
    struct cch_py_table places = {0};
    PY_ARRAY(struct candidates) all = {0};
    collect(s, &places, &all);
    for (uint32_t n = 1; n < s->first_made; n++) {
        const struct cch_py_instruction call = s->program->instructions.items[n];
        if (call.opcode != PY_DO_CALL || !s->got[call.a] ||
            s->variables[call.a].count > s->variables[call.a].constants || known[n] || known[s->got[call.a]])
            continue;
        const struct cch_py_instruction get = s->program->instructions.items[s->got[call.a]];
        uint8_t marks = s->variables[get.a].marks;
        if (!(marks & PY_OPEN) || marks & PY_FOREIGN || is_common(cch_py_solver_text(s, get.b)) ||
            s->variables[get.a].count > s->variables[get.a].constants)
            continue;
        int added;
        if (!cch_py_table_get(&places, get.b) && !all.count)
            continue;
        uint32_t *place = cch_py_table_put(s->arena, &places, get.b, &added);
        if (added) {
            *place = all.count;
            (void)PY_ADD(s->arena, &all); /* no class has it */
        }
        const struct candidates c = all.items[*place];
        for (uint32_t k = 0; c.count <= FEW && k < c.count; k++)
            cch_py_edge(s, n, cch_py_node(PY_NODE_FUNCTION, c.functions[k]), CCH_KIND_CALL, 1);
    }
}
