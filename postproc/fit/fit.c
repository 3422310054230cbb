#include "fit/fit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "fit/code.h"
#include "fit/optin.h"
#include "params/device_conditions.h"

struct fitting {
    const cch_program *program;
    const cch_graph *graph;
    const struct cch_fit_request *request;
    cch_view *view, *source;
    struct cch_fit_settings settings;
    cch_device_conditions *conditions;
    cch_buffer compiled, reason;
    cch_fit_visitor *visit;
    void *data;
    bool failed; /* no memory */
};

/* The reason ------------------------------------------------------------------------ */

static void say(struct fitting *fitting, const char *text) {
    cch_buffer *reason = &fitting->reason;
    if ((reason->length && cch_buffer_add(reason, "; ", 2)) || cch_buffer_add(reason, text, strlen(text)))
        fitting->failed = true;
}

static void say_of(struct fitting *fitting, const char *what, char *text) { /* takes the text */
    char line[512];
    snprintf(line, sizeof line, "%s: %s", what, text ? text : "");
    fitting->failed = fitting->failed || !text;
    free(text);
    say(fitting, line);
}

/* Conditions --------------------------------------------------------------------------- */

static void say_condition(struct fitting *fitting, struct cch_step step) {
    char line[512];
    const uint32_t *cells = cch_graph_row(fitting->graph, CCH_GUARD, step.guard);
    snprintf(line, sizeof line, "%s is not %s there", cch_graph_text(fitting->graph, cells[CCH_GUARD_TEXT], NULL),
             cch_graph_text(fitting->graph, step.outcome, NULL));
    say(fitting, line);
}

/* Is there a way to the launch on the device? `condition` becomes a branch that closes the first one, or, where there
 * is an open one, one that lets the device in (0: none asks). */
static bool is_reached(struct fitting *fitting, struct cch_fit *fit) {
    const struct cch_ways *ways = fit->row->ways;
    struct cch_step closing = {0, 0};
    bool open = ways->count == 0 || ways->more;
    for (size_t i = 0; i < ways->count; i++) {
        uint32_t lets_in = 0;
        bool closed = false;
        for (size_t j = 0; j < ways->items[i].count && !closed; j++) {
            struct cch_step step = ways->items[i].steps[j];
            enum cch_truth truth = cch_device_condition(fitting->conditions, step.guard, step.outcome, fit->device);
            bool asks = truth != CCH_UNDECIDED && cch_device_condition_asks(fitting->conditions, step.guard);
            closed = truth == CCH_FALSE && asks;
            if (closed && !closing.guard)
                closing = step;
            if (truth == CCH_TRUE && asks)
                lets_in = step.guard;
        }
        if (!closed) {
            open = true;
            fit->condition = lets_in ? lets_in : fit->condition;
        }
    }
    if (!open) {
        fit->condition = closing.guard;
        say_condition(fitting, closing);
    }
    return open;
}

/* What it has ------------------------------------------------------------------------------- */

/* Reads what the launch has, and says what of it is not known. */
static void read_launch(struct fitting *fitting, struct cch_fit *fit, uint32_t architecture) {
    const struct cch_configuration *given = &fit->row->given;
    struct cch_fit_code_facts facts = {CCH_FIT_UNREAD, CCH_FIT_UNREAD};
    const struct cch_fit_request *request = fitting->request;
    if (given->block.kind == CCH_AMOUNT_NUMBER)
        fit->threads =
            given->block.dimensions[0].number * given->block.dimensions[1].number * given->block.dimensions[2].number;
    else if (given->has_block)
        say_of(fitting, "block", cch_extent_text(&given->block));
    else
        say(fitting, "block: not known");
    if (given->shared_memory.kind == CCH_AMOUNT_NUMBER)
        fit->dynamic_shared = given->shared_memory.number;
    else
        say_of(fitting, "shared memory", cch_amount_text(&given->shared_memory));
    if (request->facts && architecture && fit->row->kernel &&
        request->facts(request->data, fit->row->kernel, cch_graph_text(fitting->graph, architecture, NULL), &facts)) {
        fit->registers = facts.registers;
        fit->static_shared = facts.static_shared;
    }
    const struct cch_static_shared *fixed = &fit->row->static_shared;
    if (fit->static_shared == CCH_FIT_UNREAD && fixed->kind == CCH_QUANTITY_NUMBER)
        fit->static_shared = fixed->least;
    if (fit->static_shared == CCH_FIT_UNREAD && fixed->kind == CCH_QUANTITY_EXPRESSION) {
        char line[64];
        fit->static_least = fixed->least;
        snprintf(line, sizeof line, "static shared memory: %u or more", fixed->least);
        say(fitting, line);
    } else if (fit->static_shared == CCH_FIT_UNREAD && fit->dynamic_shared != CCH_FIT_UNREAD) {
        say(fitting, "without static shared memory, which is not known");
    }
}

