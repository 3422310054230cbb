#include "verify/report.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buffer.h"
#include "base/escape.h"
#include "base/json.h"
#include "export/table.h"

static long number(struct json_object *object, const char *key) {
    return (long)json_object_get_int64(cch_member(object, key));
}

static size_t length_of(struct json_object *array) { return array ? json_object_array_length(array) : 0; }

/* A figure of the summary; -1: there is none, or it is null. */
static double figure_of(struct json_object *verification, const char *name) {
    struct json_object *value = cch_member(cch_member(verification, "summary"), name);
    return json_object_is_type(value, json_type_double) || json_object_is_type(value, json_type_int)
               ? json_object_get_double(value)
               : -1;
}

static void print_share(FILE *stream, const char *name, struct json_object *object, const char *key) {
    struct json_object *value = cch_member(object, key);
    if (value)
        fprintf(stream, "%s %.3f", name, json_object_get_double(value));
    else
        fprintf(stream, "%s -", name);
}

/* "48 claims: 30 verified, 5 misplaced, …; precision 0.625, recall 0.500" */
static void print_tally(FILE *stream, struct json_object *object) {
    fprintf(stream,
            "%ld of %ld answers valid; %ld claims: %ld verified, %ld misplaced, %ld unrelated, %ld invented, "
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
        failed |=
            (i && cch_buffer_add(&joined, between, strlen(between))) || cch_buffer_add(&joined, scope, strlen(scope));
    }
    if (failed) {
        cch_memory_note_failure();
        cch_buffer_release(&joined);
    }
    return joined.bytes;
}

/* Text ------------------------------------------------------------------------------------- */

static void print_run(FILE *stream, struct json_object *run) {
    struct json_object *claims = cch_member(run, "claims"), *missed = cch_member(run, "missed");
    fputs("  ", stream);
    cch_write_text(stream, cch_member_text(run, "file"));
    if (!json_object_get_boolean(cch_member(run, "valid"))) {
        fputs(": no answer: ", stream);
        cch_write_text(stream, cch_member_text(run, "problem"));
    }
    fputc('\n', stream);
    for (size_t i = 0; i < length_of(claims); i++) {
        struct json_object *claim = json_object_array_get_idx(claims, i);
        fprintf(stream, "    %-12s ", cch_member_text(claim, "verdict"));
        cch_write_text(stream, cch_member_text(claim, "as_written"));
        fputs("  (", stream);
        cch_write_text(stream, cch_member_text(claim, "reason"));
        fputs(")\n", stream);
    }
    for (size_t i = 0; i < length_of(missed); i++) {
        struct json_object *one = json_object_array_get_idx(missed, i);
        fprintf(stream, "    %-12s ", "missed");
        cch_write_text(stream, cch_member_text(one, "name"));
        fputs("  (", stream);
        cch_write_text(stream, cch_member_text(one, "ends"));
        fputs(")\n", stream);
    }
}

static void report_text(FILE *stream, struct json_object *verification) {
    struct json_object *prompts = cch_member(verification, "prompts");
    struct json_object *models = cch_member(verification, "models");
    for (size_t i = 0; i < length_of(prompts); i++) {
        struct json_object *prompt = json_object_array_get_idx(prompts, i), *runs = cch_member(prompt, "runs");
        cch_write_text(stream, cch_member_text(prompt, "prompt"));
        fputs(": ", stream);
        cch_write_text(stream, cch_member_text(prompt, "start"));
        fputs(json_object_get_boolean(cch_member(prompt, "flow_known"))
                  ? "\n"
                  : " (nothing is known of its parameters' flow)\n",
              stream);
        for (size_t k = 0; k < length_of(runs); k++)
            print_run(stream, json_object_array_get_idx(runs, k));
        fputs("  ", stream);
        print_tally(stream, prompt);
    }
    for (size_t i = 0; i < length_of(models) && length_of(models) > 1; i++) {
        cch_write_text(stream, cch_member_text(json_object_array_get_idx(models, i), "model"));
        fputs(": ", stream);
        print_tally(stream, json_object_array_get_idx(models, i));
    }
    fputs("all: ", stream);
    print_tally(stream, cch_member(verification, "summary"));
}

/* Tables ------------------------------------------------------------------------------------ */

