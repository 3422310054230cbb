#include "evaluate/cases.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/buffer.h"
#include "base/json.h"
#include "base/read_file.h"

enum { SIZE_MAX_FILE = 256 << 20, NESTING = 16, CASES_MAX = 1000000 };

static struct cch_case *add_case(struct cch_cases *cases) {
    if (cases->count >= CASES_MAX ||
        cch_array_reserve(&cases->items, &cases->capacity, cases->count + 1, sizeof *cases->items))
        return NULL;
    struct cch_case *item = &cases->items[cases->count++];
    *item = (struct cch_case){0};
    return item;
}

static const char *kept(struct cch_case *item, const char *text) {
    return text && *text ? cch_arena_text(&item->given.arena, text, strlen(text)) : NULL;
}

static int refuse(cch_error *error, const char *path, size_t number, const char *what) {
    return cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': case %zu: %s", path, number, what);
}

/* What add_value said, with the case in front. */
static int in_case(int status, cch_error *error, const char *path, size_t number) {
    if (!status)
        return 0;
    cch_error why = *error;
    return cch_fail(error, status, "'%s', case %zu: %s", path, number, why.text);
}

/* JSON ------------------------------------------------------------------------------- */

/* A value as it would be on the command line. */
static int put_value(cch_buffer *buffer, struct json_object *value, unsigned depth) {
    if (depth > NESTING)
        return -1;
    const char *text;
    switch (json_object_get_type(value)) {
    case json_type_null:
        return cch_buffer_add(buffer, "None", 4);
    case json_type_array:
        for (size_t i = 0; i < json_object_array_length(value); i++)
            if (cch_buffer_add(buffer, i ? "," : "[", 1) ||
                put_value(buffer, json_object_array_get_idx(value, i), depth + 1))
                return -1;
        return cch_buffer_add(buffer, json_object_array_length(value) ? "]" : "[]",
                              json_object_array_length(value) ? 1 : 2);
    case json_type_object:
        return -1;
    default:
        text = json_object_get_string(value);
        return cch_buffer_add(buffer, text, strlen(text));
    }
}

static int read_given(struct cch_case *item, struct json_object *given, const char *path, size_t number,
                      cch_error *error) {
    json_object_object_foreach(given, name, value) {
        cch_buffer text = {0};
        int status =
            put_value(&text, value, 0)
                ? refuse(error, path, number, "a value that is an object, or nested too deeply")
                : in_case(cch_given_add_value(&item->given, name, cch_buffer_text(&text), error), error, path, number);
        cch_buffer_release(&text);
        if (status)
            return status;
    }
    return 0;
}

static int read_object(struct cch_cases *cases, struct json_object *object, const char *path, cch_error *error) {
    size_t number = cases->count + 1;
    if (!json_object_is_type(object, json_type_object))
        return refuse(error, path, number, "no object");
    struct json_object *given = cch_member(object, "given"), *entry = cch_member(object, "entry");
    if (!given && !entry)
        return 0; /* a head of the file, say */
    struct cch_case *item = add_case(cases);
    if (!item)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory, or more than a million cases");
    item->name = kept(item, cch_member_text(object, "name"));
    item->entry = kept(item, cch_member_text(object, "entry"));
    item->device = kept(item, cch_member_text(object, "device"));
    item->backward = json_object_get_boolean(cch_member(object, "backward"));
    if (given && !json_object_is_type(given, json_type_object))
        return refuse(error, path, number, "'given' is no object");
    return given ? read_given(item, given, path, number, error) : 0;
}

static int read_json(struct cch_cases *cases, const char *text, size_t size, const char *path, cch_error *error) {
    const char *at = text;
    int status = 0;
    while (!status) {
        while (at < text + size && isspace((unsigned char)*at))
            at++;
        if (at >= text + size)
            break;
        struct json_tokener *tokener = json_tokener_new_ex(NESTING + 4);
        if (!tokener)
            return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
        struct json_object *value = json_tokener_parse_ex(tokener, at, (int)(text + size - at));
        if (json_tokener_get_error(tokener) != json_tokener_success)
            status = refuse(error, path, cases->count + 1, json_tokener_error_desc(json_tokener_get_error(tokener)));
        else
            at += json_tokener_get_parse_end(tokener);
        if (!status && json_object_is_type(value, json_type_array))
            for (size_t i = 0; i < json_object_array_length(value) && !status; i++)
                status = read_object(cases, json_object_array_get_idx(value, i), path, error);
        else if (!status)
            status = read_object(cases, value, path, error);
        json_object_put(value);
        json_tokener_free(tokener);
    }
    return status;
}

