#include "know/repairs.h"

#include <string.h>

#include "base/read_file.h"

enum { LIST_SIZE_MAX = 64 << 20 };

static int compare_repairs(const void *left, const void *right) {
    const struct repair *a = left, *b = right;
    int order = strcmp(a->path, b->path);
    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

/* "line<TAB>column<TAB>rule<TAB>before<TAB>after<TAB>path" */
static bool read_line(struct repairs *repairs, char *line) {
    char *fields[6];
    for (int i = 0; i < 6; ++i) {
        fields[i] = line;
        line = i < 5 ? strchr(line, '\t') : line + strcspn(line, "\n");
        if (!line)
            return false;
        *line++ = '\0';
    }
    struct repair repair = {.path = memory_text(fields[5]),
                            .line = (uint32_t)strtoul(fields[0], NULL, 10),
                            .column = (uint32_t)strtoul(fields[1], NULL, 10),
                            .rule = memory_text(fields[2]),
                            .before = memory_text(fields[3]),
                            .after = memory_text(fields[4])};
    VECTOR_PUSH(&repairs->items, repair);
    return true;
}

bool repairs_read(struct repairs *repairs, const char *list) {
    char *text, *end;
    bool good = cch_read_file(&text, NULL, list, LIST_SIZE_MAX, CCH_READ_TEXT, NULL) == CCH_OK;
    for (char *line = text; good && line && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        good = read_line(repairs, line);
    }
    if (repairs->items.count)
        qsort(repairs->items.items, repairs->items.count, sizeof *repairs->items.items, compare_repairs);
    free(text);
    return good;
}

uint32_t repairs_column(const struct repairs *repairs, uint32_t file, uint32_t line, uint32_t column) {
    uint32_t longer = 0; /* so much longer is the copy's line up to here */
    for (size_t i = 0; column && i < repairs->items.count; ++i) {
        const struct repair *repair = &repairs->items.items[i];
        if (repair->file != file || repair->line != line)
            continue;
        uint32_t start = repair->column + longer, length = (uint32_t)strlen(repair->after);
        if (column < start)
            break;
        if (column < start + length)
            return repair->column;
        longer += length - (uint32_t)strlen(repair->before);
    }
    return column - longer;
}

void repairs_release(struct repairs *repairs) {
    for (size_t i = 0; i < repairs->items.count; ++i) {
        struct repair *repair = &repairs->items.items[i];
        free(repair->path);
        free(repair->rule);
        free(repair->before);
        free(repair->after);
    }
    VECTOR_RELEASE(&repairs->items);
}
