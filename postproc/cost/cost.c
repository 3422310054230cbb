#include "cost/cost.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "cost/changes.h"
#include "cost/groups.h"
#include "cost/join.h"

struct costing {
    const cch_question *question;
    const struct cch_cost_request *request;
    cch_codes codes;
    uint32_t *functions; /* by code */
    unsigned char *only; /* by function: what is asked for; NULL: all */
    size_t several, changes;
    cch_sheet sheet;
};

uint32_t *cch_cost_join(const cch_codes *codes, const cch_view *view, size_t *several) {
    cch_join *join = cch_join_new(view);
    uint32_t *functions = calloc(codes->count + 1, sizeof *functions);
    *several = 0;
    for (size_t i = 0; i < codes->count && join && functions; i++) {
        bool many;
        if (cch_join_find(join, cch_pool_text(&codes->names, codes->items[i].name), &functions[i], &many)) {
            free(functions);
            functions = NULL;
        } else {
            *several += many;
        }
    }
    if (!join) {
        free(functions);
        functions = NULL;
    }
    cch_join_free(join);
    return functions;
}

static bool is_wanted(const struct costing *costing, size_t code) {
    uint32_t function = costing->functions[code];
    if (!function)
        return costing->request->all && !costing->only;
    return !costing->only || costing->only[function];
}

static const char *architecture(const struct cch_machine_code *code, char text[static 24]) {
    if (!code->architecture)
        return "";
    snprintf(text, 24, "sm_%" PRIu32, code->architecture);
    return text;
}

static struct cch_cell number(int64_t value) {
    return value == CCH_COST_UNTOLD ? cch_cell_empty() : cch_cell_integer(value);
}

#define LISTING(name, columns) {name, columns, sizeof(columns) / sizeof *(columns)}
#define BYTES(what, text) {.name = what, .type = CCH_COLUMN_INTEGER, .unit = "bytes", .about = text}
#define ARCHITECTURE {.name = "architecture", .type = CCH_COLUMN_TEXT}

/* Each specialization ---------------------------------------------------------------------- */

struct ranked {
    const struct costing *costing;
    size_t code;
};

enum { COST_COLUMNS = 11 };

static int compare_ranked(const void *left, const void *right) {
    const struct ranked *a = left, *b = right;
    const cch_codes *codes = &a->costing->codes;
    const struct cch_machine_code *x = &codes->items[a->code], *y = &codes->items[b->code];
    if (x->bytes != y->bytes)
        return x->bytes > y->bytes ? -1 : 1;
    int names = strcmp(cch_pool_text(&codes->names, x->name), cch_pool_text(&codes->names, y->name));
    return names ? names : x->architecture < y->architecture ? -1 : x->architecture > y->architecture;
}

/* What would go away as well, of which no code was read: functions of the host. */
static bool is_uncounted(const struct costing *costing, uint32_t function) {
    enum { ELSEWHERE = CCH_FLAG_SYSTEM | CCH_FLAG_BUILTIN | CCH_FLAG_KERNEL };
    uint32_t flags = costing->question->view->flags[function];
    return costing->only && costing->only[function] && costing->question->view->node[function] == function &&
           cch_cost_base(costing->question->program->graph, function) == function && flags & CCH_FLAG_HOST &&
           flags & CCH_FLAG_DEFINED && !(flags & ELSEWHERE);
}

static void print_uncounted(struct costing *costing) {
    const cch_question *question = costing->question;
    for (uint32_t function = 1; costing->only && function <= question->program->function_count; function++) {
        const char *identity = cch_graph_identity(question->program->graph, function, NULL);
        struct cch_cell cells[COST_COLUMNS];
        if (!is_uncounted(costing, function))
            continue;
        for (size_t i = 0; i < COST_COLUMNS; i++)
            cells[i] = cch_cell_empty();
        cells[0] = cch_cell_function(cch_names_function(question->names, CCH_NAMING_FULL, function), identity);
        cells[1] = cch_cell_text("host");
        cch_sheet_row(&costing->sheet, cells);
    }
}

