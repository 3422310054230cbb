#include "params/hardware/parts.h"

#include "base/array.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Small pieces ------------------------------------------------------------------ */

json_object *cch_hardware_unknown(const char *reason, enum cch_reason code) {
    json_object *made = json_object_new_object();
    json_object_object_add(made, "unknown", json_object_new_string(reason));
    if (code)
        json_object_object_add(made, "code", json_object_new_string(cch_reason_name(code)));
    return made;
}

json_object *cch_hardware_list(const cch_graph *graph, uint32_t string) {
    json_object *array = json_object_new_array();
    for (const char *text = cch_graph_text(graph, string, NULL); *text;) {
        size_t length = strcspn(text, "\n");
        json_object_array_add(array, json_object_new_string_len(text, (int)length));
        text += length + (text[length] != '\0');
    }
    return array;
}

json_object *cch_hardware_site(const cch_graph *graph, uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (!cells)
        return NULL;
    json_object *made = json_object_new_object();
    json_object_object_add(made, "file", json_object_new_string(cch_graph_text(graph, cells[CCH_SITE_FILE], NULL)));
    json_object_object_add(made, "line", json_object_new_int64(cells[CCH_SITE_LINE]));
    json_object_object_add(made, "column", json_object_new_int64(cells[CCH_SITE_COLUMN]));
    return made;
}

json_object *cch_hardware_value(const char *text) {
    size_t length = strlen(text), digits = strspn(text + (*text == '-'), "0123456789");
    if (strcmp(text, "true") == 0 || strcmp(text, "false") == 0)
        return json_object_new_boolean(*text == 't');
    if (digits && digits + (*text == '-') == length && digits <= 18)
        return json_object_new_int64(strtoll(text, NULL, 10));
    return json_object_new_string(text);
}

void cch_hardware_add_unique(json_object *array, json_object *item) {
    for (size_t i = 0; i < json_object_array_length(array); i++)
        if (json_object_equal(json_object_array_get_idx(array, i), item)) {
            json_object_put(item);
            return;
        }
    json_object_array_add(array, item);
}

void cch_hardware_add_strings(const cch_graph *graph, json_object *array, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(graph, list, &count);
    for (size_t i = 0; i < count; i++)
        cch_hardware_add_unique(array, json_object_new_string(cch_graph_text(graph, items[i], NULL)));
}

/* Indexes ------------------------------------------------------------------------- */

int cch_hardware_index(struct cch_hardware *hardware) {
    static const uint8_t by_place[] = {CCH_CONSTANT_CLASS, CCH_CONSTANT_SITE, CCH_CONSTANT_NAME, CCH_CONSTANT_VALUE};
    static const uint8_t by_kernel[] = {CCH_KERNEL_SETTING_KERNEL};
    const cch_graph *graph = hardware->graph;
    hardware->used = json_object_new_object();
    return !hardware->used || cch_order_make(&hardware->constants, graph, CCH_CONSTANT, by_place, sizeof by_place) ||
                   cch_order_make(&hardware->settings, graph, CCH_KERNEL_SETTING, by_kernel, sizeof by_kernel)
               ? -1
               : 0;
}

void cch_hardware_release(struct cch_hardware *hardware) {
    cch_order_release(&hardware->constants);
    cch_order_release(&hardware->settings);
    json_object_put(hardware->parts);
    json_object_put(hardware->used);
    cch_hardware_queries_free(hardware->queries);
    cch_way_finder_free(hardware->finder);
    cch_view_free(hardware->view);
    cch_view_free(hardware->source);
}

/* Template arguments ----------------------------------------------------------------- */

enum { CLASSES_DEEP = 12 }; /* arguments of arguments of …: those beyond are in the type's own text */

/* The rows of the arguments of a function, or else of a class. */
static struct cch_range arguments_in(const struct cch_hardware *hardware, uint32_t function, uint32_t class) {
    return cch_graph_range(hardware->graph, CCH_TEMPLATE_ARGUMENT, 2, (const uint32_t[]){function, class});
}

static bool has_arguments(const struct cch_hardware *hardware, uint32_t class) {
    struct cch_range range = arguments_in(hardware, 0, class);
    return range.first < range.end;
}

static json_object *arguments_of(const struct cch_hardware *hardware, uint32_t function, uint32_t class, int depth) {
    const cch_graph *graph = hardware->graph;
    json_object *made = json_object_new_object();
    struct cch_range range = arguments_in(hardware, function, class);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_TEMPLATE_ARGUMENT, i);
        char unnamed[24];
        const char *name = cch_graph_text(graph, cells[CCH_TEMPLATE_ARGUMENT_NAME], NULL);
        const char *text = cch_graph_text(graph, cells[CCH_TEMPLATE_ARGUMENT_VALUE], NULL);
        json_object *value = cch_hardware_value(text);
        uint32_t type = cells[CCH_TEMPLATE_ARGUMENT_TYPE];
        snprintf(unnamed, sizeof unnamed, "#%u", cells[CCH_TEMPLATE_ARGUMENT_INDEX]);
        if (type && depth < CLASSES_DEEP && has_arguments(hardware, type)) {
            json_object_put(value);
            value = json_object_new_object();
            json_object_object_add(value, "type", json_object_new_string(text));
            json_object_object_add(value, "arguments", arguments_of(hardware, 0, type, depth + 1));
        }
        json_object_object_add(made, *name ? name : unnamed, value);
    }
    return made;
}

