#include "cli/question.h"

#include "base/json.h"
#include "base/output_file.h"
#include "base/sources.h"
#include "verify/report.h"
#include "verify/verify.h"

#include <stdlib.h>
#include <string.h>

struct values {
    struct cli_question_options ask;
    const char *prompts, *output, *below;
    struct cli_words roots;
    int form;
};

static const struct cli_option options[] = {
    {0, "prompts", CCH_OPTION_TEXT, "DIR", offsetof(struct values, prompts),
     "the folder of prompts that were asked ('prompt' unless told)"},
    {0, "root", CCH_OPTION_WORDS, "DIR", offsetof(struct values, roots),
     "the sources are below DIR (unless told, here); again and again"},
    {0, "format", CCH_OPTION_CHOICE, CCH_FORMAT_NAMES, offsetof(struct values, form), "how to print it"},
    CCH_OPTION_JSON(struct values, ask),
    {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, output), "write to FILE, not to stdout"},
    {0, "fail-below", CCH_OPTION_TEXT, "NAME=X[,…]", offsetof(struct values, below),
     "exit code 2 when precision, recall or agreement is less than X"},
    {0}};

/* Printing ------------------------------------------------------------------------------ */

static int write_out(struct json_object *verification, const struct values *values, cch_error *error) {
    cch_output *output;
    if (!values->output)
        return cch_report_write(stdout, verification, values->form) ? cch_fail(error, CCH_ERROR_MEMORY, "out of memory")
                                                                    : 0;
    if (cch_output_open(&output, values->output, error))
        return error->code;
    if (cch_report_write(cch_output_stream(output), verification, values->form)) {
        cch_output_abort(output);
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    }
    return cch_output_commit(output, 0, error);
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.prompts = "prompt"};
    cch_question question;
    cch_sources *sources = NULL;
    struct json_object *verification = NULL;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.ask.json)
        values.form = CCH_AS_JSON;
    if (argc < 2)
        return cli_usage_error(self, argc ? "no graph given" : "no folder of answers given");
    if (cch_report_below(stderr, values.below, NULL, &error) < 0)
        return cli_report(self, &error);
    cch_verify_request request = {.answers = argv[0], .prompts = values.prompts};
    status = cli_question_open(&question, self, &values.ask, false, argc - 1, argv + 1);
    if (!status && cch_sources_new(&sources, values.roots.items, values.roots.count, &error))
        status = cli_report(self, &error);
    if (!status) {
        request.sources = sources;
        if (cch_verify(&verification, question.view, question.names, &request, &error) ||
            write_out(verification, &values, &error))
            status = cli_report(self, &error);
        else if (cch_report_below(stderr, values.below, verification, NULL) > 0)
            status = CCH_EXIT_FINDINGS;
    }
    json_object_put(verification);
    cch_sources_free(sources);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_verify = {
    .name = "verify",
    .operands = "ANSWERS GRAPH…",
    .summary = "check a model's answers against the program",
    .description = "Holds each parameter that an answer in the folder ANSWERS names against the\n"
                   "program:\n\n"
                   "  verified      it exists in a scope that the answer names, and its value\n"
                   "                reaches the binding or a kernel, as far as that is known\n"
                   "  misplaced     it exists on or below the chain, but elsewhere\n"
                   "  unrelated     it exists, but its value reaches neither binding nor kernel\n"
                   "  invented      there is no such name on or below the chain\n"
                   "  no parameter  a constant, a type or a function\n"
                   "  missed        its value reaches the kernel or the binding, and the answer\n"
                   "                lacks it\n\n"
                   "Precision is verified claims over all claims; recall is what was named of what\n"
                   "the computed flow says is to be named; agreement is the mean Jaccard index of\n"
                   "the names of two runs. Descriptions and roles are the model's; names, scopes,\n"
                   "verdicts and places are the program's. CSV is the consolidated table.\n",
    .options = options,
    .run = run,
};