static int print_codes(struct costing *costing) {
    static const struct cch_heading columns[] = {
        {.name = "function", .type = CCH_COLUMN_FUNCTION, .about = "empty: none of the program's"},
        ARCHITECTURE,
        BYTES("bytes", "of all copies, unpacked"),
        BYTES("stored", "the same in the files; of what is compressed its share"),
        {.name = "copies", .type = CCH_COLUMN_INTEGER},
        {.name = "registers", .type = CCH_COLUMN_INTEGER, .about = "of a thread"},
        BYTES("stack", "of a thread"),
        BYTES("spill_stores", NULL),
        BYTES("spill_loads", NULL),
        BYTES("static_shared_memory", NULL),
        {.name = "symbol", .type = CCH_COLUMN_TEXT, .about = "as compiled"},
    };
    static const struct cch_listing listing = LISTING("cost", columns);
    const cch_codes *codes = &costing->codes;
    const cch_question *question = costing->question;
    struct ranked *ranked = calloc(codes->count + 1, sizeof *ranked);
    size_t count = 0;
    char text[24];
    if (!ranked)
        return CCH_ERROR_MEMORY;
    for (size_t i = 0; i < codes->count; i++)
        if (is_wanted(costing, i))
            ranked[count++] = (struct ranked){costing, i};
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    costing->sheet.listing = &listing;
    cch_sheet_begin(&costing->sheet, costing->sheet.format, costing->sheet.stream, &listing);
    for (size_t i = 0; i < count; i++) {
        const struct cch_machine_code *code = &codes->items[ranked[i].code];
        uint32_t function = costing->functions[ranked[i].code];
        const struct cch_cell cells[] = {
            function ? cch_cell_function(cch_names_function(question->names, CCH_NAMING_FULL, function),
                                         cch_graph_identity(question->program->graph, function, NULL))
                     : cch_cell_empty(),
            cch_cell_text(architecture(code, text)),
            code->copies ? cch_cell_integer((int64_t)code->bytes) : cch_cell_empty(),
            code->copies ? cch_cell_integer((int64_t)code->stored) : cch_cell_empty(),
            code->copies ? cch_cell_integer(code->copies) : cch_cell_empty(),
            number(code->registers),
            number(code->stack),
            number(code->spill_stores),
            number(code->spill_loads),
            number(code->static_shared),
            cch_cell_text(cch_pool_text(&codes->names, code->name)),
        };
        cch_sheet_row(&costing->sheet, cells);
    }
    free(ranked);
    print_uncounted(costing);
    return 0;
}

/* Totals ------------------------------------------------------------------------------------- */

struct total {
    const char *key;
    uint32_t architecture;
    uint64_t bytes, stored, specializations, alone; /* `alone`: of what is in no other group */
    int64_t registers, spills;
};

static int compare_totals(const void *left, const void *right) {
    const struct total *a = left, *b = right;
    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    int keys = strcmp(a->key, b->key);
    return keys ? keys : a->architecture < b->architecture ? -1 : a->architecture > b->architecture;
}

struct totals {
    cch_pool keys;
    cch_pairs pairs;
    struct total *items;
    size_t capacity;
};

static int add_total(struct totals *totals, const struct cch_machine_code *code, const char *key, bool alone) {
    uint32_t name = cch_pool_add(&totals->keys, key, strlen(key)), before = totals->pairs.count;
    uint32_t pair = name == UINT32_MAX ? 0 : cch_pairs_add(&totals->pairs, name, code->architecture);
    if (!pair || cch_array_reserve(&totals->items, &totals->capacity, pair, sizeof *totals->items))
        return CCH_ERROR_MEMORY;
    struct total *total = &totals->items[pair - 1];
    if (totals->pairs.count != before)
        *total =
            (struct total){.architecture = code->architecture, .registers = CCH_COST_UNTOLD, .spills = CCH_COST_UNTOLD};
    total->bytes += code->bytes;
    total->stored += code->stored;
    total->alone += alone ? code->stored : 0;
    total->specializations++;
    total->registers = code->registers > total->registers ? code->registers : total->registers;
    if (code->spill_stores != CCH_COST_UNTOLD)
        total->spills = (total->spills == CCH_COST_UNTOLD ? 0 : total->spills) + code->spill_stores;
    return 0;
}

/* `groups` NULL: by kernel as written. */
static int sum_up(struct costing *costing, struct totals *totals, const struct cch_cost_groups *groups) {
    const cch_question *question = costing->question;
    int status = 0;
    for (size_t i = 0; i < costing->codes.count && !status; i++) {
        const struct cch_machine_code *code = &costing->codes.items[i];
        uint32_t function = costing->functions[i];
        if (!is_wanted(costing, i))
            continue;
        if (!function) {
            status = add_total(totals, code, "(not of the program)", true);
        } else if (!groups) {
            uint32_t source = question->program->source[function];
            status = add_total(totals, code, cch_names_function(question->names, CCH_NAMING_SHORT, source), true);
        } else if (!groups->first[function]) {
            status = add_total(totals, code, "(none)", true);
        }
        for (uint32_t at = function && groups ? groups->first[function] : 0; at && !status; at = groups->next[at])
            status = add_total(totals, code, cch_pool_text(&groups->names, groups->of.items[at - 1].right),
                               at == groups->first[function] && !groups->next[at]);
    }
    return status;
}

