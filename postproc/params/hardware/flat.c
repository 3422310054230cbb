#include "params/hardware/flat.h"

#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"

/* Columns --------------------------------------------------------------------------- */

int cch_flat_column(const cch_flat *flat, const char *name, size_t length) {
    uint32_t hash = cch_hash_bytes(name, length);
    for (const struct cch_slot *slot = cch_index_find(&flat->index, hash); slot;
         slot = cch_index_again(&flat->index, slot)) {
        const char *known = flat->columns[slot->number - 1].name;
        if (!strncmp(known, name, length) && !known[length])
            return (int)slot->number - 1;
    }
    return CCH_FLAT_NONE;
}

/* A text that lives as long as the flat. */
static const char *keep(cch_flat *flat, const char *text) {
    const char *kept = cch_intern(flat->texts, text);
    if (!kept)
        cch_memory_note_failure();
    return kept ? kept : "";
}

/* The same of a text that the row has. */
static const char *held(cch_flat *flat, const char *text) { return flat->members && text ? keep(flat, text) : text; }

/* The column's place, made if there is none; CCH_FLAT_NONE without memory. */
static int make_column(cch_flat *flat, const char *name, enum cch_flat_origin origin) {
    size_t length = strlen(name);
    int place = cch_flat_column(flat, name, length);
    if (place != CCH_FLAT_NONE)
        return place;
    if (cch_index_reserve(&flat->index, flat->column_count + 1) ||
        cch_array_reserve(&flat->columns, &flat->column_capacity, flat->column_count + 1, sizeof *flat->columns) ||
        cch_array_reserve(&flat->origins, &flat->origin_capacity, flat->column_count + 1, sizeof *flat->origins)) {
        cch_memory_note_failure();
        return CCH_FLAT_NONE;
    }
    place = (int)flat->column_count++;
    flat->columns[place] = (struct cch_heading){.name = keep(flat, name), .type = CCH_COLUMN_VALUE};
    flat->origins[place] = origin;
    cch_index_add(&flat->index, cch_hash_bytes(name, length), (uint32_t)place + 1);
    return place;
}

/* The current row's cell in the column; NULL without memory. */
static struct cch_cell *cell_of(cch_flat *flat, const char *name, enum cch_flat_origin origin) {
    struct cch_flat_row *row = &flat->rows[flat->count - 1];
    int place = make_column(flat, name, origin);
    if (place == CCH_FLAT_NONE)
        return NULL;
    if ((size_t)place >= row->count) {
        size_t count = flat->column_count;
        struct cch_cell *grown = realloc(row->cells, count * sizeof *grown);
        if (!grown) {
            cch_memory_note_failure();
            return NULL;
        }
        memset(grown + row->count, 0, (count - row->count) * sizeof *grown);
        row->cells = grown;
        row->count = count;
    }
    return &row->cells[place];
}

static void set(cch_flat *flat, const char *name, enum cch_flat_origin origin, struct cch_cell cell) {
    struct cch_cell *place = cell_of(flat, name, origin);
    if (place)
        *place = cell;
}

/* Cells ----------------------------------------------------------------------------- */

/* An array's texts, as long as the flat lives. */
static const char **items_of(cch_flat *flat, json_object *array, size_t *count) {
    *count = 0;
    const char **items = malloc((json_object_array_length(array) + 1) * sizeof *items);
    if (!items || cch_array_reserve(&flat->lists, &flat->list_capacity, flat->list_count + 1, sizeof *flat->lists)) {
        free(items);
        cch_memory_note_failure();
        return NULL;
    }
    flat->lists[flat->list_count++] = items;
    for (size_t i = 0; i < json_object_array_length(array); i++)
        items[(*count)++] = held(flat, json_object_get_string(json_object_array_get_idx(array, i)));
    return items;
}

static struct cch_cell list_of(cch_flat *flat, json_object *array) {
    size_t count;
    const char **items = items_of(flat, array, &count);
    return cch_cell_list(items, count);
}

/* What an object stands for: an expression, an unknown value, a class, or members. */
static struct cch_cell object_cell(cch_flat *flat, json_object *value) {
    json_object *inner;
    if (json_object_object_get_ex(value, "expression", &inner)) {
        struct cch_cell cell = {.kind = CCH_CELL_EXPRESSION, .text = held(flat, json_object_get_string(inner))};
        if (json_object_object_get_ex(value, "depends_on", &inner))
            cell.items = items_of(flat, inner, &cell.count);
        return cell;
    }
    if (json_object_object_get_ex(value, "unknown", &inner))
        return (struct cch_cell){.kind = CCH_CELL_UNKNOWN,
                                 .text = held(flat, json_object_get_string(inner)),
                                 .identity = json_object_object_get_ex(value, "code", NULL)
                                                 ? held(flat, cch_member_text(value, "code"))
                                                 : NULL};
    if (json_object_object_get_ex(value, "type", &inner))
        return cch_cell_text(held(flat, json_object_get_string(inner)));
    return cch_cell_text(keep(flat, json_object_to_json_string_ext(value, JSON_C_TO_STRING_PLAIN)));
}

