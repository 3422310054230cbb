/* The folder with the answers:
 *
 *     output_prompt_api_1              the answer, as JSON (see answer.h)
 *     output_prompt_api_1.run2         the second run's, and so on
 *     .callchain/output_prompt_api_1.json         where it comes from
 *     .callchain/output_prompt_api_1.failed.json  why there is none (of these settings)
 *     .callchain/lock                  held by the one command that writes here
 *
 * The file that says where an answer comes from holds the answer too and is
 * written first, so that a command that is killed at any moment loses no answer
 * and asks for none twice: what is missing is written again from it. Each file
 * appears under its name complete. */
#ifndef CCH_OLLAMA_STORE_H
#define CCH_OLLAMA_STORE_H

#include <stdbool.h>

#include "base/error.h"

struct json_object;
typedef struct cch_store cch_store;

/* Makes the folder where there is none. Fails when another command is at work
 * in it. `for_writing` false: only looks, makes and locks nothing. */
int cch_store_open(cch_store **store, const char *folder, bool for_writing, cch_error *error);
void cch_store_close(cch_store *store); /* NULL is fine */

/* The answer of this name that has this key, as its file tells (for
 * json_object_put), or NULL: there is none, or one of other settings. */
struct json_object *cch_store_find(cch_store *store, const char *name, const char *key);

/* Keeps an answer. `provenance` has the members "key" and "answer". */
int cch_store_answer(cch_store *store, const char *name, struct json_object *provenance, cch_error *error);

/* Keeps why there is no answer. An earlier answer of other settings stays. */
int cch_store_failure(cch_store *store, const char *name, struct json_object *provenance, cch_error *error);

#endif
