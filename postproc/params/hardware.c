#define _GNU_SOURCE /* qsort_r */
#include "params/hardware.h"

#include "graph/pattern.h"
#include "graph/select.h"
#include "graph/view.h"
#include "params/hardware_parts.h"
#include "params/kernel_name.h"

#include <inttypes.h>
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Launches ---------------------------------------------------------------------- */

static int compare_launches(const void *left, const void *right, void *data) {
    const struct cch_hardware *hardware = data;
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    const uint32_t *x = cch_graph_row(hardware->graph, CCH_LAUNCH, a), *y = cch_graph_row(hardware->graph, CCH_LAUNCH, b);
    if (x[CCH_LAUNCH_KERNEL] != y[CCH_LAUNCH_KERNEL]) {
        const char *p = cch_names_function(hardware->names, CCH_NAMING_FULL, x[CCH_LAUNCH_KERNEL]);
        const char *q = cch_names_function(hardware->names, CCH_NAMING_FULL, y[CCH_LAUNCH_KERNEL]);
        if (!x[CCH_LAUNCH_KERNEL] || !y[CCH_LAUNCH_KERNEL]) /* unknown kernels last */
            return x[CCH_LAUNCH_KERNEL] ? -1 : 1;
        int order = strcmp(p, q);
        return order ? order : strcmp(cch_graph_identity(hardware->graph, x[CCH_LAUNCH_KERNEL], NULL),
                                      cch_graph_identity(hardware->graph, y[CCH_LAUNCH_KERNEL], NULL));
    }
    int order = cch_site_compare(hardware->graph, x[CCH_LAUNCH_SITE], y[CCH_LAUNCH_SITE]);
    if (order)
        return order;
    order = strcmp(cch_graph_identity(hardware->graph, x[CCH_LAUNCH_CALLER], NULL),
                   cch_graph_identity(hardware->graph, y[CCH_LAUNCH_CALLER], NULL));
    return order ? order : (a > b) - (a < b);
}

/* The detail of a launch; NULL: the graph was made without. */
static const uint32_t *detail_of(const cch_graph *graph, const uint32_t *launch) {
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_LAUNCH_DETAIL); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH_DETAIL, row);
        if (cells[CCH_LAUNCH_DETAIL_CALLER] == launch[CCH_LAUNCH_CALLER] &&
            cells[CCH_LAUNCH_DETAIL_KERNEL] == launch[CCH_LAUNCH_KERNEL] &&
            cells[CCH_LAUNCH_DETAIL_SITE] == launch[CCH_LAUNCH_SITE])
            return cells;
    }
    return NULL;
}

static json_object *expression(const cch_graph *graph, const char *text, uint32_t depends) {
    if (!*text)
        return cch_hardware_unknown("the launch does not say it in a form that is understood");
    json_object *made = json_object_new_object();
    json_object_object_add(made, "expression", json_object_new_string(text));
    json_object_object_add(made, "depends_on", cch_hardware_list(graph, depends));
    return made;
}

static bool is_number(const char *text, size_t length) {
    size_t at = length && *text == '-';
    if (at == length || length > 18)
        return false;
    for (; at < length; at++)
        if (text[at] < '0' || text[at] > '9')
            return false;
    return true;
}

static const char no_value[] = "has no value: it overflows, or divides by 0";

/* Numbers and operators alone, which came to no value. */
static bool is_without_value(const char *text, size_t length) {
    bool operators = false;
    for (size_t i = 0; i < length; i++) {
        if (strchr("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_$\"'", text[i]) || (text[i] & 0x80))
            return false;
        operators = operators || strchr("+-*/%<", text[i]);
    }
    return operators && !is_number(text, length);
}

/* Why no launch can have this number of blocks or threads; NULL: it can. More than the greatest
 * x of a grid in any device comes of a negative number that became unsigned, or of an overflow. */
static const char *impossible(const char *text, size_t length) {
    if (is_without_value(text, length))
        return no_value;
    int64_t value = is_number(text, length) ? strtoll(text, NULL, 10) : 1;
    if (value == 0)
        return "is 0: nothing can be launched so";
    if (value < 0)
        return "is negative: it overflows, or no launch is possible";
    return value > INT32_MAX ? "is more than any device takes: it was negative, or overflows" : NULL;
}

