/* The hardware table for reading: kernels of one launch together, what they
 * have in common said once, and a line for each with what tells it apart. */
#include "params/hardware/hardware.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"

/* Columns that a group shows in lines of their own, and those that nobody reads here. */
static bool is_apart(const char *name) {
    static const char *const names[] = {"kernel",     "name",    "id",          "site",  "launch_site", "units",
                                        "passes",     "queries", "architectures", "conditions", "other_ways", "api"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

static const char *cell(json_object *flat, const char *name) {
    json_object *value;
    return json_object_object_get_ex(flat, name, &value) ? json_object_get_string(value) : "";
}

/* Columns in their order → the common value, or null where values differ. */
static json_object *columns_of(json_object *rows, size_t first, size_t end) {
    json_object *columns = json_object_new_object();
    for (size_t i = first; i < end; i++) {
        json_object *flat = json_object_array_get_idx(rows, i);
        json_object_object_foreach(flat, name, value) {
            (void)value;
            if (!is_apart(name) && !json_object_object_get_ex(columns, name, NULL))
                json_object_object_add(columns, name, json_object_get(json_object_object_get(flat, name)));
        }
    }
    json_object_object_foreach(columns, column, common) {
        for (size_t i = first; i < end && common; i++)
            if (strcmp(cell(json_object_array_get_idx(rows, i), column), json_object_get_string(common)) != 0) {
                json_object_object_add(columns, column, NULL);
                common = NULL;
            }
    }
    return columns;
}

/* Conditions -------------------------------------------------------------------------- */

/* Every branch on a way of the group, numbered: its value and place → number. */
static void number_conditions(json_object *numbers, json_object *conditions) {
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i), *known, *key = json_object_new_array();
        json_object_array_add(key, json_object_get(json_object_object_get(one, "value")));
        json_object_array_add(key, json_object_get(json_object_object_get(one, "site")));
        const char *text = json_object_to_json_string_ext(key, JSON_C_TO_STRING_PLAIN);
        if (!json_object_object_get_ex(numbers, text, &known)) {
            known = json_object_new_object();
            json_object_object_add(known, "number", json_object_new_int(json_object_object_length(numbers) + 1));
            json_object_object_add(known, "condition", json_object_get(one));
            json_object_object_add(numbers, text, known);
        }
        json_object_object_add(one, "number", json_object_get(json_object_object_get(known, "number")));
        json_object_put(key);
    }
}

/* "1 -2 3=case 64": which branches, and what they come to. */
static void print_way(FILE *stream, json_object *conditions) {
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i);
        const char *number = json_object_get_string(json_object_object_get(one, "number"));
        const char *outcome = json_object_get_string(json_object_object_get(one, "outcome"));
        const char *space = i ? " " : "";
        if (strcmp(outcome, "true") == 0)
            fprintf(stream, "%s%s", space, number);
        else if (strcmp(outcome, "false") == 0)
            fprintf(stream, "%s-%s", space, number);
        else
            fprintf(stream, "%s%s=%s", space, number, outcome);
    }
    if (!json_object_array_length(conditions))
        fputs("always", stream);
}

static void print_conditions(FILE *stream, json_object *numbers) {
    json_object_object_foreach(numbers, key, known) {
        (void)key;
        json_object *one = json_object_object_get(known, "condition"), *site = json_object_object_get(one, "site");
        const char *text = json_object_get_string(json_object_object_get(one, "text"));
        const char *value = json_object_get_string(json_object_object_get(one, "value"));
        const char *kind = json_object_get_string(json_object_object_get(one, "kind"));
        const char *macro = json_object_get_string(json_object_object_get(one, "macro"));
        fprintf(stream, "    %2s  %s (%s)", json_object_get_string(json_object_object_get(known, "number")),
                *macro ? macro : kind, text);
        if (strcmp(text, value) != 0)
            fprintf(stream, " = %s", value);
        if (site)
            fprintf(stream, "  %s:%s", json_object_get_string(json_object_object_get(site, "file")),
                    json_object_get_string(json_object_object_get(site, "line")));
        putc('\n', stream);
    }
}

static void print_queries(FILE *stream, json_object *table, size_t first, size_t end) {
    json_object *seen = json_object_new_object();
    for (size_t i = first; i < end; i++) {
        json_object *queries = json_object_object_get(json_object_array_get_idx(table, i), "queries");
        for (size_t j = 0; j < json_object_array_length(queries); j++) {
            json_object *one = json_object_array_get_idx(queries, j);
            const char *name = json_object_get_string(json_object_object_get(one, "name"));
            const char *function = json_object_get_string(json_object_object_get(one, "function"));
            json_object *decides = json_object_object_get(one, "decides");
            const char *key = json_object_to_json_string_ext(one, JSON_C_TO_STRING_PLAIN);
            if (json_object_object_get_ex(seen, key, NULL))
                continue;
            json_object_object_add(seen, key, NULL);
            fprintf(stream, "  asks   %s in %s, which decides ", name, function);
            for (size_t k = 0; k < json_object_array_length(decides); k++)
                fprintf(stream, "%s%s", k ? "; " : "", json_object_get_string(json_object_array_get_idx(decides, k)));
            putc('\n', stream);
        }
    }
    json_object_put(seen);
}