static struct cch_cell cell_from(cch_flat *flat, json_object *value) {
    switch (json_object_get_type(value)) {
    case json_type_null:
        return cch_cell_empty();
    case json_type_boolean:
        return cch_cell_boolean(json_object_get_boolean(value));
    case json_type_int:
        return cch_cell_integer(json_object_get_int64(value));
    case json_type_array:
        return list_of(flat, value);
    case json_type_object:
        return object_cell(flat, value);
    default:
        return cch_cell_text(held(flat, json_object_get_string(value)));
    }
}

/* Parts of a row -------------------------------------------------------------------- */

static void add_place(cch_flat *flat, const char *name, json_object *site) {
    json_object *file, *line;
    if (site && json_object_object_get_ex(site, "file", &file) && json_object_object_get_ex(site, "line", &line))
        set(flat, name, CCH_FLAT_NAMES,
            cch_cell_site(held(flat, json_object_get_string(file)), (uint32_t)json_object_get_int64(line),
                          (uint32_t)json_object_get_int64(json_object_object_get(site, "column"))));
    else
        set(flat, name, CCH_FLAT_NAMES, cch_cell_empty());
}

static void add_list(cch_flat *flat, const char *name, enum cch_flat_origin origin, json_object *array,
                     const char *separator) {
    set(flat, name, origin, list_of(flat, array));
    int place = cch_flat_column(flat, name, strlen(name));
    if (place != CCH_FLAT_NONE)
        flat->columns[place].separator = separator;
}

static void add_value(cch_flat *flat, const char *name, json_object *value) {
    char depends[64];
    json_object *list;
    set(flat, name, CCH_FLAT_CONFIGURATION, cell_from(flat, value));
    int place = cch_flat_column(flat, name, strlen(name));
    if (place != CCH_FLAT_NONE)
        flat->columns[place].separator = ", ";
    if (value && json_object_object_get_ex(value, "depends_on", &list)) {
        snprintf(depends, sizeof depends, "%s_depends_on", name);
        add_list(flat, depends, CCH_FLAT_DEPENDS, list, ", ");
    }
}

/* Has the row such a column already? Those that every row has are never another's. */
static bool has(const cch_flat *flat, const char *name) {
    int place = cch_flat_column(flat, name, strlen(name));
    return place != CCH_FLAT_NONE && (flat->origins[place] <= CCH_FLAT_DEPENDS ||
                                      cch_flat_cell(flat, flat->count - 1, (size_t)place).kind != CCH_CELL_EMPTY);
}

static void add_arguments(cch_flat *flat, json_object *arguments) {
    json_object_object_foreach(arguments, name, value) {
        json_object *inner = NULL;
        bool class =
            json_object_is_type(value, json_type_object) && json_object_object_get_ex(value, "arguments", &inner);
        if (!has(flat, name))
            set(flat, name, class ? CCH_FLAT_CLASS : CCH_FLAT_ARGUMENT, cell_from(flat, value));
        if (class)
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

static void add_traits(cch_flat *flat, json_object *traits) {
    json_object *from = json_object_new_object(); /* column → does a device pass give it */
    for (size_t i = 0; i < json_object_array_length(traits); i++) {
        json_object *constant = json_object_array_get_idx(traits, i), *before;
        const char *name = cch_member_text(constant, "name");
        bool device = is_of_device(constant), ours = json_object_object_get_ex(from, name, &before);
        if (has(flat, name) && !(ours && device && !json_object_get_boolean(before)))
            continue;
        set(flat, name, CCH_FLAT_TRAIT, cell_from(flat, json_object_object_get(constant, "value")));
        json_object_object_add(from, name, json_object_new_boolean(device));
    }
    json_object_put(from);
}

/* Texts that are put together ------------------------------------------------------- */

struct joined {
    char *text;
    size_t length, size;
};

static void join(struct joined *joined, const char *separator, const char *text) {
    size_t length = strlen(text), between = joined->length ? strlen(separator) : 0;
    if (cch_array_reserve(&joined->text, &joined->size, joined->length + between + length + 1, 1)) {
        cch_memory_note_failure();
        return;
    }
    memcpy(joined->text + joined->length, separator, between);
    memcpy(joined->text + joined->length + between, text, length + 1);
    joined->length += between + length;
}

static void add_joined(cch_flat *flat, const char *name, struct joined *joined) {
    set(flat, name, CCH_FLAT_WAY, cch_cell_text(joined->text ? keep(flat, joined->text) : ""));
    free(joined->text);
}

static void add_conditions(cch_flat *flat, json_object *row) {
    struct joined joined = {0};
    char count[32];
    json_object *conditions = json_object_object_get(row, "conditions");
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i);
        join(&joined, "; ", cch_member_text(one, "text"));
        join(&joined, ": ", cch_member_text(one, "outcome"));
    }
    add_joined(flat, "conditions", &joined);
    snprintf(count, sizeof count, "%zu%s", json_object_array_length(json_object_object_get(row, "other_ways")),
             json_object_get_boolean(json_object_object_get(row, "more_ways")) ? " or more" : "");
    set(flat, "other_ways", CCH_FLAT_WAY, cch_cell_text(keep(flat, count)));
}

