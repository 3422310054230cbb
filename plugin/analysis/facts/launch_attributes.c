#include "facts/launch_attributes.h"

#include "facts/assignments.h"
#include "facts/fields.h"
#include "facts/guards.h"
#include "facts/handed_places.h"
#include "graph_file/launch_attributes.h"
#include "know/cuda.h"
#include "know/places.h"
#include "shim/flow.h"
#include "shim/parameters.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTRIBUTES_MAX = 16, PARTS = 3 }; /* attributes beyond are told as unknown ones */

enum { CONFIGURATION_ATTRIBUTES = 4, CONFIGURATION_COUNT = 5 }; /* members of cudaLaunchConfig_t */
enum { ATTRIBUTE_ID = 0, ATTRIBUTE_VALUE = 2 };                 /* of cudaLaunchAttribute */

struct attribute {
    char element[64];           /* "" or "[0]": the first of the array; "[1]", "[n]" */
    shim_stmt id, parts[PARTS]; /* x, y, z; or a number */
    uint32_t guard;
};

struct attributes {
    struct walk *walk;
    struct attribute items[ATTRIBUTES_MAX];
    unsigned count;
    bool unknown; /* there may be others */
};

/* Initialisers ------------------------------------------------------------------ */

struct items {
    shim_stmt items[ATTRIBUTES_MAX];
    unsigned count;
    bool more; /* than are kept */
};

static void keep(void *data, shim_named field, shim_stmt initializer) {
    struct items *items = data;
    (void)field;
    items->more = items->more || items->count == ATTRIBUTES_MAX;
    if (items->count < ATTRIBUTES_MAX)
        items->items[items->count++] = initializer;
}

/* The parts of a list, or none where it is no list. */
static struct items items_of(struct walk *walk, shim_stmt expression) {
    struct items items = {.count = 0};
    shim_stmt list = expression ? place_peel(walk->unit, expression) : NULL;
    if (list && shim_stmt_kind(list) == SHIM_STMT_INITIALIZER_LIST)
        shim_flow_list(list, keep, &items);
    return items;
}

static struct attribute *add(struct attributes *attributes, const char *element, uint32_t guard) {
    if (attributes->count == ATTRIBUTES_MAX) {
        attributes->unknown = true;
        return NULL;
    }
    struct attribute *attribute = &attributes->items[attributes->count++];
    *attribute = (struct attribute){.guard = guard};
    snprintf(attribute->element, sizeof attribute->element, "%s", strcmp(element, "[0]") == 0 ? "" : element);
    return attribute;
}

static void set_vector(struct attributes *attributes, struct attribute *attribute, shim_stmt list) {
    struct items parts = items_of(attributes->walk, list);
    for (unsigned i = 0; i < parts.count && i < PARTS; ++i)
        attribute->parts[i] = parts.items[i];
}

/* {id, padding, {value}} */
static void add_initialized(struct attributes *attributes, const char *element, shim_stmt initializer, uint32_t guard) {
    struct items members = items_of(attributes->walk, initializer);
    if (!members.count)
        return;
    struct attribute *attribute = add(attributes, element, guard);
    if (!attribute)
        return;
    attribute->id = members.items[ATTRIBUTE_ID];
    struct items value = {.count = 0};
    if (members.count > ATTRIBUTE_VALUE)
        value = items_of(attributes->walk, members.items[ATTRIBUTE_VALUE]);
    if (!value.count)
        return;
    if (items_of(attributes->walk, value.items[0]).count)
        set_vector(attributes, attribute, value.items[0]);
    else
        attribute->parts[0] = value.items[0];
}

static void add_from_initializer(struct attributes *attributes, shim_variable array) {
    shim_stmt initializer = shim_variable_initializer(shim_variable_defining(array));
    if (initializer && shim_flow_braces(initializer))
        initializer = shim_flow_braces(initializer);
    initializer = initializer ? place_peel(attributes->walk->unit, initializer) : NULL;
    if (!initializer || shim_stmt_kind(initializer) != SHIM_STMT_INITIALIZER_LIST)
        return;
    if (shim_type_record(shim_expression_type(initializer)) && !shim_type_is_array(shim_variable_type(array)) &&
        !items_of(attributes->walk, items_of(attributes->walk, initializer).items[0]).count) {
        add_initialized(attributes, "", initializer, 0); /* one attribute, no array of them */
        return;
    }
    struct items elements = items_of(attributes->walk, initializer);
    attributes->unknown = attributes->unknown || elements.more;
    for (unsigned i = 0; i < elements.count; ++i) {
        char element[24];
        snprintf(element, sizeof element, "[%u]", i);
        add_initialized(attributes, element, elements.items[i], 0);
    }
}

/* Assignments --------------------------------------------------------------------- */

static struct attribute *latest(struct attributes *attributes, const char *element) {
    for (unsigned i = attributes->count; i-- > 0;)
        if (strcmp(attributes->items[i].element, element) == 0)
            return &attributes->items[i];
    return NULL;
}

