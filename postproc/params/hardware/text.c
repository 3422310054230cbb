/* The hardware table for reading: a table for each kernel as written. What its
 * rows have in common is said once, and a line for each row has what varies. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/memory.h"
#include "export/aligned.h"
#include "params/hardware/columns.h"

enum {
    WIDEST = 40, /* types and the like that are longer are too long for a column or a list of constants */
    PAGE = 110
}; /* of wrapped lines where nothing says how wide */

struct group {
    FILE *stream;
    const cch_flat *flat;
    const size_t *rows; /* of the flat */
    size_t count, width;
    size_t cut; /* lines and cells, to fit the width */
    const struct cch_column_facts *facts;
    struct cch_columns shown; /* as columns */
    struct cch_columns rest;  /* that nothing shows */
    json_object *numbers;     /* branches: what they are, for programs → number and condition */
};

static json_object *row_of(const struct group *group, size_t row) { return group->flat->rows[group->rows[row]].row; }

static size_t page(const struct group *group) { return group->width ? group->width : PAGE; }

/* Which columns ------------------------------------------------------------------------- */

/* Those that lines of their own show. */
static bool is_apart(const char *name) {
    static const char *const names[] = {"kernel",  "name",       "id",         "site",         "units",
                                        "queries", "conditions", "other_ways", "architectures"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Is the column too long for what it says: a class, whose arguments are shown, or a long type? */
static bool is_long(const struct group *group, size_t column) {
    enum cch_flat_origin origin = group->flat->origins[column];
    bool follows = origin == CCH_FLAT_ARGUMENT || origin == CCH_FLAT_TRAIT;
    return origin == CCH_FLAT_CLASS || (follows && group->facts[column].width > WIDEST);
}

static void choose(struct group *group) {
    const cch_flat *flat = group->flat;
    for (size_t c = 0; c < flat->column_count; c++) {
        const struct cch_column_facts *facts = &group->facts[c];
        if (is_apart(flat->columns[c].name) || facts->use == CCH_COLUMN_NOTHING || facts->use == CCH_COLUMN_REPEATS)
            continue;
        if (is_long(group, c) || (facts->use == CCH_COLUMN_VARIES && flat->origins[c] == CCH_FLAT_DEPENDS))
            group->rest.items[group->rest.count++] = c;
        else if (facts->use == CCH_COLUMN_VARIES)
            group->shown.items[group->shown.count++] = c;
    }
}

/* Leaves out the last columns of those that cannot be made to fit. */
static void leave_out(struct group *group, size_t when) {
    size_t *widths = cch_memory_asked(malloc((group->shown.count + 1) * sizeof *widths));
    while (widths && group->shown.count) {
        size_t count = group->shown.count;
        for (size_t i = 0; i < count; i++)
            widths[i] = group->facts[group->shown.items[i]].width;
        widths[count] = when;
        if (cch_aligned_fits(widths, count + 1, 4, group->width))
            break;
        group->shown.count--;
    }
    free(widths);
}

/* Conditions ------------------------------------------------------------------------------ */

/* What tells branches apart: the value and the place. To be put. */
static json_object *key_of(json_object *condition) {
    json_object *key = json_object_new_array();
    json_object_array_add(key, json_object_get(json_object_object_get(condition, "value")));
    json_object_array_add(key, json_object_get(json_object_object_get(condition, "site")));
    return key;
}

/* Every branch on a way of the group is numbered. */
static void number_conditions(json_object *numbers, json_object *conditions) {
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i), *key = key_of(one);
        const char *text = json_object_to_json_string_ext(key, JSON_C_TO_STRING_PLAIN);
        if (!json_object_object_get_ex(numbers, text, NULL)) {
            json_object *known = json_object_new_object();
            json_object_object_add(known, "number", json_object_new_int(json_object_object_length(numbers) + 1));
            json_object_object_add(known, "condition", json_object_get(one));
            json_object_object_add(numbers, text, known);
        }
        json_object_put(key);
    }
}

static void number_all(struct group *group) {
    for (size_t i = 0; i < group->count; i++) {
        json_object *others = json_object_object_get(row_of(group, i), "other_ways");
        number_conditions(group->numbers, json_object_object_get(row_of(group, i), "conditions"));
        for (size_t j = 0; j < json_object_array_length(others); j++)
            number_conditions(group->numbers, json_object_array_get_idx(others, j));
    }
}

