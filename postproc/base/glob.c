#include "base/glob.h"

#include <stddef.h>

#include "base/utf8.h"

static size_t character_length(const char *at) {
    size_t length = 1;
    if ((*at & 0xc0) == 0xc0)
        while (!cch_utf8_begins(at[length]))
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
