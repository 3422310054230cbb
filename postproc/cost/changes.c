#include "cost/changes.h"

#include "base/json.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/read_file.h"
#include "cost/join.h"

#define TABLE_MAX ((size_t)512 << 20)

enum { BYTES, REGISTERS, STACK, STORES, LOADS, SHARED, NUMBERS };
static const char *const names[NUMBERS] = {"bytes",        "registers",   "stack",
                                           "spill_stores", "spill_loads", "static_shared_memory"};

/* A symbol of one side. */
struct entry {
    char *key;          /* what of the symbol does not change with the file's contents, and the architecture */
    const char *symbol; /* the codes' or the table's */
    char architecture[16];
    int64_t numbers[NUMBERS];
};

struct entries {
    struct entry *items;
    size_t count, capacity;
};

static int add(struct entries *entries, const char *symbol, const char *architecture, const int64_t numbers[NUMBERS]) {
    struct entry entry = {.symbol = symbol};
    char *plain = cch_join_plain(symbol);
    size_t length = plain ? strlen(plain) : 0;
    snprintf(entry.architecture, sizeof entry.architecture, "%s", architecture);
    memcpy(entry.numbers, numbers, sizeof entry.numbers);
    entry.key = plain ? malloc(length + sizeof entry.architecture + 2) : NULL;
    if (!entry.key || cch_array_reserve(&entries->items, &entries->capacity, entries->count + 1, sizeof entry)) {
        free(plain);
        free(entry.key);
        return CCH_ERROR_MEMORY;
    }
    snprintf(entry.key, length + sizeof entry.architecture + 2, "%s %s", plain, entry.architecture);
    free(plain);
    entries->items[entries->count++] = entry;
    return 0;
}

static int compare(const void *left, const void *right) {
    return strcmp(((const struct entry *)left)->key, ((const struct entry *)right)->key);
}

static void release(struct entries *entries) {
    for (size_t i = 0; i < entries->count; i++)
        free(entries->items[i].key);
    free(entries->items);
}

/* Both sides ---------------------------------------------------------------------------- */

static int add_codes(struct entries *entries, const cch_codes *codes) {
    int status = 0;
    for (size_t i = 0; i < codes->count && !status; i++) {
        const struct cch_machine_code *code = &codes->items[i];
        char architecture[16] = "";
        const int64_t numbers[NUMBERS] = {code->copies ? (int64_t)code->bytes : CCH_COST_UNTOLD,
                                          code->registers,
                                          code->stack,
                                          code->spill_stores,
                                          code->spill_loads,
                                          code->static_shared};
        if (code->architecture)
            snprintf(architecture, sizeof architecture, "sm_%u", code->architecture);
        status = add(entries, cch_pool_text(&codes->names, code->name), architecture, numbers);
    }
    return status;
}

static int add_table(struct entries *entries, json_object *table) {
    int status = 0;
    for (size_t i = 0; i < json_object_array_length(table) && !status; i++) {
        json_object *row = json_object_array_get_idx(table, i);
        int64_t numbers[NUMBERS];
        for (int n = 0; n < NUMBERS; n++) {
            json_object *value = cch_member(row, names[n]);
            numbers[n] = json_object_is_type(value, json_type_int) ? json_object_get_int64(value) : CCH_COST_UNTOLD;
        }
        const char *symbol = cch_member_text(row, "symbol");
        if (*symbol)
            status = add(entries, symbol, cch_member_text(row, "architecture"), numbers);
    }
    return status;
}

static int read_table(const char *path, json_object **table, cch_error *error) {
    char *text;
    int status = cch_read_file(&text, NULL, path, TABLE_MAX, CCH_READ_STREAM | CCH_READ_TEXT, error);
    if (status)
        return status;
    *table = json_tokener_parse(text);
    free(text);
    if (!json_object_is_type(*table, json_type_array))
        return cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': it is no table that 'callchain cost --json' wrote",
                        path);
    return 0;
}

/* Rows ------------------------------------------------------------------------------------ */

