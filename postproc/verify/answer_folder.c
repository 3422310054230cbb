#define _GNU_SOURCE /* asprintf, strverscmp */
#include "verify/answer_folder.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "ollama/value.h"

enum { NOTE_SIZE_MAX = 256 << 20 };

#define PREFIX "output_"
#define FAILED ".failed.json"

const char *cch_answer_prompt(const char *file, size_t *length) {
    const char *name = file + strlen(PREFIX);
    *length = strcspn(name, ".");
    return name;
}

bool cch_answer_same_prompt(const char *left, const char *right) {
    size_t length, other;
    const char *name = cch_answer_prompt(left, &length), *other_name = cch_answer_prompt(right, &other);
    return length == other && memcmp(name, other_name, length) == 0;
}

static bool is_answer(const char *file) {
    const char *ending = strrchr(file, '.');
    return strncmp(file, PREFIX, strlen(PREFIX)) == 0 && strcspn(file + strlen(PREFIX), ".") > 0 &&
           !(ending && strcmp(ending, ".json") == 0);
}

static bool holds(const cch_answer_folder *folder, const char *name) {
    for (size_t i = 0; i < folder->count; i++)
        if (strcmp(folder->files[i], name) == 0)
            return true;
    return false;
}

/* Adds what `name` stands for, if it is an answer (or the note of a failure). */
static int add(cch_answer_folder *folder, const char *name, bool notes) {
    size_t length = strlen(name), cut = strlen(FAILED);
    char *file = strdup(name);
    if (!file)
        return -1;
    if (notes && (length <= cut || strcmp(name + length - cut, FAILED) != 0)) {
        free(file);
        return 0;
    }
    if (notes)
        file[length - cut] = '\0';
    if (!is_answer(file) || (notes && holds(folder, file))) {
        free(file);
        return 0;
    }
    if (cch_array_reserve(&folder->files, &folder->capacity, folder->count + 1, sizeof *folder->files)) {
        free(file);
        return -1;
    }
    folder->files[folder->count++] = file;
    return 0;
}

static int take(cch_answer_folder *folder, const char *path, bool notes) {
    DIR *stream = opendir(path);
    struct dirent *item;
    int failed = 0;
    if (!stream)
        return notes && errno == ENOENT ? 0 : -2;
    while (!failed && (item = readdir(stream)))
        failed = add(folder, item->d_name, notes);
    closedir(stream);
    return failed;
}

/* Numbers in names count as numbers; runs of a prompt come behind it. */
static int by_version(const void *left, const void *right) {
    return strverscmp(*(char *const *)left, *(char *const *)right);
}

int cch_answer_folder_read(cch_answer_folder *folder, const char *path, cch_error *error) {
    char *notes = NULL;
    *folder = (cch_answer_folder){0};
    if (asprintf(&notes, "%s/.callchain", path) < 0)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    int failed = take(folder, path, false);
    if (!failed)
        failed = take(folder, notes, true);
    free(notes);
    if (failed)
        return failed == -1 ? cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path)
                            : cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
    if (folder->count)
        qsort(folder->files, folder->count, sizeof *folder->files, by_version);
    return CCH_OK;
}

void cch_answer_folder_release(cch_answer_folder *folder) {
    for (size_t i = 0; i < folder->count; i++)
        free(folder->files[i]);
    free(folder->files);
    *folder = (cch_answer_folder){0};
}

char *cch_answer_folder_model(const char *path, const char *file) {
    static const char *const endings[] = {".json", FAILED};
    char *model = NULL;
    for (size_t i = 0; i < 2 && !model; i++) {
        char *note = NULL;
        struct json_object *root, *object = NULL, *name = NULL;
        if (asprintf(&note, "%s/.callchain/%s%s", path, file, endings[i]) < 0)
            return NULL;
        root = cch_value_read(note, NOTE_SIZE_MAX);
        free(note);
        if (json_object_object_get_ex(root, "model", &object) && json_object_is_type(object, json_type_object) &&
            json_object_object_get_ex(object, "name", &name) && json_object_is_type(name, json_type_string)) {
            model = strdup(json_object_get_string(name));
            if (!model) {
                json_object_put(root);
                return NULL;
            }
        }
        json_object_put(root);
    }
    return model ? model : strdup("");
}
