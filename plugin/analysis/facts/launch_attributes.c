#include "facts/launch_attributes.h"

#include "facts/assignments.h"
#include "facts/fields.h"
#include "facts/guards.h"
#include "facts/handed_places.h"
#include "graph_file/launch_attributes.h"
#include "know/cuda.h"
#include "know/expressions.h"
#include "shim/flow.h"
#include "shim/parameters.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ATTRIBUTES_MAX = 16, PARTS = 3 }; /* attributes beyond are told as unknown ones */

enum { CONFIGURATION_ATTRIBUTES = 4, CONFIGURATION_COUNT = 5 }; /* members of cudaLaunchConfig_t */
enum { ATTRIBUTE_ID = 0, ATTRIBUTE_VALUE = 2 };                 /* of cudaLaunchAttribute */

/* How many attributes count: one of two numbers, the second where `condition` is not `outcome`. */
struct count {
    bool known;
    int64_t least, most;
    shim_stmt condition; /* NULL: always `least` */
    const char *outcome; /* for `most` */
    shim_stmt choice;    /* one of two numbers that are not known */
};

struct attribute {
    char element[64];           /* "" or "[0]": the first of the array; "[1]", "[n]" */
    shim_stmt id, parts[PARTS]; /* x, y, z; or a number */
    uint32_t guard;
    struct count counts; /* a condition: only then */
    bool uncounted;      /* several numbers of attributes are set */
    bool lost;           /* its value is not known */
};

