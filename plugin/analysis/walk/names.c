/* Rows for functions: identities, readable names, the source function of a
 * specialization. Strings are built once for each piece and shared. */
#include "walk/names.h"

#include "shim/flow.h"

#include "walk/paths.h"

#include <stdio.h>
#include <string.h>

/* Entities ------------------------------------------------------------------ */

static uint32_t build_entity(struct walk *walk, const void *key, bool is_type);

static uint32_t entity_for(struct walk *walk, const void *key, bool is_type) {
    bool is_new;
    uint64_t tagged = (uintptr_t)key ^ (is_type ? 0 : (uint64_t)1 << 63);
    uint32_t *at = pointer_map_at(&walk->entity_of, tagged, &is_new);
    if (!is_new)
        return *at;
    uint32_t entity = build_entity(walk, key, is_type);
    *pointer_map_at(&walk->entity_of, tagged, &is_new) = entity;
    return entity;
}

uint32_t names_entity(struct walk *walk, const void *key) { return entity_for(walk, key, false); }

static uint32_t text_entity(struct walk *walk, uint32_t text) {
    uint32_t cells[CCH_ENTITY_WIDTH] = {0};
    cells[CCH_ENTITY_FORM] = CCH_FORM_TEXT;
    cells[CCH_ENTITY_TEXT] = text;
    return cch_graph_insert(walk->graph, CCH_ENTITY, cells);
}

/* What an item needs once the shim's buffers have gone. */
struct kept_item {
    uint32_t text;
    const void *key;
    enum shim_item_kind kind;
};

static uint32_t build_entity(struct walk *walk, const void *key, bool is_type) {
    struct shim_name name;
    uint32_t few[16], *arguments = few;
    struct kept_item few_items[16], *items = few_items;
    uint32_t cells[CCH_ENTITY_WIDTH] = {0};
    uint32_t entity = 0;
    if (is_type)
        shim_type_name(walk->unit, key, &name);
    else
        shim_decl_name(walk->unit, key, &name);
    size_t count = name.item_count;
    if (count > 16) {
        arguments = memory_zeroed(count, sizeof *arguments);
        items = memory_zeroed(count, sizeof *items);
    }
    cells[CCH_ENTITY_FORM] =
        (name.kind == SHIM_NAME_SCOPE ? CCH_FORM_CXX : CCH_FORM_TEXT) | (name.has_arguments ? CCH_FORM_ARGUMENTS : 0);
    cells[CCH_ENTITY_TEXT] = cch_graph_string(walk->graph, name.text, name.length);
    bool alias = name.kind == SHIM_NAME_TEXT && name.length == 1 && name.text[0] == '\x01';
    for (size_t i = 0; i < count; ++i) {
        const struct shim_name_item *item = &name.items[i];
        items[i] = (struct kept_item){0, item->key, item->kind};
        if (item->kind == SHIM_ITEM_TEXT)
            items[i].text = cch_graph_string(walk->graph, item->text, item->length);
    }
    const void *parent = name.parent;
    for (size_t i = 0; i < count; ++i)
        arguments[i] = items[i].kind == SHIM_ITEM_TEXT
                           ? text_entity(walk, items[i].text)
                           : entity_for(walk, items[i].key, items[i].kind == SHIM_ITEM_TYPE);
    if (alias && count == 1) {
        entity = arguments[0];
        goto out;
    }
    cells[CCH_ENTITY_PARENT] = parent ? entity_for(walk, parent, false) : 0;
    cells[CCH_ENTITY_ARGUMENTS] = cch_graph_list(walk->graph, arguments, count);
    entity = cch_graph_insert(walk->graph, CCH_ENTITY, cells);
out:
    if (arguments != few)
        free(arguments);
    if (items != few_items)
        free(items);
    return entity;
}

/* Short names ---------------------------------------------------------------- */

struct text {
    char *bytes;
    size_t length, capacity;
};

