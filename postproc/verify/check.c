#define _GNU_SOURCE /* asprintf */
#include "verify/check.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *cch_verdict_word(enum cch_verdict verdict) {
    static const char *const words[CCH_VERDICT_COUNT] = {
        [CCH_VERIFIED] = "verified", [CCH_MISPLACED] = "misplaced",       [CCH_UNRELATED] = "unrelated",
        [CCH_INVENTED] = "invented", [CCH_NO_PARAMETER] = "no parameter",
    };
    return (unsigned)verdict < CCH_VERDICT_COUNT ? words[verdict] : "unknown";
}

static int explain(cch_checked *checked, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int length = vasprintf(&checked->reason, format, arguments);
    va_end(arguments);
    if (length < 0)
        checked->reason = NULL;
    return length < 0 ? -1 : 0;
}

/* The name that is looked for, of what a model writes: quotes, brackets, calls
 * and what stands before the last dot or arrow taken off ("self.window[0]"
 * is window). */
static void plain_name(const char *name, char *plain, size_t size) {
    const char *begin = name + strspn(name, " \t`'\"*&-");
    size_t length = 0, last = 0;
    for (;; length++) {
        unsigned char byte = (unsigned char)begin[length];
        if (isalnum(byte) || byte == '_' || byte >= 0x80)
            continue;
        size_t joint = byte == '.' ? 1 : !strncmp(begin + length, "::", 2) || !strncmp(begin + length, "->", 2) ? 2 : 0;
        if (!joint)
            break;
        length += joint - 1;
        last = length + 1;
    }
    if (length - last >= size)
        length = last + size - 1;
    memcpy(plain, begin + last, length - last);
    plain[length - last] = '\0';
}

/* A number, a string or one of the languages' words for values. */
static bool is_constant(const char *name) {
    static const char *const words[] = {"True", "False", "None", "true", "false", "nullptr", "NULL"};
    name += strspn(name, " `-+(");
    size_t length = strcspn(name, " `)");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strlen(words[i]) == length && memcmp(name, words[i], length) == 0)
            return true;
    return isdigit((unsigned char)*name) || (*name == '.' && isdigit((unsigned char)name[1])) || *name == '"' ||
           *name == '\'';
}

static const char *function_name(cch_names *names, uint32_t function) {
    return cch_names_function(names, CCH_NAMING_SHORT, function);
}

/* The right scopes among those named; the kind of the first. */
static int check_scopes(cch_checked *checked, const cch_answer_parameter *claim, cch_name_table *table,
                        cch_names *names, const unsigned char *set, uint32_t *function) {
    for (size_t i = 0; i < claim->scope_count; i++) {
        struct cch_scope scope;
        if (cch_scope_find(table, claim->scopes[i], set, &scope)) {
            free(scope.functions);
            return -1;
        }
        enum cch_name_kind kind = cch_name_in_scope(table, checked->name, &scope);
        if (kind != CCH_NAME_NONE && !checked->where) {
            *function = scope.count ? scope.functions[0] : 0;
            checked->kind = kind;
            checked->where = strdup(scope.class_name ? scope.class_name : function_name(names, *function));
        }
        *(kind != CCH_NAME_NONE ? &checked->scopes_right : &checked->scopes_wrong) += 1;
        free(scope.functions);
        if (kind != CCH_NAME_NONE && !checked->where)
            return -1;
    }
    return 0;
}

static bool has_alias(const struct cch_expected *expected, const char *name, uint32_t function) {
    for (size_t i = 0; i < expected->alias_count; i++) {
        const struct cch_alias *alias = &expected->aliases[i];
        if (strcmp(alias->name, name) == 0 && (!function || !alias->function || alias->function == function))
            return true;
    }
    return false;
}

/* How many of the words in a name ("scale_factor": two) are in another, too. */
static size_t words_shared(const char *name, const char *other) {
    size_t shared = 0;
    for (size_t length; *name; name += length + (name[length] == '_')) {
        length = strcspn(name, "_");
        for (const char *word = other; length && *word; word += strcspn(word, "_"), word += *word == '_')
            if (strcspn(word, "_") == length && strncmp(word, name, length) == 0) {
                shared++;
                break;
            }
    }
    return shared;
}

/* Is the second a better guess at who is called so? One that reaches something,
 * is called alike, or has few names, as much comes from a tensor. */
static bool is_better(const struct cch_expected *found, const struct cch_expected *item, const char *name) {
    if (item->reaches != found->reaches)
        return item->reaches;
    size_t more = words_shared(item->name, name), less = words_shared(found->name, name);
    return more != less ? more > less : item->alias_count < found->alias_count;
}

/* The computed parameter that this name stands for: by its own name, else by
 * a name of its value on the way. */
static const struct cch_expected *find_expected(const cch_expected_list *list, const char *name, uint32_t function) {
    const struct cch_expected *found = NULL;
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].name, name) == 0)
            return &list->items[i];
    for (size_t i = 0; i < list->count; i++) {
        const struct cch_expected *item = &list->items[i];
        if (!has_alias(item, name, function))
            continue;
        if (!found || is_better(found, item, name))
            found = item;
    }
    return found;
}

static int judge_existing(cch_checked *checked, const cch_answer_parameter *claim) {
    if (checked->scopes_right) {
        bool is_unrelated = checked->expected && !checked->expected->reaches;
        checked->verdict = is_unrelated ? CCH_UNRELATED : CCH_VERIFIED;
        return is_unrelated ? explain(checked, "%s", checked->expected->ends)
                            : explain(checked, "%s of %s", cch_name_kind_word(checked->kind), checked->where);
    }
    checked->verdict = CCH_MISPLACED;
    return explain(checked, "%s%s of %s", claim->scope_count ? "" : "no scope named; ",
                   cch_name_kind_word(checked->kind), checked->where);
}

int cch_check_claim(cch_checked *checked, const cch_answer_parameter *claim, cch_name_table *table, cch_names *names,
                    const unsigned char *set, const cch_expected_list *expected) {
    uint32_t function = 0;
    *checked = (cch_checked){0};
    plain_name(claim->name, checked->name, sizeof checked->name);
    if (is_constant(claim->name) || !*checked->name) {
        checked->verdict = CCH_NO_PARAMETER;
        return explain(checked, "a constant");
    }
    if (check_scopes(checked, claim, table, names, set, &function))
        return -1;
    if (checked->kind == CCH_NAME_NONE) {
        const char *class_name;
        checked->kind = cch_name_anywhere(table, checked->name, set, &function, &class_name);
        if (checked->kind == CCH_NAME_NONE) {
            checked->verdict = CCH_INVENTED;
            return explain(checked, "no such name on or below the chain");
        }
        if (!(checked->where = strdup(class_name ? class_name
                                      : function ? function_name(names, function)
                                                 : "the program")))
            return -1;
    }
    if (checked->kind == CCH_NAME_FUNCTION || checked->kind == CCH_NAME_TYPE) {
        checked->verdict = CCH_NO_PARAMETER;
        return explain(checked, "a %s", cch_name_kind_word(checked->kind));
    }
    checked->expected = find_expected(expected, checked->name, function);
    return judge_existing(checked, claim);
}

void cch_checked_release(cch_checked *checked) {
    free(checked->where);
    free(checked->reason);
    *checked = (cch_checked){0};
}