static int print_totals(struct costing *costing, const struct cch_cost_groups *groups) {
    static const struct cch_heading columns[] = {
        {.name = "group", .type = CCH_COLUMN_TEXT},
        ARCHITECTURE,
        BYTES("bytes", "of all copies, unpacked"),
        BYTES("stored", "the same in the files"),
        BYTES("alone", "of these, of what is in no other group"),
        {.name = "specializations", .type = CCH_COLUMN_INTEGER},
        {.name = "registers", .type = CCH_COLUMN_INTEGER, .about = "the most that one has"},
        BYTES("spill_stores", "of all"),
    };
    static const struct cch_listing listing = LISTING("totals", columns);
    struct totals totals = {0};
    int status = sum_up(costing, &totals, groups);
    if (!status) {
        for (uint32_t i = 0; i < totals.pairs.count; i++)
            totals.items[i].key = cch_pool_text(&totals.keys, totals.pairs.items[i].left);
        if (totals.pairs.count)
            qsort(totals.items, totals.pairs.count, sizeof *totals.items, compare_totals);
        cch_sheet_begin(&costing->sheet, costing->sheet.format, costing->sheet.stream, &listing);
        for (uint32_t i = 0; i < totals.pairs.count; i++) {
            const struct total *total = &totals.items[i];
            const struct cch_machine_code code = {.architecture = total->architecture};
            char text[24];
            cch_sheet_row(&costing->sheet,
                          (const struct cch_cell[]){cch_cell_text(total->key), cch_cell_text(architecture(&code, text)),
                                                    cch_cell_integer((int64_t)total->bytes),
                                                    cch_cell_integer((int64_t)total->stored),
                                                    cch_cell_integer((int64_t)total->alone),
                                                    cch_cell_integer((int64_t)total->specializations),
                                                    number(total->registers), number(total->spills)});
        }
    }
    free(totals.items);
    cch_pairs_release(&totals.pairs);
    cch_pool_release(&totals.keys);
    return status;
}

static void print_sections(struct costing *costing) {
    static const struct cch_heading columns[] = {
        {.name = "file", .type = CCH_COLUMN_TEXT},
        {.name = "section", .type = CCH_COLUMN_TEXT},
        BYTES("size", NULL),
        BYTES("functions", NULL),
        BYTES("headers", "of fat binaries, and padding"),
        BYTES("others", "of cubins: symbols, debug information"),
        BYTES("ptx", NULL),
        BYTES("unread", "not understood"),
        {.name = "cubins", .type = CCH_COLUMN_INTEGER},
        {.name = "unreadable", .type = CCH_COLUMN_INTEGER, .about = "of these"},
    };
    static const struct cch_listing listing = LISTING("sections", columns);
    cch_sheet_begin(&costing->sheet, costing->sheet.format, costing->sheet.stream, &listing);
    for (size_t i = 0; i < costing->codes.source_count; i++) {
        const struct cch_code_source *source = &costing->codes.sources[i];
        cch_sheet_row(&costing->sheet,
                      (const struct cch_cell[]){
                          cch_cell_text(source->file), cch_cell_text(source->section),
                          cch_cell_integer((int64_t)source->size), cch_cell_integer((int64_t)source->functions),
                          cch_cell_integer((int64_t)source->headers), cch_cell_integer((int64_t)source->others),
                          cch_cell_integer((int64_t)source->ptx), cch_cell_integer((int64_t)source->unread),
                          cch_cell_integer(source->cubins), cch_cell_integer(source->unreadable)});
    }
}

/* All ------------------------------------------------------------------------------------------ */