/* Groups --------------------------------------------------------------------------------- */

static void print_common(FILE *stream, json_object *columns) {
    json_object_object_foreach(columns, name, common) {
        const char *text = common ? json_object_get_string(common) : "";
        if (*text && strcmp(text, "false") != 0)
            fprintf(stream, "  %s = %s\n", name, text);
    }
    bool any = false; /* what is false in all of them, on one line */
    json_object_object_foreach(columns, flag, value) {
        if (!value || strcmp(json_object_get_string(value), "false") != 0)
            continue;
        fprintf(stream, "%s%s", any ? ", " : "  false: ", flag);
        any = true;
    }
    if (any)
        putc('\n', stream);
}

static size_t width_of(json_object *rows, size_t first, size_t end, const char *name) {
    size_t width = strlen(name);
    for (size_t i = first; i < end; i++) {
        size_t length = strlen(cell(json_object_array_get_idx(rows, i), name));
        width = length > width ? length : width;
    }
    return width;
}

/* Types and the like are too long for a column and follow from what is there. */
enum { WIDEST = 40 };

static void print_line(FILE *stream, json_object *columns, json_object *widths, json_object *flat) {
    fputs("   ", stream);
    json_object_object_foreach(columns, name, common) {
        int width = common ? 0 : json_object_get_int(json_object_object_get(widths, name));
        if (width && width <= WIDEST)
            fprintf(stream, " %-*s", width, flat ? cell(flat, name) : name);
    }
}

static void print_lines(FILE *stream, json_object *table, json_object *rows, size_t first, size_t end,
                        json_object *columns) {
    json_object *widths = json_object_new_object();
    json_object_object_foreach(columns, name, common) {
        if (!common)
            json_object_object_add(widths, name, json_object_new_int((int)width_of(rows, first, end, name)));
    }
    print_line(stream, columns, widths, NULL);
    fputs("  when\n", stream);
    for (size_t i = first; i < end; i++) {
        json_object *row = json_object_array_get_idx(table, i);
        size_t others = json_object_array_length(json_object_object_get(row, "other_ways"));
        print_line(stream, columns, widths, json_object_array_get_idx(rows, i));
        fputs("  ", stream);
        print_way(stream, json_object_object_get(row, "conditions"));
        bool more = json_object_get_boolean(json_object_object_get(row, "more_ways"));
        if (others)
            fprintf(stream, " (and %zu other way%s%s)", others, others > 1 ? "s" : "", more ? ", and more" : "");
        else if (more)
            fputs(" (and other ways)", stream);
        if (json_object_get_boolean(json_object_object_get(row, "recursive")))
            fputs(" (in a recursion)", stream);
        putc('\n', stream);
    }
    json_object_put(widths);
}

static size_t count_kernels(json_object *rows, size_t first, size_t end) {
    json_object *seen = json_object_new_object();
    for (size_t i = first; i < end; i++)
        json_object_object_add(seen, cell(json_object_array_get_idx(rows, i), "id"), NULL);
    size_t count = (size_t)json_object_object_length(seen);
    json_object_put(seen);
    return count;
}

static void print_group(FILE *stream, json_object *table, json_object *rows, size_t first, size_t end) {
    json_object *flat = json_object_array_get_idx(rows, first), *columns = columns_of(rows, first, end);
    json_object *numbers = json_object_new_object(), *units = json_object_new_object();
    for (size_t i = first; i < end; i++) {
        json_object *row = json_object_array_get_idx(table, i), *others = json_object_object_get(row, "other_ways");
        json_object *list = json_object_object_get(row, "units");
        number_conditions(numbers, json_object_object_get(row, "conditions"));
        for (size_t j = 0; j < json_object_array_length(others); j++)
            number_conditions(numbers, json_object_array_get_idx(others, j));
        for (size_t j = 0; j < json_object_array_length(list); j++)
            json_object_object_add(units, json_object_get_string(json_object_array_get_idx(list, j)), NULL);
    }
    size_t kernels = count_kernels(rows, first, end);
    fprintf(stream, "%s  %s\n  launched at %s (%s), %zu specialization%s, ", cell(flat, "name"), cell(flat, "site"),
            cell(flat, "launch_site"), cell(flat, "api"), kernels, kernels > 1 ? "s" : "");
    if (end - first > kernels)
        fprintf(stream, "%zu ways and configurations, ", end - first);
    fprintf(stream, "passes: %s\n", cell(flat, "passes"));
    json_object_object_foreach(units, unit, unused) {
        (void)unused;
        fprintf(stream, "  unit   %s\n", unit);
    }
    print_queries(stream, table, first, end);
    print_common(stream, columns);
    if (json_object_object_length(numbers)) {
        fputs("  conditions, from the entry to the launch (below: 1 it holds, -1 it does not)\n", stream);
        print_conditions(stream, numbers);
    }
    print_lines(stream, table, rows, first, end, columns);
    putc('\n', stream);
    json_object_put(columns);
    json_object_put(numbers);
    json_object_put(units);
}