/* CSV (RFC 4180) --------------------------------------------------------------------------- */

enum { CELLS_MAX = 256 };

/* A row's cells, in place; *at is behind it. -1: too many, or a quote that does not end. */
static int read_row(char **at, char *end, char **cells) {
    int count = 0;
    for (;;) {
        if (count == CELLS_MAX)
            return -1;
        char *from = *at, *to = *at;
        cells[count++] = to;
        if (from < end && *from == '"') {
            for (from++;; from++) {
                if (from >= end)
                    return -1;
                if (*from == '"' && !(from + 1 < end && from[1] == '"'))
                    break;
                from += *from == '"';
                *to++ = *from;
            }
            from++;
        } else {
            while (from < end && *from != ',' && *from != '\n' && *from != '\r')
                *to++ = *from++;
        }
        char last = from < end ? *from : '\n';
        *at = from + (from < end);
        *to = 0;
        if (last == '\r' && *at < end && **at == '\n')
            ++*at;
        if (last != ',')
            return count;
    }
}

static int read_csv(struct cch_cases *cases, char *text, size_t size, const char *path, cch_error *error) {
    char *at = text, *end = text + size, *names[CELLS_MAX], *cells[CELLS_MAX];
    int columns = read_row(&at, end, names);
    if (columns < 0)
        return refuse(error, path, 0, "more than 256 columns, or a quote that does not end");
    while (at < end) {
        int count = read_row(&at, end, cells);
        size_t number = cases->count + 1;
        if (count < 0)
            return refuse(error, path, number, "more than 256 columns, or a quote that does not end");
        if (count == 1 && !*cells[0])
            continue;
        if (count > columns)
            return refuse(error, path, number, "more cells than names");
        struct cch_case *item = add_case(cases);
        if (!item)
            return cch_fail(error, CCH_ERROR_MEMORY, "out of memory, or more than a million cases");
        for (int i = 0; i < count; i++) {
            int status = 0;
            if (strcmp(names[i], "name") == 0)
                item->name = kept(item, cells[i]);
            else if (strcmp(names[i], "entry") == 0)
                item->entry = kept(item, cells[i]);
            else if (strcmp(names[i], "device") == 0)
                item->device = kept(item, cells[i]);
            else if (strcmp(names[i], "backward") == 0)
                item->backward = strcmp(cells[i], "true") == 0 || strcmp(cells[i], "1") == 0;
            else if (*cells[i])
                status = in_case(cch_given_add_value(&item->given, names[i], cells[i], error), error, path, number);
            if (status)
                return status;
        }
    }
    return 0;
}

int cch_cases_read(struct cch_cases *cases, const char *path, cch_error *error) {
    char *text;
    size_t size, first = 0;
    *cases = (struct cch_cases){0};
    int status = cch_read_file(&text, &size, path, SIZE_MAX_FILE, CCH_READ_STREAM | CCH_READ_TEXT, error);
    if (status)
        return status;
    while (first < size && isspace((unsigned char)text[first]))
        first++;
    status = first < size && (text[first] == '{' || text[first] == '[') ? read_json(cases, text, size, path, error)
                                                                        : read_csv(cases, text, size, path, error);
    free(text);
    for (size_t i = 0; i < cases->count && !status; i++)
        if (cases->items[i].given.arena.failed)
            status = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    if (!status && !cases->count)
        status = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': it has no case", path);
    return status;
}

void cch_cases_release(struct cch_cases *cases) {
    for (size_t i = 0; i < cases->count; i++)
        cch_given_release(&cases->items[i].given);
    free(cases->items);
    *cases = (struct cch_cases){0};
}
