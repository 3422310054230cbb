#include "params/hardware/hardware.h"

#include "base/json.h"
#include "base/glob.h"
#include "graph/view/select.h"
#include "graph/view/view.h"
#include "params/hardware/flat.h"
#include "params/hardware/kernel_name.h"
#include "params/hardware/parts.h"

#include <stdlib.h>
#include <string.h>

/* What a kernel has in all of its rows, which follow one another. */
static int add_parts_of_kernel(struct cch_hardware *hardware, json_object *row, uint32_t kernel) {
    int status = 0;
    if (!hardware->parts || hardware->parts_kernel != kernel) {
        json_object_put(hardware->parts);
        hardware->parts = json_object_new_object();
        hardware->parts_kernel = kernel;
        status = cch_hardware_add_settings(hardware, hardware->parts, kernel);
        cch_hardware_add_traits(hardware, hardware->parts, kernel);
    }
    json_object_object_foreach(hardware->parts, name, value) json_object_object_add(row, name, json_object_get(value));
    return status;
}

struct json_object *cch_hardware_object(struct cch_hardware_row *row) {
    struct cch_hardware *hardware = row->table;
    const cch_graph *graph = hardware->graph;
    if (row->object)
        return json_object_get(row->object);
    json_object *object = row->object = json_object_new_object();
    json_object *callers = json_object_new_array(), *units = json_object_new_array(), *passes = json_object_new_array();
    cch_hardware_add_names(hardware, object, row->kernel, row->launches[0]);
    cch_hardware_add_configuration(hardware, object, row);
    cch_hardware_add_bounds(object, &row->bounds);
    for (size_t i = 0; i < row->count; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH, row->launches[i]);
        uint32_t caller = hardware->view->node[cells[CCH_LAUNCH_CALLER]];
        cch_hardware_add_strings(graph, passes, cells[CCH_LAUNCH_PASSES]);
        cch_hardware_add_strings(graph, units, cells[CCH_LAUNCH_UNITS]);
        cch_hardware_add_unique(callers,
                                json_object_new_string(cch_names_function(hardware->names, CCH_NAMING_FULL, caller)));
    }
    json_object_object_add(object, "callers", callers);
    json_object_object_add(object, "units", units);
    cch_hardware_add_passes(hardware, object, row->kernel, passes);
    int status = add_parts_of_kernel(hardware, object, row->kernel);
    cch_hardware_add_conditions(hardware, object, row->ways);
    cch_hardware_add_queries(hardware, object, row->launches, row->count, row->ways);
    if (status)
        cch_memory_note_failure();
    return status ? NULL : json_object_get(object);
}

/* Filters --------------------------------------------------------------------------- */

/* Does "name=value" hold of the flat's row? */
static bool holds(const cch_flat *flat, const char *condition) {
    size_t length = strcspn(condition, "=");
    int place = cch_flat_column(flat, condition, length);
    struct cch_scratch scratch = {0};
    if (place == CCH_FLAT_NONE)
        return false;
    struct cch_cell cell = cch_flat_cell(flat, 0, (size_t)place);
    const char *text = cch_cell_shown(&cell, &flat->columns[place], &scratch);
    bool same = text && strcmp(text, condition + length + 1) == 0;
    free(scratch.bytes);
    return same;
}

static bool is_in_unit(const struct cch_hardware_request *request, const char *unit) {
    const char *base = strrchr(unit, '/');
    for (size_t i = 0; i < request->unit_count; i++)
        if (cch_glob_matches(request->units[i], unit) || (base && cch_glob_matches(request->units[i], base + 1)))
            return true;
    return false;
}

