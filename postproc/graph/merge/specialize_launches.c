#include "graph/merge/specialize_parts.h"

#include <stdlib.h>
#include <string.h>

#include "graph/view/never.h"
#include "graph_file/launch_attributes.h"

/* Launches ----------------------------------------------------------------------------------- */

/* A cell of the launch, or of its attribute, with what is given. */
static void fill_cell(struct specializing *s, const struct context *context, const uint32_t *parameter, uint32_t *cells,
                      uint32_t x) {
    uint32_t column = parameter[CCH_LAUNCH_PARAMETER_COLUMN];
    struct cch_handed_value value = {0, 0, {parameter[CCH_LAUNCH_PARAMETER_TEXT]}, 0};
    bool known;
    s->status = cch_handed_resolve(s->graph, context->function, &context->values, &value, &known);
    cells[column] = value.text[0];
    if (value.text[1] && column == x && !cells[x + 1]) { /* a dim3 */
        cells[x + 1] = value.text[1];
        cells[x + 2] = value.text[2];
    }
}

static bool is_known(const cch_graph *graph, const uint32_t *cells, int count) {
    for (int i = 0; i < count; i++) {
        const char *text = cch_graph_text(graph, cells[i], NULL);
        if (!*text || text[strspn(text, "0123456789")])
            return false;
    }
    return true;
}

/* What the cells read now. */
static void fill_depends(struct specializing *s, const struct context *context, uint32_t *depends,
                         const uint32_t *cells, int count) {
    if (is_known(s->graph, cells, count))
        *depends = 0;
    else
        s->status = cch_handed_depends(s->graph, context->function, &context->values, *depends, depends);
}

/* `kernel`: the text of its kernel, of which there may be several; 0: it is the function's own. */
static void fill_launch(struct specializing *s, const struct context *context, uint32_t launch, uint32_t kernel,
                        uint32_t *cells) {
    size_t from = cch_ordered_first(&s->parameters, &launch, 1);
    for (size_t at = from; cch_ordered_has(&s->parameters, at, &launch, 1) && !s->status; at++) {
        uint32_t parameter[CCH_LAUNCH_PARAMETER_WIDTH];
        memcpy(parameter, cch_graph_row(s->graph, CCH_LAUNCH_PARAMETER, s->parameters.items[at].row), sizeof parameter);
        uint32_t column = parameter[CCH_LAUNCH_PARAMETER_COLUMN];
        if (!parameter[CCH_LAUNCH_PARAMETER_ATTRIBUTE] && column != CCH_LAUNCH_KERNEL)
            fill_cell(s, context, parameter, cells,
                      column == CCH_LAUNCH_GRID_X ? CCH_LAUNCH_GRID_X : CCH_LAUNCH_BLOCK_X);
    }
    if (kernel && !s->status) {
        struct cch_handed_value value = {0, 0, {kernel}, 0};
        bool known;
        s->status = cch_handed_resolve(s->graph, context->function, &context->values, &value, &known);
        cells[CCH_LAUNCH_KERNEL] = value.kernel;
        if (!value.kernel)
            cch_specialize_open(s, context->function);
    }
    for (int i = 0; i < 3 && !s->status; i++) /* grid, block, shared memory */
        fill_depends(s, context, &cells[CCH_LAUNCH_GRID_DEPENDS + i], &cells[CCH_LAUNCH_GRID_X + 3 * i], i < 2 ? 3 : 1);
}

/* Attributes ----------------------------------------------------------------------------------- */

struct attributes {
    uint32_t (*rows)[CCH_LAUNCH_ATTRIBUTE_WIDTH];
    size_t count;
};

/* The attributes of a launch with what is given. */
static void fill_attributes(struct specializing *s, const struct context *context, uint32_t launch,
                            struct attributes *attributes) {
    size_t from = cch_ordered_first(&s->attributes, &launch, 1), end = from;
    while (cch_ordered_has(&s->attributes, end, &launch, 1))
        end++;
    attributes->rows = calloc(end - from + 1, sizeof *attributes->rows);
    if (!attributes->rows)
        s->status = CCH_ERROR_MEMORY;
    for (; from < end && !s->status; from++) {
        uint32_t *cells = attributes->rows[attributes->count++];
        memcpy(cells, cch_graph_row(s->graph, CCH_LAUNCH_ATTRIBUTE, s->attributes.items[from].row),
               sizeof *attributes->rows);
        for (size_t i = cch_ordered_first(&s->parameters, &launch, 1);
             cch_ordered_has(&s->parameters, i, &launch, 1) && !s->status; i++) {
            uint32_t parameter[CCH_LAUNCH_PARAMETER_WIDTH];
            memcpy(parameter, cch_graph_row(s->graph, CCH_LAUNCH_PARAMETER, s->parameters.items[i].row),
                   sizeof parameter);
            uint32_t column = parameter[CCH_LAUNCH_PARAMETER_COLUMN];
            if (parameter[CCH_LAUNCH_PARAMETER_ATTRIBUTE] &&
                parameter[CCH_LAUNCH_PARAMETER_ATTRIBUTE] == cells[CCH_LAUNCH_ATTRIBUTE_NAME] &&
                column >= CCH_LAUNCH_ATTRIBUTE_X && column <= CCH_LAUNCH_ATTRIBUTE_Z)
                fill_cell(s, context, parameter, cells, CCH_LAUNCH_ATTRIBUTE_X);
        }
        if (!cells[CCH_LAUNCH_ATTRIBUTE_WHEN] && !s->status)
            fill_depends(s, context, &cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS], &cells[CCH_LAUNCH_ATTRIBUTE_X], 3);
    }
}

/* Launches of a specialization -------------------------------------------------------------------- */