/* An unknown that names the dimension, where one of "x, y, z" is impossible. */
static json_object *impossible_dimension(const char *text) {
    int depth = 0, index = 0;
    for (const char *at = text, *start = text;; at++) {
        depth += (*at == '(' || *at == '{' || *at == '[') - (*at == ')' || *at == '}' || *at == ']');
        if (*at && (*at != ',' || depth > 0))
            continue;
        const char *reason = index < 3 ? impossible(start, (size_t)(at - start)) : NULL;
        if (reason) {
            char message[160];
            snprintf(message, sizeof message, "%c, %.*s, %s", "xyz"[index], (int)(at - start), start, reason);
            return cch_hardware_unknown(message);
        }
        if (!*at)
            return NULL;
        start = at + 1 + strspn(at + 1, " ");
        index++;
    }
}

/* [x, y, z] where all three are numbers. */
static json_object *dimensions(const cch_graph *graph, uint32_t folded, uint32_t written, uint32_t depends) {
    const char *text = cch_graph_text(graph, folded ? folded : written, NULL), *at = text;
    json_object *unknown = impossible_dimension(text);
    if (unknown)
        return unknown;
    json_object *numbers = json_object_new_array();
    for (int i = 0; i < 3; i++) {
        size_t length = strcspn(at, ",");
        if (!is_number(at, length))
            break;
        json_object_array_add(numbers, json_object_new_int64(strtoll(at, NULL, 10)));
        at += length;
        if (*at == '\0') {
            while (json_object_array_length(numbers) < 3)
                json_object_array_add(numbers, json_object_new_int64(1));
            return numbers;
        }
        at += strspn(at, ", ");
    }
    json_object_put(numbers);
    return expression(graph, text, depends);
}

static json_object *bytes(const cch_graph *graph, uint32_t folded, uint32_t written, uint32_t depends) {
    const char *text = cch_graph_text(graph, folded ? folded : written, NULL);
    if (is_number(text, strlen(text)) && *text == '-')
        return cch_hardware_unknown("its value is negative: it overflows");
    if (is_without_value(text, strlen(text)))
        return cch_hardware_unknown("it has no value: it overflows, or divides by 0");
    if (is_number(text, strlen(text)))
        return json_object_new_int64(strtoll(text, NULL, 10));
    return expression(graph, text, depends);
}

/* Attributes that a launch is given ------------------------------------------------ */

static const char not_known[] = "the launch's attributes are set where it cannot be seen from here";

static json_object *attribute_value(const cch_graph *graph, const uint32_t *cells, bool vector) {
    const char *text = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_VALUE], NULL);
    const char *when = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_WHEN], NULL);
    if (!*text)
        return cch_hardware_unknown("the attribute's value is not set where the launch is");
    if (!*when && vector)
        return dimensions(graph, cells[CCH_LAUNCH_ATTRIBUTE_VALUE], 0, cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS]);
    if (!*when && is_number(text, strlen(text)))
        return json_object_new_boolean(strtoll(text, NULL, 10) != 0);
    json_object *made = expression(graph, text, cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS]);
    if (*when) {
        char *joined = NULL;
        size_t size = strlen(text) + strlen(when) + sizeof " if ";
        if ((joined = malloc(size)) != NULL) {
            snprintf(joined, size, "%s if %s", text, when);
            json_object_object_add(made, "expression", json_object_new_string(joined));
        }
        free(joined);
    }
    return made;
}

/* What the launch is given as the attribute: NULL where it is not, or only as 0. */
static json_object *attribute_of(const cch_graph *graph, const uint32_t *launch, const char *name, bool vector) {
    json_object *value = NULL;
    bool unknown = false, several = false;
    for (uint32_t i = 1; i <= cch_graph_count(graph, CCH_LAUNCH_ATTRIBUTE); i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH_ATTRIBUTE, i);
        const char *given = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_NAME], NULL);
        if (cells[CCH_LAUNCH_ATTRIBUTE_CALLER] != launch[CCH_LAUNCH_CALLER] ||
            cells[CCH_LAUNCH_ATTRIBUTE_KERNEL] != launch[CCH_LAUNCH_KERNEL] ||
            cells[CCH_LAUNCH_ATTRIBUTE_SITE] != launch[CCH_LAUNCH_SITE])
            continue;
        unknown = unknown || !*given;
        if (strcmp(given, name) != 0)
            continue;
        several = several || value;
        if (!value)
            value = attribute_value(graph, cells, vector);
    }
    if (several || (unknown && !value)) {
        json_object_put(value);
        value = cch_hardware_unknown(several ? "the launch is given several values for it" : not_known);
    }
    return value;
}

