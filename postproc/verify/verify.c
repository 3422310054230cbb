#define _GNU_SOURCE /* asprintf */
#include "graph/chains/chains.h"
#include "verify/verify.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json.h"
#include "ollama/answer.h"
#include "ollama/stability.h"
#include "verify/answer_folder.h"
#include "verify/consolidate.h"
#include "verify/prompt_index.h"
#include "verify/tally.h"

/* One run's answer to a prompt. */
struct checked_answer {
    char *file, *model;
    cch_answer answer;
    cch_checked *claims;
    bool valid;
};

/* What is expected of answers about chains that start here; many prompts
 * share a start, and following its parameters is most of the work. */
struct known_start {
    uint32_t start;
    cch_expected_list expected;
};

struct verification {
    const cch_view *view;
    cch_names *names;
    const cch_verify_request *request;
    cch_name_table *table;
    cch_prompt_index index;
    cch_answer_folder folder;
    cch_instances *instances;
    unsigned char *set;
    struct known_start *starts;
    size_t start_count, start_capacity;
    struct cch_tally total;
    struct json_object *root, *prompts, *models;
};

static int no_memory(cch_error *error) {
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot check answers: out of memory");
}

/* One answer -------------------------------------------------------------------------------- */

static void release_answer(struct checked_answer *answer) {
    for (size_t i = 0; answer->claims && i < answer->answer.count; i++)
        cch_checked_release(&answer->claims[i]);
    free(answer->claims);
    free(answer->file);
    free(answer->model);
    cch_answer_release(&answer->answer);
}

static int read_answer(struct verification *v, struct checked_answer *answer, const char *file, cch_error *problem) {
    char *path = NULL;
    *answer =
        (struct checked_answer){.file = strdup(file), .model = cch_answer_folder_model(v->request->answers, file)};
    if (!answer->file || !answer->model || asprintf(&path, "%s/%s", v->request->answers, file) < 0)
        return -1;
    answer->valid = cch_answer_read(&answer->answer, path, problem) == CCH_OK;
    free(path);
    if (!answer->valid)
        return problem->code == CCH_ERROR_MEMORY ? -1 : 0;
    answer->claims = calloc(answer->answer.count + 1, sizeof *answer->claims);
    return answer->claims ? 0 : -1;
}

static int check_answer(struct verification *v, struct checked_answer *answer, const cch_expected_list *expected,
                        struct cch_tally *tally) {
    tally->answers++;
    tally->valid += answer->valid;
    for (size_t i = 0; i < answer->answer.count; i++) {
        cch_checked *checked = &answer->claims[i];
        if (cch_check_claim(checked, &answer->answer.parameters[i], v->table, v->names, v->set, expected))
            return -1;
        tally->claims++;
        tally->verdicts[checked->verdict]++;
        tally->scopes_right += checked->scopes_right;
        tally->scopes_wrong += checked->scopes_wrong;
    }
    return 0;
}

static bool is_found(const struct checked_answer *answer, const struct cch_expected *expected) {
    for (size_t i = 0; i < answer->answer.count; i++)
        if (answer->claims[i].expected == expected && answer->claims[i].verdict != CCH_INVENTED)
            return true;
    return false;
}

static struct json_object *string_or_null(const char *text) { return text ? json_object_new_string(text) : NULL; }

static struct json_object *claim_object(const cch_answer_parameter *claim, const cch_checked *checked) {
    struct json_object *object = json_object_new_object(), *scopes = json_object_new_array();
    for (size_t i = 0; i < claim->scope_count; i++)
        json_object_array_add(scopes, json_object_new_string(claim->scopes[i]));
    json_object_object_add(object, "name", json_object_new_string(checked->name));
    json_object_object_add(object, "as_written", json_object_new_string(claim->name));
    json_object_object_add(object, "scopes", scopes);
    json_object_object_add(object, "role", json_object_new_string(claim->role));
    json_object_object_add(object, "description", json_object_new_string(claim->description));
    json_object_object_add(object, "verdict", json_object_new_string(cch_verdict_word(checked->verdict)));
    json_object_object_add(object, "reason", string_or_null(checked->reason));
    json_object_object_add(object, "where", string_or_null(checked->where));
    json_object_object_add(object, "ends", string_or_null(checked->expected ? checked->expected->ends : NULL));
    return object;
}

