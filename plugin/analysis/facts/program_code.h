/* One function's body as the text of CCH_PROGRAM (postproc/graph_file/PROGRAM.md). */
#ifndef CALLCHAIN_PLUGIN_PROGRAM_CODE_H
#define CALLCHAIN_PLUGIN_PROGRAM_CODE_H

#include "graph_file/program_text.h"
#include "shim/program.h"
#include "walk/walk.h"

/* Zeroed at first; used again and again. */
struct program_code {
    struct walk *walk;
    shim_function function;
    struct cch_program_writer text;
    VECTOR(uint32_t) references; /* rows of functions */
    VECTOR(uint32_t) constants;  /* strings */
    VECTOR(uint32_t) names;      /* strings: of the locals, by slot */
    struct pointer_map slots;    /* declaration -> slot */
    const char *file;            /* that the function stands in, as clang knows it */
    const char *unread;          /* why the whole function cannot be told; NULL: it can */
    unsigned depth;
    bool of_template;
};

/* The text, with what it refers to in `references` and `constants`. */
const char *program_code_make(struct program_code *code, struct walk *walk, shim_function function);
void program_code_release(struct program_code *code);

/* Between program_code.c (statements) and program_expressions.c. */
void program_expression(struct program_code *code, shim_stmt expression);
void program_described(struct program_code *code, const struct shim_code *facts); /* an expression, described */
void program_statement(struct program_code *code, shim_stmt statement);
void program_place(struct program_code *code, shim_stmt at);
void program_condition_text(struct program_code *code, shim_stmt condition);
void program_type(struct program_code *code, shim_type type);
uint32_t program_slot(struct program_code *code, const void *declaration, const char *name); /* new, or as it was */
void program_slot_at(struct program_code *code, uint32_t slot);                              /* (l 3) */
bool program_refer(struct program_code *code, shim_function function); /* writes its number; false: no such node */
void program_destructor(struct program_code *code, shim_function destructor);

/* Of the toolchain's files, whose code is known by its name. What nvcc's headers declare for host code (min, max) stands
 * in front of the main file and is read like the project's own. */
static inline bool program_is_outside(const struct shim_function_facts *facts) {
    return facts->in_system && !facts->in_main_file;
}

static inline void program_string(struct program_code *code, const char *text) {
    cch_program_string(&code->text, text, strlen(text));
}

#endif
