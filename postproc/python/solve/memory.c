#include "python/solve/memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"

struct cch_py_block {
    struct cch_py_block *previous, *next;
    size_t size;
    max_align_t data[];
};

enum { SMALL_BLOCK = 256 * 1024 };

void cch_py_arena_init(struct cch_py_arena *arena, jmp_buf *failed) {
    memset(arena, 0, sizeof *arena);
    arena->failed = failed;
}

void cch_py_arena_release(struct cch_py_arena *arena) {
    struct cch_py_block *block = arena->blocks;
    while (block) {
        struct cch_py_block *next = block->next;
        free(block);
        block = next;
    }
    arena->blocks = NULL;
    arena->at = arena->end = NULL;
}

static void unlink_block(struct cch_py_arena *arena, struct cch_py_block *block) {
    if (block->previous)
        block->previous->next = block->next;
    else
        arena->blocks = block->next;
    if (block->next)
        block->next->previous = block->previous;
}

static void link_block(struct cch_py_arena *arena, struct cch_py_block *block) {
    block->previous = NULL;
    block->next = arena->blocks;
    if (arena->blocks)
        arena->blocks->previous = block;
    arena->blocks = block;
}

void *cch_py_arena_resize(struct cch_py_arena *arena, void *data, size_t size) {
    struct cch_py_block *block = NULL;
    if (data) {
        block = (struct cch_py_block *)((char *)data - offsetof(struct cch_py_block, data));
        unlink_block(arena, block);
    }
    if (size == 0) {
        free(block);
        return NULL;
    }
    struct cch_py_block *grown = size > SIZE_MAX - sizeof *grown ? NULL : realloc(block, sizeof *grown + size);
    if (!grown) {
        if (block)
            link_block(arena, block);
        longjmp(*arena->failed, 1);
    }
    grown->size = size;
    link_block(arena, grown);
    return grown->data;
}

void *cch_py_arena_alloc(struct cch_py_arena *arena, size_t size) {
    size = (size + 15) & ~(size_t)15;
    if (size > SMALL_BLOCK / 4)
        return memset(cch_py_arena_resize(arena, NULL, size), 0, size);
    if ((size_t)(arena->end - arena->at) < size) {
        arena->at = cch_py_arena_resize(arena, NULL, SMALL_BLOCK);
        arena->end = arena->at + SMALL_BLOCK;
    }
    void *data = arena->at;
    arena->at += size;
    return memset(data, 0, size);
}

void cch_py_array_grow(struct cch_py_arena *arena, void **items, uint32_t *capacity, uint64_t needed, size_t size) {
    uint64_t wanted = (uint64_t)*capacity + *capacity / 2 + 8;
    if (wanted < needed)
        wanted = needed;
    if (wanted > UINT32_MAX - 1)
        longjmp(*arena->failed, 1);
    *items = cch_py_arena_resize(arena, *items, (size_t)wanted * size);
    *capacity = (uint32_t)wanted;
}

static uint64_t mix(uint64_t key) {
    key ^= key >> 31;
    key *= 0x9e3779b97f4a7c15u;
    return key ^ key >> 29;
}

static struct cch_py_slot *slot_of(const struct cch_py_table *table, uint64_t key) {
    uint32_t at = (uint32_t)mix(key) & (table->capacity - 1);
    for (;; at = (at + 1) & (table->capacity - 1)) {
        struct cch_py_slot *slot = &table->slots[at];
        if ((slot->low == (uint32_t)key && slot->high == (uint32_t)(key >> 32)) || !(slot->low | slot->high))
            return slot;
    }
}

static void table_grow(struct cch_py_arena *arena, struct cch_py_table *table) {
    struct cch_py_table grown = {.count = table->count, .capacity = table->capacity ? table->capacity * 2 : 16};
    if (grown.capacity < table->capacity)
        longjmp(*arena->failed, 1);
    grown.slots = cch_py_arena_resize(arena, NULL, (size_t)grown.capacity * sizeof *grown.slots);
    memset(grown.slots, 0, (size_t)grown.capacity * sizeof *grown.slots);
    for (uint32_t i = 0; i < table->capacity; i++)
        if (table->slots[i].low | table->slots[i].high)
            *slot_of(&grown, cch_py_slot_key(&table->slots[i])) = table->slots[i];
    cch_py_arena_resize(arena, table->slots, 0);
    *table = grown;
}

