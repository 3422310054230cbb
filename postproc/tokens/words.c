#define PCRE2_CODE_UNIT_WIDTH 8
#include "tokens/words.h"

#include <pcre2.h>
#include <string.h>

/* Unicode's White_Space, written out: PCRE2's \s has one character more. */
#define S                                                                                                              \
    "\\x{9}-\\x{d}\\x{20}\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}"                                                   \
    "\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}"
#define SPACES "[" S "]+(?![^" S "])|[" S "]+"
#define OTHERS " ?[^" S "\\p{L}\\p{N}]+"

#define LIKE_GPT2 "'(?:[stmd]|re|ve|ll)| ?\\p{L}+| ?\\p{N}+|" OTHERS "|" SPACES
#define LIKE_LLAMA3(digits)                                                                                            \
    "'(?:[sStTmMdD]|[rR][eE]|[vV][eE]|[lL][lL])|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|\\p{N}" digits "|" OTHERS                \
    "[\\r\\n]*|[" S "]*[\\r\\n]+|" SPACES

static const struct cch_word_family families[] = {
    {{LIKE_GPT2}, " gpt-2 phi-2 gigachat a.x-4.0 mellum mpt olmo jais trillion granite-docling exaone4 ", false, false},
    {{"\\p{N}", LIKE_GPT2}, " smollm starcoder refact command-r codeshell exaone minerva-7b ", false, false},
    {{LIKE_LLAMA3("")}, " qwen2 deepseek-r1-qwen kormo megrez stablelm2 hunyuan grok-2 ", false, false},
    {{LIKE_LLAMA3("{1,3}")}, " llama-bpe llama3 llama-v3 falcon3 falcon-h1 pixtral midm-2.0 lfm2 ", true, true},
    {{LIKE_LLAMA3("{1,3}")}, " dbrx smaug-bpe glm4 chatglm-bpe ", false, false},
};

const struct cch_word_family *cch_word_family_find(const char *name) {
    size_t length = strlen(name);
    if (!length || strchr(name, ' '))
        return NULL;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++)
        for (const char *at = families[i].names; (at = strstr(at, name)) != NULL; at++)
            if (at[-1] == ' ' && at[length] == ' ')
                return &families[i];
    return NULL;
}

int cch_word_cutter_init(struct cch_word_cutter *cutter, const struct cch_word_family *family, cch_error *error) {
    *cutter = (struct cch_word_cutter){.count = 0};
    for (size_t i = 0; i < CCH_WORD_STAGES_MAX && family->patterns[i]; i++) {
        int problem;
        PCRE2_SIZE place;
        PCRE2_SPTR pattern = (PCRE2_SPTR)family->patterns[i];
        pcre2_code *code = pcre2_compile(pattern, PCRE2_ZERO_TERMINATED, PCRE2_UTF, &problem, &place, NULL);
        if (!code)
            return cch_fail(error, CCH_ERROR_MEMORY, "cannot compile the pre-tokenizer (PCRE2 error %d)", problem);
        pcre2_jit_compile(code, PCRE2_JIT_COMPLETE); /* where there is none, matching is slower */
        cutter->codes[cutter->count++] = code;
    }
    return CCH_OK;
}

void cch_word_cutter_release(struct cch_word_cutter *cutter) {
    for (size_t i = 0; i < cutter->count; i++)
        pcre2_code_free(cutter->codes[i]);
    *cutter = (struct cch_word_cutter){.count = 0};
}

struct cutting {
    const struct cch_word_cutter *cutter;
    pcre2_match_data *matches[CCH_WORD_STAGES_MAX];
    cch_word_taker *take;
    void *context;
    cch_error *error;
};

static int matching_failed(const struct cutting *cutting, int problem) {
    PCRE2_UCHAR reason[128] = "";
    pcre2_get_error_message(problem, reason, sizeof reason);
    return cch_fail(cutting->error, CCH_ERROR_FORMAT, "cannot cut the text into words: %s", (const char *)reason);
}

/* Matches, and what is between them, are the next stage's pieces. A match sees
 * nothing behind its piece's end. */
static int cut(const struct cutting *cutting, size_t stage, const char *text, size_t length) {
    if (!length)
        return CCH_OK;
    if (stage == cutting->cutter->count || stage == CCH_WORD_STAGES_MAX)
        return cutting->take(cutting->context, text, length);
    pcre2_match_data *match = cutting->matches[stage];
    const PCRE2_SIZE *ends = pcre2_get_ovector_pointer(match);
    for (size_t at = 0; at < length;) {
        const pcre2_code *code = cutting->cutter->codes[stage];
        int found = pcre2_match(code, (PCRE2_SPTR)text, length, at, PCRE2_NO_UTF_CHECK, match, NULL);
        if (found < 0 && found != PCRE2_ERROR_NOMATCH)
            return matching_failed(cutting, found);
        size_t begin = found < 0 ? length : ends[0], end = found < 0 ? length : ends[1];
        int result = cut(cutting, stage + 1, text + at, begin - at);
        if (!result)
            result = cut(cutting, stage + 1, text + begin, end - begin);
        if (result)
            return result;
        at = end;
    }
    return CCH_OK;
}

int cch_words_cut(const struct cch_word_cutter *cutter, const char *text, size_t length, cch_word_taker *take,
                  void *context, cch_error *error) {
    struct cutting cutting = {.cutter = cutter, .take = take, .context = context, .error = error};
    int code = CCH_OK;
    for (size_t i = 0; !code && i < cutter->count; i++) {
        cutting.matches[i] = pcre2_match_data_create(1, NULL);
        if (!cutting.matches[i])
            code = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    if (!code)
        code = cut(&cutting, 0, text, length);
    for (size_t i = 0; i < cutter->count; i++)
        pcre2_match_data_free(cutting.matches[i]);
    return code;
}