/* What a kernel in Python is compiled with, by each launch: its constants and options, which are what template arguments
 * are to one in C++. CUDA's own attributes have columns of their own. */
static json_object *options_of(const cch_graph *graph, uint32_t launch) {
    json_object *made = json_object_new_object();
    struct cch_range range = cch_graph_range(graph, CCH_LAUNCH_ATTRIBUTE, 1, &launch);
    for (uint32_t i = range.first; i < range.end; i++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_LAUNCH_ATTRIBUTE, i);
        const char *name = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_NAME], NULL);
        const char *text = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_X], NULL);
        if (*name && strncmp(name, "cudaLaunchAttribute", 19) != 0)
            json_object_object_add(
                made, name,
                *text ? cch_hardware_value(text)
                      : cch_hardware_unknown(cch_reason_text(CCH_REASON_NOT_UNDERSTOOD), CCH_REASON_NOT_UNDERSTOOD));
    }
    return made;
}

/* Names and passes ---------------------------------------------------------------------- */

/* Why the launch's kernel is not known. */
static enum cch_reason reason_of_kernel(const cch_graph *graph, uint32_t launch) {
    struct cch_range given =
        cch_graph_range(graph, CCH_LAUNCH_PARAMETER, 3, (const uint32_t[]){launch, 0, CCH_LAUNCH_KERNEL});
    return given.first < given.end ? CCH_REASON_PARAMETER : CCH_REASON_POINTER;
}

void cch_hardware_add_names(struct cch_hardware *hardware, json_object *row, uint32_t kernel, uint32_t launch) {
    const char *what;
    const cch_graph *graph = hardware->graph;
    const char *name = kernel ? cch_names_function(hardware->names, CCH_NAMING_FULL, kernel) : "(unknown)";
    json_object_object_add(row, "kernel", json_object_new_string(name));
    json_object_object_add(
        row, "name",
        json_object_new_string(kernel ? cch_names_function(hardware->names, CCH_NAMING_SHORT, kernel) : "(unknown)"));
    if (!kernel) {
        enum cch_reason reason = reason_of_kernel(graph, launch);
        json_object_object_add(row, "id", cch_hardware_unknown(cch_reason_text(reason), reason));
        json_object_object_add(row, "site", NULL);
        json_object_object_add(row, "template_arguments", json_object_new_object());
        return;
    }
    json_object_object_add(row, "id", json_object_new_string(cch_graph_identity(graph, kernel, NULL)));
    json_object_object_add(row, "site", cch_hardware_site(graph, cch_view_place(hardware->view, kernel, &what)));
    const uint32_t *function = cch_graph_row(graph, CCH_FUNCTION, kernel);
    json_object_object_add(row, "template_arguments",
                           launch && function[CCH_FUNCTION_LANGUAGE] == CCH_LANGUAGE_PYTHON
                               ? options_of(graph, launch)
                               : arguments_of(hardware, kernel, 0, 0));
}

static int compare_texts(const void *left, const void *right) {
    json_object *const *a = left, *const *b = right;
    return strcmp(json_object_get_string(*a), json_object_get_string(*b));
}

/* A program's own masks of passes know those with edges only; a kernel may have none. */
void cch_hardware_add_passes(const struct cch_hardware *hardware, json_object *row, uint32_t kernel,
                             json_object *passes) {
    json_object *architectures = json_object_new_array();
    struct cch_range range = cch_graph_range(hardware->graph, CCH_KERNEL, 1, &kernel);
    for (uint32_t i = range.first; i < range.end; i++)
        cch_hardware_add_strings(hardware->graph, passes,
                                 cch_graph_row(hardware->graph, CCH_KERNEL, i)[CCH_KERNEL_PASSES]);
    json_object_array_sort(passes, compare_texts);
    for (size_t i = 0; i < json_object_array_length(passes); i++) {
        json_object *name = json_object_array_get_idx(passes, i);
        if (strcmp(json_object_get_string(name), "host") != 0)
            json_object_array_add(architectures, json_object_get(name));
    }
    json_object_object_add(row, "architectures", architectures);
    json_object_object_add(row, "passes", passes);
}

/* Used names -------------------------------------------------------------------------------- */

