#include "evaluate/store.h"

#include <string.h>

#include "base/array.h"
#include "base/hash.h"
#include "base/index.h"

enum { CELLS_MAX = 1 << 26 };

/* Cells ------------------------------------------------------------------------- */

static void set(cch_store *store, uint32_t cell, const cch_datum *value);

static uint32_t add_cell(cch_store *store, const cch_datum *initial) {
    size_t seen = store->seen_capacity;
    if (store->count >= CELLS_MAX ||
        cch_array_reserve(&store->cells, &store->capacity, store->count + 1, sizeof *store->cells) ||
        cch_array_reserve(&store->seen, &store->seen_capacity, store->capacity, sizeof *store->seen)) {
        store->arena->failed = true;
        return 0;
    }
    if (store->seen_capacity != seen)
        memset(store->seen + seen, 0, (store->seen_capacity - seen) * sizeof *store->seen);
    uint32_t cell = (uint32_t)store->count++;
    store->cells[cell] = (struct cch_store_cell){.value = initial, .birth = cell};
    return cell;
}

/* Written like any other: on another way the cell is not there. */
uint32_t cch_store_add(cch_store *store, const cch_datum *value) {
    uint32_t cell = add_cell(store, &cch_absent);
    set(store, cell, value);
    return cell;
}

static void set(cch_store *store, uint32_t cell, const cch_datum *value) {
    if (!cell || cell >= store->count || store->cells[cell].value == value)
        return;
    if (cch_array_reserve(&store->trail, &store->trail_capacity, store->trail_count + 1, sizeof *store->trail)) {
        store->arena->failed = true;
        return;
    }
    store->trail[store->trail_count++] = (struct cch_write){cell, store->cells[cell].value};
    store->cells[cell].value = value;
}

void cch_store_set(cch_store *store, uint32_t cell, const cch_datum *value) {
    if (cell && cell < store->count && store->cells[cell].is_foreign) {
        const cch_datum *unknown = store->cells[cell].value;
        cch_store_escape(store, value);
        cch_store_forget_escaped(store, unknown);
        return;
    }
    if (cell && cell < store->count && store->cells[cell].is_escaped)
        cch_store_escape(store, value);
    set(store, cell, value);
}

void cch_store_begin(cch_store *store, cch_arena *arena) {
    store->arena = arena;
    store->count = 0;
    store->trail_count = store->escaped_count = 0;
    store->way = 0;
    if (store->seen)
        memset(store->seen, 0, store->seen_capacity * sizeof *store->seen);
    add_cell(store, &cch_absent); /* cell 0 is none */
}

void cch_store_release(cch_store *store) {
    free(store->cells);
    free(store->trail);
    free(store->escaped);
    free(store->seen);
    *store = (cch_store){0};
}

/* Objects ------------------------------------------------------------------------ */

cch_object *cch_object_new(cch_store *store, const char *class_name, const cch_datum *rest) {
    cch_object *object = cch_arena_take(store->arena, sizeof *object);
    object->class_name = class_name;
    object->birth = (uint32_t)store->count;
    object->rest_at_birth = rest;
    object->rest = add_cell(store, rest);
    return object;
}

/* first and second of a std::pair, which is a container of two. */
static uint32_t half_of(const cch_store *store, const cch_object *object, const char *name) {
    int index = strcmp(name, "first") == 0 ? 0 : strcmp(name, "second") == 0 ? 1 : -1;
    struct cch_items items;
    return index >= 0 && object->items && strncmp(object->class_name, "std::", 5) == 0 &&
                   cch_container_items(store, object, &items, NULL) && items.count == 2
               ? items.cells[index]
               : 0;
}

uint32_t cch_object_find(const cch_object *object, const char *name) {
    for (uint32_t i = 0; i < object->field_count; i++)
        if (object->fields[i].name == name || strcmp(object->fields[i].name, name) == 0)
            return object->fields[i].cell;
    return 0;
}

static bool add_field(cch_store *store, cch_object *object, const char *name, uint32_t cell) {
    if (object->field_count == object->field_capacity) {
        uint32_t capacity = object->field_capacity ? 2 * object->field_capacity : 8;
        struct cch_field *fields = cch_arena_take(store->arena, capacity * sizeof *fields);
        if (store->arena->failed)
            return false;
        if (object->field_count)
            memcpy(fields, object->fields, object->field_count * sizeof *fields);
        object->fields = fields;
        object->field_capacity = capacity;
    }
    object->fields[object->field_count++] = (struct cch_field){name, cell};
    return true;
}

