#include "interchange/cells.h"

#include "graph/view/functions.h"

/* Names that are kept at once are of so many rows. */
enum { LABELS_KEPT = 16384 };

struct meanings {
    uint8_t table, column;
    uint8_t count;
    const char *const *names;
};

#define NAMES(...)                                                                                                     \
    (const char *const[]) { __VA_ARGS__ }

static const struct meanings meanings[] = {
    {CCH_BINDING, CCH_BINDING_KIND, CCH_BINDING_KIND_COUNT,
     NAMES("pybind", "torch_def", "torch_impl", "python_api", "symbol", "nanobind", "tvm_ffi")},
    {CCH_VALUE, CCH_VALUE_KIND, CCH_VALUE_COUNT,
     NAMES("parameter", "local", "field", "attribute", "global", "result", "template_parameter", "query")},
    {CCH_FLOW, CCH_FLOW_KIND, CCH_FLOW_COUNT,
     NAMES("copy", "derived", "element", "argument", "return", "control", "template")},
    {CCH_USE, CCH_USE_KIND, CCH_USE_COUNT,
     NAMES("read", "condition", "grid", "block", "shared_memory", "kernel_argument", "device_read", "shape",
           "return_form")},
    {CCH_CLASS_LINK, CCH_CLASS_LINK_KIND, CCH_CLASS_LINK_COUNT, NAMES("base", "nested")},
};

const char *cch_cell_meaning(enum cch_table table, unsigned column, uint32_t number) {
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++)
        if (meanings[i].table == table && meanings[i].column == column)
            return number < meanings[i].count ? meanings[i].names[number] : NULL;
    if ((table == CCH_EDGE && column == CCH_EDGE_KIND) ||
        (table == CCH_POINTER_CALL && column == CCH_POINTER_CALL_KIND))
        return cch_kind_name((enum cch_kind)number);
    if (table == CCH_GUARD && column == CCH_GUARD_KIND)
        return cch_condition_name((enum cch_condition)number);
    if (table == CCH_KERNEL && (column == CCH_KERNEL_BOUNDS_UNREAD || column == CCH_KERNEL_CLUSTER_UNREAD))
        return cch_reason_name((enum cch_reason)number);
    if ((table == CCH_FUNCTION && column == CCH_FUNCTION_LANGUAGE) ||
        (table == CCH_PASS && column == CCH_PASS_LANGUAGE))
        return cch_language_name(number);
    return NULL;
}

bool cch_cell_is_truth(enum cch_table table, unsigned column) {
    const struct cch_column *about = &cch_schema(table)->columns[column];
    return about->domain == CCH_NUMBER && about->limit == 1 && !cch_cell_meaning(table, column, 0);
}

int cch_labels_make(cch_labels *labels, const cch_graph *graph) {
    *labels = (cch_labels){.graph = graph, .names = cch_names_new(graph)};
    return labels->names ? CCH_OK : CCH_ERROR_MEMORY;
}

void cch_labels_release(cch_labels *labels) { cch_names_free(labels->names); }

int cch_labels_next(cch_labels *labels) {
    if (++labels->used < LABELS_KEPT)
        return CCH_OK;
    cch_names_free(labels->names);
    labels->used = 0;
    labels->names = cch_names_new(labels->graph);
    return labels->names ? CCH_OK : CCH_ERROR_MEMORY;
}
