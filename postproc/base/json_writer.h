/* Writing JSON to a stream as it comes, without holding it. Text that is not
 * UTF-8 has each wrong byte replaced by U+FFFD, so the result is always valid.
 *
 *     cch_json json = {.stream = stdout};
 *     cch_json_open(&json, NULL, '[');
 *     cch_json_open(&json, NULL, '{');
 *     cch_json_text(&json, "caller", name);
 *     cch_json_close(&json, '}');
 *     cch_json_close(&json, ']');
 *     cch_json_end(&json);
 *
 * With `lines` each value is on one line of its own, and the next may follow behind
 * cch_json_end (JSON Lines).
 */
#ifndef CCH_BASE_JSON_WRITER_H
#define CCH_BASE_JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { CCH_JSON_DEPTH = 16 };

typedef struct cch_json {
    FILE *stream;
    bool lines;
    unsigned depth;
    bool filled[CCH_JSON_DEPTH]; /* the object or array at this depth has a member */
} cch_json;

/* `key` is NULL in an array and at the top. `bracket`: '{', '[', '}' or ']'. */
void cch_json_open(cch_json *json, const char *key, char bracket);
void cch_json_close(cch_json *json, char bracket);
void cch_json_text(cch_json *json, const char *key, const char *text);
void cch_json_parts(cch_json *json, const char *key, const char *const *parts, size_t count); /* one text */
void cch_json_number(cch_json *json, const char *key, uint64_t number);
void cch_json_digits(cch_json *json, const char *key, const char *digits); /* a number of any length */
void cch_json_bool(cch_json *json, const char *key, bool value);
void cch_json_null(cch_json *json, const char *key);
void cch_json_end(cch_json *json); /* the newline behind a value */

#endif
