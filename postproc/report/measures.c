/* Measures: what is told of a function, added up and written. */
#include "report/measures.h"

const char *const cch_measure_names[CCH_MEASURES] = {
    [CCH_MEASURE_BYTES] = "bytes",   [CCH_MEASURE_REGISTERS] = "registers",  [CCH_MEASURE_STACK] = "stack",
    [CCH_MEASURE_SPILLS] = "spills", [CCH_MEASURE_SHARED] = "static_shared", [CCH_MEASURE_TIME] = "time",
    [CCH_MEASURE_EVENTS] = "events",
};

struct cch_measure cch_measure_none(void) {
    struct cch_measure measure;
    for (size_t i = 0; i < CCH_MEASURES; i++)
        measure.of[i] = CCH_MEASURE_UNTOLD;
    return measure;
}

static bool is_sum(size_t which) {
    return which == CCH_MEASURE_BYTES || which == CCH_MEASURE_SPILLS || which == CCH_MEASURE_TIME ||
           which == CCH_MEASURE_EVENTS;
}

void cch_measure_add(struct cch_measure *sum, const struct cch_measure *more) {
    for (size_t i = 0; i < CCH_MEASURES; i++) {
        if (more->of[i] < 0)
            continue;
        if (sum->of[i] < 0 || (!is_sum(i) && more->of[i] > sum->of[i]))
            sum->of[i] = more->of[i];
        else if (is_sum(i))
            sum->of[i] += more->of[i];
    }
}

void cch_measure_write(cch_json *json, const char *key, double value) {
    char digits[40];
    if (!(value >= 0)) {
        cch_json_null(json, key);
        return;
    }
    snprintf(digits, sizeof digits, "%.15g", value);
    cch_json_digits(json, key, digits);
}

void cch_measure_write_all(cch_json *json, const char *key, const struct cch_measure *measure) {
    bool any = false;
    for (size_t i = 0; i < CCH_MEASURES; i++)
        any |= measure->of[i] >= 0;
    if (!any)
        return;
    cch_json_open(json, key, '{');
    for (size_t i = 0; i < CCH_MEASURES; i++)
        if (measure->of[i] >= 0)
            cch_measure_write(json, cch_measure_names[i], measure->of[i]);
    cch_json_close(json, '}');
}
