/* A trace's JSON as it comes: the objects of its array of events, each as text,
 * and the members of such an object. Private to trace/.
 *
 * Nothing is held but the event at hand, nothing recurses, and what is no event is
 * passed over by its brackets and strings alone. */
#ifndef CCH_TRACE_JSON_STREAM_H
#define CCH_TRACE_JSON_STREAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"

/* Calls `visit` with each object of the array "traceEvents" (or of the array that the whole is). `visit`
 * returns 0, or what ends it. `copy`: NULL, or all else goes there as it is. */
typedef int cch_trace_object_visitor(void *data, const char *text, size_t length);
int cch_trace_objects(const char *path, cch_trace_object_visitor *visit, void *data, FILE *copy, cch_error *error);

/* A member of an object's text. */
struct cch_json_member {
    const char *key; /* without quotes, escapes as they are */
    size_t key_length;
    const char *value; /* from its first byte to its last one: "x" with the quotes */
    size_t length;
};

/* Goes on to the next member; *at is the object's '{' at first, and stands behind the member afterwards. False: there
 * is none, or what stands there is no JSON. */
bool cch_json_next(const char **at, const char *end, struct cch_json_member *member);
bool cch_json_is(const struct cch_json_member *member, const char *key);

/* Values. The text is unescaped into `out`, cut where `size` ends; false: no string. */
bool cch_json_string(const struct cch_json_member *member, char *out, size_t size);
bool cch_json_double(const struct cch_json_member *member, double *value); /* also of a string of digits */
/* As many whole numbers of an array as there are, up to `most`: how many. */
size_t cch_json_numbers(const struct cch_json_member *member, long long *values, size_t most);

#endif
