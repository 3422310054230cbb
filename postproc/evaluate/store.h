/* The evaluator's memory: cells with values, objects made of cells, and two ways at
 * once.
 *
 * A cell's number is its address. Each write is noted, so that a way can be undone and
 * another one be taken from the same beginning, and both be joined:
 *
 *     struct cch_fork fork = {0};
 *     cch_fork_begin(store, &fork);
 *     … one way …
 *     cch_fork_keep(store, &fork);   or cch_fork_drop(): it does not come out here
 *     … the other …
 *     cch_fork_keep(store, &fork);
 *     cch_fork_join(store, &fork, reason);
 *
 * A cell that both ways leave alike keeps that; else it is either (values.h).
 */
#ifndef CCH_EVALUATE_STORE_H
#define CCH_EVALUATE_STORE_H

#include "evaluate/values.h"

struct cch_field {
    const char *name;
    uint32_t cell;
};

/* Classes of objects that the evaluator knows itself; others are by their qualified name. */
typedef struct cch_object {
    const char *class_name;       /* "std::tuple", "Flash_params"; "" unknown */
    const cch_datum *class_value; /* Python: its class; or NULL */
    struct cch_field *fields;     /* in the order in which they were named first; only cch_object_field adds */
    uint32_t field_count, field_capacity;
    uint32_t rest;  /* cell: what fields are that no one has named yet (ABSENT: not written, ZERO, UNKNOWN) */
    uint32_t items; /* cell: a container's elements (STORE's own value), 0: it has none */
    uint32_t birth; /* how many cells there were when it was made */
    const cch_datum *rest_at_birth;
    bool by_reference; /* Python's objects; C++'s are copied */
    bool is_immutable; /* Python's tuple … */
    bool is_guess;     /* made for what was not known: it may be another one that we know */
} cch_object;

struct cch_store_cell {
    const cch_datum *value;
    uint32_t birth;  /* its own number, or its object's birth */
    bool is_escaped; /* something unknown may lead here */
    bool is_foreign; /* stands for an unknown place: a write to it is a write to anything escaped */
};

struct cch_write {
    uint32_t cell;
    const cch_datum *before;
};

struct cch_store {
    cch_arena *arena;
    struct cch_store_cell *cells;
    size_t count, capacity; /* cells; cell 0 is none */
    struct cch_write *trail;
    size_t trail_count, trail_capacity;
    uint32_t *escaped;
    size_t escaped_count, escaped_capacity;
    uint32_t *seen; /* by cell: the number of the way that looked at it last */
    size_t seen_capacity;
    uint32_t way;
};
typedef struct cch_store cch_store;

void cch_store_begin(cch_store *store, cch_arena *arena); /* forgets everything, keeps memory */
void cch_store_release(cch_store *store);                 /* zeros are fine */

uint32_t cch_store_add(cch_store *store, const cch_datum *value);
/* Never NULL; ABSENT is given as it is. */
static inline const cch_datum *cch_store_get(const cch_store *store, uint32_t cell) {
    return cell ? store->cells[cell].value : &cch_absent;
}
/* To a foreign cell: everything escaped becomes unknown. */
void cch_store_set(cch_store *store, uint32_t cell, const cch_datum *value);

/* Objects -------------------------------------------------------------------------- */

/* `rest`: what its fields are until they are written: ABSENT, ZERO, an unknown. */
cch_object *cch_object_new(cch_store *store, const char *class_name, const cch_datum *rest);
/* The field's cell, made when it was not there (it then is ABSENT). */
uint32_t cch_object_field(cch_store *store, cch_object *object, const char *name);
/* The field's cell; 0: nobody has named it. */
uint32_t cch_object_find(const cch_object *object, const char *name);
/* Its value: the cell's, or what the rest is. Never NULL; ABSENT: there is none. */
const cch_datum *cch_object_get(const cch_store *store, const cch_object *object, const char *name);
void cch_object_set(cch_store *store, cch_object *object, const char *name, const cch_datum *value);

/* The fields of another object, or of what is not known, become fields of this one (a base's part). */
void cch_object_take(cch_store *store, cch_object *object, const cch_datum *part);

/* Elements of a container: their cells. */
struct cch_items {
    uint32_t count;
    const uint32_t *cells;
};
cch_object *cch_container_new(cch_store *store, const char *class_name, const cch_datum *const *values, size_t count);
/* False: it is no container, or how many there are is unknown (*why, may be NULL: the unknown value). */
bool cch_container_items(const cch_store *store, const cch_object *object, struct cch_items *items,
                         const cch_datum **why);
void cch_container_set(cch_store *store, cch_object *object, const uint32_t *cells, uint32_t count);
void cch_container_forget(cch_store *store, cch_object *object, const cch_datum *unknown);
enum { CCH_CONTAINER_MAX = 4096 };

/* A copy as C++ makes one: of objects a new one with copies of what it holds; what is by reference is shared. */
const cch_datum *cch_datum_copy(cch_store *store, const cch_datum *value);
/* `cell = value` as C++ does it: an object keeps its identity and gets copies of the other's fields. */
void cch_store_assign(cch_store *store, uint32_t cell, const cch_datum *value);

/* Not known any more ------------------------------------------------------------------ */

/* All that the value leads to by pointers, objects' fields and captures becomes unknown. */
void cch_store_forget(cch_store *store, const cch_datum *value, const cch_datum *unknown);
/* Something unknown may lead to all that the value leads to. */
void cch_store_escape(cch_store *store, const cch_datum *value);
/* Everything that has escaped becomes unknown. */
void cch_store_forget_escaped(cch_store *store, const cch_datum *unknown);

/* Ways ------------------------------------------------------------------------------------ */

/* Either value, structures of either included; what is no longer known may be changed by whom we do not know. */
const cch_datum *cch_store_either(cch_store *store, const cch_datum *a, const cch_datum *b,
                                  const struct cch_why *reason);

/* What a way has written since some mark: cells, each once, and what they hold at its end. */
struct cch_change {
    uint32_t cell;
    const cch_datum *value;
};
struct cch_way {
    struct cch_change *changes; /* to free() */
    size_t count;
};

static inline size_t cch_store_mark(const cch_store *store) { return store->trail_count; }
struct cch_way cch_store_capture(cch_store *store, size_t mark);
void cch_store_undo(cch_store *store, size_t mark);
/* Back to the mark, and then whatever some of the ways (each taken from there) left. */
void cch_store_join(cch_store *store, size_t mark, const struct cch_way *ways, size_t count,
                    const struct cch_why *reason);

struct cch_fork {
    size_t mark;
    struct cch_way *ways; /* malloc'ed */
    size_t count, capacity;
};
void cch_fork_begin(cch_store *store, struct cch_fork *fork);
void cch_fork_keep(cch_store *store, struct cch_fork *fork); /* this way comes out; back to the beginning */
void cch_fork_drop(cch_store *store, struct cch_fork *fork); /* it does not; back to the beginning */
/* How many came out; joined, and the fork's memory is released. */
size_t cch_fork_join(cch_store *store, struct cch_fork *fork, const struct cch_why *reason);

#endif
