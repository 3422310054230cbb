#include "base/expression.h"

#include <stdlib.h>
#include <string.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

/* Of one text: far more than a name of some thousand bytes takes, but for an
 * expression whose steps grow exponentially. */
enum { STEPS_MAX = 1000000, HEAP_MAX = 32 << 10 /* KiB */ };

struct cch_expression {
    char *text;
    pcre2_code *code;
    pcre2_match_data *match;
    pcre2_match_context *context;
    int problem; /* PCRE2's number, 0 none */
};

int cch_expression_new(cch_expression **result, const char *text, bool whole, cch_error *error) {
    uint32_t options = PCRE2_DOTALL | PCRE2_DOLLAR_ENDONLY | (whole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0);
    cch_expression *expression = *result = calloc(1, sizeof *expression);
    PCRE2_UCHAR reason[200] = "";
    PCRE2_SIZE place;
    int problem;
    if (!expression)
        goto no_memory;
    expression->code = pcre2_compile((PCRE2_SPTR)text, PCRE2_ZERO_TERMINATED, options, &problem, &place, NULL);
    if (!expression->code && problem != PCRE2_ERROR_HEAP_FAILED) {
        pcre2_get_error_message(problem, reason, sizeof reason);
        cch_expression_free(expression);
        *result = NULL;
        return cch_fail(error, CCH_ERROR_USAGE, "cannot read pattern 're:%s': %s", text, (const char *)reason);
    }
    expression->text = strdup(text);
    expression->context = pcre2_match_context_create(NULL);
    if (!expression->code || !expression->text || !expression->context)
        goto no_memory;
    if (!(expression->match = pcre2_match_data_create_from_pattern(expression->code, NULL)))
        goto no_memory;
    pcre2_set_match_limit(expression->context, STEPS_MAX);
    pcre2_set_heap_limit(expression->context, HEAP_MAX);
    pcre2_jit_compile(expression->code, PCRE2_JIT_COMPLETE); /* where there is none, matching is slower */
    return CCH_OK;
no_memory:
    cch_expression_free(expression);
    *result = NULL;
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot read pattern 're:%s': out of memory", text);
}

void cch_expression_free(cch_expression *expression) {
    if (!expression)
        return;
    pcre2_match_context_free(expression->context);
    pcre2_match_data_free(expression->match);
    pcre2_code_free(expression->code);
    free(expression->text);
    free(expression);
}

static int match(const cch_expression *expression, const char *text, uint32_t options) {
    return pcre2_match(expression->code, (PCRE2_SPTR)text, strlen(text), 0, options, expression->match,
                       expression->context);
}

bool cch_expression_matches(cch_expression *expression, const char *text) {
    if (expression->problem)
        return false;
    int found = match(expression, text, 0);
    if (found == PCRE2_ERROR_JIT_STACKLIMIT) /* its own is small; without it the heap serves */
        found = match(expression, text, PCRE2_NO_JIT);
    if (found < 0 && found != PCRE2_ERROR_NOMATCH)
        expression->problem = found;
    return found >= 0;
}

int cch_expression_status(const cch_expression *expression, cch_error *error) {
    if (!expression->problem)
        return CCH_OK;
    if (expression->problem == PCRE2_ERROR_NOMEMORY)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot match 're:%s': out of memory", expression->text);
    return cch_fail(error, CCH_ERROR_USAGE, "cannot match 're:%s': it takes too many steps", expression->text);
}
