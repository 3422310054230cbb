#define _GNU_SOURCE /* memmem, asprintf */
#include "tokens/tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "tokens/merging.h"
#include "tokens/words.h"

struct cch_tokenizer {
    char name[96];
    struct cch_vocabulary vocabulary;
    struct cch_word_cutter cutter;
    bool whole_words;
    unsigned added;
};

static const char *text_of(json_object *model_info, const char *name) {
    json_object *value = NULL;
    json_object_object_get_ex(model_info, name, &value);
    return json_object_is_type(value, json_type_string) ? json_object_get_string(value) : "";
}

static bool flag_of(json_object *model_info, const char *name, bool otherwise) {
    json_object *value = NULL;
    json_object_object_get_ex(model_info, name, &value);
    return json_object_is_type(value, json_type_boolean) ? json_object_get_boolean(value) : otherwise;
}

int cch_tokenizer_new(cch_tokenizer **result, json_object *model_info, cch_error *error) {
    *result = NULL;
    if (!json_object_is_type(model_info, json_type_object))
        return cch_fail(error, CCH_ERROR_FORMAT, "nothing is told of its vocabulary");
    const char *kind = text_of(model_info, "tokenizer.ggml.model");
    const char *pre = text_of(model_info, "tokenizer.ggml.pre");
    const struct cch_word_family *family = cch_word_family_find(pre);
    if (!*kind)
        return cch_fail(error, CCH_ERROR_FORMAT, "nothing is told of its vocabulary");
    if (strcmp(kind, "gpt2") != 0)
        return cch_fail(error, CCH_ERROR_VERSION, "its vocabulary is of the kind '%.40s', not of byte-level BPE", kind);
    if (!*pre)
        return cch_fail(error, CCH_ERROR_VERSION, "its pre-tokenizer is not told");
    if (!family)
        return cch_fail(error, CCH_ERROR_VERSION, "its pre-tokenizer '%.40s' is not known", pre);
    cch_tokenizer *tokenizer = calloc(1, sizeof *tokenizer);
    if (!tokenizer)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    snprintf(tokenizer->name, sizeof tokenizer->name, "%s/%s", kind, pre);
    tokenizer->whole_words = family->whole_words;
    tokenizer->added = (unsigned)flag_of(model_info, "tokenizer.ggml.add_bos_token", family->begins) +
                       (unsigned)flag_of(model_info, "tokenizer.ggml.add_eos_token", false);
    int code = cch_vocabulary_read(&tokenizer->vocabulary, model_info, error);
    if (!code)
        code = cch_word_cutter_init(&tokenizer->cutter, family, error);
    if (code) {
        cch_tokenizer_free(tokenizer);
        return code;
    }
    *result = tokenizer;
    return CCH_OK;
}

void cch_tokenizer_free(cch_tokenizer *tokenizer) {
    if (!tokenizer)
        return;
    cch_vocabulary_release(&tokenizer->vocabulary);
    cch_word_cutter_release(&tokenizer->cutter);
    free(tokenizer);
}

const char *cch_tokenizer_name(const cch_tokenizer *tokenizer) { return tokenizer->name; }

unsigned cch_tokenizer_added(const cch_tokenizer *tokenizer) { return tokenizer->added; }

/* Counting ------------------------------------------------------------------- */

struct counting {
    const cch_tokenizer *tokenizer;
    struct cch_merging merging;
    cch_buffer scratch;
    /* Which bytes follow which anywhere in the text: most special tokens are
     * seen not to be there by their beginning. */
    uint8_t neighbours[65536 / 8];
    uint64_t tokens;
    cch_error *error;
};

static unsigned pair_at(const char *text) { return (unsigned)(unsigned char)text[0] << 8 | (unsigned char)text[1]; }

static int take_word(void *context, const char *word, size_t length) {
    struct counting *counting = context;
    const struct cch_vocabulary *vocabulary = &counting->tokenizer->vocabulary;
    if (counting->tokenizer->whole_words && cch_vocabulary_has_word(vocabulary, word, length, &counting->scratch)) {
        counting->tokens++;
        return CCH_OK;
    }
    if (cch_merge_word(&counting->merging, vocabulary, word, length, &counting->tokens))
        return cch_fail(counting->error, CCH_ERROR_MEMORY, "out of memory");
    return CCH_OK;
}

/* Looks for the special tokens from `special` on, and counts the words between
 * them. */
static int count_part(struct counting *counting, const char *text, size_t length, size_t special) {
    const struct cch_vocabulary *vocabulary = &counting->tokenizer->vocabulary;
    while (special < vocabulary->special_count) {
        uint32_t token = vocabulary->specials[special];
        const char *name = cch_pool_text(&vocabulary->tokens, token);
        size_t size = cch_pool_length(&vocabulary->tokens, token);
        unsigned pair = size > 1 ? pair_at(name) : 0;
        bool absent = size > 1 && !(counting->neighbours[pair / 8] >> pair % 8 & 1);
        const char *found = absent ? NULL : memmem(text, length, name, size);
        special++;
        if (!found)
            continue;
        int code = count_part(counting, text, (size_t)(found - text), special);
        if (code)
            return code;
        counting->tokens++;
        length -= (size_t)(found - text) + size;
        text = found + size;
        special--; /* it may be there again */
    }
    return cch_words_cut(&counting->tokenizer->cutter, text, length, take_word, counting, counting->error);
}

int cch_tokenizer_count(const cch_tokenizer *tokenizer, const char *text, size_t length, uint64_t *tokens,
                        cch_error *error) {
    size_t size = 0;
    char *sent = cch_utf8_repair(text, length, &size);
    struct counting *counting = calloc(1, sizeof *counting);
    int code = CCH_OK;
    *tokens = 0;
    if (!sent || !counting) {
        code = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
        goto out;
    }
    counting->tokenizer = tokenizer;
    counting->error = error;
    for (size_t i = 0; i + 1 < size; i++) {
        unsigned pair = pair_at(sent + i);
        counting->neighbours[pair / 8] |= (uint8_t)(1u << pair % 8);
    }
    code = count_part(counting, sent, size, 0);
    *tokens = counting->tokens;
out:
    if (counting) {
        cch_merging_release(&counting->merging);
        cch_buffer_release(&counting->scratch);
    }
    free(counting);
    free(sent);
    return code;
}
