/* callchain trace: a profiler's trace beside a program. */
#include "cli/question.h"

#include "base/output_file.h"
#include "trace/report.h"

struct values {
    struct cli_question_options ask;
    int by;
    const char *output, *folded;
};

static const struct cli_option options[] = {
    {0, "by", CCH_OPTION_CHOICE, CCH_TRACE_BY_NAMES, offsetof(struct values, by),
     "kernel (the default), operator or chain: totals; event: each; absent: those that are no launch\n"
     "                            of the program, and why; never: specializations that did not run"},
    {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, output),
     "write the trace with what is known of each kernel event, for Perfetto"},
    {0, "folded", CCH_OPTION_TEXT, "FILE", offsetof(struct values, folded),
     "write time by chain as collapsed stacks, for flame-graph viewers"},
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_FORMAT(struct values, ask),
    {0}};

static int end_output(cch_output *output, bool commit, int status, const struct cli_subcommand *self) {
    cch_error error;
    if (!output)
        return status;
    if (!commit) {
        cch_output_abort(output);
        return status;
    }
    return cch_output_commit(output, 0, &error) ? cli_report(self, &error) : status;
}

static int trace(const struct cli_subcommand *self, const cch_question *question, const char *path,
                 const struct values *values) {
    cch_output *annotated = NULL, *folded = NULL;
    char summary[512];
    cch_error error;
    int status = 0;
    if ((values->output && cch_output_open(&annotated, values->output, &error)) ||
        (values->folded && cch_output_open(&folded, values->folded, &error))) {
        status = cli_report(self, &error);
    } else {
        const struct cch_trace_outputs outputs = {.stream = stdout,
                                                  .format = cli_question_format(&values->ask),
                                                  .by = (enum cch_trace_by)values->by,
                                                  .annotated = annotated ? cch_output_stream(annotated) : NULL,
                                                  .folded = folded ? cch_output_stream(folded) : NULL};
        if (cch_trace_print(question, path, &outputs, summary, &error))
            status = cli_report(self, &error);
        else
            cli_tell(self, "%s", summary);
    }
    bool commit = status == 0;
    status = end_output(annotated, commit, status, self);
    return end_output(folded, commit, status, self);
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.ask = {.level = CCH_LEVEL_INSTANCE, .fold = true}};
    cch_question question;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc < 2)
        return cli_usage_error(self, "graphs and a trace are wanted, the trace last");
    if (!(status = cli_question_open(&question, self, &values.ask, false, argc - 1, argv)))
        status = trace(self, &question, argv[argc - 1], &values);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_trace = {
    .name = "trace",
    .operands = "GRAPH… TRACE",
    .summary = "join a profiler's trace to the program: operators, chains, what was expected",
    .description = "TRACE is PyTorch's Chrome trace (.json or .json.gz) or Nsight Systems' SQLite\n"
                   "export. Each of its kernel events gets the specialization that it is of, the\n"
                   "operator and a chain that lead to it, and the place of the launch; its grid, block\n"
                   "and shared memory are compared with the launches that the program has of it (what\n"
                   "only run time tells is not). The chain goes through the framework's operator that\n"
                   "launched it, where the trace tells that and the graph has it; else it is the\n"
                   "shortest one. A line with the totals goes to the standard error output.\n\n" CCH_ABOUT_GRAPHS,
    .options = options,
    .run = run,
};
