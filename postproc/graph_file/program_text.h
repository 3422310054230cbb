/* The text of CCH_PROGRAM_TEXT (PROGRAM.md): written piece by piece, and read
 * into a tree. Used by whoever writes programs and by the evaluator. */
#ifndef CCH_GRAPH_FILE_PROGRAM_TEXT_H
#define CCH_GRAPH_FILE_PROGRAM_TEXT_H

#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

enum {
    CCH_PROGRAM_SIZE_MAX = 1 << 20, /* bytes of a text */
    CCH_PROGRAM_DEPTH_MAX = 1000    /* parentheses open at a time */
};

enum cch_program_status {
    CCH_PROGRAM_OK,
    CCH_PROGRAM_OUT_OF_MEMORY,
    CCH_PROGRAM_TOO_LARGE,
    CCH_PROGRAM_TOO_DEEP,
    CCH_PROGRAM_UNBALANCED /* a parenthesis without its other; nothing at all */
};

/* Writing --------------------------------------------------------------------- */

/* Zeroed at first. After an error the functions do nothing. */
struct cch_program_writer {
    cch_buffer text;
    unsigned depth;
    enum cch_program_status status;
};

void cch_program_open(struct cch_program_writer *writer, const char *head); /* "(head"; "": "(" */
void cch_program_close(struct cch_program_writer *writer);
void cch_program_atom(struct cch_program_writer *writer, const char *word); /* no blank, quote or parenthesis in it */
void cch_program_integer(struct cch_program_writer *writer, int64_t value);
void cch_program_string(struct cch_program_writer *writer, const char *bytes, size_t length);

/* A piece that another writer made: a whole expression, or several, with nothing left open. */
void cch_program_piece(struct cch_program_writer *writer, const char *text, size_t length);

/* The text, ended by a 0 byte; what does not fit the bounds has become (unread "…"). NULL without memory.
 * It lives until the writer is released or written again. */
const char *cch_program_finish(struct cch_program_writer *writer);

/* Begins anew, with the memory that there is. */
void cch_program_restart(struct cch_program_writer *writer);
void cch_program_release(struct cch_program_writer *writer);

/* Reading --------------------------------------------------------------------- */

enum cch_program_kind { CCH_PROGRAM_LIST, CCH_PROGRAM_ATOM, CCH_PROGRAM_STRING };

/* Nodes are numbered from 1; 0 is none. */
struct cch_program_node {
    uint32_t first; /* list: its first child */
    uint32_t next;  /* its next sibling */
    uint32_t count; /* list: children; else bytes of the text */
    uint32_t text;  /* atom or string: where its text begins, unescaped and ended by a 0 byte */
    enum cch_program_kind kind;
};

/* Zeroed at first. */
struct cch_program_tree {
    struct cch_program_node *nodes;
    size_t count, capacity; /* nodes[0] is unused */
    char *texts;
    size_t texts_used, texts_capacity;
    size_t error; /* where in the text */
};

/* The text's one expression is node 1. Returns 0; CCH_ERROR_MEMORY; or CCH_ERROR_FORMAT, with the tree's `error`
 * the offset of what is wrong and *message (if not NULL) a constant text that says it. */
int cch_program_read(struct cch_program_tree *tree, const char *text, size_t length, const char **message);
void cch_program_tree_release(struct cch_program_tree *tree);

static inline const char *cch_program_text(const struct cch_program_tree *tree, uint32_t node) {
    return tree->nodes[node].kind == CCH_PROGRAM_LIST ? "" : tree->texts + tree->nodes[node].text;
}

/* The word that a list begins with; "" when it does not begin with an atom, or is none. */
static inline const char *cch_program_head(const struct cch_program_tree *tree, uint32_t node) {
    const struct cch_program_node *list = &tree->nodes[node];
    return list->kind == CCH_PROGRAM_LIST && list->first && tree->nodes[list->first].kind == CCH_PROGRAM_ATOM
               ? cch_program_text(tree, list->first)
               : "";
}

#endif
