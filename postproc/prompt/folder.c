#define _GNU_SOURCE /* asprintf */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/escape.h"
#include "base/json.h"
#include "base/output_file.h"
#include "base/paths.h"
#include "base/read_file.h"
#include "prompt/compose.h"
#include "prompt/prompt.h"

#define INDEX "index.json"

enum { INDEX_SIZE_MAX = 256 << 20 };

static int no_memory(cch_error *error) {
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot write prompts: out of memory");
}

/* The index ---------------------------------------------------------------------------- */

static struct json_object *function_object(const struct cch_composition *c, uint32_t function) {
    struct json_object *object = json_object_new_object();
    json_object_object_add(object, "name",
                           json_object_new_string(cch_names_function(c->names, CCH_NAMING_SHORT, function)));
    json_object_object_add(object, "id",
                           json_object_new_string(cch_names_function(c->names, CCH_NAMING_IDENTITY, function)));
    return object;
}

static struct json_object *chains_array(const struct cch_composition *c, const struct cch_planned_prompt *prompt) {
    struct json_object *all = json_object_new_array();
    for (size_t i = 0; i < prompt->chain_count; i++) {
        struct json_object *chain = json_object_new_array();
        for (size_t k = c->chains->first[prompt->chains[i]]; k < c->chains->first[prompt->chains[i] + 1]; k++)
            json_object_array_add(chain, function_object(c, c->chains->functions[k]));
        json_object_array_add(all, chain);
    }
    return all;
}

static struct json_object *code_array(const struct cch_composition *c, const struct cch_planned_prompt *prompt,
                                      const struct cch_composed *composed, bool left_out) {
    struct json_object *all = json_object_new_array();
    for (size_t i = 0; i < prompt->blocks.count; i++) {
        const cch_block *block = &prompt->blocks.items[i];
        if (composed->unread[i] || composed->left_out[i] != left_out)
            continue;
        struct json_object *object = function_object(c, block->function);
        json_object_object_add(object, "file",
                               json_object_new_string(cch_graph_text(c->view->program->graph, block->file, NULL)));
        json_object_object_add(object, "first", json_object_new_int64(block->first));
        json_object_object_add(object, "last", json_object_new_int64(block->last));
        json_object_array_add(all, object);
    }
    return all;
}

