#include "python/emit/problems.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "python/lower/cuts.h"

void py_emit_problem(cch_graph *graph, const char *file, const char *words, uint32_t line) {
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
static void collect(struct py_solver *s, cuts *all) {
    const struct py_program *p = s->program;
    for (uint32_t i = 0; i < p->cuts.count; i++) {
        const struct py_cut *of = &p->cuts.items[i];
        PY_PUSH(s->pool, all, ((struct cut){p->functions.items[of->function].module, of->kind, of->line}));
    }
    for (uint32_t n = 1; n < s->first_made; n++) {
        const struct py_instruction *i = &p->instructions.items[n];
        if (i->opcode == PY_DO_CALL && s->variables[i->a].marks & PY_CUT)
            PY_PUSH(s->pool, all, ((struct cut){p->functions.items[i->function].module, PY_CUT_VALUES, i->line}));
    }
    if (all->count)
        qsort(all->items, all->count, sizeof *all->items, by_place);
}

/* One row for the cuts of a file and kind, which begin at `list`. */
static uint32_t tell(const struct py_program *p, cch_graph *graph, const struct cut *list, uint32_t count) {
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
    py_emit_problem(graph, p->modules.items[list->module].file->shown, words, list->line);
    return of;
}

void py_emit_cuts(struct py_solver *s, cch_graph *graph) {
    const struct py_program *p = s->program;
    cuts all = {0};
    for (uint32_t i = 0; i < s->crowded.count; i++) {
        const struct py_whole_function *of = &p->functions.items[s->crowded.items[i]];
        char words[400];
        snprintf(words, sizeof words,
                 "%.200s is called at too many places: not all of its results are told apart",
                 py_text(&p->names, of->is.name));
        py_emit_problem(graph, p->modules.items[of->module].file->shown, words, of->is.line);
    }
    collect(s, &all);
    for (uint32_t at = 0; at < all.count;)
        at += tell(p, graph, all.items + at, all.count - at);
    py_pool_resize(s->pool, all.items, 0);
}
