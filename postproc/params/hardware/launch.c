/* What a launch is given: the configuration of the hardware table's rows. */
#define _GNU_SOURCE /* open_memstream */
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

static struct cch_quantity unknown_quantity(enum cch_reason reason) {
    return (struct cch_quantity){.kind = CCH_QUANTITY_UNKNOWN, .reason = reason};
}

static struct cch_quantity truth(bool value) {
    return (struct cch_quantity){.kind = CCH_QUANTITY_TRUTH, .number = value};
}

static struct cch_quantity extent_quantity(const struct cch_extent *extent) {
    return (struct cch_quantity){.kind =
                                     extent->kind == CCH_AMOUNT_UNKNOWN ? CCH_QUANTITY_UNKNOWN : CCH_QUANTITY_EXTENT,
                                 .reason = extent->reason,
                                 .extent = *extent};
}

/* What an attribute's row says. */
static struct cch_quantity attribute_value(const cch_graph *graph, const uint32_t *cells, bool vector) {
    const uint32_t *parts = &cells[CCH_LAUNCH_ATTRIBUTE_X], depends = cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS];
    bool when = cells[CCH_LAUNCH_ATTRIBUTE_WHEN] != 0, set = parts[0] && parts[1] && parts[2];
    if (!parts[0] && !parts[1] && !parts[2])
        return unknown_quantity(CCH_REASON_ATTRIBUTE_ELSEWHERE);
    struct cch_extent extent = cch_extent_read(graph, parts, depends);
    if (vector && !when && (set || (extent.whole && extent.kind != CCH_AMOUNT_UNKNOWN)))
        return extent_quantity(&extent);
    struct cch_amount amount = cch_bytes_read(graph, parts[0]);
    if (!vector && !when && amount.kind == CCH_AMOUNT_NUMBER)
        return truth(amount.number != 0);
    struct cch_quantity made = {.kind = CCH_QUANTITY_EXPRESSION,
                                .is_vector = vector,
                                .depends = depends,
                                .when = attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_WHEN)};
    for (int i = 0; i < 3; i++)
        made.parts[i] = attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_X + i);
    return made;
}

/* What the launch is given as the attribute: NONE where it is not, or only as 0. */
static struct cch_quantity attribute_of(const cch_graph *graph, uint32_t launch, const char *name, bool vector) {
    struct cch_quantity value = {.kind = CCH_QUANTITY_NONE};
    enum cch_reason unknown = CCH_REASON_NONE; /* why there may be others */
    struct cch_range range = cch_graph_range(graph, CCH_LAUNCH_ATTRIBUTE, 1, &launch);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH_ATTRIBUTE, i);
        const char *given = attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_NAME);
        if (!*given && !unknown)
            unknown = cch_reason_of_value(attribute_text(graph, cells, CCH_LAUNCH_ATTRIBUTE_X));
        if (!*given && !unknown)
            unknown = CCH_REASON_ATTRIBUTES_ELSEWHERE;
        if (strcmp(given, name) == 0)
            value = value.kind ? unknown_quantity(CCH_REASON_SEVERAL) : attribute_value(graph, cells, vector);
    }
    return unknown && !value.kind ? unknown_quantity(unknown) : value;
}

/* __cluster_dims__ */
static struct cch_quantity cluster_of_kernel(const cch_graph *graph, uint32_t kernel) {
    struct cch_range range = cch_graph_range(graph, CCH_KERNEL, 1, &kernel);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL, i);
        enum cch_reason unread = (enum cch_reason)cells[CCH_KERNEL_CLUSTER_UNREAD];
        if (unread)
            return unknown_quantity(unread);
        struct cch_extent extent = cch_extent_read(graph, &cells[CCH_KERNEL_CLUSTER_X], 0);
        if (cells[CCH_KERNEL_CLUSTER_X])
            return extent_quantity(&extent);
    }
    return (struct cch_quantity){.kind = CCH_QUANTITY_NONE};
}

static struct cch_bounds bounds_of(const cch_graph *graph, uint32_t kernel) {
    struct cch_bounds bounds = {.kind = CCH_QUANTITY_NONE};
    struct cch_range range = cch_graph_range(graph, CCH_KERNEL, 1, &kernel);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL, i);
        enum cch_reason unread = (enum cch_reason)cells[CCH_KERNEL_BOUNDS_UNREAD];
        if (unread && !bounds.kind)
            bounds = (struct cch_bounds){.kind = CCH_QUANTITY_UNKNOWN, .reason = unread};
        for (int j = 0; j < 3 && !unread && cells[CCH_KERNEL_MAX_THREADS + j]; j++) {
            const char *text = cch_graph_text(graph, cells[CCH_KERNEL_MAX_THREADS + j], NULL);
            bounds.kind = CCH_QUANTITY_NUMBER;
            bounds.numbers[j] = strtoll(text, NULL, 10);
        }
    }
    return bounds;
}

