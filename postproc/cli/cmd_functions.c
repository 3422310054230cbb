#include "cli/question.h"
#include "graph/view/list.h"

struct values {
    struct cli_question_options ask;
};

static const struct cli_option options[] = {CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_FORMAT(struct values, ask),
                                            {0}};

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_numbers functions = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cli_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (cch_functions_find(question.view, question.names, question.naming, question.patterns, question.pattern_count,
                           &functions, &error))
        status = cli_report(self, &error);
    else
        status = cli_report_listed(self,
                                   cch_list_functions(&question, &functions, cli_question_format(&values.ask), stdout));
out:
    cch_numbers_release(&functions);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_functions = {
    .name = "functions",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list functions",
    .description = "Prints a header line and a line for each function, tab-separated: its name,\n"
                   "language, flags, the place where it is defined (or else declared), and the\n"
                   "number of its specializations in the graph.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
