#include "build/commands/command_line.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "build/commands/file_words.h"
#include "base/paths.h"
#include "build/commands/shell_words.h"

enum { SHELLS_MAX = 4 }; /* sh -c 'sh -c …' */

static int read_line(cch_word_list *words, char **folder, const char *text, const char *file, unsigned depth,
                     cch_error *error);

/* Is the program at the start of the line named as Windows names it? */
static bool is_windows(const char *text) {
    text += strspn(text, " \t");
    size_t length = *text == '"' ? strcspn(++text, "\"") : strcspn(text, " \t");
    if (isalpha((unsigned char)text[0]) && text[1] == ':' && (text[2] == '\\' || text[2] == '/'))
        return true;
    return length > 4 && memchr(text, '\\', length) &&
           (strncmp(text + length - 4, ".exe", 4) == 0 || strncmp(text + length - 4, ".EXE", 4) == 0);
}

static bool names_file(char *const *words, size_t count, const char *file) {
    const char *base = cch_path_base(file);
    for (size_t i = 1; i < count; i++)
        if (strcmp(cch_path_base(words[i]), base) == 0)
            return true;
    return false;
}

/* The text behind -c when the words are `sh -c text`, else NULL. */
static const char *shell_text(char *const *words, size_t count) {
    static const char *const shells[] = {"sh", "bash", "dash", "zsh", "ksh"};
    const char *base = count > 2 ? cch_path_base(words[0]) : "";
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (strcmp(base, shells[i]) == 0)
            return words[1][0] == '-' && strchr(words[1], 'c') && words[1][1] != '-' ? words[2] : NULL;
    return NULL;
}

/* `cd to` where `*folder` is where the line stands. */
static bool change_folder(char **folder, const char *to) {
    char *joined;
    size_t before = *folder && to[0] != '/' ? strlen(*folder) : 0;
    if (!(joined = malloc(before + strlen(to) + 2)))
        return false;
    if (before)
        memcpy(joined, *folder, before);
    joined[before] = '/';
    strcpy(joined + before + (before > 0), to);
    free(*folder);
    *folder = joined;
    return true;
}

/* One command: its words, or what its shell would run. */
static int take_command(cch_word_list *words, char **folder, char *const *given, size_t count, const char *file,
                        unsigned depth, cch_error *error) {
    const char *inner = shell_text(given, count);
    if (inner && depth < SHELLS_MAX)
        return read_line(words, folder, inner, file, depth + 1, error);
    for (size_t i = 0; i < count; i++)
        cch_word_list_add(words, given[i]);
    return words->failed ? cch_fail(error, CCH_ERROR_MEMORY, "out of memory") : CCH_OK;
}

static int read_line(cch_word_list *words, char **folder, const char *text, const char *file, unsigned depth,
                     cch_error *error) {
    char **all = NULL, *here = *folder ? strdup(*folder) : NULL, *chosen_folder = NULL;
    size_t count = 0, chosen = 0, chosen_count = 0;
    int result = cch_shell_commands(text, &all, &count, error);
    for (size_t at = 0, end; result == CCH_OK && at < count; at = end + 1) {
        for (end = at; end < count && all[end] != cch_shell_separator;)
            end++;
        size_t length = end - at;
        if (length > 1 && strcmp(all[at], "cd") == 0) {
            if (!change_folder(&here, all[end - 1]))
                result = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
            continue;
        }
        const char *inner = shell_text(all + at, length);
        bool names = names_file(all + at, length, file) || (inner && strstr(inner, cch_path_base(file)));
        if (length == 0 || (chosen_count > 0 && !names))
            continue;
        chosen = at;
        chosen_count = length;
        free(chosen_folder);
        chosen_folder = here ? strdup(here) : NULL;
        if (names)
            break;
    }
    free(here);
    if (result == CCH_OK && chosen_count == 0)
        result = cch_fail(error, CCH_ERROR_FORMAT, "it holds no command");
    if (result == CCH_OK) {
        free(*folder);
        *folder = chosen_folder;
        chosen_folder = NULL;
        result = take_command(words, folder, all + chosen, chosen_count, file, depth, error);
    }
    free(chosen_folder);
    free(all);
    return result;
}

int cch_command_line_read(cch_word_list *words, char **folder, const char *text, const char *file, cch_error *error) {
    *folder = NULL;
    if (!is_windows(text))
        return read_line(words, folder, text, file, 0, error);
    cch_split_words(words, text, CCH_WORDS_WINDOWS);
    return words->failed ? cch_fail(error, CCH_ERROR_MEMORY, "out of memory") : CCH_OK;
}

int cch_command_line_unwrap(cch_word_list *words, char **folder, char *const *given, size_t count, const char *file,
                            bool *found, cch_error *error) {
    const char *inner = shell_text(given, count);
    *folder = NULL;
    *found = inner != NULL;
    return inner ? read_line(words, folder, inner, file, 1, error) : CCH_OK;
}
