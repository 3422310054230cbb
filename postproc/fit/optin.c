#include "fit/optin.h"

#include <stdlib.h>
#include <string.h>

#include "graph/chains/chains.h"

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
    return launch->count && !launch->more ? HOLDS_ALWAYS : HOLDS_SOMETIMES;
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

/* Does the one place stand before the other in its function's text? */
static bool stands_before(const cch_graph *graph, uint32_t one, uint32_t other) {
    const uint32_t *a = cch_graph_row(graph, CCH_SITE, one), *b = cch_graph_row(graph, CCH_SITE, other);
    if (!a || !b || a[CCH_SITE_FILE] != b[CCH_SITE_FILE])
        return false;
    return a[CCH_SITE_LINE] != b[CCH_SITE_LINE] ? a[CCH_SITE_LINE] < b[CCH_SITE_LINE]
                                                : a[CCH_SITE_COLUMN] < b[CCH_SITE_COLUMN];
}

/* Does every way to the function that launches go through `setter`, which makes its call on that way behind `site`? */
static bool comes_first(const struct cch_fit_settings *settings, uint32_t launcher, uint32_t setter, uint32_t site) {
    const cch_view *view = settings->view;
    size_t count = 0;
    bool first = true, met = false;
    settings->queue[count++] = launcher;
    settings->seen[launcher] = 1;
    for (size_t at = 0; at < count && first; at++) {
        uint32_t function = settings->queue[at];
        bool called = false;
        for (size_t i = view->in[function]; i < view->in[function + 1] && first; i++) {
            const struct cch_view_edge *edge = &view->edges[view->in_edges[i]];
            if (!(CCH_CHAINS_KINDS >> edge->kind & 1) || edge->never)
                continue;
            called = true;
            if (edge->caller == setter) {
                met = true;
                first = stands_before(settings->graph, site, edge->site);
            } else if (!settings->seen[edge->caller]) {
                settings->seen[edge->caller] = 1;
                settings->queue[count++] = edge->caller;
            }
        }
        first = first && called && !(view->flags[function] & CCH_FLAG_ENTRY);
    }
    for (size_t i = 0; i < count; i++)
        settings->seen[settings->queue[i]] = 0;
    return first && met;
}

/* Is the setting's place passed before the launch (a row of CCH_LAUNCH), as far as its own conditions let it? */
static bool is_before(const struct cch_fit_settings *settings, const uint32_t *cells, uint32_t row) {
    const uint32_t *launch = cch_graph_row(settings->graph, CCH_LAUNCH, row), *node = settings->view->node;
    uint32_t setter = node[cells[CCH_KERNEL_SETTING_CALLER]], launcher = node[launch[CCH_LAUNCH_CALLER]];
    uint32_t site = cells[CCH_KERNEL_SETTING_SITE];
    return launcher == setter ? stands_before(settings->graph, site, launch[CCH_LAUNCH_SITE])
                              : comes_first(settings, launcher, setter, site);
}

/* One row of CCH_KERNEL_SETTING, for one of the row's launches. */
static int setting_of(const struct cch_fit_settings *settings, const uint32_t *cells,
                      const struct cch_hardware_row *row, uint32_t launch, int64_t wanted, const char *text,
                      enum cch_fit_optin *optin) {
    const cch_graph *graph = settings->graph;
    const struct cch_occurrence here = {cells[CCH_KERNEL_SETTING_CALLER], 0, cells[CCH_KERNEL_SETTING_SITE],
                                        cells[CCH_KERNEL_SETTING_PATH]};
    struct cch_ways setting = {0};
    int status = cch_ways_within(settings->finder, &here, &setting);
    enum holds holds = status ? HOLDS_NEVER : ways_hold(settings, &setting, row->ways);
    cch_ways_release(&setting);
    *optin = amount_of(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_VALUE], NULL), wanted, text);
    if (holds == HOLDS_NEVER)
        *optin = CCH_FIT_OPTIN_NEVER;
    else if (*optin == CCH_FIT_OPTIN_SET && !is_before(settings, cells, launch))
        *optin = CCH_FIT_OPTIN_ELSEWHERE;
    else if (*optin == CCH_FIT_OPTIN_SET && holds == HOLDS_SOMETIMES)
        *optin = CCH_FIT_OPTIN_SOMETIMES;
    return status;
}

/* The best of the settings, for one launch. */
static int find_for(const struct cch_fit_settings *settings, const struct cch_hardware_row *row, uint32_t launch,
                    const char *attribute, int64_t wanted, const char *text, enum cch_fit_optin *optin) {
    const cch_graph *graph = settings->graph;
    int status = 0;
    *optin = CCH_FIT_OPTIN_NEVER;
    for (int any = 0; any < 2 && !status; any++) { /* of this kernel, then of one that is not known */
        uint32_t kernel = any ? 0 : row->kernel;
        struct cch_range range = cch_order_range(&settings->by_kernel, 1, &kernel);
        for (uint32_t i = range.first; i < range.end && !status && *optin != CCH_FIT_OPTIN_SET; i++) {
            const uint32_t *cells = cch_graph_row(graph, CCH_KERNEL_SETTING, settings->by_kernel.rows[i]);
            enum cch_fit_optin one;
            if (cch_program_is_replaced(settings->view->program->replaced.settings, settings->by_kernel.rows[i]) ||
                !strstr(cch_graph_text(graph, cells[CCH_KERNEL_SETTING_ATTRIBUTE], NULL), attribute))
                continue;
            status = setting_of(settings, cells, row, launch, wanted, text, &one);
            if (any && one != CCH_FIT_OPTIN_NEVER)
                one = CCH_FIT_OPTIN_UNREAD;
            *optin = one < *optin ? one : *optin;
        }
    }
    return status;
}

int cch_fit_optin_find(const struct cch_fit_settings *settings, const struct cch_hardware_row *row,
                       const char *attribute, int64_t wanted, const char *text, enum cch_fit_optin *optin) {
    int status = 0;
    *optin = CCH_FIT_OPTIN_SET;
    for (size_t i = 0; i < row->count && !status; i++) { /* each of them is to be */
        enum cch_fit_optin one;
        status = find_for(settings, row, row->launches[i], attribute, wanted, text, &one);
        *optin = one > *optin ? one : *optin;
    }
    return status;
}
