#include "fit/optin.h"

#include <stdlib.h>
#include <string.h>

/* Do all of the setting's conditions hold on every way to the launch? The compiler's own
 * decisions aside: they hold, or the setting never runs. */
enum holds { HOLDS_NEVER, HOLDS_SOMETIMES, HOLDS_ALWAYS };

static enum holds step_holds(const struct cch_fit_settings *settings, struct cch_step step,
                             const struct cch_ways *launch) {
    const cch_graph *graph = settings->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_GUARD, step.guard);
    const char *value = cch_graph_text(graph, cells[CCH_GUARD_VALUE], NULL);
    const char *outcome = cch_graph_text(graph, step.outcome, NULL);
    if (strcmp(value, "true") == 0 || strcmp(value, "false") == 0)
        return strcmp(value, outcome) == 0 ? HOLDS_ALWAYS : HOLDS_NEVER;
    for (size_t i = 0; i < launch->count; i++)
        if (!cch_way_has(&launch->items[i], step))
            return HOLDS_SOMETIMES;
    return launch->count ? HOLDS_ALWAYS : HOLDS_SOMETIMES;
}

static enum holds ways_hold(const struct cch_fit_settings *settings, const struct cch_ways *setting,
                            const struct cch_ways *launch) {
    enum holds best = setting->count ? HOLDS_NEVER : HOLDS_ALWAYS;
    for (size_t i = 0; i < setting->count; i++) {
        enum holds way = HOLDS_ALWAYS;
        for (size_t j = 0; j < setting->items[i].count; j++) {
            enum holds step = step_holds(settings, setting->items[i].steps[j], launch);
            way = step < way ? step : way;
        }
        best = way > best ? way : best;
    }
    return setting->more && best == HOLDS_NEVER ? HOLDS_SOMETIMES : best;
}

static enum cch_fit_optin amount_of(const char *value, int64_t wanted, const char *text) {
    char *end;
    long long number = strtoll(value, &end, 10);
    bool is_number = end != value && (!*end || strspn(end, "uUlL") == strlen(end));
    if (!is_number && strcmp(value, "true") == 0)
        is_number = true, number = 1;
    if (wanted != CCH_FIT_UNREAD && is_number)
        return number >= wanted ? CCH_FIT_OPTIN_SET : CCH_FIT_OPTIN_LESS;
    if (text && strcmp(text, value) == 0)
        return CCH_FIT_OPTIN_SET;
    return CCH_FIT_OPTIN_UNREAD;
}

/* One row of CCH_KERNEL_SETTING. */
static int setting_of(const struct cch_fit_settings *settings, const uint32_t *cells,
                      const struct cch_hardware_row *row, int64_t wanted, const char *text, enum cch_fit_optin *optin) {
    const cch_graph *graph = settings->graph;
    const uint32_t *launch = cch_graph_row(graph, CCH_LAUNCH, row->launches[0]);
    const struct cch_occurrence there = {launch[CCH_LAUNCH_CALLER], launch[CCH_LAUNCH_KERNEL], launch[CCH_LAUNCH_SITE],
                                         launch[CCH_LAUNCH_PATH]};
    const struct cch_occurrence here = {cells[CCH_KERNEL_SETTING_CALLER], 0, cells[CCH_KERNEL_SETTING_SITE],
                                        cells[CCH_KERNEL_SETTING_PATH]};
    struct cch_ways setting = {0}, within = {0};
    bool same = false;
    for (size_t i = 0; i < row->count; i++)
        same = same || cch_graph_row(graph, CCH_LAUNCH, row->launches[i])[CCH_LAUNCH_CALLER] ==
                           cells[CCH_KERNEL_SETTING_CALLER];
    int status = cch_ways_within(settings->finder, &here, &setting);
    if (!status && same)
        status = cch_ways_within(settings->finder, &there, &within);
    enum holds holds = status ? HOLDS_NEVER : ways_hold(settings, &setting, &within);
    cch_ways_release(&setting);
    cch_ways_release(&within);
    *optin = amount_of(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_VALUE], NULL), wanted, text);
    if (holds == HOLDS_NEVER)
        *optin = CCH_FIT_OPTIN_NEVER;
    else if (*optin == CCH_FIT_OPTIN_SET && !same)
        *optin = CCH_FIT_OPTIN_ELSEWHERE;
    else if (*optin == CCH_FIT_OPTIN_SET && holds == HOLDS_SOMETIMES)
        *optin = CCH_FIT_OPTIN_SOMETIMES;
    return status;
}

int cch_fit_optin_find(const struct cch_fit_settings *settings, const struct cch_hardware_row *row,
                       const char *attribute, int64_t wanted, const char *text, enum cch_fit_optin *optin) {
    const cch_graph *graph = settings->graph;
    int status = 0;
    *optin = CCH_FIT_OPTIN_NEVER;
    for (int any = 0; any < 2 && !status; any++) { /* of this kernel, then of one that is not known */
        uint32_t kernel = any ? 0 : row->kernel;
        struct cch_range range = cch_order_range(&settings->by_kernel, 1, &kernel);
        for (uint32_t i = range.first; i < range.end && !status; i++) {
            const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL_SETTING, settings->by_kernel.rows[i]);
            enum cch_fit_optin one;
            if (!strstr(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_ATTRIBUTE], NULL), attribute))
                continue;
            status = setting_of(settings, cells, row, wanted, text, &one);
            if (any && one != CCH_FIT_OPTIN_NEVER)
                one = CCH_FIT_OPTIN_UNREAD;
            *optin = one < *optin ? one : *optin;
        }
    }
    return status;
}