static bool is_wanted(const struct cch_hardware_request *request, struct cch_hardware_row *row) {
    const cch_graph *graph = row->table->graph;
    bool wanted = request->unit_count == 0;
    for (size_t i = 0; i < row->count && !wanted; i++) {
        size_t count;
        const uint32_t *units =
            cch_graph_items(graph, cch_graph_row(graph, CCH_LAUNCH, row->launches[i])[CCH_LAUNCH_UNITS], &count);
        for (size_t j = 0; j < count && !wanted; j++)
            wanted = is_in_unit(request, cch_graph_text(graph, units[j], NULL));
    }
    if (!wanted || !request->where_count)
        return wanted;
    cch_flat flat = {0};
    json_object *object = cch_hardware_object(row);
    wanted = object && cch_flat_add(&flat, object) == 0;
    for (size_t i = 0; i < request->where_count && wanted; i++)
        wanted = holds(&flat, request->where[i]);
    cch_flat_release(&flat);
    json_object_put(object);
    return wanted;
}

/* Visits a row of launches that are alike but for their callers, if it is wanted. */
static int visit_row(struct cch_hardware *hardware, const struct cch_hardware_request *request,
                     const struct cch_view_launch *launches, size_t count, cch_hardware_visitor *visit, void *data) {
    struct cch_ways ways = {0};
    uint32_t *rows = malloc(count * sizeof *rows);
    struct cch_hardware_row row = {
        .kernel = launches[0].kernel, .launches = rows, .count = count, .ways = &ways, .table = hardware};
    int status = rows ? 0 : CCH_ERROR_MEMORY;
    for (size_t i = 0; i < count && !status; i++) {
        const uint32_t *cells = cch_graph_row(hardware->graph, CCH_LAUNCH, launches[i].row);
        const struct cch_occurrence occurrence = {launches[i].caller, row.kernel, cells[CCH_LAUNCH_SITE],
                                                  cells[CCH_LAUNCH_PATH]};
        rows[i] = launches[i].row;
        status = cch_ways_to_site(hardware->finder, &occurrence, &ways);
    }
    if (!status) {
        cch_hardware_read_launch(hardware->graph, &row);
        if (is_wanted(request, &row))
            status = visit(data, &row);
    }
    json_object_put(row.object);
    free(rows);
    cch_ways_release(&ways);
    return status;
}

/* Rows ------------------------------------------------------------------------------ */

static int fill(struct cch_hardware *hardware, const struct cch_hardware_request *request, const unsigned char *wanted,
                cch_hardware_visitor *visit, void *data, cch_error *error) {
    struct cch_launches launches;
    bool all = !request->kernel_count && !request->name_count;
    int status = cch_launches_find(hardware->view, hardware->names, CCH_NAMING_FULL, CCH_LAUNCHES_BY_SITE, NULL, 0,
                                   &launches, error);
    if (status)
        return status;
    for (size_t first = 0, end; first < launches.count && !status; first = end) {
        const struct cch_view_launch *launch = &launches.items[first];
        for (end = first + 1; end < launches.count; end++)
            if (!cch_launches_alike(hardware->graph, launch->row, launches.items[end].row))
                break;
        if (!all && !wanted[launch->kernel])
            continue;
        status = visit_row(hardware, request, launch, end - first, visit, data);
    }
    cch_launches_release(&launches);
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
    if (request->kernel_count &&
        (status = cch_select(hardware.view, names, request->kernels, request->kernel_count, wanted, NULL, error)))
        goto out;
    if ((status = find_named(&hardware, request, wanted, error)) == CCH_ERROR_MEMORY)
        goto no_memory;
    if (status)
        goto out;
    status = CCH_ERROR_MEMORY;
    if ((hardware.finder = cch_way_finder_new(hardware.view)) && !cch_hardware_index(&hardware) &&
        !cch_hardware_queries_make(&hardware))
        status = fill(&hardware, request, wanted, visit, data, error);
    if (!status)
        goto out;
no_memory:
    cch_fail(error, CCH_ERROR_MEMORY, "cannot make the hardware table: out of memory");
out:
    free(wanted);
    cch_hardware_release(&hardware);
    return status;
}

static int keep(void *table, struct cch_hardware_row *row) {
    json_object *object = cch_hardware_object(row);
    return !object || json_object_array_add(table, object) ? CCH_ERROR_MEMORY : 0;
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
