#define _GNU_SOURCE /* asprintf */
#include "ollama/model_tokenizer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/output_file.h"
#include "base/read_file.h"
#include "base/paths.h"
#include "ollama/prompt_list.h"
#include "ollama/value.h"

/* What a server calls a digest becomes part of a file's name. */
static bool is_digest(const char *text) {
    size_t length = strspn(text, "0123456789abcdef");
    return length >= 16 && !text[length];
}

static char *vocabulary_path(const char *kept, const char *digest) {
    char *path = NULL;
    return kept && is_digest(digest) && asprintf(&path, "%s/%s.json", kept, digest) >= 0 ? path : NULL;
}

static char *name_path(const char *kept, const char *name) {
    char hash[33], *path = NULL;
    cch_text_hash(hash, name, strlen(name));
    return kept && asprintf(&path, "%s/%s.digest", kept, hash) >= 0 ? path : NULL;
}

bool cch_ollama_model_recall(cch_ollama_model *model, const char *name, const char *kept) {
    char *path = name_path(kept, name), *digest = NULL;
    *model = (cch_ollama_model){.name = ""};
    snprintf(model->name, sizeof model->name, "%s", name);
    if (path && cch_read_file(&digest, NULL, path, sizeof model->digest, CCH_READ_TEXT, NULL) == CCH_OK)
        snprintf(model->digest, sizeof model->digest, "%.*s", (int)strcspn(digest, "\n"), digest);
    free(digest);
    free(path);
    return is_digest(model->digest);
}

/* A failure to keep costs no more than asking again. */
static void write_text(const char *kept, const char *path, const char *text) {
    cch_output *output;
    if (!path || !text || cch_output_open_in(&output, kept, cch_path_base(path), NULL))
        return;
    fputs(text, cch_output_stream(output));
    cch_output_commit(output, CCH_OUTPUT_REMADE, NULL);
}

static void note_name(const cch_ollama_model *model, const char *kept) {
    cch_ollama_model before;
    char *path = name_path(kept, model->name);
    if (!cch_ollama_model_recall(&before, model->name, kept) || strcmp(before.digest, model->digest) != 0)
        write_text(kept, path, model->digest);
    free(path);
}

/* Keeps what is said of the tokenizer. */
static void keep(const cch_ollama_model *model, json_object *info, const char *kept) {
    char *path = vocabulary_path(kept, model->digest);
    json_object *part = json_object_new_object();
    if (path && part && cch_path_make_folder(kept) == 0) {
        struct json_object_iterator at = json_object_iter_begin(info), end = json_object_iter_end(info);
        for (; !json_object_iter_equal(&at, &end); json_object_iter_next(&at))
            if (!strncmp(json_object_iter_peek_name(&at), "tokenizer.", 10))
                json_object_object_add(part, json_object_iter_peek_name(&at),
                                       json_object_get(json_object_iter_peek_value(&at)));
        write_text(kept, path,
                   json_object_to_json_string_ext(part, JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
        note_name(model, kept);
    }
    json_object_put(part);
    free(path);
}

int cch_ollama_model_tokenizer(cch_tokenizer **tokenizer, const cch_ollama_model *model, cch_http *http,
                               const char *kept, double seconds, cch_error *error) {
    char *path = vocabulary_path(kept, model->digest);
    json_object *info = path ? cch_value_read(path, CCH_MODEL_REPLY_MAX) : NULL;
    cch_failure failure = {0};
    int code = cch_tokenizer_new(tokenizer, info, error);
    if (code == CCH_OK) {
        note_name(model, kept);
    } else if (http) {
        json_object_put(info);
        info = cch_ollama_model_info(http, model->name, seconds, &failure);
        code = failure.kind == CCH_FAILURE_NONE ? cch_tokenizer_new(tokenizer, info, error)
                                                : cch_fail(error, CCH_ERROR_SYSTEM, "%s", failure.text);
        if (code == CCH_OK)
            keep(model, info, kept);
    }
    if (code == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    json_object_put(info);
    free(path);
    return code;
}
