#include "export/aligned.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"
#include "base/escape.h"
#include "base/memory.h"
#include "base/search.h"
#include "base/utf8.h"

enum { GAP = 2, LEAST = 14 }; /* between columns; what a cell is not cut below */

/* For the caller to free; NULL without memory. */
static char *escaped(const char *text) {
    char *written = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&written, &size);
    if (stream) {
        cch_write_text(stream, text);
        bool failed = ferror(stream);
        if (!fclose(stream) && !failed && written)
            return written;
    }
    cch_memory_note_failure();
    free(written);
    return NULL;
}

int cch_aligned_init(struct cch_aligned *aligned, size_t columns) {
    *aligned = (struct cch_aligned){.columns = columns, .widths = calloc(columns + 1, sizeof *aligned->widths)};
    return aligned->widths ? 0 : CCH_ERROR_MEMORY;
}

void cch_aligned_release(struct cch_aligned *aligned) {
    for (size_t i = 0; i < aligned->count; i++)
        free(aligned->cells[i]);
    free(aligned->cells);
    free(aligned->widths);
    *aligned = (struct cch_aligned){0};
}

int cch_aligned_add(struct cch_aligned *aligned, const char *text) {
    if (cch_array_reserve(&aligned->cells, &aligned->capacity, aligned->count + 1, sizeof *aligned->cells))
        return CCH_ERROR_MEMORY;
    char *cell = escaped(text);
    if (!cell)
        return CCH_ERROR_MEMORY;
    size_t *widest = &aligned->widths[aligned->count % aligned->columns], width = cch_utf8_count(cell);
    *widest = width > *widest ? width : *widest;
    aligned->cells[aligned->count++] = cell;
    return 0;
}

/* What a line takes when no column is wider than `most`. */
static size_t line_width(const size_t *widths, size_t columns, size_t indent, size_t most) {
    size_t width = indent + (columns ? (columns - 1) * GAP : 0);
    for (size_t i = 0; i < columns; i++)
        width += widths[i] < most ? widths[i] : most;
    return width;
}

bool cch_aligned_fits(const size_t *widths, size_t columns, size_t indent, size_t width) {
    return !width || line_width(widths, columns, indent, LEAST) <= width;
}

/* The widest that every column may be. */
static size_t most_of(const struct cch_aligned *aligned, size_t indent, size_t width) {
    size_t at, high = width > LEAST ? width : LEAST;
    if (!width || line_width(aligned->widths, aligned->columns, indent, SIZE_MAX) <= width)
        return SIZE_MAX;
    CCH_SEARCH(at, LEAST + 1, high + 1, line_width(aligned->widths, aligned->columns, indent, at) <= width);
    return at - 1;
}

static void print_first(FILE *stream, const char *text, size_t characters) {
    for (; *text; text++) {
        if (cch_utf8_begins(*text) && characters-- == 0)
            break;
        putc(*text, stream);
    }
}

static const char *skip(const char *text, size_t characters) {
    for (; *text; text++)
        if (cch_utf8_begins(*text) && characters-- == 0)
            break;
    return text;
}

/* Returns whether it was cut. */
static bool print_cell(FILE *stream, const char *text, size_t width, size_t most) {
    if (width <= most) {
        fputs(text, stream);
        return false;
    }
    print_first(stream, text, most / 2);
    fputs("\xe2\x80\xa6", stream);
    fputs(skip(text, width - (most - most / 2 - 1)), stream);
    return true;
}

bool cch_print_cut(FILE *stream, const char *text, size_t most) {
    return print_cell(stream, text, cch_utf8_count(text), most ? most : SIZE_MAX);
}

size_t cch_aligned_print(const struct cch_aligned *aligned, FILE *stream, size_t indent, size_t width) {
    size_t most = most_of(aligned, indent, width), cut = 0;
    for (size_t i = 0; i < aligned->count; i++) {
        size_t column = i % aligned->columns, is = cch_utf8_count(aligned->cells[i]);
        size_t wide = aligned->widths[column] < most ? aligned->widths[column] : most;
        if (!column)
            fprintf(stream, "%*s", (int)indent, "");
        cut += print_cell(stream, aligned->cells[i], is, most);
        if (column + 1 == aligned->columns)
            putc('\n', stream);
        else
            fprintf(stream, "%*s", (int)(GAP + wide - (is < most ? is : most)), "");
    }
    return cut;
}

/* Wrapped words ------------------------------------------------------------------ */

void cch_wrapped_add(struct cch_wrapped *wrapped, const char *text) {
    char *shown = escaped(text);
    size_t width = shown ? cch_utf8_count(shown) : 0;
    if (wrapped->used && wrapped->used + 3 + width > wrapped->width) {
        fputs(";\n", wrapped->stream);
        wrapped->used = 0;
    } else if (wrapped->used) {
        fputs("; ", wrapped->stream);
        wrapped->used += 2;
    }
    if (!wrapped->used) {
        fprintf(wrapped->stream, "%*s", (int)wrapped->indent, "");
        wrapped->used = wrapped->indent;
    }
    size_t most = wrapped->fits && wrapped->width > wrapped->indent + LEAST ? wrapped->width - wrapped->indent - 1 : 0;
    wrapped->cut += shown && cch_print_cut(wrapped->stream, shown, most);
    wrapped->used += width;
    free(shown);
}

void cch_wrapped_end(struct cch_wrapped *wrapped) {
    if (wrapped->used)
        putc('\n', wrapped->stream);
    wrapped->used = 0;
}