/* __cluster_dims__ */
static json_object *cluster_of_kernel(const cch_graph *graph, uint32_t kernel) {
    for (uint32_t i = 1; kernel && i <= cch_graph_count(graph, CCH_KERNEL); i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL, i);
        const char *text = cch_graph_text(graph, cells[CCH_KERNEL_CLUSTER], NULL);
        if (cells[CCH_KERNEL_FUNCTION] != kernel || !*text)
            continue;
        return strncmp(text, "not read", 8) == 0 ? cch_hardware_unknown(text)
                                                 : dimensions(graph, cells[CCH_KERNEL_CLUSTER], 0, 0);
    }
    return NULL;
}

static void add_attributes(const cch_graph *graph, json_object *row, const uint32_t *launch, const char *api) {
    json_object *cooperative = attribute_of(graph, launch, "cudaLaunchAttributeCooperative", false);
    json_object *overlaps = attribute_of(graph, launch, "cudaLaunchAttributeProgrammaticStreamSerialization", false);
    json_object *cluster = attribute_of(graph, launch, "cudaLaunchAttributeClusterDimension", true);
    if (!cooperative)
        cooperative = json_object_new_boolean(strstr(api, "Cooperative") != NULL);
    json_object_object_add(row, "cooperative", cooperative);
    json_object_object_add(row, "programmatic_serialization", overlaps ? overlaps : json_object_new_boolean(false));
    json_object_object_add(row, "cluster", cluster ? cluster : cluster_of_kernel(graph, launch[CCH_LAUNCH_KERNEL]));
}

static void add_configuration(const struct cch_hardware *hardware, json_object *row, const uint32_t *launch) {
    const cch_graph *graph = hardware->graph;
    const uint32_t none[CCH_LAUNCH_DETAIL_WIDTH] = {0}, *detail = detail_of(graph, launch);
    const char *api = cch_graph_text(graph, launch[CCH_LAUNCH_API], NULL);
    const char *stream = cch_graph_text(graph, launch[CCH_LAUNCH_STREAM], NULL);
    if (!detail)
        detail = none;
    json_object_object_add(row, "grid", dimensions(graph, detail[CCH_LAUNCH_DETAIL_GRID], launch[CCH_LAUNCH_GRID_VALUE],
                                                   detail[CCH_LAUNCH_DETAIL_GRID_DEPENDS]));
    json_object_object_add(row, "block",
                           dimensions(graph, detail[CCH_LAUNCH_DETAIL_BLOCK], launch[CCH_LAUNCH_BLOCK_VALUE],
                                      detail[CCH_LAUNCH_DETAIL_BLOCK_DEPENDS]));
    json_object_object_add(row, "shared_memory_bytes",
                           bytes(graph, detail[CCH_LAUNCH_DETAIL_SHARED_MEMORY],
                                 launch[CCH_LAUNCH_SHARED_MEMORY_VALUE],
                                 detail[CCH_LAUNCH_DETAIL_SHARED_MEMORY_DEPENDS]));
    json_object_object_add(row, "stream", json_object_new_string(*stream ? stream : "0"));
    json_object_object_add(row, "api", json_object_new_string(api));
    add_attributes(graph, row, launch, api);
    json_object_object_add(row, "launch_site", cch_hardware_site(graph, launch[CCH_LAUNCH_SITE]));
}

/* Kernels ------------------------------------------------------------------------- */

static void add_bounds(const struct cch_hardware *hardware, json_object *row, uint32_t kernel) {
    static const char *const names[] = {"max_threads", "min_blocks", "max_blocks"};
    const cch_graph *graph = hardware->graph;
    json_object *bounds = NULL;
    for (uint32_t i = 1; kernel && i <= cch_graph_count(graph, CCH_KERNEL); i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL, i);
        if (cells[CCH_KERNEL_FUNCTION] != kernel)
            continue;
        const char *text = cch_graph_text(graph, cells[CCH_KERNEL_LAUNCH_BOUNDS], NULL);
        if (strncmp(text, "not read", 8) == 0) {
            bounds = bounds ? bounds : cch_hardware_unknown(text);
            continue;
        }
        for (int j = 0; j < 3 && *text; j++) {
            if (!bounds)
                bounds = json_object_new_object();
            json_object_object_add(bounds, names[j], json_object_new_int64(strtoll(text, NULL, 10)));
            text += strcspn(text, ",");
            text += strspn(text, ", ");
        }
    }
    json_object_object_add(row, "launch_bounds", bounds);
}

