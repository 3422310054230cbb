/* Lines of cells under each other, for people: the cells are held until they
 * are printed, for how wide a column is only shows at its end. On a terminal
 * what is too wide is cut in the middle. */
#ifndef CCH_EXPORT_ALIGNED_H
#define CCH_EXPORT_ALIGNED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct cch_aligned {
    size_t columns;
    char **cells; /* line by line, escaped; the first line is the header */
    size_t count, capacity;
    size_t *widths; /* in characters, by column, of all that was added */
};

int cch_aligned_init(struct cch_aligned *aligned, size_t columns); /* 0 or CCH_ERROR_MEMORY; release in any case */
void cch_aligned_release(struct cch_aligned *aligned);

/* The next cell, with what may not stand as it is escaped. 0 or CCH_ERROR_MEMORY. */
int cch_aligned_add(struct cch_aligned *aligned, const char *text);

/* Prints all lines behind `indent` blanks. `width`: characters that a line may have at most, or 0. Returns
 * how many cells were cut for that. */
size_t cch_aligned_print(const struct cch_aligned *aligned, FILE *stream, size_t indent, size_t width);

/* Can `columns` columns of these widths be cut to fit, and enough of each be read? */
bool cch_aligned_fits(const size_t *widths, size_t columns, size_t indent, size_t width);

/* Prints an escaped text, cut in the middle to `most` characters (0: never); tells whether it was. */
bool cch_print_cut(FILE *stream, const char *text, size_t most);

/* Pieces one behind the other, semicolons between, in lines of about `width` characters that begin with
 * `indent` blanks. */
struct cch_wrapped {
    FILE *stream;
    size_t indent, width, used;
    bool fits;  /* what is longer than a line is cut */
    size_t cut; /* so many were */
};
void cch_wrapped_add(struct cch_wrapped *wrapped, const char *text); /* escapes it, and keeps it in one piece */
void cch_wrapped_end(struct cch_wrapped *wrapped);

#endif
