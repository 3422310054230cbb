#include "verify/report.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/escape.h"
#include "base/json.h"
#include "base/table_cell.h"

static struct json_object *get(struct json_object *object, const char *key) {
    struct json_object *value = NULL;
    json_object_object_get_ex(object, key, &value);
    return value;
}

static const char *text(struct json_object *object, const char *key) {
    struct json_object *value = get(object, key);
    return value ? json_object_get_string(value) : "";
}

static long number(struct json_object *object, const char *key) {
    return (long)json_object_get_int64(get(object, key));
}

static size_t length_of(struct json_object *array) {
    return array ? json_object_array_length(array) : 0;
}

double cch_report_figure(struct json_object *verification, const char *name) {
    struct json_object *value = get(get(verification, "summary"), name);
    return json_object_is_type(value, json_type_double) || json_object_is_type(value, json_type_int)
               ? json_object_get_double(value)
               : -1;
}

static void print_share(FILE *stream, const char *name, struct json_object *object, const char *key) {
    struct json_object *value = get(object, key);
    if (value)
        fprintf(stream, "%s %.3f", name, json_object_get_double(value));
    else
        fprintf(stream, "%s -", name);
}

/* "48 claims: 30 verified, 5 misplaced, …; precision 0.625, recall 0.500" */
static void print_tally(FILE *stream, struct json_object *object) {
    fprintf(stream, "%ld of %ld answers valid; %ld claims: %ld verified, %ld misplaced, %ld unrelated, %ld invented, "
                    "%ld no parameter; %ld of %ld expected missed; ",
            number(object, "valid"), number(object, "answers"), number(object, "claims"), number(object, "verified"),
            number(object, "misplaced"), number(object, "unrelated"), number(object, "invented"),
            number(object, "no_parameter"), number(object, "expected") - number(object, "found"),
            number(object, "expected"));
    print_share(stream, "precision", object, "precision");
    print_share(stream, ", recall", object, "recall");
    print_share(stream, ", agreement", object, "agreement");
    fputc('\n', stream);
}

/* "a; b", for the caller to free; NULL without memory. */
static char *scopes_of(struct json_object *scopes, const char *between) {
    cch_buffer joined = {0};
    int failed = cch_buffer_add(&joined, "", 0);
    for (size_t i = 0; i < length_of(scopes); i++) {
        const char *scope = json_object_get_string(json_object_array_get_idx(scopes, i));
        failed |= (i && cch_buffer_add(&joined, between, strlen(between))) ||
                  cch_buffer_add(&joined, scope, strlen(scope));
    }
    if (failed) {
        cch_memory_note_failure();
        cch_buffer_release(&joined);
    }
    return joined.bytes;
}

/* Text ------------------------------------------------------------------------------------- */

static void print_run(FILE *stream, struct json_object *run) {
    struct json_object *claims = get(run, "claims"), *missed = get(run, "missed");
    fputs("  ", stream);
    cch_write_text(stream, text(run, "file"));
    if (!json_object_get_boolean(get(run, "valid"))) {
        fputs(": no answer: ", stream);
        cch_write_text(stream, text(run, "problem"));
    }
    fputc('\n', stream);
    for (size_t i = 0; i < length_of(claims); i++) {
        struct json_object *claim = json_object_array_get_idx(claims, i);
        fprintf(stream, "    %-12s ", text(claim, "verdict"));
        cch_write_text(stream, text(claim, "as_written"));
        fputs("  (", stream);
        cch_write_text(stream, text(claim, "reason"));
        fputs(")\n", stream);
    }
    for (size_t i = 0; i < length_of(missed); i++) {
        struct json_object *one = json_object_array_get_idx(missed, i);
        fprintf(stream, "    %-12s ", "missed");
        cch_write_text(stream, text(one, "name"));
        fputs("  (", stream);
        cch_write_text(stream, text(one, "ends"));
        fputs(")\n", stream);
    }
}