static struct cch_cell number(const struct entry *entry, int which) {
    return entry && entry->numbers[which] != CCH_COST_UNTOLD ? cch_cell_integer(entry->numbers[which])
                                                             : cch_cell_empty();
}

/* What only one side tells (spills, where there was no log) is no change. */
static bool differ(const struct entry *before, const struct entry *now) {
    for (int i = 0; i < NUMBERS; i++)
        if (before->numbers[i] != now->numbers[i] && before->numbers[i] != CCH_COST_UNTOLD &&
            now->numbers[i] != CCH_COST_UNTOLD)
            return true;
    return false;
}

static void print_row(cch_sheet *sheet, const struct entry *before, const struct entry *now) {
    const struct entry *one = now ? now : before;
    const struct cch_cell cells[] = {
        cch_cell_text(!before ? "added"
                      : !now  ? "removed"
                              : "changed"),
        cch_cell_text(one->symbol),
        cch_cell_text(one->architecture),
        number(before, BYTES),
        number(now, BYTES),
        number(before, REGISTERS),
        number(now, REGISTERS),
        number(before, STACK),
        number(now, STACK),
        number(before, STORES),
        number(now, STORES),
        number(before, LOADS),
        number(now, LOADS),
        number(before, SHARED),
        number(now, SHARED),
    };
    cch_sheet_row(sheet, cells);
}

static int print(FILE *stream, const struct entries *before, const struct entries *now, const struct cch_format *format,
                 size_t *count) {
    static const struct cch_heading columns[] = {
        {.name = "change", .type = CCH_COLUMN_TEXT},
        {.name = "symbol", .type = CCH_COLUMN_TEXT},
        {.name = "architecture", .type = CCH_COLUMN_TEXT},
        {.name = "old_bytes", .type = CCH_COLUMN_INTEGER},
        {.name = "bytes", .type = CCH_COLUMN_INTEGER},
        {.name = "old_registers", .type = CCH_COLUMN_INTEGER},
        {.name = "registers", .type = CCH_COLUMN_INTEGER},
        {.name = "old_stack", .type = CCH_COLUMN_INTEGER},
        {.name = "stack", .type = CCH_COLUMN_INTEGER},
        {.name = "old_spill_stores", .type = CCH_COLUMN_INTEGER},
        {.name = "spill_stores", .type = CCH_COLUMN_INTEGER},
        {.name = "old_spill_loads", .type = CCH_COLUMN_INTEGER},
        {.name = "spill_loads", .type = CCH_COLUMN_INTEGER},
        {.name = "old_static_shared_memory", .type = CCH_COLUMN_INTEGER},
        {.name = "static_shared_memory", .type = CCH_COLUMN_INTEGER},
    };
    static const struct cch_listing listing = {"cost_changes", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0, j = 0; i < before->count || j < now->count;) {
        int order = i == before->count ? 1 : j == now->count ? -1 : compare(&before->items[i], &now->items[j]);
        const struct entry *old = order <= 0 ? &before->items[i++] : NULL,
                           *fresh = order >= 0 ? &now->items[j++] : NULL;
        if (old && fresh && !differ(old, fresh))
            continue;
        print_row(&sheet, old, fresh);
        ++*count;
    }
    return cch_sheet_end(&sheet);
}

int cch_cost_changes(FILE *stream, const cch_codes *codes, const char *path, const struct cch_format *format,
                     size_t *count, cch_error *error) {
    struct entries before = {0}, now = {0};
    json_object *table = NULL;
    int status = read_table(path, &table, error);
    *count = 0;
    if (!status) {
        status = add_codes(&now, codes);
        status = status ? status : add_table(&before, table);
        if (!status) {
            if (now.count)
                qsort(now.items, now.count, sizeof *now.items, compare);
            if (before.count)
                qsort(before.items, before.count, sizeof *before.items, compare);
            status = print(stream, &before, &now, format, count);
        }
        if (status)
            cch_fail(error, status, "cannot compare costs: out of memory");
    }
    release(&before);
    release(&now);
    json_object_put(table);
    return status;
}
