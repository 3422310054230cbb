/* A function's program as the evaluator walks it: the text (graph_file/PROGRAM.md) with
 * heads as numbers and constants as values. Read when a function is called first, kept
 * for all cases. */
#ifndef CCH_EVALUATE_CODE_H
#define CCH_EVALUATE_CODE_H

#include "base/error.h"
#include "evaluate/values.h"

/* HEAD(NAME, text) */
#define CCH_HEADS(HEAD)                                                                                                \
    HEAD(FN, "fn")                                                                                                     \
    HEAD(GENERATOR, "gen")                                                                                             \
    HEAD(COROUTINE, "coro")                                                                                            \
    HEAD(MODULE, "module")                                                                                             \
    HEAD(CLASS, "class")                                                                                               \
    HEAD(PARAMETER, "p")                                                                                               \
    HEAD(NAMES, "names")                                                                                               \
    HEAD(DO, "do")                                                                                                     \
    HEAD(EVALUATE, "e")                                                                                                \
    HEAD(DECLARE, "d")                                                                                                 \
    HEAD(DECLARE_REFERENCE, "dr")                                                                                      \
    HEAD(IF, "if")                                                                                                     \
    HEAD(WHILE, "while")                                                                                               \
    HEAD(DO_WHILE, "dowhile")                                                                                          \
    HEAD(SWITCH, "switch")                                                                                             \
    HEAD(CASE, "case")                                                                                                 \
    HEAD(DEFAULT, "default")                                                                                           \
    HEAD(FOR, "for")                                                                                                   \
    HEAD(RETURN, "ret")                                                                                                \
    HEAD(BREAK, "break")                                                                                               \
    HEAD(CONTINUE, "continue")                                                                                         \
    HEAD(THROW, "throw")                                                                                               \
    HEAD(TRY, "try")                                                                                                   \
    HEAD(CATCH, "catch")                                                                                               \
    HEAD(WITH, "with")                                                                                                 \
    HEAD(LAUNCH, "launch")                                                                                             \
    HEAD(DELETE, "del")                                                                                                \
    HEAD(IMPORT, "import")                                                                                             \
    HEAD(IMPORT_FROM, "importfrom")                                                                                    \
    HEAD(DEFINE, "def")                                                                                                \
    HEAD(DEFINE_CLASS, "defclass")                                                                                     \
    HEAD(UNREAD, "unread")                                                                                             \
    HEAD(INTEGER, "n")                                                                                                 \
    HEAD(NUMBER, "x")                                                                                                  \
    HEAD(STRING, "s")                                                                                                  \
    HEAD(BOOL, "b")                                                                                                    \
    HEAD(NONE, "none")                                                                                                 \
    HEAD(CONSTANT, "k")                                                                                                \
    HEAD(LOCAL, "l")                                                                                                   \
    HEAD(CAPTURE, "cap")                                                                                               \
    HEAD(THIS, "this")                                                                                                 \
    HEAD(GLOBAL, "g")                                                                                                  \
    HEAD(GLOBAL_NAME, "gn")                                                                                            \
    HEAD(MEMBER, "m")                                                                                                  \
    HEAD(SUBSCRIPT, "i")                                                                                               \
    HEAD(DEREFERENCE, "*")                                                                                             \
    HEAD(ADDRESS, "&")                                                                                                 \
    HEAD(REFERENCE, "r")                                                                                               \
    HEAD(FUNCTION, "fnref")                                                                                            \
    HEAD(BOUND, "bound")                                                                                               \
    HEAD(CALL, "c")                                                                                                    \
    HEAD(CALL_VIRTUAL, "cv")                                                                                           \
    HEAD(CALL_ANY, "ca")                                                                                               \
    HEAD(CALL_LIBRARY, "u")                                                                                            \
    HEAD(CALL_OPERATOR, "uo")                                                                                          \
    HEAD(CALL_VALUE, "ci")                                                                                             \
    HEAD(TYPE_ARGUMENT, "ta")                                                                                          \
    HEAD(NUMBER_ARGUMENT, "ta-n")                                                                                      \
    HEAD(KEYWORD, "kw")                                                                                                \
    HEAD(STAR, "star")                                                                                                 \
    HEAD(DOUBLE_STAR, "dstar")                                                                                         \
    HEAD(CLOSURE, "closure")                                                                                           \
    HEAD(BY_COPY, "by-copy")                                                                                           \
    HEAD(BY_REFERENCE, "by-ref")                                                                                       \
    HEAD(MAKE, "make")                                                                                                 \
    HEAD(FIELD, "f")                                                                                                   \
    HEAD(COPY, "copy")                                                                                                 \
    HEAD(CHOOSE, "?")                                                                                                  \
    HEAD(AND, "and")                                                                                                   \
    HEAD(OR, "or")                                                                                                     \
    HEAD(NOT, "not")                                                                                                   \
    HEAD(ASSIGN, "=")                                                                                                  \
    HEAD(ASSIGN_OPERATOR, "op=")                                                                                       \
    HEAD(PRE_INCREMENT, "pre++")                                                                                       \
    HEAD(PRE_DECREMENT, "pre--")                                                                                       \
    HEAD(POST_INCREMENT, "post++")                                                                                     \
    HEAD(POST_DECREMENT, "post--")                                                                                     \
    HEAD(BINARY, "bin")                                                                                                \
    HEAD(NEGATE, "neg")                                                                                                \
    HEAD(INVERT, "inv")                                                                                                \
    HEAD(COMMA, "comma")                                                                                               \
    HEAD(CAST, "cast")                                                                                                 \
    HEAD(LIST, "list")                                                                                                 \
    HEAD(TUPLE, "tuple")                                                                                               \
    HEAD(DICT, "dict")                                                                                                 \
    HEAD(SET, "set")                                                                                                   \
    HEAD(FORMATTED, "fstr")                                                                                            \
    HEAD(COMPREHENSION, "comp")                                                                                        \
    HEAD(SLICE, "slice")                                                                                               \
    HEAD(LAMBDA, "lambda")                                                                                             \
    HEAD(AWAIT, "await")                                                                                               \
    HEAD(YIELD, "yield")                                                                                               \
    HEAD(YIELD_FROM, "yieldfrom")                                                                                      \
    HEAD(NOT_MODELLED, "unk")                                                                                          \
    HEAD(PYTHON_CALL, "py")                                                                                            \
    HEAD(CLASS_NAME, "cn")                                                                                             \
    HEAD(ANNOTATED, "field")                                                                                           \
    HEAD(IMPORT_STAR, "importstar")                                                                                    \
    HEAD(PYTHON_TRY, "pytry")                                                                                          \
    HEAD(SUPER, "super")                                                                                               \
    HEAD(ELLIPSIS, "ellipsis")                                                                                         \
    HEAD(FORMAT, "fmt")                                                                                                \
    HEAD(STATEMENTS, "stmts")                                                                                          \
    HEAD(ZERO, "zero")                                                                                                 \
    HEAD(NEW, "new")                                                                                                   \
    HEAD(DESTROY, "destroy")                                                                                           \
    HEAD(INITIALIZE, "init")                                                                                           \
    HEAD(BASE, "base")                                                                                                 \
    HEAD(CAUGHT, "caught")                                                                                             \
    HEAD(ONCE, "once")                                                                                                 \
    HEAD(FULL, "full")                                                                                                 \
    HEAD(TEMPORARY, "tmp")                                                                                             \
    HEAD(DELETE_OBJECT, "delete")

