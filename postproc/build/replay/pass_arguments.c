#include "build/replay/pass_arguments.h"

#include <string.h>

size_t cch_pass_count(const cch_translation *translation) {
    if (!translation->is_cuda)
        return 1;
    size_t devices = translation->architectures.count ? translation->architectures.count : 1;
    return (translation->host ? 1 : 0) + (translation->device ? devices : 0);
}

cch_pass cch_pass_at(const cch_translation *translation, size_t index) {
    if (!translation->is_cuda || (translation->host && index == 0))
        return (cch_pass){"host", false};
    index -= translation->host ? 1 : 0;
    const cch_word_list *names = &translation->architectures;
    return (cch_pass){index < names->count ? names->items[index] : "", true};
}

/* Words with blanks between them. */
static void add_words(cch_word_list *words, const char *text) {
    while (*text) {
        size_t length = strcspn(text, " ");
        cch_word_list_format(words, "%.*s", (int)length, text);
        text += length + strspn(text + length, " ");
    }
}

static void add_macros(cch_word_list *words, const cch_translation *translation, cch_pass pass) {
    cch_word_list_add_all(words, &translation->macros);
    for (size_t i = 0; pass.is_device && i < translation->architecture_macros.count; i++)
        if (strcmp(translation->architectures.items[i], pass.kind) == 0)
            add_words(words, translation->architecture_macros.items[i]);
}

void cch_pass_arguments(cch_word_list *words, const char *clang, const cch_translation *translation, cch_pass pass,
                        const cch_word_list *before, const cch_word_list *behind) {
    cch_word_list own = {0};
    cch_word_list_add(words, clang);
    if (translation->is_cxx)
        cch_word_list_add(words, "--driver-mode=g++");
    add_macros(words, translation, pass);
    cch_word_list_add_all(words, before);
    size_t position = words->count + translation->options_end;
    cch_word_list_add_all(words, &translation->arguments);
    if (translation->is_cuda) {
        cch_word_list_add(&own, pass.is_device ? "--cuda-device-only" : "--cuda-host-only");
        if (pass.is_device && *pass.kind)
            cch_word_list_format(&own, "--cuda-gpu-arch=%s", pass.kind);
        for (size_t i = 0; !pass.is_device && i < translation->architectures.count; i++)
            cch_word_list_format(&own, "--cuda-gpu-arch=%s", translation->architectures.items[i]);
    }
    cch_word_list_add(&own, "-fsyntax-only");
    cch_word_list_add_all(&own, behind);
    cch_word_list_insert_all(words, position, &own);
    words->failed |= own.failed;
    cch_word_list_release(&own);
}
