/* The manual page, made from the sub-commands' tables. */
#ifndef CCH_CLI_MANUAL_H
#define CCH_CLI_MANUAL_H

#include <stdio.h>

/* callchain(1) in the man macros of roff. */
void cli_print_manual(FILE *stream);

#endif