/* "1 -2 3=case 64": which branches, and what they come to. */
static void print_way(FILE *stream, json_object *numbers, json_object *conditions) {
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i), *key = key_of(one), *known = NULL;
        json_object_object_get_ex(numbers, json_object_to_json_string_ext(key, JSON_C_TO_STRING_PLAIN), &known);
        const char *number = known ? cch_member_text(known, "number") : "", *outcome = cch_member_text(one, "outcome");
        const char *space = i ? " " : "";
        if (strcmp(outcome, "true") == 0)
            fprintf(stream, "%s%s", space, number);
        else if (strcmp(outcome, "false") == 0)
            fprintf(stream, "%s-%s", space, number);
        else
            fprintf(stream, "%s%s=%s", space, number, outcome);
        json_object_put(key);
    }
    if (!json_object_array_length(conditions))
        fputs("always", stream);
}

/* When a row's launch happens, for the caller to free; NULL without memory. */
static char *when(const struct group *group, size_t row) {
    json_object *one = row_of(group, row);
    size_t others = json_object_array_length(json_object_object_get(one, "other_ways")), size;
    bool more = json_object_get_boolean(json_object_object_get(one, "more_ways"));
    char *text = NULL;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return NULL;
    print_way(stream, group->numbers, json_object_object_get(one, "conditions"));
    if (others)
        fprintf(stream, " (and %zu other way%s%s)", others, others > 1 ? "s" : "", more ? ", and more" : "");
    else if (more)
        fputs(" (and other ways)", stream);
    if (json_object_get_boolean(json_object_object_get(one, "recursive")))
        fputs(" (in a recursion)", stream);
    bool failed = ferror(stream);
    if (!fclose(stream) && !failed)
        return text;
    free(text);
    return NULL;
}

/* A line that is put together in memory, to be cut where it is too long. */
struct line {
    FILE *stream;
    char *text;
    size_t size;
};

static FILE *begin_line(struct line *line) {
    *line = (struct line){0};
    return line->stream = open_memstream(&line->text, &line->size);
}

static void end_line(struct group *group, struct line *line) {
    bool failed = !line->stream || ferror(line->stream);
    if (!line->stream || fclose(line->stream) || failed || !line->text)
        cch_memory_note_failure();
    else
        group->cut += cch_print_cut(group->stream, line->text, group->width);
    putc('\n', group->stream);
    free(line->text);
}

static void print_conditions(struct group *group) {
    if (json_object_object_length(group->numbers))
        fputs("  conditions, from the entry to the launch (below: 1 it holds, -1 it does not)\n", group->stream);
    json_object_object_foreach(group->numbers, key, known) {
        (void)key;
        struct line line;
        FILE *stream = begin_line(&line);
        json_object *one = json_object_object_get(known, "condition"), *site = json_object_object_get(one, "site");
        const char *text = cch_member_text(one, "text"), *value = cch_member_text(one, "value");
        const char *macro = cch_member_text(one, "macro");
        if (!stream) {
            cch_memory_note_failure();
            return;
        }
        fprintf(stream, "    %2s  ", cch_member_text(known, "number"));
        cch_write_text(stream, *macro ? macro : cch_member_text(one, "kind"));
        fputs(" (", stream);
        cch_write_text(stream, text);
        putc(')', stream);
        if (strcmp(text, value) != 0) {
            fputs(" = ", stream);
            cch_write_text(stream, value);
        }
        if (site) {
            fputs("  ", stream);
            cch_write_text(stream, cch_member_text(site, "file"));
            fprintf(stream, ":%s", cch_member_text(site, "line"));
        }
        end_line(group, &line);
    }
}

static void print_query(struct group *group, json_object *query) {
    json_object *decides = json_object_object_get(query, "decides");
    struct line line;
    FILE *stream = begin_line(&line);
    if (!stream) {
        cch_memory_note_failure();
        return;
    }
    fputs("  asks   ", stream);
    cch_write_text(stream, cch_member_text(query, "name"));
    fputs(" in ", stream);
    cch_write_text(stream, cch_member_text(query, "function"));
    fputs(", which decides ", stream);
    for (size_t i = 0; i < json_object_array_length(decides); i++) {
        fputs(i ? "; " : "", stream);
        cch_write_text(stream, json_object_get_string(json_object_array_get_idx(decides, i)));
    }
    end_line(group, &line);
}

