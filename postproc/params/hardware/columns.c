#include "params/hardware/columns.h"

#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

void cch_columns_release(struct cch_columns *columns) {
    free(columns->items);
    *columns = (struct cch_columns){0};
}

/* The column that a name means: itself, or with the underscore that parameters
 * often end in ("width" finds "width_"). */
static int find(const cch_flat *flat, const char *name, size_t length) {
    char longer[256];
    int column = cch_flat_column(flat, name, length);
    if (column != CCH_FLAT_NONE || length + 2 > sizeof longer)
        return column;
    snprintf(longer, sizeof longer, "%.*s_", (int)length, name);
    return cch_flat_column(flat, longer, length + 1);
}

int cch_columns_named(struct cch_columns *columns, const cch_flat *flat, const char *names, cch_error *error) {
    bool all = strcmp(names, "all") == 0;
    size_t most = all ? flat->column_count : strlen(names) + 1;
    *columns = (struct cch_columns){malloc((most + 1) * sizeof *columns->items), 0};
    if (!columns->items)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot print the hardware table: out of memory");
    for (size_t i = 0; all && i < flat->column_count; i++)
        columns->items[columns->count++] = i;
    for (const char *at = names; !all; at++) {
        size_t length = strcspn(at, ",");
        int column = find(flat, at, length);
        if (column == CCH_FLAT_NONE)
            return cch_fail(error, CCH_ERROR_USAGE, "no kernel has a column '%.*s'", (int)length, at);
        columns->items[columns->count++] = (size_t)column;
        at += length;
        if (!*at)
            break;
    }
    return 0;
}

bool cch_columns_have(const struct cch_columns *columns, size_t column) {
    for (size_t i = 0; i < columns->count; i++)
        if (columns->items[i] == column)
            return true;
    return false;
}

int cch_columns_varying(struct cch_columns *columns, const cch_flat *flat) {
    struct cch_groups groups;
    struct cch_column_facts *facts = malloc((flat->column_count + 1) * sizeof *facts);
    unsigned char *varies = calloc(flat->column_count + 1, 1);
    *columns = (struct cch_columns){malloc((flat->column_count + 1) * sizeof *columns->items), 0};
    int status = cch_groups_make(&groups, flat);
    if (!status && (!facts || !varies || !columns->items))
        status = CCH_ERROR_MEMORY;
    for (size_t i = 0, first = 0; i < groups.count && !status; first = groups.ends[i++]) {
        status = cch_columns_look(flat, groups.rows + first, groups.ends[i] - first, facts);
        for (size_t c = 0; c < flat->column_count && !status; c++)
            varies[c] |= facts[c].use == CCH_COLUMN_VARIES && flat->origins[c] == CCH_FLAT_ARGUMENT;
    }
    for (size_t c = 0; c < flat->column_count && !status; c++)
        if (varies[c])
            columns->items[columns->count++] = c;
    cch_groups_release(&groups);
    free(facts);
    free(varies);
    return status;
}

/* Groups -------------------------------------------------------------------------------- */

struct member {
    size_t group, row;
};

static int compare_members(const void *left, const void *right) {
    const struct member *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

int cch_groups_make(struct cch_groups *groups, const cch_flat *flat) {
    size_t count = flat->count;
    int name = cch_flat_column(flat, "name", 4);
    struct member *members = malloc((count + 1) * sizeof *members);
    json_object *known = json_object_new_object(), *number;
    *groups =
        (struct cch_groups){malloc((count + 1) * sizeof *groups->rows), malloc((count + 1) * sizeof *groups->ends), 0};
    int status = members && known && groups->rows && groups->ends ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count && !status; i++) {
        const char *text = cch_flat_cell(flat, i, (size_t)name).text;
        if (!json_object_object_get_ex(known, text, &number)) {
            number = json_object_new_int64(json_object_object_length(known));
            json_object_object_add(known, text, number);
        }
        members[i] = (struct member){(size_t)json_object_get_int64(number), i};
    }
    if (!status && count)
        qsort(members, count, sizeof *members, compare_members);
    for (size_t i = 0; i < count && !status; i++) {
        groups->rows[i] = members[i].row;
        groups->count = members[i].group + 1;
        groups->ends[members[i].group] = i + 1;
    }
    free(members);
    json_object_put(known);
    return status;
}

void cch_groups_release(struct cch_groups *groups) {
    free(groups->rows);
    free(groups->ends);
    *groups = (struct cch_groups){0};
}

/* Looking ------------------------------------------------------------------------------- */

static bool same_column(const cch_flat *flat, const size_t *rows, size_t count, size_t a, size_t b) {
    for (size_t i = 0; i < count; i++) {
        struct cch_cell one = cch_flat_cell(flat, rows[i], a), other = cch_flat_cell(flat, rows[i], b);
        if (!cch_cell_same(&one, &other))
            return false;
    }
    return true;
}

int cch_columns_look(const cch_flat *flat, const size_t *rows, size_t count, struct cch_column_facts *facts) {
    struct cch_scratch scratch = {0};
    int status = 0;
    for (size_t c = 0; c < flat->column_count && !status; c++) {
        bool any = false, constant = true;
        facts[c] = (struct cch_column_facts){.width = strlen(flat->columns[c].name)};
        for (size_t i = 0; i < count && !status; i++) {
            struct cch_cell cell = cch_flat_cell(flat, rows[i], c);
            const char *text = cch_cell_shown(&cell, &flat->columns[c], &scratch);
            size_t width = text ? cch_utf8_count(text) : 0;
            any = any || (text && *text);
            constant = constant && cch_flat_same(flat, rows[0], rows[i], c);
            facts[c].width = width > facts[c].width ? width : facts[c].width;
            status = text ? 0 : CCH_ERROR_MEMORY;
        }
        facts[c].use = !any ? CCH_COLUMN_NOTHING : constant ? CCH_COLUMN_CONSTANT : CCH_COLUMN_VARIES;
        for (size_t before = 0; before < c && facts[c].use == CCH_COLUMN_VARIES; before++)
            if (facts[before].use == CCH_COLUMN_VARIES && flat->origins[before] >= CCH_FLAT_CONFIGURATION &&
                same_column(flat, rows, count, before, c)) {
                facts[c].use = CCH_COLUMN_REPEATS;
                facts[c].as = before;
            }
    }
    free(scratch.bytes);
    return status;
}
