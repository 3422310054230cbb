/* nvcc's part of a translation: what its options become is in the table of
 * nvcc_options.c, how is here. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "build/commands/launchers.h"
#include "build/translate/nvcc_options.h"
#include "build/commands/shell_words.h"
#include "build/translate/translator.h"

/* Lists --------------------------------------------------------------------------------- */

/* The next item of a list and where the one behind it begins; NULL at the end.
 * Commas count outside double quotes and when no backslash is before them; it
 * goes, the quotes stay: -DX="a,b" defines a string. To free(). */
static char *next_item(struct cch_translator *translator, const char **list) {
    const char *at = *list;
    if (!at)
        return NULL;
    char *item = malloc(strlen(at) + 1), *out = item;
    if (!item) {
        translator->words.failed = true;
        return NULL;
    }
    for (bool quoted = false; *at && (quoted || *at != ','); at++) {
        if (*at == '\\' && at[1] == ',')
            at++;
        else if (*at == '"')
            quoted = !quoted;
        *out++ = *at;
    }
    *out = '\0';
    *list = *at ? at + 1 : NULL;
    return item;
}

/* The words of a rule, each "%s" replaced. */
static void add_words(struct cch_translator *translator, const char *words, const char *value) {
    for (const char *at = words; *at;) {
        size_t length = strcspn(at, " ");
        const char *place = memchr(at, '%', length);
        if (place)
            cch_word_list_format(&translator->to->arguments, "%.*s%s", (int)(place - at), at, value);
        else
            cch_word_list_format(&translator->to->arguments, "%.*s", (int)length, at);
        at += length + (at[length] == ' ');
    }
}

static void add_words_for_each(struct cch_translator *translator, const struct cch_nvcc_option *option,
                               const char *value) {
    bool headers = strcmp(option->name, "include-path") == 0 || strcmp(option->name, "system-include") == 0;
    char *item;
    if (option->value != CCH_NVCC_LIST) {
        add_words(translator, option->words, value);
        return;
    }
    while ((item = next_item(translator, &value))) {
        if (*item)
            add_words(translator, option->words, item);
        if (headers)
            cch_word_list_add(&translator->headers, item);
        free(item);
    }
}

/* The host compiler ------------------------------------------------------------------------ */

/* nvcc hands each item to a shell's eyes: quotes go, blanks separate. */
static void take_host_options(struct cch_translator *translator, const char *value) {
    char *item;
    while ((item = next_item(translator, &value))) {
        char **words = NULL;
        size_t count = 0;
        int result = cch_shell_words(item, &words, &count, NULL);
        if (result == CCH_ERROR_FORMAT)
            cch_word_list_add(&translator->host_options, item);
        else if (result != CCH_OK)
            translator->words.failed = true;
        for (size_t i = 0; result == CCH_OK && i < count; i++)
            cch_word_list_add(&translator->host_options, words[i]);
        free(words);
        free(item);
    }
}

/* Puts the host compiler's options, translated, in front, as nvcc does. */
static void add_host_options(struct cch_translator *translator) {
    cch_translation *to = translator->to;
    cch_word_list own = to->arguments, words = translator->words;
    size_t options_end = to->options_end;
    to->arguments = (cch_word_list){0};
    translator->words = translator->host_options;
    translator->at = 0;
    translator->compiler = CCH_COMPILER_GCC;
    while (translator->at < translator->words.count) {
        const char *word = translator->words.items[translator->at++];
        if (word[0] == '-' && strcmp(word, "--") != 0)
            cch_translate_word(translator, word);
        else if (word[0] == '/') /* of Microsoft's compiler */
            cch_word_list_add(&to->ignored, word);
    }
    translator->compiler = CCH_COMPILER_NVCC;
    translator->words = words;
    cch_word_list front = to->arguments;
    to->arguments = own;
    to->options_end = options_end + front.count;
    cch_word_list_insert_all(&to->arguments, 0, &front);
    cch_word_list_release(&front);
}

/* Single options ----------------------------------------------------------------------------- */

/* arch=compute_80,code=[sm_80,compute_80]: `arch` is what the front end sees. */
static void take_generate_code(struct cch_translator *translator, const char *value) {
    char name[32];
    const char *arch = strstr(value, "arch=");
    if (!arch) {
        cch_word_list_format(&translator->to->ignored, "-gencode %s", value);
        return;
    }
    arch += 5 + strspn(arch + 5, "\"[ ");
    size_t length = strcspn(arch, ",\"] ");
    snprintf(name, sizeof name, "%.*s", (int)(length < 31 ? length : 31), arch);
    cch_word_list_add(&translator->architectures, name);
}

static void take_architecture(struct cch_translator *translator, const char *value) {
    char name[32];
    size_t length = strcspn(value, ",\" ");
    snprintf(name, sizeof name, "%.*s", (int)(length < 31 ? length : 31), value);
    cch_word_list_add(&translator->architectures, name);
}

static void take_language(struct cch_translator *translator, const char *value) {
    translator->language = strcmp(value, "cu") == 0 ? "cuda" : value;
}

static void take_standard(struct cch_translator *translator, const char *value) {
    cch_word_list option = {0};
    cch_word_list_format(&option, "-std=%s", value);
    if (option.failed)
        translator->words.failed = true;
    else
        cch_translate_word(translator, option.items[0]);
    cch_word_list_release(&option);
}

