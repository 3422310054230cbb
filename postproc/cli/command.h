/* Sub-commands and their options, as tables.
 *
 * A sub-command lives in a file of its own, cmd_<name>.c, and is one constant
 * `const struct cli_subcommand cch_cmd_<name>`; main.c lists them. From the
 * table of its options come the parsing, `--help`, the completions and the
 * man page, so an option is described once:
 *
 *     struct values { const char *out; long jobs; bool force; struct cli_words units; };
 *     static const struct cli_option options[] = {
 *         {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, out), "write to FILE"},
 *         {'j', "jobs", CCH_OPTION_NUMBER, "N", offsetof(struct values, jobs), "run N at once"},
 *         {0, "force", CCH_OPTION_FLAG, NULL, offsetof(struct values, force), "even so"},
 *         {0, "unit", CCH_OPTION_WORDS, "PATH", offsetof(struct values, units), "again and again"},
 *         {0}
 *     };
 *     static int run(const struct cli_subcommand *self, int argc, char **argv)
 *     {
 *         struct values values = {.jobs = 1};
 *         int status;
 *         if (!cli_options_parse(self, &argc, &argv, &values, &status))
 *             return status;
 *         … argv[0] … argv[argc - 1] are the operands …
 *     }
 *     const struct cli_subcommand cli_cmd_run = {
 *         .name = "run", .operands = "[FILTER…]", .summary = "one line", .options = options, .run = run};
 *
 * `-h` and `--help` are added to every table.
 */
#ifndef CCH_CLI_COMMAND_H
#define CCH_CLI_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/error.h"
#include "base/escape.h"

/* Exit codes of every sub-command. */
enum cli_exit {
    CCH_EXIT_DONE = 0,
    CCH_EXIT_FAILED = 1,
    CCH_EXIT_FINDINGS = 2, /* a comparison or a check found something */
    CCH_EXIT_PARTLY = 3,   /* some units failed, the rest is complete */
    CCH_EXIT_NEWER = 4,    /* an input was written by a newer callchain, or is of a kind not known here */
    CCH_EXIT_USAGE = 64
};

enum cli_option_type {
    CCH_OPTION_FLAG,   /* bool: set to true */
    CCH_OPTION_COUNT,  /* int: one more each time (-vv) */
    CCH_OPTION_NUMBER, /* long: a decimal number, 0 or more */
    CCH_OPTION_TEXT,   /* const char *: the last one given */
    CCH_OPTION_WORDS,  /* struct cli_words: every one given */
    CCH_OPTION_CHOICE  /* int: the place, from 0, in `argument` ("text|json") */
};

struct cli_words {
    const char **items; /* the arguments' own texts; cli_options_parse allocates
                           the array, which lives until the process ends */
    size_t count;
};

struct cli_option {
    char letter;      /* 'j' for -j; 0 for none */
    const char *name; /* "jobs" for --jobs; NULL for none */
    enum cli_option_type type;
    const char *argument; /* how help calls it, "N"; the choices, "text|json" */
    size_t offset;        /* of the value in the sub-command's structure */
    const char *help;     /* a phrase without a capital or a full stop; NULL: accepted, and told nowhere */
};

struct cli_subcommand {
    const char *name;
    const char *operands;             /* as the usage line shows them: "GRAPH… [PATTERN]" */
    const char *summary;              /* one line without a capital or a full stop */
    const char *description;          /* paragraphs for --help and the man page, or NULL;
                                         lines of at most 78 bytes */
    const struct cli_option *options; /* ends with a row of zeros; NULL for none */
    bool is_exact;                    /* its output is for a shell, byte for byte (base/escape.h) */
    /* Runs it. argv[0] is the sub-command's name. Returns the exit code. What
     * it prints to stdout is flushed and checked by its caller. */
    int (*run)(const struct cli_subcommand *self, int argc, char **argv);
};

/* Fills the structure `values` and leaves the operands in *argc, *argv
 * (without the name; options and operands may come in any order, `--` ends
 * the options). False: nothing is left to do and *status is the exit code
 * (help was printed, or one line about wrong usage). */
bool cli_options_parse(const struct cli_subcommand *self, int *argc, char ***argv, void *values, int *status);

/* Prints "callchain <name>: <formatted text>" to stderr; returns CCH_EXIT_USAGE. */
int cli_usage_error(const struct cli_subcommand *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Prints "callchain <name>: <error's text>" to stderr; returns CCH_EXIT_FAILED,
 * CCH_EXIT_NEWER for CCH_ERROR_VERSION, CCH_EXIT_USAGE for CCH_ERROR_USAGE. */
int cli_report(const struct cli_subcommand *self, const cch_error *error);

/* The same of an input: a folder without graphs is no wrong usage of the
 * command line. */
int cli_report_input(const struct cli_subcommand *self, const cch_error *error);

/* Prints "callchain <name>: <formatted text>" to stderr as one line (text that is
 * longer than 2 KB is cut). */
void cli_tell(const struct cli_subcommand *self, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* A name within a line or a column. */
#define cch_print_escaped cch_write_text

void cli_print_help(FILE *stream, const struct cli_subcommand *self);

/* Every sub-command, ending with NULL. */
const struct cli_subcommand *const *cli_subcommands(void);

#endif