static void assign(struct attributes *attributes, const struct assignment *assignment) {
    static const char *const dimensions[] = {"x", "y", "z"};
    const char *path = assignment->member ? assignment->member : "";
    size_t length = *path == '[' ? strcspn(path, "]") + 1 : 0;
    char element[64];
    if (length >= sizeof element) {
        attributes->unknown = true;
        return;
    }
    snprintf(element, sizeof element, "%.*s", (int)length, path);
    if (strcmp(element, "[0]") == 0)
        *element = '\0';
    path += length + (path[length] == '.');
    struct attribute *attribute = latest(attributes, element);
    if (!*path) {
        add_initialized(attributes, element, assignment->value, assignment->guard);
    } else if (strcmp(path, "id") == 0) {
        if (!attribute || attribute->id)
            attribute = add(attributes, element, assignment->guard);
        if (attribute)
            attribute->id = assignment->value;
    } else if (strncmp(path, "value.", 6) == 0) { /* as the driver calls it */
        char renamed[PLACE_SIZE];
        const struct assignment same = {assignment->variable, renamed, assignment->value, assignment->guard};
        snprintf(renamed, sizeof renamed, "%s%sval.%s", *element ? element : "[0]", ".", path + 6);
        assign(attributes, &same);
    } else if (strncmp(path, "val.", 4) == 0) {
        if (!attribute && !(attribute = add(attributes, element, assignment->guard)))
            return;
        const char *last = strrchr(path, '.') + 1;
        if (strcmp(path, "val.clusterDim") == 0)
            set_vector(attributes, attribute, assignment->value);
        else if (strncmp(path, "val.clusterDim.", 15) != 0)
            attribute->parts[0] = assignment->value;
        for (unsigned i = 0; i < PARTS && strncmp(path, "val.clusterDim.", 15) == 0; ++i)
            if (strcmp(last, dimensions[i]) == 0)
                attribute->parts[i] = assignment->value;
    }
}

/* What a member of the configuration is; NULL: not known. */
static shim_stmt member_of(struct walk *walk, shim_variable configuration, const char *name, unsigned index) {
    shim_stmt value = assignments_find(walk, configuration, name);
    if (value)
        return value;
    struct items members = items_of(walk, shim_variable_initializer(shim_variable_defining(configuration)));
    return index < members.count ? members.items[index] : NULL;
}

/* The array that `attrs`, `&attr`, `&attrs[0]` or `attrs.data()` names. */
static shim_variable array_of(struct walk *walk, shim_stmt expression) {
    char path[PLACE_SIZE];
    struct shim_call facts;
    shim_stmt operand = shim_strip(expression);
    if (operand && shim_stmt_kind(operand) == SHIM_STMT_CALL) {
        shim_call_facts(walk->unit, operand, &facts);
        if (facts.callee && facts.object && strcmp(shim_function_simple_name(walk->unit, facts.callee), "data") == 0)
            expression = facts.object;
    }
    shim_variable array = place_of(walk->unit, expression, path);
    return *path && strcmp(path, "[0]") != 0 ? NULL : array;
}

/* Is what a function returns all written in it? */
static bool is_written(struct walk *walk, shim_stmt call) {
    char path[PLACE_SIZE];
    shim_stmt value = shim_returned(walk->unit, call, true);
    shim_variable variable = value ? place_of(walk->unit, value, path) : NULL;
    return variable && !*path && shim_variable_owner(variable) && !shim_variable_aliased(walk->unit, variable);
}

static void assign_returned(void *data, const char *path, shim_stmt value) {
    const struct assignment assignment = {.member = (char *)path, .value = value};
    assign(data, &assignment);
}

static void gather(struct attributes *attributes, shim_stmt argument) {
    struct walk *walk = attributes->walk;
    const struct assignments *assignments = assignments_of(walk);
    char path[PLACE_SIZE];
    struct shim_variable_facts facts;
    shim_variable configuration = place_of(walk->unit, argument, path);
    attributes->unknown = true;
    if (!configuration || *path)
        return;
    shim_stmt array = member_of(walk, configuration, "attrs", CONFIGURATION_ATTRIBUTES);
    shim_variable_facts(walk->unit, configuration, &facts);
    shim_stmt made = place_peel(walk->unit, shim_variable_initializer(shim_variable_defining(configuration)));
    bool returned = made && shim_stmt_kind(made) == SHIM_STMT_CALL;
    if (!array && returned)
        array = fields_of_variable(walk, configuration, "attrs");
    if (!array) { /* none are set, if it is all written here */
        attributes->unknown = facts.parameter || facts.global || (returned && !is_written(walk, made));
        return;
    }
    int64_t number = 1;
    shim_stmt count = member_of(walk, configuration, "numAttrs", CONFIGURATION_COUNT);
    bool counted = count && shim_evaluate_integer(walk->unit, count, &number);
    shim_variable variable = fields_unbound(walk, array_of(walk, array));
    attributes->unknown = false;
    if ((counted && number == 0) || (!variable && !*shim_stmt_text(walk->unit, array)))
        return; /* `{}` */
    if (variable)
        shim_variable_facts(walk->unit, variable, &facts);
    attributes->unknown = !variable || facts.parameter;
    if (attributes->unknown)
        return;
    add_from_initializer(attributes, variable);
    for (size_t i = assignments->list.count; i-- > 0;) /* the last came first */
        if (assignments->list.items[i].variable == variable)
            assign(attributes, &assignments->list.items[i]);
    if (returned)
        fields_visit_returned(walk, made, variable, assign_returned, attributes);
    for (unsigned i = 0; i < attributes->count && counted;) {
        const char *element = attributes->items[i].element;
        char *end;
        long at = *element ? strtol(element + 1, &end, 10) : 0;
        bool is_number = !*element || (end > element + 1 && *end == ']');
        if (is_number && at >= number)
            attributes->items[i] = attributes->items[--attributes->count];
        else
            ++i;
    }
}

