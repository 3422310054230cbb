/* Terminals: how wide a line of one is, and progress on it. */
#ifndef CCH_BASE_TERMINAL_H
#define CCH_BASE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Characters that a line of the terminal behind the descriptor has; 0: there is none, or it does not say. */
size_t cch_terminal_width(int descriptor);

/* Can what was drawn there be drawn over? ($TERM says so.) */
bool cch_terminal_can_draw(int descriptor);

/* Draws over the line of stderr where the cursor is: how much of `all` is done, and
 * a text (escaped, cut to the line). For a terminal that can be drawn on. */
void cch_terminal_draw_bar(uint64_t done, uint64_t all, const char *text);
void cch_terminal_clear_bar(void);

#endif
