#include "fit/verdicts.h"

const char *cch_fit_verdict_name(enum cch_fit_verdict verdict) {
    static const char *const names[] = {"launches",    "opt-in",       "opt-in-missing", "exceeds",
                                        "not-reached", "not-compiled", "stub",           "unknown"};
    return names[verdict];
}

const char *cch_fit_excess_unit(enum cch_fit_excess excess) {
    static const char *const units[] = {"",
                                        "bytes of shared memory",
                                        "threads of a block",
                                        "threads over its launch bounds",
                                        "in one dimension",
                                        "blocks of a cluster",
                                        "registers of a block"};
    return units[excess];
}

const char *cch_fit_optin_name(enum cch_fit_optin optin) {
    static const char *const names[] = {"", "set", "set elsewhere", "on some ways", "not known", "for less", "not set"};
    return names[optin];
}