static struct json_object *prompt_object(const struct cch_composition *c, const struct cch_planned_prompt *prompt,
                                         const struct cch_composed *composed, const char *file) {
    char digits[33];
    struct json_object *object = json_object_new_object();
    XXH128_hash_t hash = XXH3_128bits(composed->text, composed->length);
    snprintf(digits, sizeof digits, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
    json_object_object_add(object, "file", json_object_new_string(file));
    json_object_object_add(object, "hash", json_object_new_string(digits));
    json_object_object_add(object, "mode",
                           json_object_new_string(c->options->mode == CCH_PROMPT_HARDWARE ? "hardware" : "model"));
    const cch_tokenizer *tokenizer = c->options->tokenizer;
    json_object_object_add(object, tokenizer ? "tokens" : "tokens_estimated",
                           json_object_new_int64((int64_t)composed->tokens));
    if (tokenizer) {
        json_object_object_add(object, "model", json_object_new_string(c->options->model));
        json_object_object_add(object, "tokenizer", json_object_new_string(cch_tokenizer_name(tokenizer)));
    }
    json_object_object_add(object, "bytes", json_object_new_int64((int64_t)composed->length));
    json_object_object_add(object, "start",
                           function_object(c, c->chains->functions[c->chains->first[prompt->chains[0]]]));
    json_object_object_add(object, "chains", chains_array(c, prompt));
    json_object_object_add(object, "code", code_array(c, prompt, composed, false));
    json_object_object_add(object, "left_out", code_array(c, prompt, composed, true));
    return object;
}

/* Files -------------------------------------------------------------------------------- */

static char *path_in(const char *folder, const char *file) {
    char *path = NULL;
    return asprintf(&path, "%s/%s", folder, file) < 0 ? NULL : path;
}

static bool holds(const char *path, const char *text, size_t length) {
    char *found;
    size_t size;
    bool same = cch_read_file(&found, &size, path, length, CCH_READ_NO_LINK, NULL) == CCH_OK && size == length &&
                memcmp(found, text, length) == 0;
    free(found);
    return same;
}

static int write_file(const char *folder, const char *name, const char *text, size_t length, cch_error *error) {
    char *path = path_in(folder, name);
    cch_output *output;
    int code = path ? CCH_OK : no_memory(error);
    if (!code && !holds(path, text, length) && !(code = cch_output_open_in(&output, folder, name, error))) {
        fwrite(text, 1, length, cch_output_stream(output));
        code = cch_output_commit(output, 0, error);
    }
    free(path);
    return code;
}

/* The number of "prompt_api_12", 0 for another name. */
static size_t number_of(const char *name) {
    char *end = NULL;
    if (!name || strncmp(name, "prompt_api_", 11) != 0 || name[11] < '1' || name[11] > '9')
        return 0;
    size_t number = strtoull(name + 11, &end, 10);
    return *end ? 0 : number;
}

/* Removes what an earlier index names behind the first `keep` prompts. */
static void remove_earlier(const char *folder, const struct json_object *earlier, size_t keep) {
    for (size_t i = 0; json_object_is_type(earlier, json_type_array) && i < json_object_array_length(earlier); i++) {
        struct json_object *file = NULL;
        json_object_object_get_ex(json_object_array_get_idx(earlier, i), "file", &file);
        const char *name = file ? json_object_get_string(file) : NULL;
        char *path = number_of(name) > keep ? path_in(folder, name) : NULL;
        if (path)
            unlink(path);
        free(path);
    }
}

/* The index that an earlier run left; NULL when there is none. */
static struct json_object *read_index(const char *path) {
    char *text;
    if (cch_read_file(&text, NULL, path, INDEX_SIZE_MAX, CCH_READ_TEXT, NULL) != CCH_OK)
        return NULL;
    struct json_object *index = json_tokener_parse(text);
    free(text);
    return index;
}

static char *index_text(struct json_object *index, size_t *length) {
    const char *json = json_object_to_json_string_ext(index, JSON_C_TO_STRING_PRETTY | JSON_C_TO_STRING_NOSLASHESCAPE);
    char *text = NULL;
    FILE *stream = json ? open_memstream(&text, length) : NULL;
    if (!stream)
        return NULL;
    cch_write_json(stream, json);
    bool failed = ferror(stream);
    if (fclose(stream) || failed) {
        free(text);
        text = NULL;
    }
    return text;
}

static int write_index(const char *folder, struct json_object *index, cch_error *error) {
    char *path = path_in(folder, INDEX);
    struct json_object *earlier = path ? read_index(path) : NULL;
    size_t length = 0;
    char *text = index_text(index, &length);
    int code = path && text ? write_file(folder, INDEX, text, length, error) : no_memory(error);
    if (!code)
        remove_earlier(folder, earlier, json_object_array_length(index));
    json_object_put(earlier);
    free(text);
    free(path);
    return code;
}

static void count_in(cch_prompt_summary *summary, struct cch_composed *composed) {
    summary->shortened += composed->is_shortened && !composed->is_refused;
    summary->refused += composed->is_refused;
    summary->unread += composed->unread_count;
    if (!summary->first_unread) {
        summary->first_unread = composed->first_unread;
        composed->first_unread = NULL;
    }
    if (composed->is_refused)
        return;
    summary->prompts++;
    summary->bytes += composed->length;
    if (composed->tokens > summary->tokens_most)
        summary->tokens_most = composed->tokens;
}

static int write_prompt(const char *folder, const struct cch_composition *c, const struct cch_planned_prompt *prompt,
                        struct json_object *index, cch_prompt_summary *summary, cch_error *error) {
    struct cch_composed composed;
    char name[48];
    int code = cch_compose(&composed, c, prompt, error);
    if (!code) {
        count_in(summary, &composed);
        if (!composed.is_refused) {
            snprintf(name, sizeof name, "prompt_api_%zu", summary->prompts);
            code = write_file(folder, name, composed.text, composed.length, error);
            if (!code)
                json_object_array_add(index, prompt_object(c, prompt, &composed, name));
        }
    }
    cch_composed_release(&composed);
    return code;
}

int cch_prompts_write(const char *folder, const cch_view *view, cch_names *names, const cch_chain_list *chains,
                      cch_sources *sources, const cch_prompt_options *options, cch_prompt_summary *summary,
                      cch_error *error) {
    struct cch_composition composition = {view, names, chains, sources, options};
    struct cch_prompt_plan plan;
    struct json_object *index = json_object_new_array();
    *summary = (cch_prompt_summary){.chains = chains->count};
    int code = cch_prompt_plan_make(&plan, view, chains, options->mode);
    if (code || !index)
        code = no_memory(error);
    if (!code && cch_path_make_folder(folder) != 0)
        code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot make '%s': %s", folder, strerror(errno));
    for (size_t i = 0; !code && i < plan.count; i++)
        code = write_prompt(folder, &composition, &plan.prompts[i], index, summary, error);
    if (code == CCH_ERROR_FORMAT) {
        char text[sizeof error->text];
        snprintf(text, sizeof text, "%s", error->text);
        cch_fail(error, code, "cannot use '%s': %s", options->template_name ? options->template_name : "the template",
                 text);
    }
    if (!code)
        code = write_index(folder, index, error);
    json_object_put(index);
    cch_prompt_plan_release(&plan);
    return code;
}

void cch_prompt_summary_release(cch_prompt_summary *summary) {
    free(summary->first_unread);
    *summary = (cch_prompt_summary){0};
}
