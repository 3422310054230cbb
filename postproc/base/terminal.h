/* Terminals: how wide a line of one is. */
#ifndef CCH_BASE_TERMINAL_H
#define CCH_BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>

/* Characters that a line of the terminal behind the descriptor has; 0: there is none, or it does not say. */
size_t cch_terminal_width(int descriptor);

/* Can what was drawn there be drawn over? ($TERM says so.) */
bool cch_terminal_can_draw(int descriptor);

#endif
