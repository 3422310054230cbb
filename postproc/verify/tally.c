#include "verify/tally.h"

#include <stdio.h>

#include "base/json.h"

void cch_tally_add(struct cch_tally *into, const struct cch_tally *from) {
    into->answers += from->answers;
    into->valid += from->valid;
    into->claims += from->claims;
    for (size_t i = 0; i < CCH_VERDICT_COUNT; i++)
        into->verdicts[i] += from->verdicts[i];
    into->expected += from->expected;
    into->found += from->found;
    into->scopes_right += from->scopes_right;
    into->scopes_wrong += from->scopes_wrong;
    into->agreement += from->agreement;
    into->pairs += from->pairs;
}

static void add_count(struct json_object *object, const char *key, size_t count) {
    json_object_object_add(object, key, json_object_new_int64((int64_t)count));
}

/* Four digits are more than such figures are worth. */
static void add_share(struct json_object *object, const char *key, double part, double whole) {
    char digits[32];
    double share = whole > 0 ? part / whole : 0;
    snprintf(digits, sizeof digits, "%.4f", share);
    json_object_object_add(object, key, whole > 0 ? json_object_new_double_s(share, digits) : NULL);
}

void cch_tally_write(const struct cch_tally *tally, struct json_object *object) {
    static const char *const keys[CCH_VERDICT_COUNT] = {"verified", "misplaced", "unrelated", "invented",
                                                        "no_parameter"};
    add_count(object, "answers", tally->answers);
    add_count(object, "valid", tally->valid);
    add_count(object, "claims", tally->claims);
    for (size_t i = 0; i < CCH_VERDICT_COUNT; i++)
        add_count(object, keys[i], tally->verdicts[i]);
    add_count(object, "expected", tally->expected);
    add_count(object, "found", tally->found);
    add_share(object, "precision", (double)tally->verdicts[CCH_VERIFIED], (double)tally->claims);
    add_share(object, "recall", (double)tally->found, (double)tally->expected);
    add_count(object, "scopes_right", tally->scopes_right);
    add_count(object, "scopes_wrong", tally->scopes_wrong);
    add_share(object, "agreement", tally->agreement, (double)tally->pairs);
}
