/* Static shared memory of kernels, from what passes read of their bodies. */
#include "params/hardware/parts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool is_of_device(const cch_graph *graph, const uint32_t *cells) {
    size_t count;
    const uint32_t *passes = cch_graph_items(graph, cells[CCH_SHARED_PASSES], &count);
    for (size_t i = 0; i < count; i++)
        if (strcmp(cch_graph_text(graph, passes[i], NULL), "host") != 0)
            return true;
    return false;
}

static void join(struct cch_static_shared *shared, const uint32_t *cells) {
    bool first = !shared->kind;
    if (first || cells[CCH_SHARED_BYTES] < shared->least)
        shared->least = cells[CCH_SHARED_BYTES];
    if (first || cells[CCH_SHARED_POSSIBLE] > shared->most)
        shared->most = cells[CCH_SHARED_POSSIBLE];
    if (first || cells[CCH_SHARED_ALIGNMENT] > shared->alignment) {
        shared->alignment = cells[CCH_SHARED_ALIGNMENT];
        shared->variables = cells[CCH_SHARED_VARIABLES];
    }
    shared->open |= cells[CCH_SHARED_OPEN];
    shared->kind = shared->open || shared->least < shared->most ? CCH_QUANTITY_EXPRESSION : CCH_QUANTITY_NUMBER;
}

struct cch_static_shared cch_hardware_static_shared(const cch_graph *graph, uint32_t kernel) {
    struct cch_static_shared shared = {.kind = CCH_QUANTITY_NONE};
    struct cch_range range = cch_graph_range(graph, CCH_SHARED, 1, &kernel);
    bool device = false; /* what the device's passes read is what runs */
    if (kernel && cch_graph_row(graph, CCH_FUNCTION, kernel)[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON)
        return shared;
    for (uint32_t i = range.first; i < range.end && !device; i++)
        device = is_of_device(graph, cch_graph_row(graph, CCH_SHARED, i));
    for (uint32_t i = range.first; i < range.end; i++)
        if (!device || is_of_device(graph, cch_graph_row(graph, CCH_SHARED, i)))
            join(&shared, cch_graph_row(graph, CCH_SHARED, i));
    if (!shared.kind)
        shared = (struct cch_static_shared){.kind = CCH_QUANTITY_UNKNOWN, .reason = CCH_REASON_BODY};
    return shared;
}

/* Why there may be more. */
static json_object *openings(uint32_t open) {
    static const struct {
        uint32_t bit;
        const char *text;
    } texts[] = {{CCH_SHARED_POINTER, "calls through pointers"},
                 {CCH_SHARED_ELSEWHERE, "device functions of other units"},
                 {CCH_SHARED_CONDITIONAL, "directives in bodies that only the host's pass has read"}};
    json_object *made = json_object_new_array();
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (open & texts[i].bit)
            json_object_array_add(made, json_object_new_string(texts[i].text));
    return made;
}

static json_object *bytes_of(const struct cch_static_shared *shared) {
    char text[64] = "";
    if (shared->kind == CCH_QUANTITY_NUMBER)
        return json_object_new_int64(shared->least);
    if (shared->kind == CCH_QUANTITY_UNKNOWN)
        return cch_hardware_unknown(cch_reason_text(shared->reason), shared->reason);
    if (shared->kind != CCH_QUANTITY_EXPRESSION)
        return NULL;
    if (shared->least < shared->most)
        snprintf(text, sizeof text, "%" PRIu32 " to %" PRIu32 "%s", shared->least, shared->most,
                 shared->open ? " or more" : "");
    else
        snprintf(text, sizeof text, "%" PRIu32 " or more", shared->least);
    json_object *made = json_object_new_object();
    json_object_object_add(made, "expression", json_object_new_string(text));
    json_object_object_add(made, "depends_on", openings(shared->open));
    return made;
}

void cch_hardware_add_static_shared(const cch_graph *graph, json_object *object,
                                    const struct cch_static_shared *shared) {
    json_object_object_add(object, "static_shared_memory_bytes", bytes_of(shared));
    json_object_object_add(object, "static_shared_memory_alignment",
                           shared->alignment ? json_object_new_int64(shared->alignment) : NULL);
    json_object_object_add(object, "static_shared_variables", cch_hardware_list(graph, shared->variables));
}