/* A table's row of members of an object: its columns' types say what these are. */
static int add_members(cch_sheet *sheet, struct json_object *object, struct cch_cell *cells, size_t first) {
    for (size_t i = first; i < sheet->listing->count; i++) {
        const struct cch_heading *column = &sheet->listing->columns[i];
        const char *key = strcmp(column->name, "no parameter") == 0 ? "no_parameter" : column->name;
        struct json_object *value = cch_member(object, key);
        cells[i] = column->type == CCH_COLUMN_INTEGER ? cch_cell_integer(number(object, key))
                   : column->type == CCH_COLUMN_TEXT  ? cch_cell_text(cch_member_text(object, key))
                   : value                            ? cch_cell_number(json_object_get_double(value))
                                                      : cch_cell_text("-");
    }
    return cch_sheet_row(sheet, cells);
}

/* The table of parameters, a line for each. */
static int report_consolidated(FILE *stream, struct json_object *verification, const struct cch_format *format) {
    static const struct cch_heading columns[] = {
        {.name = "name", .type = CCH_COLUMN_TEXT},      {.name = "role", .type = CCH_COLUMN_TEXT},
        {.name = "verdict", .type = CCH_COLUMN_TEXT},   {.name = "reason", .type = CCH_COLUMN_TEXT},
        {.name = "ends", .type = CCH_COLUMN_TEXT},      {.name = "description", .type = CCH_COLUMN_TEXT},
        {.name = "scopes", .type = CCH_COLUMN_TEXT},    {.name = "prompts", .type = CCH_COLUMN_INTEGER},
        {.name = "chains", .type = CCH_COLUMN_INTEGER}, {.name = "votes", .type = CCH_COLUMN_INTEGER},
        {.name = "runs", .type = CCH_COLUMN_INTEGER},
    };
    enum { COUNT = sizeof columns / sizeof *columns, SCOPES = 6 };
    static const struct cch_listing listing = {"parameters", columns, COUNT};
    struct json_object *table = cch_member(verification, "parameters");
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < length_of(table); i++) {
        struct json_object *entry = json_object_array_get_idx(table, i);
        struct cch_cell cells[COUNT];
        char *scopes = scopes_of(cch_member(entry, "scopes"), "; ");
        for (size_t k = 0; k < SCOPES; k++)
            cells[k] = cch_cell_text(cch_member_text(entry, columns[k].name));
        cells[SCOPES] = cch_cell_text(scopes ? scopes : "");
        add_members(&sheet, entry, cells, SCOPES + 1);
        free(scopes);
    }
    return cch_sheet_end(&sheet);
}

/* Figures by model or by prompt, as Markdown. */
static int write_figures(FILE *stream, const char *by, struct json_object *list, struct json_object *all) {
    const struct cch_heading columns[] = {
        {.name = by, .type = CCH_COLUMN_TEXT},
        {.name = "answers", .type = CCH_COLUMN_INTEGER},
        {.name = "valid", .type = CCH_COLUMN_INTEGER},
        {.name = "claims", .type = CCH_COLUMN_INTEGER},
        {.name = "verified", .type = CCH_COLUMN_INTEGER},
        {.name = "misplaced", .type = CCH_COLUMN_INTEGER},
        {.name = "unrelated", .type = CCH_COLUMN_INTEGER},
        {.name = "invented", .type = CCH_COLUMN_INTEGER},
        {.name = "no parameter", .type = CCH_COLUMN_INTEGER},
        {.name = "expected", .type = CCH_COLUMN_INTEGER},
        {.name = "found", .type = CCH_COLUMN_INTEGER},
        {.name = "precision", .type = CCH_COLUMN_NUMBER, .decimals = 3},
        {.name = "recall", .type = CCH_COLUMN_NUMBER, .decimals = 3},
        {.name = "agreement", .type = CCH_COLUMN_NUMBER, .decimals = 3},
    };
    enum { COUNT = sizeof columns / sizeof *columns };
    const struct cch_listing listing = {"figures", columns, COUNT};
    struct cch_cell cells[COUNT];
    cch_sheet sheet;
    fprintf(stream, "## By %s\n\n", by);
    cch_sheet_begin(&sheet, cch_format_at(CCH_AS_MARKDOWN), stream, &listing);
    for (size_t i = 0; i < length_of(list); i++) {
        struct json_object *object = json_object_array_get_idx(list, i);
        cells[0] = cch_cell_text(cch_member_text(object, by));
        add_members(&sheet, object, cells, 1);
    }
    cells[0] = cch_cell_text("all");
    if (all)
        add_members(&sheet, all, cells, 1);
    fputs(cch_sheet_end(&sheet) ? "" : "\n", stream);
    return sheet.status;
}

