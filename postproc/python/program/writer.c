/* The text itself (writer.h). */
#include "python/program/writer.h"

#include <stdio.h>
#include <string.h>

enum { WRITTEN_MAX = 160 };

int cch_py_is_lost(const struct cch_py_writer *w) { return w->code->unread || w->code->text.status; }

void cch_py_open(struct cch_py_writer *w, const char *word) { cch_program_open(&w->code->text, word); }

void cch_py_close(struct cch_py_writer *w) { cch_program_close(&w->code->text); }

void cch_py_word(struct cch_py_writer *w, const char *word) { cch_program_atom(&w->code->text, word); }

void cch_py_count(struct cch_py_writer *w, uint32_t number) { cch_program_integer(&w->code->text, number); }

void cch_py_string_z(struct cch_py_writer *w, const char *text) {
    cch_program_string(&w->code->text, text, strlen(text));
}

void cch_py_place(struct cch_py_writer *w, const struct cch_py_node *node) {
    char text[40];
    snprintf(text, sizeof text, "@%u:%u", node->line, node->column + 1);
    cch_py_word(w, text);
}

static size_t offset_of(const struct cch_py_lower *l, uint32_t line, uint32_t column) {
    size_t offset =
        line && line <= l->line_starts.count ? (size_t)l->line_starts.items[line - 1] + column : l->source_size;
    return offset < l->source_size ? offset : l->source_size;
}

void cch_py_as_written(struct cch_py_writer *w, const struct cch_py_node *node) {
    char text[WRITTEN_MAX + 8];
    size_t length = 0, at = node ? offset_of(w->l, node->line, node->column) : 0;
    size_t end = node ? offset_of(w->l, node->end_line, node->end_column) : 0;
    for (; at < end && length < WRITTEN_MAX; at++) {
        unsigned char c = (unsigned char)w->l->source[at];
        if (c > ' ')
            text[length++] = (char)c;
        else if (length && text[length - 1] != ' ')
            text[length++] = ' ';
    }
    while (at < end && length && ((unsigned char)text[length - 1] & 0xc0) == 0x80)
        length--; /* not within a character */
    if (at < end && length && (unsigned char)text[length - 1] >= 0xc0)
        length--;
    if (at < end) {
        memcpy(text + length, "…", strlen("…"));
        length += strlen("…");
    }
    cch_program_string(&w->code->text, text, length);
}

void cch_py_unknown(struct cch_py_writer *w, const char *reason) {
    cch_py_open(w, "unk");
    cch_py_string_z(w, reason);
    cch_py_close(w);
}
