/* What came, went or changed, for people. */
#include "graph/diff/report.h"

#include "base/escape.h"
#include "graph/view/launches.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *one, *many;
} nouns[] = {
    [CCH_DIFF_UNIT] = {"unit", "units"},        [CCH_DIFF_FUNCTION] = {"function", "functions"},
    [CCH_DIFF_KERNEL] = {"kernel", "kernels"},  [CCH_DIFF_EDGE] = {"edge", "edges"},
    [CCH_DIFF_LAUNCH] = {"launch", "launches"}, [CCH_DIFF_BINDING] = {"binding", "bindings"},
    [CCH_DIFF_CHAIN] = {"chain", "chains"},
};

const char *cch_diff_noun(enum cch_diff_what what, bool plural) { return plural ? nouns[what].many : nouns[what].one; }

const char *cch_diff_change_name(enum cch_diff_change change) {
    static const char *const names[] = {"added", "removed", "changed", "moved"};
    return names[change];
}

bool cch_diff_is_empty(const cch_diff *diff) {
    for (int what = 0; what < CCH_DIFF_COUNT; what++)
        for (int change = CCH_ADDED; change <= CCH_CHANGED; change++)
            if (diff->lists[what][change].count)
                return false;
    return !diff->chains || diff->verdict == CCH_DIFF_SAME;
}

static const cch_graph *graph_of(const struct cch_diff_report *report, int side) {
    return report->question[side].program->graph;
}

/* Warnings ------------------------------------------------------------------- */

static size_t incomplete_passes(const cch_graph *graph) {
    size_t count = 0;
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PASS); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PASS, row);
        count += cells[CCH_PASS_ERRORS] || (cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE);
    }
    return count;
}

void cch_diff_warnings(const struct cch_diff_report *report, void (*line)(void *context, const char *text),
                       void *context) {
    static const char *const sides[] = {"old", "new"};
    static const int lone[] = {[CCH_OLD] = CCH_REMOVED, [CCH_NEW] = CCH_ADDED};
    const cch_diff *diff = report->diff;
    char text[160];
    for (int side = 0; side < CCH_SIDES; side++) {
        const struct cch_diff_list *list = &diff->lists[CCH_DIFF_UNIT][lone[side]];
        struct cch_numbers missing = {0};
        size_t incomplete = incomplete_passes(graph_of(report, side));
        if (list->count) {
            snprintf(text, sizeof text, "%zu pass%s of units are only in the %s graph", list->count,
                     list->count == 1 ? "" : "es", sides[side]);
            line(context, text);
        }
        if (cch_graph_is_older(graph_of(report, side))) {
            snprintf(text, sizeof text,
                     "the %s graph is of an older callchain: some differences are of the two "
                     "callchains, not of the code",
                     sides[side]);
            line(context, text);
        }
        if (incomplete) {
            snprintf(text, sizeof text, "%zu pass%s of the %s graph %s incomplete", incomplete,
                     incomplete == 1 ? "" : "es", sides[side], incomplete == 1 ? "is" : "are");
            line(context, text);
        }
        if (!cch_missing_units(graph_of(report, side), &missing) && missing.count) {
            snprintf(text, sizeof text, "%zu unit%s that the %s graph should have %s missing", missing.count,
                     missing.count == 1 ? "" : "s", sides[side], missing.count == 1 ? "is" : "are");
            line(context, text);
        }
        cch_numbers_release(&missing);
    }
    if (diff->chains && diff->verdict == CCH_DIFF_UNDECIDED)
        line(context, "whether chains came or went is not known: not all could be compared");
}

/* Text ------------------------------------------------------------------------- */

struct warned {
    FILE *stream;
    bool any;
};

static void print_warning(void *context, const char *text) {
    struct warned *warned = context;
    fprintf(warned->stream, "warning: %s\n", text);
    warned->any = true;
}

static void print_table(const struct cch_diff_report *report) {
    const cch_diff *diff = report->diff;
    fprintf(report->stream, "%-10s %10s %10s %8s %8s %8s\n", "", "old", "new", "added", "removed", "changed");
    for (int what = 0; what < CCH_DIFF_CHAIN; what++)
        fprintf(report->stream, "%-10s %10zu %10zu %8zu %8zu %8zu\n", nouns[what].many, diff->total[what][CCH_OLD],
                diff->total[what][CCH_NEW], diff->lists[what][CCH_ADDED].count, diff->lists[what][CCH_REMOVED].count,
                diff->lists[what][CCH_CHANGED].count);
}

