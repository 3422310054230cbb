/* How far `callchain run` has come, on stderr: a bar on a terminal, or a line
 * for each pass. */
#ifndef CCH_CLI_RUN_PROGRESS_H
#define CCH_CLI_RUN_PROGRESS_H

#include <stdbool.h>

#include "build/replay/replay.h"

enum cch_progress { CCH_PROGRESS_AUTO, CCH_PROGRESS_ALWAYS, CCH_PROGRESS_NEVER };

struct cch_run_progress {
    bool bar, lines;
    bool drawn; /* a bar stands on the line */
    double begun, drawn_at;
};

void cch_run_progress_init(struct cch_run_progress *progress, enum cch_progress wanted);
double cch_run_progress_seconds(const struct cch_run_progress *progress); /* since init */
void cch_run_progress_end(struct cch_run_progress *progress);             /* takes the bar away */

/* For cch_replay_options; `context` is the cch_run_progress. */
void cch_run_progress_changed(void *context, const cch_replay *replay, const cch_replay_pass *pass);
void cch_run_progress_tick(void *context, const cch_replay *replay);

#endif
