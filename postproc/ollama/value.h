/* Small helps for json-c. Everything parsed here comes from a server, a model
 * or a file, and may be anything. */
#ifndef CCH_OLLAMA_VALUE_H
#define CCH_OLLAMA_VALUE_H

#include <stddef.h>
#include <stdint.h>

struct json_object;

enum { CCH_VALUE_NESTING = 32 };

/* The one value in the text, for json_object_put; NULL when the text is
 * anything else, is nested too deeply, or is null, and without memory, which is
 * noted (base/memory.h). */
struct json_object *cch_value_parse(const char *text, size_t length);

/* A member's text; "" when it isn't there or is no text. The object's own. */
const char *cch_value_text(struct json_object *object, const char *name);

/* A member's number; 0 when it isn't there, is none or is negative. */
uint64_t cch_value_count(struct json_object *object, const char *name);
double cch_value_real(struct json_object *object, const char *name);

void cch_value_set_text(struct json_object *object, const char *name, const char *text);
void cch_value_set_count(struct json_object *object, const char *name, uint64_t number);
void cch_value_set_seconds(struct json_object *object, const char *name, double seconds); /* to the millisecond */

/* The value as one line, to free(), and releases it; NULL where memory has been missing. */
char *cch_value_line(struct json_object *value);

/* The whole file as JSON, or NULL when there is none or it is larger than `max_bytes`. */
struct json_object *cch_value_read(const char *path, size_t max_bytes);

#endif