static void print_chain_numbers(const struct cch_diff_report *report) {
    const cch_diff *diff = report->diff;
    static const char *const verdicts[] = {"undecided", "the same", "different"};
    fprintf(report->stream, "\nchains     %s%s before, %s%s now: %s\n", diff->at_least[CCH_OLD] ? ">=" : "",
            diff->number[CCH_OLD], diff->at_least[CCH_NEW] ? ">=" : "", diff->number[CCH_NEW], verdicts[diff->verdict]);
    if (diff->compared_all[CCH_OLD] && diff->compared_all[CCH_NEW])
        return;
    fprintf(report->stream, "           compared: the first %zu of the old, the first %zu of the new\n",
            diff->compared[CCH_OLD], diff->compared[CCH_NEW]);
}

static void print_name(const struct cch_diff_report *report, int side, uint32_t function) {
    cch_write_text(report->stream, cch_question_name(&report->question[side], function));
}

static void print_function(const struct cch_diff_report *report, int side, uint32_t function) {
    const char *what;
    uint32_t site = cch_view_place(report->question[side].view, function, &what);
    print_name(report, side, function);
    if (site) {
        fputs("  ", report->stream);
        cch_print_site(report->stream, graph_of(report, side), site);
    }
}

static void print_parameters(const struct cch_diff_report *report, int side, uint32_t function) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_FUNCTION, function);
    size_t count;
    const uint32_t *items = cch_graph_items(graph, cells[CCH_FUNCTION_PARAMETERS], &count);
    if (cells[CCH_FUNCTION_SIGNATURE]) {
        cch_write_text(report->stream, cch_graph_text(graph, cells[CCH_FUNCTION_SIGNATURE], NULL));
        return;
    }
    putc('(', report->stream);
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : "", report->stream);
        cch_write_text(report->stream, cch_graph_text(graph, items[i], NULL));
    }
    putc(')', report->stream);
}

static void flags_text(const struct cch_diff_report *report, int side, uint32_t function, char *text, size_t size) {
    cch_flag_names(report->question[side].view->flags[function] & CCH_DIFF_FLAGS, text, size);
    if (!*text)
        snprintf(text, size, "declared only");
}

static void print_changed_function(const struct cch_diff_report *report, uint32_t old, uint32_t new) {
    char before[256], now[256];
    flags_text(report, CCH_OLD, old, before, sizeof before);
    flags_text(report, CCH_NEW, new, now, sizeof now);
    print_function(report, CCH_NEW, new);
    if (strcmp(before, now)) {
        fprintf(report->stream, "\n    %s, now %s", before, now);
        return;
    }
    fputs("\n    ", report->stream);
    print_parameters(report, CCH_OLD, old);
    fputs(", now ", report->stream);
    print_parameters(report, CCH_NEW, new);
}

static void print_unit(const struct cch_diff_report *report, int side, uint32_t row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_PASS, row);
    cch_write_text(report->stream, cch_graph_text(graph, cells[CCH_PASS_UNIT], NULL));
    fputs(" (", report->stream);
    cch_write_text(report->stream, cch_graph_text(graph, cells[CCH_PASS_KIND], NULL));
    putc(')', report->stream);
}

static const struct cch_view_edge *edge_of(const struct cch_diff_report *report, int side, uint32_t number) {
    return &report->question[side].view->edges[number];
}

static void print_edge(const struct cch_diff_report *report, int side, uint32_t number) {
    const struct cch_view_edge *edge = edge_of(report, side, number);
    print_name(report, side, edge->caller);
    fputs(" -> ", report->stream);
    print_name(report, side, edge->callee);
    fprintf(report->stream, "  %s%s  ", cch_kind_name((enum cch_kind)edge->kind), edge->certain ? "" : ", possible");
    cch_print_site(report->stream, graph_of(report, side), edge->site);
}

static void print_changed_edge(const struct cch_diff_report *report, uint32_t old, uint32_t new) {
    const struct cch_view_edge *before = edge_of(report, CCH_OLD, old), *now = edge_of(report, CCH_NEW, new);
    print_edge(report, CCH_NEW, new);
    if (before->certain != now->certain) {
        fprintf(report->stream, "\n    %s, now %s", before->certain ? "certain" : "possible",
                now->certain ? "certain" : "possible");
        return;
    }
    fputs("\n    in ", report->stream);
    cch_print_passes(report->stream, report->question[CCH_OLD].program, before->passes);
    fputs(", now in ", report->stream);
    cch_print_passes(report->stream, report->question[CCH_NEW].program, now->passes);
}

