#include "facts/handed_places.h"

#include <stdio.h>
#include <string.h>

#include "know/expressions.h"
#include "shim/flow.h"
#include "shim/parameters.h"
#include "walk/names.h"

extern const struct analysis handed_places_analysis;

struct handed_needs *handed_needs(const struct walk *walk) { return walk_state(walk, &handed_places_analysis); }

/* Places --------------------------------------------------------------------------- */

bool handed_is_extent(struct walk *walk, shim_type type) {
    shim_record record = shim_type_record(type);
    return record && shim_record_is_of_runtime(record) &&
           strcmp(shim_record_simple_name(walk->unit, record), "dim3") == 0;
}

/* "2@owner": the place of what `owner` is given, in another function. */
static uint32_t place_in(struct walk *walk, uint32_t path, uint32_t owner) {
    struct text_buffer text = {0};
    text_add(&text, cch_graph_text(walk->graph, path, NULL));
    if (owner != UINT32_MAX) {
        text_add(&text, "@");
        text_add(&text, cch_graph_identity(walk->graph, names_function(walk, owner), NULL));
    }
    return walk_text(walk, &text);
}

uint32_t handed_add_need(struct walk *walk, uint32_t entry, uint32_t owner, uint32_t path, bool kernel) {
    struct handed_needs *needs = handed_needs(walk);
    struct need need = {.entry = entry, .owner = owner == entry ? UINT32_MAX : owner, .path = path, .kernel = kernel};
    need.place = place_in(walk, path, need.owner);
    bool is_new;
    uint64_t key = ((uint64_t)entry << 33 | (uint64_t)need.place << 1 | kernel) + 1;
    uint32_t *at = pointer_map_at(&needs->at, key, &is_new);
    if (is_new) {
        *at = (uint32_t)needs->list.count;
        VECTOR_PUSH(&needs->list, need);
    }
    return need.place;
}

uint32_t handed_marked(struct walk *walk, uint32_t place, const char *member) {
    struct text_buffer text = {0};
    text_add(&text, "\x01");
    text_add(&text, cch_graph_text(walk->graph, place, NULL));
    text_add(&text, "\x02");
    text_add(&text, member);
    return walk_text(walk, &text);
}

bool handed_is_kept(struct walk *walk, shim_variable parameter, bool field) {
    shim_type type = shim_variable_type(parameter);
    return !shim_variable_changes(walk->unit, parameter) &&
           !(field && shim_type_is_pointer(type) && !shim_type_is_read_only(type));
}

uint32_t handed_field(struct walk *walk, shim_variable parameter, const char *field) {
    struct text_buffer text = {0};
    char number[16];
    uint32_t current = walk_current(walk);
    if (current == UINT32_MAX || walk->facts.device || values_bound(&walk->values, parameter) ||
        !handed_is_kept(walk, parameter, true))
        return 0;
    snprintf(number, sizeof number, "%u.", shim_parameter_number(parameter));
    text_add(&text, number);
    text_add(&text, field);
    uint32_t owner = walk_entry(walk, shim_parameter_function(parameter));
    return handed_marked(walk, handed_add_need(walk, current, owner, walk_text(walk, &text), false), "");
}

/* The method whose object `this` is in the function. */
static shim_function method_of(shim_function function) {
    for (shim_function outer = function; outer; outer = shim_lambda_enclosing(outer))
        function = outer;
    return function;
}

/* The path from `this` to the member, its first field by itself; false: it does not begin with `this`. */
static bool path_from_this(struct walk *walk, shim_stmt member, struct text_buffer *path, char first[LVALUE_SIZE]) {
    struct children parts;
    children_of(walk->unit, member, &parts);
    shim_stmt base = parts.count == 1 ? shim_strip(parts.items[0]) : NULL;
    if (!base || shim_reference_variable(member))
        return false;
    if (shim_is_this(base) || shim_is_this(parts.items[0])) {
        if (snprintf(first, LVALUE_SIZE, "%s", shim_member_name(walk->unit, member)) >= LVALUE_SIZE)
            return false;
    } else if (shim_stmt_kind(base) != SHIM_STMT_MEMBER || !path_from_this(walk, base, path, first)) {
        return false;
    }
    text_add(path, path->length ? "." : "");
    text_add(path, shim_member_name(walk->unit, member));
    return true;
}

uint32_t handed_this(struct walk *walk, shim_stmt expression, char path[HANDED_PATH_SIZE]) {
    struct text_buffer text = {0};
    char first[LVALUE_SIZE];
    shim_stmt member = expression ? shim_strip(expression) : NULL;
    uint32_t current = walk_current(walk), owner = UINT32_MAX;
    shim_function method = NULL;
    if (member && shim_stmt_kind(member) == SHIM_STMT_MEMBER && current != UINT32_MAX && !walk->values.bound.count &&
        path_from_this(walk, member, &text, first))
        method = method_of(walk->entries.items[current].function);
    if (method && text.length + 3 < HANDED_PATH_SIZE && !shim_method_changes(walk->unit, method, first)) {
        snprintf(path, HANDED_PATH_SIZE, "0.%.*s", (int)text.length, text.bytes);
        owner = walk_entry(walk, method);
    }
    text_release(&text);
    return owner;
}

