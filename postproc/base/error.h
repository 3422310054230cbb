/* Errors of the library: a code and one line for a person.
 *
 * Every function that can fail returns 0 or a negative cch_code and, when
 * the caller passed a cch_error, leaves the reason in it. The text says the
 * failure first and then the thing: "cannot read 'x.ccg': …". The library
 * itself never prints and never exits.
 */
#ifndef CCH_BASE_ERROR_H
#define CCH_BASE_ERROR_H

#include <stdarg.h>

enum cch_code {
    CCH_OK = 0,
    CCH_ERROR_SYSTEM = -1, /* a system call failed; the text has strerror's words */
    CCH_ERROR_FORMAT = -2, /* an input is not what it should be */
    CCH_ERROR_MEMORY = -3, /* out of memory, or past a documented limit */
    CCH_ERROR_USAGE = -4,  /* the caller asked for something that makes no sense */
    CCH_ERROR_VERSION = -5 /* an input of a version that this build does not know */
};

typedef struct cch_error {
    int code;        /* a cch_code */
    char text[1024]; /* one line, NUL-terminated, no newline at its end */
} cch_error;

/* Stores `code` and the formatted text in `error` (which may be NULL) and
 * returns `code`. What may not leave as it is (base/escape.h) is escaped, so that
 * a hostile file name cannot break the one-line promise. */
int cch_fail(cch_error *error, int code, const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
