#include "tokens/vocabulary.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/json.h"

/* The types of tokens that are cut out whole. */
enum { TYPE_UNKNOWN = 2, TYPE_CONTROL = 3, TYPE_USER_DEFINED = 4 };

/* Tokens that end an answer: special whatever type the file gives them. */
static const char *const endings[] = {"<|eot_id|>", "<|im_end|>",    "<|end|>",         "<|return|>",
                                      "<|call|>",   "<end_of_turn>", "<|endoftext|>",   "<|eom_id|>",
                                      "<EOT>",      "_<EOT>",        "<|end_of_text|>", "<end_of_utterance>"};

static int no_memory(cch_error *error) { return cch_fail(error, CCH_ERROR_MEMORY, "out of memory"); }

/* The character that stands for a byte: itself where it is printable, else
 * the next one from U+0100 on. Its UTF-8 goes to `text`. */
static size_t character_of(unsigned char byte, char text[2]) {
    unsigned code = byte;
    if (byte <= 0x20)
        code = 0x100u + byte;
    else if (byte >= 0x7f && byte <= 0xa0)
        code = 0x121u + byte - 0x7f;
    else if (byte == 0xad)
        code = 0x143;
    if (code < 0x80) {
        text[0] = (char)code;
        return 1;
    }
    text[0] = (char)(0xc0 | code >> 6);
    text[1] = (char)(0x80 | (code & 0x3f));
    return 2;
}

/* An array of the model's facts, of 1 to `most` items; NULL and an error. */
static json_object *array_of(json_object *model_info, const char *name, size_t most, cch_error *error) {
    json_object *array = NULL;
    json_object_object_get_ex(model_info, name, &array);
    if (!json_object_is_type(array, json_type_array) || json_object_array_length(array) == 0) {
        cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary lacks %s", name);
        return NULL;
    }
    if (json_object_array_length(array) > most) {
        cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary has too many %s", name);
        return NULL;
    }
    return array;
}

/* A text of the array; NULL and an error when it is none, or holds a NUL. */
static const char *text_at(json_object *array, size_t i, size_t *length, const char *what, cch_error *error) {
    json_object *item = json_object_array_get_idx(array, i);
    const char *text = json_object_is_type(item, json_type_string) ? json_object_get_string(item) : NULL;
    *length = text ? (size_t)json_object_get_string_len(item) : 0;
    if (text && !memchr(text, '\0', *length))
        return text;
    cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary's %s %zu is no text", what, i);
    return NULL;
}

static bool is_ending(const char *text) {
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++)
        if (!strcmp(endings[i], text))
            return true;
    return false;
}

static int add_special(struct cch_vocabulary *vocabulary, uint32_t token, cch_error *error) {
    if (vocabulary->special_count == CCH_SPECIAL_TOKENS_MAX)
        return cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary has too many special tokens");
    vocabulary->specials[vocabulary->special_count++] = token;
    return CCH_OK;
}

static int read_tokens(struct cch_vocabulary *vocabulary, json_object *tokens, json_object *types, cch_error *error) {
    size_t count = json_object_array_length(tokens), length;
    if (json_object_array_length(types) != count)
        return cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary has %zu tokens, but the types of %zu", count,
                        json_object_array_length(types));
    vocabulary->specials = calloc(CCH_SPECIAL_TOKENS_MAX, sizeof *vocabulary->specials);
    if (!vocabulary->specials)
        return no_memory(error);
    for (size_t i = 0; i < count; i++) {
        json_object *type = json_object_array_get_idx(types, i);
        const char *text = text_at(tokens, i, &length, "token", error);
        if (!text)
            return CCH_ERROR_FORMAT;
        if (!json_object_is_type(type, json_type_int))
            return cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary's token %zu is of no type", i);
        if (!length) /* occurs nowhere */
            continue;
        uint32_t before = vocabulary->tokens.count, token = cch_pool_add(&vocabulary->tokens, text, length);
        if (token == UINT32_MAX)
            return no_memory(error);
        if (token <= before)
            return cch_fail(error, CCH_ERROR_FORMAT, "its vocabulary has the token '%.40s' twice", text);
        int64_t number = json_object_get_int64(type);
        bool special = number == TYPE_UNKNOWN || number == TYPE_CONTROL || number == TYPE_USER_DEFINED;
        if ((special || is_ending(text)) && add_special(vocabulary, token, error) != CCH_OK)
            return CCH_ERROR_FORMAT;
    }
    for (unsigned byte = 0; byte < 256; byte++) {
        char character[2];
        length = character_of((unsigned char)byte, character);
        vocabulary->bytes[byte] = cch_pool_find(&vocabulary->tokens, character, length);
    }
    return CCH_OK;
}