/* Is the function itself certain to launch the kernel, where it is its own choice? */
static bool is_certain(const struct specializing *s, uint32_t caller, uint32_t kernel) {
    const uint32_t key[] = {caller, kernel};
    return cch_ordered_has(&s->certain, cch_ordered_first(&s->certain, key, 2), key, 2);
}

static void add_launch(struct specializing *s, const struct context *context, uint32_t launch, uint32_t kernel) {
    uint32_t cells[CCH_LAUNCH_WIDTH];
    struct attributes attributes = {0};
    memcpy(cells, cch_graph_row(s->graph, CCH_LAUNCH, launch), sizeof cells);
    const uint32_t key[] = {context->function, cells[CCH_LAUNCH_KERNEL], cells[CCH_LAUNCH_SITE],
                            cells[CCH_LAUNCH_PATH]};
    bool certain = !key[1] || is_certain(s, key[0], key[1]);
    fill_launch(s, context, launch, kernel, cells);
    fill_attributes(s, context, launch, &attributes);
    if (!s->status) {
        cells[CCH_LAUNCH_CALLER] = context->made;
        if (attributes.count)
            cells[CCH_LAUNCH_ATTRIBUTES] = cch_launch_attributes_string(
                s->graph, (const uint32_t (*)[CCH_LAUNCH_ATTRIBUTE_WIDTH])attributes.rows, attributes.count);
        uint32_t row = cch_graph_insert(s->graph, CCH_LAUNCH, cells);
        for (size_t i = 0; i < attributes.count && row; i++) {
            attributes.rows[i][CCH_LAUNCH_ATTRIBUTE_LAUNCH] = row;
            cch_graph_insert(s->graph, CCH_LAUNCH_ATTRIBUTE, attributes.rows[i]);
        }
        cch_specialize_edge(s, context->made, cells[CCH_LAUNCH_KERNEL], cells[CCH_LAUNCH_SITE], CCH_KIND_LAUNCH,
                            cells[CCH_LAUNCH_PASSES], certain);
        cch_specialize_guards(s, key, context->made, cells[CCH_LAUNCH_KERNEL]);
    }
    free(attributes.rows);
}

void cch_specialize_launches(struct specializing *s, const struct context *context) {
    for (size_t at = cch_ordered_first(&s->launching, &context->function, 1);
         cch_ordered_has(&s->launching, at, &context->function, 1) && !s->status; at++) {
        uint32_t launch = s->launching.items[at].row;
        bool any = false;
        for (size_t i = cch_ordered_first(&s->parameters, &launch, 1);
             cch_ordered_has(&s->parameters, i, &launch, 1) && !s->status; i++) {
            const uint32_t *cells = cch_graph_row(s->graph, CCH_LAUNCH_PARAMETER, s->parameters.items[i].row);
            if (cells[CCH_LAUNCH_PARAMETER_COLUMN] != CCH_LAUNCH_KERNEL || cells[CCH_LAUNCH_PARAMETER_ATTRIBUTE])
                continue;
            add_launch(s, context, launch, cells[CCH_LAUNCH_PARAMETER_TEXT]);
            any = true;
        }
        if (!any)
            add_launch(s, context, launch, 0);
    }
}

/* What is replaced ------------------------------------------------------------------------------------ */

/* Does the function still launch the kernel (0: one that is not known) itself? */
static bool has_own(const struct list *own, uint32_t caller, uint32_t kernel) {
    const uint32_t key[] = {caller, kernel};
    return cch_ordered_has(own, cch_ordered_first(own, key, 2), key, 2);
}

void cch_specialize_replace(struct specializing *s) {
    uint32_t launches = cch_graph_count(s->graph, CCH_LAUNCH), edges = cch_graph_count(s->graph, CCH_EDGE);
    struct cch_replaced *replaced = &s->program->replaced;
    struct list own = {calloc((size_t)s->launches + 1, sizeof *own.items), 0, 0};
    replaced->launches = calloc((size_t)launches + 1, 1);
    replaced->edges = calloc((size_t)edges + 1, 1);
    replaced->pointers = calloc((size_t)s->functions + 1, 1);
    if (!own.items || !replaced->launches || !replaced->edges || !replaced->pointers) {
        s->status = CCH_ERROR_MEMORY;
        free(own.items);
        return;
    }
    for (size_t i = 0; i < s->launching.count; i++)
        replaced->launches[s->launching.items[i].row] = s->open[s->launching.items[i].key[0]] != 2;
    for (uint32_t row = 1; row <= s->launches; row++) {
        const uint32_t *cells = cch_graph_row(s->graph, CCH_LAUNCH, row);
        if (!replaced->launches[row])
            own.items[own.count++] = (struct ordered){{cells[CCH_LAUNCH_CALLER], cells[CCH_LAUNCH_KERNEL]}, row};
    }
    qsort(own.items, own.count, sizeof *own.items, cch_ordered_compare);
    for (size_t i = 0; i < s->launching.count; i++) {
        uint32_t caller = s->launching.items[i].key[0];
        replaced->pointers[caller] = s->open[caller] != 2 && !has_own(&own, caller, 0);
    }
    for (uint32_t row = 1; row <= edges; row++) {
        const uint32_t *cells = cch_graph_row(s->graph, CCH_EDGE, row);
        uint32_t caller = cells[CCH_EDGE_CALLER];
        if (cells[CCH_EDGE_KIND] != CCH_KIND_LAUNCH || !caller || caller > s->functions || !s->leads[caller] ||
            s->open[caller] == 2 || cch_edge_is_never(s->graph, cells))
            continue;
        size_t first = cch_ordered_first(&s->launching, &caller, 1);
        replaced->edges[row] =
            cch_ordered_has(&s->launching, first, &caller, 1) && !has_own(&own, caller, cells[CCH_EDGE_CALLEE]);
    }
    free(own.items);
}