static int write_parameters(FILE *stream, struct json_object *table) {
    static const struct cch_heading columns[] = {
        {.name = "name", .type = CCH_COLUMN_TEXT},        {.name = "scopes", .type = CCH_COLUMN_TEXT},
        {.name = "verdict", .type = CCH_COLUMN_TEXT},     {.name = "ends", .type = CCH_COLUMN_TEXT},
        {.name = "votes", .type = CCH_COLUMN_TEXT},       {.name = "role", .type = CCH_COLUMN_TEXT},
        {.name = "description", .type = CCH_COLUMN_TEXT},
    };
    static const struct cch_listing listing = {"parameters", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    fputs("## Parameters\n\nNames, scopes, verdicts and ends are the program's; roles and descriptions are the "
          "model's.\n\n",
          stream);
    cch_sheet_begin(&sheet, cch_format_at(CCH_AS_MARKDOWN), stream, &listing);
    for (size_t i = 0; i < length_of(table); i++) {
        struct json_object *entry = json_object_array_get_idx(table, i);
        char *scopes = scopes_of(cch_member(entry, "scopes"), ", "), votes[64];
        snprintf(votes, sizeof votes, "%ld of %ld", number(entry, "votes"), number(entry, "runs"));
        cch_sheet_row(&sheet, (const struct cch_cell[]){
                                  cch_cell_text(cch_member_text(entry, "name")), cch_cell_text(scopes ? scopes : ""),
                                  cch_cell_text(cch_member_text(entry, "verdict")),
                                  cch_cell_text(cch_member_text(entry, "ends")), cch_cell_text(votes),
                                  cch_cell_text(cch_member_text(entry, "role")),
                                  cch_cell_text(cch_member_text(entry, "description"))});
        free(scopes);
    }
    return cch_sheet_end(&sheet);
}

static int report_markdown(FILE *stream, struct json_object *verification) {
    int status =
        write_figures(stream, "model", cch_member(verification, "models"), cch_member(verification, "summary"));
    if (!status)
        status = write_figures(stream, "prompt", cch_member(verification, "prompts"), NULL);
    return status ? status : write_parameters(stream, cch_member(verification, "parameters"));
}

int cch_report_write(FILE *stream, struct json_object *verification, int format) {
    switch (format) {
    case CCH_AS_TEXT:
        report_text(stream, verification);
        return 0;
    case CCH_AS_MARKDOWN:
        return report_markdown(stream, verification);
    case CCH_AS_JSON:
        cch_write_json(stream, json_object_to_json_string_ext(verification, JSON_C_TO_STRING_PRETTY |
                                                                                JSON_C_TO_STRING_NOSLASHESCAPE));
        fputc('\n', stream);
        return 0;
    default:
        return report_consolidated(stream, verification, cch_format_at(format));
    }
}

/* Limits ------------------------------------------------------------------------------------- */

int cch_report_below(FILE *stream, const char *limits, struct json_object *verification, cch_error *error) {
    static const char *const names[] = {"precision", "recall", "agreement"};
    int below = 0;
    for (const char *at = limits; at && *at;) {
        size_t length = strcspn(at, "="), i = 0;
        while (i < sizeof names / sizeof *names && (strlen(names[i]) != length || strncmp(at, names[i], length)))
            i++;
        char *end = NULL;
        double limit = at[length] == '=' ? strtod(at + length + 1, &end) : 0;
        if (i == sizeof names / sizeof *names || !end || end == at + length + 1 || (*end && *end != ',') ||
            !(limit >= 0 && limit <= 1))
            return cch_fail(error, CCH_ERROR_USAGE,
                            "--fail-below wants precision, recall or agreement, and a number up to 1, not '%s'", at);
        double figure = verification ? figure_of(verification, names[i]) : limit;
        if (figure < limit) {
            if (figure < 0)
                fprintf(stream, "callchain verify: %s cannot be told, %g is wanted\n", names[i], limit);
            else
                fprintf(stream, "callchain verify: %s is %.4f, %g is wanted\n", names[i], figure, limit);
            below++;
        }
        at = *end ? end + 1 : end;
    }
    return below;
}
