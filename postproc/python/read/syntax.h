/* The syntax tree of one Python file, in C.
 *
 * It mirrors Python's `ast` module (https://docs.python.org/3/library/ast.html):
 * one kind a class, one slot a field, in the order of the table in parse.c.
 * Nodes in a list (a body, arguments) are chained by `next`. It lives in the
 * arena of the file that it was read from and holds no Python object.
 */
#ifndef CCH_PYTHON_SYNTAX_H
#define CCH_PYTHON_SYNTAX_H

#include "python/solve/memory.h"

enum cch_py_kind {
    PY_OTHER, /* a class that this table doesn't know: nothing of it is used */
    PY_MODULE,
    PY_FUNCTION_DEF,
    PY_ASYNC_FUNCTION_DEF,
    PY_CLASS_DEF,
    PY_RETURN,
    PY_DELETE,
    PY_ASSIGN,
    PY_TYPE_ALIAS,
    PY_AUG_ASSIGN,
    PY_ANN_ASSIGN,
    PY_FOR,
    PY_ASYNC_FOR,
    PY_WHILE,
    PY_IF,
    PY_WITH,
    PY_ASYNC_WITH,
    PY_MATCH,
    PY_RAISE,
    PY_TRY,
    PY_TRY_STAR,
    PY_ASSERT,
    PY_IMPORT,
    PY_IMPORT_FROM,
    PY_GLOBAL,
    PY_NONLOCAL,
    PY_EXPR,
    PY_PASS,
    PY_BREAK,
    PY_CONTINUE,
    PY_BOOL_OP,
    PY_NAMED_EXPR,
    PY_BIN_OP,
    PY_UNARY_OP,
    PY_LAMBDA,
    PY_IF_EXP,
    PY_DICT,
    PY_SET,
    PY_LIST_COMP,
    PY_SET_COMP,
    PY_DICT_COMP,
    PY_GENERATOR_EXP,
    PY_AWAIT,
    PY_YIELD,
    PY_YIELD_FROM,
    PY_COMPARE,
    PY_CALL,
    PY_FORMATTED_VALUE,
    PY_JOINED_STR,
    PY_TEMPLATE_STR,
    PY_INTERPOLATION,
    PY_CONSTANT,
    PY_ATTRIBUTE,
    PY_SUBSCRIPT,
    PY_STARRED,
    PY_NAME,
    PY_LIST,
    PY_TUPLE,
    PY_SLICE,
    PY_COMPREHENSION,
    PY_EXCEPT_HANDLER,
    PY_ARGUMENTS,
    PY_ARG,
    PY_KEYWORD,
    PY_ALIAS,
    PY_WITH_ITEM,
    PY_MATCH_CASE,
    PY_MATCH_VALUE,
    PY_MATCH_SINGLETON,
    PY_MATCH_SEQUENCE,
    PY_MATCH_MAPPING,
    PY_MATCH_CLASS,
    PY_MATCH_STAR,
    PY_MATCH_AS,
    PY_MATCH_OR,
    PY_KIND_COUNT
};

/* Slots: see the table in parse.c. Those used by name here. */
enum { PY_SLOT_MAX = 7 };

enum cch_py_constant {
    PY_NO_CONSTANT,
    PY_STRING,
    PY_INTEGER, /* from 0 to a million: `number` */
    PY_NONE,
    PY_BOOLEAN,
    PY_OTHER_CONSTANT, /* bytes, complex, a string or integer that is too long */
    PY_NUMBER,         /* any other integer or floating number: `name` is its text */
    PY_ELLIPSIS
};

struct cch_py_scope;
struct cch_py_node {
    uint8_t kind;                /* enum cch_py_kind */
    uint8_t constant;            /* PY_CONSTANT: enum cch_py_constant */
    uint8_t op;                  /* operators: enum cch_py_operator */
    uint32_t line, end_line;     /* from 1 */
    uint32_t column, end_column; /* from 0, in bytes */
    uint32_t name;               /* the one name that a node carries, or a string's text; of a comparison of
                                    more than two its operators, each PY_OP_LETTER + enum cch_py_operator */
    uint32_t name2;              /* an alias's `as` */
    int32_t number;              /* a small integer; an import's level; a formatted value's conversion (a letter) */
    uint32_t made;               /* by lowering, + 1: a call's or attribute's instruction, a definition's
                                    function or class; 0 none */
    struct cch_py_node *next;    /* the next in the same list */
    struct cch_py_scope *scope;  /* the scope that this node opens */
    struct cch_py_node *slot[];  /* lists: the first node of each */
};

enum cch_py_operator {
    PY_OP_NONE,
    PY_OP_ADD,
    PY_OP_SUB,
    PY_OP_MULT,
    PY_OP_MATMULT,
    PY_OP_DIV,
    PY_OP_MOD,
    PY_OP_POW,
    PY_OP_LSHIFT,
    PY_OP_RSHIFT,
    PY_OP_OR,
    PY_OP_XOR,
    PY_OP_AND,
    PY_OP_FLOORDIV,
    PY_OP_INVERT,
    PY_OP_NOT,
    PY_OP_UADD,
    PY_OP_USUB,
    PY_OP_EQ,
    PY_OP_NE,
    PY_OP_LT,
    PY_OP_LE,
    PY_OP_GT,
    PY_OP_GE,
    PY_OP_IS,
    PY_OP_IS_NOT,
    PY_OP_IN,
    PY_OP_NOT_IN,
    PY_OP_COUNT
};

enum { PY_OP_LETTER = 'A' };

/* What reading a file gave. */
struct cch_py_tree {
    struct cch_py_node *module; /* NULL when the file could not be parsed */
    const char *problem;        /* why, one line; NULL when it could */
    uint32_t line;              /* where, 0 unknown */
};

#endif
