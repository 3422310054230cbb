/* Writing to a descriptor. */
#ifndef CCH_BASE_WRITE_ALL_H
#define CCH_BASE_WRITE_ALL_H

#include <stddef.h>

/* Writes all of it, however often that takes: 0, or -1 with errno. */
int cch_write_all(int descriptor, const void *bytes, size_t size);

#endif