static void escape_cell(cch_store *store, uint32_t cell, const void *context);

uint32_t cch_object_field(cch_store *store, cch_object *object, const char *name) {
    uint32_t cell = cch_object_find(object, name);
    if (!cell)
        cell = half_of(store, object, name);
    if (cell)
        return cell;
    /* On ways that never named it the field is what the rest was there: what it was at first, or not known. */
    const cch_datum *rest = cch_store_get(store, object->rest), *initial = object->rest_at_birth;
    if (initial->kind != CCH_DATUM_ABSENT && !cch_datum_equal(rest, initial) && !cch_is_unknown(initial))
        initial =
            cch_is_unknown(rest) ? rest : cch_unknown(store->arena, "a field that one way alone has written", NULL, "");
    cell = add_cell(store, initial);
    if (!cell)
        return 0;
    store->cells[cell].birth = object->birth;
    set(store, cell, rest);
    if (store->cells[object->rest].is_escaped)
        escape_cell(store, cell, NULL);
    add_field(store, object, name, cell);
    return cell;
}

const cch_datum *cch_object_get(const cch_store *store, const cch_object *object, const char *name) {
    uint32_t cell = cch_object_find(object, name);
    const cch_datum *value = cch_store_get(store, cell ? cell : half_of(store, object, name));
    return value->kind == CCH_DATUM_ABSENT ? cch_store_get(store, object->rest) : value;
}

void cch_object_set(cch_store *store, cch_object *object, const char *name, const cch_datum *value) {
    cch_store_set(store, cch_object_field(store, object, name), value);
}

void cch_object_take(cch_store *store, cch_object *object, const cch_datum *part) {
    if (part->kind == CCH_DATUM_OBJECT) {
        const cch_object *from = part->object;
        for (uint32_t i = 0; i < from->field_count; i++)
            cch_object_set(store, object, from->fields[i].name, cch_store_get(store, from->fields[i].cell));
        if (cch_store_get(store, from->rest)->kind != CCH_DATUM_ABSENT)
            cch_store_set(store, object->rest, cch_store_get(store, from->rest));
    } else if (part->kind == CCH_DATUM_UNKNOWN || part->kind == CCH_DATUM_ZERO) {
        cch_store_set(store, object->rest, part);
    }
}

static const cch_datum *items_value(cch_store *store, const uint32_t *cells, uint32_t count) {
    cch_datum *value = cch_arena_take(store->arena, sizeof *value);
    uint32_t *copy = cch_arena_take(store->arena, (count ? count : 1) * sizeof *copy);
    if (store->arena->failed)
        return &cch_absent;
    memcpy(copy, cells, count * sizeof *copy);
    value->kind = CCH_DATUM_ITEMS;
    value->count = count;
    value->cells = copy;
    return value;
}

static uint32_t items_cell(cch_store *store, cch_object *object) {
    if (!object->items && (object->items = add_cell(store, &cch_absent)))
        store->cells[object->items].birth = object->birth;
    return object->items;
}

void cch_container_set(cch_store *store, cch_object *object, const uint32_t *cells, uint32_t count) {
    static const struct cch_why too_long = {"a container of more than 4096 elements", NULL, ""};
    uint32_t cell = items_cell(store, object);
    if (count > CCH_CONTAINER_MAX) {
        cch_datum *unknown = cch_arena_take(store->arena, sizeof *unknown);
        unknown->kind = CCH_DATUM_UNKNOWN;
        unknown->reason = &too_long;
        set(store, cell, unknown);
        return;
    }
    set(store, cell, items_value(store, cells, count));
}

void cch_container_forget(cch_store *store, cch_object *object, const cch_datum *unknown) {
    set(store, items_cell(store, object), unknown);
}

cch_object *cch_container_new(cch_store *store, const char *class_name, const cch_datum *const *values, size_t count) {
    uint32_t cells[CCH_CONTAINER_MAX];
    cch_object *object = cch_object_new(store, class_name, &cch_absent);
    for (size_t i = 0; i < count && i < CCH_CONTAINER_MAX; i++)
        cells[i] = cch_store_add(store, values[i]);
    cch_container_set(store, object, cells, (uint32_t)(count > CCH_CONTAINER_MAX ? CCH_CONTAINER_MAX + 1 : count));
    return object;
}

