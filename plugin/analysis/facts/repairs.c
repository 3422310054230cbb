/* What the replay mended in the files that this pass has read. */
#include "walk/walk.h"

static void write(struct walk *walk, void *state) {
    (void)state;
    for (size_t i = 0; i < walk->repairs.items.count; ++i) {
        const struct repair *repair = &walk->repairs.items.items[i];
        if (!shim_unit_has_file(walk->unit, repair->path))
            continue;
        uint32_t cells[CCH_REPAIR_WIDTH] = {0};
        cells[CCH_REPAIR_SITE] =
            cch_graph_insert(walk->graph, CCH_SITE, (uint32_t[]){repair->file, repair->line, repair->column});
        cells[CCH_REPAIR_RULE] = walk_string(walk, repair->rule);
        cells[CCH_REPAIR_BEFORE] = walk_string(walk, repair->before);
        cells[CCH_REPAIR_AFTER] = walk_string(walk, repair->after);
        cells[CCH_REPAIR_PASSES] = walk->passes;
        cells[CCH_REPAIR_UNITS] = walk->units;
        cch_graph_insert(walk->graph, CCH_REPAIR, cells);
    }
}

const struct analysis repairs_analysis = {.name = "repairs", .write = write};