/* "grid (g, h, 1)": the value where the compiler knew it, else as written. */
static void print_launch_part(const struct cch_diff_report *report, const char *name, const char *value,
                              const char *text) {
    fprintf(report->stream, "%s (", name);
    cch_write_text(report->stream, *value ? value : text);
    putc(')', report->stream);
}

static void print_extent(const struct cch_diff_report *report, const char *name, const struct cch_extent *extent,
                         const char *text) {
    char *value = extent ? cch_extent_text(extent) : NULL;
    print_launch_part(report, name, value ? value : "", text);
    free(value);
}

static void print_launch(const struct cch_diff_report *report, int side, uint32_t row) {
    const cch_graph *graph = graph_of(report, side);
    const struct cch_configuration given = cch_configuration_read(graph, row);
    print_extent(report, "grid", given.has_grid ? &given.grid : NULL, given.grid_text);
    print_extent(report, ", block", given.has_block ? &given.block : NULL, given.block_text);
    print_launch_part(report, ", shared memory", given.shared_memory.text, given.shared_memory_text);
    print_launch_part(report, ", stream", given.stream, "");
    if (*given.attributes)
        print_launch_part(report, ", attributes", given.attributes, "");
    fputs("  ", report->stream);
    cch_print_site(report->stream, graph, given.site);
}

static void print_binding(const struct cch_diff_report *report, int side, uint32_t row) {
    const cch_graph *graph = graph_of(report, side);
    const uint32_t *cells = cch_graph_row(graph, CCH_BINDING, row);
    uint32_t target = report->question[side].view->node[cells[CCH_BINDING_TARGET]];
    size_t count;
    const uint32_t *items = cch_graph_items(graph, cells[CCH_BINDING_PARAMETERS], &count);
    fputs("to ", report->stream);
    if (target)
        print_name(report, side, target);
    else
        fputs("(no function)", report->stream);
    if (cells[CCH_BINDING_KEY]) {
        fputs(", key ", report->stream);
        cch_write_text(report->stream, cch_graph_text(graph, cells[CCH_BINDING_KEY], NULL));
    }
    if (cells[CCH_BINDING_SCHEMA]) {
        fputs(", schema ", report->stream);
        cch_write_text(report->stream, cch_graph_text(graph, cells[CCH_BINDING_SCHEMA], NULL));
    }
    for (size_t i = 0; i < count; i++) {
        fputs(i ? ", " : ", parameters (", report->stream);
        cch_write_text(report->stream, cch_graph_text(graph, items[i], NULL));
    }
    fputs(count ? ")  " : "  ", report->stream);
    cch_print_site(report->stream, graph, cells[CCH_BINDING_SITE]);
}

/* The rows that only one side has: - the old ones, + the new ones. */
static void print_rows(const struct cch_diff_report *report, enum cch_diff_what what,
                       const struct cch_diff_item *item) {
    int side = item->count[CCH_NEW] ? CCH_NEW : CCH_OLD;
    bool launch = what == CCH_DIFF_LAUNCH;
    const uint32_t *cells = cch_graph_row(graph_of(report, side), launch ? CCH_LAUNCH : CCH_BINDING,
                                          *cch_diff_cells(report->diff, item, side));
    const uint32_t *node = report->question[side].view->node;
    if (launch) {
        uint32_t kernel = node[cells[CCH_LAUNCH_KERNEL]];
        print_name(report, side, node[cells[CCH_LAUNCH_CALLER]]);
        fputs(" -> ", report->stream);
        fputs(kernel ? "" : "(unknown)", report->stream);
        print_name(report, side, kernel);
    } else {
        print_name(report, side, node[cells[CCH_BINDING_NAME]]);
    }
    for (side = 0; side < CCH_SIDES; side++)
        for (uint32_t i = 0; i < item->count[side]; i++) {
            fprintf(report->stream, "\n    %c ", side == CCH_OLD ? '-' : '+');
            (launch ? print_launch : print_binding)(report, side, cch_diff_cells(report->diff, item, side)[i]);
        }
}