static void print_queries(struct group *group) {
    json_object *seen = json_object_new_object();
    for (size_t i = 0; i < group->count; i++) {
        json_object *queries = json_object_object_get(row_of(group, i), "queries");
        for (size_t j = 0; j < json_object_array_length(queries); j++) {
            json_object *one = json_object_array_get_idx(queries, j);
            const char *key = json_object_to_json_string_ext(one, JSON_C_TO_STRING_PLAIN);
            if (json_object_object_get_ex(seen, key, NULL))
                continue;
            json_object_object_add(seen, key, NULL);
            print_query(group, one);
        }
    }
    json_object_put(seen);
}

/* What is said once ----------------------------------------------------------------------- */

/* The column's cell in the group's first row. */
static const char *first_text(const struct group *group, size_t column, struct cch_scratch *scratch) {
    struct cch_cell cell = cch_flat_cell(group->flat, group->rows[0], column);
    const char *text = cch_cell_shown(&cell, &group->flat->columns[column], scratch);
    return text ? text : "";
}

static void add_pair(struct cch_wrapped *wrapped, const char *name, const char *text) {
    size_t size = strlen(name) + strlen(text) + 4;
    char *pair = cch_memory_asked(malloc(size));
    if (pair) {
        snprintf(pair, size, "%s = %s", name, text);
        cch_wrapped_add(wrapped, pair);
    }
    free(pair);
}

/* The constant that has the column's name with an underscore behind it, as parameters often do, and its
 * value; CCH_FLAT_NONE: there is none. */
static int twin_of(const struct group *group, size_t column) {
    const cch_flat *flat = group->flat;
    char name[256];
    size_t length = strlen(flat->columns[column].name);
    if (length + 2 > sizeof name)
        return CCH_FLAT_NONE;
    snprintf(name, sizeof name, "%s_", flat->columns[column].name);
    int twin = cch_flat_column(flat, name, length + 1);
    if (twin == CCH_FLAT_NONE || group->facts[twin].use != CCH_COLUMN_CONSTANT)
        return CCH_FLAT_NONE;
    struct cch_cell cell = cch_flat_cell(flat, group->rows[0], column);
    struct cch_cell other = cch_flat_cell(flat, group->rows[0], (size_t)twin);
    return cch_cell_same(&cell, &other) ? twin : CCH_FLAT_NONE;
}

static bool is_twin(const struct group *group, size_t column) {
    const char *name = group->flat->columns[column].name;
    size_t length = strlen(name);
    int other = length && name[length - 1] == '_' ? cch_flat_column(group->flat, name, length - 1) : CCH_FLAT_NONE;
    return other != CCH_FLAT_NONE && group->facts[other].use == CCH_COLUMN_CONSTANT &&
           twin_of(group, (size_t)other) == (int)column;
}

/* "name = name_ = value" */
static void print_constant(struct cch_wrapped *wrapped, const struct group *group, size_t column,
                           struct cch_scratch *scratch) {
    const cch_flat *flat = group->flat;
    int twin = twin_of(group, column);
    char name[600];
    if (is_twin(group, column))
        return;
    snprintf(name, sizeof name, "%s = %s", flat->columns[column].name, twin < 0 ? "" : flat->columns[twin].name);
    add_pair(wrapped, twin < 0 ? flat->columns[column].name : name, first_text(group, column, scratch));
}

static bool is_false(const struct cch_cell *cell) { return cell->kind == CCH_CELL_BOOLEAN && !cell->integer; }

static void print_constants(struct group *group, struct cch_scratch *scratch) {
    const cch_flat *flat = group->flat;
    struct cch_wrapped wrapped = {.stream = group->stream, .indent = 4, .width = page(group), .fits = group->width > 0};
    bool any = false;
    for (size_t c = 0; c < flat->column_count; c++)
        if (group->facts[c].use == CCH_COLUMN_CONSTANT && !is_apart(flat->columns[c].name) && !is_long(group, c)) {
            struct cch_cell cell = cch_flat_cell(flat, group->rows[0], c);
            if (!any)
                fputs(group->count > 1 ? "  the same in all:\n" : "", group->stream);
            any = true;
            if (!is_false(&cell))
                print_constant(&wrapped, group, c, scratch);
        }
    for (size_t c = 0; c < flat->column_count; c++) { /* what is false, at the end */
        struct cch_cell cell = cch_flat_cell(flat, group->rows[0], c);
        if (group->facts[c].use == CCH_COLUMN_CONSTANT && is_false(&cell))
            print_constant(&wrapped, group, c, scratch);
    }
    cch_wrapped_end(&wrapped);
    group->cut += wrapped.cut;
}

