#define _GNU_SOURCE
#include "ollama/identify_report.h"

#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "ollama/stability.h"

static bool has_answer(const cch_identify_item *item) {
    return item->state == CCH_IDENTIFY_ANSWERED || item->state == CCH_IDENTIFY_KEPT;
}

static bool read_answer(cch_answer *answer, const cch_identify_item *item, const char *folder) {
    char *path = NULL;
    if (!has_answer(item))
        return false;
    int length = asprintf(&path, "%s/%s", folder, item->name);
    int code = length < 0 ? CCH_ERROR_MEMORY : cch_answer_read(answer, path, NULL);
    if (code == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    if (length >= 0)
        free(path);
    return code == CCH_OK;
}

/* The mean over the prompts that have at least two answers; -1: none has. */
static double stability(const cch_identify *identify, const char *folder) {
    size_t runs = identify->settings.runs, prompts = identify->count / (runs ? runs : 1), measured = 0;
    double sum = 0;
    cch_answer *answers = runs > 1 ? cch_memory_asked(calloc(runs, sizeof *answers)) : NULL;
    for (size_t i = 0; i < prompts && answers; i++) {
        size_t count = 0;
        for (size_t run = 0; run < runs; run++)
            count += read_answer(&answers[count], &identify->items[run * prompts + i], folder);
        double value = cch_answers_stability(answers, count);
        if (value >= 0) {
            sum += value;
            measured++;
        }
        while (count > 0)
            cch_answer_release(&answers[--count]);
    }
    free(answers);
    return measured ? sum / (double)measured : -1;
}

void cch_identify_figures_of(struct cch_identify_figures *figures, const cch_identify *identify, const char *folder,
                             const char *setting) {
    size_t parameters = 0;
    double seconds = 0;
    uint64_t timed = 0;
    *figures = (struct cch_identify_figures){.setting = setting, .kept = identify->kept, .failed = identify->failed};
    for (size_t i = 0; i < identify->count; i++) {
        const cch_identify_item *item = &identify->items[i];
        if (!has_answer(item))
            continue;
        figures->answers++;
        figures->whole += item->whole;
        figures->bound += item->bound;
        figures->prompt_tokens += item->prompt_tokens;
        figures->answer_tokens += item->answer_tokens;
        parameters += item->parameters;
        if (item->answer_seconds > 0) {
            seconds += item->answer_seconds;
            timed += item->answer_tokens;
        }
    }
    figures->left = identify->count - figures->answers - figures->failed;
    figures->parameters = figures->answers ? (double)parameters / (double)figures->answers : 0;
    figures->tokens_per_second = seconds > 0 ? (double)timed / seconds : 0;
    figures->stability = stability(identify, folder);
}

int cch_identify_print_table(FILE *stream, const struct cch_identify_figures *figures, size_t count,
                             const struct cch_format *format) {
    static const struct cch_heading columns[] = {
        {.name = "setting", .type = CCH_COLUMN_TEXT},
        {.name = "answers", .type = CCH_COLUMN_INTEGER},
        {.name = "failed", .type = CCH_COLUMN_INTEGER},
        {.name = "valid_json", .type = CCH_COLUMN_INTEGER},
        {.name = "wanted_form", .type = CCH_COLUMN_INTEGER},
        {.name = "parameters", .type = CCH_COLUMN_NUMBER, .decimals = 1, .about = "in an answer, on average"},
        {.name = "stability", .type = CCH_COLUMN_NUMBER, .decimals = 3, .about = "Jaccard index of the runs' names"},
        {.name = "tokens_per_second", .type = CCH_COLUMN_NUMBER, .decimals = 1},
    };
    static const struct cch_listing listing = {"settings", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < count; i++) {
        const struct cch_identify_figures *row = &figures[i];
        cch_sheet_row(&sheet, (const struct cch_cell[]){
                                  cch_cell_text(*row->setting ? row->setting : "-"),
                                  cch_cell_integer((int64_t)row->answers),
                                  cch_cell_integer((int64_t)row->failed),
                                  cch_cell_integer((int64_t)row->whole),
                                  cch_cell_integer((int64_t)row->bound),
                                  cch_cell_number(row->parameters),
                                  row->stability < 0 ? cch_cell_text("-") : cch_cell_number(row->stability),
                                  cch_cell_number(row->tokens_per_second),
                              });
    }
    return cch_sheet_end(&sheet);
}

int cch_identify_print_plan(FILE *stream, cch_identify *identify, const struct cch_format *format, size_t *impossible) {
    static const struct cch_heading columns[] = {
        {.name = "prompt", .type = CCH_COLUMN_TEXT},
        {.name = "run", .type = CCH_COLUMN_INTEGER},
        {.name = "bytes", .type = CCH_COLUMN_INTEGER},
        {.name = "tokens_at_most", .type = CCH_COLUMN_INTEGER},
        {.name = "num_ctx", .type = CCH_COLUMN_INTEGER, .about = "the context that is asked for"},
        {.name = "state", .type = CCH_COLUMN_TEXT},
    };
    static const struct cch_listing listing = {"plan", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    *impossible = 0;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < identify->count; i++) {
        cch_identify_item *item = &identify->items[i];
        bool fits = item->state != CCH_IDENTIFY_TO_ASK || cch_identify_choose_context(identify, item);
        bool fails = item->state == CCH_IDENTIFY_FAILED || !fits;
        cch_sheet_row(&sheet, (const struct cch_cell[]){
                                  cch_cell_text(item->prompt->name),
                                  cch_cell_integer(item->run),
                                  cch_cell_integer((int64_t)item->prompt->bytes),
                                  cch_cell_integer((int64_t)item->tokens_at_most),
                                  cch_cell_integer((int64_t)item->context),
                                  cch_cell_text(item->state == CCH_IDENTIFY_KEPT ? "answered"
                                                : fails                          ? item->failure.text
                                                                                 : "to ask"),
                              });
        *impossible += fails;
    }
    return cch_sheet_end(&sheet);
}

static void write_real(cch_json *json, const char *key, double value) {
    char digits[40];
    snprintf(digits, sizeof digits, "%.3f", value);
    cch_json_digits(json, key, digits);
}

static void write_item(cch_json *json, const cch_identify_item *item, const char *folder) {
    static const char *const states[] = {"not asked", "not asked", "answered", "kept", "failed"};
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "prompt", item->prompt->name);
    cch_json_number(json, "run", item->run);
    cch_json_text(json, "state", states[item->state]);
    if (has_answer(item)) {
        char *path = NULL;
        if (asprintf(&path, "%s/%s", folder, item->name) >= 0) {
            cch_json_text(json, "file", path);
            free(path);
        }
        cch_json_number(json, "parameters", item->parameters);
        cch_json_number(json, "prompt_tokens", item->prompt_tokens);
        cch_json_number(json, "answer_tokens", item->answer_tokens);
        write_real(json, "seconds", item->seconds);
    } else if (item->state == CCH_IDENTIFY_FAILED) {
        cch_json_text(json, "kind", cch_failure_policy_of(item->failure.kind)->name);
        cch_json_text(json, "message", item->failure.text);
    }
    cch_json_number(json, "attempts", item->attempts);
    cch_json_close(json, '}');
}

void cch_identify_write_json(cch_json *json, const struct cch_identify_figures *figures, const cch_identify *identify,
                             const char *folder) {
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "setting", figures->setting);
    cch_json_number(json, "answers", figures->answers);
    cch_json_number(json, "kept", figures->kept);
    cch_json_number(json, "failed", figures->failed);
    cch_json_number(json, "not_asked", figures->left);
    cch_json_number(json, "valid_json", figures->whole);
    cch_json_number(json, "wanted_form", figures->bound);
    write_real(json, "parameters", figures->parameters);
    if (figures->stability < 0)
        cch_json_null(json, "stability");
    else
        write_real(json, "stability", figures->stability);
    cch_json_number(json, "prompt_tokens", figures->prompt_tokens);
    cch_json_number(json, "answer_tokens", figures->answer_tokens);
    write_real(json, "tokens_per_second", figures->tokens_per_second);
    cch_json_open(json, "prompts", '[');
    for (size_t i = 0; i < identify->count; i++)
        write_item(json, &identify->items[i], folder);
    cch_json_close(json, ']');
    cch_json_close(json, '}');
}
