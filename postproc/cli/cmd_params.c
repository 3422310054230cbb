#include "cli/params.h"

#include <string.h>

static const struct cch_option options[] = {
    {0, "hardware", CCH_OPTION_FLAG, NULL, offsetof(struct cch_params_options, hardware),
     "what decides how each launched kernel runs"},
    {0, "kernel", CCH_OPTION_WORDS, "NAME", offsetof(struct cch_params_options, kernels),
     "with --hardware: the kernel that a profiler calls so"},
    {0, "unit", CCH_OPTION_WORDS, "GLOB", offsetof(struct cch_params_options, units),
     "with --hardware: only kernels launched in these units"},
    {0, "where", CCH_OPTION_WORDS, "NAME=VALUE", offsetof(struct cch_params_options, where),
     "with --hardware: only kernels with this value in a column"},
    {0, "pivot", CCH_OPTION_TEXT, "KEYS", offsetof(struct cch_params_options, pivot),
     "with --hardware: a line for each combination of these columns"},
    {0, "model", CCH_OPTION_FLAG, NULL, offsetof(struct cch_params_options, model),
     "where the parameters of Python and C++ functions go"},
    {0, "entry", CCH_OPTION_WORDS, "PATTERN", offsetof(struct cch_params_options, entries),
     "with --model: of these functions (default: those that reach a binding)"},
    {0, "parameter", CCH_OPTION_TEXT, "NAME", offsetof(struct cch_params_options, parameter),
     "with --model: only parameters whose name this glob matches"},
    {0, "without", CCH_OPTION_WORDS, "PATTERN", offsetof(struct cch_params_options, without),
     "with --model: as if these functions did nothing"},
    {0, "steps", CCH_OPTION_FLAG, NULL, offsetof(struct cch_params_options, steps),
     "with --model: the steps to every end, as text not only to one of each kind"},
    {0, "format", CCH_OPTION_CHOICE, "text|json|csv|markdown", offsetof(struct cch_params_options, format),
     "how to print it"},
    CCH_OPTION_CERTAIN(struct cch_params_options, ask),
    CCH_OPTION_DEVICE(struct cch_params_options, ask),
    CCH_OPTION_ID(struct cch_params_options, ask),
    CCH_OPTION_JSON(struct cch_params_options, ask),
    {0}};

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct cch_params_options values = {0};
    cch_question question;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.ask.json)
        values.format = CCH_PARAMS_JSON;
    if (values.model + values.hardware != 1)
        return cch_usage_error(self, "say which table: --hardware or --model");
    if (values.hardware)
        values.ask.level = CCH_LEVEL_INSTANCE;
    if (!(status = cch_question_open(&question, self, &values.ask, values.hardware, argc, argv)))
        status = (values.hardware ? cch_params_hardware : cch_params_model)(self, &question, &values);
    cch_question_close(&question);
    return status;
}

const struct cch_subcommand cch_cmd_params = {
    .name = "params",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "tell which parameters decide what runs, and where they go",
    .description = "With --hardware, prints a row for each launch (a kernel specialization, a place,\n"
                   "a way through the branches there, a configuration) whose kernel matches a\n"
                   "PATTERN: the kernel's template arguments, the launch configuration as\n"
                   "numbers or as expressions with what they depend on, launch bounds, function\n"
                   "attributes, the constants of its traits types, the conditions on the way from a\n"
                   "host entry to the launch, and what is asked of the device for them. Columns\n"
                   "for --where and --pivot are those of --format csv; a pivot shows block sizes,\n"
                   "warps and shared memory: --pivot kHeadDim,elem_type,Is_causal\n"
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
