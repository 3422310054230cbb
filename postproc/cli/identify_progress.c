#include "cli/identify_progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/terminal.h"

void cli_identify_progress_init(struct cli_identify_progress *progress, bool wanted) {
    *progress = (struct cli_identify_progress){.begun = cch_http_now()};
    progress->enabled = wanted && cch_terminal_can_draw(STDERR_FILENO);
}

void cli_identify_progress_begin(struct cli_identify_progress *progress, const cch_identify *identify) {
    progress->identify = identify;
    progress->begun = cch_http_now();
}

void cli_identify_progress_clear(struct cli_identify_progress *progress) {
    if (progress->drawn)
        cch_terminal_clear_bar();
    progress->drawn = false;
}

static void draw(struct cli_identify_progress *progress, uint64_t done, uint64_t all, const char *text) {
    cch_terminal_draw_bar(done, all, text);
    progress->drawn = true;
    progress->drawn_at = cch_http_now();
}

static bool is_due(const struct cli_identify_progress *progress) {
    return progress->enabled && !(progress->drawn && cch_http_now() - progress->drawn_at < 0.1);
}

void cli_identify_progress_pull(struct cli_identify_progress *progress, const char *status, uint64_t completed,
                                uint64_t total) {
    char text[512];
    if (!is_due(progress))
        return;
    if (total)
        snprintf(text, sizeof text, " %.100s, %.1f of %.1f MB", status, (double)completed / 1e6, (double)total / 1e6);
    else
        snprintf(text, sizeof text, " %.100s", status);
    draw(progress, completed, total, text);
}

void cli_identify_progress_tick(struct cli_identify_progress *progress) {
    const cch_identify *identify = progress->identify;
    char text[512];
    if (!identify || !is_due(progress))
        return;
    size_t ended = identify->answered + identify->kept + identify->failed, left = identify->count - ended;
    double seconds = cch_http_now() - progress->begun;
    uint64_t coming = cch_identify_tokens_coming(identify);
    int used =
        snprintf(text, sizeof text, " prompt %zu of %zu", ended < identify->count ? ended + 1 : ended, identify->count);
    if (identify->failed)
        used += snprintf(text + used, sizeof text - (size_t)used, ", %zu failed", identify->failed);
    if (identify->answered && left) {
        double rest = seconds * (double)left / (double)identify->answered;
        used += snprintf(text + used, sizeof text - (size_t)used, rest < 90 ? ", %.0f s left" : ", %.0f min left",
                         rest < 90 ? rest : rest / 60);
    }
    if (identify->answer_seconds > 0)
        used += snprintf(text + used, sizeof text - (size_t)used, ", %.1f tokens/s",
                         (double)identify->answer_tokens / identify->answer_seconds);
    snprintf(text + used, sizeof text - (size_t)used, ", %llu in, %llu out",
             (unsigned long long)identify->prompt_tokens, (unsigned long long)(identify->answer_tokens + coming));
    draw(progress, ended, identify->count, text);
}