/* The longest first. Insertion: they mostly come in runs of one length. */
static void sort_specials(struct cch_vocabulary *vocabulary) {
    for (size_t i = 1; i < vocabulary->special_count; i++) {
        uint32_t token = vocabulary->specials[i];
        size_t length = cch_pool_length(&vocabulary->tokens, token), at = i;
        for (; at && cch_pool_length(&vocabulary->tokens, vocabulary->specials[at - 1]) < length; at--)
            vocabulary->specials[at] = vocabulary->specials[at - 1];
        vocabulary->specials[at] = token;
    }
}

static uint32_t merge_hash(uint32_t left, uint32_t right) { return cch_hash_number((uint64_t)left << 32 | right); }

uint32_t cch_vocabulary_rank(const struct cch_vocabulary *vocabulary, uint32_t left, uint32_t right) {
    uint32_t hash = merge_hash(left, right);
    for (const struct cch_slot *slot = cch_index_find(&vocabulary->merge_index, hash); slot;
         slot = cch_index_again(&vocabulary->merge_index, slot)) {
        const struct cch_merge *merge = &vocabulary->merges[slot->number - 1];
        if (merge->left == left && merge->right == right)
            return slot->number - 1;
    }
    return UINT32_MAX;
}

/* "left right": the space that parts them is never the first character. */
static bool parse_merge(struct cch_merge *merge, const cch_pool *tokens, const char *text, size_t length,
                        cch_buffer *scratch) {
    const char *space = length > 1 ? memchr(text + 1, ' ', length - 1) : NULL;
    if (!space)
        return false;
    size_t left = (size_t)(space - text), right = length - left - 1;
    merge->left = cch_pool_find(tokens, text, left);
    merge->right = cch_pool_find(tokens, space + 1, right);
    cch_buffer_clear(scratch);
    if (cch_buffer_add(scratch, text, left) || cch_buffer_add(scratch, space + 1, right))
        return false;
    merge->result = cch_pool_find(tokens, scratch->bytes, scratch->length);
    return merge->left && merge->right && merge->result;
}

static int read_merges(struct cch_vocabulary *vocabulary, json_object *merges, cch_error *error) {
    size_t count = json_object_array_length(merges), length;
    cch_buffer scratch = {0};
    int code = CCH_OK;
    vocabulary->merges = calloc(count, sizeof *vocabulary->merges);
    if (!vocabulary->merges || cch_index_reserve(&vocabulary->merge_index, count))
        return no_memory(error);
    for (size_t i = 0; !code && i < count; i++) {
        struct cch_merge *merge = &vocabulary->merges[i];
        const char *text = text_at(merges, i, &length, "merge", error);
        if (!text)
            code = CCH_ERROR_FORMAT;
        else if (!parse_merge(merge, &vocabulary->tokens, text, length, &scratch))
            code = cch_fail(error, CCH_ERROR_FORMAT,
                            "its vocabulary's merge %zu ('%.40s') is not of two tokens into one", i, text);
        else if (cch_vocabulary_rank(vocabulary, merge->left, merge->right) == UINT32_MAX)
            cch_index_add(&vocabulary->merge_index, merge_hash(merge->left, merge->right), (uint32_t)i + 1);
        vocabulary->merge_count = (uint32_t)i + 1;
    }
    cch_buffer_release(&scratch);
    return code;
}

int cch_vocabulary_read(struct cch_vocabulary *vocabulary, json_object *model_info, cch_error *error) {
    *vocabulary = (struct cch_vocabulary){.merge_count = 0};
    json_object *tokens = array_of(model_info, "tokenizer.ggml.tokens", CCH_TOKENS_MAX, error);
    json_object *types = NULL, *merges = NULL;
    if (tokens)
        types = array_of(model_info, "tokenizer.ggml.token_type", CCH_TOKENS_MAX, error);
    if (types)
        merges = array_of(model_info, "tokenizer.ggml.merges", CCH_MERGES_MAX, error);
    if (!merges)
        return CCH_ERROR_FORMAT;
    int code = read_tokens(vocabulary, tokens, types, error);
    if (!code)
        code = read_merges(vocabulary, merges, error);
    if (!code)
        sort_specials(vocabulary);
    return code;
}

void cch_vocabulary_release(struct cch_vocabulary *vocabulary) {
    cch_pool_release(&vocabulary->tokens);
    cch_index_release(&vocabulary->merge_index);
    free(vocabulary->merges);
    free(vocabulary->specials);
    *vocabulary = (struct cch_vocabulary){.merge_count = 0};
}

bool cch_vocabulary_has_word(const struct cch_vocabulary *vocabulary, const char *word, size_t length,
                             cch_buffer *scratch) {
    char character[2];
    cch_buffer_clear(scratch);
    for (size_t i = 0; i < length; i++)
        if (cch_buffer_add(scratch, character, character_of((unsigned char)word[i], character)))
            return false;
    return cch_pool_find(&vocabulary->tokens, scratch->bytes, scratch->length) != 0;
}