/* The launches of one kernel: `rows[0 … count-1]`. */
static int make_row(struct cch_hardware *hardware, const uint32_t *rows, size_t count, json_object **made) {
    const cch_graph *graph = hardware->graph;
    const uint32_t *launch = cch_graph_row(graph, CCH_LAUNCH, rows[0]);
    uint32_t kernel = launch[CCH_LAUNCH_KERNEL];
    struct cch_ways ways = {0};
    json_object *row = *made = json_object_new_object(), *others = json_object_new_array();
    int status = row && others ? 0 : CCH_ERROR_MEMORY;
    if (status)
        goto out;
    cch_hardware_add_names(hardware, row, kernel);
    add_configuration(hardware, row, launch);
    add_bounds(hardware, row, kernel);
    json_object *units = json_object_new_array(), *passes = json_object_new_array();
    for (size_t i = 0; i < count && !status; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, rows[i]);
        cch_hardware_add_strings(graph, passes, cells[CCH_LAUNCH_PASSES]);
        cch_hardware_add_strings(graph, units, cells[CCH_LAUNCH_UNITS]);
        status = cch_ways_to_site(hardware->finder, cells[CCH_LAUNCH_CALLER], kernel, cells[CCH_LAUNCH_SITE], &ways);
        json_object *other = i ? json_object_new_object() : NULL;
        if (!other)
            continue;
        add_configuration(hardware, other, cells);
        if (cch_hardware_is_other(row, other))
            cch_hardware_add_unique(others, other);
        else
            json_object_put(other);
    }
    json_object_object_add(row, "units", units);
    cch_hardware_add_passes(hardware, row, kernel, passes);
    if (!status)
        status = cch_hardware_add_settings(hardware, row, kernel);
    cch_hardware_add_traits(hardware, row, kernel);
    cch_hardware_add_conditions(hardware, row, &ways);
    cch_hardware_add_queries(hardware, row, rows, count, &ways);
    json_object_object_add(row, "other_configurations", others);
    others = NULL;
out:
    json_object_put(others);
    cch_ways_release(&ways);
    return status;
}

/* Filters --------------------------------------------------------------------------- */

/* Does "name=value" hold of the row? */
static bool holds(json_object *flat, const char *condition) {
    size_t length = strcspn(condition, "=");
    json_object_object_foreach(flat, name, value) {
        if (strlen(name) == length && strncmp(name, condition, length) == 0)
            return strcmp(json_object_get_string(value), condition + length + 1) == 0;
    }
    return false;
}

static bool is_wanted(const struct cch_hardware_request *request, json_object *row) {
    json_object *units = json_object_object_get(row, "units");
    bool wanted = request->unit_count == 0;
    for (size_t i = 0; i < json_object_array_length(units) && !wanted; i++)
        for (size_t j = 0; j < request->unit_count && !wanted; j++) {
            const char *unit = json_object_get_string(json_object_array_get_idx(units, i));
            const char *base = strrchr(unit, '/');
            wanted = cch_glob_matches(request->units[j], unit) ||
                     (base && cch_glob_matches(request->units[j], base + 1));
        }
    if (!wanted || !request->where_count)
        return wanted;
    json_object *flat = cch_hardware_flat(row);
    for (size_t i = 0; i < request->where_count && wanted; i++)
        wanted = flat && holds(flat, request->where[i]);
    json_object_put(flat);
    return wanted;
}

