#include "cli/question.h"
#include "graph/view/list.h"

struct values {
    struct cli_question_options ask;
};

static const struct cli_option options[] = {CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_FOLD(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_FORMAT(struct values, ask),
                                            {0}};

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_launches launches = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cli_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (cch_launches_find(question.view, question.names, question.naming, CCH_LAUNCHES_BY_CALLER, question.patterns,
                          question.pattern_count, &launches, &error))
        status = cli_report(self, &error);
    else
        status =
            cli_report_listed(self, cch_list_launches(&question, &launches, cli_question_format(&values.ask), stdout));
out:
    cch_launches_release(&launches);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_launches = {
    .name = "launches",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list kernel launches and their configurations",
    .description =
        "Prints a header line and a line for each launch whose kernel or caller matches a\n"
        "PATTERN, tab-separated: the kernel, the expressions for grid, block, shared\n"
        "memory and stream as written, the values of the first three as params --hardware\n"
        "has them, how it is launched and with which attributes, the branches of the\n"
        "caller that it stands in, the caller, the site and the passes. A place that\n"
        "several branches or configurations lead to has a line for each.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
