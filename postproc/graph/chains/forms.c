/* Chains as lines, JSON, one graph for Graphviz, a tree with what it leaves out, or their number. */
#include "graph/chains/forms.h"

#include "base/escape.h"

#include <stdlib.h>
#include <string.h>

void cch_chains_print_lines(FILE *stream, const cch_question *question, const cch_chains *chains) {
    for (size_t i = 0; i < chains->count && !ferror(stream); i++)
        for (size_t j = chains->first[i]; j < chains->first[i + 1]; j++) {
            cch_write_text(stream, cch_question_name(question, chains->functions[j]));
            fputs(j + 1 < chains->first[i + 1] ? " -> " : "\n", stream);
        }
}

void cch_chains_print_json(FILE *stream, const cch_question *question, const cch_chains *chains, bool list) {
    cch_json json = {.stream = stream};
    cch_json_open(&json, NULL, '{');
    cch_json_digits(&json, "number", chains->number);
    cch_json_bool(&json, "exact", !chains->at_least);
    cch_json_number(&json, "kernels", chains->kernels);
    cch_json_number(&json, "bindings", chains->bindings);
    if (list) {
        cch_json_open(&json, "chains", '[');
        for (size_t i = 0; i < chains->count && !ferror(stream); i++) {
            cch_json_open(&json, NULL, '[');
            for (size_t j = chains->first[i]; j < chains->first[i + 1]; j++)
                cch_json_function(&json, NULL, question, chains->functions[j]);
            cch_json_close(&json, ']');
        }
        cch_json_close(&json, ']');
    }
    cch_json_close(&json, '}');
    cch_json_end(&json);
}

struct step {
    uint32_t caller, callee;
    struct cch_chain_step what;
};

static int compare_steps(const void *left, const void *right) {
    const struct step *a = left, *b = right;
    if (a->caller != b->caller)
        return a->caller < b->caller ? -1 : 1;
    return a->callee < b->callee ? -1 : a->callee > b->callee;
}

/* Each step once, certain if it is on any chain. */
static void print_dot_steps(FILE *stream, struct step *steps, size_t count) {
    qsort(steps, count, sizeof *steps, compare_steps);
    for (size_t i = 0; i < count; i++) {
        char label[64];
        if (i + 1 < count && !compare_steps(&steps[i], &steps[i + 1])) {
            steps[i + 1].what.kinds |= steps[i].what.kinds;
            steps[i + 1].what.certain |= steps[i].what.certain;
            continue;
        }
        cch_chain_step_text(&steps[i].what, label, sizeof label);
        fprintf(stream, "    n%u -> n%u", steps[i].caller, steps[i].callee);
        if (*label)
            fprintf(stream, " [label=\"%s\"%s]", label, steps[i].what.certain ? "" : ", style=dashed");
        fputs(";\n", stream);
    }
}

/* A node for each function, in the order in which they appear. */
bool cch_chains_print_dot(FILE *stream, const cch_question *question, const cch_chains *chains) {
    size_t total = chains->count ? chains->first[chains->count] : 0, steps = 0;
    uint32_t *number = calloc((size_t)question->view->function_count + 1, sizeof *number), nodes = 0;
    struct step *all = malloc((total + 1) * sizeof *all);
    if (!number || !all) {
        free(number);
        free(all);
        return false;
    }
    fputs("digraph chains {\n    node [shape=box];\n", stream);
    for (size_t i = 0; i < chains->count; i++)
        for (size_t j = chains->first[i]; j < chains->first[i + 1]; j++) {
            uint32_t function = chains->functions[j];
            if (!number[function]) {
                number[function] = ++nodes;
                fprintf(stream, "    n%u [label=\"", nodes);
                cch_write_dot(stream, cch_question_name(question, function));
                fputs(question->view->flags[function] & CCH_FLAG_KERNEL ? "\", style=bold];\n" : "\"];\n", stream);
            }
            if (j > chains->first[i])
                all[steps++] = (struct step){number[chains->functions[j - 1]], number[function], chains->steps[j]};
        }
    print_dot_steps(stream, all, steps);
    fputs("}\n", stream);
    free(number);
    free(all);
    return true;
}

/* "1 kernel", "2 kernels" */
static void print_number(FILE *stream, size_t number, const char *what) {
    fprintf(stream, ", %zu %s%s", number, what, number == 1 ? "" : "s");
}

void cch_chains_print_count(FILE *stream, const cch_chains *chains) {
    fprintf(stream, "%s%s chain%s", chains->at_least ? ">=" : "", chains->number,
            strcmp(chains->number, "1") ? "s" : "");
    print_number(stream, chains->kernels, "kernel");
    print_number(stream, chains->bindings, "binding");
    putc('\n', stream);
}

bool cch_chains_print_text(FILE *stream, const cch_question *question, const cch_chains *chains) {
    char listed[24];
    snprintf(listed, sizeof listed, "%zu", chains->count);
    if (!cch_print_chain_tree(stream, question, chains))
        return false;
    if (chains->at_least || strcmp(listed, chains->number))
        fprintf(stream, "… %s of %s%s chains\n", listed, chains->at_least ? "at least " : "", chains->number);
    return true;
}