/* Escaping ------------------------------------------------------------------------------- */

/* "a\n" as it is written in a line, for the caller to free; NULL without memory. */
static char *escaped_text(const char *text) {
    char *written = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&written, &size);
    if (!stream)
        return NULL;
    cch_write_text(stream, text);
    bool failed = ferror(stream);
    if (fclose(stream) || failed) {
        free(written);
        return NULL;
    }
    return written;
}

/* The same value with each text and name in it escaped, so that whatever prints
 * of it prints lines of its own alone. *failed: no memory, and what is returned
 * is only to be put. */
static json_object *escaped(json_object *value, bool *failed) {
    json_object *copy = NULL;
    if (json_object_is_type(value, json_type_string)) {
        char *text = escaped_text(json_object_get_string(value));
        copy = text ? json_object_new_string(text) : NULL;
        free(text);
        *failed |= !copy;
    } else if (json_object_is_type(value, json_type_array)) {
        copy = json_object_new_array();
        *failed |= !copy;
        for (size_t i = 0; !*failed && i < json_object_array_length(value); i++)
            *failed |= json_object_array_add(copy, escaped(json_object_array_get_idx(value, i), failed)) != 0;
    } else if (json_object_is_type(value, json_type_object)) {
        copy = json_object_new_object();
        *failed |= !copy;
        json_object_object_foreach(value, name, member) {
            char *text = *failed ? NULL : escaped_text(name);
            *failed |= !text || json_object_object_add(copy, text, escaped(member, failed)) != 0;
            free(text);
        }
    } else {
        copy = json_object_get(value);
    }
    return copy;
}

/* Rows of one kernel as written and one place go together, in the order of
 * the first of each: a row's group, and the row. */
struct place {
    size_t group, row;
};

static int compare_places(const void *left, const void *right) {
    const struct place *a = left, *b = right;
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return a->row < b->row ? -1 : a->row > b->row;
}

/* The rows' places in the printed order; NULL: out of memory. */
static struct place *place_rows(json_object *rows) {
    size_t count = json_object_array_length(rows), groups = 0;
    struct place *places = malloc((count + 1) * sizeof *places);
    json_object *known = json_object_new_object(), *group;
    for (size_t i = 0; places && known && i < count; i++) {
        json_object *flat = json_object_array_get_idx(rows, i), *by_name;
        if (!json_object_object_get_ex(known, cell(flat, "name"), &by_name)) {
            by_name = json_object_new_object();
            json_object_object_add(known, cell(flat, "name"), by_name);
        }
        if (!json_object_object_get_ex(by_name, cell(flat, "launch_site"), &group)) {
            group = json_object_new_int64((int64_t)groups++);
            json_object_object_add(by_name, cell(flat, "launch_site"), group);
        }
        places[i] = (struct place){(size_t)json_object_get_int64(group), i};
    }
    if (!known) {
        free(places);
        places = NULL;
    }
    json_object_put(known);
    if (places && count)
        qsort(places, count, sizeof *places, compare_places);
    return places;
}

static int print_table(FILE *stream, json_object *table) {
    json_object *rows = json_object_new_array(), *sorted = json_object_new_array();
    json_object *sorted_rows = json_object_new_array();
    size_t count = json_object_array_length(table);
    struct place *places = NULL;
    int status = CCH_ERROR_MEMORY;
    for (size_t i = 0; rows && i < count; i++) {
        json_object *flat = cch_hardware_flat(json_object_array_get_idx(table, i));
        if (!flat)
            goto out;
        json_object_array_add(rows, flat);
    }
    if (!rows || !sorted || !sorted_rows || !(places = place_rows(rows)))
        goto out;
    for (size_t i = 0; i < count; i++) {
        json_object_array_add(sorted, json_object_get(json_object_array_get_idx(table, places[i].row)));
        json_object_array_add(sorted_rows, json_object_get(json_object_array_get_idx(rows, places[i].row)));
    }
    for (size_t first = 0, end; first < count; first = end) {
        for (end = first + 1; end < count && places[end].group == places[first].group;)
            end++;
        print_group(stream, sorted, sorted_rows, first, end);
    }
    status = CCH_OK;
out:
    free(places);
    json_object_put(rows);
    json_object_put(sorted);
    json_object_put(sorted_rows);
    return status;
}

json_object *cch_hardware_escaped(json_object *table) {
    bool failed = false;
    json_object *shown = escaped(table, &failed);
    if (!failed)
        return shown;
    json_object_put(shown);
    return NULL;
}

int cch_hardware_print_text(FILE *stream, json_object *table) {
    json_object *shown = cch_hardware_escaped(table);
    int status = shown ? print_table(stream, shown) : CCH_ERROR_MEMORY;
    json_object_put(shown);
    return status;
}