static void exceed(struct cch_fit *fit, enum cch_fit_excess what, int64_t has, int64_t limit) {
    if (has <= limit || fit->excess)
        return;
    fit->excess = what;
    fit->by = has - limit;
}

static void hold_extent(struct cch_fit *fit, const struct cch_extent *extent, const int64_t limits[3]) {
    for (int i = 0; i < 3; i++)
        if (extent->dimensions[i].kind == CCH_AMOUNT_NUMBER && !extent->whole)
            exceed(fit, CCH_FIT_DIMENSION, extent->dimensions[i].number, limits[i]);
}

static void hold_cluster(struct fitting *fitting, struct cch_fit *fit, bool *unknown) {
    const struct cch_quantity *cluster = &fit->row->cluster;
    const struct cch_device_limits *limits = fit->device->limits;
    if (cluster->kind == CCH_QUANTITY_NONE)
        return;
    if (cluster->kind != CCH_QUANTITY_EXTENT || cluster->extent.kind != CCH_AMOUNT_NUMBER) {
        say(fitting, "cluster: known when it runs");
        *unknown = true;
        return;
    }
    const struct cch_amount *sides = cluster->extent.dimensions;
    int64_t blocks = sides[0].number * sides[1].number * sides[2].number;
    if (limits->cluster_portable == 1 || (limits->cluster_most && blocks > limits->cluster_most))
        exceed(fit, CCH_FIT_CLUSTER, blocks, limits->cluster_portable == 1 ? 1 : limits->cluster_most);
    else if (blocks > limits->cluster_portable) {
        enum cch_fit_optin optin;
        if (cch_fit_optin_find(&fitting->settings, fit->row, "NonPortableClusterSizeAllowed", 1, NULL, &optin))
            fitting->failed = true;
        else if (optin != CCH_FIT_OPTIN_SET || !limits->cluster_most) {
            say(fitting, "cluster: of a size that not every such device has");
            *unknown = true;
        }
    }
}

static enum cch_fit_verdict hold_shared(struct fitting *fitting, struct cch_fit *fit) {
    const struct cch_device_limits *limits = fit->device->limits;
    const struct cch_amount *given = &fit->row->given.shared_memory;
    int64_t fixed = fit->static_shared == CCH_FIT_UNREAD ? fit->static_least : fit->static_shared;
    if (fit->dynamic_shared == CCH_FIT_UNREAD)
        return CCH_FIT_UNKNOWN;
    int64_t bytes = fixed + fit->dynamic_shared;
    exceed(fit, CCH_FIT_SHARED_MEMORY, bytes, limits->shared_per_block_optin);
    fit->limit =
        bytes > CCH_DEVICE_SHARED_PER_BLOCK ? limits->shared_per_block_optin : (int64_t)CCH_DEVICE_SHARED_PER_BLOCK;
    if (fit->excess || bytes <= CCH_DEVICE_SHARED_PER_BLOCK)
        return fit->excess ? CCH_FIT_EXCEEDS : CCH_FIT_LAUNCHES;
    if (cch_fit_optin_find(&fitting->settings, fit->row, "MaxDynamicSharedMemorySize", fit->dynamic_shared, given->text,
                           &fit->optin))
        fitting->failed = true;
    switch (fit->optin) {
    case CCH_FIT_OPTIN_SET:
        return CCH_FIT_OPTIN;
    case CCH_FIT_OPTIN_ELSEWHERE:
    case CCH_FIT_OPTIN_UNREAD:
        say(fitting, fit->optin == CCH_FIT_OPTIN_UNREAD
                         ? "whether so much shared memory is asked for is not known"
                         : "shared memory is asked for in another function: whether that ran is not known");
        return CCH_FIT_UNKNOWN;
    default:
        return CCH_FIT_OPTIN_ABSENT;
    }
}

