#include "fit/code_facts.h"

#include <stdlib.h>
#include <string.h>

#include "cost/cost.h"

struct fact {
    uint32_t function, architecture;
    int64_t registers, static_shared;
};

struct cch_fit_code_table {
    size_t count;
    struct fact facts[];
};

static int compare(const void *left, const void *right) {
    const struct fact *a = left, *b = right;
    if (a->function != b->function)
        return a->function < b->function ? -1 : 1;
    return a->architecture < b->architecture ? -1 : a->architecture > b->architecture;
}

cch_fit_code_table *cch_fit_code_table_new(const cch_codes *codes, const cch_view *view) {
    size_t several;
    uint32_t *functions = cch_cost_join(codes, view, &several);
    cch_fit_code_table *table = functions ? malloc(sizeof *table + codes->count * sizeof *table->facts) : NULL;
    if (table) {
        table->count = 0;
        for (size_t i = 0; i < codes->count; i++) {
            const struct cch_machine_code *code = &codes->items[i];
            if (functions[i])
                table->facts[table->count++] =
                    (struct fact){functions[i], code->architecture, code->registers, code->static_shared};
        }
        qsort(table->facts, table->count, sizeof *table->facts, compare);
    }
    free(functions);
    return table;
}

void cch_fit_code_table_free(cch_fit_code_table *table) { free(table); }

bool cch_fit_code_table_facts(void *data, uint32_t kernel, const char *architecture, struct cch_fit_code_facts *facts) {
    const cch_fit_code_table *table = data;
    const struct fact key = {kernel, (uint32_t)strtoul(architecture + strcspn(architecture, "0123456789"), NULL, 10), 0,
                             0};
    const struct fact *found = bsearch(&key, table->facts, table->count, sizeof key, compare);
    if (!found)
        return false;
    facts->registers = found->registers;
    facts->static_shared = found->static_shared;
    return true;
}