/* Of a place that ends in a dim3's x, y or z: ".x", which is cut off; "" else. */
static const char *cut_dimension(struct walk *walk, shim_stmt expression, char *path) {
    static const char *const dimensions[] = {".x", ".y", ".z"};
    struct children parts;
    shim_stmt member = shim_strip(expression);
    size_t length = strlen(path);
    if (!member || shim_stmt_kind(member) != SHIM_STMT_MEMBER || length < 3)
        return "";
    children_of(walk->unit, member, &parts);
    if (parts.count != 1 || !handed_is_extent(walk, shim_expression_type(parts.items[0])))
        return "";
    for (unsigned i = 0; i < 3; ++i)
        if (strcmp(path + length - 2, dimensions[i]) == 0) {
            path[length - 2] = '\0';
            return dimensions[i];
        }
    return "";
}

static uint32_t find_in_this(struct walk *walk, shim_stmt expression, bool kernel) {
    char path[HANDED_PATH_SIZE];
    uint32_t owner = handed_this(walk, expression, path);
    if (owner == UINT32_MAX)
        return 0;
    const char *dimension = cut_dimension(walk, expression, path);
    return handed_marked(walk, handed_add_need(walk, walk_current(walk), owner, walk_string(walk, path), kernel),
                         dimension);
}

/* What the expression names of a parameter; the members x, y and z of a dim3 stand behind its place. */
static uint32_t find_place(struct walk *walk, shim_stmt expression, bool kernel) {
    char path[LVALUE_SIZE], text[LVALUE_SIZE + 16];
    shim_variable parameter = lvalue_of(walk->unit, expression, path);
    unsigned number = parameter ? shim_parameter_number(parameter) : 0;
    uint32_t current = walk_current(walk);
    if (!parameter)
        return find_in_this(walk, expression, kernel);
    if (values_bound(&walk->values, parameter))
        return 0;
    if (!number || strchr(path, '[') || strlen(path) + 1 >= sizeof path || current == UINT32_MAX ||
        !handed_is_kept(walk, parameter, *path))
        return 0;
    const char *member = "";
    if (handed_is_extent(walk, shim_variable_type(parameter)) && *path) {
        member = strcmp(path, "x") == 0 ? ".x" : strcmp(path, "y") == 0 ? ".y" : ".z";
        *path = '\0';
    }
    snprintf(text, sizeof text, *path ? "%u.%s" : "%u", number, path);
    if (!*member)
        member = cut_dimension(walk, expression, text);
    uint32_t owner = walk_entry(walk, shim_parameter_function(parameter));
    return handed_marked(walk, handed_add_need(walk, current, owner, walk_string(walk, text), kernel), member);
}

uint32_t handed_place(struct walk *walk, shim_stmt expression) {
    return expression && !walk->facts.device ? find_place(walk, expression, true) : 0;
}

struct naming {
    struct walk *walk;
    bool any;
};

static shim_stmt substitute(void *data, shim_variable variable, shim_stmt place) {
    const struct naming *naming = data;
    return values_substitute(&naming->walk->values, variable, place);
}

static const char *name(void *data, shim_stmt expression) {
    struct naming *naming = data;
    struct walk *walk = naming->walk;
    shim_type type = shim_expression_type(expression);
    if (!shim_type_is_integer(type) && !handed_is_extent(walk, type))
        return NULL;
    uint32_t place = find_place(walk, expression, false);
    naming->any = naming->any || place;
    return place ? cch_graph_text(walk->graph, place, NULL) : NULL;
}

uint32_t handed_text(struct walk *walk, shim_stmt expression, bool *handed) {
    struct naming naming = {walk, false};
    *handed = false;
    uint32_t number = values_constant(&walk->values, expression);
    if (number)
        return number;
    number = walk_string(walk, shim_expression_named(walk->unit, expression, substitute, name, &naming));
    *handed = naming.any;
    return number;
}

/* What is given ------------------------------------------------------------------------- */

struct need *handed_need(const struct walk *walk, uint32_t entry, uint32_t place) {
    struct handed_needs *needs = handed_needs(walk);
    for (unsigned kernel = 0; kernel < 2; ++kernel) {
        bool is_new;
        uint64_t key = ((uint64_t)entry << 33 | (uint64_t)place << 1 | kernel) + 1;
        if (pointer_map_has(&needs->at, key))
            return &needs->list.items[*pointer_map_at(&needs->at, key, &is_new)];
    }
    return NULL;
}

bool handed_has_given(struct walk *walk, uint32_t entry, uint32_t text) {
    const char *at = cch_graph_text(walk->graph, text, NULL);
    while ((at = strchr(at, '\x01')) != NULL) {
        size_t length = strcspn(++at, "\x02");
        const struct need *need = handed_need(walk, entry, cch_graph_string(walk->graph, at, length));
        if (need && need->given)
            return true;
    }
    return false;
}

bool handed_leads(const struct walk *walk, uint32_t entry) {
    const struct handed_needs *needs = handed_needs(walk);
    for (size_t i = 0; i < needs->list.count; ++i)
        if (needs->list.items[i].entry == entry && needs->list.items[i].given)
            return true;
    return false;
}

void handed_write_cell(struct walk *walk, uint32_t entry, uint32_t row, uint32_t attribute, uint32_t column,
                       uint32_t text) {
    uint32_t cells[CCH_LAUNCH_PARAMETER_WIDTH] = {row, attribute, column, text};
    if (text && handed_has_given(walk, entry, text))
        cch_graph_insert(walk->graph, CCH_LAUNCH_PARAMETER, cells);
}

static void release(void *state) {
    struct handed_needs *needs = state;
    VECTOR_RELEASE(&needs->list);
    pointer_map_release(&needs->at);
}

const struct analysis handed_places_analysis = {
    .name = "handed_places",
    .state_size = sizeof(struct handed_needs),
    .release = release,
};
