#include "params/hardware/kernel_name.h"

#include <stdlib.h>
#include <string.h>

static bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* Plain names ------------------------------------------------------------------- */

/* Behind `at`, which is '(', when that is a cast of a number: "(int)", "(bool)"; else NULL. */
static const char *after_cast(const char *at) {
    const char *end = at + 1;
    while (is_word(*end) || *end == ' ' || *end == ':')
        end++;
    return *end == ')' && end > at + 1 && (is_digit(end[1]) || (end[1] == '-' && is_digit(end[2]))) ? end + 1 : NULL;
}

/* Where the list of parameters behind a name starts; its end when there is none. */
static size_t parameters_start(const char *name, size_t length) {
    unsigned depth = 0;
    if (!length || name[length - 1] != ')')
        return length;
    for (size_t i = length; i-- > 0;) {
        depth += name[i] == ')';
        if (name[i] == '(' && --depth == 0)
            return i;
    }
    return length;
}

char *cch_kernel_name_plain(const char *name) {
    static const char result[] = "void ";
    if (strncmp(name, result, sizeof result - 1) == 0)
        name += sizeof result - 1;
    size_t length = strlen(name);
    while (length && strchr(" \t\r\n", name[length - 1]))
        length--;
    length = parameters_start(name, length);
    char *plain = malloc(length + 8), *to = plain;
    const char *at = name, *end = name + length, *behind;
    bool boolean = false;
    while (plain && at < end) {
        if (*at == '(' && (behind = after_cast(at)) != NULL && behind < end) {
            boolean = strncmp(at, "(bool)", 6) == 0;
            at = behind;
        } else if (is_digit(*at) && (to == plain || !is_word(to[-1]))) {
            const char *digits = at;
            while (at < end && is_digit(*at))
                at++;
            if (boolean && at == digits + 1 && *digits <= '1') { /* no longer than "(bool)0" */
                const char *word = *digits == '1' ? "true" : "false";
                memcpy(to, word, strlen(word));
                to += strlen(word);
            } else {
                memcpy(to, digits, (size_t)(at - digits));
                to += at - digits;
            }
            boolean = false;
            while (at < end && strchr("uUlL", *at))
                at++;
        } else if (strchr(" \t\r\n", *at)) {
            while (at < end && strchr(" \t\r\n", *at))
                at++;
            if (to != plain && is_word(to[-1]) && at < end && is_word(*at))
                *to++ = ' ';
        } else {
            *to++ = *at++;
        }
    }
    if (plain)
        *to = '\0';
    return plain;
}

/* Comparing ----------------------------------------------------------------------- */

static size_t word_length(const char *at) {
    size_t length = 0;
    while (is_word(at[length]))
        length++;
    return length;
}

/* Behind the template arguments that start at `at`, or `at`. */
static const char *after_arguments(const char *at) {
    unsigned depth = 0;
    const char *end = at;
    if (*at != '<')
        return at;
    do {
        depth += *end == '<';
        depth -= *end == '>';
    } while (*++end && depth);
    return end;
}

/* Behind the scope that starts at `at` ("a::", "a<b>::", "(anonymous namespace)::"), or NULL. */
static const char *after_scope(const char *at) {
    const char *end = at;
    if (*at == '(') {
        end += strcspn(at, ")");
        end += *end == ')';
    } else {
        end = after_arguments(at + word_length(at));
    }
    return end != at && end[0] == ':' && end[1] == ':' ? end + 2 : NULL;
}

static bool is_cut(const char *at) { return strcmp(at, "...") == 0 || strcmp(at, "\xe2\x80\xa6") == 0; }

static bool starts_alike(const char *ours, const char *given) {
    size_t length = word_length(given);
    return strncmp(ours, given, length) == 0 && (word_length(ours) == length || is_cut(given + length));
}

bool cch_kernel_name_is(const char *ours, const char *given, bool loose) {
    bool starts = true; /* does a word start here? */
    while (*given && !is_cut(given)) {
        const char *behind = loose && starts && !starts_alike(ours, given) ? after_scope(ours) : NULL;
        if (behind) {
            ours = behind;
            continue;
        }
        if (*ours != *given)
            return false;
        starts = !is_word(*ours);
        ours++;
        given++;
    }
    return *given || !*ours || (*ours == '<' && !*after_arguments(ours));
}

/* Kernels ---------------------------------------------------------------------------- */

static bool is_mangled(const char *identity, const char *name) {
    size_t length = strlen(name);
    return strncmp(identity, name, length) == 0 && (!identity[length] || identity[length] == '@');
}

int cch_kernels_named(const cch_program *program, cch_names *names, const unsigned char *candidates, const char *name,
                      unsigned char *wanted) {
    bool mangled = strncmp(name, "_Z", 2) == 0;
    char *given = cch_kernel_name_plain(name);
    int count = 0, status = given ? 0 : CCH_ERROR_MEMORY;
    for (int loose = 0; loose < 2 && !count && !status; loose++)
        for (uint32_t f = 1; f <= program->function_count && !status; f++) {
            if (!candidates[f])
                continue;
            char *ours = mangled ? NULL : cch_kernel_name_plain(cch_names_function(names, CCH_NAMING_FULL, f));
            if (!mangled && !ours)
                status = CCH_ERROR_MEMORY;
            else if (mangled ? is_mangled(cch_graph_identity(program->graph, f, NULL), name)
                             : cch_kernel_name_is(ours, given, loose)) {
                wanted[f] = 1;
                count++;
            }
            free(ours);
        }
    free(given);
    return status ? status : count;
}
