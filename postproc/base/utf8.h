/* Characters in UTF-8. */
#ifndef CCH_BASE_UTF8_H
#define CCH_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does a character begin with this byte, if the text is UTF-8? */
static inline bool cch_utf8_begins(char byte) { return ((unsigned char)byte & 0xc0) != 0x80; }

/* How many bytes the character that begins so has; 0: none begins so. */
static inline size_t cch_utf8_length(unsigned char first) {
    return first < 0x80 ? 1 : first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
}

/* The code of the character at `at`, of whose bytes `left` (at least 1) are there at
 * most; UINT32_MAX when it is none. Of one that is cut off, a code that it can have. */
uint32_t cch_utf8_decode(const char *at, size_t left);

size_t cch_utf8_count(const char *text); /* characters */

/* The text with each byte that is not UTF-8, and each NUL, replaced by U+FFFD.
 * The result's length goes to *result_length; for the caller to free, NULL
 * without memory. */
char *cch_utf8_repair(const char *bytes, size_t length, size_t *result_length);

#endif
