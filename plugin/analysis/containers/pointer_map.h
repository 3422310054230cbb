/* A hash map from a pointer (or any 64-bit key but 0) to a 32-bit number.
 * Zeroed memory is an empty map. Out of memory: memory.h. */
#ifndef CALLCHAIN_PLUGIN_POINTER_MAP_H
#define CALLCHAIN_PLUGIN_POINTER_MAP_H

#include "containers/memory.h"

#include <stdbool.h>

struct pointer_map {
    struct pointer_map_slot {
        uint64_t key;
        uint32_t value;
    } *slots;
    uint32_t count, mask; /* mask + 1 slots; 0 slots when slots is NULL */
};

static inline uint32_t pointer_map_hash(uint64_t key) {
    key *= 0x9e3779b97f4a7c15u;
    return (uint32_t)(key >> 32);
}

static inline void pointer_map_grow(struct pointer_map *map) {
    uint32_t mask = map->slots ? map->mask * 2 + 1 : 255;
    struct pointer_map_slot *slots = memory_zeroed((size_t)mask + 1, sizeof *slots);
    for (uint32_t i = 0; map->slots && i <= map->mask; ++i) {
        if (!map->slots[i].key)
            continue;
        uint32_t at = pointer_map_hash(map->slots[i].key) & mask;
        while (slots[at].key)
            at = (at + 1) & mask;
        slots[at] = map->slots[i];
    }
    free(map->slots);
    map->slots = slots;
    map->mask = mask;
}

/* The place of this key's value, new (and 0) if the key is. Valid until the
 * next call. */
static inline uint32_t *pointer_map_at(struct pointer_map *map, uint64_t key, bool *is_new) {
    if (!map->slots || map->count >= map->mask - map->mask / 4)
        pointer_map_grow(map);
    uint32_t at = pointer_map_hash(key) & map->mask;
    while (map->slots[at].key && map->slots[at].key != key)
        at = (at + 1) & map->mask;
    *is_new = !map->slots[at].key;
    if (*is_new) {
        map->slots[at].key = key;
        ++map->count;
    }
    return &map->slots[at].value;
}

static inline bool pointer_map_has(const struct pointer_map *map, uint64_t key) {
    if (!map->slots)
        return false;
    uint32_t at = pointer_map_hash(key) & map->mask;
    while (map->slots[at].key && map->slots[at].key != key)
        at = (at + 1) & map->mask;
    return map->slots[at].key != 0;
}

static inline void pointer_map_release(struct pointer_map *map) {
    free(map->slots);
    *map = (struct pointer_map){0};
}

/* Forgets all keys but keeps the memory. */
static inline void pointer_map_clear(struct pointer_map *map) {
    for (uint32_t i = 0; map->count && i <= map->mask; ++i)
        map->slots[i] = (struct pointer_map_slot){0};
    map->count = 0;
}

#endif
