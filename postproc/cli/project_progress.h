/* How a project's steps are shown while they run: a bar on a terminal, else a
 * line every few seconds; all of it to stderr. */
#ifndef CLI_PROJECT_PROGRESS_H
#define CLI_PROJECT_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>

struct cli_project_progress {
    bool quiet, verbose, can_draw, drawn;
    const char *step;
    double begun, shown; /* of the step; when something of it was shown last */
    size_t told;         /* notes */
};

void cli_project_progress_init(struct cli_project_progress *progress, bool quiet, bool verbose);
void cli_project_progress_end(struct cli_project_progress *progress);

/* As cch_project_options wants them. */
void cli_project_begun(void *context, const char *step, const char *command);
void cli_project_told(void *context, const char *line, bool important);
void cli_project_progressed(void *context, const char *step, size_t done, size_t all, double seconds,
                            const char *detail);

#endif
