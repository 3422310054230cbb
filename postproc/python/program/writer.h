/* What the files of program/ share: the text under way, and whose it is. */
#ifndef CCH_PYTHON_PROGRAM_WRITER_H
#define CCH_PYTHON_PROGRAM_WRITER_H

#include "graph_file/program_text.h"
#include "python/program/program.h"

/* The code of one function (or the module) while it is written. */
struct cch_py_coding {
    struct cch_py_coding *outer;    /* of the function around */
    struct cch_py_scope *scope;     /* of the function itself */
    struct cch_program_writer text; /* released by the end of the code */
    struct cch_py_table slots;      /* symbol → slot + 1 */
    uint32_t slot_count;
    PY_ARRAY(struct cch_py_symbol *) captures;
    cch_py_numbers functions; /* made in it: indices into unit->functions */
    PY_ARRAY(struct cch_py_code_module) modules;
    const char *unread; /* why the function as a whole is not written; NULL: it is */
};

struct cch_py_writer {
    struct cch_py_lower *l;
    struct cch_py_arena *arena;
    struct cch_py_coding *code;
    struct cch_py_scope *scope; /* whose names are meant here: the code's, a class's, a comprehension's */
};

/* Text: writer.c ------------------------------------------------------------------ */
/* Whether nothing more needs to be written: nobody will see it. */
int cch_py_is_lost(const struct cch_py_writer *w);
void cch_py_open(struct cch_py_writer *w, const char *word);
void cch_py_close(struct cch_py_writer *w);
void cch_py_word(struct cch_py_writer *w, const char *word);
void cch_py_count(struct cch_py_writer *w, uint32_t number);
void cch_py_string_z(struct cch_py_writer *w, const char *text);
void cch_py_place(struct cch_py_writer *w, const struct cch_py_node *node); /* "@line:column" */
/* The source from the node's first byte to its last, on one line and cut where it is long. */
void cch_py_as_written(struct cch_py_writer *w, const struct cch_py_node *node);
void cch_py_unknown(struct cch_py_writer *w, const char *reason);

/* Names: names.c ------------------------------------------------------------------- */
uint32_t cch_py_new_slot(struct cch_py_writer *w);
void cch_py_slot(struct cch_py_writer *w, uint32_t slot);                       /* (l K) */
uint32_t cch_py_slot_of(struct cch_py_writer *w, struct cch_py_symbol *symbol); /* of the code's own */
/* What a name means here, to be read or stored to. */
void cch_py_write_name(struct cch_py_writer *w, uint32_t name, int is_store);
/* A variable of the function around, which the code captures. */
void cch_py_write_symbol(struct cch_py_writer *w, struct cch_py_symbol *symbol);
/* The name's text as it is meant inside the class around. */
const char *cch_py_mangled_text(struct cch_py_writer *w, uint32_t name);

/* expressions.c, statements.c, definitions.c ------------------------------------------ */
void cch_py_write_expression(struct cch_py_writer *w, struct cch_py_node *node); /* NULL: (none) */
void cch_py_write_list(struct cch_py_writer *w, struct cch_py_node *list);
void cch_py_write_arguments(struct cch_py_writer *w, struct cch_py_node *arguments, struct cch_py_node *keywords);
void cch_py_write_target(struct cch_py_writer *w, struct cch_py_node *target);
const char *cch_py_operator_word(unsigned op);                              /* enum cch_py_operator */
void cch_py_write_block(struct cch_py_writer *w, struct cch_py_node *list); /* (do …) */
void cch_py_write_match(struct cch_py_writer *w, struct cch_py_node *node); /* patterns.c */
void cch_py_write_definition(struct cch_py_writer *w, struct cch_py_node *node);
void cch_py_write_class(struct cch_py_writer *w, struct cch_py_node *node);
void cch_py_write_lambda(struct cch_py_writer *w, struct cch_py_node *node);

#endif
