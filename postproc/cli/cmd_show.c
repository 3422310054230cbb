#include "cli/question.h"
#include "graph/chains/show.h"

struct values {
    struct cli_question_options ask;
    long limit;
    bool program;
};

static const struct cli_option options[] = {{0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit),
                                             "show at most N functions (20 unless told; 0: all)"},
                                            {0, "program", CCH_OPTION_FLAG, NULL, offsetof(struct values, program),
                                             "show what they do, as `callchain select` evaluates it"},
                                            CCH_OPTION_CERTAIN(struct values, ask),
                                            CCH_OPTION_DEVICE(struct values, ask),
                                            CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_FOLD(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_JSON(struct values, ask),
                                            {0}};

static int show(const struct cli_subcommand *self, const cch_question *question, const struct cch_numbers *functions,
                const struct values *values) {
    size_t limit = values->limit && (size_t)values->limit < functions->count ? (size_t)values->limit : functions->count;
    cch_error error;
    int failed = values->program ? cch_show_programs(stdout, question, functions->items, limit, &error)
                                 : cch_show(stdout, question, functions->items, limit, values->ask.certain,
                                            values->ask.json, &error);
    int status = failed ? cli_report(self, &error) : CCH_EXIT_DONE;
    fflush(stdout);
    if (!functions->count)
        fprintf(stderr, "callchain show: no function matches\n");
    else if (limit < functions->count)
        fprintf(stderr, "%zu functions match, %zu shown\n", functions->count, limit);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.limit = 20};
    struct cch_numbers functions = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc < 2)
        return cli_usage_error(self, argc ? "no pattern given" : "no graph given");
    if ((status = cli_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (!question.pattern_count)
        status = cli_usage_error(self, "no pattern given");
    else if (cch_functions_find(question.view, question.names, question.naming, question.patterns,
                                question.pattern_count, &functions, &error))
        status = cli_report(self, &error);
    else
        status = show(self, &question, &functions, &values);
out:
    cch_numbers_release(&functions);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_show = {
    .name = "show",
    .operands = "GRAPH… PATTERN…",
    .summary = "show a function: where it is, callers, callees, the kernels it reaches",
    .description = CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