/* "  head  A = B; C = D" for columns that repeat others, or names alone. */
static void print_names(struct group *group, const char *head, const struct cch_columns *columns, size_t first) {
    struct cch_wrapped wrapped = {.stream = group->stream, .indent = 4, .width = page(group), .fits = group->width > 0};
    if (first >= columns->count)
        return;
    fprintf(group->stream, "  %s\n", head);
    for (size_t i = first; i < columns->count; i++)
        cch_wrapped_add(&wrapped, group->flat->columns[columns->items[i]].name);
    cch_wrapped_end(&wrapped);
    group->cut += wrapped.cut;
}

static void print_repeated(struct group *group) {
    const cch_flat *flat = group->flat;
    struct cch_wrapped wrapped = {.stream = group->stream, .indent = 4, .width = page(group), .fits = group->width > 0};
    bool any = false;
    for (size_t c = 0; c < flat->column_count; c++) {
        if (group->facts[c].use != CCH_COLUMN_REPEATS || is_apart(flat->columns[c].name))
            continue;
        if (!any)
            fputs("  always the same as another:\n", group->stream);
        any = true;
        add_pair(&wrapped, flat->columns[c].name, flat->columns[group->facts[c].as].name);
    }
    cch_wrapped_end(&wrapped);
    group->cut += wrapped.cut;
}

static size_t count_kernels(const struct group *group) {
    json_object *seen = json_object_new_object();
    for (size_t i = 0; i < group->count; i++)
        json_object_object_add(seen, cch_member_text(row_of(group, i), "id"), NULL);
    size_t count = (size_t)json_object_object_length(seen);
    json_object_put(seen);
    return count;
}

static void print_units(struct group *group) {
    json_object *units = json_object_new_object();
    struct cch_wrapped wrapped = {.stream = group->stream, .indent = 4, .width = page(group), .fits = group->width > 0};
    for (size_t i = 0; i < group->count; i++) {
        json_object *list = json_object_object_get(row_of(group, i), "units");
        for (size_t j = 0; j < json_object_array_length(list); j++)
            json_object_object_add(units, json_object_get_string(json_object_array_get_idx(list, j)), NULL);
    }
    fputs(json_object_object_length(units) ? ", in\n" : "\n", group->stream);
    json_object_object_foreach(units, unit, unused) {
        (void)unused;
        cch_wrapped_add(&wrapped, unit);
    }
    cch_wrapped_end(&wrapped);
    group->cut += wrapped.cut;
    json_object_put(units);
}

static void print_head(struct group *group, struct cch_scratch *scratch) {
    const cch_flat *flat = group->flat;
    size_t kernels = count_kernels(group);
    struct line line;
    FILE *stream = begin_line(&line);
    if (stream) {
        cch_write_text(stream, first_text(group, (size_t)cch_flat_column(flat, "name", 4), scratch));
        fputs("  ", stream);
        cch_write_text(stream, first_text(group, (size_t)cch_flat_column(flat, "site", 4), scratch));
    }
    end_line(group, &line);
    bool known = cch_flat_cell(flat, group->rows[0], (size_t)cch_flat_column(flat, "id", 2)).kind != CCH_CELL_UNKNOWN;
    if (known)
        fprintf(group->stream, "  %zu specialization%s", kernels, kernels == 1 ? "" : "s");
    if (!known || group->count > kernels)
        fprintf(group->stream, "%s%zu launch%s", known ? ", " : "  ", group->count, group->count == 1 ? "" : "es");
    print_units(group);
}

/* Lines ------------------------------------------------------------------------------------ */

static int add_line(struct cch_aligned *aligned, const struct group *group, size_t row, const char *last,
                    struct cch_scratch *scratch) {
    int status = 0;
    for (size_t i = 0; i < group->shown.count && !status; i++) {
        const struct cch_heading *column = &group->flat->columns[group->shown.items[i]];
        struct cch_cell cell = cch_flat_cell(group->flat, group->rows[row], group->shown.items[i]);
        const char *text = cch_cell_shown(&cell, column, scratch);
        status = text ? cch_aligned_add(aligned, *text ? text : "-") : CCH_ERROR_MEMORY;
    }
    return status || !last ? status : cch_aligned_add(aligned, last);
}

