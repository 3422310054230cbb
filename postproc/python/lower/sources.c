/* The files that a call builds a library from. */
#include "python/lower/lower.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

enum { LIST_SIZE = 400 };

static size_t offset_of(const struct cch_py_lower *l, uint32_t line, uint32_t column) {
    if (!line || line > l->line_starts.count)
        return l->source_size;
    size_t offset = (size_t)l->line_starts.items[line - 1] + column;
    return offset < l->source_size ? offset : l->source_size;
}

/* The name of a source file in a literal, without folders and endings; its length, 0: it is none. */
static size_t stem_of(const char **text, size_t length) {
    static const char *const endings[] = {".cu", ".cpp", ".cc", ".cxx"};
    const char *at = *text, *end = at + length, *stem = at;
    int is_source = 0;
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        size_t size = strlen(endings[i]);
        is_source |= length > size && !memcmp(end - size, endings[i], size);
    }
    for (; is_source && at < end; at++) {
        if (*at == '/')
            stem = at + 1;
        else if (!isalnum((unsigned char)*at) && !strchr("_.-", *at))
            return 0;
    }
    const char *dot = is_source ? memchr(stem, '.', (size_t)(end - stem)) : NULL;
    *text = stem;
    return dot ? (size_t)(dot - stem) : 0;
}

static int has_stem(const char *list, const char *stem, size_t length) {
    for (const char *at = list; *at; at += strcspn(at, "+"), at += *at == '+')
        if (strcspn(at, "+") == length && !memcmp(at, stem, length))
            return 1;
    return 0;
}

uint32_t cch_py_sources_before(struct cch_py_lower *l, const struct cch_py_node *call) {
    const struct cch_py_function *function = &l->unit->functions.items[l->function];
    size_t at = offset_of(l, function->first_line ? function->first_line : call->line, 0);
    size_t end = offset_of(l, call->end_line, call->end_column), used = 0;
    char list[LIST_SIZE] = "";
    int is_cut = 0;
    for (; at < end; at++) {
        if (l->source[at] != '"' && l->source[at] != '\'')
            continue;
        const char *text = l->source + at + 1;
        size_t length = 0;
        while (at + 1 + length < end && text[length] != l->source[at] && text[length] != '\n')
            length++;
        at += length + 1;
        size_t size = stem_of(&text, length);
        if (!size || has_stem(list, text, size))
            continue;
        if (used + size + 2 >= sizeof list - 1) {
            is_cut = 1;
            break;
        }
        used += (size_t)snprintf(list + used, sizeof list - used, "%s%.*s", used ? "+" : "", (int)size, text);
    }
    if (is_cut)
        list[used++] = '+';
    return used ? cch_py_name(l->arena, l->names, list, used) : 0;
}
