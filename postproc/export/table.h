/* One interface for whatever prints or stores tables: a form (text, JSON, CSV,
 * Markdown, …) is a file that knows how to begin a table, write a row and end
 * it, and a row of CCH_FORMATS; whoever has a table knows its columns and
 * makes its rows, one after the other, and no form.
 *
 *     static const struct cch_heading columns[] = {
 *         {.name = "caller", .type = CCH_COLUMN_FUNCTION, .about = "who calls"},
 *         {.name = "count", .type = CCH_COLUMN_INTEGER, .about = "distinct call sites"},
 *     };
 *     static const struct cch_listing edges = {"edges", columns, 2};
 *     cch_sheet sheet;
 *     cch_sheet_begin(&sheet, form, stdout, &edges);
 *     for (…)
 *         cch_sheet_row(&sheet, (const struct cch_cell[]){cch_cell_function(name, identity),
 * cch_cell_integer(7)}); return cch_sheet_end(&sheet);
 *
 * Nothing of a row is kept: a table may be larger than memory. Text in cells is
 * as it is in the program; escaping is the form's (base/escape.h).
 */
#ifndef CCH_EXPORT_TABLE_H
#define CCH_EXPORT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

/* Columns ----------------------------------------------------------------- */

enum cch_column_type {
    CCH_COLUMN_TEXT,
    CCH_COLUMN_INTEGER,
    CCH_COLUMN_NUMBER,
    CCH_COLUMN_BOOLEAN,
    CCH_COLUMN_LIST,     /* of texts */
    CCH_COLUMN_FUNCTION, /* name and identity */
    CCH_COLUMN_SITE,     /* file, line and column */
    CCH_COLUMN_VALUE     /* a number, a truth, a text, an expression, or unknown */
};

/* A column that only some forms have: flat ones (text, CSV, Markdown, …: a cell
 * is one text), or those in which a cell has parts (JSON). */
enum cch_column_shape { CCH_IN_ALL, CCH_IN_FLAT, CCH_IN_NESTED };

struct cch_heading {
    const char *name; /* "shared_memory_bytes" */
    enum cch_column_type type;
    enum cch_column_shape shape;
    bool optional;         /* a nested form leaves an empty cell out */
    unsigned decimals;     /* of a NUMBER */
    const char *separator; /* of a LIST in a flat form; NULL: "," */
    const char *unit;      /* "bytes"; NULL: none */
    const char *about;     /* a phrase, or NULL */
};

struct cch_listing {
    const char *name; /* "edges" */
    const struct cch_heading *columns;
    size_t count;
};

/* Cells ------------------------------------------------------------------- */

enum cch_cell_kind {
    CCH_CELL_EMPTY,
    CCH_CELL_TEXT,
    CCH_CELL_INTEGER,
    CCH_CELL_NUMBER,
    CCH_CELL_BOOLEAN,
    CCH_CELL_LIST,
    CCH_CELL_FUNCTION,
    CCH_CELL_SITE,
    CCH_CELL_EXPRESSION, /* known when it runs: `text`, and in `items` what it depends on */
    CCH_CELL_UNKNOWN     /* `text` says why, `identity` is the reason's code or NULL */
};

struct cch_cell {
    enum cch_cell_kind kind;
    uint32_t column;  /* of a SITE */
    const char *text; /* TEXT, EXPRESSION, UNKNOWN; a FUNCTION's name, a SITE's file; the caller's */
    union {
        const char *identity;     /* FUNCTION, UNKNOWN */
        const char *const *items; /* LIST, EXPRESSION */
    };
    union {
        size_t count;    /* of items */
        int64_t integer; /* INTEGER, BOOLEAN; a SITE's line */
        double number;
    };
};

