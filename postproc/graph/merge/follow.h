/* Following references of functions to functions to their ends. */
#ifndef CCH_GRAPH_FOLLOW_H
#define CCH_GRAPH_FOLLOW_H

#include <stdint.h>

/* next[f] is the function that f refers to, 0 or f itself where a chain
 * ends; f from 1 to `count`. Fills end[1 … count] with the ends. A chain that
 * runs in a circle (only a hostile file has one) ends at the circle's least
 * number. Takes linear time. Returns 0, or CCH_ERROR_MEMORY. */
int cch_follow(const uint32_t *next, uint32_t *end, uint32_t count);

#endif
