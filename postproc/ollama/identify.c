/* What is to be asked, and what of it is there. The asking is in ask.c. */
#define _GNU_SOURCE
#include "ollama/identify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "ollama/count.h"
#include "ollama/value.h"

enum { ITEMS_MAX = 1000000 };

/* A slow machine reads ten tokens of a prompt in a second. */
#define READING_SECONDS 0.1

/* Everything that an answer depends on, as a hash. The context's size is not
 * among it unless the user chose it: it only has to be large enough. */
static int make_key(cch_identify_item *item, const cch_identify_settings *settings, const char *options) {
    char *text = NULL;
    int length = asprintf(&text, "1\n%s\n%s\n%s\n%d\n%s\n%s\n%u\n", item->prompt->hash, settings->model->name,
                          settings->model->digest, (int)settings->format,
                          settings->format == CCH_FORMAT_SCHEMA ? cch_answer_schema() : "", options, item->run);
    if (length < 0)
        return -1;
    cch_text_hash(item->key, text, (size_t)length);
    free(text);
    return 0;
}

static int make_name(cch_identify_item *item) {
    int length = item->run == 1 ? asprintf(&item->name, "output_%s", item->prompt->name)
                                : asprintf(&item->name, "output_%s.run%u", item->prompt->name, item->run);
    if (length < 0)
        item->name = NULL;
    return length < 0 ? -1 : 0;
}

/* What the store tells of an answer that is kept. */
static void take_kept(cch_identify_item *item, json_object *provenance) {
    json_object *answer = NULL, *parameters = NULL, *flag = NULL;
    item->state = CCH_IDENTIFY_KEPT;
    item->prompt_tokens = cch_value_count(provenance, "prompt_tokens");
    item->answer_tokens = cch_value_count(provenance, "answer_tokens");
    item->seconds = cch_value_real(provenance, "seconds");
    item->answer_seconds = cch_value_real(provenance, "answer_seconds");
    if (json_object_object_get_ex(provenance, "valid_json", &flag))
        item->whole = json_object_get_boolean(flag);
    if (json_object_object_get_ex(provenance, "wanted_form", &flag))
        item->bound = json_object_get_boolean(flag);
    if (json_object_object_get_ex(provenance, "answer", &answer) &&
        json_object_object_get_ex(answer, "parameters", &parameters) &&
        json_object_is_type(parameters, json_type_array))
        item->parameters = json_object_array_length(parameters);
}

static int plan_item(cch_identify *identify, cch_identify_item *item, cch_store *store, const char *options) {
    const cch_identify_settings *settings = &identify->settings;
    if (make_name(item) != 0)
        return -1;
    item->tokens_at_most = cch_tokens_at_most(&identify->scale, item->prompt->bytes);
    if (item->prompt->problem) {
        item->state = CCH_IDENTIFY_FAILED;
        cch_failure_set(&item->failure, CCH_FAILURE_LOCAL, "%s", item->prompt->problem);
        identify->failed++;
        return 0;
    }
    if (make_key(item, settings, options) != 0)
        return -1;
    json_object *provenance = store && !settings->force ? cch_store_find(store, item->name, item->key) : NULL;
    if (provenance) {
        take_kept(item, provenance);
        identify->kept++;
        cch_token_scale_add(&identify->scale, item->prompt->bytes, item->prompt_tokens);
    }
    json_object_put(provenance);
    return cch_memory_failed() ? -1 : 0;
}

int cch_identify_new(cch_identify **result, const cch_identify_settings *settings, cch_store *store, cch_error *error) {
    const cch_prompt_list *prompts = settings->prompts;
    *result = NULL;
    if (settings->runs == 0 || prompts->count > ITEMS_MAX / settings->runs)
        return cch_fail(error, CCH_ERROR_USAGE, "there are too many prompts and runs");
    cch_identify *identify = calloc(1, sizeof *identify);
    if (!identify)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    identify->settings = *settings;
    identify->reading_seconds = READING_SECONDS;
    identify->count = prompts->count * settings->runs;
    identify->items = calloc(identify->count ? identify->count : 1, sizeof *identify->items);
    const char *options = json_object_to_json_string_ext(settings->options->values, JSON_C_TO_STRING_PLAIN);
    bool failed = !identify->items || cch_memory_failed();
    for (size_t i = 0; i < identify->count && !failed; i++) {
        identify->items[i].prompt = &prompts->items[i % prompts->count];
        identify->items[i].run = (unsigned)(i / prompts->count) + 1;
        failed = plan_item(identify, &identify->items[i], store, options) != 0;
    }
    if (failed) {
        cch_identify_free(identify);
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    cch_count_prompts(identify);
    *result = identify;
    return CCH_OK;
}

void cch_identify_free(cch_identify *identify) {
    if (!identify)
        return;
    for (size_t i = 0; i < identify->count && identify->items; i++)
        free(identify->items[i].name);
    free(identify->items);
    free(identify->before);
    free(identify->after);
    free(identify);
}