bool cch_container_items(const cch_store *store, const cch_object *object, struct cch_items *items,
                         const cch_datum **why) {
    const cch_datum *value = cch_store_get(store, object->items);
    if (value->kind == CCH_DATUM_ITEMS) {
        *items = (struct cch_items){value->count, value->cells};
        return true;
    }
    *items = (struct cch_items){0, NULL};
    if (why && value->kind == CCH_DATUM_UNKNOWN)
        *why = value;
    return false;
}

/* Copies ------------------------------------------------------------------------------ */

static void copy_into(cch_store *store, cch_object *to, const cch_object *from) {
    for (uint32_t i = 0; i < from->field_count; i++) {
        const cch_datum *value = cch_store_get(store, from->fields[i].cell);
        if (value->kind != CCH_DATUM_ABSENT || cch_object_find(to, from->fields[i].name))
            cch_store_set(store, cch_object_field(store, to, from->fields[i].name), cch_datum_copy(store, value));
    }
    for (uint32_t i = 0; i < to->field_count; i++)
        if (!cch_object_find(from, to->fields[i].name))
            cch_store_set(store, to->fields[i].cell, &cch_absent);
    cch_store_set(store, to->rest, cch_store_get(store, from->rest));
    struct cch_items items;
    const cch_datum *why = NULL;
    if (cch_container_items(store, from, &items, &why)) {
        uint32_t cells[CCH_CONTAINER_MAX];
        for (uint32_t i = 0; i < items.count; i++)
            cells[i] = cch_store_add(store, cch_datum_copy(store, cch_store_get(store, items.cells[i])));
        cch_container_set(store, to, cells, items.count);
    } else if (why) {
        cch_container_forget(store, to, why);
    } else if (to->items) {
        set(store, to->items, &cch_absent);
    }
}

/* What was captured by value is copied with the closure, which may change it (mutable). */
static const cch_datum *copy_closure(cch_store *store, const cch_datum *value) {
    const struct cch_closure *from = value->closure;
    bool any = false;
    for (uint32_t i = 0; from->own && i < from->count; i++)
        any |= from->own[i];
    if (!any)
        return value;
    struct cch_closure *to = cch_arena_take(store->arena, sizeof *to);
    uint32_t *cells = cch_arena_take(store->arena, from->count * sizeof *cells);
    cch_datum *copy = cch_arena_take(store->arena, sizeof *copy);
    *to = *from;
    for (uint32_t i = 0; i < from->count; i++)
        cells[i] = from->own[i] ? cch_store_add(store, cch_datum_copy(store, cch_store_get(store, from->captures[i])))
                                : from->captures[i];
    to->captures = cells;
    *copy = *value;
    copy->closure = to;
    return copy;
}

const cch_datum *cch_datum_copy(cch_store *store, const cch_datum *value) {
    if (value->kind == CCH_DATUM_CLOSURE)
        return copy_closure(store, value);
    if (value->kind != CCH_DATUM_OBJECT || value->object->by_reference)
        return value;
    cch_object *copy = cch_object_new(store, value->object->class_name, cch_store_get(store, value->object->rest));
    copy->class_value = value->object->class_value;
    copy_into(store, copy, value->object);
    return cch_object_value(store->arena, copy);
}

