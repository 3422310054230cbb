/* The repairs of a replay: places at which clang was given a mended copy of a
 * file (postproc/build/repair.h). They go into the graph, and columns on
 * mended lines become those of the file as it is. */
#include "base/read_file.h"
#include "walk/walk.h"

#include <string.h>

enum { LIST_SIZE_MAX = 64 << 20 };

static int compare_repairs(const void *left, const void *right) {
    const struct repair *a = left, *b = right;
    if (a->file != b->file)
        return a->file < b->file ? -1 : 1;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    return a->column < b->column ? -1 : a->column > b->column;
}

/* "line<TAB>column<TAB>rule<TAB>before<TAB>after<TAB>path" */
static bool read_line(struct walk *walk, char *line) {
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
    repair.file = paths_file(walk, repair.path);
    VECTOR_PUSH(&walk->repairs, repair);
    return true;
}

void repairs_read(struct walk *walk) {
    char *text, *end;
    if (!walk->options.repairs)
        return;
    bool good = cch_read_file(&text, NULL, walk->options.repairs, LIST_SIZE_MAX, CCH_READ_TEXT, NULL) == CCH_OK;
    for (char *line = text; good && line && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        good = read_line(walk, line);
    }
    if (!good)
        shim_unit_warn(walk->unit, "cannot read the list of repairs");
    if (walk->repairs.count)
        qsort(walk->repairs.items, walk->repairs.count, sizeof *walk->repairs.items, compare_repairs);
    free(text);
}

uint32_t repairs_column(const struct walk *walk, uint32_t file, uint32_t line, uint32_t column) {
    uint32_t longer = 0; /* so much longer is the copy's line up to here */
    for (size_t i = 0; column && i < walk->repairs.count; ++i) {
        const struct repair *repair = &walk->repairs.items[i];
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

void repairs_write(struct walk *walk, uint32_t passes, uint32_t units) {
    for (size_t i = 0; i < walk->repairs.count; ++i) {
        const struct repair *repair = &walk->repairs.items[i];
        if (!shim_unit_has_file(walk->unit, repair->path))
            continue;
        uint32_t cells[CCH_REPAIR_WIDTH] = {0};
        cells[CCH_REPAIR_SITE] =
            cch_graph_insert(walk->graph, CCH_SITE, (uint32_t[]){repair->file, repair->line, repair->column});
        cells[CCH_REPAIR_RULE] = walk_string(walk, repair->rule);
        cells[CCH_REPAIR_BEFORE] = walk_string(walk, repair->before);
        cells[CCH_REPAIR_AFTER] = walk_string(walk, repair->after);
        cells[CCH_REPAIR_PASSES] = passes;
        cells[CCH_REPAIR_UNITS] = units;
        cch_graph_insert(walk->graph, CCH_REPAIR, cells);
    }
}

void repairs_release(struct walk *walk) {
    for (size_t i = 0; i < walk->repairs.count; ++i) {
        struct repair *repair = &walk->repairs.items[i];
        free(repair->path);
        free(repair->rule);
        free(repair->before);
        free(repair->after);
    }
    VECTOR_RELEASE(&walk->repairs);
}
