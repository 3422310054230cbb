#define _GNU_SOURCE /* memmem */
/* PyTorch's Chrome trace: kernel events, and the framework's operators that launched them. */
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/index.h"
#include "base/pool.h"
#include "trace/events.h"
#include "trace/json_stream.h"
#include "trace/nesting.h"

enum { NAME_MAX_BYTES = 1 << 16 }; /* a kernel's name is cut there */

/* The operators by their number in the trace ("External id"). */
struct op {
    uint64_t id;
    uint32_t name; /* of the pool */
};

struct chrome {
    const struct cch_trace_request *request;
    struct op *ops;
    size_t count, capacity;
    cch_index index;
    cch_pool names;
    struct cch_nesting nesting; /* where that number is none of an operator's */
    char name[NAME_MAX_BYTES], category[32];
};

/* What of an event is of interest. */
struct fields {
    bool has_name, has_external, has_duration, has_correlation;
    double duration, external, correlation;
    uint64_t thread;
    struct cch_trace_event event;
};

static int64_t whole(double value) { return value >= 0 && value < 9e15 ? (int64_t)value : CCH_TRACE_UNTOLD; }

static void read_extent(const struct cch_json_member *member, int64_t extent[3]) {
    long long values[3];
    if (cch_json_numbers(member, values, 3) == 3)
        for (int i = 0; i < 3; i++)
            extent[i] = values[i];
}

static void read_arguments(const struct cch_json_member *arguments, struct fields *fields) {
    const char *at = arguments->value, *end = at + arguments->length;
    struct cch_json_member member;
    double number;
    while (*arguments->value == '{' && cch_json_next(&at, end, &member)) {
        if (cch_json_is(&member, "grid"))
            read_extent(&member, fields->event.grid);
        else if (cch_json_is(&member, "block"))
            read_extent(&member, fields->event.block);
        else if (!cch_json_double(&member, &number))
            continue;
        else if (cch_json_is(&member, "External id") || cch_json_is(&member, "external id"))
            fields->has_external = true, fields->external = number;
        else if (cch_json_is(&member, "correlation"))
            fields->has_correlation = number >= 0 && number < 9e15, fields->correlation = number;
        else if (cch_json_is(&member, "shared memory"))
            fields->event.shared = whole(number);
        else if (cch_json_is(&member, "registers per thread"))
            fields->event.registers = whole(number);
        else if (cch_json_is(&member, "device"))
            fields->event.device = whole(number);
        else if (cch_json_is(&member, "stream"))
            fields->event.stream = whole(number);
    }
}

static void read_fields(struct chrome *chrome, const char *text, size_t length, struct fields *fields) {
    const char *at = text, *end = text + length;
    struct cch_json_member member;
    *fields = (struct fields){.event = {.duration = CCH_TRACE_UNTOLD,
                                        .grid = {CCH_TRACE_UNTOLD, CCH_TRACE_UNTOLD, CCH_TRACE_UNTOLD},
                                        .block = {CCH_TRACE_UNTOLD, CCH_TRACE_UNTOLD, CCH_TRACE_UNTOLD},
                                        .shared = CCH_TRACE_UNTOLD,
                                        .static_shared = CCH_TRACE_UNTOLD,
                                        .dynamic_shared = CCH_TRACE_UNTOLD,
                                        .registers = CCH_TRACE_UNTOLD,
                                        .device = CCH_TRACE_UNTOLD,
                                        .stream = CCH_TRACE_UNTOLD,
                                        .text = text,
                                        .length = length}};
    chrome->category[0] = chrome->name[0] = '\0';
    while (cch_json_next(&at, end, &member)) {
        if (cch_json_is(&member, "name"))
            fields->has_name = cch_json_string(&member, chrome->name, sizeof chrome->name);
        else if (cch_json_is(&member, "cat"))
            cch_json_string(&member, chrome->category, sizeof chrome->category);
        else if (cch_json_is(&member, "ts"))
            cch_json_double(&member, &fields->event.start);
        else if (cch_json_is(&member, "dur"))
            fields->has_duration = cch_json_double(&member, &fields->duration);
        else if (cch_json_is(&member, "pid"))
            fields->thread += cch_hash_bytes(member.value, member.length) * 0x9e3779b97f4a7c15u;
        else if (cch_json_is(&member, "tid"))
            fields->thread += cch_hash_bytes(member.value, member.length) * 0xbf58476d1ce4e5b9u;
        else if (cch_json_is(&member, "args"))
            read_arguments(&member, fields);
    }
    if (fields->has_duration && fields->duration >= 0)
        fields->event.duration = fields->duration;
    fields->event.name = chrome->name;
}

/* Operators --------------------------------------------------------------------------- */

static uint32_t hash_of(uint64_t id) { return cch_hash_number(id); }

