#include "cli/project_progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/terminal.h"
#include "cli/command.h"

enum { BETWEEN_SECONDS = 5, BETWEEN_SECONDS_LATER = 15, LATER_SECONDS = 60, NOTES_MAX = 12 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void cli_project_progress_init(struct cli_project_progress *progress, bool quiet, bool verbose) {
    *progress = (struct cli_project_progress){
        .quiet = quiet, .verbose = verbose, .can_draw = cch_terminal_can_draw(STDERR_FILENO), .begun = now()};
    progress->shown = progress->begun;
}

static void clear(struct cli_project_progress *progress) {
    if (progress->drawn)
        cch_terminal_clear_bar();
    progress->drawn = false;
}

void cli_project_progress_end(struct cli_project_progress *progress) { clear(progress); }

void cli_project_begun(void *context, const char *step, const char *command) {
    struct cli_project_progress *progress = context;
    (void)step;
    clear(progress);
    if (progress->verbose) {
        cch_print_escaped(stderr, command);
        putc('\n', stderr);
    }
}

void cli_project_told(void *context, const char *line, bool important) {
    struct cli_project_progress *progress = context;
    if (!important && (progress->quiet || (++progress->told > NOTES_MAX && !progress->verbose))) {
        if (progress->told == NOTES_MAX + 1 && !progress->quiet)
            fputs("note: more notes are in the summary\n", stderr);
        return;
    }
    clear(progress);
    fputs(important ? "missing: " : "note: ", stderr);
    cch_print_escaped(stderr, line);
    putc('\n', stderr);
}

void cli_project_progressed(void *context, const char *step, size_t done, size_t all, double seconds,
                            const char *detail) {
    struct cli_project_progress *progress = context;
    char text[400];
    if (progress->quiet)
        return;
    if (!progress->step || strcmp(progress->step, step) != 0) {
        progress->step = step;
        progress->begun = progress->shown = now();
    }
    if (seconds >= 0) { /* the step has ended */
        clear(progress);
        if (all)
            fprintf(stderr, "%s: %zu of %zu, %.1f s\n", step, done, all, seconds);
        else
            fprintf(stderr, "%s: %.1f s\n", step, seconds);
        progress->step = NULL;
        return;
    }
    double passed = now() - progress->begun, since = now() - progress->shown;
    if (since < (progress->can_draw ? 0.1 : passed < LATER_SECONDS ? BETWEEN_SECONDS : BETWEEN_SECONDS_LATER))
        return;
    progress->shown = now();
    if (all)
        snprintf(text, sizeof text, " %s: %zu of %zu, %.0f s%s%.200s", step, done, all, passed, *detail ? ", " : "",
                 detail);
    else
        snprintf(text, sizeof text, " %s: %.0f s", step, passed);
    if (progress->can_draw) {
        cch_terminal_draw_bar(done, all ? all : 1, text);
        progress->drawn = true;
    } else {
        cch_print_escaped(stderr, text + 1);
        putc('\n', stderr);
    }
}
