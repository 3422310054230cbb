#include "cli/question.h"
#include "graph/view/list.h"

struct values {
    struct cch_question_options ask;
};

static const struct cch_option options[] = {CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_FORMAT(struct values, ask),
                                            {0}};

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_numbers functions = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cch_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (cch_functions_find(question.view, question.names, question.naming, question.patterns, question.pattern_count,
                           &functions, &error))
        status = cch_report(self, &error);
    else
        status = cch_report_listed(self,
                                   cch_list_functions(&question, &functions, cch_question_format(&values.ask), stdout));
out:
    cch_numbers_release(&functions);
    cch_question_close(&question);
    return status;
}

const struct cch_subcommand cch_cmd_functions = {
    .name = "functions",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list functions",
    .description = "Prints a header line and a line for each function, tab-separated: its name,\n"
                   "language, flags, the place where it is defined (or else declared), and the\n"
                   "number of its specializations in the graph.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
