/* How far `callchain identify` has come, on stderr, as a bar on a terminal:
 * prompts, tokens in and out, tokens a second, time left; or a model that is
 * being fetched. */
#ifndef CCH_CLI_IDENTIFY_PROGRESS_H
#define CCH_CLI_IDENTIFY_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#include "ollama/identify.h"

struct cli_identify_progress {
    bool enabled;
    bool drawn; /* a bar stands on the line */
    double begun, drawn_at;
    const cch_identify *identify; /* what is being asked, or NULL */
};

void cli_identify_progress_init(struct cli_identify_progress *progress, bool wanted);
void cli_identify_progress_begin(struct cli_identify_progress *progress, const cch_identify *identify);
void cli_identify_progress_clear(struct cli_identify_progress *progress); /* before anything else is printed */

/* Draws, at most ten times a second. */
void cli_identify_progress_tick(struct cli_identify_progress *progress);
void cli_identify_progress_pull(struct cli_identify_progress *progress, const char *status, uint64_t completed,
                                uint64_t total);

#endif
