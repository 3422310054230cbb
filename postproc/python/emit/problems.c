#include "python/emit/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "python/lower/cuts.h"

void cch_py_emit_problem(cch_graph *graph, const char *file, const char *words, uint32_t line) {
    uint32_t cells[CCH_PROBLEM_WIDTH] = {0};
    char clean[500];
    snprintf(clean, sizeof clean, "%s", words);
    for (char *at = clean; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = '?';
    cells[CCH_PROBLEM_UNIT] = cch_graph_string(graph, file, strlen(file));
    cells[CCH_PROBLEM_TEXT] = cch_graph_string(graph, clean, strlen(clean));
    if (line) {
        uint32_t site[CCH_SITE_WIDTH] = {0};
        site[CCH_SITE_FILE] = cells[CCH_PROBLEM_UNIT];
        site[CCH_SITE_LINE] = line;
        cells[CCH_PROBLEM_SITE] = cch_graph_insert(graph, CCH_SITE, site);
    }
    cch_graph_insert(graph, CCH_PROBLEM, cells);
}

static const char *const cut_texts[PY_CUT_COUNT] = {
    [PY_CUT_VALUES] = "too many values come together: not all that may be called is known in",
    [PY_CUT_ANNOTATION] = "the annotation is nested too deep: not all classes that it names are seen in",
    [PY_CUT_DECORATORS] = "too many decorators: the innermost are not applied in",
    [PY_CUT_CONDITIONS] = "nested too deep: no value is said to depend on the conditions of",
    [PY_CUT_BASES] = "too many bases or ancestors: not all of what is inherited is known for the classes in",
    [PY_CUT_WRAPPERS] = "wrapped too deep: the calls behind are not followed in",
    [PY_CUT_ARGUMENTS] = "too many arguments of a partial: not called in",
    [PY_CUT_ORIGINS] = "a value has too many origins: not all are listed for",
    [PY_CUT_TARGETS] = "a condition decides about too many functions: not all are listed for",
    [PY_CUT_OBJECTS] = "a class is called at too many places: not all of its objects are told apart, see",
};

struct cut {
    uint32_t module, kind, line;
};

static int by_place(const void *a, const void *b) {
    const struct cut *x = a, *y = b;
    if (x->module != y->module)
        return x->module < y->module ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->line > y->line) - (x->line < y->line);
}

typedef PY_ARRAY(struct cut) cuts;

/* Calls of what is known only in part. */
static void collect(struct cch_py_solver *s, cuts *all) {
    const struct cch_py_program *p = s->program;
    for (uint32_t i = 0; i < p->cuts.count; i++) {
        const struct cch_py_cut *of = &p->cuts.items[i];
        PY_PUSH(s->arena, all, ((struct cut){p->functions.items[of->function].module, of->kind, of->line}));
    }
    for (uint32_t n = 1; n < s->first_made; n++) {
        const struct cch_py_instruction *i = &p->instructions.items[n];
        if (i->opcode == PY_DO_CALL && s->variables[i->a].marks & PY_CUT)
            PY_PUSH(s->arena, all, ((struct cut){p->functions.items[i->function].module, PY_CUT_VALUES, i->line}));
    }
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_place);
}

/* One row for the cuts of a file and kind, which begin at `list`. */
static uint32_t tell(const struct cch_py_program *p, cch_graph *graph, const struct cut *list, uint32_t count) {
    char lines[300], words[480];
    size_t length = 0;
    uint32_t of = 0, last = 0, more = 0, told = 0;
    for (; of < count && list[of].module == list->module && list[of].kind == list->kind; of++) {
        if (of && list[of].line == last)
            continue;
        last = list[of].line;
        told++;
        if (length + 20 < sizeof lines)
            length += (size_t)snprintf(lines + length, sizeof lines - length, "%s%u", length ? ", " : "", last);
        else
            more++;
    }
    length = (size_t)snprintf(words, sizeof words, "%s line%s %s", cut_texts[list->kind], told > 1 ? "s" : "", lines);
    if (more && length < sizeof words)
        snprintf(words + length, sizeof words - length, " and %u more", more);
    cch_py_emit_problem(graph, p->modules.items[list->module].file->shown, words, list->line);
    return of;
}

void cch_py_emit_cuts(struct cch_py_solver *s, cch_graph *graph) {
    const struct cch_py_program *p = s->program;
    cuts all = {0};
    for (uint32_t i = 0; i < s->crowded.count; i++) {
        const struct cch_py_whole_function *of = &p->functions.items[s->crowded.items[i]];
        char words[400];
        snprintf(words, sizeof words, "%.200s is called at too many places: not all of its results are told apart",
                 cch_py_text(&p->names, of->is.name));
        cch_py_emit_problem(graph, p->modules.items[of->module].file->shown, words, of->is.line);
    }
    collect(s, &all);
    for (uint32_t at = 0; at < all.count;)
        at += tell(p, graph, all.items + at, all.count - at);
    cch_py_arena_resize(s->arena, all.items, 0);
}