/* `whens`: when each row's launch happens; NULL: that was not asked for. */
static int print_lines(struct group *group, char *const *whens, struct cch_scratch *scratch) {
    struct cch_aligned aligned;
    size_t columns = group->shown.count + (whens != NULL);
    int status = columns ? cch_aligned_init(&aligned, columns) : 0;
    if (!columns)
        return 0;
    for (size_t i = 0; i < group->shown.count && !status; i++)
        status = cch_aligned_add(&aligned, group->flat->columns[group->shown.items[i]].name);
    if (whens && !status)
        status = cch_aligned_add(&aligned, "when");
    for (size_t i = 0; i < group->count && !status; i++)
        status = add_line(&aligned, group, i, whens ? whens[i] : NULL, scratch);
    if (!status)
        group->cut += cch_aligned_print(&aligned, group->stream, 4, group->width);
    cch_aligned_release(&aligned);
    return status;
}

static size_t widest(char *const *whens, size_t count) {
    size_t width = sizeof "when" - 1;
    for (size_t i = 0; i < count; i++)
        width = strlen(whens[i]) > width ? strlen(whens[i]) : width;
    return width;
}

static int print_varying(struct group *group, struct cch_scratch *scratch) {
    char **whens = calloc(group->count + 1, sizeof *whens);
    int status = whens ? 0 : CCH_ERROR_MEMORY;
    number_all(group);
    for (size_t i = 0; i < group->count && !status; i++)
        status = (whens[i] = when(group, i)) ? 0 : CCH_ERROR_MEMORY;
    if (!status) {
        choose(group);
        size_t all = group->shown.count;
        leave_out(group, widest(whens, group->count));
        print_queries(group);
        print_constants(group, scratch);
        print_conditions(group);
        status = print_lines(group, whens, scratch);
        print_repeated(group);
        const struct cch_columns left = {group->shown.items, all};
        print_names(group, "left out to fit the line (--columns NAME shows them):", &left, group->shown.count);
        print_names(group, "not shown (--columns NAME shows them):", &group->rest, 0);
    }
    for (size_t i = 0; whens && i < group->count; i++)
        free(whens[i]);
    free(whens);
    return status;
}

static int print_group(struct group *group, const struct cch_columns *columns, struct cch_column_facts *facts) {
    struct cch_scratch scratch = {0};
    int status = cch_columns_look(group->flat, group->rows, group->count, facts);
    group->facts = facts;
    group->rest.count = group->cut = 0;
    group->numbers = json_object_new_object();
    if (!status) {
        print_head(group, &scratch);
        if (columns) {
            memcpy(group->shown.items, columns->items, columns->count * sizeof *columns->items);
            group->shown.count = columns->count;
            status = print_lines(group, NULL, &scratch);
        } else {
            group->shown.count = 0;
            status = print_varying(group, &scratch);
        }
        if (group->cut)
            fprintf(group->stream, "  (%zu cut in the middle to fit; none is where this is piped)\n", group->cut);
        putc('\n', group->stream);
    }
    json_object_put(group->numbers);
    free(scratch.bytes);
    return status;
}

int cch_hardware_print_text(FILE *stream, const cch_flat *flat, const struct cch_columns *columns, size_t width) {
    size_t room = flat->column_count + (columns ? columns->count : 0) + 1;
    struct group group = {.stream = stream, .flat = flat, .width = width};
    struct cch_column_facts *facts = malloc(room * sizeof *facts);
    struct cch_groups groups;
    group.shown.items = malloc(room * sizeof *group.shown.items);
    group.rest.items = malloc(room * sizeof *group.rest.items);
    int status = cch_groups_make(&groups, flat);
    if (!facts || !group.shown.items || !group.rest.items)
        status = CCH_ERROR_MEMORY;
    for (size_t i = 0, first = 0; i < groups.count && !status && !ferror(stream); first = groups.ends[i++]) {
        group.rows = groups.rows + first;
        group.count = groups.ends[i] - first;
        status = print_group(&group, columns, facts);
    }
    cch_groups_release(&groups);
    cch_columns_release(&group.shown);
    cch_columns_release(&group.rest);
    free(facts);
    return status;
}
