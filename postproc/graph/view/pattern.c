#define _GNU_SOURCE /* asprintf */
#include "graph/view/pattern.h"

#include <ctype.h>
#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct cch_pattern {
    bool is_expression, anchored;
    regex_t expression;
    char *glob;
};

/* Globs ------------------------------------------------------------------- */

static size_t character_length(const char *at) {
    size_t length = 1;
    if ((*at & 0xc0) == 0xc0)
        while ((at[length] & 0xc0) == 0x80)
            length++;
    return length;
}

/* Matches one byte against the set that begins at `set` ("[…"). *end is what
 * follows the set; NULL when it is not closed. */
static bool set_matches(const char *set, unsigned char byte, const char **end) {
    const char *at = set + 1;
    bool negated = *at == '!' || *at == '^', found = false;
    at += negated;
    for (bool first = true; *at && (first || *at != ']'); first = false) {
        if (*at == '\\' && at[1])
            at++;
        unsigned char low = (unsigned char)*at++, high = low;
        if (*at == '-' && at[1] && at[1] != ']') {
            at += 1 + (at[1] == '\\' && at[2]);
            high = (unsigned char)*at++;
        }
        found |= byte >= low && byte <= high;
    }
    *end = *at ? at + 1 : NULL;
    return found != negated;
}

/* Matches what stands before the next '*' against the start of the name at
 * *name; moves both on. */
static bool match_one(const char **glob, const char **name) {
    const char *end;
    switch (**glob) {
    case '?':
        if (!**name)
            return false;
        ++*glob;
        *name += character_length(*name);
        return true;
    case '[':
        if (set_matches(*glob, (unsigned char)**name, &end) && end && **name) {
            *glob = end;
            ++*name;
            return true;
        }
        if (end)
            return false;
        break;
    case '\\':
        *glob += (*glob)[1] != '\0';
        break;
    default:
        break;
    }
    return *(*glob)++ == *(*name)++;
}

bool cch_glob_matches(const char *glob, const char *name) {
    /* A later star can do whatever an earlier one could, so it is enough to
     * come back to the last: no exponential search. */
    const char *star = NULL, *resume = NULL;
    while (*name || *glob) {
        if (*glob == '*') {
            star = ++glob;
            resume = name;
            continue;
        }
        if (*glob && *name && match_one(&glob, &name))
            continue;
        if (!star || !*resume)
            return false;
        glob = star;
        name = ++resume;
    }
    return true;
}

/* Patterns ---------------------------------------------------------------- */

static int compile(cch_pattern *pattern, const char *text, cch_error *error) {
    char *whole = NULL, reason[200];
    if (asprintf(&whole, "^(%s)$", text) < 0)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read pattern 're:%s': out of memory", text);
    int code = regcomp(&pattern->expression, text, REG_EXTENDED | REG_NOSUB);
    if (!code) {
        /* Well-formed alone: "a)(b" must not become so by the parentheses. */
        regfree(&pattern->expression);
        code = regcomp(&pattern->expression, whole, REG_EXTENDED | REG_NOSUB);
    }
    free(whole);
    if (!code) {
        pattern->is_expression = true;
        return CCH_OK;
    }
    regerror(code, &pattern->expression, reason, sizeof reason);
    return cch_fail(error, CCH_ERROR_USAGE, "cannot read pattern 're:%s': %s", text, reason);
}

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
        status = compile(pattern, text + 3, error);
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
    if (pattern->is_expression)
        regfree(&pattern->expression);
    free(pattern->glob);
    free(pattern);
}

bool cch_pattern_matches(const cch_pattern *pattern, const char *name) {
    if (pattern->is_expression)
        return !regexec(&pattern->expression, name, 0, NULL, 0);
    return cch_glob_matches(pattern->glob, name);
}

/* What follows the next scope boundary behind `at`; NULL when there is none.
 * Brackets of template arguments nest; those of operators do not count. */
static const char *next_scope(const char *at) {
    int depth = 0;
    for (const char *begin = at; *at; at++) {
        bool word = at == begin || (!isalnum((unsigned char)at[-1]) && at[-1] != '_');
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
