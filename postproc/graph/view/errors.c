#include "graph/view/errors.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Kinds ---------------------------------------------------------------------- */

static bool is_word(char byte) { return isalnum((unsigned char)byte) || byte == '_'; }

/* Behind the quotation that begins at `open`; NULL: it is none. */
static const char *quotation_end(const char *text, const char *open) {
    if (open > text && (is_word(open[-1]) || open[-1] == '\''))
        return NULL;
    for (const char *close = strchr(open + 1, '\''); close; close = strchr(close + 1, '\''))
        if (!is_word(close[1]) && close[1] != '\'')
            return close + 1;
    return NULL;
}

/* 'int', and not ';' */
static bool names_something(const char *from, const char *end) {
    while (from < end && !is_word(*from))
        from++;
    return from < end;
}

char *cch_error_kind(const char *text) {
    static const char quoted[] = "'…'", aka[] = " (aka '";
    char *kind = malloc(2 * strlen(text) + sizeof quoted), *to = kind;
    const char *from = text, *end;
    while (kind && *from) {
        bool starts = from == text || (!is_word(from[-1]) && !strchr("+.-", from[-1]));
        if (!strncmp(from, aka, sizeof aka - 1) && (end = quotation_end(text, from + sizeof aka - 2)) && *end == ')') {
            from = end + 1; /* the same type once more */
        } else if (*from == '\'' && (end = quotation_end(text, from)) && names_something(from, end)) {
            memcpy(to, quoted, sizeof quoted - 1);
            to += sizeof quoted - 1;
            from = end;
        } else if (isdigit((unsigned char)*from) && starts && !is_word(from[strspn(from, "0123456789")])) {
            *to++ = 'N';
            from += strspn(from, "0123456789");
        } else {
            *to++ = *from++;
        }
    }
    if (kind)
        *to = '\0';
    return kind;
}

/* One row of CCH_DIAGNOSTIC. */
struct item {
    char *kind;
    uint32_t row, pass, unit; /* row of CCH_PASS, or 0; its unit's string */
    const uint32_t *cells;
};

static int compare_numbers(uint32_t a, uint32_t b) { return (a > b) - (a < b); }

static int by_kind(const void *left, const void *right) {
    const struct item *a = left, *b = right;
    int order = strcmp(a->kind, b->kind);
    order = order ? order : compare_numbers(a->unit, b->unit);
    return order ? order : compare_numbers(a->row, b->row);
}

static int by_pass(const void *left, const void *right) {
    const struct item *a = left, *b = right;
    int order = compare_numbers(a->pass, b->pass);
    return order ? order : compare_numbers(a->row, b->row);
}

static int most_first(const void *left, const void *right) {
    const struct cch_error_kind *a = left, *b = right;
    if (a->errors != b->errors)
        return a->errors > b->errors ? -1 : 1;
    return strcmp(a->kind, b->kind);
}

struct making {
    cch_errors *errors;
    const cch_graph *graph;
    struct item *items;
    size_t count;
    uint32_t *numbers; /* room for each item, and each function twice */
};

/* The different cells (0 left out) of items, in `numbers`: how many. */
static size_t different(const struct making *making, size_t from, size_t to, int column) {
    size_t count = 0;
    for (size_t i = from; i < to; i++)
        if (making->items[i].cells[column])
            making->numbers[count++] = making->items[i].cells[column];
    return cch_numbers_unique(making->numbers, count);
}

static void make_kinds(const struct making *making) {
    cch_errors *errors = making->errors;
    struct item *items = making->items;
    if (making->count)
        qsort(items, making->count, sizeof *items, by_kind);
    for (size_t i = 0, end; i < making->count; i = end) {
        struct cch_error_kind *kind = &errors->kinds[errors->kind_count++];
        *kind = (struct cch_error_kind){.kind = items[i].kind, .example = items[i].row};
        for (end = i; end < making->count && !strcmp(items[end].kind, kind->kind); end++) {
            kind->errors += items[end].cells[CCH_DIAGNOSTIC_COUNT];
            kind->units += end == i || items[end].unit != items[end - 1].unit;
        }
        kind->places = different(making, i, end, CCH_DIAGNOSTIC_SITE);
        errors->errors += kind->errors;
        items[i].kind = NULL;
    }
    if (errors->kind_count)
        qsort(errors->kinds, errors->kind_count, sizeof *errors->kinds, most_first);
}

/* Passes --------------------------------------------------------------------- */

struct named {
    uint32_t name, row;
};

static int by_name(const void *left, const void *right) {
    return compare_numbers(((const struct named *)left)->name, ((const struct named *)right)->name);
}

static uint32_t row_named(const struct named *rows, uint32_t count, uint32_t name) {
    const struct named *found = count ? bsearch(&(struct named){name, 0}, rows, count, sizeof *rows, by_name) : NULL;
    return found ? found->row : 0;
}

