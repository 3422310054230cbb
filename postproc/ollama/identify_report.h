/* What `callchain identify` says at its end: counts, stability, and the same
 * as JSON. */
#ifndef CCH_OLLAMA_IDENTIFY_REPORT_H
#define CCH_OLLAMA_IDENTIFY_REPORT_H

#include <stdio.h>

#include "base/json_writer.h"
#include "export/table.h"
#include "ollama/identify.h"

/* One setting's figures; most settings are "" (there was no sweep). */
struct cch_identify_figures {
    const char *setting; /* "temperature=0.2" */
    size_t answers, kept, failed, left;
    size_t whole, bound; /* valid JSON as a whole; of the wanted form */
    double parameters;   /* in an answer, on average */
    double stability;    /* Jaccard index of names between runs, on average; -1: fewer than two runs */
    uint64_t prompt_tokens, answer_tokens;
    double tokens_per_second; /* as the server says, over the answers; 0: it doesn't */
};

/* Reads the answers in `folder` for the stability. */
void cch_identify_figures_of(struct cch_identify_figures *figures, const cch_identify *identify, const char *folder,
                             const char *setting);

/* Tables: a row for each setting; for each prompt and run, what is to be done for it and
 * (*impossible) how many cannot be. 0 or CCH_ERROR_MEMORY. */
int cch_identify_print_table(FILE *stream, const struct cch_identify_figures *figures, size_t count,
                             const struct cch_format *format);
int cch_identify_print_plan(FILE *stream, cch_identify *identify, const struct cch_format *format, size_t *impossible);

/* An object with the setting's figures and each answer's. */
void cch_identify_write_json(cch_json *json, const struct cch_identify_figures *figures, const cch_identify *identify,
                             const char *folder);

#endif