static void print_chain(const struct cch_diff_report *report, int side, const struct cch_diff_item *item) {
    const uint32_t *functions = cch_diff_cells(report->diff, item, side);
    for (uint32_t i = 0; i < item->count[side]; i++) {
        fputs(i ? " -> " : "", report->stream);
        print_name(report, side, functions[i]);
    }
}

static void print_moved(const struct cch_diff_report *report, uint32_t old, uint32_t new) {
    const char *what;
    print_name(report, CCH_NEW, new);
    fputs("  ", report->stream);
    cch_print_site(report->stream, graph_of(report, CCH_OLD),
                   cch_view_place(report->question[CCH_OLD].view, old, &what));
    fputs(", now ", report->stream);
    cch_print_site(report->stream, graph_of(report, CCH_NEW),
                   cch_view_place(report->question[CCH_NEW].view, new, &what));
}

static void print_changed(const struct cch_diff_report *report, enum cch_diff_what what, uint32_t old, uint32_t new) {
    switch (what) {
    case CCH_DIFF_FUNCTION:
        print_changed_function(report, old, new);
        return;
    case CCH_DIFF_KERNEL:
        print_function(report, CCH_NEW, new);
        fprintf(report->stream, "\n    specializations %u, now %u",
                report->question[CCH_OLD].view->specializations[old],
                report->question[CCH_NEW].view->specializations[new]);
        return;
    case CCH_DIFF_EDGE:
        print_changed_edge(report, old, new);
        return;
    default: { /* a unit */
        const uint32_t *cells = cch_graph_row(graph_of(report, CCH_NEW), CCH_PASS, new);
        bool incomplete = cells[CCH_PASS_ERRORS] || (cells[CCH_PASS_FLAGS] & CCH_PASS_INCOMPLETE);
        print_unit(report, CCH_NEW, new);
        fprintf(report->stream, "  now %s", incomplete ? "incomplete" : "complete");
    }
    }
}

static void print_item(const struct cch_diff_report *report, enum cch_diff_what what, enum cch_diff_change change,
                       const struct cch_diff_item *item) {
    int side = change == CCH_REMOVED ? CCH_OLD : CCH_NEW;
    uint32_t number = item->count[side] ? *cch_diff_cells(report->diff, item, side) : 0;
    if (what == CCH_DIFF_LAUNCH || what == CCH_DIFF_BINDING)
        print_rows(report, what, item);
    else if (what == CCH_DIFF_CHAIN)
        print_chain(report, side, item);
    else if (change == CCH_MOVED)
        print_moved(report, *cch_diff_cells(report->diff, item, CCH_OLD), number);
    else if (change == CCH_CHANGED)
        print_changed(report, what, *cch_diff_cells(report->diff, item, CCH_OLD), number);
    else if (what == CCH_DIFF_EDGE)
        print_edge(report, side, number);
    else if (what == CCH_DIFF_UNIT)
        print_unit(report, side, number);
    else
        print_function(report, side, number);
}

static void print_list(const struct cch_diff_report *report, enum cch_diff_what what, enum cch_diff_change change) {
    const struct cch_diff_list *list = &report->diff->lists[what][change];
    bool example = what == CCH_DIFF_CHAIN && report->diff->example[change];
    if (!list->count)
        return;
    fprintf(report->stream, "\n%s %s (%zu%s)\n", cch_diff_noun(what, true), cch_diff_change_name(change), list->count,
            example ? ", examples" : "");
    for (size_t i = 0; i < list->count && i < report->limit && !ferror(report->stream); i++) {
        fputs("  ", report->stream);
        print_item(report, what, change, &list->items[i]);
        putc('\n', report->stream);
    }
    if (list->count > report->limit)
        fprintf(report->stream, "  … and %zu more\n", list->count - report->limit);
}

void cch_diff_print_text(const struct cch_diff_report *report) {
    const cch_diff *diff = report->diff;
    struct warned warned = {report->stream, false};
    cch_diff_warnings(report, print_warning, &warned);
    if (warned.any)
        putc('\n', report->stream);
    print_table(report);
    if (diff->chains)
        print_chain_numbers(report);
    if (cch_diff_is_empty(diff))
        fputs("\nno difference\n", report->stream);
    for (int what = 0; what < CCH_DIFF_COUNT; what++)
        for (int change = 0; change < CCH_CHANGE_COUNT; change++)
            print_list(report, (enum cch_diff_what)what, (enum cch_diff_change)change);
}