struct attributes {
    struct walk *walk;
    struct attribute items[ATTRIBUTES_MAX];
    unsigned count;
    bool unknown;  /* there may be others */
    size_t before; /* assignments_at */
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
    shim_stmt list = expression ? expression_peel(walk->unit, expression) : NULL;
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
    initializer = initializer ? expression_peel(attributes->walk->unit, initializer) : NULL;
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
        char renamed[LVALUE_SIZE];
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

/* A variable, or a part of one. */
struct object {
    shim_variable variable;
    char path[LVALUE_SIZE];
};

/* What a member of the configuration is; NULL: not known. `several`: it is one of several. */
static shim_stmt member_of(const struct attributes *attributes, const struct object *configuration, const char *member,
                           unsigned index, bool *several) {
    struct walk *walk = attributes->walk;
    char name[2 * LVALUE_SIZE];
    snprintf(name, sizeof name, "%s%s%s", configuration->path, *configuration->path ? "." : "", member);
    shim_stmt value;
    *several = strlen(name) >= LVALUE_SIZE;
    if (*several)
        return NULL;
    enum assigned assigned = assignments_at(walk, configuration->variable, name, attributes->before, &value);
    *several = assigned == ASSIGNED_SEVERAL;
    if (assigned == ASSIGNED_SEVERAL) /* where they agree on the array, say, any will do */
        return assignments_find(walk, configuration->variable, name);
    if (assigned == ASSIGNED_ONCE)
        return value;
    shim_stmt made =
        expression_peel(walk->unit, shim_variable_initializer(shim_variable_defining(configuration->variable)));
    struct items members = items_of(walk, *configuration->path ? NULL : made);
    if (index < members.count)
        return members.items[index];
    bool elsewhere = *configuration->path || (made && shim_stmt_kind(made) == SHIM_STMT_CALL);
    return elsewhere ? fields_of_variable(walk, configuration->variable, name) : NULL;
}

/* The array that `attrs`, `&attr`, `&attrs[0]` or `attrs.data()` names. */
static struct object array_of(struct walk *walk, shim_stmt expression) {
    struct object array;
    struct shim_call facts;
    shim_stmt operand = shim_strip(expression);
    if (operand && shim_stmt_kind(operand) == SHIM_STMT_CALL) {
        shim_call_facts(walk->unit, operand, &facts);
        if (facts.callee && facts.object && strcmp(shim_function_simple_name(walk->unit, facts.callee), "data") == 0)
            expression = facts.object;
    }
    array.variable = lvalue_of(walk->unit, expression, array.path);
    size_t length = strlen(array.path);
    if (length >= 3 && strcmp(array.path + length - 3, "[0]") == 0)
        array.path[length - 3] = '\0';
    char outer[LVALUE_SIZE], whole[2 * LVALUE_SIZE];
    array.variable = array.variable ? fields_unbound(walk, array.variable, outer) : NULL;
    snprintf(whole, sizeof whole, "%s%s%s", outer, *outer && *array.path ? "." : "", array.path);
    if (array.variable)
        snprintf(array.path, sizeof array.path, "%.*s", LVALUE_SIZE - 1, whole);
    if (strchr(array.path, '[') || strlen(whole) >= LVALUE_SIZE)
        array.variable = NULL;
    return array;
}

/* Is what a function returns all written in it? */
static bool is_written(struct walk *walk, shim_stmt call) {
    char path[LVALUE_SIZE];
    shim_stmt value = shim_returned(walk->unit, call, true);
    shim_variable variable = value ? lvalue_of(walk->unit, value, path) : NULL;
    return variable && !*path && shim_variable_owner(variable) && !shim_variable_aliased(walk->unit, variable);
}

static void assign_returned(void *data, const char *path, shim_stmt value, bool always) {
    struct attributes *attributes = data;
    const struct assignment assignment = {.member = (char *)path, .value = value};
    if (always) {
        assign(attributes, &assignment);
        return;
    }
    attributes->unknown = true;
    for (unsigned i = 0; i < attributes->count; ++i)
        attributes->items[i].lost = true;
}

static bool number_of(struct walk *walk, shim_stmt expression, int64_t *number) {
    uint32_t text = values_constant(&walk->values, expression);
    const char *digits = text ? cch_graph_text(walk->graph, text, NULL) : "";
    char *end;
    *number = strtoll(digits, &end, 10);
    return *digits && !*end;
}

static struct count count_of(struct walk *walk, shim_stmt expression) {
    struct count count = {.known = false};
    struct children parts;
    shim_stmt choice = expression ? shim_strip(expression) : NULL;
    int64_t numbers[2];
    if (!choice)
        return count;
    if (number_of(walk, expression, &count.least)) {
        count.most = count.least;
        count.known = true;
        return count;
    }
    if (shim_stmt_kind(choice) != SHIM_STMT_CONDITIONAL)
        return count;
    children_of(walk->unit, choice, &parts);
    count.choice = choice;
    if (parts.count != 3 || !number_of(walk, parts.items[1], &numbers[0]) ||
        !number_of(walk, parts.items[2], &numbers[1]))
        return count;
    bool more = numbers[0] > numbers[1]; /* where it holds */
    return (struct count){true, numbers[more], numbers[!more], parts.items[0], more ? "true" : "false", NULL};
}

/* Those that surely do not count go; of those that may the condition is told. */
static void apply_count(struct attributes *attributes, const struct count *count) {
    for (unsigned i = 0; i < attributes->count && count->known;) {
        struct attribute *attribute = &attributes->items[i];
        char *end;
        int64_t at = *attribute->element ? strtoll(attribute->element + 1, &end, 10) : 0;
        bool is_number = !*attribute->element || (end > attribute->element + 1 && *end == ']');
        if (is_number && at >= count->most) {
            *attribute = attributes->items[--attributes->count];
            continue;
        }
        attribute->counts = count->condition && (!is_number || at >= count->least) ? *count : (struct count){0};
        ++i;
    }
}

/* What the array's elements begin with. */
static void add_first(struct attributes *attributes, const struct object *array) {
    shim_stmt made =
        expression_peel(attributes->walk->unit, shim_variable_initializer(shim_variable_defining(array->variable)));
    if (!*array->path)
        add_from_initializer(attributes, array->variable);
    else if (items_of(attributes->walk, made).count)
        attributes->unknown = true;
}

static void gather(struct attributes *attributes, shim_stmt argument) {
    struct walk *walk = attributes->walk;
    const struct assignments *assignments = assignments_of(walk);
    struct object configuration;
    struct shim_variable_facts facts;
    configuration.variable = lvalue_of(walk->unit, argument, configuration.path);
    attributes->unknown = true;
    if (!configuration.variable || strchr(configuration.path, '['))
        return;
    bool several, uncounted;
    shim_stmt array = member_of(attributes, &configuration, "attrs", CONFIGURATION_ATTRIBUTES, &several);
    shim_variable_facts(walk->unit, configuration.variable, &facts);
    shim_stmt made =
        expression_peel(walk->unit, shim_variable_initializer(shim_variable_defining(configuration.variable)));
    bool returned = made && shim_stmt_kind(made) == SHIM_STMT_CALL;
    if (!array) { /* none are set, if it is all written here */
        attributes->unknown = facts.parameter || facts.global || (returned && !is_written(walk, made));
        return;
    }
    shim_stmt number = member_of(attributes, &configuration, "numAttrs", CONFIGURATION_COUNT, &uncounted);
    struct count count = count_of(walk, uncounted ? NULL : number);
    struct object elements = array_of(walk, array);
    attributes->unknown = false;
    if ((count.known && count.most == 0) || (!elements.variable && !*shim_stmt_text(walk->unit, array)))
        return; /* `{}` */
    if (elements.variable)
        shim_variable_facts(walk->unit, elements.variable, &facts);
    attributes->unknown = !elements.variable || facts.parameter || several;
    if (!elements.variable || facts.parameter)
        return;
    add_first(attributes, &elements);
    size_t first = assignments_come_again(walk) ? 0 : attributes->before;
    for (size_t i = assignments->list.count; i-- > first;) { /* the last came first */
        struct assignment assignment = assignments->list.items[i];
        const char *inner = fields_rest(elements.path, assignment.member ? assignment.member : "");
        assignment.member = (char *)inner;
        if (assignment.variable == elements.variable && inner)
            assign(attributes, &assignment);
    }
    if (returned)
        fields_visit_returned(walk, made, elements.variable, elements.path, assign_returned, attributes);
    apply_count(attributes, &count);
    for (unsigned i = 0; i < attributes->count; ++i) {
        attributes->items[i].uncounted = uncounted;
        if (*attributes->items[i].element)
            attributes->items[i].counts.choice = count.choice;
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
        if (!attribute->parts[i] || attribute->lost)
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
    shim_stmt choice = attribute->counts.choice;
    if ((attribute->uncounted && !when.length) || choice) {
        char element[sizeof attribute->element];
        snprintf(element, sizeof element, "%s", *attribute->element ? attribute->element + 1 : "0");
        element[strcspn(element, "]")] = '\0';
        text_add_item(&when, " and ", choice ? "(" : "numAttrs");
        if (choice) {
            text_add(&when, cch_graph_text(walk->graph, values_folded(&walk->values, choice), NULL));
            text_add(&when, ")");
            VECTOR_PUSH(&read, choice);
        }
        text_add(&when, " > ");
        text_add(&when, element);
        text_add(&when, ": true");
    }
    if (attribute->counts.condition) {
        text_add_item(&when, " and ",
                      cch_graph_text(walk->graph, values_folded(&walk->values, attribute->counts.condition), NULL));
        text_add(&when, ": ");
        text_add(&when, attribute->counts.outcome);
        VECTOR_PUSH(&read, attribute->counts.condition);
    }
    made->when = walk_text(walk, &when);
    made->depends = values_depends(&walk->values, read.items, read.count);
    VECTOR_RELEASE(&read);
}

uint32_t launch_attributes_find(struct walk *walk, launch_attributes *list, shim_stmt argument, size_t before) {
    struct attributes attributes = {.walk = walk, .before = before};
    size_t listed = list->count;
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
    return (uint32_t)(list->count - listed);
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
