#include "fit/code.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "graph_file/range.h"

struct architecture {
    uint32_t major, minor;
    char suffix; /* 'a': for this one alone; 'f': for its family; 0 */
};

/* "sm_90a" */
static bool read_architecture(const char *text, struct architecture *made) {
    char *end;
    if (strncmp(text, "sm_", 3) != 0 || !isdigit((unsigned char)text[3]))
        return false;
    unsigned long number = strtoul(text + 3, &end, 10);
    *made = (struct architecture){(uint32_t)(number / 10), (uint32_t)(number % 10), *end};
    return number >= 10 && number < 10000 && (!*end || (strchr("af", *end) && !end[1]));
}

/* Does code for the one run on the other? "CUDA C++ Programming Guide", Binary Compatibility: on what has the same
 * major revision and no lesser minor one; what is specific to an architecture only there. */
static bool runs_on(const struct architecture *one, const struct cch_device_limits *limits) {
    if (one->major != limits->major)
        return false;
    return one->suffix == 'a' ? one->minor == limits->minor : one->minor <= limits->minor;
}

/* Its PTX is compiled on the spot for any later device; that with a suffix is not. */
static bool is_before(const struct architecture *one, const struct cch_device_limits *limits) {
    return !one->suffix && one->major * 10 + one->minor < limits->major * 10 + limits->minor;
}

static int number_of(const struct architecture *one) { return (int)(one->major * 10 + one->minor) * 2 + !!one->suffix; }

/* Is a pass for a device among those of the units that have the launch? */
static bool has_device_pass(const cch_graph *graph, const struct cch_hardware_row *row) {
    for (uint32_t i = 1; i <= cch_graph_count(graph, CCH_PASS); i++) {
        const uint32_t *pass = cch_graph_row(graph, CCH_PASS, i);
        struct architecture one;
        if (!read_architecture(cch_graph_text(graph, pass[CCH_PASS_KIND], NULL), &one))
            continue;
        for (size_t j = 0; j < row->count; j++) {
            size_t count;
            const uint32_t *units =
                cch_graph_items(graph, cch_graph_row(graph, CCH_LAUNCH, row->launches[j])[CCH_LAUNCH_UNITS], &count);
            for (size_t k = 0; k < count; k++)
                if (units[k] == pass[CCH_PASS_UNIT])
                    return true;
        }
    }
    return false;
}

/* Nothing -------------------------------------------------------------------------------- */

enum { DEEPEST = 16 }; /* calls from a kernel to what does nothing: a generic kernel, a wrapper, a functor */

static bool is_stub(const cch_graph *graph, uint32_t function, uint32_t pass) {
    struct cch_range range = cch_graph_range(graph, CCH_STUB, 1, &function);
    for (uint32_t i = range.first; i < range.end; i++) {
        size_t count;
        const uint32_t *passes = cch_graph_items(graph, cch_graph_row(graph, CCH_STUB, i)[CCH_STUB_PASSES], &count);
        for (size_t j = 0; j < count; j++)
            if (passes[j] == pass)
                return true;
    }
    return false;
}

/* Does nothing that a kernel calls do anything in a pass? Making and letting go of objects, and what the toolchain
 * has, aside. */
static bool is_idle(const cch_view *view, uint32_t function, uint32_t pass, uint64_t bit, unsigned depth) {
    const cch_graph *graph = view->program->graph;
    bool calls = false;
    if (is_stub(graph, function, pass))
        return true;
    if (depth == DEEPEST)
        return false;
    for (size_t i = view->out[function]; i < view->out[function + 1]; i++) {
        const struct cch_view_edge *edge = &view->edges[i];
        uint32_t flags = view->flags[edge->callee];
        if (!(edge->passes & bit) || edge->kind == CCH_KIND_CONSTRUCT || edge->kind == CCH_KIND_DESTROY ||
            edge->kind == CCH_KIND_ADDRESS || (flags & (CCH_FLAG_SYSTEM | CCH_FLAG_BUILTIN | CCH_FLAG_IMPLICIT)))
            continue;
        if (edge->kind != CCH_KIND_CALL || !is_idle(view, edge->callee, pass, bit, depth + 1))
            return false;
        calls = true;
    }
    return calls;
}

static uint64_t bit_of(const cch_program *program, uint32_t pass) {
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (program->pass_kind_strings[i] == pass)
            return (uint64_t)1 << i;
    return 0;
}

int cch_fit_code_find(const cch_view *view, const struct cch_hardware_row *row, const struct cch_device_limits *limits,
                      cch_buffer *compiled, enum cch_fit_code *code, uint32_t *best) {
    const cch_graph *graph = view->program->graph;
    struct cch_range range = cch_graph_range(graph, CCH_KERNEL, 1, &row->kernel);
    int greatest = -1;
    *code = CCH_FIT_NO_CODE;
    *best = 0;
    cch_buffer_clear(compiled);
    for (uint32_t i = range.first; i < range.end && row->kernel; i++) {
        size_t count;
        const uint32_t *passes = cch_graph_items(graph, cch_graph_row(graph, CCH_KERNEL, i)[CCH_KERNEL_PASSES], &count);
        for (size_t j = 0; j < count; j++) {
            struct architecture one;
            size_t length;
            const char *text = cch_graph_text(graph, passes[j], &length);
            if (!read_architecture(text, &one))
                continue;
            if ((compiled->length && cch_buffer_add(compiled, ",", 1)) || cch_buffer_add(compiled, text, length))
                return CCH_ERROR_MEMORY;
            if (runs_on(&one, limits) && number_of(&one) > greatest) {
                greatest = number_of(&one);
                *best = passes[j];
                *code = CCH_FIT_COMPILED;
            } else if (is_before(&one, limits) && *code == CCH_FIT_NO_CODE) {
                *code = CCH_FIT_AS_PTX;
            }
        }
    }
    if (!compiled->length && !has_device_pass(graph, row))
        *code = CCH_FIT_CODE_UNKNOWN;
    if (*best && is_idle(view, row->kernel, *best, bit_of(view->program, *best), 0))
        *code = is_stub(graph, row->kernel, *best) ? CCH_FIT_EMPTY : CCH_FIT_IDLE;
    return 0;
}

bool cch_fit_code_is_for(const char *kind, const struct cch_device_limits *limits) {
    struct architecture one;
    return read_architecture(kind, &one) && one.major == limits->major && one.minor == limits->minor;
}
