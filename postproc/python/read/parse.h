/* Python's own parser, by way of an embedded interpreter that runs nothing.
 *
 * One interpreter a process: a worker starts it, parses, and ends with
 * _exit. Nothing else of the project touches a Python object.
 */
#ifndef CCH_PYTHON_PARSE_H
#define CCH_PYTHON_PARSE_H

#include "base/error.h"
#include "python/read/syntax.h"

/* Starts an isolated interpreter: no site, no environment, no user folder,
 * no warnings. The stack may grow to what deep trees need. */
int cch_py_parser_start(cch_error *error);

/* Parses `size` bytes (a NUL behind them), whose encoding Python itself finds
 * out (PEP 263). `path` is only for messages. */
void cch_py_parse(struct cch_py_arena *arena, struct cch_py_names *names, const char *bytes, size_t size,
                  const char *path, struct cch_py_tree *tree);

/* "3.11.2": the version of the parser, without starting it. */
const char *cch_py_parser_version(void);

/* Whether the interpreter, once started, has a builtin of this name. */
int cch_py_parser_is_builtin(const char *name);
/* Whether Python's own library has a top-level module of this name. */
int cch_py_parser_is_standard(const char *name);

#endif