static enum cch_fit_verdict hold(struct fitting *fitting, struct cch_fit *fit) {
    static const int64_t grid[] = {CCH_DEVICE_GRID_X, CCH_DEVICE_GRID_Y, CCH_DEVICE_GRID_Z};
    static const int64_t block[] = {CCH_DEVICE_BLOCK_X, CCH_DEVICE_BLOCK_Y, CCH_DEVICE_BLOCK_Z};
    const struct cch_hardware_row *row = fit->row;
    bool unknown = fit->threads == CCH_FIT_UNREAD;
    if (fit->threads != CCH_FIT_UNREAD) {
        exceed(fit, CCH_FIT_THREADS, fit->threads, CCH_DEVICE_THREADS_PER_BLOCK);
        if (row->bounds.kind == CCH_QUANTITY_NUMBER && row->bounds.numbers[0] > 0)
            exceed(fit, CCH_FIT_BOUND, fit->threads, row->bounds.numbers[0]);
        if (fit->registers != CCH_FIT_UNREAD)
            exceed(fit, CCH_FIT_REGISTERS, fit->registers * fit->threads, CCH_DEVICE_REGISTERS_PER_BLOCK);
    }
    if (row->given.has_block)
        hold_extent(fit, &row->given.block, block);
    if (row->given.has_grid)
        hold_extent(fit, &row->given.grid, grid);
    hold_cluster(fitting, fit, &unknown);
    enum cch_fit_verdict verdict = hold_shared(fitting, fit);
    if (fit->excess)
        return CCH_FIT_EXCEEDS;
    return verdict == CCH_FIT_LAUNCHES || verdict == CCH_FIT_OPTIN ? (unknown ? CCH_FIT_UNKNOWN : verdict) : verdict;
}

/* One row on one device ------------------------------------------------------------------------ */

static int fit_one(struct fitting *fitting, struct cch_hardware_row *row, const struct cch_device *device) {
    struct cch_fit fit = {.row = row,
                          .device = device,
                          .threads = CCH_FIT_UNREAD,
                          .dynamic_shared = CCH_FIT_UNREAD,
                          .static_shared = CCH_FIT_UNREAD,
                          .registers = CCH_FIT_UNREAD,
                          .blocks = CCH_FIT_UNREAD,
                          .limited = ""};
    uint32_t architecture;
    cch_buffer_clear(&fitting->reason);
    if (cch_fit_code_find(fitting->view, row, device->limits, &fitting->compiled, &fit.code, &architecture))
        return CCH_ERROR_MEMORY;
    bool reached = is_reached(fitting, &fit);
    read_launch(fitting, &fit, architecture);
    fit.verdict = hold(fitting, &fit);
    if (reached) {
        fit.blocks = cch_fit_blocks(device->limits, fit.threads, fit.registers,
                                    fit.static_shared == CCH_FIT_UNREAD || fit.dynamic_shared == CCH_FIT_UNREAD
                                        ? CCH_FIT_UNREAD
                                        : fit.static_shared + fit.dynamic_shared,
                                    &fit.limited);
        if (fit.code == CCH_FIT_NO_CODE)
            fit.verdict = CCH_FIT_NOT_COMPILED;
        else if (fit.code == CCH_FIT_EMPTY)
            fit.verdict = CCH_FIT_STUB;
        else if (fit.code == CCH_FIT_IDLE && (fit.verdict == CCH_FIT_LAUNCHES || fit.verdict == CCH_FIT_OPTIN))
            fit.verdict = CCH_FIT_UNKNOWN;
        if (fit.code == CCH_FIT_IDLE)
            say(fitting, "all that it calls does nothing there");
        if (fit.code == CCH_FIT_AS_PTX)
            say(fitting, "runs there only if the binary has PTX");
        fit.wrongly = fit.code == CCH_FIT_EMPTY && fit.condition;
    } else {
        fit.verdict = CCH_FIT_NOT_REACHED;
    }
    if (!row->kernel)
        say(fitting, "the kernel is not known");
    fit.compiled = cch_buffer_text(&fitting->compiled);
    fit.reason = cch_buffer_text(&fitting->reason);
    return fitting->failed ? CCH_ERROR_MEMORY : fitting->visit(fitting->data, &fit);
}

