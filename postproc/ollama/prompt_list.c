#define _GNU_SOURCE
#include "ollama/prompt_list.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/array.h"
#include "base/utf8.h"
#include "base/json.h"
#include "base/read_file.h"
#include "ollama/value.h"

enum { INDEX_MAX = 256 << 20, PROMPTS_MAX = 50000 };
static const char FILE_PREFIX[] = "prompt_api_";

void cch_text_hash(char hash[33], const void *bytes, size_t length) {
    XXH128_hash_t value = XXH3_128bits(bytes, length);
    snprintf(hash, 33, "%016llx%016llx", (unsigned long long)value.high64, (unsigned long long)value.low64);
}

static void prompt_release(cch_prompt *prompt) {
    free(prompt->name);
    free(prompt->path);
    free(prompt->mode);
    free(prompt->problem);
}

void cch_prompt_list_release(cch_prompt_list *list) {
    for (size_t i = 0; i < list->count; i++)
        prompt_release(&list->items[i]);
    free(list->items);
    *list = (cch_prompt_list){0};
}

/* The file's text, made valid UTF-8. */
static int read_text(const char *path, char **text, size_t *length, cch_error *error) {
    char *bytes;
    size_t count;
    *text = NULL;
    int code = cch_read_file(&bytes, &count, path, CCH_PROMPT_BYTES_MAX, 0, error);
    if (code != CCH_OK)
        return code;
    if (count == 0)
        code = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': it is empty", path);
    else if (!(*text = cch_utf8_repair(bytes, count, length)))
        code = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    free(bytes);
    return code;
}

int cch_prompt_text(const cch_prompt *prompt, char **text, cch_error *error) {
    size_t length;
    char hash[33];
    int code = read_text(prompt->path, text, &length, error);
    if (code != CCH_OK)
        return code;
    cch_text_hash(hash, *text, length);
    if (strcmp(hash, prompt->hash) == 0)
        return CCH_OK;
    free(*text);
    *text = NULL;
    return cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': it has just been changed", prompt->path);
}

static int add_file(cch_prompt_list *list, const char *folder, const char *name, const char *mode, cch_error *error) {
    cch_prompt prompt = {0};
    cch_error problem;
    char *text = NULL;
    if (list->count >= PROMPTS_MAX)
        return cch_fail(error, CCH_ERROR_FORMAT, "cannot use '%s': there are more than %d prompts", folder,
                        PROMPTS_MAX);
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return cch_fail(error, CCH_ERROR_FORMAT, "cannot use '%s%s': there are two prompts of this name", folder,
                            name);
    prompt.name = strdup(name);
    prompt.mode = strdup(mode);
    if (asprintf(&prompt.path, "%s%s", folder, name) < 0)
        prompt.path = NULL;
    if (!prompt.name || !prompt.mode || !prompt.path ||
        cch_array_reserve(&list->items, &list->capacity, list->count + 1, sizeof prompt) != 0) {
        prompt_release(&prompt);
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    int code = read_text(prompt.path, &text, &prompt.bytes, &problem);
    if (code == CCH_OK)
        cch_text_hash(prompt.hash, text, prompt.bytes);
    free(text);
    if (code == CCH_ERROR_MEMORY || (code != CCH_OK && !(prompt.problem = strdup(problem.text)))) {
        prompt_release(&prompt);
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    list->items[list->count++] = prompt;
    return CCH_OK;
}

/* A name that stays in its folder, and is none of ours that hide. */
static bool is_plain(const char *name) { return *name && *name != '.' && !strchr(name, '/') && strlen(name) < 200; }

static int add_index(cch_prompt_list *list, const char *folder, const char *path, cch_error *error) {
    char *text;
    size_t length;
    int code = cch_read_file(&text, &length, path, INDEX_MAX, 0, error);
    if (code != CCH_OK)
        return code;
    json_object *index = cch_value_parse(text, length), *prompts = index;
    free(text);
    if (json_object_is_type(index, json_type_object))
        json_object_object_get_ex(index, "prompts", &prompts);
    if (cch_memory_failed()) {
        code = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
        goto out;
    }
    if (!json_object_is_type(prompts, json_type_array)) {
        code = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': it is no JSON array of prompts", path);
        goto out;
    }
    for (size_t i = 0; i < json_object_array_length(prompts) && code == CCH_OK; i++) {
        json_object *item = json_object_array_get_idx(prompts, i);
        const char *name = cch_value_text(item, "file");
        if (is_plain(name))
            code = add_file(list, folder, name, cch_value_text(item, "mode"), error);
        else
            code = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': entry %zu names no file", path, i + 1);
    }
out:
    json_object_put(index);
    return code;
}

static int is_prompt_file(const struct dirent *entry) {
    size_t length = sizeof FILE_PREFIX - 1;
    const char *digits = entry->d_name + length;
    return strncmp(entry->d_name, FILE_PREFIX, length) == 0 && *digits &&
           strspn(digits, "0123456789") == strlen(digits);
}

static int by_number(const struct dirent **a, const struct dirent **b) {
    return strverscmp((*a)->d_name, (*b)->d_name);
}

static int add_folder(cch_prompt_list *list, const char *path, cch_error *error) {
    char *folder = NULL, *index = NULL;
    struct dirent **entries = NULL;
    struct stat status;
    size_t before = list->count;
    int count = 0, code = CCH_OK;
    const char *slash = path[strlen(path) - 1] == '/' ? "" : "/";
    if (asprintf(&folder, "%s%s", path, slash) < 0 || asprintf(&index, "%s%sindex.json", path, slash) < 0) {
        code = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    } else if (stat(index, &status) == 0) {
        code = add_index(list, folder, index, error);
    } else if ((count = scandir(path, &entries, is_prompt_file, by_number)) < 0) {
        code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
    }
    for (int i = 0; i < count; i++) {
        if (code == CCH_OK)
            code = add_file(list, folder, entries[i]->d_name, "", error);
        free(entries[i]);
    }
    if (code == CCH_OK && list->count == before)
        code = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': there are no prompts in it", path);
    free(entries);
    free(folder);
    free(index);
    return code;
}

int cch_prompt_list_add(cch_prompt_list *list, const char *path, cch_error *error) {
    struct stat status;
    if (!*path || stat(path, &status) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(*path ? errno : ENOENT));
    if (S_ISDIR(status.st_mode))
        return add_folder(list, path, error);
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    char *folder = strndup(path, (size_t)(name - path));
    int code = folder ? add_file(list, folder, name, "", error) : cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    free(folder);
    return code;
}