static const struct op *find_op(const struct chrome *chrome, uint64_t id) {
    uint32_t hash = hash_of(id);
    for (const struct cch_slot *s = cch_index_find(&chrome->index, hash); s; s = cch_index_again(&chrome->index, s))
        if (chrome->ops[s->number - 1].id == id)
            return &chrome->ops[s->number - 1];
    return NULL;
}

static bool holds(const char *text, size_t length, const char *word) {
    return memmem(text, length, word, strlen(word)) != NULL;
}

static int add_op(struct chrome *chrome, uint64_t id, uint32_t name) {
    if (cch_index_reserve(&chrome->index, chrome->count + 1) ||
        cch_array_reserve(&chrome->ops, &chrome->capacity, chrome->count + 1, sizeof *chrome->ops))
        return CCH_ERROR_MEMORY;
    chrome->ops[chrome->count++] = (struct op){id, name};
    cch_index_add(&chrome->index, hash_of(id), (uint32_t)chrome->count);
    return 0;
}

/* An operator by its number, and by its time. */
static int keep_op(struct chrome *chrome, const struct fields *fields) {
    uint32_t name = fields->has_name ? cch_pool_add(&chrome->names, chrome->name, strlen(chrome->name)) : 0;
    const struct cch_nested_op op = {.thread = fields->thread,
                                     .start = fields->event.start,
                                     .end = fields->event.start + fields->event.duration,
                                     .name = name};
    if (name == UINT32_MAX || (name && fields->event.duration >= 0 && cch_nesting_add_op(&chrome->nesting, &op)))
        return CCH_ERROR_MEMORY;
    if (!name || !fields->has_external || fields->external < 0 || fields->external > 9e15)
        return 0;
    uint64_t id = (uint64_t)fields->external;
    return find_op(chrome, id) ? 0 : add_op(chrome, id, name);
}

/* What a kernel event refers to: operators, and the runtime's calls that launch. */
static int keep(void *data, const char *text, size_t length) {
    struct chrome *chrome = data;
    struct fields fields;
    if (!holds(text, length, "\"cpu_op\"") && !holds(text, length, "\"Operator\"") &&
        !holds(text, length, "\"cuda_runtime\"") && !holds(text, length, "\"cuda_driver\"") &&
        !holds(text, length, "\"Runtime\""))
        return 0;
    read_fields(chrome, text, length, &fields);
    if (strcmp(chrome->category, "cpu_op") == 0 || strcmp(chrome->category, "Operator") == 0)
        return keep_op(chrome, &fields);
    bool calls = strcmp(chrome->category, "cuda_runtime") == 0 || strcmp(chrome->category, "cuda_driver") == 0 ||
                 strcmp(chrome->category, "Runtime") == 0;
    const struct cch_nested_launch launch = {fields.thread, (uint64_t)fields.correlation, fields.event.start, 0};
    return calls && fields.has_correlation ? cch_nesting_add_launch(&chrome->nesting, &launch) : 0;
}

/* Kernels ------------------------------------------------------------------------------- */

static int visit_kernel(void *data, const char *text, size_t length) {
    struct chrome *chrome = data;
    struct fields fields;
    FILE *copy = chrome->request->copy;
    bool is_kernel = holds(text, length, "\"kernel\"") || holds(text, length, "\"Kernel\"");
    if (is_kernel) {
        read_fields(chrome, text, length, &fields);
        is_kernel =
            fields.has_name && (strcmp(chrome->category, "kernel") == 0 || strcmp(chrome->category, "Kernel") == 0);
    }
    if (!is_kernel) {
        if (copy)
            fwrite(text, 1, length, copy);
        return 0;
    }
    const struct op *op = fields.has_external && fields.external >= 0 && fields.external < 9e15
                              ? find_op(chrome, (uint64_t)fields.external)
                              : NULL;
    uint32_t name = op ? op->name : 0;
    if (!op && fields.has_correlation)
        name = cch_nesting_op(&chrome->nesting, (uint64_t)fields.correlation);
    fields.event.op = name ? cch_pool_text(&chrome->names, name) : NULL;
    return chrome->request->visit(chrome->request->data, &fields.event);
}

int cch_trace_chrome(const char *path, const struct cch_trace_request *request, cch_error *error) {
    struct chrome *chrome = calloc(1, sizeof *chrome);
    if (!chrome)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    chrome->request = request;
    if (error)
        error->text[0] = '\0';
    int status = cch_trace_objects(path, keep, chrome, NULL, error);
    status = status ? status : cch_nesting_solve(&chrome->nesting);
    if (!status)
        status = cch_trace_objects(path, visit_kernel, chrome, request->copy, error);
    if (status == CCH_ERROR_MEMORY && error && !error->text[0])
        cch_fail(error, status, "cannot read '%s': out of memory", path);
    cch_pool_release(&chrome->names);
    cch_index_release(&chrome->index);
    cch_nesting_release(&chrome->nesting);
    free(chrome->ops);
    free(chrome);
    return status;
}