void cch_hardware_read_launch(const cch_graph *graph, struct cch_hardware_row *row) {
    uint32_t launch = row->launches[0];
    row->given = cch_configuration_read(graph, launch);
    row->cooperative = attribute_of(graph, launch, "cudaLaunchAttributeCooperative", false);
    if (!row->cooperative.kind)
        row->cooperative = truth(strstr(row->given.api, "Cooperative") != NULL);
    row->programmatic_serialization =
        attribute_of(graph, launch, "cudaLaunchAttributeProgrammaticStreamSerialization", false);
    if (!row->programmatic_serialization.kind)
        row->programmatic_serialization = truth(false);
    row->cluster = attribute_of(graph, launch, "cudaLaunchAttributeClusterDimension", true);
    if (!row->cluster.kind)
        row->cluster = cluster_of_kernel(graph, row->kernel);
    row->bounds = bounds_of(graph, row->kernel);
    row->static_shared = cch_hardware_static_shared(graph, row->kernel);
}

/* As objects ------------------------------------------------------------------------ */

/* "1, not set, n if c > 1: true", for the caller to free; NULL without memory. */
static char *quantity_text(const struct cch_quantity *quantity) {
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return cch_memory_asked(NULL);
    for (int i = 0; i < (quantity->is_vector ? 3 : 1); i++)
        fprintf(stream, "%s%s", i ? ", " : "",
                quantity->is_vector && !*quantity->parts[i] ? "not set" : quantity->parts[i]);
    if (*quantity->when)
        fprintf(stream, " if %s", quantity->when);
    bool failed = ferror(stream);
    if (fclose(stream) || failed) {
        free(text);
        text = NULL;
    }
    return cch_memory_asked(text);
}

static json_object *quantity_object(const cch_graph *graph, const struct cch_quantity *quantity) {
    json_object *made = NULL;
    char *text;
    switch (quantity->kind) {
    case CCH_QUANTITY_NONE:
        break;
    case CCH_QUANTITY_NUMBER:
        return json_object_new_int64(quantity->number);
    case CCH_QUANTITY_TRUTH:
        return json_object_new_boolean(quantity->number != 0);
    case CCH_QUANTITY_EXTENT:
        return cch_hardware_extent(graph, &quantity->extent);
    case CCH_QUANTITY_EXPRESSION:
        if ((text = quantity_text(quantity)) != NULL)
            made = expression(graph, text, quantity->depends);
        free(text);
        break;
    case CCH_QUANTITY_UNKNOWN:
        return quantity->extent.kind == CCH_AMOUNT_UNKNOWN
                   ? cch_hardware_extent(graph, &quantity->extent)
                   : cch_hardware_unknown(cch_reason_text(quantity->reason), quantity->reason);
    }
    return made;
}

void cch_hardware_add_configuration(const struct cch_hardware *hardware, json_object *object,
                                    const struct cch_hardware_row *row) {
    const cch_graph *graph = hardware->graph;
    const struct cch_configuration *given = &row->given;
    json_object_object_add(object, "grid", cch_hardware_extent(graph, &given->grid));
    json_object_object_add(object, "block", cch_hardware_extent(graph, &given->block));
    json_object_object_add(object, "shared_memory_bytes",
                           cch_hardware_amount(graph, &given->shared_memory, given->shared_memory_depends));
    cch_hardware_add_static_shared(graph, object, &row->static_shared);
    json_object_object_add(object, "stream", json_object_new_string(*given->stream ? given->stream : "0"));
    json_object_object_add(object, "api", json_object_new_string(given->api));
    json_object_object_add(object, "cooperative", quantity_object(graph, &row->cooperative));
    json_object_object_add(object, "programmatic_serialization",
                           quantity_object(graph, &row->programmatic_serialization));
    json_object_object_add(object, "cluster", quantity_object(graph, &row->cluster));
    json_object_object_add(object, "launch_site", cch_hardware_site(graph, given->site));
}

void cch_hardware_add_bounds(json_object *object, const struct cch_bounds *bounds) {
    static const char *const names[] = {"max_threads", "min_blocks", "max_blocks"};
    json_object *made = NULL;
    if (bounds->kind == CCH_QUANTITY_UNKNOWN)
        made = cch_hardware_unknown(cch_reason_text(bounds->reason), bounds->reason);
    else if (bounds->kind)
        made = json_object_new_object();
    for (int i = 0; i < 3 && bounds->kind == CCH_QUANTITY_NUMBER; i++)
        if (bounds->numbers[i] || !i)
            json_object_object_add(made, names[i], json_object_new_int64(bounds->numbers[i]));
    json_object_object_add(object, "launch_bounds", made);
}