static void text_insert(struct text *text, size_t at, const char *bytes, size_t length) {
    if (text->length + length + 1 > text->capacity) {
        size_t capacity = (text->length + length + 1) * 2;
        text->bytes = memory_resize(text->bytes, capacity, 1);
        text->capacity = capacity;
    }
    memmove(text->bytes + at + length, text->bytes + at, text->length - at);
    memcpy(text->bytes + at, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

static void short_name(struct walk *walk, const void *key, struct text *text) {
    while (key) {
        struct shim_name name;
        shim_decl_name(walk->unit, key, &name);
        if (text->length)
            text_insert(text, 0, "::", 2);
        text_insert(text, 0, name.text, name.length);
        key = name.parent;
    }
}

static void append(struct text *text, const char *bytes) { text_insert(text, text->length, bytes, strlen(bytes)); }

static void append_place(struct walk *walk, struct text *text, const struct shim_place *place) {
    char numbers[32];
    append(text, "@");
    append(text, cch_graph_text(walk->graph, paths_file(walk, place->file), NULL));
    snprintf(numbers, sizeof numbers, ":%u:%u", place->line, place->column);
    append(text, numbers);
}

/* Functions -------------------------------------------------------------------- */

static uint32_t flags_of(const struct shim_function_facts *facts) {
    uint32_t flags = 0;
    flags |= facts->kernel ? CCH_FLAG_KERNEL : 0;
    flags |= facts->device ? CCH_FLAG_DEVICE : 0;
    flags |= facts->host ? CCH_FLAG_HOST : 0;
    flags |= facts->is_virtual ? CCH_FLAG_VIRTUAL : 0;
    flags |= facts->pure ? CCH_FLAG_PURE : 0;
    flags |= facts->implicit ? CCH_FLAG_IMPLICIT : 0;
    flags |= facts->lambda_operator ? CCH_FLAG_LAMBDA : 0;
    flags |= facts->instantiation ? CCH_FLAG_INSTANTIATION : 0;
    flags |= facts->defined ? CCH_FLAG_DEFINED : 0;
    flags |= facts->internal ? CCH_FLAG_INTERNAL : 0;
    flags |= facts->constructor ? CCH_FLAG_CONSTRUCTOR : 0;
    flags |= facts->destructor ? CCH_FLAG_DESTRUCTOR : 0;
    flags |= facts->in_main_file && facts->defined ? CCH_FLAG_MAIN_FILE : 0;
    flags |= facts->in_system ? CCH_FLAG_SYSTEM : 0;
    flags |= facts->program_entry ? CCH_FLAG_ENTRY : 0;
    flags |= facts->is_constexpr ? CCH_FLAG_CONSTEXPR : 0;
    flags |= facts->trivial ? CCH_FLAG_TRIVIAL : 0;
    flags |= facts->known ? CCH_FLAG_BUILTIN : 0;
    return flags;
}

static uint32_t language_of(const struct walk *walk) {
    return walk->facts.cuda ? CCH_LANGUAGE_CUDA : walk->facts.cxx ? CCH_LANGUAGE_CXX : CCH_LANGUAGE_C;
}

static uint32_t parameter_names(struct walk *walk, shim_function function) {
    VECTOR(uint32_t) names = {0};
    unsigned count = shim_function_written_parameter_count(function);
    for (unsigned i = 0; i < count; ++i)
        VECTOR_PUSH(&names, walk_string(walk, shim_function_parameter_name(function, i)));
    uint32_t list = cch_graph_list(walk->graph, names.items, names.count);
    VECTOR_RELEASE(&names);
    return list;
}

/* What is known of a function as it is written: places and parameters. */
static void fill_written(struct walk *walk, shim_function function, const struct shim_function_facts *facts,
                         uint32_t *cells) {
    struct shim_place place;
    if (shim_function_place(walk->unit, function, &place)) {
        uint32_t site = paths_site_of(walk, &place);
        enum { HERE = CCH_FUNCTION_DEFINITION, THERE = CCH_FUNCTION_DEVICE_DEFINITION };
        cells[!facts->defined ? CCH_FUNCTION_DECLARATION : walk->facts.device ? THERE : HERE] = site;
    }
    shim_function_lines(walk->unit, function, &cells[CCH_FUNCTION_FIRST_LINE], &cells[CCH_FUNCTION_LAST_LINE]);
    cells[CCH_FUNCTION_PARAMETERS] = parameter_names(walk, function);
    cells[CCH_FUNCTION_SIGNATURE] = walk_string(walk, shim_function_signature(walk->unit, function));
}

/* Two functions without a pattern are of one source when they stand at one
 * place, bear one name and are of one kind. */
static uint64_t written_key(struct walk *walk, const struct entry *entry, const struct text *name) {
    uint64_t key = (uint64_t)shim_function_location(walk->unit, entry->function) << 24 |
                   (shim_function_tag(entry->function) & 0xffffff);
    for (size_t i = 0; i < name->length; ++i)
        key = (key ^ (unsigned char)name->bytes[i]) * 0x100000001b3u;
    return key | (uint64_t)1 << 63;
}

static uint32_t fill_source(struct walk *walk, const struct entry *entry, struct text *text) {
    struct shim_place place = {"", 0, 0};
    size_t name_length = text->length;
    shim_function_first_place(walk->unit, entry->function, &place);
    append_place(walk, text, &place);
    if (entry->facts.implicit) {
        char digits[16];
        snprintf(digits, sizeof digits, "#%x", shim_function_tag(entry->function));
        append(text, digits);
    }
    uint32_t row = cch_graph_function(walk->graph, text->bytes, text->length);
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = row;
    cells[CCH_FUNCTION_LANGUAGE] = language_of(walk);
    cells[CCH_FUNCTION_FLAGS] = (flags_of(&entry->facts) & ~(uint32_t)CCH_FLAG_INSTANTIATION) | CCH_FLAG_TEMPLATE;
    cells[CCH_FUNCTION_NAME] = text_entity(walk, cch_graph_string(walk->graph, text->bytes, name_length));
    fill_written(walk, entry->function, &entry->facts, cells);
    cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    return row;
}

/* "device_kernel<ns::Operation>": a kernel that only calls the operator() of what it is given stands for that. */
static void append_operation(struct walk *walk, struct text *text, shim_record operation) {
    struct text name = {0};
    short_name(walk, shim_record_name_key(operation), &name);
    append(text, "<");
    append(text, name.bytes);
    append(text, ">");
    free(name.bytes);
}

/* The row for a key, with this name if it is new. */
static uint32_t add_source(struct walk *walk, const struct entry *entry, uint64_t key, struct text *name) {
    bool is_new;
    uint32_t *at = pointer_map_at(&walk->source_of, key, &is_new);
    if (is_new)
        *at = fill_source(walk, entry, name); /* nothing else touches this map meanwhile */
    return *at;
}

/* The template as written: one row for all its specializations. Its identity
 * is its name and the place of its first declaration. */
static uint32_t source_row(struct walk *walk, const struct entry *entry) {
    shim_function pattern = shim_function_pattern(entry->function);
    shim_record operation = NULL;
    struct text text = {0};
    uint64_t key = (uintptr_t)pattern;
    if (pattern == entry->function) { /* an implicit member; a lambda or local class in a template */
        short_name(walk, shim_function_name_key(entry->function), &text);
        key = written_key(walk, entry, &text);
    } else if (entry->facts.kernel && (operation = shim_function_operation(entry->function)) != NULL) {
        short_name(walk, shim_function_name_key(pattern), &text);
        add_source(walk, entry, key, &text); /* the parameters of all are its */
        text.length = 0;
        key ^= (uint64_t)(uintptr_t)shim_record_pattern(operation) << 16 | (uint64_t)1 << 63;
    }
    if (!pointer_map_has(&walk->source_of, key) && !text.length)
        short_name(walk, shim_function_name_key(pattern), &text);
    if (operation)
        append_operation(walk, &text, operation);
    uint32_t row = add_source(walk, entry, key, &text);
    free(text.bytes);
    return row;
}

static void fill_specialization(struct walk *walk, const struct entry *entry, uint32_t *cells) {
    cells[CCH_FUNCTION_SOURCE] = source_row(walk, entry);
    if (entry->facts.defined)
        cells[CCH_FUNCTION_FLAGS] |= CCH_FLAG_OF_SOURCE;
}

uint32_t names_template(struct walk *walk, shim_function pattern) {
    bool is_new;
    return pointer_map_has(&walk->source_of, (uintptr_t)pattern)
               ? *pointer_map_at(&walk->source_of, (uintptr_t)pattern, &is_new)
               : 0;
}

static uint32_t function_identity(struct walk *walk, const struct entry *entry) {
    size_t length;
    struct text text = {0};
    struct shim_place place = {"", 0, 0};
    const char *mangled = shim_function_mangled(walk->unit, entry->function, &length);
    if (mangled && !entry->facts.internal)
        return cch_graph_function(walk->graph, mangled, length);
    if (mangled) {
        text_insert(&text, 0, mangled, length);
        append(&text, "@");
        append(&text, walk->unit_path);
    } else {
        short_name(walk, shim_function_name_key(entry->function), &text);
        shim_function_place(walk->unit, entry->function, &place);
        append_place(walk, &text, &place);
    }
    uint32_t row = cch_graph_function(walk->graph, text.bytes, text.length);
    free(text.bytes);
    return row;
}

/* Synthetic initialisers ---------------------------------------------------------- */

static uint32_t initializer_name(struct walk *walk, uint32_t variable_entity) {
    uint32_t cells[CCH_ENTITY_WIDTH] = {0};
    cells[CCH_ENTITY_FORM] = CCH_FORM_TEXT;
    cells[CCH_ENTITY_TEXT] = walk_string(walk, "(initializer of \x01)");
    cells[CCH_ENTITY_ARGUMENTS] = cch_graph_list(walk->graph, &variable_entity, 1);
    return cch_graph_insert(walk->graph, CCH_ENTITY, cells);
}

static uint32_t initializer_source(struct walk *walk, const struct entry *entry, uint32_t site) {
    shim_variable pattern = shim_variable_pattern(entry->variable);
    if (pattern == entry->variable)
        return 0;
    struct text text = {0};
    struct shim_place place = {"", 0, 0};
    short_name(walk, shim_variable_name_key(entry->variable), &text);
    text_insert(&text, 0, "(initializer of ", 16);
    append(&text, ")");
    size_t name_length = text.length;
    shim_variable_place(walk->unit, pattern, &place);
    append_place(walk, &text, &place);
    uint32_t row = cch_graph_function(walk->graph, text.bytes, text.length);
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = row;
    cells[CCH_FUNCTION_LANGUAGE] = language_of(walk);
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_SYNTHETIC | CCH_FLAG_TEMPLATE | CCH_FLAG_DEFINED | CCH_FLAG_HOST;
    cells[CCH_FUNCTION_NAME] = text_entity(walk, cch_graph_string(walk->graph, text.bytes, name_length));
    cells[CCH_FUNCTION_DEFINITION] = site;
    cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    free(text.bytes);
    return row;
}

static uint32_t initializer_row(struct walk *walk, const struct entry *entry) {
    struct shim_variable_facts facts;
    struct text text = {0};
    struct shim_place place = {"", 0, 0};
    size_t length;
    shim_variable_facts(walk->unit, entry->variable, &facts);
    shim_variable_place(walk->unit, entry->variable, &place);
    const char *mangled = shim_variable_mangled(walk->unit, entry->variable, &length);
    if (mangled) {
        text_insert(&text, 0, mangled, length);
        append(&text, "(initializer)");
        if (facts.internal) {
            append(&text, "@");
            append(&text, walk->unit_path);
        }
    } else {
        append(&text, "(initializer)");
        append_place(walk, &text, &place);
    }
    uint32_t row = cch_graph_function(walk->graph, text.bytes, text.length);
    free(text.bytes);
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = row;
    cells[CCH_FUNCTION_LANGUAGE] = language_of(walk);
    cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_SYNTHETIC | CCH_FLAG_DEFINED | (facts.internal ? CCH_FLAG_INTERNAL : 0) |
                                (facts.in_main_file ? CCH_FLAG_MAIN_FILE : 0) |
                                (facts.in_system ? CCH_FLAG_SYSTEM : 0) |
                                (walk->facts.device ? CCH_FLAG_DEVICE : CCH_FLAG_HOST);
    cells[CCH_FUNCTION_NAME] = initializer_name(walk, names_entity(walk, shim_variable_name_key(entry->variable)));
    cells[CCH_FUNCTION_DEFINITION] = paths_site_of(walk, &place);
    cells[CCH_FUNCTION_SOURCE] = initializer_source(walk, entry, cells[CCH_FUNCTION_DEFINITION]);
    cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    return row;
}

uint32_t names_function(struct walk *walk, uint32_t index) {
    struct entry entry = walk->entries.items[index];
    if (entry.row)
        return entry.row;
    uint32_t row;
    if (!entry.function) {
        row = initializer_row(walk, &entry);
    } else {
        row = function_identity(walk, &entry);
        uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
        cells[CCH_FUNCTION_IDENTITY] = row;
        cells[CCH_FUNCTION_LANGUAGE] = language_of(walk);
        cells[CCH_FUNCTION_FLAGS] = flags_of(&entry.facts);
        cells[CCH_FUNCTION_NAME] = names_entity(walk, shim_function_name_key(entry.function));
        if (entry.facts.instantiation)
            fill_specialization(walk, &entry, cells);
        else
            fill_written(walk, entry.function, &entry.facts, cells);
        cch_graph_insert(walk->graph, CCH_FUNCTION, cells);
    }
    walk->entries.items[index].row = row;
    return row;
}

/* Classes ------------------------------------------------------------------------- */

uint32_t names_class(struct walk *walk, shim_record record) {
    bool is_new, internal;
    size_t length;
    uint32_t *at = pointer_map_at(&walk->class_of, (uintptr_t)record, &is_new);
    if (!is_new)
        return *at;
    const char *name = shim_record_identity(walk->unit, record, &length, &internal);
    if (!name) {
        name = shim_record_simple_name(walk->unit, record);
        length = strlen(name);
        internal = true;
    }
    char *identity = NULL;
    if (internal) {
        size_t unit_length = strlen(walk->unit_path);
        identity = memory_resize(NULL, length + unit_length + 2, 1);
        memcpy(identity, name, length);
        identity[length] = '@';
        memcpy(identity + length + 1, walk->unit_path, unit_length);
        name = identity;
        length += unit_length + 1;
    }
    *at = cch_graph_string(walk->graph, name, length);
    free(identity);
    return *at;
}
