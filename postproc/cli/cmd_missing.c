/* callchain missing: the units of a build that have no current graph. */
#include "cli/command.h"

#include <stdlib.h>
#include <unistd.h>

#include "build/instrument.h"
#include "build/missing_report.h"
#include "base/paths.h"

struct values {
    const char *build, *out, *root;
    int format;
    bool json, quiet;
};

static const struct cli_option options[] = {
    {'p', "build", CCH_OPTION_TEXT, "DIR", offsetof(struct values, build),
     "the build folder, or the compile_commands.json itself (default: here)"},
    {'o', "out", CCH_OPTION_TEXT, "DIR", offsetof(struct values, out),
     "where the graph files are (default: CALLCHAIN_OUT, else callchain/ beside\n"
     "                            compile_commands.json, else callchain-out/ here)"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root),
     "the root that the plugin was given (default: CALLCHAIN_ROOT, else whichever the graphs are found by)"},
    {0, "format", CCH_OPTION_CHOICE, CCH_FORMAT_NAMES, offsetof(struct values, format), "how to print it"},
    {0, "json", CCH_OPTION_FLAG, NULL, offsetof(struct values, json), "print JSON"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no summary on stderr"},
    {0},
};

static const char description[] = "After a build with the plugin (or 'callchain run'): compares compile_commands.json\n"
                                  "with the graph files, and prints a line for each pass without a current graph:\n"
                                  "\n"
                                  "  not compiled        no graph, and no object as new as its source\n"
                                  "  failed              the compiler reported errors; the graph is incomplete\n"
                                  "  cached              ccache or sccache gave the object: no compiler ran\n"
                                  "  compiled elsewhere  distcc, icecc: the plugin runs here only\n"
                                  "  without the plugin  the command does not load it\n"
                                  "  out of date         a source is newer than the graph, or gone\n"
                                  "  no graph            compiled with the plugin, and yet there is none\n"
                                  "\n"
                                  "A graph is current when it is as new as the files that it has places in and\n"
                                  "those of the dependency file beside the object: times tell, not contents.\n"
                                  "\n"
                                  "Exit codes: 0 nothing is missing; 2 something is; 1 failed; 64 wrong usage.";

/* Where graphs are looked for; to free(). */
static char *choose_out(const struct values *values, const cch_compile_commands *commands, const char *current) {
    const char *set = getenv("CALLCHAIN_OUT");
    bool open = !values->out && !(set && *set);
    char *beside = open ? cch_path_absolute(cch_compile_commands_path(commands), "../callchain") : NULL;
    if (beside && access(beside, F_OK) == 0)
        return beside;
    free(beside);
    return cch_output_folder(current, values->out);
}

static void print_summary(const cch_missing *missing, const char *out) {
    for (size_t i = 0; i < missing->notes.count; i++) {
        fputs("note: ", stderr);
        cch_print_escaped(stderr, missing->notes.items[i]);
        putc('\n', stderr);
    }
    if (missing->count == 0)
        fprintf(stderr, "%zu pass%s, none without a current graph in ", missing->expected,
                missing->expected == 1 ? "" : "es");
    else
        fprintf(stderr, "%zu of %zu pass%s without a current graph in ", missing->count, missing->expected,
                missing->expected == 1 ? "" : "es");
    cch_print_escaped(stderr, out);
    const char *between = ": ";
    for (int reason = 0; reason < CCH_MISSING_REASON_COUNT; reason++)
        if (missing->counts[reason]) {
            fprintf(stderr, "%s%zu %s", between, missing->counts[reason],
                    cch_missing_reason_name((enum cch_missing_reason)reason));
            between = ", ";
        }
    putc('\n', stderr);
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.build = "."};
    int status, failed = 0;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc)
        return cli_usage_error(self, "unexpected operand '%s'", argv[0]);

    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    cch_missing missing = {0};
    char *current = getcwd(NULL, 0), *out = NULL, *root = NULL;
    status = cch_compile_commands_read(&commands, values.build, &error);
    if (status == CCH_OK && (!current || !(out = choose_out(&values, commands, current)) ||
                             (values.root && !(root = cch_path_absolute(current, values.root)))))
        status = cch_fail(&error, CCH_ERROR_MEMORY, "cannot name the folders: out of memory");
    if (status == CCH_OK)
        status = cch_missing_find(&missing, commands, out, root, &error);
    if (status != CCH_OK) {
        status = cli_report(self, &error);
    } else {
        if (values.json || values.format == CCH_AS_JSON)
            cch_missing_print_json(stdout, &missing);
        else if (values.format == CCH_AS_TEXT)
            cch_missing_print_text(stdout, &missing);
        else
            failed = cch_missing_print_table(stdout, &missing, cch_format_at(values.format));
        fflush(stdout);
        if (!values.quiet)
            print_summary(&missing, out);
        status = failed ? CCH_EXIT_FAILED : missing.count ? CCH_EXIT_FINDINGS : CCH_EXIT_DONE;
    }
    cch_missing_release(&missing);
    cch_compile_commands_free(commands);
    free(root);
    free(out);
    free(current);
    return status;
}

const struct cli_subcommand cli_cmd_missing = {
    .name = "missing",
    .operands = "",
    .summary = "list the units of a build that have no current graph, and why",
    .description = description,
    .options = options,
    .run = run,
};
