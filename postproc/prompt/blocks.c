#include "prompt/blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"

static const uint32_t *row_of(const cch_view *view, uint32_t function) {
    return cch_graph_row(view->program->graph, CCH_FUNCTION, function);
}

static int is_python(const cch_view *view, uint32_t function) {
    return row_of(view, function)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON;
}

static int add(cch_block_list *blocks, const cch_block *block) {
    for (size_t i = 0; i < blocks->count; i++) {
        cch_block *other = &blocks->items[i];
        if (other->file != block->file)
            continue;
        if (other->first <= block->first && block->last <= other->last)
            return 0;
        if (block->first <= other->first && other->last <= block->last) {
            /* The larger one takes the place of the smaller, at the better rank. */
            uint32_t rank = other->rank < block->rank ? other->rank : block->rank;
            if (other->part == CCH_BLOCK_START)
                *other = (cch_block){other->function, block->file, block->first, block->last, rank, other->part};
            else
                *other = (cch_block){block->function, block->file, block->first, block->last, rank, block->part};
            return 0;
        }
    }
    if (cch_array_reserve(&blocks->items, &blocks->capacity, blocks->count + 1, sizeof *blocks->items))
        return -1;
    blocks->items[blocks->count++] = *block;
    return 0;
}

uint32_t cch_constructor_beside(const cch_view *view, uint32_t function) {
    char identity[1024];
    size_t length;
    const char *own = cch_graph_identity(view->program->graph, function, &length);
    const char *dot = strrchr(own, '.');
    if (!is_python(view, function) || !dot || (size_t)(dot - own) + sizeof ".__init__" > sizeof identity)
        return 0;
    int size = snprintf(identity, sizeof identity, "%.*s.__init__", (int)(dot - own), own);
    uint32_t found = cch_graph_find_function(view->program->graph, identity, (size_t)size);
    return found == function ? 0 : found;
}

/* Lines of a class that are shown as a whole; of a longer one only the method
 * and the constructor are. */
enum { CLASS_LINES_MAX = 400 };

/* Widens the block of a Python method to the methods of its class that stand
 * before and behind it. In a canonical graph functions are in the order of
 * their identities, so those of a class are neighbours. */
static void widen_to_class(const cch_view *view, uint32_t function, cch_block *block) {
    const cch_graph *graph = view->program->graph;
    const char *own = cch_graph_identity(graph, function, NULL), *dot = strrchr(own, '.');
    size_t length = dot ? (size_t)(dot - own) + 1 : 0;
    uint32_t first = block->first, last = block->last;
    for (int step = -1; step <= 1; step += 2)
        for (uint32_t f = function + (uint32_t)step; f >= 1 && f <= view->function_count; f += (uint32_t)step) {
            const uint32_t *cells = row_of(view, f);
            const uint32_t *site = cch_graph_row(graph, CCH_SITE, cells[CCH_FUNCTION_DEFINITION]);
            if (strncmp(cch_graph_identity(graph, f, NULL), own, length) != 0)
                break;
            if (!site || site[CCH_SITE_FILE] != block->file || !cells[CCH_FUNCTION_FIRST_LINE])
                continue;
            first = cells[CCH_FUNCTION_FIRST_LINE] < first ? cells[CCH_FUNCTION_FIRST_LINE] : first;
            last = cells[CCH_FUNCTION_LAST_LINE] > last ? cells[CCH_FUNCTION_LAST_LINE] : last;
        }
    if (last - first < CLASS_LINES_MAX) {
        block->first = first;
        block->last = last;
    }
}

static int add_definition(cch_block_list *blocks, const cch_view *view, uint32_t function, uint32_t rank,
                          enum cch_block_part part) {
    const cch_graph *graph = view->program->graph;
    const uint32_t *cells = row_of(view, function);
    uint32_t place =
        cells[CCH_FUNCTION_DEFINITION] ? cells[CCH_FUNCTION_DEFINITION] : cells[CCH_FUNCTION_DEVICE_DEFINITION];
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, place);
    /* What a system header defines is no code of the project. */
    if (!site || cells[CCH_FUNCTION_FLAGS] & CCH_FLAG_SYSTEM || !cells[CCH_FUNCTION_FIRST_LINE] ||
        cells[CCH_FUNCTION_LAST_LINE] < cells[CCH_FUNCTION_FIRST_LINE])
        return 0;
    cch_block block = {.function = function,
                       .file = site[CCH_SITE_FILE],
                       .first = cells[CCH_FUNCTION_FIRST_LINE],
                       .last = cells[CCH_FUNCTION_LAST_LINE],
                       .rank = rank,
                       .part = part};
    /* The scope of a starting point is the class that it is a method of. */
    if (part == CCH_BLOCK_START && cch_constructor_beside(view, function))
        widen_to_class(view, function, &block);
    return add(blocks, &block);
}

/* Where the binding is made, and what it stands for. */
static int add_binding(cch_block_list *blocks, const cch_view *view, uint32_t function, uint32_t rank, int is_last,
                       uint32_t bound_rank) {
    const cch_graph *graph = view->program->graph;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_BINDING); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
        enum cch_choice choice =
            cch_alternatives_choice(&view->program->alternatives, cells[CCH_BINDING_NAME], cells[CCH_BINDING_TARGET]);
        if (view->node[cells[CCH_BINDING_NAME]] != function || choice >= CCH_CHOICE_SHAPES)
            continue;
        const uint32_t *site = cch_graph_row(graph, CCH_SITE, cells[CCH_BINDING_SITE]);
        cch_block block = {.function = function, .rank = rank, .part = CCH_BLOCK_BINDING};
        if (site) {
            block.file = site[CCH_SITE_FILE];
            block.first = block.last = site[CCH_SITE_LINE];
            if (add(blocks, &block))
                return -1;
        }
        uint32_t target = cells[CCH_BINDING_TARGET];
        if (is_last && target && add_definition(blocks, view, view->node[target], bound_rank, CCH_BLOCK_BOUND))
            return -1;
    }
    return 0;
}

/* Ranks leave room for what belongs to a step. */
enum { STEP = 4, CONSTRUCTOR = 1, BINDING = 2, BOUND = 3 };

static uint32_t rank_of(size_t i, size_t count, enum cch_prompt_mode mode) {
    if (mode == CCH_PROMPT_MODEL || count < 3)
        return (uint32_t)i * STEP;
    if (i + 2 >= count)
        return (uint32_t)(count - 1 - i) * STEP;
    return i == 0 ? 2 * STEP : (uint32_t)(count - i) * STEP;
}

int cch_blocks_of_chain(cch_block_list *blocks, const cch_view *view, const uint32_t *functions, size_t count,
                        enum cch_prompt_mode mode) {
    int failed = 0;
    blocks->count = 0;
    for (size_t i = 0; i < count && !failed; i++) {
        uint32_t rank = rank_of(i, count, mode);
        uint32_t constructor = cch_constructor_beside(view, functions[i]);
        if (constructor)
            failed |= add_definition(blocks, view, constructor, rank + CONSTRUCTOR, CCH_BLOCK_CONSTRUCTOR);
        failed |= add_definition(blocks, view, functions[i], rank, i ? CCH_BLOCK_STEP : CCH_BLOCK_START);
        if (view->flags[functions[i]] & CCH_FLAG_BINDING)
            failed |=
                add_binding(blocks, view, functions[i], rank + BINDING, i + 1 == count, (uint32_t)count * STEP + BOUND);
    }
    return failed ? CCH_ERROR_MEMORY : CCH_OK;
}
