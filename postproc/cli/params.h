/* The two tables of `callchain params`: what its parts have in common. */
#ifndef CCH_CLI_PARAMS_H
#define CCH_CLI_PARAMS_H

#include "cli/question.h"

enum cch_params_format { CCH_PARAMS_TEXT, CCH_PARAMS_JSON, CCH_PARAMS_CSV, CCH_PARAMS_MARKDOWN };

struct cch_params_options {
    struct cch_question_options ask;
    int format; /* enum cch_params_format */
    bool hardware, model;
    struct cch_words entries, without; /* --model */
    bool steps;                /* --model: of every end */
    const char *parameter;     /* --model */
    struct cch_words kernels, units, where; /* --hardware */
    const char *pivot;         /* --hardware */
};

/* Each prints its table; returns the exit code. */
int cch_params_model(const struct cch_subcommand *self, const cch_question *question,
                     const struct cch_params_options *options);
int cch_params_hardware(const struct cch_subcommand *self, const cch_question *question,
                        const struct cch_params_options *options);

#endif