#define CCH_HEAD_NUMBER(name, text) CCH_HEAD_##name,
enum cch_head {
    CCH_HEAD_WORD,  /* an atom */
    CCH_HEAD_TEXT,  /* a string */
    CCH_HEAD_GROUP, /* a list that begins with no atom: all of it is items */
    CCH_HEAD_OTHER, /* a list whose head we do not know */
    CCH_HEADS(CCH_HEAD_NUMBER) CCH_HEAD_COUNT
};

typedef struct cch_node cch_node;
struct cch_node {
    enum cch_head head;
    uint32_t count; /* items: behind the head */
    const cch_node *const *items;
    const char *text; /* of a WORD, TEXT; of an OTHER its head; else "" */
    uint32_t length;
    const cch_datum *value; /* of (n …), (x …), (s …), (b …), (none) */
    int32_t number;         /* of a WORD that is a number not below 0; else -1 */
    uint8_t operator_;      /* of a WORD or TEXT: enum cch_operator */
    uint8_t type;           /* the same: enum cch_type */
    const void *model;      /* of a library's call: what models.c found; NULL: nothing, or not looked for */
};

enum cch_operator {
    CCH_OPERATOR_NONE,
    CCH_OPERATOR_ADD,
    CCH_OPERATOR_SUBTRACT,
    CCH_OPERATOR_MULTIPLY,
    CCH_OPERATOR_DIVIDE,
    CCH_OPERATOR_MODULO,
    CCH_OPERATOR_SHIFT_LEFT,
    CCH_OPERATOR_SHIFT_RIGHT,
    CCH_OPERATOR_AND,
    CCH_OPERATOR_OR,
    CCH_OPERATOR_XOR,
    CCH_OPERATOR_LESS,
    CCH_OPERATOR_LESS_EQUAL,
    CCH_OPERATOR_GREATER,
    CCH_OPERATOR_GREATER_EQUAL,
    CCH_OPERATOR_EQUAL,
    CCH_OPERATOR_NOT_EQUAL,
    CCH_OPERATOR_FLOOR_DIVIDE, /* Python's from here on */
    CCH_OPERATOR_POWER,
    CCH_OPERATOR_IN,
    CCH_OPERATOR_NOT_IN,
    CCH_OPERATOR_IS,
    CCH_OPERATOR_IS_NOT,
    CCH_OPERATOR_MATRIX_MULTIPLY
};