static int fill(struct cch_hardware *hardware, const struct cch_hardware_request *request, const unsigned char *wanted,
                cch_hardware_visitor *visit, void *data) {
    uint32_t count = cch_graph_count(hardware->graph, CCH_LAUNCH), kept = 0;
    uint32_t *rows = malloc(((size_t)count + 1) * sizeof *rows);
    int status = rows ? 0 : CCH_ERROR_MEMORY;
    bool all = !request->kernel_count && !request->name_count;
    const unsigned char *never = hardware->program->never;
    for (uint32_t i = 1; rows && i <= count; i++)
        if (all || wanted[cch_graph_row(hardware->graph, CCH_LAUNCH, i)[CCH_LAUNCH_KERNEL]])
            if (!never || !never[cch_graph_row(hardware->graph, CCH_LAUNCH, i)[CCH_LAUNCH_CALLER]])
                rows[kept++] = i;
    if (rows && kept)
        qsort_r(rows, kept, sizeof *rows, compare_launches, hardware);
    for (uint32_t first = 0, end; first < kept && !status; first = end) {
        const uint32_t *launch = cch_graph_row(hardware->graph, CCH_LAUNCH, rows[first]);
        uint32_t kernel = launch[CCH_LAUNCH_KERNEL];
        json_object *row = NULL;
        for (end = first + 1; kernel && end < kept; end++)
            if (cch_graph_row(hardware->graph, CCH_LAUNCH, rows[end])[CCH_LAUNCH_KERNEL] != kernel)
                break;
        status = make_row(hardware, rows + first, end - first, &row);
        if (!status && is_wanted(request, row))
            status = visit(data, row);
        json_object_put(row);
    }
    free(rows);
    return status;
}

/* Marks the kernels that are named as a profiler does. */
static int find_named(const struct cch_hardware *hardware, const struct cch_hardware_request *request,
                      unsigned char *wanted, cch_error *error) {
    unsigned char *launched = calloc((size_t)hardware->program->function_count + 1, 1);
    int found = launched ? 1 : CCH_ERROR_MEMORY;
    for (uint32_t i = 1; launched && i <= cch_graph_count(hardware->graph, CCH_LAUNCH); i++)
        launched[cch_graph_row(hardware->graph, CCH_LAUNCH, i)[CCH_LAUNCH_KERNEL]] = 1;
    for (size_t i = 0; i < request->name_count && found > 0; i++) {
        found = cch_kernels_named(hardware->program, hardware->names, launched, request->names[i], wanted);
        if (!found)
            found = cch_fail(error, CCH_ERROR_FORMAT, "no kernel that is launched is called '%s'", request->names[i]);
    }
    free(launched);
    return found < 0 ? found : 0;
}

int cch_hardware_visit(const cch_program *program, cch_names *names, const struct cch_hardware_request *request,
                       cch_hardware_visitor *visit, void *data, cch_error *error) {
    struct cch_hardware hardware = {.program = program, .graph = program->graph, .names = names};
    unsigned char *wanted = calloc((size_t)program->function_count + 1, 1);
    int status = CCH_ERROR_MEMORY;
    for (size_t i = 0; i < request->where_count; i++)
        if (!strchr(request->where[i], '=')) {
            status = cch_fail(error, CCH_ERROR_USAGE, "'%s' is not of the form NAME=VALUE", request->where[i]);
            goto out;
        }
    if (!wanted)
        goto no_memory;
    if ((status = cch_view_new(&hardware.view, program, CCH_LEVEL_INSTANCE, 0, error)) ||
        (status = cch_view_new(&hardware.source, program, CCH_LEVEL_SOURCE, 0, error)))
        goto out;
    if (request->kernel_count && (status = cch_select(hardware.view, names, request->kernels, request->kernel_count,
                                                      wanted, NULL, error)))
        goto out;
    if ((status = find_named(&hardware, request, wanted, error)) == CCH_ERROR_MEMORY)
        goto no_memory;
    if (status)
        goto out;
    status = CCH_ERROR_MEMORY;
    if ((hardware.finder = cch_way_finder_new(hardware.view)) && !cch_hardware_index(&hardware) &&
        !cch_hardware_queries_make(&hardware))
        status = fill(&hardware, request, wanted, visit, data);
    if (!status)
        goto out;
no_memory:
    cch_fail(error, CCH_ERROR_MEMORY, "cannot make the hardware table: out of memory");
out:
    free(wanted);
    cch_hardware_release(&hardware);
    return status;
}

static int keep(void *table, json_object *row) {
    return json_object_array_add(table, json_object_get(row)) ? CCH_ERROR_MEMORY : 0;
}

int cch_hardware_table(const cch_program *program, cch_names *names, const struct cch_hardware_request *request,
                       struct json_object **table, cch_error *error) {
    int status = CCH_ERROR_MEMORY;
    if ((*table = json_object_new_array()) != NULL)
        status = cch_hardware_visit(program, names, request, keep, *table, error);
    else
        cch_fail(error, status, "cannot make the hardware table: out of memory");
    if (status) {
        json_object_put(*table);
        *table = NULL;
    }
    return status;
}
