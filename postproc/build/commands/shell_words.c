#include "build/commands/shell_words.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

const char cch_shell_separator[] = "&&";

/* Where the splitter stands. Words never grow when quotes are taken out, so
 * they fit in a copy of the text with a NUL for each word. */
struct splitter {
    const char *in;
    char *out;
    bool commands; /* separators and redirections count */
};

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

static bool take_single_quoted(struct splitter *at) {
    while (*at->in && *at->in != '\'')
        *at->out++ = *at->in++;
    return *at->in++ == '\'';
}

static bool take_double_quoted(struct splitter *at) {
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

/* The length of a separator of commands, 0 for none. Of ';', '|' and '&' only
 * those count that stand as a shell's author puts them, before a blank: tools
 * that write databases forget to quote them inside of options. */
static size_t separator_length(const char *text) {
    if (strncmp(text, "&&", 2) == 0 || strncmp(text, "||", 2) == 0)
        return 2;
    return *text && strchr(";|&", *text) && (!text[1] || is_blank(text[1])) ? 1 : 0;
}

/* The length of a redirection's sign (2>, >>, <, >&), 0 for none. */
static size_t redirection_length(const char *text) {
    size_t digits = strspn(text, "0123456789"), signs = strspn(text + digits, "<>");
    if (signs == 0)
        return 0;
    return digits + signs + (text[digits + signs] == '&');
}

/* One word; NULL or what is wrong with it. */
static const char *take_word(struct splitter *at) {
    while (*at->in && !is_blank(*at->in) && !(at->commands && separator_length(at->in))) {
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
static size_t count_runs(const char *text) {
    size_t runs = 0;
    for (bool inside = false; *text; text++) {
        if (!is_blank(*text) && !inside)
            runs++;
        inside = !is_blank(*text);
    }
    return runs;
}

static void skip_blanks(struct splitter *at) {
    while (is_blank(*at->in) || (at->in[0] == '\\' && at->in[1] == '\n'))
        at->in += *at->in == '\\' ? 2 : 1;
}

static int split(const char *text, bool commands, char ***words, size_t *count, cch_error *error) {
    /* "a&&b" is three words in one run, so every byte may be one at worst. */
    size_t most = commands ? strlen(text) : count_runs(text), pointers = (most + 1) * sizeof(char *);
    char **block = malloc(pointers + strlen(text) * 2 + 2);
    if (!block)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    struct splitter at = {text, (char *)block + pointers, commands};
    size_t found = 0, length;
    for (;;) {
        skip_blanks(&at);
        if (!*at.in)
            break;
        if (commands && (length = separator_length(at.in)) > 0) {
            block[found++] = (char *)cch_shell_separator;
            at.in += length;
            continue;
        }
        bool redirection = commands && (length = redirection_length(at.in)) > 0;
        if (redirection) {
            at.in += length;
            skip_blanks(&at);
        }
        block[found] = at.out;
        found += !redirection;
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

int cch_shell_words(const char *text, char ***words, size_t *count, cch_error *error) {
    return split(text, false, words, count, error);
}

int cch_shell_commands(const char *text, char ***words, size_t *count, cch_error *error) {
    return split(text, true, words, count, error);
}
