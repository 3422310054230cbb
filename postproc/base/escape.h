/* Text that leaves for a person, a terminal or another program. Names are as
 * hostile as the programs that they come from (an asm label, a file's name, a
 * string in Python can hold anything), and so are a model's words and a
 * server's: nothing in them may move a cursor, turn a line around, or begin a
 * line or a cell that we did not write. Here is what may not stand as it is,
 * and how it is shown; each form of output has one function that writes with it:
 *
 *   a line or a cell of text     cch_write_text        \t \n \\ \x1b \u202e
 *   a message for a person       cch_write_message     the same, a backslash once
 *   CSV, Markdown                base/table_cell.h
 *   JSON                         cch_write_json        \u001b \u202e, U+FFFD
 *   Graphviz, in quotes          cch_write_dot         \\" \\\\x1b
 *   XML                          cch_write_xml         &lt; &#x202e;, U+FFFD
 *
 * It is the same whether the output is a terminal, a pipe or a file.
 */
#ifndef CCH_BASE_ESCAPE_H
#define CCH_BASE_ESCAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { CCH_ESCAPE_SIZE = 8 }; /* of one character as it is shown, with its NUL */

/* The length of the character at `at`, of which at most `left` bytes are there;
 * 0 when these are the beginning of one that needs more. `shown` gets how it is
 * written when it may not stand as it is, "" when it may. May not: control
 * characters (C0, DEL, C1), what turns the direction of a line, line and
 * paragraph separators (\u202e), U+FFFE and U+FFFF, which are none, and bytes that are not UTF-8, one by one (\xff). */
size_t cch_escape_next(const char *at, size_t left, char shown[CCH_ESCAPE_SIZE]);

/* A text within a line, or a cell between tabs; what was escaped can be told
 * apart, because a backslash is written twice. */
void cch_write_text(FILE *stream, const char *text);

/* A frame of a folded stack, "a;b;c 12": the same, and a ';' is a ':'. */
void cch_write_frame(FILE *stream, const char *text);

/* A message, or a part of one: on one line. What was escaped before (an error's
 * text is) stays as it is. */
void cch_write_message(FILE *stream, const char *text);
void cch_escape_message(char *target, size_t size, const char *text); /* into memory, cut to whole characters */

/* JSON that a library has made, as UTF-8 that a terminal can take. */
void cch_write_json(FILE *stream, const char *json);

/* A text within quotes of Graphviz's language. */
void cch_write_dot(FILE *stream, const char *text);

/* A text or an attribute's value in XML 1.0. What XML cannot hold is U+FFFD. */
void cch_write_xml(FILE *stream, const char *text);

/* From now on nothing but printable text, tabs and the ends of lines gets out of
 * stdout and stderr, whoever writes there: what was forgotten is escaped as in
 * a message. For the command alone; before anything was written. `is_exact`: what
 * goes to stdout is for a shell, byte for byte, unless a person looks at it. */
void cch_guard_streams(bool is_exact);

/* Writes to the terminal's own lines ("\r…\033[K"), past the guard of stderr. */
void cch_write_terminal(const char *text);

#endif
