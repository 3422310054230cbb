#include "build/commands/depfile.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/read_file.h"

enum { DEPFILE_SIZE_MAX = 1 << 30 };

static const char *skip_blanks(const char *at) {
    for (;;) {
        if (*at == ' ' || *at == '\t')
            at++;
        else if (at[0] == '\\' && at[1] == '\n')
            at += 2;
        else if (at[0] == '\\' && at[1] == '\r' && at[2] == '\n')
            at += 3;
        else
            return at;
    }
}

/* Is the character behind this backslash quoted by it? In make's syntax
 * backslashes are quoted only in front of a blank or a hash. */
static bool is_quoting(const char *at) {
    const char *next = at;
    while (*next == '\\')
        next++;
    return *next && strchr(" \t#", *next);
}

/* Copies the next word of the rule to `word`; NULL at the rule's end, else
 * what follows the word. */
static const char *next_word(const char *at, char *word) {
    at = skip_blanks(at);
    if (!*at || *at == '\n' || *at == '\r')
        return NULL;
    while (*at && !strchr(" \t\r\n", *at)) {
        if (at[0] == '\\' && (at[1] == '\n' || at[1] == '\r'))
            break;
        if ((at[0] == '\\' && is_quoting(at)) || (at[0] == '$' && at[1] == '$'))
            at++;
        *word++ = *at++;
    }
    *word = '\0';
    return at;
}

int cch_depfile_read(cch_word_list *inputs, const char *path, cch_error *error) {
    char *text, *word = NULL;
    int result = cch_read_file(&text, NULL, path, DEPFILE_SIZE_MAX, CCH_READ_TEXT, error);
    if (result != CCH_OK)
        return result;
    const char *at = strstr(text, ": ");
    if (!at) {
        result = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': %s", path,
                          *text ? "not a dependency file" : "it is empty");
        goto out;
    }
    word = malloc(strlen(at) + 1);
    for (at += 2; word && (at = next_word(at, word));)
        cch_word_list_add(inputs, word);
    if (!word || inputs->failed)
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
out:
    free(word);
    free(text);
    return result;
}