static void add_settings(cch_flat *flat, json_object *settings) {
    struct joined joined = {0};
    for (size_t i = 0; i < json_object_array_length(settings); i++) {
        json_object *one = json_object_array_get_idx(settings, i), *holds = json_object_object_get(one, "applies");
        join(&joined, "; ", cch_member_text(one, "attribute"));
        join(&joined, " = ", cch_member_text(one, "value"));
        join(&joined, " ", !holds ? "(if so decided at run time)" : json_object_get_boolean(holds) ? "" : "(never)");
    }
    add_joined(flat, "settings", &joined);
}

static void add_queries(cch_flat *flat, json_object *queries) {
    struct joined joined = {0};
    for (size_t i = 0; i < json_object_array_length(queries); i++)
        join(&joined, "; ", cch_member_text(json_object_array_get_idx(queries, i), "name"));
    add_joined(flat, "queries", &joined);
}

/* The product of the block's dimensions, where they are known. */
static struct cch_cell threads_of(json_object *block) {
    int64_t threads = 1;
    if (!json_object_is_type(block, json_type_array))
        return cch_cell_empty();
    for (size_t i = 0; i < json_object_array_length(block); i++)
        threads *= json_object_get_int64(json_object_array_get_idx(block, i));
    return cch_cell_integer(threads);
}

/* Of a row what is held. */
static json_object *slim(const cch_flat *flat, json_object *row) {
    json_object *held = json_object_new_object(), *member;
    for (const char *const *name = flat->members; *name; name++)
        if (json_object_object_get_ex(row, *name, &member))
            json_object_object_add(held, *name, json_object_get(member));
    return held;
}

/* Tables ---------------------------------------------------------------------------- */

int cch_flat_add(cch_flat *flat, json_object *row) {
    static const char *const before[] = {"kernel", "name", "id"}, *const lists[] = {"units", "architectures", "passes"};
    static const char *const values[] = {"grid",
                                         "block",
                                         "shared_memory_bytes",
                                         "static_shared_memory_bytes",
                                         "static_shared_memory_alignment",
                                         "static_shared_variables",
                                         "stream",
                                         "api",
                                         "cooperative",
                                         "programmatic_serialization",
                                         "cluster",
                                         "launch_bounds"};
    if ((!flat->texts && !(flat->texts = cch_interner_new())) ||
        cch_array_reserve(&flat->rows, &flat->capacity, flat->count + 1, sizeof *flat->rows))
        return CCH_ERROR_MEMORY;
    flat->rows[flat->count++] = (struct cch_flat_row){.row = flat->members ? slim(flat, row) : json_object_get(row)};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        set(flat, before[i], CCH_FLAT_NAMES, cell_from(flat, json_object_object_get(row, before[i])));
    add_place(flat, "site", json_object_object_get(row, "site"));
    add_place(flat, "launch_site", json_object_object_get(row, "launch_site"));
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        add_list(flat, lists[i], CCH_FLAT_NAMES, json_object_object_get(row, lists[i]), " ");
    for (size_t i = 0; i < sizeof values / sizeof *values; i++)
        add_value(flat, values[i], json_object_object_get(row, values[i]));
    set(flat, "threads", CCH_FLAT_CONFIGURATION, threads_of(json_object_object_get(row, "block")));
    add_arguments(flat, json_object_object_get(row, "template_arguments"));
    add_traits(flat, json_object_object_get(row, "traits"));
    add_settings(flat, json_object_object_get(row, "settings"));
    add_queries(flat, json_object_object_get(row, "queries"));
    add_conditions(flat, row);
    return cch_memory_failed() ? CCH_ERROR_MEMORY : 0;
}

void cch_flat_release(cch_flat *flat) {
    for (size_t i = 0; i < flat->count; i++) {
        json_object_put(flat->rows[i].row);
        free(flat->rows[i].cells);
    }
    for (size_t i = 0; i < flat->list_count; i++)
        free(flat->lists[i]);
    free(flat->rows);
    free(flat->lists);
    free(flat->columns);
    free(flat->origins);
    cch_interner_free(flat->texts);
    cch_index_release(&flat->index);
    *flat = (cch_flat){0};
}

bool cch_flat_same(const cch_flat *flat, size_t row, size_t other, size_t column) {
    const struct cch_cell a = cch_flat_cell(flat, row, column), b = cch_flat_cell(flat, other, column);
    return cch_cell_same(&a, &b);
}