void cch_report_text(FILE *stream, struct json_object *verification) {
    struct json_object *prompts = get(verification, "prompts"), *models = get(verification, "models");
    for (size_t i = 0; i < length_of(prompts); i++) {
        struct json_object *prompt = json_object_array_get_idx(prompts, i), *runs = get(prompt, "runs");
        cch_write_text(stream, text(prompt, "prompt"));
        fputs(": ", stream);
        cch_write_text(stream, text(prompt, "start"));
        fputs(json_object_get_boolean(get(prompt, "flow_known")) ? "\n"
                                                                  : " (nothing is known of its parameters' flow)\n",
              stream);
        for (size_t k = 0; k < length_of(runs); k++)
            print_run(stream, json_object_array_get_idx(runs, k));
        fputs("  ", stream);
        print_tally(stream, prompt);
    }
    for (size_t i = 0; i < length_of(models) && length_of(models) > 1; i++) {
        cch_write_text(stream, text(json_object_array_get_idx(models, i), "model"));
        fputs(": ", stream);
        print_tally(stream, json_object_array_get_idx(models, i));
    }
    fputs("all: ", stream);
    print_tally(stream, get(verification, "summary"));
}

/* CSV (RFC 4180) ---------------------------------------------------------------------------- */

void cch_report_csv(FILE *stream, struct json_object *verification) {
    static const char *const columns[] = {"name", "role", "verdict", "reason", "ends", "description"};
    enum { COUNT = sizeof columns / sizeof *columns };
    struct json_object *table = get(verification, "parameters");
    fputs("name,role,verdict,reason,ends,description,scopes,prompts,chains,votes,runs\r\n", stream);
    for (size_t i = 0; i < length_of(table); i++) {
        struct json_object *entry = json_object_array_get_idx(table, i);
        for (size_t k = 0; k < COUNT; k++) {
            cch_write_csv_cell(stream, text(entry, columns[k]));
            fputc(',', stream);
        }
        char *scopes = scopes_of(get(entry, "scopes"), "; ");
        cch_write_csv_cell(stream, scopes ? scopes : "");
        free(scopes);
        fprintf(stream, ",%ld,%ld,%ld,%ld\r\n", number(entry, "prompts"), number(entry, "chains"),
                number(entry, "votes"), number(entry, "runs"));
    }
}

/* Markdown ---------------------------------------------------------------------------------- */

static void print_markdown_tally(FILE *stream, const char *name, struct json_object *object) {
    static const char *const counts[] = {"answers", "valid", "claims", "verified", "misplaced", "unrelated",
                                         "invented", "no_parameter", "expected", "found"};
    static const char *const shares[] = {"precision", "recall", "agreement"};
    fputs("| ", stream);
    cch_write_markdown_cell(stream, name);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        fprintf(stream, " | %ld", number(object, counts[i]));
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        print_share(stream, " |", object, shares[i]);
    fputs(" |\n", stream);
}

void cch_report_markdown(FILE *stream, struct json_object *verification) {
    struct json_object *models = get(verification, "models"), *prompts = get(verification, "prompts"),
                       *table = get(verification, "parameters");
    static const char *const heads[] = {"model", "prompt"};
    struct json_object *lists[] = {models, prompts};
    for (size_t l = 0; l < 2; l++) {
        fprintf(stream, "## By %s\n\n| %s | answers | valid | claims | verified | misplaced | unrelated | invented | "
                        "no parameter | expected | found | precision | recall | agreement |\n"
                        "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
                heads[l], heads[l]);
        for (size_t i = 0; i < length_of(lists[l]); i++) {
            struct json_object *object = json_object_array_get_idx(lists[l], i);
            print_markdown_tally(stream, text(object, heads[l]), object);
        }
        if (l == 0)
            print_markdown_tally(stream, "all", get(verification, "summary"));
        fputc('\n', stream);
    }
    fputs("## Parameters\n\nNames, scopes, verdicts and ends are the program's; roles and descriptions are the "
          "model's.\n\n| name | scopes | verdict | ends | votes | role | description |\n|---|---|---|---|---|---|---|\n",
          stream);
    for (size_t i = 0; i < length_of(table); i++) {
        struct json_object *entry = json_object_array_get_idx(table, i);
        char *scopes = scopes_of(get(entry, "scopes"), ", ");
        fputs("| ", stream);
        cch_write_markdown_cell(stream, text(entry, "name"));
        fputs(" | ", stream);
        cch_write_markdown_cell(stream, scopes ? scopes : "");
        fprintf(stream, " | %s | ", text(entry, "verdict"));
        cch_write_markdown_cell(stream, text(entry, "ends"));
        fprintf(stream, " | %ld of %ld | ", number(entry, "votes"), number(entry, "runs"));
        cch_write_markdown_cell(stream, text(entry, "role"));
        fputs(" | ", stream);
        cch_write_markdown_cell(stream, text(entry, "description"));
        free(scopes);
        fputs(" |\n", stream);
    }
}
