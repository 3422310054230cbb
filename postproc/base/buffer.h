/* A growing string of bytes with a NUL behind it. A buffer full of zeros is empty. */
#ifndef CCH_BASE_BUFFER_H
#define CCH_BASE_BUFFER_H

#include <stddef.h>

typedef struct cch_buffer {
    char *bytes; /* NULL while nothing was added */
    size_t length, capacity;
} cch_buffer;

int cch_buffer_add(cch_buffer *buffer, const void *bytes, size_t length); /* 0, or -1 without memory */
void cch_buffer_clear(cch_buffer *buffer);                                /* keeps the memory */
void cch_buffer_release(cch_buffer *buffer);
const char *cch_buffer_text(const cch_buffer *buffer); /* "" for an empty one */

#endif
