/* The hardware table as CSV, Markdown, JSON and turned around. */
#define _GNU_SOURCE /* strverscmp, strsep */
#include "params/hardware/hardware.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/memory.h"
#include "base/table_cell.h"

/* Flat rows ----------------------------------------------------------------------- */

/* A value as text; the reference is the caller's. */
static json_object *as_text(json_object *value) {
    json_object *inner;
    if (!value)
        return json_object_new_string("");
    if (json_object_is_type(value, json_type_object)) {
        if (json_object_object_get_ex(value, "expression", &inner))
            return json_object_get(inner);
        if (json_object_object_get_ex(value, "unknown", &inner)) {
            const char *reason = json_object_get_string(inner);
            size_t size = strlen(reason) + sizeof "unknown: ";
            char *text = malloc(size);
            if (!text)
                return cch_asked(NULL);
            snprintf(text, size, "unknown: %s", reason);
            json_object *made = json_object_new_string(text);
            free(text);
            return made;
        }
        if (json_object_object_get_ex(value, "type", &inner))
            return json_object_get(inner);
        return json_object_new_string(json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN));
    }
    return json_object_new_string(json_object_get_string(value));
}

struct joined {
    char *text;
    size_t length, size;
};

static void join(struct joined *joined, const char *separator, const char *text) {
    size_t length = strlen(text), between = joined->length ? strlen(separator) : 0;
    if (joined->length + between + length + 1 > joined->size) {
        size_t size = (joined->length + between + length + 1) * 2;
        char *grown = realloc(joined->text, size);
        if (!grown) {
            cch_memory_note_failure();
            return;
        }
        joined->text = grown;
        joined->size = size;
    }
    memcpy(joined->text + joined->length, separator, between);
    memcpy(joined->text + joined->length + between, text, length + 1);
    joined->length += between + length;
}

static void add_joined(json_object *flat, const char *name, struct joined *joined) {
    json_object_object_add(flat, name, json_object_new_string(joined->text ? joined->text : ""));
    free(joined->text);
    *joined = (struct joined){0};
}

static void add_list(json_object *flat, const char *name, json_object *array, const char *separator) {
    struct joined joined = {0};
    for (size_t i = 0; i < json_object_array_length(array); i++) {
        json_object *text = as_text(json_object_array_get_idx(array, i));
        join(&joined, separator, text ? json_object_get_string(text) : "");
        json_object_put(text);
    }
    add_joined(flat, name, &joined);
}

static void add_place(json_object *flat, const char *name, json_object *site) {
    struct joined joined = {0};
    json_object *file, *line;
    if (site && json_object_object_get_ex(site, "file", &file) && json_object_object_get_ex(site, "line", &line)) {
        join(&joined, "", json_object_get_string(file));
        join(&joined, ":", json_object_get_string(line));
    }
    add_joined(flat, name, &joined);
}

static void add_value(json_object *flat, const char *name, json_object *value) {
    char depends[64];
    json_object *list;
    if (value && json_object_is_type(value, json_type_array))
        add_list(flat, name, value, ", ");
    else
        json_object_object_add(flat, name, as_text(value));
    if (value && json_object_object_get_ex(value, "depends_on", &list)) {
        snprintf(depends, sizeof depends, "%s_depends_on", name);
        add_list(flat, depends, list, ", ");
    }
}

static void add_arguments(json_object *flat, json_object *arguments) {
    json_object_object_foreach(arguments, name, value) {
        json_object *inner;
        if (!json_object_object_get_ex(flat, name, NULL))
            json_object_object_add(flat, name, as_text(value));
        if (json_object_is_type(value, json_type_object) && json_object_object_get_ex(value, "arguments", &inner))
            add_arguments(flat, inner);
    }
}

static bool is_of_device(json_object *constant) {
    json_object *passes = json_object_object_get(constant, "passes");
    for (size_t i = 0; i < json_object_array_length(passes); i++)
        if (strcmp(json_object_get_string(json_object_array_get_idx(passes, i)), "host") != 0)
            return true;
    return false;
}

