#define _GNU_SOURCE /* asprintf */
#include "base/sources.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/read_file.h"
#include "base/search.h"

struct cch_sources {
    char **roots; /* real paths */
    size_t root_count;
    cch_source **files; /* ascending by name */
    size_t count, capacity;
};

int cch_sources_new(cch_sources **sources, const char *const *roots, size_t count, cch_error *error) {
    static const char *const here[] = {"."};
    cch_sources *made = calloc(1, sizeof *made);
    if (!count) {
        roots = here;
        count = 1;
    }
    *sources = NULL;
    if (!made || !(made->roots = calloc(count, sizeof *made->roots))) {
        free(made);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read sources: out of memory");
    }
    for (; made->root_count < count; made->root_count++) {
        const char *root = roots[made->root_count];
        if (!(made->roots[made->root_count] = realpath(root, NULL))) {
            int code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot use '%s': %s", root, strerror(errno));
            cch_sources_free(made);
            return code;
        }
    }
    *sources = made;
    return CCH_OK;
}

static void free_source(cch_source *source) {
    if (!source)
        return;
    free(source->name);
    free(source->text);
    free(source->problem);
    free(source->lines);
    free(source);
}

void cch_sources_free(cch_sources *sources) {
    if (!sources)
        return;
    for (size_t i = 0; i < sources->root_count; i++)
        free(sources->roots[i]);
    for (size_t i = 0; i < sources->count; i++)
        free_source(sources->files[i]);
    free(sources->roots);
    free(sources->files);
    free(sources);
}

static bool is_below(const char *path, const char *root) {
    size_t length = strlen(root);
    return strncmp(path, root, length) == 0 && (path[length] == '/' || (length && root[length - 1] == '/'));
}

/* The real path of the file, which belongs to the caller; NULL: there is none
 * below a root. `*outside`: there is one elsewhere. */
static char *find(const cch_sources *sources, const char *name, bool *outside) {
    for (size_t i = 0; i < sources->root_count; i++) {
        char *joined = NULL, *real;
        if (name[0] != '/' && asprintf(&joined, "%s/%s", sources->roots[i], name) < 0) {
            cch_memory_note_failure();
            return NULL;
        }
        real = realpath(joined ? joined : name, NULL);
        if (!real && errno == ENOMEM)
            cch_memory_note_failure();
        free(joined);
        for (size_t k = 0; real && k < sources->root_count; k++)
            if (is_below(real, sources->roots[k]))
                return real;
        *outside |= real != NULL;
        free(real);
    }
    return NULL;
}

static int index_lines(cch_source *source) {
    size_t capacity = 0, count = 0;
    for (size_t at = 0; at < source->size;) {
        if (count >= UINT32_MAX - 1 || cch_array_reserve(&source->lines, &capacity, count + 2, sizeof *source->lines))
            return -1;
        source->lines[count++] = at;
        const char *end = memchr(source->text + at, '\n', source->size - at);
        at = end ? (size_t)(end - source->text) + 1 : source->size;
    }
    if (count)
        source->lines[count] = source->size;
    source->line_count = (uint32_t)count;
    return 0;
}

/* No reason like the others, to go on without the file. */
static char *out_of_memory(void) {
    cch_memory_note_failure();
    return strdup("out of memory");
}

/* What went wrong, as text that belongs to the caller; NULL: nothing. */
static char *read_file(cch_source *source, const char *path) {
    if (cch_read_file(&source->text, &source->size, path, CCH_SOURCE_SIZE_MAX, 0, NULL) != CCH_OK)
        return errno == ENOMEM ? out_of_memory()
                               : cch_memory_asked(strdup(errno == EINVAL  ? "not a regular file"
                                                         : errno == EFBIG ? "too large"
                                                                          : strerror(errno)));
    return index_lines(source) ? out_of_memory() : NULL;
}

static cch_source *load(const cch_sources *sources, const char *name) {
    bool outside = false;
    cch_source *source = calloc(1, sizeof *source);
    if (!source || !(source->name = strdup(name))) {
        free(source);
        return NULL;
    }
    char *path = find(sources, name, &outside);
    source->problem = path      ? read_file(source, path)
                      : outside ? cch_memory_asked(strdup("not below a root"))
                                : cch_memory_asked(strdup("no such file below a root"));
    if (source->problem) {
        free(source->text);
        source->text = NULL;
    }
    free(path);
    return source;
}

const cch_source *cch_sources_get(cch_sources *sources, const char *name) {
    size_t at;
    CCH_SEARCH(at, 0, sources->count, strcmp(sources->files[at]->name, name) < 0);
    if (at < sources->count && strcmp(sources->files[at]->name, name) == 0)
        return sources->files[at];
    if (cch_array_reserve(&sources->files, &sources->capacity, sources->count + 1, sizeof *sources->files))
        goto none;
    cch_source *source = load(sources, name);
    if (!source)
        goto none;
    memmove(sources->files + at + 1, sources->files + at, (sources->count - at) * sizeof *sources->files);
    sources->files[at] = source;
    sources->count++;
    return source;
none:
    cch_memory_note_failure();
    return NULL;
}

const char *cch_source_lines(const cch_source *source, uint32_t first, uint32_t last, size_t *length) {
    *length = 0;
    if (!source->text || first == 0 || last < first || last > source->line_count)
        return NULL;
    *length = source->lines[last] - source->lines[first - 1];
    return source->text + source->lines[first - 1];
}
