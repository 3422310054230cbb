/* The options of nvcc, as its --help has them for CUDA 12 and 13, with what
 * becomes of each when clang reads the unit. */
#ifndef CCH_BUILD_NVCC_OPTIONS_H
#define CCH_BUILD_NVCC_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>

enum cch_nvcc_value {
    CCH_NVCC_FLAG, /* none */
    CCH_NVCC_ONE,  /* --name=value, --name value; with a letter for its short
                      name also -Ivalue */
    CCH_NVCC_LIST  /* the same; commas separate several, but not within double
                      quotes or behind a backslash */
};

enum cch_nvcc_fate {
    CCH_NVCC_NOTHING, /* it changes nothing that a graph shows: left out */
    CCH_NVCC_WARN,    /* left out, and named once: clang has nothing like it */
    CCH_NVCC_WORDS,   /* becomes `words`, %s being the value, once for each of a list */
    CCH_NVCC_TRUE,    /* the same when the value is "true" */
    /* Each with code of its own: */
    CCH_NVCC_LANGUAGE,
    CCH_NVCC_STANDARD,
    CCH_NVCC_ARCHITECTURE,
    CCH_NVCC_GENERATE_CODE,
    CCH_NVCC_HOST_OPTIONS,
    CCH_NVCC_HOST_COMPILER,
    CCH_NVCC_FORWARD,
    CCH_NVCC_DEVICE_ONLY,
    CCH_NVCC_STREAM,
    CCH_NVCC_TEMPLATE_DEPTH,
    CCH_NVCC_MACHINE,
    CCH_NVCC_OPTIONS_FILE /* put in by response_files.h before it comes here */
};

struct cch_nvcc_option {
    const char *name;  /* --name */
    const char *brief; /* -brief; NULL for none */
    enum cch_nvcc_value value;
    enum cch_nvcc_fate fate;
    const char *words;
};

/* The option that a word of a command line is, or NULL. *value is set to its
 * joined value, or to NULL when the value, if it has one, is the next word.
 * More lenient than nvcc in one thing: either name may follow either of - and
 * --, as builds for other versions have it. */
const struct cch_nvcc_option *cch_nvcc_option_find(const char *word, const char **value);

#endif