static void add_traits(json_object *flat, json_object *traits) {
    json_object *from = json_object_new_object(); /* column → does a device pass give it */
    for (size_t i = 0; i < json_object_array_length(traits); i++) {
        json_object *constant = json_object_array_get_idx(traits, i), *before;
        const char *name = json_object_get_string(json_object_object_get(constant, "name"));
        bool device = is_of_device(constant), have = json_object_object_get_ex(flat, name, NULL);
        bool ours = json_object_object_get_ex(from, name, &before);
        if (have && !(ours && device && !json_object_get_boolean(before)))
            continue;
        json_object_object_add(flat, name, as_text(json_object_object_get(constant, "value")));
        json_object_object_add(from, name, json_object_new_boolean(device));
    }
    json_object_put(from);
}

static void add_conditions(json_object *flat, json_object *row) {
    struct joined joined = {0};
    char count[32];
    json_object *conditions = json_object_object_get(row, "conditions");
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i);
        join(&joined, "; ", json_object_get_string(json_object_object_get(one, "text")));
        join(&joined, ": ", json_object_get_string(json_object_object_get(one, "outcome")));
    }
    add_joined(flat, "conditions", &joined);
    snprintf(count, sizeof count, "%zu%s", json_object_array_length(json_object_object_get(row, "other_ways")),
             json_object_get_boolean(json_object_object_get(row, "more_ways")) ? " or more" : "");
    json_object_object_add(flat, "other_ways", json_object_new_string(count));
}

static void add_settings(json_object *flat, json_object *settings) {
    struct joined joined = {0};
    for (size_t i = 0; i < json_object_array_length(settings); i++) {
        json_object *one = json_object_array_get_idx(settings, i), *holds = json_object_object_get(one, "applies");
        join(&joined, "; ", json_object_get_string(json_object_object_get(one, "attribute")));
        join(&joined, " = ", json_object_get_string(json_object_object_get(one, "value")));
        join(&joined, " ", !holds ? "(if so decided at run time)" : json_object_get_boolean(holds) ? "" : "(never)");
    }
    add_joined(flat, "settings", &joined);
}

static void add_queries(json_object *flat, json_object *queries) {
    struct joined joined = {0};
    for (size_t i = 0; i < json_object_array_length(queries); i++)
        join(&joined, "; ",
             json_object_get_string(json_object_object_get(json_object_array_get_idx(queries, i), "name")));
    add_joined(flat, "queries", &joined);
}

/* The product of the block's dimensions, where they are known. */
static void add_threads(json_object *flat, json_object *block) {
    char text[32] = "";
    if (json_object_is_type(block, json_type_array)) {
        int64_t threads = 1;
        for (size_t i = 0; i < json_object_array_length(block); i++)
            threads *= json_object_get_int64(json_object_array_get_idx(block, i));
        snprintf(text, sizeof text, "%lld", (long long)threads);
    }
    json_object_object_add(flat, "threads", json_object_new_string(text));
}

json_object *cch_hardware_flat(json_object *row) {
    static const char *const before[] = {"kernel", "name", "id"}, *const lists[] = {"units", "architectures", "passes"};
    static const char *const values[] = {"grid",       "block",   "shared_memory_bytes", "stream", "api",
                                         "cooperative", "programmatic_serialization", "cluster", "launch_bounds"};
    json_object *flat = json_object_new_object();
    if (!flat)
        return NULL;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        json_object_object_add(flat, before[i], as_text(json_object_object_get(row, before[i])));
    add_place(flat, "site", json_object_object_get(row, "site"));
    add_place(flat, "launch_site", json_object_object_get(row, "launch_site"));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        add_list(flat, lists[i], json_object_object_get(row, lists[i]), " ");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        add_value(flat, values[i], json_object_object_get(row, values[i]));
    add_threads(flat, json_object_object_get(row, "block"));
    add_arguments(flat, json_object_object_get(row, "template_arguments"));
    add_traits(flat, json_object_object_get(row, "traits"));
    add_settings(flat, json_object_object_get(row, "settings"));
    add_queries(flat, json_object_object_get(row, "queries"));
    add_conditions(flat, row);
    return flat;
}

/* Tables ------------------------------------------------------------------------------ */