static void wait_for(uint32_t function, unsigned char *seen, uint32_t *waiting, size_t *count) {
    if (!seen[function])
        waiting[(*count)++] = function;
    seen[function] = 1;
}

/* Marks, as written, what the specializations of a kernel reach on the device;
 * false also when no memory is left. */
static bool mark_reached(const struct cch_hardware *hardware, uint32_t kernel, unsigned char *reached) {
    const cch_view *view = hardware->view;
    uint32_t *waiting = malloc(((size_t)view->function_count + 1) * sizeof *waiting);
    unsigned char *seen = calloc((size_t)view->function_count + 1, 1);
    size_t count = 0;
    uint64_t host = 0;
    bool any = false;
    for (size_t bit = 0; bit < hardware->program->pass_kind_count; bit++)
        if (strcmp(hardware->program->pass_kinds[bit], "host") == 0)
            host = (uint64_t)1 << bit;
    for (uint32_t f = 1; f <= view->function_count && waiting && seen; f++)
        if (view->node[f] == f && hardware->source->node[f] == kernel)
            wait_for(f, seen, waiting, &count);
    reached[kernel] = 1;
    while (count && seen) {
        uint32_t function = waiting[--count];
        reached[hardware->source->node[function]] = 1;
        for (size_t i = view->out[function]; i < view->out[function + 1]; i++) {
            const struct cch_view_edge *edge = &view->edges[i];
            if (!(edge->passes & ~host))
                continue;
            any = true;
            wait_for(edge->callee, seen, waiting, &count);
        }
    }
    free(waiting);
    free(seen);
    return any;
}

/* Names that the kernel's code mentions, directly or by types and constants
 * that it mentions; NULL: no device pass tells. */
static json_object *names_used(struct cch_hardware *hardware, uint32_t kernel) {
    const cch_graph *graph = hardware->graph;
    unsigned char *reached = calloc((size_t)hardware->source->function_count + 1, 1);
    uint32_t mentions = cch_graph_count(graph, CCH_MENTION);
    json_object *names = NULL;
    if (reached && (mark_reached(hardware, kernel, reached) || mentions))
        names = json_object_new_object();
    bool news = names != NULL, any = false;
    while (news) {
        news = false;
        for (uint32_t i = 1; i <= mentions; i++) {
            const uint32_t *cells = cch_graph_row(graph, CCH_MENTION, i);
            const char *name = cch_graph_text(graph, cells[CCH_MENTION_NAME], NULL);
            const char *member = cch_graph_text(graph, cells[CCH_MENTION_MEMBER], NULL);
            uint32_t function = hardware->source->node[cells[CCH_MENTION_FUNCTION]];
            bool holds =
                cells[CCH_MENTION_FUNCTION] ? reached[function] : json_object_object_get_ex(names, member, NULL);
            any = any || (cells[CCH_MENTION_FUNCTION] && reached[function]);
            if (!holds || json_object_object_get_ex(names, name, NULL))
                continue;
            json_object_object_add(names, name, json_object_new_boolean(true));
            news = true;
        }
    }
    free(reached);
    if (!any) { /* compiled for no device here */
        json_object_put(names);
        return NULL;
    }
    return names;
}

static json_object *used_by(struct cch_hardware *hardware, uint32_t kernel) {
    uint32_t written = hardware->source->node[kernel];
    const char *identity = cch_graph_identity(hardware->graph, written, NULL);
    json_object *names;
    if (!json_object_object_get_ex(hardware->used, identity, &names)) {
        names = names_used(hardware, written);
        json_object_object_add(hardware->used, identity, names);
    }
    return names;
}

/* Traits -------------------------------------------------------------------------------------- */

struct traits {
    struct cch_hardware *hardware;
    json_object *array, *used, *seen; /* `seen`: identities of classes */
    uint32_t *waiting;                /* classes: a stack */
    size_t count, room;
};

static const char *class_name(const struct cch_hardware *hardware, uint32_t identity) {
    struct cch_range range = cch_graph_range(hardware->graph, CCH_CLASS, 1, &identity);
    if (range.first == range.end)
        return "";
    const uint32_t *cells = cch_graph_row(hardware->graph, CCH_CLASS, range.first);
    return cch_names_entity(hardware->names, CCH_NAMING_FULL, cells[CCH_CLASS_NAME]);
}

