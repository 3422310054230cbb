#include "build/commands/response_files.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/read_file.h"
#include "build/commands/file_words.h"
#include "base/paths.h"

enum { DEPTH_MAX = 16, FILES_MAX = 1000, BYTES_MAX = 64 << 20 };

struct expansion {
    cch_word_list *to;
    const char *folder;
    bool nvcc;
    unsigned depth, files;
    size_t bytes;
    cch_error *error;
};

static int expand(struct expansion *at, char *const *words, size_t count);

static int fail(struct expansion *at, const char *path, const char *reason) {
    return cch_fail(at->error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, reason);
}

/* Why a file that isn't there may be gone. */
static const char *describe_missing(const char *path) {
    size_t length = strlen(path);
    if (length > 4 && strcmp(path + length - 4, ".rsp") == 0)
        return "no such file (ninja deletes its own after use: build with -d keeprsp, or write the "
               "database with ninja -t compdb -x)";
    return "no such file";
}

/* The whole file; *text is to free(). */
static int read_text(struct expansion *at, const char *path, char **text) {
    size_t size;
    int code = cch_read_file(text, &size, path, BYTES_MAX - at->bytes, CCH_READ_TEXT, at->error);
    if (code != CCH_OK && errno == ENOENT)
        return fail(at, path, describe_missing(path));
    if (code != CCH_OK && errno == EFBIG)
        return fail(at, path, "response files of more than 64 MB");
    at->bytes += size;
    return code;
}

static int expand_file(struct expansion *at, const char *name) {
    char *text = NULL, *path = cch_path_absolute(at->folder, name);
    cch_word_list words = {0};
    int result;
    if (!path)
        return cch_fail(at->error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", name);
    if (at->depth == DEPTH_MAX)
        result = fail(at, path, "response files nest deeper than 16");
    else if (at->files++ == FILES_MAX)
        result = fail(at, path, "more than 1000 response files");
    else
        result = read_text(at, path, &text);
    if (result == CCH_OK) {
        cch_split_words(&words, text, at->nvcc ? CCH_WORDS_NVCC : CCH_WORDS_GNU);
        at->depth++;
        result = expand(at, words.items, words.count);
        at->depth--;
        if (words.failed)
            at->to->failed = true;
    }
    cch_word_list_release(&words);
    free(text);
    free(path);
    return result;
}

/* nvcc takes a list of files. */
static int expand_list(struct expansion *at, const char *names) {
    int result = CCH_OK;
    char *copy = strdup(names), *rest = NULL;
    if (!copy)
        return cch_fail(at->error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", names);
    for (char *name = strtok_r(copy, ",", &rest); name && result == CCH_OK; name = strtok_r(NULL, ",", &rest))
        result = expand_file(at, name);
    free(copy);
    return result;
}

/* The value of nvcc's --options-file and -optf when it is joined, "" when it
 * is the next word; NULL for another option. */
static const char *options_file(const char *word) {
    static const char *const names[] = {"--options-file", "-options-file", "-optf", "--optf"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(word, names[i], length) == 0 && (!word[length] || word[length] == '='))
            return word + length + (word[length] == '=');
    }
    return NULL;
}

static int expand(struct expansion *at, char *const *words, size_t count) {
    int result = CCH_OK;
    for (size_t i = 0; i < count && result == CCH_OK; i++) {
        const char *names = at->nvcc ? options_file(words[i]) : NULL;
        if (names && (*names || i + 1 < count))
            result = expand_list(at, *names ? names : words[++i]);
        else if (words[i][0] == '@' && words[i][1])
            result = expand_file(at, words[i] + 1);
        else
            cch_word_list_add(at->to, words[i]);
    }
    if (result == CCH_OK && at->to->failed)
        result = cch_fail(at->error, CCH_ERROR_MEMORY, "out of memory");
    return result;
}

int cch_response_files_expand(cch_word_list *to, char *const *words, size_t count, const char *folder, bool nvcc,
                              cch_error *error) {
    struct expansion at = {.to = to, .folder = folder, .nvcc = nvcc, .error = error};
    return expand(&at, words, count);
}
