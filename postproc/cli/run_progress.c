#include "cli/run_progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/terminal.h"
#include "cli/command.h"

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

void cli_run_progress_init(struct cli_run_progress *progress, enum cli_progress wanted) {
    bool can_draw = cch_terminal_can_draw(STDERR_FILENO);
    *progress = (struct cli_run_progress){.begun = now()};
    progress->bar = wanted != CCH_PROGRESS_NEVER && can_draw;
    progress->lines = wanted == CCH_PROGRESS_ALWAYS && !can_draw;
}

double cli_run_progress_seconds(const struct cli_run_progress *progress) { return now() - progress->begun; }

void cli_run_progress_end(struct cli_run_progress *progress) {
    if (progress->drawn)
        cch_terminal_clear_bar();
    progress->drawn = false;
}

static size_t ended(const cch_replay *replay) { return replay->complete + replay->with_errors + replay->failed; }

static const cch_replay_pass *longest_running(const cch_replay *replay) {
    const cch_replay_pass *longest = NULL;
    for (size_t i = 0; i < replay->count && replay->running > 0; i++)
        if (replay->passes[i].state == CCH_REPLAY_RUNNING && (!longest || replay->passes[i].begun < longest->begun))
            longest = &replay->passes[i];
    return longest;
}

/* The text behind the bar: counts, time left, the longest at work. */
static void describe(const struct cli_run_progress *progress, const cch_replay *replay, char *text, size_t size) {
    size_t done = ended(replay), ran = done - replay->up_to_date, left = replay->selected - done;
    int used = snprintf(text, size, " %zu/%zu", done, replay->selected);
    if (replay->up_to_date)
        used += snprintf(text + used, size - (size_t)used, ", %zu up to date", replay->up_to_date);
    if (replay->with_errors + replay->failed)
        used += snprintf(text + used, size - (size_t)used, ", %zu not complete", replay->with_errors + replay->failed);
    if (ran > 0 && left > 0) {
        double seconds = cli_run_progress_seconds(progress) * (double)left / (double)ran;
        used += snprintf(text + used, size - (size_t)used, seconds < 90 ? ", %.0f s left" : ", %.0f min left",
                         seconds < 90 ? seconds : seconds / 60);
    }
    const cch_replay_pass *pass = longest_running(replay);
    if (pass)
        snprintf(text + used, size - (size_t)used, ", %.100s (%s) %.0f s", cch_path_base(pass->unit), pass->kind,
                 now() - pass->begun);
}

void cli_run_progress_tick(void *context, const cch_replay *replay) {
    struct cli_run_progress *progress = context;
    char text[512];
    if (!progress->bar || (progress->drawn && now() - progress->drawn_at < 0.1))
        return;
    describe(progress, replay, text, sizeof text);
    cch_terminal_draw_bar(ended(replay), replay->selected, text);
    progress->drawn = true;
    progress->drawn_at = now();
}

void cli_run_progress_changed(void *context, const cch_replay *replay, const cch_replay_pass *pass) {
    struct cli_run_progress *progress = context;
    if (!progress->lines || pass->up_to_date || pass->state == CCH_REPLAY_RUNNING || pass->state == CCH_REPLAY_STOPPED)
        return;
    fprintf(stderr, "[%zu/%zu] %5.1f s  ", ended(replay), replay->selected, pass->seconds);
    cch_print_escaped(stderr, pass->unit);
    fprintf(stderr, " (%s)%s\n", *pass->kind ? pass->kind : "device",
            pass->state == CCH_REPLAY_COMPLETE      ? ""
            : pass->state == CCH_REPLAY_WITH_ERRORS ? ": with errors"
                                                    : ": failed");
}
