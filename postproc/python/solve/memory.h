/* Memory of one run of the Python front end: an arena that everything comes
 * from and that is released at once, growable arrays, interned names and a
 * hash table of numbers.
 *
 * When memory runs out, the arena jumps to the place that the run's entry
 * point set (cch_py_arena.failed), so nothing in between has to check.
 */
#ifndef CCH_PYTHON_MEMORY_H
#define CCH_PYTHON_MEMORY_H

#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

struct cch_py_block;
struct cch_py_arena {
    struct cch_py_block *blocks; /* every block, for the release */
    char *at, *end;              /* the rest of the current small-object block */
    jmp_buf *failed;             /* where to go when memory runs out */
};

void cch_py_arena_init(struct cch_py_arena *arena, jmp_buf *failed);
void cch_py_arena_release(struct cch_py_arena *arena);

/* Zeroed memory that lives until the arena's release. */
void *cch_py_arena_alloc(struct cch_py_arena *arena, size_t size);

/* A block that can grow or (size 0) be let go early; NULL to begin with. */
void *cch_py_arena_resize(struct cch_py_arena *arena, void *block, size_t size);

/* Growable arrays: PY_ARRAY(type) declares one, all zero when empty. */
#define PY_ARRAY(type)                                                                                                 \
    struct {                                                                                                           \
        type *items;                                                                                                   \
        uint32_t count, capacity;                                                                                      \
    }

/* Makes room for `more` items behind the last one. */
#define PY_RESERVE(arena, array, more)                                                                                 \
    ((array)->count + (uint64_t)(more) > (array)->capacity                                                             \
         ? cch_py_array_grow(arena, (void **)&(array)->items, &(array)->capacity, (array)->count + (uint64_t)(more),   \
                             sizeof *(array)->items)                                                                   \
         : (void)0)

/* Adds an item, zeroed, and yields a pointer to it. */
#define PY_ADD(arena, array)                                                                                           \
    (PY_RESERVE(arena, array, 1), memset(&(array)->items[(array)->count], 0, sizeof *(array)->items),                  \
     &(array)->items[(array)->count++])
#define PY_PUSH(arena, array, value) (PY_RESERVE(arena, array, 1), (void)((array)->items[(array)->count++] = (value)))

void cch_py_array_grow(struct cch_py_arena *arena, void **items, uint32_t *capacity, uint64_t needed, size_t size);

typedef PY_ARRAY(uint32_t) cch_py_numbers;

/* A table from 64-bit keys (not 0) to 32-bit values. */
struct cch_py_table {
    struct cch_py_slot *slots;
    uint32_t count, capacity;
};
struct cch_py_slot { /* halves of the key, so that a slot is 12 bytes */
    uint32_t high, low, value;
};
static inline uint64_t cch_py_slot_key(const struct cch_py_slot *slot) {
    return (uint64_t)slot->high << 32 | slot->low;
}
void cch_py_table_free(struct cch_py_arena *arena, struct cch_py_table *table);

/* The place of the key's value; `*added` tells whether the key was new (its
 * value then is 0). */
uint32_t *cch_py_table_put(struct cch_py_arena *arena, struct cch_py_table *table, uint64_t key, int *added);
/* The value, 0 when there is none. */
uint32_t cch_py_table_get(const struct cch_py_table *table, uint64_t key);

static inline uint64_t cch_py_pair(uint32_t a, uint32_t b) { return (uint64_t)a << 32 | b; }

/* Interned names: equal text, equal number. 0 is the empty name. */
struct cch_py_names {
    PY_ARRAY(const char *) text;
    cch_py_numbers length;
    uint32_t *slots;
    uint32_t slot_count;
};

uint32_t cch_py_name(struct cch_py_arena *arena, struct cch_py_names *names, const char *text, size_t length);
uint32_t cch_py_name_z(struct cch_py_arena *arena, struct cch_py_names *names, const char *text);
/* What the three texts are together, of any length. */
uint32_t cch_py_name_of(struct cch_py_arena *arena, struct cch_py_names *names, const char *first, const char *second,
                        const char *third);
/* The number of a name that exists already, or 0. */
uint32_t cch_py_name_find(const struct cch_py_names *names, const char *text, size_t length);

static inline const char *cch_py_text(const struct cch_py_names *names, uint32_t name) {
    return name < names->text.count ? names->text.items[name] : "";
}

#endif
