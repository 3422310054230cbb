/* How far `callchain run` has come, on stderr: a bar on a terminal, or a line
 * for each pass. */
#ifndef CCH_CLI_RUN_PROGRESS_H
#define CCH_CLI_RUN_PROGRESS_H

#include <stdbool.h>

#include "build/replay/replay.h"

enum cli_progress { CCH_PROGRESS_AUTO, CCH_PROGRESS_ALWAYS, CCH_PROGRESS_NEVER };

struct cli_run_progress {
    bool bar, lines;
    bool drawn; /* a bar stands on the line */
    double begun, drawn_at;
};

void cli_run_progress_init(struct cli_run_progress *progress, enum cli_progress wanted);
double cli_run_progress_seconds(const struct cli_run_progress *progress); /* since init */
void cli_run_progress_end(struct cli_run_progress *progress);             /* takes the bar away */

/* For cch_replay_options; `context` is the cli_run_progress. */
void cli_run_progress_changed(void *context, const cch_replay *replay, const cch_replay_pass *pass);
void cli_run_progress_tick(void *context, const cch_replay *replay);

#endif