uint32_t *cch_py_table_put(struct cch_py_arena *arena, struct cch_py_table *table, uint64_t key, int *added) {
    if ((uint64_t)table->count * 3 >= (uint64_t)table->capacity * 2)
        table_grow(arena, table);
    struct cch_py_slot *slot = slot_of(table, key);
    *added = !(slot->low | slot->high);
    if (*added) {
        *slot = (struct cch_py_slot){(uint32_t)(key >> 32), (uint32_t)key, 0};
        table->count++;
    }
    return &slot->value;
}

uint32_t cch_py_table_get(const struct cch_py_table *table, uint64_t key) {
    return table->capacity ? slot_of(table, key)->value : 0;
}

void cch_py_table_free(struct cch_py_arena *arena, struct cch_py_table *table) {
    cch_py_arena_resize(arena, table->slots, 0);
    *table = (struct cch_py_table){0};
}

static void names_grow(struct cch_py_arena *arena, struct cch_py_names *names) {
    uint32_t count = names->slot_count ? names->slot_count * 2 : 256;
    names->slots = cch_py_arena_resize(arena, names->slots, (size_t)count * sizeof *names->slots);
    memset(names->slots, 0, (size_t)count * sizeof *names->slots);
    names->slot_count = count;
    for (uint32_t name = 1; name < names->text.count; name++) {
        uint32_t slot = cch_hash_bytes(names->text.items[name], names->length.items[name]) & (count - 1);
        while (names->slots[slot])
            slot = (slot + 1) & (count - 1);
        names->slots[slot] = name;
    }
}

uint32_t cch_py_name_find(const struct cch_py_names *names, const char *text, size_t length) {
    if (!length || !names->slot_count)
        return 0;
    uint32_t slot = cch_hash_bytes(text, length) & (names->slot_count - 1);
    for (uint32_t name; (name = names->slots[slot]); slot = (slot + 1) & (names->slot_count - 1))
        if (names->length.items[name] == length && !memcmp(names->text.items[name], text, length))
            return name;
    return 0;
}

uint32_t cch_py_name(struct cch_py_arena *arena, struct cch_py_names *names, const char *text, size_t length) {
    if (!names->text.count) {
        PY_PUSH(arena, &names->text, "");
        PY_PUSH(arena, &names->length, 0);
    }
    if (!length)
        return 0;
    if (names->text.count * 2 >= names->slot_count)
        names_grow(arena, names);
    uint32_t name = cch_py_name_find(names, text, length);
    if (name)
        return name;
    char *copy = cch_py_arena_alloc(arena, length + 1);
    memcpy(copy, text, length);
    name = names->text.count;
    PY_PUSH(arena, &names->text, copy);
    PY_PUSH(arena, &names->length, (uint32_t)length);
    uint32_t slot = cch_hash_bytes(text, length) & (names->slot_count - 1);
    while (names->slots[slot])
        slot = (slot + 1) & (names->slot_count - 1);
    names->slots[slot] = name;
    return name;
}

uint32_t cch_py_name_z(struct cch_py_arena *arena, struct cch_py_names *names, const char *text) {
    return cch_py_name(arena, names, text, strlen(text));
}

uint32_t cch_py_name_of(struct cch_py_arena *arena, struct cch_py_names *names, const char *first, const char *second,
                        const char *third) {
    char few[512];
    size_t a = strlen(first), b = strlen(second), c = strlen(third), length = a + b + c;
    char *text = length < sizeof few ? few : cch_py_arena_alloc(arena, length);
    memcpy(text, first, a);
    memcpy(text + a, second, b);
    memcpy(text + a + b, third, c);
    return cch_py_name(arena, names, text, length);
}
