#include "cli/command.h"
#include "cli/manual.h"

#include <string.h>

struct values {
    bool manual;
};

static const struct cli_option options[] = {
    {0, "man", CCH_OPTION_FLAG, NULL, offsetof(struct values, manual), "print the manual page, for man -l"},
    {0},
};

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc > 1 || (argc && values.manual))
        return cli_usage_error(self,
                               values.manual ? "the manual page is of all sub-commands" : "one sub-command at a time");
    if (values.manual) {
        cli_print_manual(stdout);
        return CCH_EXIT_DONE;
    }
    if (argc == 1) {
        for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
            if (!strcmp((*at)->name, argv[0])) {
                cli_print_help(stdout, *at);
                return CCH_EXIT_DONE;
            }
        return cli_usage_error(self, "unknown sub-command '%s'", argv[0]);
    }
    puts("Usage: callchain SUB-COMMAND [OPTION…] [OPERAND…]\n"
         "Along which chains of calls does a program reach its CUDA kernels?\n\n"
         "Sub-commands:");
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        printf("  %-14s%s\n", (*at)->name, (*at)->summary);
    puts("\n'callchain SUB-COMMAND --help' tells more; 'callchain --version' prints the version.\n\n"
         "Exit codes: 0 done; 1 failed; 2 findings; 3 some units failed, the rest is\n"
         "complete; 4 an input was written by a newer callchain; 64 wrong usage; 128+n\n"
         "killed by signal n.");
    return CCH_EXIT_DONE;
}

const struct cli_subcommand cli_cmd_help = {
    .name = "help",
    .operands = "[SUB-COMMAND]",
    .summary = "show the sub-commands, or the help of one",
    .options = options,
    .run = run,
};
