#define _GNU_SOURCE
#include "ollama/ask.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/json.h"
#include "ollama/count.h"
#include "ollama/provenance.h"

enum { SEED_MAX = 0x7fffffff, SEED_STEP = 1000003, LINES_MARGIN = 64 };

/* Said to a model that gave no proper answer. */
static const char AGAIN[] = "\n\nAnswer with one complete JSON object, and nothing else.\n";

static int64_t choose_seed(const cch_identify *identify, unsigned run) {
    uint32_t number = 0;
    int64_t given = cch_ollama_options_integer(identify->settings.options, "seed", -1);
    if (given >= 0)
        return (given + run - 1) & SEED_MAX;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number = (uint32_t)(cch_http_now() * 1e6);
    return number & SEED_MAX;
}

struct cch_identify_work *cch_work_new(const cch_identify *identify, cch_identify_item *item) {
    struct cch_identify_work *work = calloc(1, sizeof *work);
    if (!work)
        return NULL;
    work->item = item;
    work->seed = choose_seed(identify, item->run);
    work->attempts = json_object_new_array();
    if (!work->attempts || cch_ollama_options_copy(&work->options, identify->settings.options, NULL) != CCH_OK) {
        cch_work_free(work);
        return NULL;
    }
    return work;
}

void cch_work_free(struct cch_identify_work *work) {
    if (!work)
        return;
    cch_http_request_release(&work->request);
    cch_chat_reply_release(&work->reply);
    if (work->options.values)
        cch_ollama_options_release(&work->options);
    json_object_put(work->attempts);
    free(work->body);
    free(work);
}

/* Where not even these words fit in (each has at most as many tokens as bytes),
 * another seed has to do. */
static bool has_room_for_again(const struct cch_identify_work *work) {
    const cch_identify_item *item = work->item;
    uint64_t room = (uint64_t)cch_ollama_options_integer(&work->options, "num_predict", 0);
    return !item->tokens || item->tokens_at_most + sizeof AGAIN + room <= item->context;
}

int cch_work_prepare(struct cch_identify_work *work, const cch_identify *identify, double patience,
                     cch_failure *failure) {
    const cch_identify_settings *settings = &identify->settings;
    cch_identify_item *item = work->item;
    char *text = NULL, *longer = NULL;
    cch_error error;
    int code = cch_prompt_text(item->prompt, &text, &error);
    if (code != CCH_OK)
        return code == CCH_ERROR_MEMORY ? cch_failure_no_memory(failure)
                                        : cch_failure_set(failure, CCH_FAILURE_LOCAL, "%s", error.text);
    if (work->asked_again && has_room_for_again(work) && asprintf(&longer, "%s%s", text, AGAIN) < 0) {
        free(text);
        return cch_failure_no_memory(failure);
    }
    int64_t seed = work->asked_again ? (work->seed + SEED_STEP) & SEED_MAX : work->seed;
    cch_ollama_options_set_integer(&work->options, "seed", seed);
    cch_ollama_options_set_integer(&work->options, "num_ctx", (int64_t)item->context);
    cch_chat_question question = {.model = settings->model->name,
                                  .text = longer ? longer : text,
                                  .keep_alive = settings->keep_alive,
                                  .format = settings->format,
                                  .options = &work->options};
    free(work->body);
    work->body = cch_chat_body(&question);
    free(text);
    free(longer);
    if (!work->body)
        return cch_failure_no_memory(failure);
    cch_http_request_release(&work->request);
    cch_chat_reply_release(&work->reply);
    work->reply.lines_max = (uint64_t)cch_ollama_options_integer(&work->options, "num_predict", 0) + LINES_MARGIN;
    work->request = (cch_http_request){
        .path = "/api/chat",
        .body = work->body,
        .max_bytes = settings->max_bytes,
        .idle_seconds = settings->idle_seconds,
        .first_seconds = (settings->idle_seconds + (double)item->tokens_at_most * identify->reading_seconds) *
                         settings->jobs * patience,
        .whole_seconds = settings->whole_seconds,
        .line = cch_chat_take_line,
        .context = &work->reply,
    };
    return CCH_FAILURE_NONE;
}

/* Did the server read all of the prompt, and was there room for the answer? */
static int check_counts(cch_failure *failure, const struct cch_identify_work *work, const cch_identify *identify) {
    const cch_chat_reply *reply = &work->reply;
    uint64_t room = (uint64_t)cch_ollama_options_integer(&work->options, "num_predict", 0);
    uint64_t least = cch_count_whole_at_least(identify, work->item);
    if (!reply->counted)
        return cch_failure_set(failure, CCH_FAILURE_TRUNCATED,
                               "the server doesn't say how many tokens of it were read");
    if (reply->prompt_tokens < least)
        return cch_failure_set(failure, CCH_FAILURE_TRUNCATED,
                               "the server truncated the prompt: it read %llu tokens of at least %llu",
                               (unsigned long long)reply->prompt_tokens, (unsigned long long)least);
    if (reply->prompt_tokens + room > work->item->context) {
        cch_failure_set(failure, CCH_FAILURE_TOO_LONG,
                        "%llu tokens and %llu for the answer do not fit into a context of %llu",
                        (unsigned long long)reply->prompt_tokens, (unsigned long long)room,
                        (unsigned long long)work->item->context);
        failure->prompt_tokens = reply->prompt_tokens;
    }
    return (int)failure->kind;
}

static int check_answer(cch_failure *failure, const struct cch_identify_work *work, cch_answer *answer) {
    const cch_chat_reply *reply = &work->reply;
    cch_error error;
    /* An answer that was cut counts only where nothing but white space was lost. */
    bool good = cch_answer_parse(answer, cch_buffer_text(&reply->content), reply->content.length, &error) == CCH_OK;
    if (cch_chat_was_cut(reply) && !(good && answer->whole)) {
        if (good)
            cch_answer_release(answer);
        return cch_failure_set(failure, CCH_FAILURE_LENGTH,
                               "the answer is longer than %lld tokens (see -O num_predict)",
                               (long long)cch_ollama_options_integer(&work->options, "num_predict", 0));
    }
    return good ? CCH_FAILURE_NONE : cch_failure_set(failure, CCH_FAILURE_INVALID, "%s", error.text);
}

int cch_work_conclude(struct cch_identify_work *work, const cch_identify *identify, const char *url,
                      cch_answer *answer) {
    cch_identify_item *item = work->item;
    cch_failure *failure = &item->failure;
    *failure = (cch_failure){0};
    item->attempts++;
    if (cch_chat_conclude(failure, &work->reply, &work->request, url) == CCH_FAILURE_NONE &&
        check_counts(failure, work, identify) == CCH_FAILURE_NONE)
        check_answer(failure, work, answer);
    if (failure->kind != CCH_FAILURE_STOPPED)
        json_object_array_add(work->attempts,
                              cch_provenance_attempt(failure, &work->request, &work->reply,
                                                     cch_ollama_options_integer(&work->options, "seed", 0),
                                                     item->context));
    if (failure->kind == CCH_FAILURE_NONE) {
        item->prompt_tokens = work->reply.prompt_tokens;
        item->answer_tokens = work->reply.answer_tokens;
        item->seconds = work->request.seconds;
        item->answer_seconds = work->reply.answer_seconds;
        item->parameters = answer->count;
        item->whole = answer->whole;
        item->bound = answer->bound;
    }
    return (int)failure->kind;
}