/* Describing ------------------------------------------------------------------------ */

static const char *name_of(struct walk *walk, shim_stmt id) {
    int64_t number;
    if (!id || !shim_evaluate_integer(walk->unit, id, &number))
        return ""; /* any of them */
    if (!number)
        return NULL; /* ignored */
    const char *name = cuda_launch_attribute(number);
    return name ? name : shim_stmt_text(walk->unit, id);
}

static void describe(struct walk *walk, const struct attribute *attribute, struct launch_attribute *made) {
    VECTOR(shim_stmt) read = {0};
    struct text_buffer when = {0};
    for (unsigned i = 0; i < PARTS; ++i) {
        if (!attribute->parts[i])
            continue;
        bool handed;
        uint32_t text = handed_text(walk, attribute->parts[i], &handed);
        made->value[i] = values_folded(&walk->values, attribute->parts[i]);
        made->handed[i] = handed ? text : 0;
        VECTOR_PUSH(&read, attribute->parts[i]);
    }
    uint32_t outer;
    for (uint32_t g = attribute->guard; g && !guards_is_around(walk, g, walk->guard); g = outer) {
        const struct guard *branch = guards_at(walk, g);
        outer = branch->parent;
        text_add_item(&when, " and ",
                      cch_graph_text(walk->graph, values_folded(&walk->values, branch->condition), NULL));
        text_add(&when, ": ");
        text_add(&when, cch_graph_text(walk->graph, branch->outcome, NULL));
        VECTOR_PUSH(&read, branch->condition);
    }
    made->when = walk_text(walk, &when);
    made->depends = values_depends(&walk->values, read.items, read.count);
    VECTOR_RELEASE(&read);
}

uint32_t launch_attributes_find(struct walk *walk, launch_attributes *list, shim_stmt argument) {
    struct attributes attributes = {.walk = walk};
    size_t before = list->count;
    gather(&attributes, argument);
    for (unsigned i = 0; i < attributes.count; ++i) {
        struct launch_attribute made = {0};
        const char *name = name_of(walk, attributes.items[i].id);
        if (!name)
            continue;
        made.name = walk_string(walk, name);
        describe(walk, &attributes.items[i], &made);
        VECTOR_PUSH(list, made);
    }
    if (attributes.unknown)
        VECTOR_PUSH(list, (struct launch_attribute){0});
    return (uint32_t)(list->count - before);
}

static void read_cells(const struct launch_attribute *attribute, uint32_t *cells) {
    cells[CCH_LAUNCH_ATTRIBUTE_NAME] = attribute->name;
    for (int part = 0; part < PARTS; ++part)
        cells[CCH_LAUNCH_ATTRIBUTE_X + part] = attribute->value[part];
    cells[CCH_LAUNCH_ATTRIBUTE_WHEN] = attribute->when;
    cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS] = attribute->depends;
}

uint32_t launch_attributes_text(struct walk *walk, const struct launch_attribute *attributes, uint32_t count) {
    if (!count)
        return 0;
    uint32_t (*rows)[CCH_LAUNCH_ATTRIBUTE_WIDTH] = memory_zeroed(count, sizeof *rows);
    for (uint32_t i = 0; i < count; ++i)
        read_cells(&attributes[i], rows[i]);
    uint32_t string =
        cch_launch_attributes_string(walk->graph, (const uint32_t (*)[CCH_LAUNCH_ATTRIBUTE_WIDTH])rows, count);
    free(rows);
    return string;
}

void launch_attributes_write(struct walk *walk, const struct launch_attribute *attributes, uint32_t count,
                             uint32_t launch) {
    for (const struct launch_attribute *attribute = attributes; attribute < attributes + count; ++attribute) {
        uint32_t cells[CCH_LAUNCH_ATTRIBUTE_WIDTH] = {0};
        cells[CCH_LAUNCH_ATTRIBUTE_LAUNCH] = launch;
        read_cells(attribute, cells);
        cch_graph_insert(walk->graph, CCH_LAUNCH_ATTRIBUTE, cells);
    }
}
