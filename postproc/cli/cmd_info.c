#include "cli/question.h"
#include "graph/view/info_report.h"

struct values {
    struct cli_question_options ask;
    bool verbose;
};

static const struct cli_option options[] = {
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_FORMAT(struct values, ask),
    {'v', "verbose", CCH_OPTION_FLAG, NULL, offsetof(struct values, verbose),
     "name all entry points, kernels, bindings and problems, not only the first"},
    {0}};

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    cch_question question;
    cch_info info = {0};
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cli_question_open(&question, self, &values.ask, false, argc, argv)))
        goto out;
    if (cch_info_make(&info, question.view, question.names, question.naming, &error))
        status = cli_report(self, &error);
    else if (values.ask.json || values.ask.format == CCH_AS_JSON)
        cch_info_print_json(stdout, &question, &info, cli_question_bytes(&question));
    else if (values.ask.format == CCH_AS_TEXT)
        cch_info_print_text(stdout, &question, &info, cli_question_bytes(&question), values.verbose);
    else
        status = cli_report_listed(self, cch_info_print_table(stdout, &question, &info, cli_question_bytes(&question),
                                                              cli_question_format(&values.ask)));
out:
    cch_info_release(&info);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_info = {
    .name = "info",
    .operands = "GRAPH…",
    .summary = "sum up a graph: units, functions, edges, kernels, problems",
    .description = "As CSV and Markdown one table: numbers, and what is named, with -v or without.\n",
    .options = options,
    .run = run,
};
