/* Kernels' template arguments and attributes, and the static constants of the
 * classes among the arguments, of their bases and of the classes inside them.
 * A device pass also tells which code names which of these constants. */
#include "shim/parameters.h"
#include "walk/names.h"
#include "walk/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <xxhash.h>

enum { CLASSES_MAX = 20000 }; /* in one unit; more are left out */

struct traits {
    struct walk *walk;
    VECTOR(shim_record) classes;                 /* in the order of their finding */
    struct pointer_map seen;                     /* classes */
    struct pointer_map names;                    /* hashes of the names of their constants and types */
    struct pointer_map patterns;                 /* functions as written whose names have been looked at */
    uint32_t owner_function, owner_class, index; /* whose arguments are written */
    uint32_t link_kind;
    uint32_t mention; /* function row */
    bool cut;
};

static uint64_t hash_of(const char *name) { return XXH3_64bits(name, strlen(name)) | 1; }

static void remember_name(struct traits *traits, const char *name) {
    bool is_new;
    pointer_map_at(&traits->names, hash_of(name), &is_new);
}

/* Queues a class; its identity as a string, 0: not one to follow. */
static uint32_t follow(struct traits *traits, shim_record record) {
    struct walk *walk = traits->walk;
    struct shim_record_facts facts;
    bool is_new;
    shim_record_facts(walk->unit, record, &facts);
    if (!facts.complete || facts.dependent || facts.in_system)
        return 0;
    if (traits->classes.count >= CLASSES_MAX) {
        if (!traits->cut)
            paths_problem(walk,
                          "more than 20000 classes among the kernels' template arguments: constants of "
                          "those beyond are not kept",
                          0);
        traits->cut = true;
        return 0;
    }
    if (pointer_map_at(&traits->seen, (uintptr_t)record, &is_new) && is_new)
        VECTOR_PUSH(&traits->classes, record);
    return names_class(walk, record);
}

/* Arguments ------------------------------------------------------------------------ */

static void write_argument(void *data, const struct shim_template_argument *argument) {
    struct traits *traits = data;
    uint32_t cells[CCH_TEMPLATE_ARGUMENT_WIDTH] = {0};
    cells[CCH_TEMPLATE_ARGUMENT_FUNCTION] = traits->owner_function;
    cells[CCH_TEMPLATE_ARGUMENT_CLASS] = traits->owner_class;
    cells[CCH_TEMPLATE_ARGUMENT_INDEX] = ++traits->index;
    cells[CCH_TEMPLATE_ARGUMENT_NAME] = walk_string(traits->walk, argument->name);
    cells[CCH_TEMPLATE_ARGUMENT_VALUE] = walk_string(traits->walk, argument->value);
    cells[CCH_TEMPLATE_ARGUMENT_TYPE] = argument->record ? follow(traits, argument->record) : 0;
    cch_graph_insert(traits->walk->graph, CCH_TEMPLATE_ARGUMENT, cells);
}

/* Kernels --------------------------------------------------------------------------- */

static void numbers(struct walk *walk, const int64_t *values, uint32_t *cells) {
    char digits[32];
    for (int i = 0; i < 3; ++i) {
        snprintf(digits, sizeof digits, "%" PRId64, values[i]);
        cells[i] = values[i] >= 0 ? walk_string(walk, digits) : 0;
    }
}

static void write_kernel(struct traits *traits, uint32_t entry) {
    struct walk *walk = traits->walk;
    shim_function function = walk->entries.items[entry].function;
    struct shim_kernel facts;
    uint32_t cells[CCH_KERNEL_WIDTH] = {0};
    shim_kernel_facts(walk->unit, function, &facts);
    cells[CCH_KERNEL_FUNCTION] = names_function(walk, entry);
    if (facts.bounds_unread)
        cells[CCH_KERNEL_BOUNDS_UNREAD] = CCH_REASON_OLD_BOUNDS;
    else
        numbers(walk, facts.launch_bounds, &cells[CCH_KERNEL_MAX_THREADS]);
    if (facts.cluster_unread)
        cells[CCH_KERNEL_CLUSTER_UNREAD] = CCH_REASON_OLD_CLUSTER;
    else
        numbers(walk, facts.cluster, &cells[CCH_KERNEL_CLUSTER_X]);
    cells[CCH_KERNEL_PASSES] = traits->walk->passes;
    cch_graph_insert(walk->graph, CCH_KERNEL, cells);
    traits->owner_function = cells[CCH_KERNEL_FUNCTION];
    traits->owner_class = traits->index = 0;
    shim_function_template_arguments(walk->unit, function, write_argument, traits);
}

/* Classes ---------------------------------------------------------------------------- */

static void write_link(void *data, shim_record other) {
    struct traits *traits = data;
    uint32_t cells[CCH_CLASS_LINK_WIDTH] = {0};
    cells[CCH_CLASS_LINK_CLASS] = traits->owner_class;
    cells[CCH_CLASS_LINK_KIND] = traits->link_kind;
    cells[CCH_CLASS_LINK_OTHER] = follow(traits, other);
    cch_graph_insert(traits->walk->graph, CCH_CLASS_LINK, cells);
}

