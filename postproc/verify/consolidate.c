#include "verify/consolidate.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"

static void add_number(struct json_object *object, const char *key, int64_t more) {
    struct json_object *value = cch_member(object, key);
    if (value)
        json_object_set_int64(value, json_object_get_int64(value) + more);
    else
        json_object_object_add(object, key, json_object_new_int64(more));
}

static void add_text_once(struct json_object *array, const char *value) {
    for (size_t i = 0; i < json_object_array_length(array); i++)
        if (strcmp(json_object_get_string(json_object_array_get_idx(array, i)), value) == 0)
            return;
    if (*value)
        json_object_array_add(array, json_object_new_string(value));
}

/* The better a verdict, the greater; what one run got right stands. */
static int worth(const char *verdict) {
    static const char *const order[] = {"invented", "no parameter", "misplaced", "unrelated", "verified"};
    for (int i = 0; i < (int)(sizeof order / sizeof *order); i++)
        if (strcmp(verdict, order[i]) == 0)
            return i;
    return -1;
}

/* Takes one claim into the entry of its name. */
static void take(struct json_object *entries, struct json_object *claim) {
    static const char *const copied[] = {"role", "description", "verdict", "reason", "ends"};
    struct json_object *entry = cch_member(entries, cch_member_text(claim, "name"));
    bool better = !entry || worth(cch_member_text(claim, "verdict")) > worth(cch_member_text(entry, "verdict"));
    if (!entry) {
        entry = json_object_new_object();
        json_object_object_add(entry, "name", json_object_new_string(cch_member_text(claim, "name")));
        json_object_object_add(entry, "scopes", json_object_new_array());
        json_object_object_add(entries, cch_member_text(claim, "name"), entry);
    }
    if (worth(cch_member_text(claim, "verdict")) >= worth("misplaced"))
        add_text_once(cch_member(entry, "scopes"), cch_member_text(claim, "where"));
    for (size_t i = 0; better && i < sizeof copied / sizeof *copied; i++)
        json_object_object_add(entry, copied[i], json_object_get(cch_member(claim, copied[i])));
}

struct json_object *cch_merge_runs(struct json_object *runs) {
    struct json_object *entries = json_object_new_object(), *merged = json_object_new_array();
    int64_t valid = 0;
    for (size_t i = 0; i < json_object_array_length(runs); i++) {
        struct json_object *run = json_object_array_get_idx(runs, i), *claims = cch_member(run, "claims");
        struct json_object *seen = json_object_new_object();
        valid += json_object_get_boolean(cch_member(run, "valid"));
        for (size_t k = 0; k < json_object_array_length(claims); k++) {
            struct json_object *claim = json_object_array_get_idx(claims, k);
            take(entries, claim);
            if (!cch_member(seen, cch_member_text(claim, "name"))) {
                json_object_object_add(seen, cch_member_text(claim, "name"), json_object_new_boolean(true));
                add_number(cch_member(entries, cch_member_text(claim, "name")), "votes", 1);
            }
        }
        json_object_put(seen);
    }
    json_object_object_foreach(entries, name, entry) {
        (void)name;
        json_object_object_add(entry, "runs", json_object_new_int64(valid));
        if (2 * json_object_get_int64(cch_member(entry, "votes")) >= valid)
            json_object_array_add(merged, json_object_get(entry));
    }
    json_object_put(entries);
    return merged;
}

static int by_name(const void *left, const void *right) {
    struct json_object *const *a = left, *const *b = right;
    return strcmp(cch_member_text(*a, "name"), cch_member_text(*b, "name"));
}

static void add_scopes(struct json_object *entry, struct json_object *merged) {
    struct json_object *scopes = cch_member(merged, "scopes");
    for (size_t i = 0; i < json_object_array_length(scopes); i++)
        add_text_once(cch_member(entry, "scopes"), json_object_get_string(json_object_array_get_idx(scopes, i)));
}

struct json_object *cch_consolidate(struct json_object *prompts) {
    struct json_object *entries = json_object_new_object(), *table = json_object_new_array();
    for (size_t i = 0; i < json_object_array_length(prompts); i++) {
        struct json_object *prompt = json_object_array_get_idx(prompts, i), *merged = cch_member(prompt, "merged");
        for (size_t k = 0; k < json_object_array_length(merged); k++) {
            struct json_object *claim = json_object_array_get_idx(merged, k);
            take(entries, claim);
            struct json_object *entry = cch_member(entries, cch_member_text(claim, "name"));
            add_scopes(entry, claim);
            add_number(entry, "prompts", 1);
            add_number(entry, "chains", json_object_get_int64(cch_member(prompt, "chains")));
            add_number(entry, "votes", json_object_get_int64(cch_member(claim, "votes")));
            add_number(entry, "runs", json_object_get_int64(cch_member(claim, "runs")));
        }
    }
    json_object_object_foreach(entries, name, entry) {
        (void)name;
        json_object_array_add(table, json_object_get(entry));
    }
    json_object_array_sort(table, by_name);
    json_object_put(entries);
    return table;
}
