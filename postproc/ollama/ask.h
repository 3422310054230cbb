/* One prompt being asked: the request, its reply, and what came of it.
 * Private to the folder. */
#ifndef CCH_OLLAMA_ASK_H
#define CCH_OLLAMA_ASK_H

#include "ollama/answer.h"
#include "ollama/identify.h"

struct json_object;

/* What an item has while it is asked, over all its attempts. */
struct cch_identify_work {
    cch_http_request request;
    cch_chat_reply reply;
    cch_ollama_options options; /* as they are sent */
    char *body;
    int64_t seed;
    unsigned retries;  /* after pauses */
    bool asked_again;  /* once more, because of the answer */
    double not_before; /* the end of a pause */
    struct json_object *attempts;
    struct cch_identify_work *next; /* of those whose request runs */
    cch_identify_item *item;
};

/* NULL without memory. */
struct cch_identify_work *cch_work_new(const cch_identify *identify, cch_identify_item *item);
void cch_work_free(struct cch_identify_work *work); /* NULL is fine; the request must have ended */

/* Makes the request and its body. `patience` multiplies the wait for the first
 * token. */
int cch_work_prepare(struct cch_identify_work *work, const cch_identify *identify, double patience,
                     cch_failure *failure);

/* The request has ended: its outcome, as item->failure. NONE: `answer` is
 * filled in, for cch_answer_release. */
int cch_work_conclude(struct cch_identify_work *work, const cch_identify *identify, const char *url,
                      cch_answer *answer);

#endif
