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

/* Settings ------------------------------------------------------------------------------------------- */

/* "bytes > 49152", where `own` is "bytes" and `value` what is given for it: "true" or "false"; NULL: it is another. */
static const char *decided(const char *condition, const char *own, const char *value) {
    size_t length = strlen(own);
    char *end, *rest;
    long long number = strtoll(value, &end, 10), limit;
    if (!length || strncmp(condition, own, length) != 0 || end == value || *end)
        return NULL;
    const char *sign = condition + length;
    bool equal = strncmp(sign, " >= ", 4) == 0;
    if (!equal && strncmp(sign, " > ", 3) != 0)
        return NULL;
    limit = strtoll(sign + 3, &rest, 10);
    if (rest == sign + 3 || *rest)
        return NULL;
    return number > limit || (equal && number == limit) ? "true" : "false";
}

/* The branches of the setting; those that ask for the value which is given are decided. */
static void add_setting_guards(struct specializing *s, const uint32_t *key, const struct context *context, uint32_t own,
                               uint32_t value) {
    for (size_t at = cch_ordered_first(&s->guards, key, 4); cch_ordered_has(&s->guards, at, key, 4) && !s->status;
         at++) {
        uint32_t cells[CCH_GUARD_WIDTH];
        memcpy(cells, cch_graph_row(s->graph, CCH_GUARD, s->guards.items[at].row), sizeof cells);
        const char *is = decided(cch_graph_text(s->graph, cells[CCH_GUARD_VALUE], NULL),
                                 cch_graph_text(s->graph, own, NULL), cch_graph_text(s->graph, value, NULL));
        cells[CCH_GUARD_CALLER] = context->made;
        if (is)
            cells[CCH_GUARD_VALUE] = cch_graph_string(s->graph, is, strlen(is));
        cch_graph_insert(s->graph, CCH_GUARD, cells);
    }
}

static void add_setting(struct specializing *s, const struct context *context, uint32_t row) {
    uint32_t cells[CCH_KERNEL_SETTING_WIDTH];
    memcpy(cells, cch_graph_row(s->graph, CCH_KERNEL_SETTING, row), sizeof cells);
    const uint32_t key[] = {context->function, 0, cells[CCH_KERNEL_SETTING_SITE], cells[CCH_KERNEL_SETTING_PATH]};
    uint32_t own = cells[CCH_KERNEL_SETTING_VALUE];
    struct cch_handed_value kernel = {0, 0, {cells[CCH_KERNEL_SETTING_PLACE]}, 0};
    struct cch_handed_value value = {0, 0, {cells[CCH_KERNEL_SETTING_GIVEN]}, 0};
    bool known;
    if (kernel.text[0]) {
        s->status = cch_handed_resolve(s->graph, context->function, &context->values, &kernel, &known);
        cells[CCH_KERNEL_SETTING_KERNEL] = kernel.kernel;
    }
    if (value.text[0] && !s->status) {
        s->status = cch_handed_resolve(s->graph, context->function, &context->values, &value, &known);
        cells[CCH_KERNEL_SETTING_VALUE] = value.text[0];
    }
    if (!cells[CCH_KERNEL_SETTING_KERNEL])
        cch_specialize_open(s, context->function);
    cells[CCH_KERNEL_SETTING_CALLER] = context->made;
    cells[CCH_KERNEL_SETTING_PLACE] = cells[CCH_KERNEL_SETTING_GIVEN] = 0;
    if (s->status)
        return;
    cch_graph_insert(s->graph, CCH_KERNEL_SETTING, cells);
    add_setting_guards(s, key, context, own, cells[CCH_KERNEL_SETTING_VALUE]);
}

void cch_specialize_settings(struct specializing *s, const struct context *context) {
    for (size_t at = cch_ordered_first(&s->settings, &context->function, 1);
         cch_ordered_has(&s->settings, at, &context->function, 1) && !s->status; at++)
        add_setting(s, context, s->settings.items[at].row);
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
    replaced->settings = calloc((size_t)cch_graph_count(s->graph, CCH_KERNEL_SETTING) + 1, 1);
    if (!own.items || !replaced->settings || !replaced->launches || !replaced->edges || !replaced->pointers) {
        s->status = CCH_ERROR_MEMORY;
        free(own.items);
        return;
    }
    for (size_t i = 0; i < s->launching.count; i++)
        replaced->launches[s->launching.items[i].row] = s->open[s->launching.items[i].key[0]] != 2;
    for (size_t i = 0; i < s->settings.count; i++)
        replaced->settings[s->settings.items[i].row] = s->open[s->settings.items[i].key[0]] != 2;
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