enum cch_type {
    CCH_TYPE_OTHER,
    CCH_TYPE_BOOL,
    CCH_TYPE_I8,
    CCH_TYPE_U8,
    CCH_TYPE_I16,
    CCH_TYPE_U16,
    CCH_TYPE_I32,
    CCH_TYPE_U32,
    CCH_TYPE_I64,
    CCH_TYPE_U64,
    CCH_TYPE_F16,
    CCH_TYPE_F32,
    CCH_TYPE_F64,
    CCH_TYPE_POINTER,
    CCH_TYPE_PYTHON
};

/* How a parameter is given. */
enum cch_parameter_kind {
    CCH_PARAMETER_VALUE,         /* v */
    CCH_PARAMETER_REFERENCE,     /* r */
    CCH_PARAMETER_CONSTANT,      /* c: reference to const */
    CCH_PARAMETER_POINTER,       /* * */
    CCH_PARAMETER_CONST_POINTER, /* q */
    CCH_PARAMETER_ORDINARY,      /* a: Python's from here on */
    CCH_PARAMETER_KEYWORD_ONLY,  /* k */
    CCH_PARAMETER_POSITIONAL,    /* / */
    CCH_PARAMETER_ARGUMENTS,     /* s */
    CCH_PARAMETER_KEYWORDS       /* d */
};

struct cch_parameter {
    const char *name;
    enum cch_parameter_kind kind;
    const cch_node *type;
    const cch_node *default_value; /* or NULL */
};

/* A text, read. The text of a function, a module's body, a class's. */
struct cch_code_unit {
    uint32_t string;      /* of the graph: the text */
    const cch_node *root; /* FN, GENERATOR, COROUTINE, MODULE, CLASS, UNREAD */
    struct cch_parameter *parameters;
    uint32_t parameter_count;
    uint32_t locals; /* slots, parameters among them */
    const cch_node *body;
    const char **names; /* of locals; NULL where there is none */
};

/* Reads a text into memory of the arena. CCH_ERROR_FORMAT: *message says what is wrong; CCH_ERROR_MEMORY. */
int cch_code_read(cch_arena *arena, const char *text, size_t length, struct cch_code_unit **code, const char **message);

/* The item; NULL: there are not so many. */
static inline const cch_node *cch_item(const cch_node *code, uint32_t index) {
    return index < code->count ? code->items[index] : NULL;
}

/* Is the first item a place (@…)? What stands behind the @; NULL: none. */
const char *cch_code_place(const cch_node *code);

#endif