static void add_constant(struct traits *traits, const uint32_t *cells, const char *class) {
    struct cch_hardware *hardware = traits->hardware;
    const cch_graph *graph = hardware->graph;
    const char *name = cch_graph_text(graph, cells[CCH_CONSTANT_NAME], NULL);
    const char *bare = strstr(name, "::") ? strstr(name, "::") + 2 : name;
    const char *reason = cch_graph_text(graph, cells[CCH_CONSTANT_REASON], NULL);
    json_object *made = json_object_new_object(), *passes = json_object_new_array();
    json_object_object_add(made, "name", json_object_new_string(name));
    json_object_object_add(made, "value",
                           *reason ? cch_hardware_unknown(reason, CCH_REASON_NONE)
                                   : cch_hardware_value(cch_graph_text(graph, cells[CCH_CONSTANT_VALUE], NULL)));
    json_object_object_add(made, "class", json_object_new_string(class));
    cch_hardware_add_strings(graph, passes, cells[CCH_CONSTANT_PASSES]);
    json_object_object_add(made, "passes", passes);
    json_object_object_add(made, "used",
                           traits->used ? json_object_new_boolean(json_object_object_get_ex(traits->used, bare, NULL))
                                        : NULL);
    json_object_object_add(made, "site", cch_hardware_site(graph, cells[CCH_CONSTANT_SITE]));
    json_object_array_add(traits->array, made);
}

/* A value that some pass knows makes it of no interest that another does not. */
static bool is_known_elsewhere(const struct cch_hardware *hardware, const uint32_t *cells) {
    const cch_graph *graph = hardware->graph;
    const uint32_t key[] = {cells[CCH_CONSTANT_CLASS], cells[CCH_CONSTANT_NAME]};
    struct cch_range range = cch_graph_range(graph, CCH_CONSTANT, 2, key);
    for (uint32_t i = range.first; cells[CCH_CONSTANT_REASON] && i < range.end; i++)
        if (cch_graph_row(graph, CCH_CONSTANT, i)[CCH_CONSTANT_VALUE])
            return true;
    return false;
}

static void add_constants(struct traits *traits, uint32_t class) {
    struct cch_hardware *hardware = traits->hardware;
    const cch_graph *graph = hardware->graph;
    const char *name = NULL;
    struct cch_range range = cch_order_range(&hardware->constants, 1, &class);
    for (uint32_t at = range.first; at < range.end; at++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_CONSTANT, hardware->constants.rows[at]);
        name = name ? name : class_name(hardware, class);
        if (!is_known_elsewhere(hardware, cells))
            add_constant(traits, cells, name);
    }
}

static void wait_for_class(struct traits *traits, uint32_t class) {
    if (cch_array_reserve(&traits->waiting, &traits->room, traits->count + 1, sizeof *traits->waiting))
        cch_memory_note_failure();
    else
        traits->waiting[traits->count++] = class;
}

/* Its bases, the classes inside of it and those among its arguments wait, the first of them on top. */
static void wait_for_parts(struct traits *traits, uint32_t class) {
    struct cch_hardware *hardware = traits->hardware;
    const cch_graph *graph = hardware->graph;
    size_t first = traits->count;
    struct cch_range links = cch_graph_range(graph, CCH_CLASS_LINK, 1, &class);
    for (uint32_t i = links.first; i < links.end; i++)
        wait_for_class(traits, cch_graph_row(graph, CCH_CLASS_LINK, i)[CCH_CLASS_LINK_OTHER]);
    struct cch_range arguments = arguments_in(hardware, 0, class);
    for (uint32_t i = arguments.first; i < arguments.end; i++) {
        uint32_t type = cch_graph_row(graph, CCH_TEMPLATE_ARGUMENT, i)[CCH_TEMPLATE_ARGUMENT_TYPE];
        if (type)
            wait_for_class(traits, type);
    }
    for (size_t last = traits->count; first + 1 < last; first++) {
        uint32_t swap = traits->waiting[--last];
        traits->waiting[last] = traits->waiting[first];
        traits->waiting[first] = swap;
    }
}

/* The class and all that it is made of, each once. */
static void add_class(struct traits *traits, uint32_t class) {
    wait_for_class(traits, class);
    while (traits->count) {
        uint32_t next = traits->waiting[--traits->count];
        const char *identity = cch_graph_text(traits->hardware->graph, next, NULL);
        if (json_object_object_get_ex(traits->seen, identity, NULL))
            continue;
        json_object_object_add(traits->seen, identity, NULL);
        add_constants(traits, next);
        wait_for_parts(traits, next);
    }
}

void cch_hardware_add_traits(struct cch_hardware *hardware, json_object *row, uint32_t kernel) {
    struct traits traits = {.hardware = hardware,
                            .array = json_object_new_array(),
                            .used = kernel ? used_by(hardware, kernel) : NULL,
                            .seen = json_object_new_object()};
    struct cch_range range = arguments_in(hardware, kernel, 0);
    for (uint32_t i = range.first; kernel && i < range.end; i++) {
        uint32_t type = cch_graph_row(hardware->graph, CCH_TEMPLATE_ARGUMENT, i)[CCH_TEMPLATE_ARGUMENT_TYPE];
        if (type)
            add_class(&traits, type);
    }
    free(traits.waiting);
    json_object_put(traits.seen);
    json_object_object_add(row, "traits", traits.array);
}