/* Is its class one that the program defines? */
static bool is_own_class(const cch_object *object) {
    static const char *const others[] = {"std::", "c10::", "at::", "torch::", "list"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        if (strncmp(object->class_name, others[i], strlen(others[i])) == 0)
            return false;
    return *object->class_name != 0;
}

void cch_store_assign(cch_store *store, uint32_t cell, const cch_datum *value) {
    const cch_datum *before = cch_store_get(store, cell);
    if (value->kind != CCH_DATUM_OBJECT || value->object->by_reference) {
        cch_store_set(store, cell, value);
    } else if (before->kind == CCH_DATUM_OBJECT && !before->object->by_reference) {
        if (before->object != value->object) {
            if (!is_own_class(before->object)) /* an object stays of its class, whatever it gets a part of */
                before->object->class_name =
                    *value->object->class_name ? value->object->class_name : before->object->class_name;
            copy_into(store, before->object, value->object);
        }
    } else {
        cch_store_set(store, cell, cch_datum_copy(store, value));
    }
}

/* What a value leads to ------------------------------------------------------------------ */

struct reach {
    cch_store *store;
    void (*each)(cch_store *store, uint32_t cell, const void *context);
    const void *context;
    uint32_t *waiting;
    size_t count, capacity;
};

static void reach_cell(struct reach *reach, uint32_t cell) {
    cch_store *store = reach->store;
    if (!cell || cell >= store->count || store->seen[cell] == store->way)
        return;
    store->seen[cell] = store->way;
    if (cch_array_reserve(&reach->waiting, &reach->capacity, reach->count + 1, sizeof *reach->waiting))
        store->arena->failed = true;
    else
        reach->waiting[reach->count++] = cell;
}

static void reach_object(struct reach *reach, const cch_object *object) {
    for (uint32_t i = 0; i < object->field_count; i++)
        reach_cell(reach, object->fields[i].cell);
    reach_cell(reach, object->rest);
    struct cch_items items;
    if (cch_container_items(reach->store, object, &items, NULL))
        for (uint32_t i = 0; i < items.count; i++)
            reach_cell(reach, items.cells[i]);
    if (!object->is_immutable)
        reach_cell(reach, object->items);
}

static void reach_value(struct reach *reach, const cch_datum *value) {
    for (;;) {
        if (value->kind == CCH_DATUM_POINTER)
            reach_cell(reach, value->cell);
        else if (value->kind == CCH_DATUM_OBJECT)
            reach_object(reach, value->object);
        else if (value->kind == CCH_DATUM_CLOSURE)
            for (uint32_t i = 0; i < value->closure->count; i++)
                reach_cell(reach, value->closure->captures[i]);
        if (value->kind != CCH_DATUM_BOUND)
            return;
        value = value->bound.self;
    }
}

static void reach_all(cch_store *store, const cch_datum *value, uint32_t first_cell,
                      void (*each)(cch_store *, uint32_t, const void *), const void *context) {
    struct reach reach = {.store = store, .each = each, .context = context};
    store->way++;
    if (value)
        reach_value(&reach, value);
    reach_cell(&reach, first_cell);
    while (reach.count) {
        uint32_t cell = reach.waiting[--reach.count];
        reach_value(&reach, store->cells[cell].value);
        each(store, cell, context);
    }
    free(reach.waiting);
}

/* What is known to be an object stays one: its fields are no longer known. */
static void forget_cell(cch_store *store, uint32_t cell, const void *unknown) {
    const cch_datum *held = store->cells[cell].value;
    if (held->kind == CCH_DATUM_OBJECT && !held->object->by_reference)
        return;
    set(store, cell, unknown);
}

void cch_store_forget(cch_store *store, const cch_datum *value, const cch_datum *unknown) {
    if (value->kind >= CCH_DATUM_OBJECT)
        reach_all(store, value, 0, forget_cell, unknown);
}

static void escape_cell(cch_store *store, uint32_t cell, const void *context) {
    (void)context;
    if (store->cells[cell].is_escaped)
        return;
    if (cch_array_reserve(&store->escaped, &store->escaped_capacity, store->escaped_count + 1,
                          sizeof *store->escaped)) {
        store->arena->failed = true;
        return;
    }
    store->cells[cell].is_escaped = true;
    store->escaped[store->escaped_count++] = cell;
}

void cch_store_escape(cch_store *store, const cch_datum *value) {
    if (value->kind >= CCH_DATUM_OBJECT)
        reach_all(store, value, 0, escape_cell, NULL);
}

void cch_store_forget_escaped(cch_store *store, const cch_datum *unknown) {
    for (size_t i = 0; i < store->escaped_count; i++)
        forget_cell(store, store->escaped[i], unknown);
}

/* Ways --------------------------------------------------------------------------------------- */

struct cch_way cch_store_capture(cch_store *store, size_t mark) {
    struct cch_way way = {0};
    size_t most = store->trail_count - mark;
    if (!most)
        return way;
    struct cch_change *changes = NULL;
    size_t capacity = 0, count = 0;
    store->way++;
    for (size_t i = mark; i < store->trail_count; i++) {
        uint32_t cell = store->trail[i].cell;
        if (store->seen[cell] == store->way)
            continue;
        store->seen[cell] = store->way;
        if (cch_array_reserve(&changes, &capacity, count + 1, sizeof *changes)) {
            store->arena->failed = true;
            break;
        }
        changes[count++] = (struct cch_change){cell, store->cells[cell].value};
    }
    way.changes = changes;
    way.count = count;
    return way;
}

void cch_store_undo(cch_store *store, size_t mark) {
    while (store->trail_count > mark) {
        const struct cch_write *write = &store->trail[--store->trail_count];
        store->cells[write->cell].value = write->before;
    }
}

static bool is_merged_object(const cch_datum *value) {
    return value->kind == CCH_DATUM_OBJECT && (!value->object->by_reference || value->object->is_immutable);
}

static const cch_datum *either(cch_store *store, const cch_datum *a, const cch_datum *b, const struct cch_why *reason,
                               unsigned depth);

static void join_fields(cch_store *store, cch_object *joined, const cch_object *a, const cch_object *b,
                        const struct cch_why *reason, unsigned depth) {
    for (int side = 0; side < 2; side++) {
        const cch_object *from = side ? b : a;
        for (uint32_t i = 0; i < from->field_count; i++) {
            const char *name = from->fields[i].name;
            if (!cch_object_find(joined, name))
                set(store, cch_object_field(store, joined, name),
                    either(store, cch_object_get(store, a, name), cch_object_get(store, b, name), reason, depth));
        }
    }
}

/* Two objects that are values (C++'s, Python's immutable ones): one with what either has. NULL: not alike. */
static const cch_datum *join_objects(cch_store *store, const cch_object *a, const cch_object *b,
                                     const struct cch_why *reason, unsigned depth) {
    struct cch_items left, right;
    bool has_left = cch_container_items(store, a, &left, NULL), has_right = cch_container_items(store, b, &right, NULL);
    if (strcmp(a->class_name, b->class_name) != 0 || has_left != has_right || (has_left && left.count != right.count) ||
        (!has_left && (a->items || b->items)))
        return NULL;
    cch_object *joined =
        cch_object_new(store, a->class_name,
                       either(store, cch_store_get(store, a->rest), cch_store_get(store, b->rest), reason, depth));
    joined->by_reference = a->by_reference;
    joined->is_immutable = a->is_immutable;
    joined->class_value = a->class_value;
    join_fields(store, joined, a, b, reason, depth);
    if (has_left) {
        uint32_t cells[CCH_CONTAINER_MAX];
        for (uint32_t i = 0; i < left.count; i++)
            cells[i] = cch_store_add(store, either(store, cch_store_get(store, left.cells[i]),
                                                   cch_store_get(store, right.cells[i]), reason, depth));
        cch_container_set(store, joined, cells, left.count);
    }
    return cch_object_value(store->arena, joined);
}

/* Elements of one container on two ways. NULL: not so many on both. */
static const cch_datum *join_items(cch_store *store, const cch_datum *a, const cch_datum *b,
                                   const struct cch_why *reason, unsigned depth) {
    if (a->count != b->count)
        return NULL;
    uint32_t cells[CCH_CONTAINER_MAX];
    for (uint32_t i = 0; i < a->count; i++)
        cells[i] = a->cells[i] == b->cells[i]
                       ? a->cells[i]
                       : cch_store_add(store, either(store, cch_store_get(store, a->cells[i]),
                                                     cch_store_get(store, b->cells[i]), reason, depth));
    return items_value(store, cells, a->count);
}

static const cch_datum *either(cch_store *store, const cch_datum *a, const cch_datum *b, const struct cch_why *reason,
                               unsigned depth) {
    if (cch_datum_equal(a, b) || b->kind == CCH_DATUM_ABSENT)
        return a;
    if (a->kind == CCH_DATUM_ABSENT) /* it is not there on that way: nobody can read it */
        return b;
    const cch_datum *joined = NULL;
    if (depth < 32 && is_merged_object(a) && is_merged_object(b))
        joined = join_objects(store, a->object, b->object, reason, depth + 1);
    else if (depth < 32 && a->kind == CCH_DATUM_ITEMS && b->kind == CCH_DATUM_ITEMS)
        joined = join_items(store, a, b, reason, depth + 1);
    if (joined)
        return joined;
    cch_store_escape(store, a);
    cch_store_escape(store, b);
    return cch_datum_join(store->arena, a, b, reason);
}

const cch_datum *cch_store_either(cch_store *store, const cch_datum *a, const cch_datum *b,
                                  const struct cch_why *reason) {
    return either(store, a, b, reason, 0);
}

/* What a cell can be after several ways. */
struct option {
    const cch_datum *value;
    struct option *next;
};
struct merged {
    uint32_t cell;
    size_t ways; /* the last one, from 1, that wrote it */
    struct option *options;
};
struct joining {
    cch_store *store;
    struct merged *cells;
    size_t count, capacity;
    cch_index index; /* by cell */
};

static void add_option(struct joining *joining, struct merged *merged, const cch_datum *value) {
    struct option **at = &merged->options;
    for (; *at; at = &(*at)->next)
        if (cch_datum_equal((*at)->value, value))
            return;
    *at = cch_arena_take(joining->store->arena, sizeof **at);
    if (!joining->store->arena->failed)
        (*at)->value = value;
    else
        *at = NULL;
}

static int merge_change(struct joining *joining, const struct cch_change *change, size_t way) {
    uint32_t hash = cch_hash_number(change->cell);
    struct merged *merged = NULL;
    for (const struct cch_slot *s = cch_index_find(&joining->index, hash); s && !merged;
         s = cch_index_again(&joining->index, s))
        if (joining->cells[s->number - 1].cell == change->cell)
            merged = &joining->cells[s->number - 1];
    if (!merged) {
        if (cch_array_reserve(&joining->cells, &joining->capacity, joining->count + 1, sizeof *joining->cells) ||
            cch_index_reserve(&joining->index, joining->count + 1))
            return -1;
        merged = &joining->cells[joining->count++];
        *merged = (struct merged){.cell = change->cell};
        cch_index_add(&joining->index, hash, (uint32_t)joining->count);
    }
    if (merged->ways < way) /* the ways before, or between, left it as it was */
        add_option(joining, merged, joining->store->cells[change->cell].value);
    add_option(joining, merged, change->value);
    merged->ways = way + 1;
    return 0;
}

static bool is_light(const struct option *options) {
    for (; options; options = options->next)
        if (options->value->kind >= CCH_DATUM_OBJECT)
            return false;
    return true;
}

static const cch_datum *fold(cch_store *store, const struct option *options, const struct cch_why *reason) {
    const cch_datum *value = options ? options->value : &cch_absent;
    for (; options; options = options->next)
        value = either(store, value, options->value, reason, 0);
    return value;
}

/* Scalars first: structures are joined by what their cells then hold, which is what either way left. */
static void set_merged(struct joining *joining, const struct cch_why *reason) {
    cch_store *store = joining->store;
    for (int heavy = 0; heavy < 2; heavy++) {
        for (size_t i = 0; i < joining->count; i++) {
            struct merged *merged = &joining->cells[i];
            bool is_one = !merged->options || !merged->options->next;
            if ((is_one || is_light(merged->options)) == heavy)
                continue;
            const cch_datum *before = store->cells[merged->cell].value;
            const cch_datum *after = fold(store, merged->options, reason);
            /* What was unknown before is so for its own reason, whatever a way made of it. */
            set(store, merged->cell, cch_is_unknown(before) && cch_is_undecided(after) ? before : after);
        }
    }
}

void cch_store_join(cch_store *store, size_t mark, const struct cch_way *ways, size_t count,
                    const struct cch_why *reason) {
    cch_store_undo(store, mark);
    struct joining joining = {.store = store};
    int status = 0;
    for (size_t i = 0; i < count && !status; i++)
        for (size_t j = 0; j < ways[i].count && !status; j++)
            status = merge_change(&joining, &ways[i].changes[j], i);
    for (size_t i = 0; i < joining.count && !status; i++)
        if (joining.cells[i].ways < count)
            add_option(&joining, &joining.cells[i], store->cells[joining.cells[i].cell].value);
    if (status)
        store->arena->failed = true;
    else
        set_merged(&joining, reason);
    free(joining.cells);
    cch_index_release(&joining.index);
}

void cch_fork_begin(cch_store *store, struct cch_fork *fork) {
    *fork = (struct cch_fork){.mark = cch_store_mark(store)};
}

void cch_fork_keep(cch_store *store, struct cch_fork *fork) {
    if (cch_array_reserve(&fork->ways, &fork->capacity, fork->count + 1, sizeof *fork->ways))
        store->arena->failed = true;
    else
        fork->ways[fork->count++] = cch_store_capture(store, fork->mark);
    cch_store_undo(store, fork->mark);
}

void cch_fork_drop(cch_store *store, struct cch_fork *fork) { cch_store_undo(store, fork->mark); }

size_t cch_fork_join(cch_store *store, struct cch_fork *fork, const struct cch_why *reason) {
    size_t count = fork->count;
    if (count)
        cch_store_join(store, fork->mark, fork->ways, count, reason);
    for (size_t i = 0; i < count; i++)
        free(fork->ways[i].changes);
    free(fork->ways);
    *fork = (struct cch_fork){0};
    return count;
}
