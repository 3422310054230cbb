#include "base/pattern.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/expression.h"
#include "base/glob.h"

struct cch_pattern {
    bool anchored;
    cch_expression *expression; /* or */
    char *glob;
};

int cch_pattern_new(cch_pattern **result, const char *text, cch_error *error) {
    *result = NULL;
    cch_pattern *pattern = calloc(1, sizeof *pattern);
    if (!pattern)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read pattern '%s': out of memory", text);
    int status = CCH_OK;
    if (!strncmp(text, "::", 2)) {
        pattern->anchored = true;
        text += 2;
    }
    if (!strncmp(text, "re:", 3))
        status = cch_expression_new(&pattern->expression, text + 3, true, error);
    else if (!(pattern->glob = strdup(text)))
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot read pattern '%s': out of memory", text);
    if (status)
        cch_pattern_free(pattern);
    else
        *result = pattern;
    return status;
}

void cch_pattern_free(cch_pattern *pattern) {
    if (!pattern)
        return;
    cch_expression_free(pattern->expression);
    free(pattern->glob);
    free(pattern);
}

bool cch_pattern_matches(const cch_pattern *pattern, const char *name) {
    return pattern->expression ? cch_expression_matches(pattern->expression, name)
                               : cch_glob_matches(pattern->glob, name);
}

int cch_pattern_status(const cch_pattern *pattern, cch_error *error) {
    return pattern->expression ? cch_expression_status(pattern->expression, error) : CCH_OK;
}

/* What follows the next scope boundary behind `at`; NULL when there is none.
 * Brackets of template arguments nest; those of operators do not count. */
static const char *next_scope(const char *at) {
    int depth = 0;
    for (const char *begin = at; *at; at++) {
        bool word = *at == 'o' && (at == begin || (!isalnum((unsigned char)at[-1]) && at[-1] != '_'));
        if (word && !strncmp(at, "operator", 8) && strchr("<>-(", at[8]) && at[8]) {
            at += 8;
            at += strspn(at, "<=>-");
            at--;
        } else if (*at == '<' || *at == '(') {
            depth++;
        } else if ((*at == '>' || *at == ')') && depth) {
            depth--;
        } else if (!depth && at[0] == ':' && at[1] == ':' && at[2]) {
            return at + 2;
        } else if (!depth && at[0] == '.' && at[1] && at[1] != '.') {
            return at + 1;
        }
    }
    return NULL;
}

bool cch_pattern_matches_tail(const cch_pattern *pattern, const char *name) {
    if (pattern->anchored)
        return false;
    while ((name = next_scope(name)))
        if (cch_pattern_matches(pattern, name))
            return true;
    return false;
}