static struct json_object *answer_object(const struct checked_answer *answer, const cch_expected_list *expected,
                                         const char *problem, struct cch_tally *tally) {
    struct json_object *object = json_object_new_object(), *claims = json_object_new_array(),
                       *missed = json_object_new_array();
    for (size_t i = 0; i < answer->answer.count; i++)
        json_object_array_add(claims, claim_object(&answer->answer.parameters[i], &answer->claims[i]));
    for (size_t i = 0; i < expected->count; i++) {
        const struct cch_expected *one = &expected->items[i];
        bool found = is_found(answer, one);
        tally->expected += one->is_asked_for;
        tally->found += one->is_asked_for && found;
        if (one->is_asked_for && !found) {
            struct json_object *item = json_object_new_object();
            json_object_object_add(item, "name", json_object_new_string(one->name));
            json_object_object_add(item, "ends", json_object_new_string(one->ends));
            json_object_array_add(missed, item);
        }
    }
    json_object_object_add(object, "file", json_object_new_string(answer->file));
    json_object_object_add(object, "model", json_object_new_string(answer->model));
    json_object_object_add(object, "valid", json_object_new_boolean(answer->valid));
    json_object_object_add(object, "problem", answer->valid ? NULL : json_object_new_string(problem));
    json_object_object_add(object, "claims", claims);
    json_object_object_add(object, "missed", missed);
    return object;
}

/* NULL after an error. The result lives until the next call. */
static const cch_expected_list *expected_of(struct verification *v, uint32_t start, cch_error *error) {
    for (size_t i = 0; i < v->start_count; i++)
        if (v->starts[i].start == start)
            return &v->starts[i].expected;
    if (cch_array_reserve(&v->starts, &v->start_capacity, v->start_count + 1, sizeof *v->starts)) {
        no_memory(error);
        return NULL;
    }
    struct known_start *known = &v->starts[v->start_count++];
    known->start = start;
    return cch_expected_make(&known->expected, v->view, start, error) ? NULL : &known->expected;
}

/* All answers to one prompt --------------------------------------------------------------- */

/* The tally of this model, in root.models' order of appearance. */
static int add_to_model(struct verification *v, const char *model, const struct cch_tally *tally) {
    struct json_object *held = NULL;
    if (!json_object_object_get_ex(v->models, model, &held)) {
        struct cch_tally *fresh = calloc(1, sizeof *fresh);
        if (!fresh)
            return -1;
        held = json_object_new_object();
        json_object_set_userdata(held, fresh, json_object_free_userdata);
        if (!held || json_object_object_add(v->models, model, held) != 0)
            return -1;
    }
    cch_tally_add(json_object_get_userdata(held), tally);
    return 0;
}

/* Adds the agreement of each pair of one model's runs to the prompt's and the model's tally. */
static int compare_runs(struct verification *v, const struct checked_answer *answers, size_t count,
                        struct cch_tally *tally) {
    for (size_t i = 0; i < count; i++)
        for (size_t k = i + 1; k < count; k++) {
            if (!answers[i].valid || !answers[k].valid || strcmp(answers[i].model, answers[k].model) != 0)
                continue;
            struct cch_tally pair = {.agreement = cch_answer_agreement(&answers[i].answer, &answers[k].answer),
                                     .pairs = 1};
            cch_tally_add(tally, &pair);
            if (add_to_model(v, answers[i].model, &pair))
                return -1;
        }
    return 0;
}