/* The rows of a table by the string in its first cell, to free(). */
static struct named *named_rows(const cch_graph *graph, enum cch_table table) {
    uint32_t count = cch_graph_count(graph, table);
    struct named *rows = malloc(((size_t)count + 1) * sizeof *rows);
    for (uint32_t i = 0; rows && i < count; i++)
        rows[i] = (struct named){cch_graph_row(graph, table, i + 1)[0], i + 1};
    if (rows && count)
        qsort(rows, count, sizeof *rows, by_name);
    return rows;
}

static void make_passes(const struct making *making, const struct named *coverage) {
    cch_errors *errors = making->errors;
    const cch_graph *graph = making->graph;
    if (making->count)
        qsort(making->items, making->count, sizeof *making->items, by_pass);
    size_t at = 0, end;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PASS); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PASS, row);
        if (!(cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE) && !cells[CCH_PASS_ERRORS])
            continue;
        struct cch_pass_errors *pass = &errors->passes[errors->pass_count++];
        uint32_t known = row_named(coverage, cch_graph_count(graph, CCH_COVERAGE), cells[CCH_PASS_NAME]);
        *pass = (struct cch_pass_errors){.pass = row, .known = known};
        if (known)
            pass->functions = cch_graph_row(graph, CCH_COVERAGE, known)[CCH_COVERAGE_FUNCTIONS];
        while (at < making->count && making->items[at].pass < row)
            at++;
        for (end = at; end < making->count && making->items[end].pass == row; end++) {
            const uint32_t *error = making->items[end].cells;
            pass->stopped |= error[CCH_DIAGNOSTIC_FATAL];
            pass->outside += error[CCH_DIAGNOSTIC_WITHIN] ? 0 : error[CCH_DIAGNOSTIC_COUNT];
        }
        pass->touched = different(making, at, end, CCH_DIAGNOSTIC_WITHIN);
        at = end;
    }
}

static int make_sum(const struct making *making) {
    size_t defined;
    uint32_t *definitions = cch_graph_definitions(making->graph, &defined);
    if (!definitions)
        return CCH_ERROR_MEMORY;
    making->errors->touched = different(making, 0, making->count, CCH_DIAGNOSTIC_WITHIN);
    memcpy(making->numbers + making->errors->touched, definitions, defined * sizeof *definitions);
    making->errors->functions = cch_numbers_unique(making->numbers, making->errors->touched + defined);
    free(definitions);
    return CCH_OK;
}

static int take_items(struct making *making, const struct named *passes) {
    const cch_graph *graph = making->graph;
    uint32_t count = cch_graph_count(graph, CCH_DIAGNOSTIC), pass_count = cch_graph_count(graph, CCH_PASS);
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_DIAGNOSTIC, row);
        uint32_t pass = row_named(passes, pass_count, cells[CCH_DIAGNOSTIC_PASS]);
        uint32_t unit = pass ? cch_graph_row(graph, CCH_PASS, pass)[CCH_PASS_UNIT] : 0;
        char *kind = cch_error_kind(cch_graph_text(graph, cells[CCH_DIAGNOSTIC_TEXT], NULL));
        if (!kind)
            return CCH_ERROR_MEMORY;
        making->items[making->count++] = (struct item){kind, row, pass, unit, cells};
    }
    return CCH_OK;
}

int cch_errors_make(cch_errors *errors, const cch_graph *graph, cch_error *error) {
    size_t count = cch_graph_count(graph, CCH_DIAGNOSTIC), functions = cch_graph_count(graph, CCH_FUNCTION);
    *errors = (cch_errors){.kinds = calloc(count + 1, sizeof *errors->kinds),
                           .passes = calloc((size_t)cch_graph_count(graph, CCH_PASS) + 1, sizeof *errors->passes)};
    struct making making = {errors, graph, calloc(count + 1, sizeof *making.items), 0,
                            malloc((count + 2 * functions + 1) * sizeof *making.numbers)};
    struct named *passes = named_rows(graph, CCH_PASS), *coverage = named_rows(graph, CCH_COVERAGE);
    bool good = errors->kinds && errors->passes && making.items && making.numbers && passes && coverage &&
                take_items(&making, passes) == CCH_OK;
    if (good) {
        make_passes(&making, coverage);
        make_kinds(&making);
        good = make_sum(&making) == CCH_OK;
    }
    for (size_t i = 0; i < making.count; i++)
        free(making.items[i].kind);
    free(making.items);
    free(making.numbers);
    free(passes);
    free(coverage);
    return good ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up the errors: out of memory");
}

void cch_errors_release(cch_errors *errors) {
    for (size_t i = 0; i < errors->kind_count; i++)
        free(errors->kinds[i].kind);
    free(errors->kinds);
    free(errors->passes);
    *errors = (cch_errors){0};
}
