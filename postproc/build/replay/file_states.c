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
#include "base/memory.h"
#include "base/pool.h"

struct cch_file_states {
    cch_pool paths;
    cch_file_state *items; /* of path n: items[n - 1] */
    size_t capacity;
    cch_file_state none; /* of the path "" */
};

cch_file_states *cch_file_states_new(void) { return calloc(1, sizeof(cch_file_states)); }

void cch_file_states_free(cch_file_states *states) {
    if (!states)
        return;
    cch_pool_release(&states->paths);
    free(states->items);
    free(states);
}

static int64_t nanoseconds(const struct timespec *time) { return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec; }

static cch_file_state look_at(const char *path) {
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISREG(status.st_mode))
        return (cch_file_state){0};
    return (cch_file_state){.exists = true,
                            .size = status.st_size,
                            .time = nanoseconds(&status.st_mtim),
                            .entry_time = nanoseconds(&status.st_ctim)};
}

static cch_file_state *find_or_add(cch_file_states *states, const char *path) {
    uint32_t known = states->paths.count;
    if (cch_array_reserve(&states->items, &states->capacity, (size_t)known + 1, sizeof *states->items) != 0)
        return cch_memory_asked(NULL);
    uint32_t number = cch_pool_add(&states->paths, path, strlen(path));
    if (number == UINT32_MAX)
        return cch_memory_asked(NULL);
    if (number == 0)
        return &states->none;
    if (number > known)
        states->items[number - 1] = look_at(path);
    return &states->items[number - 1];
}

const cch_file_state *cch_file_states_get(cch_file_states *states, const char *path, bool hashed) {
    cch_file_state *state = find_or_add(states, path);
    if (state && hashed && state->exists && !state->digits[0] && cch_file_hash(path, state->digits) != 0)
        state->exists = false;
    return state;
}

const cch_file_state *cch_file_states_refresh(cch_file_states *states, const char *path) {
    cch_file_state *state = find_or_add(states, path);
    if (!state)
        return NULL;
    cch_file_state now = look_at(path);
    if (now.exists != state->exists || now.size != state->size || now.time != state->time ||
        now.entry_time != state->entry_time)
        *state = now;
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
    if (!state || !chunk)
        cch_memory_note_failure();
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