static int fit_row(void *data, struct cch_hardware_row *row) {
    struct fitting *fitting = data;
    int status = 0;
    for (size_t i = 0; i < fitting->request->device_count && !status; i++)
        status = fit_one(fitting, row, &fitting->request->devices[i]);
    return status;
}

int cch_fit_visit(const cch_program *program, cch_names *names, const struct cch_fit_request *request,
                  cch_fit_visitor *visit, void *data, cch_error *error) {
    struct fitting fitting = {
        .program = program, .graph = program->graph, .request = request, .visit = visit, .data = data};
    int status;
    if (!(status = cch_view_new(&fitting.view, program, CCH_LEVEL_INSTANCE, 0, error)) &&
        !(status = cch_view_new(&fitting.source, program, CCH_LEVEL_SOURCE, 0, error))) {
        fitting.settings.graph = fitting.graph;
        fitting.settings.view = fitting.view;
        fitting.settings.queue = malloc(((size_t)program->function_count + 1) * sizeof *fitting.settings.queue);
        fitting.settings.seen = calloc((size_t)program->function_count + 1, 1);
        fitting.settings.finder = cch_way_finder_new(fitting.view);
        fitting.conditions = cch_device_conditions_new(fitting.source);
        if (!fitting.settings.finder || !fitting.conditions || !fitting.settings.queue || !fitting.settings.seen ||
            cch_order_make(&fitting.settings.by_kernel, fitting.graph, CCH_KERNEL_SETTING,
                           (const uint8_t[]){CCH_KERNEL_SETTING_KERNEL}, 1))
            status = cch_fail(error, CCH_ERROR_MEMORY, "cannot compare launches with devices: out of memory");
        else
            status = cch_hardware_visit(program, names, &request->rows, fit_row, &fitting, error);
    }
    cch_device_conditions_free(fitting.conditions);
    cch_way_finder_free(fitting.settings.finder);
    cch_order_release(&fitting.settings.by_kernel);
    free(fitting.settings.queue);
    free(fitting.settings.seen);
    cch_buffer_release(&fitting.compiled);
    cch_buffer_release(&fitting.reason);
    cch_view_free(fitting.source);
    cch_view_free(fitting.view);
    return status;
}

/* Devices ------------------------------------------------------------------------------ */

struct cch_device *cch_fit_devices(const cch_graph *graph, size_t *count) {
    size_t known = 0;
    while (cch_device_limits_at(known))
        known++;
    struct cch_device *devices = calloc(known + 1, sizeof *devices);
    *count = 0;
    for (int all = 0; all < 2 && devices && !*count; all++)
        for (size_t i = 0; i < known; i++) {
            const struct cch_device_limits *limits = cch_device_limits_at(i);
            bool wanted = all != 0;
            for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PASS) && !wanted; row++) {
                const char *kind = cch_graph_text(graph, cch_graph_row(graph, CCH_PASS, row)[CCH_PASS_KIND], NULL);
                wanted = cch_fit_code_is_for(kind, limits);
            }
            if (wanted)
                devices[(*count)++] =
                    (struct cch_device){.name = limits->architecture, .limits = limits, .source = limits->source};
        }
    return devices;
}
