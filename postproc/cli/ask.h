/* Questions to the person at the terminal. */
#ifndef CCH_CLI_ASK_H
#define CCH_CLI_ASK_H

#include <stddef.h>

/* Prints the question and reads a line of the answer, without its end, into
 * `line`, which is returned; NULL at the end of the input. */
char *cli_ask(const char *question, char *line, size_t size);

#endif
