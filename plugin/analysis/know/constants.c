/* Numbers that an expression has whenever it is evaluated, by more than the
 * language's rules (shim_constant_text), as strings of the graph. */
#include "walk/walk.h"

static shim_stmt substitute(void *data, shim_variable variable) { return values_single(data, variable); }

uint32_t constants_text(struct walk *walk, shim_stmt expression) {
    const char *text = shim_constant_text(walk->unit, expression, substitute, walk);
    return text ? walk_string(walk, text) : 0;
}

bool constants_extent(struct walk *walk, shim_stmt expression, uint32_t *extent) {
    static const char *const members[] = {"x", "y", "z"};
    uint32_t found[3];
    for (int i = 0; i < 3; ++i) {
        const char *text = shim_constant_member(walk->unit, expression, members[i], substitute, walk);
        if (!text)
            return false;
        found[i] = walk_string(walk, text);
    }
    for (int i = 0; i < 3; ++i)
        extent[i] = found[i];
    return true;
}
