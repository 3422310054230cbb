/* Settings and conditions of the hardware table's rows. */
#include "params/hardware/parts.h"

#include <stdlib.h>
#include <string.h>

/* Conditions --------------------------------------------------------------------- */

static json_object *condition(struct cch_hardware *hardware, struct cch_step step) {
    const cch_graph *graph = hardware->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_GUARD, step.guard);
    const char *text = cch_graph_text(graph, cells[CCH_GUARD_TEXT], NULL);
    const char *value = cch_graph_text(graph, cells[CCH_GUARD_VALUE], NULL);
    json_object *defines;
    json_object *made = json_object_new_object();
    json_object_object_add(made, "kind", json_object_new_string(cch_condition_name(cells[CCH_GUARD_KIND])));
    json_object_object_add(made, "text", json_object_new_string(text));
    json_object_object_add(made, "value", json_object_new_string(*value ? value : text));
    json_object_object_add(made, "outcome", json_object_new_string(cch_graph_text(graph, step.outcome, NULL)));
    json_object_object_add(made, "decided", json_object_new_boolean(cells[CCH_GUARD_DECIDED] != 0));
    json_object_object_add(made, "macro", json_object_new_string(cch_graph_text(graph, cells[CCH_GUARD_MACRO], NULL)));
    /* The row stands for its opposite, too; what a branch defines is only its own. */
    defines = cells[CCH_GUARD_OUTCOME] == step.outcome ? cch_hardware_list(graph, cells[CCH_GUARD_DEFINES]) : NULL;
    uint32_t other = defines ? 0 : cch_way_finder_guard(hardware->finder, step);
    if (other)
        defines = cch_hardware_list(graph, cch_graph_row(graph, CCH_GUARD, other)[CCH_GUARD_DEFINES]);
    json_object_object_add(made, "defines", defines ? defines : json_object_new_array());
    json_object_object_add(made, "depends_on", cch_hardware_list(graph, cells[CCH_GUARD_DEPENDS]));
    json_object_object_add(
        made, "function",
        json_object_new_string(cch_names_function(hardware->names, CCH_NAMING_SHORT, cells[CCH_GUARD_CALLER])));
    json_object_object_add(made, "site", cch_hardware_site(graph, cells[CCH_GUARD_PLACE]));
    return made;
}

static json_object *conditions_of(struct cch_hardware *hardware, const struct cch_way *way) {
    json_object *array = json_object_new_array();
    for (size_t i = 0; i < way->count; i++)
        json_object_array_add(array, condition(hardware, way->steps[i]));
    return array;
}

void cch_hardware_add_conditions(struct cch_hardware *hardware, json_object *row, const struct cch_ways *ways) {
    json_object *others = json_object_new_array();
    json_object_object_add(row, "conditions",
                           ways->count ? conditions_of(hardware, &ways->items[0]) : json_object_new_array());
    for (size_t i = 1; i < ways->count; i++)
        json_object_array_add(others, conditions_of(hardware, &ways->items[i]));
    json_object_object_add(row, "other_ways", others);
    json_object_object_add(row, "more_ways", json_object_new_boolean(ways->more));
    json_object_object_add(row, "recursive", json_object_new_boolean(ways->recursive));
}

/* Settings -------------------------------------------------------------------------- */

/* 1: every condition holds by the compiler's word; 0: one does not; -1: run time decides. */
static int applies(json_object *conditions) {
    int result = 1;
    for (size_t i = 0; i < json_object_array_length(conditions); i++) {
        json_object *one = json_object_array_get_idx(conditions, i);
        const char *value = json_object_get_string(json_object_object_get(one, "value"));
        const char *outcome = json_object_get_string(json_object_object_get(one, "outcome"));
        if (strcmp(value, "true") != 0 && strcmp(value, "false") != 0)
            result = -1;
        else if (strcmp(value, outcome) != 0)
            return 0;
    }
    return result;
}

int cch_hardware_add_settings(struct cch_hardware *hardware, json_object *row, uint32_t kernel) {
    const cch_graph *graph = hardware->graph;
    json_object *settings = json_object_new_array();
    json_object_object_add(row, "settings", settings);
    struct cch_range range = cch_order_range(&hardware->settings, 1, &kernel);
    for (uint32_t i = range.first; kernel && i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL_SETTING, hardware->settings.rows[i]);
        if (cch_program_is_replaced(hardware->program->replaced.settings, hardware->settings.rows[i]))
            continue;
        struct cch_ways ways = {0};
        const struct cch_occurrence occurrence = {cells[CCH_KERNEL_SETTING_CALLER], 0, cells[CCH_KERNEL_SETTING_SITE],
                                                  cells[CCH_KERNEL_SETTING_PATH]};
        int status = cch_ways_within(hardware->finder, &occurrence, &ways);
        json_object *made = json_object_new_object();
        json_object *conditions = ways.count ? conditions_of(hardware, &ways.items[0]) : json_object_new_array();
        int holds = applies(conditions);
        json_object_object_add(made, "api",
                               json_object_new_string(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_API], NULL)));
        json_object_object_add(
            made, "attribute",
            json_object_new_string(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_ATTRIBUTE], NULL)));
        json_object_object_add(made, "value",
                               cch_hardware_value(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_VALUE], NULL)));
        json_object_object_add(made, "conditions", conditions);
        json_object_object_add(made, "applies", holds < 0 ? NULL : json_object_new_boolean(holds));
        json_object_object_add(made, "site", cch_hardware_site(graph, cells[CCH_KERNEL_SETTING_SITE]));
        cch_hardware_add_unique(settings, made);
        cch_ways_release(&ways);
        if (status)
            return status;
    }
    return 0;
}