/* nvcc's count is not clang's, so what it has enough of may be too little. */
static void take_template_depth(struct cch_translator *translator, const char *value) {
    if (strtoul(value, NULL, 10) > 1024)
        cch_word_list_format(&translator->to->arguments, "-ftemplate-depth=%s", value);
}

static void take_option(struct cch_translator *translator, const struct cch_nvcc_option *option, const char *word,
                        const char *value) {
    cch_translation *to = translator->to;
    switch (option->fate) {
    case CCH_NVCC_NOTHING:
    case CCH_NVCC_OPTIONS_FILE:
        break;
    case CCH_NVCC_WARN:
        cch_word_list_add(&to->ignored, word);
        break;
    case CCH_NVCC_TRUE:
        if (strcmp(value, "true") != 0)
            break;
        /* fall through */
    case CCH_NVCC_WORDS:
        add_words_for_each(translator, option, value);
        break;
    case CCH_NVCC_LANGUAGE:
        take_language(translator, value);
        break;
    case CCH_NVCC_STANDARD:
        take_standard(translator, value);
        break;
    case CCH_NVCC_ARCHITECTURE:
        take_architecture(translator, value);
        break;
    case CCH_NVCC_GENERATE_CODE:
        take_generate_code(translator, value);
        break;
    case CCH_NVCC_HOST_OPTIONS:
        take_host_options(translator, value);
        break;
    case CCH_NVCC_HOST_COMPILER:
        cch_translate_target(translator, value);
        break;
    case CCH_NVCC_FORWARD:
        translator->forward_unknown = true;
        break;
    case CCH_NVCC_DEVICE_ONLY:
        to->host = false;
        break;
    case CCH_NVCC_STREAM:
        if (strcmp(value, "per-thread") == 0)
            add_words(translator, "-DCUDA_API_PER_THREAD_DEFAULT_STREAM=1", "");
        break;
    case CCH_NVCC_TEMPLATE_DEPTH:
        take_template_depth(translator, value);
        break;
    case CCH_NVCC_MACHINE:
        if (strcmp(value, "64") != 0)
            cch_word_list_format(&to->ignored, "%s %s", word, value);
        break;
    }
}

/* Options that are unknown may be the host compiler's when nvcc is told so,
 * before or behind them. */
static bool forwards(struct cch_translator *translator) {
    const char *value;
    for (size_t i = translator->at; i < translator->words.count && !translator->forward_unknown; i++) {
        const struct cch_nvcc_option *option = cch_nvcc_option_find(translator->words.items[i], &value);
        translator->forward_unknown = option && option->fate == CCH_NVCC_FORWARD;
    }
    return translator->forward_unknown;
}

void cch_translate_nvcc_word(struct cch_translator *translator, const char *word) {
    const char *value = NULL;
    const struct cch_nvcc_option *option = cch_nvcc_option_find(word, &value);
    if (!option) {
        cch_word_list_add(forwards(translator) ? &translator->host_options : &translator->to->ignored, word);
        return;
    }
    if (option->value != CCH_NVCC_FLAG && !value) {
        const cch_word_list *words = &translator->words;
        const char *next = translator->at < words->count ? words->items[translator->at] : NULL;
        /* Someone forwarded gcc's -Werror, which has no value. */
        if (next && !(next[0] == '-' && strcmp(option->name, "Werror") == 0)) {
            value = next;
            translator->at++;
        }
    }
    take_option(translator, option, word, value ? value : "");
}

/* The environment ------------------------------------------------------------------------------ */

/* Words of NVCC_APPEND_FLAGS and NVCC_PREPEND_FLAGS: double quotes group, and
 * stay. */
static void split_flags(struct cch_translator *translator, const char *text, cch_word_list *words) {
    while (text && *text) {
        text += strspn(text, " \t\n");
        size_t length = 0;
        for (bool quoted = false; text[length] && (quoted || !strchr(" \t\n", text[length])); length++)
            quoted ^= text[length] == '"';
        if (length > 0)
            cch_word_list_format(words, "%.*s", (int)length, text);
        text += length;
    }
    if (words->failed)
        translator->words.failed = true;
}

void cch_translate_nvcc_begin(struct cch_translator *translator) {
    cch_word_list front = {0}, back = {0};
    split_flags(translator, cch_environment_get(&translator->environment, "NVCC_PREPEND_FLAGS"), &front);
    split_flags(translator, cch_environment_get(&translator->environment, "NVCC_APPEND_FLAGS"), &back);
    cch_word_list_insert_all(&translator->words, 0, &front);
    cch_word_list_add_all(&translator->words, &back);
    cch_word_list_release(&front);
    cch_word_list_release(&back);
}

void cch_translate_nvcc_end(struct cch_translator *translator) {
    cch_translation *to = translator->to;
    add_host_options(translator);
    cch_word_list language = {0};
    if (translator->language) {
        /* nvcc's counts for every file, clang's for those behind it. */
        cch_word_list_add(&language, "-x");
        cch_word_list_add(&language, translator->language);
    }
    to->options_end += language.count;
    cch_word_list_insert_all(&to->arguments, 0, &language);
    cch_word_list_release(&language);
}
