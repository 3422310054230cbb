#include "build/commands/file_words.h"

#include <stdlib.h>
#include <string.h>

static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' || c == '\v'; }

static const char *take_gnu_word(const char *in, char *out, bool single_quotes) {
    char quote = '\0';
    for (; *in && (quote || !is_blank(*in)); in++) {
        if (*in == '\\' && in[1])
            *out++ = *++in;
        else if (quote ? *in == quote : *in == '"' || (single_quotes && *in == '\''))
            quote = quote ? '\0' : *in;
        else
            *out++ = *in;
    }
    *out = '\0';
    return in;
}

static const char *take_windows_word(const char *in, char *out) {
    bool quoted = false;
    while (*in && (quoted || !is_blank(*in))) {
        size_t backslashes = strspn(in, "\\");
        in += backslashes;
        bool before_quote = *in == '"';
        for (size_t i = 0; i < (before_quote ? backslashes / 2 : backslashes); i++)
            *out++ = '\\';
        if (before_quote && backslashes % 2 == 1)
            *out++ = '"';
        else if (before_quote && quoted && in[1] == '"')
            *out++ = *in++;
        else if (before_quote)
            quoted = !quoted;
        else if (*in && (quoted || !is_blank(*in)))
            *out++ = *in;
        else
            continue;
        in++;
    }
    *out = '\0';
    return in;
}

void cch_split_words(cch_word_list *words, const char *text, enum cch_word_rules rules) {
    char *word = malloc(strlen(text) + 1); /* a word never grows */
    if (!word) {
        words->failed = true;
        return;
    }
    while (!words->failed) {
        while (is_blank(*text))
            text++;
        if (!*text)
            break;
        text = rules == CCH_WORDS_WINDOWS ? take_windows_word(text, word)
                                          : take_gnu_word(text, word, rules == CCH_WORDS_GNU);
        cch_word_list_add(words, word);
    }
    free(word);
}
