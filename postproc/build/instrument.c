#define _GNU_SOURCE /* asprintf */
#include "build/instrument.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/project_root.h"
#include "base/paths.h"
#include "build/commands/shell_words.h"

#define PLUGIN_START "callchain-clang-"

/* Neither a shell, nor make ($, #), nor a splitter at blanks sees more in it
 * than the bytes. */
static bool is_plain(const char *path) {
    for (; *path; path++)
        if ((unsigned char)*path < 0x80 &&
            !strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-", *path))
            return false;
    return true;
}

static int add_path(cch_word_list *flags, const char *option, const char *path, const char *advice, cch_error *error) {
    if (!is_plain(path))
        return cch_fail(error, CCH_ERROR_USAGE,
                        "cannot put '%s' into compiler flags, which are split at blanks and read by "
                        "shells: %s",
                        path, advice);
    cch_word_list_format(flags, "%s%s", option, path);
    return CCH_OK;
}

int cch_instrument_flags(cch_word_list *flags, const cch_toolchain *toolchain, const char *out, const char *root,
                         cch_error *error) {
    int result = add_path(flags, "-fplugin=", toolchain->plugin,
                          "name the plugin by another path, a link perhaps, with --plugin", error);
    if (result == CCH_OK && out)
        result = add_path(flags, "-fplugin-arg-callchain-out=", out,
                          "set CALLCHAIN_OUT in the environment instead, as 'callchain env' does", error);
    if (result == CCH_OK && root)
        result = add_path(flags, "-fplugin-arg-callchain-root=", root,
                          "set CALLCHAIN_ROOT in the environment instead, as 'callchain env' does", error);
    if (result == CCH_OK && flags->failed)
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot list the flags: out of memory");
    return result;
}

static bool is_own(const char *word, size_t length) {
    static const char plugin[] = "-fplugin=", argument[] = "-fplugin-arg-callchain-";
    if (length >= sizeof argument - 1 && strncmp(word, argument, sizeof argument - 1) == 0)
        return true;
    if (length < sizeof plugin - 1 || strncmp(word, plugin, sizeof plugin - 1) != 0)
        return false;
    const char *base = word + length;
    while (base > word + sizeof plugin - 1 && base[-1] != '/')
        base--;
    return strncmp(base, PLUGIN_START, sizeof PLUGIN_START - 1) == 0;
}

bool cch_instrument_is_own(const char *word) { return is_own(word, strlen(word)); }

char *cch_instrument_without_own(const char *flags) {
    static const char blanks[] = " \t\n";
    char *result = malloc(flags ? strlen(flags) + 1 : 1), *end = result;
    if (!result)
        return NULL;
    while (flags && *flags) {
        size_t gap = strspn(flags, blanks), length = strcspn(flags + gap, blanks);
        if (!is_own(flags + gap, length)) {
            memcpy(end, flags, gap + length);
            end += gap + length;
        }
        flags += gap + length;
    }
    *end = '\0';
    if (result[0] == ' ') /* what stood behind a first word of ours */
        memmove(result, result + 1, (size_t)(end - result));
    return result;
}

static bool is_launcher(const char *program) {
    static const char *const launchers[] = {"ccache", "sccache", "distcc", "icecc", "gomacc"};
    for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++)
        if (strcmp(cch_path_base(program), launchers[i]) == 0)
            return true;
    return false;
}

int cch_compiler_words_read(cch_compiler_words *words, const char *text, cch_error *error) {
    char **split = NULL;
    size_t count = 0, at = 0;
    *words = (cch_compiler_words){0};
    int result = text ? cch_shell_words(text, &split, &count, error) : CCH_OK;
    if (result != CCH_OK)
        return result;
    while (at + 1 < count && is_launcher(split[at]))
        cch_word_list_add(&words->launchers, split[at++]);
    if (at < count) {
        words->program = strdup(split[at]);
        words->is_clang = strstr(cch_path_base(split[at++]), "clang") != NULL;
    }
    for (; at < count; at++)
        if (!cch_instrument_is_own(split[at]))
            cch_word_list_add(&words->options, split[at]);
    if ((count && !words->program) || words->launchers.failed || words->options.failed)
        result = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    free(split);
    return result;
}

void cch_compiler_words_release(cch_compiler_words *words) {
    cch_word_list_release(&words->launchers);
    cch_word_list_release(&words->options);
    free(words->program);
    *words = (cch_compiler_words){0};
}

/* The name alone where $PATH leads to the same file. */
static void add_program(cch_word_list *words, const char *path) {
    char *found = cch_path_find_program(cch_path_base(path));
    cch_word_list_add(words, found && strcmp(found, path) == 0 ? cch_path_base(path) : path);
    free(found);
}

int cch_instrument_compiler(cch_word_list *words, const cch_toolchain *toolchain, bool is_cxx, cch_error *error) {
    const char *clang = toolchain->clang, *base = cch_path_base(clang);
    const char *name = strstr(base, "clang");
    char *cxx = NULL;
    if (is_cxx && name && strncmp(name, "clang++", 7) != 0) {
        size_t front = (size_t)(name - clang) + 5;
        if (asprintf(&cxx, "%.*s++%s", (int)front, clang, clang + front) < 0)
            return cch_fail(error, CCH_ERROR_MEMORY, "cannot name the compiler: out of memory");
        if (access(cxx, X_OK) != 0) {
            free(cxx);
            cxx = NULL;
        }
    }
    add_program(words, cxx ? cxx : clang);
    if (is_cxx && !cxx && !strstr(base, "++"))
        cch_word_list_add(words, "--driver-mode=g++");
    free(cxx);
    return words->failed ? cch_fail(error, CCH_ERROR_MEMORY, "cannot name the compiler: out of memory") : CCH_OK;
}

static const char *given_or_set(const char *given, const char *variable) {
    const char *value = given ? given : getenv(variable);
    return value && (given || *value) ? value : NULL;
}

char *cch_output_folder(const char *current, const char *given) {
    given = given_or_set(given, "CALLCHAIN_OUT");
    return cch_path_absolute(current, given ? given : "callchain-out");
}

char *cch_root_folder(const char *current, const char *given) {
    given = given_or_set(given, "CALLCHAIN_ROOT");
    if (given)
        return cch_path_absolute(current, given);
    char *root = cch_project_root(current);
    if (!root || *root)
        return root;
    free(root);
    return strdup(current);
}
