#include "cli/command.h"

#include <string.h>

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    int status;
    if (!cch_options_parse(self, &argc, &argv, NULL, &status))
        return status;
    if (argc > 1)
        return cch_usage_error(self, "one sub-command at a time");
    if (argc == 1) {
        for (const struct cch_subcommand *const *at = cch_subcommands(); *at; at++)
            if (!strcmp((*at)->name, argv[0])) {
                cch_print_help(stdout, *at);
                return CCH_EXIT_DONE;
            }
        return cch_usage_error(self, "unknown sub-command '%s'", argv[0]);
    }
    puts("Usage: callchain SUB-COMMAND [OPTION…] [OPERAND…]\n"
         "Along which chains of calls does a program reach its CUDA kernels?\n\n"
         "Sub-commands:");
    for (const struct cch_subcommand *const *at = cch_subcommands(); *at; at++)
        printf("  %-14s%s\n", (*at)->name, (*at)->summary);
    puts("\n'callchain SUB-COMMAND --help' tells more; 'callchain --version' prints the version.\n\n"
         "Exit codes: 0 done; 1 failed; 2 findings; 3 some units failed, the rest is\n"
         "complete; 64 wrong usage; 128+n killed by signal n.");
    return CCH_EXIT_DONE;
}

const struct cch_subcommand cch_cmd_help = {
    .name = "help",
    .operands = "[SUB-COMMAND]",
    .summary = "show the sub-commands, or the help of one",
    .run = run,
};