/* Flat rows and the union of their columns in the order of first appearance. */
static int flatten(json_object *table, json_object **rows, json_object **columns) {
    *rows = json_object_new_array();
    *columns = json_object_new_object();
    for (size_t i = 0; *rows && *columns && i < json_object_array_length(table); i++) {
        json_object *flat = cch_hardware_flat(json_object_array_get_idx(table, i));
        if (!flat)
            return CCH_ERROR_MEMORY;
        json_object_array_add(*rows, flat);
        json_object_object_foreach(flat, name, value) {
            (void)value;
            if (!json_object_object_get_ex(*columns, name, NULL))
                json_object_object_add(*columns, name, NULL);
        }
    }
    return *rows && *columns ? 0 : CCH_ERROR_MEMORY;
}

static const char *cell(json_object *flat, const char *name) {
    json_object *value;
    return json_object_object_get_ex(flat, name, &value) ? json_object_get_string(value) : "";
}

static void print_csv_row(FILE *stream, json_object *columns, json_object *flat) {
    bool first = true;
    json_object_object_foreach(columns, name, unused) {
        (void)unused;
        if (!first)
            putc(',', stream);
        first = false;
        cch_write_csv_cell(stream, flat ? cell(flat, name) : name);
    }
    fputs("\r\n", stream);
}

static void print_markdown_row(FILE *stream, json_object *columns, json_object *flat) {
    json_object_object_foreach(columns, name, unused) {
        (void)unused;
        fputs("| ", stream);
        cch_write_markdown_cell(stream, flat ? cell(flat, name) : name);
        putc(' ', stream);
    }
    fputs("|\n", stream);
}

static int print_rows(FILE *stream, json_object *table, bool markdown) {
    json_object *rows = NULL, *columns = NULL;
    int status = flatten(table, &rows, &columns);
    if (!status) {
        (markdown ? print_markdown_row : print_csv_row)(stream, columns, NULL);
        for (int i = 0; markdown && i < json_object_object_length(columns); i++)
            fputs(i ? "---|" : "|---|", stream);
        if (markdown)
            putc('\n', stream);
        for (size_t i = 0; i < json_object_array_length(rows); i++)
            (markdown ? print_markdown_row : print_csv_row)(stream, columns, json_object_array_get_idx(rows, i));
    }
    json_object_put(rows);
    json_object_put(columns);
    return status;
}

int cch_hardware_print_csv(FILE *stream, json_object *table) { return print_rows(stream, table, false); }

int cch_hardware_print_markdown(FILE *stream, json_object *table) { return print_rows(stream, table, true); }

