/* What is kept of how an answer came about. */
#ifndef CCH_OLLAMA_PROVENANCE_H
#define CCH_OLLAMA_PROVENANCE_H

#include "ollama/answer.h"
#include "ollama/identify.h"

struct json_object;

/* One attempt, for the list `attempts`. */
struct json_object *cch_provenance_attempt(const cch_failure *failure, const cch_http_request *request,
                                           const cch_chat_reply *reply, int64_t seed, uint64_t context);

/* The whole; takes over `attempts`. `answer` is NULL for a failure. */
struct json_object *cch_provenance(const cch_identify *identify, const cch_identify_item *item, const char *url,
                                   const cch_ollama_options *options, const cch_chat_reply *reply,
                                   const cch_http_request *request, const cch_answer *answer,
                                   struct json_object *attempts);

#endif