static void write_constant(void *data, const struct shim_constant *constant) {
    struct traits *traits = data;
    struct walk *walk = traits->walk;
    uint32_t cells[CCH_CONSTANT_WIDTH] = {0};
    cells[CCH_CONSTANT_CLASS] = traits->owner_class;
    cells[CCH_CONSTANT_NAME] = walk_string(walk, constant->name);
    cells[CCH_CONSTANT_VALUE] = walk_string(walk, constant->value);
    cells[CCH_CONSTANT_REASON] = *constant->value ? 0 : walk_string(walk, constant->reason);
    cells[CCH_CONSTANT_SITE] = paths_site(walk, constant->location);
    cells[CCH_CONSTANT_PASSES] = traits->walk->passes;
    cch_graph_insert(walk->graph, CCH_CONSTANT, cells);
    const char *unscoped = strstr(constant->name, "::");
    remember_name(traits, unscoped ? unscoped + 2 : constant->name);
}

static void remember_member(void *data, const char *member, const char *identifier) {
    (void)identifier;
    remember_name(data, member);
}

static void write_class(struct traits *traits, shim_record record) {
    struct walk *walk = traits->walk;
    uint32_t cells[CCH_CLASS_WIDTH] = {0};
    traits->owner_class = names_class(walk, record);
    cells[CCH_CLASS_IDENTITY] = traits->owner_class;
    cells[CCH_CLASS_NAME] = names_entity(walk, record);
    cells[CCH_CLASS_SITE] = paths_site(walk, shim_record_location(walk->unit, record));
    cch_graph_insert(walk->graph, CCH_CLASS, cells);
    traits->owner_function = traits->index = 0;
    shim_record_template_arguments(walk->unit, record, write_argument, traits);
    traits->link_kind = CCH_CLASS_LINK_DIRECT_BASE;
    shim_record_bases(record, write_link, traits);
    traits->link_kind = CCH_CLASS_LINK_NESTED;
    shim_record_nested(walk->unit, record, write_link, traits);
    shim_record_constants(walk->unit, record, true, write_constant, traits);
    if (walk->facts.device)
        shim_record_member_identifiers(walk->unit, record, remember_member, traits);
}

/* What names them ----------------------------------------------------------------------- */

static void write_mention(struct traits *traits, const char *member, const char *name) {
    struct walk *walk = traits->walk;
    uint32_t cells[CCH_MENTION_WIDTH] = {0};
    if (!pointer_map_has(&traits->names, hash_of(name)))
        return;
    cells[CCH_MENTION_FUNCTION] = member ? 0 : traits->mention;
    cells[CCH_MENTION_MEMBER] = member ? walk_string(walk, member) : 0;
    cells[CCH_MENTION_NAME] = walk_string(walk, name);
    cch_graph_insert(walk->graph, CCH_MENTION, cells);
}

static void mention_in_function(void *data, const char *name) { write_mention(data, NULL, name); }

static void mention_in_class(void *data, const char *member, const char *name) { write_mention(data, member, name); }

static void write_mentions(struct traits *traits) {
    struct walk *walk = traits->walk;
    bool is_new;
    if (!traits->names.count)
        return;
    for (size_t i = 0; i < traits->classes.count; ++i)
        shim_record_member_identifiers(walk->unit, traits->classes.items[i], mention_in_class, traits);
    for (size_t i = 0; i < walk->entries.count; ++i) {
        const struct entry *entry = &walk->entries.items[i];
        if (!entry->function || !entry->queued || entry->facts.in_system)
            continue;
        shim_function pattern = shim_function_pattern(entry->function);
        if (!pointer_map_at(&traits->patterns, (uintptr_t)pattern, &is_new) || !is_new)
            continue;
        uint32_t row = names_function(walk, (uint32_t)i);
        const uint32_t *cells = cch_graph_row(walk->graph, CCH_FUNCTION, row);
        traits->mention = cells && cells[CCH_FUNCTION_SOURCE] ? cells[CCH_FUNCTION_SOURCE] : row;
        shim_function_identifiers(walk->unit, pattern, mention_in_function, traits);
    }
}

static void write(struct walk *walk, void *state) {
    struct traits traits = {.walk = walk};
    (void)state;
    if (!walk->facts.cuda)
        return;
    size_t entries = walk->entries.count;
    for (size_t i = 0; i < entries; ++i) {
        const struct entry *entry = &walk->entries.items[i];
        if (entry->function && entry->facts.kernel && !entry->facts.dependent && !entry->facts.in_system)
            write_kernel(&traits, (uint32_t)i);
    }
    for (size_t i = 0; i < traits.classes.count; ++i)
        write_class(&traits, traits.classes.items[i]);
    if (walk->facts.device)
        write_mentions(&traits);
    VECTOR_RELEASE(&traits.classes);
    pointer_map_release(&traits.seen);
    pointer_map_release(&traits.names);
    pointer_map_release(&traits.patterns);
}

const struct analysis traits_analysis = {.name = "traits", .apart = true, .write = write};