static int check_prompt(struct verification *v, const struct cch_indexed_prompt *prompt, char **files, size_t count,
                        cch_error *error) {
    struct checked_answer *answers = calloc(count + 1, sizeof *answers);
    struct json_object *object = json_object_new_object(), *list = json_object_new_array();
    const cch_expected_list *expected = NULL;
    struct cch_tally tally = {0};
    size_t read = 0;
    memset(v->set, 0, (size_t)v->view->function_count + 1);
    int code =
        answers ? cch_mark_below(v->instances, prompt->functions, prompt->count, v->set, error) : no_memory(error);
    if (!code && !(expected = expected_of(v, prompt->functions[0], error)))
        code = error->code;
    for (; !code && read < count; read++) {
        cch_error problem = {0};
        struct cch_tally own = {0};
        if (read_answer(v, &answers[read], files[read], &problem) || check_answer(v, &answers[read], expected, &own))
            code = no_memory(error);
        if (!code) {
            json_object_array_add(list, answer_object(&answers[read], expected, problem.text, &own));
            cch_tally_add(&tally, &own);
            if (add_to_model(v, answers[read].model, &own))
                code = no_memory(error);
        }
    }
    if (!code && compare_runs(v, answers, count, &tally))
        code = no_memory(error);
    if (!code) {
        cch_tally_add(&v->total, &tally);
        json_object_object_add(object, "prompt", json_object_new_string(prompt->name));
        json_object_object_add(
            object, "start",
            json_object_new_string(cch_names_function(v->names, CCH_NAMING_SHORT, prompt->functions[0])));
        json_object_object_add(object, "chains", json_object_new_int64((int64_t)prompt->chains));
        json_object_object_add(object, "flow_known", json_object_new_boolean(expected->is_known));
        cch_tally_write(&tally, object);
        json_object_object_add(object, "runs", list);
        json_object_object_add(object, "merged", cch_merge_runs(list));
        json_object_array_add(v->prompts, json_object_get(object));
        list = NULL;
    }
    for (size_t i = 0; answers && i < count; i++)
        release_answer(&answers[i]);
    free(answers);
    json_object_put(list);
    json_object_put(object);
    return code;
}

static int check_all(struct verification *v, cch_error *error) {
    int code = CCH_OK;
    for (size_t first = 0, next; first < v->folder.count && !code; first = next) {
        char **files = v->folder.files;
        size_t length;
        const char *name = cch_answer_prompt(files[first], &length);
        for (next = first + 1; next < v->folder.count && cch_answer_same_prompt(files[first], files[next]); next++)
            ;
        const struct cch_indexed_prompt *prompt = cch_prompt_index_find(&v->index, name, length);
        if (!prompt)
            return cch_fail(error, CCH_ERROR_FORMAT, "cannot check '%s': '%s' has no such prompt", files[first],
                            v->request->prompts);
        code = check_prompt(v, prompt, files + first, next - first, error);
    }
    return code;
}

/* The result -------------------------------------------------------------------------------- */

static void conclude(struct verification *v) {
    struct json_object *summary = json_object_new_object(), *models = json_object_new_array();
    cch_tally_write(&v->total, summary);
    json_object_object_foreach(v->models, name, held) {
        struct json_object *model = json_object_new_object();
        json_object_object_add(model, "model", json_object_new_string(name));
        cch_tally_write(json_object_get_userdata(held), model);
        json_object_array_add(models, model);
    }
    json_object_object_add(v->root, "summary", summary);
    json_object_object_add(v->root, "models", models);
    json_object_object_add(v->root, "prompts", json_object_get(v->prompts));
    json_object_object_add(v->root, "parameters", cch_consolidate(v->prompts));
}

int cch_verify(struct json_object **result, const cch_view *view, cch_names *names, const cch_verify_request *request,
               cch_error *error) {
    struct verification v = {.view = view, .names = names, .request = request};
    *result = NULL;
    v.root = json_object_new_object();
    v.prompts = json_object_new_array();
    v.models = json_object_new_object();
    v.set = calloc((size_t)view->function_count + 1, 1);
    int code = v.root && v.prompts && v.models && v.set ? CCH_OK : no_memory(error);
    if (!code && cch_instances_new(&v.instances, view, CCH_CHAINS_KINDS, false))
        code = no_memory(error);
    if (!code)
        code = cch_prompt_index_read(&v.index, request->prompts, view, error);
    if (!code)
        code = cch_answer_folder_read(&v.folder, request->answers, error);
    if (!code)
        code = cch_name_table_new(&v.table, view, names, request->sources, error);
    if (!code)
        code = check_all(&v, error);
    if (!code) {
        conclude(&v);
        *result = v.root;
        v.root = NULL;
    }
    for (size_t i = 0; i < v.start_count; i++)
        cch_expected_release(&v.starts[i].expected);
    free(v.starts);
    cch_answer_folder_release(&v.folder);
    free(v.set);
    cch_instances_free(v.instances);
    cch_name_table_free(v.table);
    cch_prompt_index_release(&v.index);
    json_object_put(v.root);
    json_object_put(v.prompts);
    json_object_put(v.models);
    return code;
}
