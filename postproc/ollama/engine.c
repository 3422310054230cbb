/* The order in which prompts are asked, and what follows a failure. */
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ollama/ask.h"
#include "ollama/count.h"
#include "ollama/provenance.h"
#include "ollama/sample.h"

enum { WAIT_MILLISECONDS = 200, HOPELESS = 3 };
#define PAUSE_MAX 60.0
#define SERVER_PAUSE_MAX 600.0
#define PATIENCE_MAX 4.0

struct cch_identify_engine {
    cch_identify *identify;
    cch_http *http;
    cch_store *store;
    const cch_identify_events *events;
    cch_identify_item **order; /* those to ask: by context, then as they come */
    size_t order_count;
    struct cch_identify_work *running;
    unsigned running_count;
    unsigned refused; /* so many have failed with `last_refusal`, and none was answered */
    char last_refusal[512];
    double patience;  /* grows with each time-out */
    uint64_t context; /* the last one asked with: going back to a smaller one gains nothing */
    cch_failure fatal;
};

static bool is_stopped(const struct cch_identify_engine *engine) {
    return engine->events->stopped && engine->events->stopped(engine->events->context);
}

/* The context for a prompt: 0 when none is large enough. */
static uint64_t context_for(const cch_identify *identify, uint64_t tokens) {
    const cch_identify_settings *settings = &identify->settings;
    uint64_t room = (uint64_t)cch_ollama_options_integer(settings->options, "num_predict", CCH_NUM_PREDICT_DEFAULT);
    int64_t fixed = cch_ollama_options_integer(settings->options, "num_ctx", 0);
    uint64_t most = settings->model->context_length;
    /* A larger one is lowered by the server in silence. */
    if (fixed > 0 && (!most || (uint64_t)fixed < most))
        return tokens + room <= (uint64_t)fixed ? (uint64_t)fixed : 0;
    return fixed > 0 ? tokens + room <= most ? most : 0 : cch_context_step(tokens + room, most);
}

static uint64_t largest_context(const cch_identify *identify) {
    int64_t fixed = cch_ollama_options_integer(identify->settings.options, "num_ctx", 0);
    uint64_t most = identify->settings.model->context_length;
    return fixed > 0 && (!most || (uint64_t)fixed < most) ? (uint64_t)fixed : most;
}

/* An estimate that only just does not fit is tried all the same: the server
 * counts, and refuses. */
bool cch_identify_choose_context(const cch_identify *identify, cch_identify_item *item) {
    uint64_t most = largest_context(identify);
    uint64_t room = (uint64_t)cch_ollama_options_integer(identify->settings.options, "num_predict", 0);
    item->tokens_at_most = cch_count_at_most(identify, item);
    item->context = context_for(identify, item->tokens_at_most);
    if (item->context == 0 && cch_count_at_least(identify, item) + room <= most)
        item->context = most;
    if (item->context && identify->engine && item->context < identify->engine->context)
        item->context = identify->engine->context;
    if (item->context)
        return true;
    cch_failure_set(&item->failure, CCH_FAILURE_TOO_LONG,
                    "%s%llu tokens and %llu for the answer do not fit into the %s of %llu",
                    identify->counts_exactly && item->tokens ? "" : "about ", (unsigned long long)item->tokens_at_most,
                    (unsigned long long)room,
                    cch_ollama_options_has(identify->settings.options, "num_ctx") ? "context" : "model's context",
                    (unsigned long long)most);
    return false;
}

/* A sample from the longest prompt, read with the context that the shortest
 * one takes, so that the model need not be loaded again for that. */
static void take_sample(struct cch_identify_engine *engine) {
    cch_identify *identify = engine->identify;
    const cch_prompt *longest = engine->order[0]->prompt, *shortest = longest;
    for (size_t i = 0; i < engine->order_count; i++) {
        const cch_prompt *prompt = engine->order[i]->prompt;
        longest = prompt->bytes > longest->bytes ? prompt : longest;
        shortest = prompt->bytes < shortest->bytes ? prompt : shortest;
    }
    uint64_t most = largest_context(identify);
    engine->context = context_for(identify, cch_tokens_at_most(&identify->scale, shortest->bytes));
    if (engine->context == 0)
        engine->context = most;
    if (engine->context)
        cch_sample_take(identify, engine->http, longest, engine->context);
}