static inline struct cch_cell cch_cell_empty(void) { return (struct cch_cell){.kind = CCH_CELL_EMPTY}; }
static inline struct cch_cell cch_cell_text(const char *text) {
    return (struct cch_cell){.kind = CCH_CELL_TEXT, .text = text};
}
static inline struct cch_cell cch_cell_integer(int64_t integer) {
    return (struct cch_cell){.kind = CCH_CELL_INTEGER, .integer = integer};
}
static inline struct cch_cell cch_cell_number(double number) {
    return (struct cch_cell){.kind = CCH_CELL_NUMBER, .number = number};
}
static inline struct cch_cell cch_cell_boolean(bool value) {
    return (struct cch_cell){.kind = CCH_CELL_BOOLEAN, .integer = value};
}
static inline struct cch_cell cch_cell_list(const char *const *items, size_t count) {
    return (struct cch_cell){.kind = CCH_CELL_LIST, .items = items, .count = count};
}
static inline struct cch_cell cch_cell_function(const char *name, const char *identity) {
    return (struct cch_cell){.kind = CCH_CELL_FUNCTION, .text = name, .identity = identity};
}
static inline struct cch_cell cch_cell_site(const char *file, uint32_t line, uint32_t column) {
    return (struct cch_cell){.kind = CCH_CELL_SITE, .text = file, .integer = line, .column = column};
}

/* Do two cells hold the same? */
bool cch_cell_same(const struct cch_cell *a, const struct cch_cell *b);

/* The cell as one text, as flat forms show it ("file:7", "unknown: why"), not
 * escaped. Returns `scratch` or the cell's own text; NULL without memory.
 * *scratch is grown and is the caller's to free. */
struct cch_scratch {
    char *bytes;
    size_t length, capacity;
};
const char *cch_cell_shown(const struct cch_cell *cell, const struct cch_heading *column, struct cch_scratch *scratch);

/* Forms ------------------------------------------------------------------- */

typedef struct cch_sheet cch_sheet;

struct cch_format {
    bool nested;       /* cells have parts */
    size_t state_size; /* of the form's own state, zeros at first */
    /* 0, or an error's code (base/error.h). What could not be written to the
     * stream shows itself there. */
    int (*begin)(cch_sheet *sheet);
    int (*row)(cch_sheet *sheet, const struct cch_cell *cells);
    int (*end)(cch_sheet *sheet);
    void (*release)(cch_sheet *sheet); /* what the state has beside itself; NULL: nothing */
};

struct cch_sheet {
    const struct cch_format *format;
    const struct cch_listing *listing;
    FILE *stream;
    void *state;
    struct cch_scratch scratch;
    int status; /* of the first call that failed; nothing is written after it */
};

/* The forms there are, in the order in which --format lists them: FORM(TEXT, text) is
 * a constant cch_format_text in a file of its own. */
#define CCH_FORMATS(FORM)                                                                                              \
    FORM(TEXT, text)         /* a header and a line a row, tabs between */                                             \
    FORM(JSON, json)         /* an array of objects */                                                                 \
    FORM(CSV, csv)           /* RFC 4180 */                                                                            \
    FORM(MARKDOWN, markdown) /* a table of GitHub's kind */

#define CCH_FORMAT_CONSTANT(number, format) extern const struct cch_format cch_format_##format;
CCH_FORMATS(CCH_FORMAT_CONSTANT)
#define CCH_FORMAT_NUMBER(number, format) CCH_AS_##number,
enum cch_format_number { CCH_FORMATS(CCH_FORMAT_NUMBER) CCH_FORMAT_COUNT };
#define CCH_FORMAT_CHOICE(number, format) "|" #format
#define CCH_FORMAT_NAMES (&(CCH_FORMATS(CCH_FORMAT_CHOICE))[1]) /* "text|json|…", for an option */
const struct cch_format *cch_format_at(int number);

/* The table, and all that its columns point to, must outlive the sheet. Each
 * returns 0 or an error's code; the first one is kept, so that asking
 * cch_sheet_end is enough, which is to be called in any case. */
int cch_sheet_begin(cch_sheet *sheet, const struct cch_format *format, FILE *stream, const struct cch_listing *listing);
int cch_sheet_row(cch_sheet *sheet, const struct cch_cell *cells); /* one for each column */
int cch_sheet_end(cch_sheet *sheet);

/* For forms: does the sheet have the column? And the cell's text, never NULL. */
bool cch_sheet_has(const cch_sheet *sheet, const struct cch_heading *column);
const char *cch_sheet_text(cch_sheet *sheet, const struct cch_heading *column, const struct cch_cell *cell);

#endif
