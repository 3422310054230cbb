#define _GNU_SOURCE
#include "ollama/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/output_file.h"
#include "base/paths.h"
#include "ollama/value.h"

#define NOTES ".callchain"

enum { PROVENANCE_MAX = 256 << 20, PATH_SIZE = 4096 };

struct cch_store {
    char *folder;
    int lock;
    bool for_writing;
};

/* What a killed command left behind under a temporary name. */
static void remove_leftovers(const char *folder) {
    DIR *entries = opendir(folder);
    struct dirent *entry;
    char path[PATH_SIZE];
    while (entries && (entry = readdir(entries))) {
        size_t length = strlen(entry->d_name);
        if (strncmp(entry->d_name, ".callchain-", 11) == 0 && length > 15 &&
            strcmp(entry->d_name + length - 4, ".tmp") == 0 &&
            snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < (int)sizeof path)
            unlink(path);
    }
    if (entries)
        closedir(entries);
}

/* The folder's lock, and what it takes to write there: the notes' folder is ours,
 * no link to another place. */
static int take_lock(cch_store *store, cch_error *error) {
    char path[PATH_SIZE];
    snprintf(path, sizeof path, "%s/" NOTES, store->folder);
    if (cch_path_make_folder(path) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s': %s", store->folder, strerror(errno));
    int notes = cch_folder_open_in(store->folder, NOTES);
    if (notes >= 0)
        store->lock = openat(notes, "lock", O_CREAT | O_RDWR | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    int reason = errno;
    if (notes >= 0)
        close(notes);
    if (store->lock < 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s%s': %s", path, notes < 0 ? "" : "/lock",
                        reason == ELOOP ? "it is a symbolic link" : strerror(reason));
    if (flock(store->lock, LOCK_EX | LOCK_NB) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s': another 'callchain identify' is at work there",
                        store->folder);
    remove_leftovers(store->folder);
    remove_leftovers(path);
    return CCH_OK;
}

int cch_store_open(cch_store **result, const char *folder, bool for_writing, cch_error *error) {
    *result = NULL;
    if (!*folder || strlen(folder) > PATH_SIZE - 600)
        return cch_fail(error, CCH_ERROR_USAGE, "cannot write '%s': that is no folder's name", folder);
    cch_store *store = calloc(1, sizeof *store);
    if (!store || !(store->folder = strdup(folder))) {
        free(store);
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    store->lock = -1;
    store->for_writing = for_writing;
    if (for_writing && take_lock(store, error) != CCH_OK) {
        cch_store_close(store);
        return error ? error->code : CCH_ERROR_SYSTEM;
    }
    *result = store;
    return CCH_OK;
}

void cch_store_close(cch_store *store) {
    if (!store)
        return;
    if (store->lock >= 0)
        close(store->lock);
    free(store->folder);
    free(store);
}

static void provenance_path(char path[PATH_SIZE], const cch_store *store, const char *name, const char *ending) {
    snprintf(path, PATH_SIZE, "%s/" NOTES "/%s%s", store->folder, name, ending);
}

/* Answers take minutes to come by: they are on the disk before they have a name. */
static int write_json(const cch_store *store, const char *name, json_object *value, cch_error *error) {
    cch_output *output;
    const char *text = json_object_to_json_string_ext(value, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_SPACED |
                                                                 JSON_C_TO_STRING_NOSLASHESCAPE);
    if (!text)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot write '%s/%s': out of memory", store->folder, name);
    int code = cch_output_open_in(&output, store->folder, name, error);
    if (code != CCH_OK)
        return code;
    cch_write_json(cch_output_stream(output), text);
    fputc('\n', cch_output_stream(output));
    return cch_output_commit(output, CCH_OUTPUT_SYNC, error);
}

static int write_note(const cch_store *store, const char *name, const char *ending, json_object *value,
                      cch_error *error) {
    char file[PATH_SIZE];
    snprintf(file, sizeof file, NOTES "/%s%s", name, ending);
    return write_json(store, file, value, error);
}

struct json_object *cch_store_find(cch_store *store, const char *name, const char *key) {
    char path[PATH_SIZE];
    json_object *answer = NULL;
    provenance_path(path, store, name, ".json");
    json_object *provenance = cch_value_read(path, PROVENANCE_MAX);
    if (!provenance || strcmp(cch_value_text(provenance, "key"), key) != 0 ||
        !json_object_object_get_ex(provenance, "answer", &answer))
        goto none;
    snprintf(path, sizeof path, "%s/%s", store->folder, name);
    int code = store->for_writing && access(path, F_OK) != 0 ? write_json(store, name, answer, NULL) : CCH_OK;
    if (code == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    if (code != CCH_OK)
        goto none;
    return provenance;
none:
    json_object_put(provenance);
    return NULL;
}

int cch_store_answer(cch_store *store, const char *name, struct json_object *provenance, cch_error *error) {
    char path[PATH_SIZE];
    json_object *answer = NULL;
    if (cch_memory_failed())
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot write '%s/%s': out of memory", store->folder, name);
    json_object_object_get_ex(provenance, "answer", &answer);
    /* An answer of other settings goes first: beside the new provenance it
     * would pass for the new one if we were killed here. */
    snprintf(path, sizeof path, "%s/%s", store->folder, name);
    unlink(path);
    int code = write_note(store, name, ".json", provenance, error);
    if (code == CCH_OK)
        code = write_json(store, name, answer, error);
    provenance_path(path, store, name, ".failed.json");
    if (code == CCH_OK)
        unlink(path);
    return code;
}

int cch_store_failure(cch_store *store, const char *name, struct json_object *provenance, cch_error *error) {
    return write_note(store, name, ".failed.json", provenance, error);
}
