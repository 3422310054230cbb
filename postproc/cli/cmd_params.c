#include "cli/question.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/terminal.h"
#include "graph/view/select.h"
#include "params/hardware/report.h"
#include "params/model/report.h"

struct values {
    struct cli_question_options ask;
    bool hardware, model;
    struct cli_words entries, without;      /* --model */
    bool steps;                             /* --model: of every end */
    const char *parameter;                  /* --model */
    struct cli_words kernels, units, where; /* --hardware */
    const char *pivot, *columns;            /* --hardware */
};

static const struct cli_option options[] = {
    {0, "hardware", CCH_OPTION_FLAG, NULL, offsetof(struct values, hardware),
     "what decides how each launched kernel runs"},
    {0, "kernel", CCH_OPTION_WORDS, "NAME", offsetof(struct values, kernels),
     "with --hardware: the kernel that a profiler calls so"},
    {0, "unit", CCH_OPTION_WORDS, "GLOB", offsetof(struct values, units),
     "with --hardware: only kernels launched in these units"},
    {0, "where", CCH_OPTION_WORDS, "NAME=VALUE", offsetof(struct values, where),
     "with --hardware: only kernels with this value in a column"},
    {0, "pivot", CCH_OPTION_TEXT, "KEYS", offsetof(struct values, pivot),
     "with --hardware: a line for each combination of these columns ('varying': of the\n"
     "                            template arguments that vary)"},
    {0, "columns", CCH_OPTION_TEXT, "NAME[,NAME…]", offsetof(struct values, columns),
     "with --hardware: show these columns ('all': every one)"},
    {0, "model", CCH_OPTION_FLAG, NULL, offsetof(struct values, model),
     "where the parameters of Python and C++ functions go"},
    {0, "entry", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, entries),
     "with --model: of these functions (default: those that reach a binding)"},
    {0, "parameter", CCH_OPTION_TEXT, "NAME", offsetof(struct values, parameter),
     "with --model: only parameters whose name this glob matches"},
    {0, "without", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, without),
     "with --model: as if these functions did nothing"},
    {0, "steps", CCH_OPTION_FLAG, NULL, offsetof(struct values, steps),
     "with --model: the steps to every end, as text not only to one of each kind"},
    CCH_OPTION_CERTAIN(struct values, ask),
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_FORMAT(struct values, ask),
    {0}};

static int print_hardware(const struct cli_subcommand *self, const cch_question *question,
                          const struct values *values) {
    const struct cch_hardware_request request = {question->patterns,    question->pattern_count, values->kernels.items,
                                                 values->kernels.count, values->units.items,     values->units.count,
                                                 values->where.items,   values->where.count};
    cch_error error = {0};
    const struct cch_hardware_layout layout = {.format = cch_format_at(values->ask.format),
                                               .columns = values->columns,
                                               .pivot = values->pivot,
                                               .width = cch_terminal_width(STDOUT_FILENO)};
    return cch_hardware_report(stdout, question->program, question->names, &request, &layout, &error)
               ? cli_report(self, &error)
               : CCH_EXIT_DONE;
}

static int print_model(const struct cli_subcommand *self, const cch_question *question, const struct values *values) {
    uint32_t *entries = NULL;
    size_t count = 0;
    cch_model *model = NULL;
    cch_error error;
    int status = values->entries.count ? cch_model_named_entries(question, values->entries.items, values->entries.count,
                                                                 &entries, &count, &error)
                                       : cch_model_entries(question->view, &entries, &count, &error);
    bool is_json = values->ask.format == CCH_AS_JSON, is_text = values->ask.format == CCH_AS_TEXT;
    struct cch_model_request request = {.entries = entries,
                                        .entry_count = count,
                                        .parameter = values->parameter,
                                        .certain = values->ask.certain,
                                        .scopes = is_json && values->steps,
                                        .ways = values->steps ? CCH_MODEL_WAYS_ALL
                                                : is_text     ? CCH_MODEL_WAYS_FIRST
                                                : is_json     ? CCH_MODEL_WAYS_NONE
                                                              : CCH_MODEL_WAYS_ALL};
    unsigned char *without = calloc((size_t)question->view->function_count + 1, 1);
    if (!status && !without)
        status = cch_fail(&error, CCH_ERROR_MEMORY, "out of memory");
    if (!status && values->without.count)
        status = cch_select(question->view, question->names, values->without.items, values->without.count, without,
                            NULL, &error);
    request.without = without;
    if (!status)
        status = cch_model_make(&model, question->view, &request, &error);
    if (status)
        status = cli_report(self, &error);
    else
        status = cli_report_listed(
            self, is_json   ? cch_model_print_json(stdout, question, model, values->steps)
                  : is_text ? cch_model_print_text(stdout, question, model, values->steps)
                            : cch_model_print_table(stdout, question, model, cch_format_at(values->ask.format)));
    cch_model_free(model);
    free(without);
    free(entries);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    cch_question question;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.ask.json)
        values.ask.format = CCH_AS_JSON;
    if (values.model + values.hardware != 1)
        return cli_usage_error(self, "say which table: --hardware or --model");
    if (values.hardware)
        values.ask.level = CCH_LEVEL_INSTANCE;
    if (!(status = cli_question_open(&question, self, &values.ask, values.hardware, argc, argv)))
        status = (values.hardware ? print_hardware : print_model)(self, &question, &values);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_params = {
    .name = "params",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "tell which parameters decide what runs, and where they go",
    .description = "With --hardware, prints a row for each launch (a kernel specialization, a place,\n"
                   "a way through the branches there, a configuration) whose kernel matches a\n"
                   "PATTERN: the kernel's template arguments, the launch configuration as\n"
                   "numbers or as expressions with what they depend on, launch bounds, function\n"
                   "attributes, the constants of its traits types, the conditions on the way from a\n"
                   "host entry to the launch, and what is asked of the device for them. As text a\n"
                   "kernel as written is one table: what its rows have in common is said once, and\n"
                   "columns are what varies; what repeats another column, and long types, are named\n"
                   "below it. On a terminal long cells are cut in the middle to fit it. Columns for\n"
                   "--columns, --where and --pivot are those of --format csv; a pivot shows threads,\n"
                   "shared memory and the other template arguments that vary, or --columns.\n"
                   "--kernel takes a name as a profiler or demangler prints it, or a mangled one:\n"
                   "the result and the parameters, casts like (int)64, spaces and namespaces may\n"
                   "differ, \"...\" at its end stands for the rest; it fails when there is no such kernel.\n\n"
                   "With --model, follows each parameter of an entry point (a Python function or\n"
                   "method, a module's class, a C++ function) step by step: through arguments,\n"
                   "attributes, the binding, C++ parameters and fields to what it ends in: data that\n"
                   "a kernel reads, the choice of the kernel, a launch configuration, a tensor's\n"
                   "shape, the form of what is returned, or the place where it stops. Of a tensor\n"
                   "data and form (shape, type, device) are told apart: empty_like(x) holds no data\n"
                   "of x, and a kernel that is given x.size(0) reads x's shape alone. Steps that\n"
                   "only may be taken are marked possible; --certain leaves them out.\n"
                   "As JSON, ends of one kind (class, use, target, certain or not) are one row:\n"
                   "the nearest one, and the names of all values that end so. With --steps each\n"
                   "end is a row and has the number of its last step in a table of steps, each of\n"
                   "which tells the one before it.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
