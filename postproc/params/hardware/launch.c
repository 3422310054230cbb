/* What a launch is given: the configuration of the hardware table's rows. */
#include "params/hardware/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Values ------------------------------------------------------------------------- */

static json_object *expression(const cch_graph *graph, const char *text, uint32_t depends) {
    json_object *made = json_object_new_object();
    json_object_object_add(made, "expression", json_object_new_string(text));
    json_object_object_add(made, "depends_on", cch_hardware_list(graph, depends));
    return made;
}

static json_object *number_or_text(const struct cch_amount *amount) {
    return amount->kind == CCH_AMOUNT_NUMBER ? json_object_new_int64(amount->number)
                                             : json_object_new_string(amount->text);
}

json_object *cch_hardware_extent(const cch_graph *graph, const struct cch_extent *extent) {
    json_object *made = NULL, *dimensions = NULL;
    char *text = extent->kind == CCH_AMOUNT_NUMBER    ? NULL
                 : extent->kind == CCH_AMOUNT_UNKNOWN ? cch_extent_unknown(extent)
                                                      : cch_extent_text(extent);
    if (extent->kind != CCH_AMOUNT_UNKNOWN && !extent->whole) {
        dimensions = json_object_new_array();
        for (int i = 0; i < 3; i++)
            json_object_array_add(dimensions, number_or_text(&extent->dimensions[i]));
    }
    if (extent->kind == CCH_AMOUNT_NUMBER)
        return dimensions;
    if (text && extent->kind == CCH_AMOUNT_UNKNOWN)
        made = cch_hardware_unknown(text, extent->reason);
    else if (text)
        made = expression(graph, text, extent->depends);
    if (made && dimensions)
        json_object_object_add(made, "dimensions", json_object_get(dimensions));
    json_object_put(dimensions);
    free(text);
    return made;
}

json_object *cch_hardware_amount(const cch_graph *graph, const struct cch_amount *amount, uint32_t depends) {
    char *text = amount->kind == CCH_AMOUNT_UNKNOWN ? cch_amount_unknown(amount) : NULL;
    json_object *made = amount->kind == CCH_AMOUNT_NUMBER    ? json_object_new_int64(amount->number)
                        : amount->kind == CCH_AMOUNT_UNKNOWN ? cch_hardware_unknown(text ? text : "", amount->reason)
                                                             : expression(graph, amount->text, depends);
    free(text);
    return made;
}

/* Attributes that a launch is given ------------------------------------------------ */

static const char *attribute_text(const cch_graph *graph, const uint32_t *cells, int column) {
    return cch_graph_text(graph, cells[column], NULL);
}

/* Cells of a cluster, of which some are not set. */
static char *parts_text(const cch_graph *graph, const uint32_t *cells) {
    const char *part[3];
    size_t size = 8;
    for (int i = 0; i < 3; i++) {
        part[i] = attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_X + i);
        part[i] = *part[i] ? part[i] : "not set";
        size += strlen(part[i]) + 2;
    }
    char *text = malloc(size);
    if (text)
        snprintf(text, size, "%s, %s, %s", part[0], part[1], part[2]);
    return text;
}

static json_object *conditional(const cch_graph *graph, const uint32_t *cells, const char *text) {
    const char *when = attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_WHEN);
    size_t size = strlen(text) + strlen(when) + sizeof " if ";
    char *joined = malloc(size);
    if (!joined) {
        cch_memory_note_failure();
        return NULL;
    }
    snprintf(joined, size, *when ? "%s if %s" : "%s%s", text, when);
    json_object *made = expression(graph, joined, cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS]);
    free(joined);
    return made;
}

static json_object *vector_value(const cch_graph *graph, const uint32_t *cells) {
    const uint32_t *parts = &cells[CCH_LAUNCH_ATTRIBUTE_X];
    bool when = cells[CCH_LAUNCH_ATTRIBUTE_WHEN] != 0, set = parts[0] && parts[1] && parts[2];
    struct cch_extent extent = cch_extent_read(graph, parts, cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS]);
    if (!when && (set || (extent.whole && extent.kind != CCH_AMOUNT_UNKNOWN)))
        return cch_hardware_extent(graph, &extent);
    char *text = parts_text(graph, cells);
    json_object *made = text ? conditional(graph, cells, text) : NULL;
    if (!text)
        cch_memory_note_failure();
    free(text);
    return made;
}

static json_object *attribute_value(const cch_graph *graph, const uint32_t *cells, bool vector) {
    const uint32_t *parts = &cells[CCH_LAUNCH_ATTRIBUTE_X];
    if (!parts[0] && !parts[1] && !parts[2])
        return cch_hardware_unknown(cch_reason_text(CCH_REASON_ATTRIBUTE_ELSEWHERE), CCH_REASON_ATTRIBUTE_ELSEWHERE);
    if (vector)
        return vector_value(graph, cells);
    struct cch_amount amount = cch_bytes_read(graph, parts[0]);
    if (!cells[CCH_LAUNCH_ATTRIBUTE_WHEN] && amount.kind == CCH_AMOUNT_NUMBER)
        return json_object_new_boolean(amount.number != 0);
    return conditional(graph, cells, amount.text);
}

