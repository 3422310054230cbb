#include "build/shell_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Where the splitter stands. Words never grow when quotes are taken out, so
 * they fit in a copy of the text with a NUL for each word. */
struct splitter {
    const char *in;
    char *out;
};

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static bool take_single_quoted(struct splitter *at)
{
    while (*at->in && *at->in != '\'')
        *at->out++ = *at->in++;
    return *at->in++ == '\'';
}

static bool take_double_quoted(struct splitter *at)
{
    while (*at->in && *at->in != '"') {
        if (at->in[0] == '\\' && at->in[1] == '\n') {
            at->in += 2;
            continue;
        }
        if (at->in[0] == '\\' && at->in[1] && strchr("$`\"\\", at->in[1]))
            at->in++;
        *at->out++ = *at->in++;
    }
    return *at->in++ == '"';
}

/* One word; NULL or what is wrong with it. */
static const char *take_word(struct splitter *at)
{
    while (*at->in && !is_blank(*at->in)) {
        char c = *at->in++;
        if (c == '\'') {
            if (!take_single_quoted(at))
                return "a quote is never closed";
        } else if (c == '"') {
            if (!take_double_quoted(at))
                return "a double quote is never closed";
        } else if (c == '\\') {
            if (!*at->in)
                return "a backslash ends the line";
            if (*at->in == '\n')
                at->in++;
            else
                *at->out++ = *at->in++;
        } else {
            *at->out++ = c;
        }
    }
    *at->out++ = '\0';
    return NULL;
}

/* An upper bound on the number of words: the runs of non-blanks. */
static size_t count_runs(const char *text)
{
    size_t runs = 0;
    for (bool inside = false; *text; text++) {
        if (!is_blank(*text) && !inside)
            runs++;
        inside = !is_blank(*text);
    }
    return runs;
}

int cch_shell_words(const char *text, char ***words, size_t *count, cch_error *error)
{
    size_t pointers = (count_runs(text) + 1) * sizeof(char *);
    char **block = malloc(pointers + strlen(text) + 2);
    if (!block)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    struct splitter at = {text, (char *)block + pointers};
    size_t found = 0;
    for (;;) {
        while (is_blank(*at.in) || (at.in[0] == '\\' && at.in[1] == '\n'))
            at.in += *at.in == '\\' ? 2 : 1;
        if (!*at.in)
            break;
        block[found++] = at.out;
        const char *problem = take_word(&at);
        if (problem) {
            free(block);
            return cch_fail(error, CCH_ERROR_FORMAT, "%s", problem);
        }
    }
    block[found] = NULL;
    *words = block;
    *count = found;
    return CCH_OK;
}
