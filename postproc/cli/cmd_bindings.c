#include "cli/question.h"
#include "graph/view/bindings.h"

struct values {
    struct cli_question_options ask;
    int state;
    bool quiet;
};

static const struct cli_option options[] = {
    {0, "state", CCH_OPTION_CHOICE, "all|joined|unbound|uncalled", offsetof(struct values, state),
     "only names of which this is so"},
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_FORMAT(struct values, ask),
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no summary on stderr"},
    {0}};

static void print_summary(const cch_bindings *bindings) {
    const size_t *states = bindings->states;
    fprintf(stderr, "%zu of %zu names that Python calls are joined; %zu that are bound are called by no Python\n",
            states[CCH_BOUND_JOINED], states[CCH_BOUND_JOINED] + states[CCH_BOUND_UNBOUND], states[CCH_BOUND_UNCALLED]);
    if (bindings->unread && states[CCH_BOUND_UNBOUND])
        fprintf(stderr, "%zu unit%s not read, or not completely ('callchain info' names them)\n", bindings->unread,
                bindings->unread == 1 ? " was" : "s were");
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_numbers functions = {0};
    cch_bindings bindings = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cli_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    unsigned states = values.state ? 1u << (values.state - 1) : (1u << CCH_BOUND_COUNT) - 1;
    if (cch_functions_find(question.view, question.names, question.naming, question.patterns, question.pattern_count,
                           &functions, &error) ||
        cch_bindings_make(&bindings, &question, &functions, &error))
        status = cli_report(self, &error);
    else
        status = cli_report_listed(
            self, cch_list_bindings(&question, &bindings, states, cli_question_format(&values.ask), stdout));
    if (!status && !values.quiet) {
        fflush(stdout);
        print_summary(&bindings);
    }
out:
    cch_bindings_release(&bindings);
    cch_numbers_release(&functions);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_bindings = {
    .name = "bindings",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list the names at which Python and compiled code meet, and what is missing",
    .description =
        "Prints a header line and a line for each name that compiled code gives to\n"
        "Python, or that Python takes from it, tab-separated: the name, its state, the\n"
        "function that runs, how it is bound, where it is bound and first called, and,\n"
        "where one side lacks it, the reason as a code and in words. States:\n"
        "\n"
        "  joined     Python calls it, and it is known what runs\n"
        "  unbound    Python calls it, and no unit that was read tells what runs\n"
        "  uncalled   it is bound, and no Python that was read calls it\n"
        "\n"
        "Reasons: no-code, unimplemented (a schema only), no-function (of ctypes, cffi),\n"
        "library-unknown, not-read (cppyy), module-unnamed, name-computed, not-in-module,\n"
        "no-module; no-python,\n"
        "call-computed, not-called. The summary on stderr counts them.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