/* Names that are worked out ------------------------------------------------------ */

/* The call as written of one in a context. */
static uint32_t written(const struct cch_py_solver *s, uint32_t instruction) {
    while (cch_py_context_of(s, instruction))
        instruction = cch_py_origin_of(s, instruction);
    return instruction;
}

static uint32_t variable_at(const struct cch_py_solver *s, uint32_t instruction, uint32_t place) {
    uint32_t operand = cch_py_positional(s, &s->program->instructions.items[instruction], place);
    return cch_py_operand_tag(operand) == PY_VARIABLE ? cch_py_operand_value(operand) : 0;
}

/* The compiled module, or namespace of operators, that the call asks; or 0. */
static uint32_t compiled_object(struct cch_py_solver *s, struct cch_py_bindings *bindings, uint32_t instruction) {
    uint32_t object = variable_at(s, instruction, 0);
    for (uint32_t k = 0; object && k < s->variables[object].count; k++) {
        const struct cch_py_value of = *cch_py_value_of(s, s->variables[object].items[k]);
        uint32_t inside =
            of.kind == PY_V_EXTERNAL ? cch_py_program_join(s->program, of.a, cch_py_solver_name(s, "any")) : 0;
        if (inside && cch_py_is_binding(bindings, s->program, inside))
            return of.a;
    }
    return 0;
}

static void tell_name(struct cch_py_solver *s, cch_graph *graph, uint32_t instruction, uint32_t object) {
    const struct cch_py_instruction *i = &s->program->instructions.items[instruction];
    const struct cch_py_module *module = &s->program->modules.items[s->program->functions.items[i->function].module];
    uint32_t name = variable_at(s, instruction, 1), count = 0;
    char words[480], list[200] = "";
    size_t length = 0;
    for (uint32_t k = 0; name && k < s->variables[name].count; k++) {
        const struct cch_py_value *of = cch_py_value_of(s, s->variables[name].items[k]);
        if (of->kind != PY_V_CONSTANT || cch_py_operand_tag(of->a) != PY_TEXT)
            continue;
        if (count++ < 5 && length + 60 < sizeof list)
            length += (size_t)snprintf(list + length, sizeof list - length, "%s%.50s", length ? ", " : "",
                                       cch_py_solver_text(s, cch_py_operand_value(of->a)));
    }
    if (count == 1)
        snprintf(words, sizeof words, CCH_PROBLEM_COMPUTED_ATTRIBUTE "%.100s, …) could be %s, or another",
                 cch_py_solver_text(s, object), list);
    else if (count)
        snprintf(words, sizeof words, CCH_PROBLEM_COMPUTED_ATTRIBUTE "%.100s, …) could be any of %u: %s%s",
                 cch_py_solver_text(s, object), count, list, count > 5 ? ", …" : "");
    else
        snprintf(words, sizeof words, CCH_PROBLEM_COMPUTED_ATTRIBUTE "%.100s, …) could be any: the name is worked out",
                 cch_py_solver_text(s, object));
    cch_py_emit_problem(graph, module->file->shown, words, i->line);
}

void cch_py_emit_open_names(struct cch_py_solver *s, struct cch_py_bindings *bindings, cch_graph *graph) {
    struct cch_py_table known = {0}; /* call as written → 1: in some context the name is known, 2: told */
    int added;
    for (uint32_t k = 0; k < s->named.count; k++)
        if (cch_py_operand_tag(cch_py_exact(s, variable_at(s, s->named.items[k], 1))) != PY_UNUSED)
            *cch_py_table_put(s->arena, &known, written(s, s->named.items[k]), &added) = 1;
    for (uint32_t k = 0; k < s->named.count; k++) {
        uint32_t instruction = s->named.items[k], name = variable_at(s, instruction, 1);
        uint32_t object = compiled_object(s, bindings, instruction);
        uint32_t *is_known = cch_py_table_put(s->arena, &known, written(s, instruction), &added);
        if (!object || *is_known == 2 || (*is_known && !(name && s->variables[name].constants)) ||
            cch_py_operand_tag(cch_py_exact(s, name)) != PY_UNUSED)
            continue;
        *is_known = 2;
        tell_name(s, graph, instruction, object);
    }
    cch_py_table_free(s->arena, &known);
}
