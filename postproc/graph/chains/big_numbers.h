/* GMP's memory. GMP has no way to say that there is none: it stops the process.
 * From cch_big_numbers_begin on it gets what is left of a reserve then, and the
 * failure is noted (base/memory.h): whoever has calculated asks once, at the end.
 * One that the reserve is too small for still stops the process. */
#ifndef CCH_GRAPH_BIG_NUMBERS_H
#define CCH_GRAPH_BIG_NUMBERS_H

/* 0, or -1 without memory for the reserve. In one thread at a time; numbers are
 * to be cleared before _end. */
int cch_big_numbers_begin(void);
void cch_big_numbers_end(void);

#endif
