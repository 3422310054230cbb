#define _GNU_SOURCE /* asprintf */
#include "verify/prompt_index.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/read_file.h"
#include "ollama/value.h"

enum { INDEX_SIZE_MAX = 256 << 20 };

static const char *text_of(const struct json_object *object, const char *key) {
    struct json_object *value = NULL;
    if (!json_object_object_get_ex(object, key, &value) || !json_object_is_type(value, json_type_string))
        return NULL;
    return json_object_get_string(value);
}

static void add_once(struct cch_indexed_prompt *prompt, uint32_t function) {
    for (size_t i = 0; i < prompt->count; i++)
        if (prompt->functions[i] == function)
            return;
    prompt->functions[prompt->count++] = function;
}

static size_t functions_in(const struct json_object *chains) {
    size_t total = 0;
    for (size_t i = 0; i < json_object_array_length(chains); i++) {
        struct json_object *chain = json_object_array_get_idx(chains, i);
        total += json_object_is_type(chain, json_type_array) ? json_object_array_length(chain) : 0;
    }
    return total;
}

/* NULL, or what is wrong. */
static const char *take(struct cch_indexed_prompt *prompt, const struct json_object *object, const cch_view *view) {
    struct json_object *chains = NULL;
    const char *name = text_of(object, "file");
    if (!json_object_is_type(object, json_type_object) || !name || strchr(name, '/'))
        return "a prompt without a file name";
    if (!json_object_object_get_ex(object, "chains", &chains) || !json_object_is_type(chains, json_type_array) ||
        !functions_in(chains))
        return "a prompt without chains";
    prompt->name = strdup(name);
    prompt->chains = json_object_array_length(chains);
    prompt->functions = calloc(functions_in(chains), sizeof *prompt->functions);
    if (!prompt->name || !prompt->functions)
        return "out of memory";
    for (size_t i = 0; i < prompt->chains; i++) {
        struct json_object *chain = json_object_array_get_idx(chains, i);
        for (size_t k = 0; json_object_is_type(chain, json_type_array) && k < json_object_array_length(chain); k++) {
            const char *id = text_of(json_object_array_get_idx(chain, k), "id");
            uint32_t function = id ? cch_graph_find_function(view->program->graph, id, strlen(id)) : 0;
            if (!function || !view->node[function])
                return id ? "it names functions that the graph does not have" : "a function without an id";
            add_once(prompt, view->node[function]);
        }
        if (!prompt->count)
            return "an empty chain";
    }
    return NULL;
}

int cch_prompt_index_read(cch_prompt_index *index, const char *folder, const cch_view *view, cch_error *error) {
    char *path = NULL;
    char *text = NULL;
    size_t length;
    struct json_object *root = NULL;
    const char *wrong = NULL;
    *index = (cch_prompt_index){0};
    if (asprintf(&path, "%s/index.json", folder) < 0)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot read prompts: out of memory");
    int code = cch_read_file(&text, &length, path, INDEX_SIZE_MAX, 0, error);
    if (code != CCH_OK) {
        free(path);
        return code;
    }
    if (!json_object_is_type(root = cch_value_parse(text, length), json_type_array)) {
        wrong = "not an array in JSON";
    } else if (!(index->prompts = calloc(json_object_array_length(root) + 1, sizeof *index->prompts))) {
        wrong = "out of memory";
    } else {
        for (size_t i = 0; i < json_object_array_length(root) && !wrong; i++)
            wrong = take(&index->prompts[index->count++], json_object_array_get_idx(root, i), view);
    }
    if (wrong)
        code = cch_fail(error, CCH_ERROR_FORMAT, "cannot use '%s': %s", path, wrong);
    json_object_put(root);
    free(text);
    free(path);
    return code;
}

void cch_prompt_index_release(cch_prompt_index *index) {
    for (size_t i = 0; i < index->count; i++) {
        free(index->prompts[i].name);
        free(index->prompts[i].functions);
    }
    free(index->prompts);
    *index = (cch_prompt_index){0};
}

const struct cch_indexed_prompt *cch_prompt_index_find(const cch_prompt_index *index, const char *name, size_t length) {
    for (size_t i = 0; i < index->count; i++)
        if (strlen(index->prompts[i].name) == length && memcmp(index->prompts[i].name, name, length) == 0)
            return &index->prompts[i];
    return NULL;
}
