#include "build/replay/file_states.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/index.h"
#include "build/commands/text_pool.h"

struct entry {
    const char *path;
    cch_file_state state;
};

struct cch_file_states {
    cch_text_pool *paths;
    struct entry *entries;
    size_t count, capacity;
    cch_index index;
};

cch_file_states *cch_file_states_new(void) {
    cch_file_states *states = calloc(1, sizeof *states);
    if (states && !(states->paths = cch_text_pool_new())) {
        free(states);
        return NULL;
    }
    return states;
}

void cch_file_states_free(cch_file_states *states) {
    if (!states)
        return;
    cch_text_pool_free(states->paths);
    cch_index_release(&states->index);
    free(states->entries);
    free(states);
}

static int64_t nanoseconds(const struct timespec *time) {
    return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static cch_file_state look_at(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return (cch_file_state){0};
    return (cch_file_state){.exists = true, .size = status.st_size, .time = nanoseconds(&status.st_mtim),
                            .entry_time = nanoseconds(&status.st_ctim)};
}

static struct entry *find_or_add(cch_file_states *states, const char *path) {
    uint32_t hash = (uint32_t)XXH3_64bits(path, strlen(path));
    if (cch_index_reserve(&states->index, states->count + 1) != 0)
        return NULL;
    for (struct cch_slot *slot = cch_index_first(&states->index, hash); slot->number;
         slot = cch_index_next(&states->index, slot))
        if (slot->hash == hash && strcmp(states->entries[slot->number - 1].path, path) == 0)
            return &states->entries[slot->number - 1];
    const char *copy = cch_text_pool_add(states->paths, path);
    if (!copy || cch_array_reserve(&states->entries, &states->capacity, states->count + 1,
                                   sizeof *states->entries) != 0)
        return NULL;
    struct entry *entry = &states->entries[states->count++];
    *entry = (struct entry){.path = copy};
    cch_index_add(&states->index, hash, (uint32_t)states->count);
    entry->state = look_at(path);
    return entry;
}

const cch_file_state *cch_file_states_get(cch_file_states *states, const char *path, bool hashed) {
    struct entry *entry = find_or_add(states, path);
    if (!entry)
        return NULL;
    if (hashed && entry->state.exists && !entry->state.digits[0] &&
        cch_file_hash(path, entry->state.digits) != 0)
        entry->state.exists = false;
    return &entry->state;
}

const cch_file_state *cch_file_states_refresh(cch_file_states *states, const char *path) {
    struct entry *entry = find_or_add(states, path);
    if (!entry)
        return NULL;
    cch_file_state now = look_at(path);
    if (now.exists != entry->state.exists || now.size != entry->state.size || now.time != entry->state.time ||
        now.entry_time != entry->state.entry_time)
        entry->state = now;
    return cch_file_states_get(states, path, true);
}

int cch_file_hash(const char *path, char digits[33]) {
    enum { CHUNK_SIZE = 256 * 1024 };
    int result = -1;
    ssize_t got = 0;
    XXH3_state_t *state = XXH3_createState();
    char *chunk = malloc(CHUNK_SIZE);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    digits[0] = '\0';
    if (!state || !chunk || descriptor < 0 || XXH3_128bits_reset(state) != XXH_OK)
        goto out;
    while ((got = read(descriptor, chunk, CHUNK_SIZE)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            XXH3_128bits_update(state, chunk, (size_t)got);
    if (got < 0)
        goto out;
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    snprintf(digits, 33, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
    result = 0;
out:
    XXH3_freeState(state);
    free(chunk);
    if (descriptor >= 0)
        close(descriptor);
    return result;
}