static void tell(const struct costing *costing, char summary[static 512]) {
    uint64_t size = 0, joined = 0, wanted = 0, absent = 0, others = 0, unread = 0;
    size_t count = 0, absent_count = 0, uncounted = 0;
    for (size_t i = 0; i < costing->codes.source_count; i++) {
        size += costing->codes.sources[i].size;
        unread += costing->codes.sources[i].unread;
    }
    for (size_t i = 0; i < costing->codes.count; i++) {
        const struct cch_machine_code *code = &costing->codes.items[i];
        uint64_t *sum = costing->functions[i] ? &joined : code->kernel ? &absent : &others;
        *sum += code->stored;
        count += costing->functions[i] != 0;
        absent_count += !costing->functions[i] && code->kernel;
        wanted += is_wanted(costing, i) && costing->functions[i] ? code->stored : 0;
    }
    int length =
        snprintf(summary, 512,
                 "%" PRIu64 " bytes; %" PRIu64 " of %zu functions of the program, %" PRIu64
                 " of %zu kernels that are not in it, %" PRIu64 " of other device functions, %" PRIu64 " of none",
                 size, joined, count, absent, absent_count, others, size - joined - absent - others);
    for (uint32_t f = 1; costing->only && f <= costing->question->program->function_count; f++)
        uncounted += is_uncounted(costing, f);
    if (costing->only && length > 0 && length < 512)
        length += snprintf(summary + length, 512 - (size_t)length,
                           "; %" PRIu64 " would go away, and %zu functions of the host", wanted, uncounted);
    if (costing->several && length > 0 && length < 512)
        length +=
            snprintf(summary + length, 512 - (size_t)length, "; %zu names are of several functions", costing->several);
    if (costing->request->was && length > 0 && length < 512)
        length += snprintf(summary + length, 512 - (size_t)length, "; %zu changed", costing->changes);
    if (unread && length > 0 && length < 512)
        snprintf(summary + length, 512 - (size_t)length, "; %" PRIu64 " bytes are not understood", unread);
}

static int read_all(struct costing *costing, cch_error *error) {
    const struct cch_cost_request *request = costing->request;
    int status = 0;
    for (size_t i = 0; i < request->binary_count && !status; i++)
        status = cch_codes_read_binary(&costing->codes, request->binaries[i], error);
    for (size_t i = 0; i < request->log_count && !status; i++)
        status = cch_codes_read_log(&costing->codes, request->logs[i], error);
    return status;
}

static int print(struct costing *costing, cch_error *error) {
    const char *by = costing->request->by;
    struct cch_cost_groups groups = {0};
    int status = 0;
    if (costing->request->was)
        return cch_cost_changes(costing->sheet.stream, &costing->codes, costing->request->was, costing->sheet.format,
                                &costing->changes, error);
    if (!by || strcmp(by, "specialization") == 0) {
        status = print_codes(costing);
    } else if (strcmp(by, "section") == 0) {
        print_sections(costing);
    } else if (strcmp(by, "kernel") == 0) {
        status = print_totals(costing, NULL);
    } else {
        bool operators = strcmp(by, "operator") == 0;
        unsigned char *wanted = calloc((size_t)costing->question->program->function_count + 1, 1);
        for (size_t i = 0; i < costing->codes.count && wanted; i++)
            wanted[costing->functions[i]] = costing->functions[i] != 0;
        int found = !wanted     ? cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up: out of memory")
                    : operators ? cch_cost_by_operator(&groups, costing->question, wanted, error)
                                : cch_cost_by_column(&groups, costing->question, by, error);
        free(wanted);
        if (!found)
            status = print_totals(costing, &groups);
        cch_cost_groups_release(&groups);
        if (found)
            return found;
    }
    int ended = cch_sheet_end(&costing->sheet);
    status = status ? status : ended;
    return status ? cch_fail(error, status, "cannot print the table: out of memory") : 0;
}

int cch_cost_print(FILE *stream, const cch_question *question, const struct cch_cost_request *request,
                   const struct cch_format *format, char summary[static 512], cch_error *error) {
    struct costing costing = {.question = question, .request = request, .sheet = {.format = format, .stream = stream}};
    int status = read_all(&costing, error);
    if (!status && !(costing.functions = cch_cost_join(&costing.codes, question->view, &costing.several)))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot join code to the program: out of memory");
    if (!status && request->without_count) {
        costing.only = calloc((size_t)question->program->function_count + 1, 1);
        status = costing.only ? cch_cost_only(question, request->without, request->without_count, costing.only, error)
                              : cch_fail(error, CCH_ERROR_MEMORY, "cannot sum up: out of memory");
    }
    if (!status)
        status = print(&costing, error);
    if (!status)
        tell(&costing, summary);
    cch_codes_release(&costing.codes);
    free(costing.functions);
    free(costing.only);
    return status;
}