int cch_hardware_print_json_row(FILE *stream, json_object *row, size_t *count) {
    const char *text = json_object_to_json_string_ext(row, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
    if (!text)
        return CCH_ERROR_MEMORY;
    fputs((*count)++ ? ",\n" : "[\n", stream);
    cch_write_json(stream, text);
    return 0;
}

void cch_hardware_print_json_end(FILE *stream, size_t count) { fputs(count ? "\n]\n" : "[]\n", stream); }

int cch_hardware_print_json(FILE *stream, json_object *table) {
    size_t count = 0;
    int status = 0;
    for (size_t i = 0; i < json_object_array_length(table) && !status; i++)
        status = cch_hardware_print_json_row(stream, json_object_array_get_idx(table, i), &count);
    if (!status)
        cch_hardware_print_json_end(stream, count);
    return status;
}

/* Pivot --------------------------------------------------------------------------------- */

enum { KEYS_MAX = 16 };

/* The column that a key means: itself, or with the underscore that
 * parameters often end in ("kHeadDim" finds "kHeadDim_"). */
static const char *column_of(json_object *columns, const char *key) {
    json_object_object_foreach(columns, name, unused) {
        (void)unused;
        size_t length = strlen(key);
        if (strncmp(name, key, length) == 0 && (!name[length] || strcmp(name + length, "_") == 0))
            return name;
    }
    return NULL;
}

static const char *lookup(json_object *flat, const char *key, const char *column) {
    return json_object_object_get_ex(flat, key, NULL) ? cell(flat, key) : cell(flat, column);
}

/* What a row of the pivot shows. */
static const char *const decided[] = {"name",    "kBlockM",   "kBlockN", "kNWarps",      "kNThreads",
                                      "threads", "shared_memory_bytes", "launch_bounds"};
enum { DECIDED = sizeof decided / sizeof *decided };

static void collect(json_object *line, json_object *flat) {
    for (int i = 0; i < DECIDED; i++) {
        json_object *values;
        const char *value = cell(flat, decided[i]);
        if (!json_object_object_get_ex(line, decided[i], &values)) {
            values = json_object_new_object();
            json_object_object_add(line, decided[i], values);
        }
        if (*value)
            json_object_object_add(values, value, NULL);
    }
}

struct line_order {
    const char *keys;
    json_object *line;
};

static int compare_keys(const void *left, const void *right) {
    const struct line_order *a = left, *b = right;
    return strverscmp(a->keys, b->keys);
}

static void print_values(FILE *stream, json_object *values) {
    bool first = true;
    json_object_object_foreach(values, value, unused) {
        (void)unused;
        fprintf(stream, "%s%s", first ? "" : " | ", value);
        first = false;
    }
}

static void print_lines(FILE *stream, json_object *lines) {
    size_t count = 0;
    struct line_order *order = cch_memory_asked(calloc((size_t)json_object_object_length(lines) + 1, sizeof *order));
    json_object_object_foreach(lines, keys, line) {
        if (order)
            order[count++] = (struct line_order){keys, line};
    }
    if (order)
        qsort(order, count, sizeof *order, compare_keys);
    for (size_t i = 0; i < count; i++) {
        fputs(order[i].keys, stream);
        for (int j = 0; j < DECIDED; j++) {
            putc('\t', stream);
            print_values(stream, json_object_object_get(order[i].line, decided[j]));
        }
        fprintf(stream, "\t%d\n", json_object_object_length(json_object_object_get(order[i].line, "#")));
    }
    free(order);
}

static json_object *turn(json_object *rows, char **keys, const char **columns, size_t count) {
    json_object *lines = json_object_new_object();
    for (size_t i = 0; i < json_object_array_length(rows); i++) {
        json_object *flat = json_object_array_get_idx(rows, i), *line;
        struct joined joined = {0};
        for (size_t j = 0; j < count; j++) {
            const char *value = lookup(flat, keys[j], columns[j]);
            join(&joined, "\t", *value ? value : "-");
        }
        if (joined.text && !json_object_object_get_ex(lines, joined.text, &line)) {
            line = json_object_new_object();
            json_object_object_add(line, "#", json_object_new_object());
            json_object_object_add(lines, joined.text, line);
        }
        if (joined.text) {
            json_object_object_add(json_object_object_get(line, "#"), cell(flat, "id"), NULL);
            collect(line, flat);
        } else {
            cch_memory_note_failure();
        }
        free(joined.text);
    }
    return lines;
}

int cch_hardware_print_pivot(FILE *stream, json_object *table, const char *keys, cch_error *error) {
    json_object *rows = NULL, *columns = NULL, *lines = NULL, *shown = cch_hardware_escaped(table);
    char *copy = strdup(keys), *names[KEYS_MAX], *rest = copy;
    const char *found[KEYS_MAX];
    size_t count = 0;
    int status = copy && shown ? flatten(shown, &rows, &columns) : CCH_ERROR_MEMORY;
    if (status) {
        cch_fail(error, status, "cannot print the hardware table: out of memory");
        goto out;
    }
    for (char *key; (key = strsep(&rest, ",")) != NULL; count++) {
        if (count == KEYS_MAX || !(found[count] = column_of(columns, key))) {
            status = cch_fail(error, CCH_ERROR_USAGE, count == KEYS_MAX ? "too many keys: '%s'"
                                                                       : "no kernel has a column '%s'", key);
            goto out;
        }
        names[count] = key;
    }
    for (size_t i = 0; i < count; i++)
        fprintf(stream, "%s%s", i ? "\t" : "", names[i]);
    for (int j = 0; j < DECIDED; j++)
        fprintf(stream, "\t%s", decided[j]);
    fputs("\tkernels\n", stream);
    if ((lines = turn(rows, names, found, count)) != NULL)
        print_lines(stream, lines);
out:
    free(copy);
    json_object_put(rows);
    json_object_put(columns);
    json_object_put(lines);
    json_object_put(shown);
    return status;
}
