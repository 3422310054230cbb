/* The repairs of a replay: places at which clang was given a mended copy of a
 * file (postproc/build/repair.h). They go into the graph, and columns on
 * mended lines become those of the file as it is. */
#include "base/read_file.h"
#include "walk/collector.h"

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
static bool read_line(struct collector *collector, char *line) {
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
    repair.file = paths_file(collector, repair.path);
    VECTOR_PUSH(&collector->repairs, repair);
    return true;
}

void repairs_read(struct collector *collector) {
    char *text, *end;
    if (!collector->options.repairs)
        return;
    bool good = cch_read_file(&text, NULL, collector->options.repairs, LIST_SIZE_MAX, CCH_READ_TEXT, NULL) == CCH_OK;
    for (char *line = text; good && line && *line; line = end) {
        end = line + strcspn(line, "\n");
        if (*end)
            *end++ = '\0';
        good = read_line(collector, line);
    }
    if (!good)
        shim_unit_warn(collector->unit, "cannot read the list of repairs");
    if (collector->repairs.count)
        qsort(collector->repairs.items, collector->repairs.count, sizeof *collector->repairs.items, compare_repairs);
    free(text);
}

uint32_t repairs_column(const struct collector *collector, uint32_t file, uint32_t line, uint32_t column) {
    uint32_t longer = 0; /* so much longer is the copy's line up to here */
    for (size_t i = 0; column && i < collector->repairs.count; ++i) {
        const struct repair *repair = &collector->repairs.items[i];
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

void repairs_write(struct collector *collector, uint32_t passes, uint32_t units) {
    for (size_t i = 0; i < collector->repairs.count; ++i) {
        const struct repair *repair = &collector->repairs.items[i];
        if (!shim_unit_has_file(collector->unit, repair->path))
            continue;
        uint32_t cells[CCH_REPAIR_WIDTH] = {0};
        cells[CCH_REPAIR_SITE] =
            cch_graph_insert(collector->graph, CCH_SITE, (uint32_t[]){repair->file, repair->line, repair->column});
        cells[CCH_REPAIR_RULE] = collector_string(collector, repair->rule);
        cells[CCH_REPAIR_BEFORE] = collector_string(collector, repair->before);
        cells[CCH_REPAIR_AFTER] = collector_string(collector, repair->after);
        cells[CCH_REPAIR_PASSES] = passes;
        cells[CCH_REPAIR_UNITS] = units;
        cch_graph_insert(collector->graph, CCH_REPAIR, cells);
    }
}

void repairs_release(struct collector *collector) {
    for (size_t i = 0; i < collector->repairs.count; ++i) {
        struct repair *repair = &collector->repairs.items[i];
        free(repair->path);
        free(repair->rule);
        free(repair->before);
        free(repair->after);
    }
    VECTOR_RELEASE(&collector->repairs);
}