static int by_context(const void *a, const void *b) {
    const cch_identify_item *const *x = a, *const *y = b;
    if ((*x)->context != (*y)->context)
        return (*x)->context < (*y)->context ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

/* Prompts of one context after each other: each change loads the model anew. */
static void make_order(struct cch_identify_engine *engine) {
    for (size_t i = 0; i < engine->order_count; i++)
        cch_identify_choose_context(engine->identify, engine->order[i]);
    qsort(engine->order, engine->order_count, sizeof *engine->order, by_context);
}

/* Where the model's way of counting is known, no sample is wanted; only what
 * the server puts around each prompt. The model is loaded with the context of
 * the first one that fits. */
static void count_exactly(struct cch_identify_engine *engine) {
    size_t first = 0;
    make_order(engine);
    while (first < engine->order_count && !engine->order[first]->context)
        first++;
    if (first == engine->order_count)
        return;
    engine->context = engine->order[first]->context;
    cch_count_frame(engine->identify, engine->http, engine->context);
}

/* Concluding ----------------------------------------------------------------- */

static void fail_item(struct cch_identify_engine *engine, cch_identify_item *item) {
    struct cch_identify_work *work = item->work;
    cch_identify *identify = engine->identify;
    item->state = CCH_IDENTIFY_FAILED;
    identify->failed++;
    json_object *attempts = work ? json_object_get(work->attempts) : json_object_new_array();
    json_object *provenance =
        cch_provenance(identify, item, cch_http_url(engine->http), work ? &work->options : identify->settings.options,
                       work ? &work->reply : NULL, work ? &work->request : NULL, NULL, attempts);
    cch_error error;
    if (cch_store_failure(engine->store, item->name, provenance, &error) != CCH_OK)
        cch_failure_set(&engine->fatal, CCH_FAILURE_LOCAL, "%s", error.text);
    json_object_put(provenance);
    if (engine->events->ended)
        engine->events->ended(engine->events->context, identify, item);
    cch_work_free(work);
    item->work = NULL;
}

static void keep_answer(struct cch_identify_engine *engine, cch_identify_item *item, const cch_answer *answer) {
    struct cch_identify_work *work = item->work;
    cch_identify *identify = engine->identify;
    json_object *provenance = cch_provenance(identify, item, cch_http_url(engine->http), &work->options, &work->reply,
                                             &work->request, answer, json_object_get(work->attempts));
    cch_error error;
    if (cch_store_answer(engine->store, item->name, provenance, &error) != CCH_OK) {
        cch_failure_set(&engine->fatal, CCH_FAILURE_LOCAL, "%s", error.text);
        item->state = CCH_IDENTIFY_TO_ASK;
    } else {
        item->state = CCH_IDENTIFY_ANSWERED;
        identify->answered++;
        identify->prompt_tokens += item->prompt_tokens;
        identify->answer_tokens += item->answer_tokens;
        identify->answer_seconds += item->answer_seconds;
        cch_token_scale_add(&identify->scale, item->prompt->bytes, item->prompt_tokens);
        cch_sample_note_time(identify, work->request.first_at, item->prompt_tokens);
        if (engine->events->ended)
            engine->events->ended(engine->events->context, identify, item);
    }
    json_object_put(provenance);
    cch_work_free(work);
    item->work = NULL;
}

static void ask_again(struct cch_identify_engine *engine, cch_identify_item *item, double pause) {
    item->state = CCH_IDENTIFY_TO_ASK;
    item->work->not_before = cch_http_now() + pause;
    if (engine->events->retrying)
        engine->events->retrying(engine->events->context, engine->identify, item, pause);
}

/* A pause that doubles, or as long as the server asks for. */
static double pause_for(const struct cch_identify_engine *engine, const cch_identify_item *item) {
    double pause = engine->identify->settings.retry_seconds;
    for (unsigned i = 1; i < item->work->retries && pause < PAUSE_MAX; i++)
        pause *= 2;
    pause = pause < PAUSE_MAX ? pause : PAUSE_MAX;
    if (item->failure.retry_after > pause)
        pause = item->failure.retry_after < SERVER_PAUSE_MAX ? item->failure.retry_after : SERVER_PAUSE_MAX;
    return pause;
}

/* A larger context, where there is one, for a prompt that turned out longer
 * than estimated. */
static bool enlarge_context(const struct cch_identify_engine *engine, cch_identify_item *item) {
    cch_identify *identify = engine->identify;
    uint64_t counted = item->failure.prompt_tokens, most = largest_context(identify);
    if (counted)
        cch_token_scale_add(&identify->scale, item->prompt->bytes, counted);
    uint64_t context = context_for(identify, counted ? counted + 16 : item->context);
    if (context <= item->context && !counted)
        context = most;
    if (context <= item->context || cch_ollama_options_has(identify->settings.options, "num_ctx"))
        return false;
    item->context = context;
    return true;
}

/* The same refusal again and again, and never an answer: it isn't the prompt. */
static bool is_hopeless(struct cch_identify_engine *engine, const cch_identify_item *item) {
    if (item->failure.kind != CCH_FAILURE_REFUSED || engine->identify->answered) {
        engine->refused = 0;
        return false;
    }
    if (strcmp(engine->last_refusal, item->failure.text) != 0)
        engine->refused = 0;
    memcpy(engine->last_refusal, item->failure.text, sizeof engine->last_refusal);
    return ++engine->refused >= HOPELESS;
}

static void after_failure(struct cch_identify_engine *engine, cch_identify_item *item) {
    struct cch_identify_work *work = item->work;
    const cch_failure_policy *policy = cch_failure_policy_of(item->failure.kind);
    unsigned retries = engine->identify->settings.retries;
    if (item->failure.kind == CCH_FAILURE_STOPPED) {
        item->state = CCH_IDENTIFY_TO_ASK;
        return;
    }
    if (policy->waits && work->retries < policy->retries && work->retries < retries) {
        work->retries++;
        ask_again(engine, item, pause_for(engine, item));
        return;
    }
    if (policy->retries && !policy->waits && !work->asked_again) {
        work->asked_again = true;
        ask_again(engine, item, 0);
        return;
    }
    if (item->failure.kind == CCH_FAILURE_TOO_LONG && enlarge_context(engine, item)) {
        ask_again(engine, item, 0);
        return;
    }
    if ((item->failure.kind == CCH_FAILURE_IDLE || item->failure.kind == CCH_FAILURE_TIMEOUT) &&
        engine->patience < PATIENCE_MAX)
        engine->patience *= 2;
    if (policy->ends_run || is_hopeless(engine, item))
        engine->fatal = item->failure;
    if (item->failure.kind == CCH_FAILURE_LOCAL) /* its file: the others may be read */
        engine->fatal = (cch_failure){0};
    fail_item(engine, item);
}

/* Running -------------------------------------------------------------------- */

static void conclude(struct cch_identify_engine *engine, const cch_http_request *request) {
    struct cch_identify_work **place = &engine->running;
    while (*place && &(*place)->request != request)
        place = &(*place)->next;
    struct cch_identify_work *work = *place;
    if (!work)
        return;
    *place = work->next;
    engine->running_count--;
    cch_identify_item *item = work->item;
    cch_answer answer = {0};
    int failure = cch_work_conclude(work, engine->identify, cch_http_url(engine->http), &answer);
    if (cch_memory_failed()) /* neither an answer nor a failure of it; it is asked in the next run */
        item->state = CCH_IDENTIFY_TO_ASK;
    else if (failure == CCH_FAILURE_NONE)
        keep_answer(engine, item, &answer);
    else
        after_failure(engine, item);
    cch_answer_release(&answer);
}

static void start_item(struct cch_identify_engine *engine, cch_identify_item *item) {
    if (!item->work) {
        if (!cch_identify_choose_context(engine->identify, item)) {
            fail_item(engine, item);
            return;
        }
        item->work = cch_work_new(engine->identify, item);
        if (!item->work) {
            cch_failure_no_memory(&engine->fatal);
            return;
        }
        if (engine->events->begun)
            engine->events->begun(engine->events->context, engine->identify, item);
    }
    if (cch_work_prepare(item->work, engine->identify, engine->patience, &item->failure) != CCH_FAILURE_NONE) {
        if (cch_memory_failed())
            return;
        fail_item(engine, item);
        return;
    }
    item->state = CCH_IDENTIFY_ASKING;
    engine->context = item->context;
    item->work->next = engine->running;
    engine->running = item->work;
    engine->running_count++;
    cch_http_start(engine->http, &item->work->request);
}

/* Starts what may be started now; false when nothing is left to do. A server
 * that loads a model for one context has to be done with it before the next. */
static bool start_more(struct cch_identify_engine *engine) {
    bool left = engine->running_count > 0;
    for (size_t i = 0; i < engine->order_count && engine->fatal.kind == CCH_FAILURE_NONE; i++) {
        cch_identify_item *item = engine->order[i];
        if (item->state != CCH_IDENTIFY_TO_ASK)
            continue;
        left = true;
        if (engine->running_count >= engine->identify->settings.jobs ||
            (item->work && cch_http_now() < item->work->not_before))
            break;
        if (!item->work && !cch_identify_choose_context(engine->identify, item)) {
            fail_item(engine, item);
            continue;
        }
        if (engine->running && engine->running->item->context != item->context)
            break;
        start_item(engine, item);
    }
    return left && engine->fatal.kind == CCH_FAILURE_NONE;
}

static void run(struct cch_identify_engine *engine) {
    while (!is_stopped(engine) && !cch_memory_failed() && start_more(engine)) {
        cch_http_request *ended = cch_http_wait(engine->http, WAIT_MILLISECONDS);
        while (ended) {
            conclude(engine, ended);
            ended = cch_http_wait(engine->http, 0);
        }
    }
    while (engine->running) {
        struct cch_identify_work *work = engine->running;
        engine->running = work->next;
        cch_http_cancel(engine->http, &work->request);
        work->item->state = CCH_IDENTIFY_TO_ASK;
    }
    engine->running_count = 0;
}

int cch_identify_ask(cch_identify *identify, cch_http *http, cch_store *store, const cch_identify_events *events,
                     cch_failure *failure) {
    struct cch_identify_engine engine = {
        .identify = identify, .http = http, .store = store, .events = events, .patience = 1};
    engine.order = calloc(identify->count ? identify->count : 1, sizeof *engine.order);
    if (!engine.order)
        return cch_failure_no_memory(failure);
    for (size_t i = 0; i < identify->count; i++) {
        if (identify->items[i].state == CCH_IDENTIFY_TO_ASK)
            engine.order[engine.order_count++] = &identify->items[i];
        else if (identify->items[i].state == CCH_IDENTIFY_FAILED && events->ended)
            events->ended(events->context, identify, &identify->items[i]);
    }
    identify->engine = &engine;
    if (engine.order_count && identify->settings.tokenizer)
        count_exactly(&engine);
    else if (engine.order_count && identify->scale.most <= 0)
        take_sample(&engine);
    make_order(&engine);
    run(&engine);
    for (size_t i = 0; i < identify->count; i++) {
        cch_work_free(identify->items[i].work);
        identify->items[i].work = NULL;
    }
    free(engine.order);
    identify->engine = NULL;
    *failure = engine.fatal;
    if (cch_memory_failed())
        return cch_failure_no_memory(failure);
    if (failure->kind == CCH_FAILURE_NONE && is_stopped(&engine))
        cch_failure_set(failure, CCH_FAILURE_STOPPED, "stopped");
    return (int)failure->kind;
}

uint64_t cch_identify_tokens_coming(const cch_identify *identify) {
    uint64_t tokens = 0;
    if (identify->engine)
        for (const struct cch_identify_work *work = identify->engine->running; work; work = work->next)
            tokens += work->reply.lines;
    return tokens;
}
