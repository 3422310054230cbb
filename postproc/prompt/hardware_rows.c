#define _GNU_SOURCE /* asprintf */
#include "prompt/hardware_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "params/hardware/hardware.h"
#include "params/hardware/report.h"

struct made {
    uint32_t *kernels;
    size_t count;
    char *text;
};

struct cch_hardware_rows {
    const cch_view *view;
    cch_names *names;
    struct made *made;
    size_t count, capacity;
};

cch_hardware_rows *cch_hardware_rows_new(const cch_view *view, cch_names *names) {
    cch_hardware_rows *rows = calloc(1, sizeof *rows);
    if (rows)
        *rows = (cch_hardware_rows){.view = view, .names = names};
    return rows;
}

void cch_hardware_rows_free(cch_hardware_rows *rows) {
    if (!rows)
        return;
    for (size_t i = 0; i < rows->count; i++) {
        free(rows->made[i].kernels);
        free(rows->made[i].text);
    }
    free(rows->made);
    free(rows);
}

/* The table in one of its forms; NULL: it cannot be had so, or no memory. */
static char *form(struct json_object *table, const struct cch_hardware_layout *layout) {
    char *text = NULL;
    size_t length;
    cch_error error;
    FILE *stream = open_memstream(&text, &length);
    if (!stream) {
        cch_memory_note_failure();
        return NULL;
    }
    int code = cch_hardware_print(stream, table, layout, &error);
    if (fclose(stream) != 0 || !text || code == CCH_ERROR_MEMORY)
        cch_memory_note_failure(); /* or another form would be taken for the one that could not be had */
    if (code || !length || cch_memory_failed()) {
        free(text);
        return NULL;
    }
    return text;
}

/* Cuts at the end of a line and says so. */
static char *cut(char *text) {
    char *end = text + CCH_HARDWARE_ROWS_MAX, *shorter = NULL;
    size_t more = 0;
    while (end > text && end[-1] != '\n')
        end--;
    for (const char *at = end; *at; at++)
        more += *at == '\n';
    *end = '\0';
    if (asprintf(&shorter, "%s(and %zu lines more)\n", text, more) < 0)
        shorter = NULL;
    free(text);
    return shorter;
}

static char *describe(struct json_object *table) {
    static const struct cch_hardware_layout layouts[] = {
        {.format = NULL},
        {.pivot = "varying"},
        {.pivot = "varying", .most_keys = 4},
        {.pivot = "varying", .most_keys = 2},
        {.pivot = "varying", .most_keys = 1},
        {.pivot = "block,shared_memory_bytes"},
    };
    char *text = NULL, *first = NULL;
    if (!json_object_array_length(table))
        return strdup("Nothing: no code that was compiled launches it. A Triton kernel's launch is configured in "
                      "Python, in the\ncode below.\n");
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++) {
        text = form(table, &layouts[i]);
        if (text && strlen(text) <= CCH_HARDWARE_ROWS_MAX)
            break;
        if (text && !first)
            first = text;
        else
            free(text);
        text = NULL;
    }
    if (!text && first)
        return cut(first);
    free(first);
    return text;
}

static char *make(cch_hardware_rows *rows, const uint32_t *kernels, size_t count) {
    char **patterns = calloc(count + 1, sizeof *patterns), *text = NULL;
    struct json_object *table = NULL;
    size_t made = 0;
    cch_error error;
    while (patterns && made < count &&
           asprintf(&patterns[made], "::%s", cch_names_function(rows->names, CCH_NAMING_SHORT, kernels[made])) >= 0)
        made++;
    struct cch_hardware_request request = {.kernels = (const char *const *)patterns, .kernel_count = count};
    if (patterns && made == count && !cch_hardware_table(rows->view->program, rows->names, &request, &table, &error))
        text = describe(table);
    json_object_put(table);
    for (size_t i = 0; i < made; i++)
        free(patterns[i]);
    free(patterns);
    return text;
}

char *cch_hardware_rows_text(void *context, const uint32_t *kernels, size_t count) {
    cch_hardware_rows *rows = context;
    if (!count)
        return strdup("Nothing: the chain ends before a kernel.\n");
    for (size_t i = 0; i < rows->count; i++)
        if (rows->made[i].count == count && !memcmp(rows->made[i].kernels, kernels, count * sizeof *kernels))
            return strdup(rows->made[i].text);
    if (cch_array_reserve(&rows->made, &rows->capacity, rows->count + 1, sizeof *rows->made))
        return NULL;
    struct made *made = &rows->made[rows->count];
    *made = (struct made){malloc(count * sizeof *kernels), count, make(rows, kernels, count)};
    if (!made->kernels || !made->text) {
        free(made->kernels);
        free(made->text);
        return NULL;
    }
    memcpy(made->kernels, kernels, count * sizeof *kernels);
    rows->count++;
    return strdup(made->text);
}