/* What the launch is given as the attribute: NULL where it is not, or only as 0. */
static json_object *attribute_of(const cch_graph *graph, uint32_t launch, const char *name, bool vector) {
    json_object *value = NULL;
    enum cch_reason unknown = CCH_REASON_NONE; /* why there may be others */
    bool several = false;
    struct cch_range range = cch_graph_range(graph, CCH_LAUNCH_ATTRIBUTE, 1, &launch);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH_ATTRIBUTE, i);
        const char *given = attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_NAME);
        if (!*given && !unknown)
            unknown = cch_reason_of_value(attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_X));
        if (!*given && !unknown)
            unknown = CCH_REASON_ATTRIBUTES_ELSEWHERE;
        if (strcmp(given, name) != 0)
            continue;
        several = several || value;
        if (!value)
            value = attribute_value(graph, cells, vector);
    }
    if (several || (unknown && !value)) {
        enum cch_reason reason = several ? CCH_REASON_SEVERAL : unknown;
        json_object_put(value);
        value = cch_hardware_unknown(cch_reason_text(reason), reason);
    }
    return value;
}

/* __cluster_dims__ */
static json_object *cluster_of_kernel(const cch_graph *graph, uint32_t kernel) {
    struct cch_range range = cch_graph_range(graph, CCH_KERNEL, 1, &kernel);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL, i);
        enum cch_reason unread = (enum cch_reason)cells[CCH_KERNEL_CLUSTER_UNREAD];
        if (!cells[CCH_KERNEL_CLUSTER_X] && !unread)
            continue;
        if (unread)
            return cch_hardware_unknown(cch_reason_text(unread), unread);
        struct cch_extent extent = cch_extent_read(graph, &cells[CCH_KERNEL_CLUSTER_X], 0);
        return cch_hardware_extent(graph, &extent);
    }
    return NULL;
}

static void add_attributes(const cch_graph *graph, json_object *row, uint32_t launch, const char *api) {
    json_object *cooperative = attribute_of(graph, launch, "cudaLaunchAttributeCooperative", false);
    json_object *overlaps = attribute_of(graph, launch, "cudaLaunchAttributeProgrammaticStreamSerialization", false);
    json_object *cluster = attribute_of(graph, launch, "cudaLaunchAttributeClusterDimension", true);
    uint32_t kernel = cch_graph_row(graph, CCH_LAUNCH, launch)[CCH_LAUNCH_KERNEL];
    if (!cooperative)
        cooperative = json_object_new_boolean(strstr(api, "Cooperative") != NULL);
    json_object_object_add(row, "cooperative", cooperative);
    json_object_object_add(row, "programmatic_serialization", overlaps ? overlaps : json_object_new_boolean(false));
    json_object_object_add(row, "cluster", cluster ? cluster : cluster_of_kernel(graph, kernel));
}

void cch_hardware_add_configuration(const struct cch_hardware *hardware, json_object *row, uint32_t launch) {
    const cch_graph *graph = hardware->graph;
    const struct cch_configuration given = cch_configuration_read(graph, launch);
    json_object_object_add(row, "grid", cch_hardware_extent(graph, &given.grid));
    json_object_object_add(row, "block", cch_hardware_extent(graph, &given.block));
    json_object_object_add(row, "shared_memory_bytes",
                           cch_hardware_amount(graph, &given.shared_memory, given.shared_memory_depends));
    json_object_object_add(row, "stream", json_object_new_string(*given.stream ? given.stream : "0"));
    json_object_object_add(row, "api", json_object_new_string(given.api));
    add_attributes(graph, row, launch, given.api);
    json_object_object_add(row, "launch_site", cch_hardware_site(graph, given.site));
}

/* Kernels ------------------------------------------------------------------------- */

void cch_hardware_add_bounds(const struct cch_hardware *hardware, json_object *row, uint32_t kernel) {
    static const char *const names[] = {"max_threads", "min_blocks", "max_blocks"};
    const cch_graph *graph = hardware->graph;
    json_object *bounds = NULL;
    struct cch_range range = cch_graph_range(graph, CCH_KERNEL, 1, &kernel);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL, i);
        enum cch_reason unread = (enum cch_reason)cells[CCH_KERNEL_BOUNDS_UNREAD];
        if (unread && !bounds)
            bounds = cch_hardware_unknown(cch_reason_text(unread), unread);
        for (int j = 0; j < 3 && !unread && cells[CCH_KERNEL_MAX_THREADS + j]; j++) {
            const char *text = cch_graph_text(graph, cells[CCH_KERNEL_MAX_THREADS + j], NULL);
            if (!bounds)
                bounds = json_object_new_object();
            json_object_object_add(bounds, names[j], json_object_new_int64(strtoll(text, NULL, 10)));
        }
    }
    json_object_object_add(row, "launch_bounds", bounds);
}
