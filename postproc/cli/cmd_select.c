#include <string.h>

#include "cli/question.h"
#include "evaluate/answer.h"
#include "evaluate/cases.h"

struct values {
    struct cli_question_options ask;
    const char *entry, *hardware, *cases;
    struct cli_words given, why_not;
    bool backward, explain;
};

static const struct cli_option options[] = {
    {0, "entry", CCH_OPTION_TEXT, "F", offsetof(struct values, entry),
     "the function that is called: Python's, a binding's or C++'s"},
    {0, "given", CCH_OPTION_WORDS, "NAME=VALUE", offsetof(struct values, given),
     "what an argument, a field or a fact of the device is"},
    {0, "device", CCH_OPTION_TEXT, "NAME", offsetof(struct values, hardware), "on which device: sm_86, H100, …"},
    {0, "cases", CCH_OPTION_TEXT, "FILE", offsetof(struct values, cases),
     "a file of cases (JSON, CSV); one answer each"},
    {0, "backward", CCH_OPTION_FLAG, NULL, offsetof(struct values, backward),
     "also what the gradients' computation launches"},
    {0, "why-not", CCH_OPTION_WORDS, "KERNEL", offsetof(struct values, why_not),
     "for each of its specializations that is not launched, the first condition against it"},
    {0, "explain", CCH_OPTION_FLAG, NULL, offsetof(struct values, explain),
     "the values that the evaluator gave, step by step"},
    CCH_OPTION_FORMAT(struct values, ask),
    {0}};

struct asking {
    const struct cli_subcommand *self;
    const struct values *values;
    cch_question question;
    cch_evaluator *evaluator;
    cch_machine machine;
    cch_json *json; /* NULL: text */
    struct cch_given given;
    const char *found; /* the entry that was asked for last, as it was named; NULL: none yet */
    uint32_t entry;
};

/* Cases ask for few entries many times. */
static int find_entry(struct asking *asking, const char *name, uint32_t *entry, cch_error *error) {
    if (!asking->found || strcmp(asking->found, name) != 0) {
        asking->found = NULL;
        int status = cch_entry_find(&asking->entry, &asking->question, name, error);
        if (status)
            return status;
        asking->found = name;
    }
    *entry = asking->entry;
    return 0;
}

static int answer(struct asking *asking, const struct cch_case *one, const char *name) {
    const struct values *values = asking->values;
    struct cch_device device;
    cch_buffer explained = {0};
    struct cch_why_not why_not = {0};
    const char *entry = one->entry ? one->entry : values->entry, *on = one->device ? one->device : values->hardware;
    cch_selection selection = {.given = &one->given,
                               .backward = one->backward || values->backward,
                               .wants_alternatives = values->why_not.count != 0,
                               .explained = values->explain ? &explained : NULL};
    cch_error error = {0};
    if (!entry)
        return cli_usage_error(asking->self, "which function is called? (--entry F)");
    int status = find_entry(asking, entry, &selection.entry, &error);
    if (!status && on && !(status = cch_device_find(&device, on, &error)))
        selection.device = &device;
    if (!status)
        status = cch_selection_run(&selection, &asking->machine, asking->evaluator, &error);
    if (!status && selection.wants_alternatives)
        status = cch_why_not(&why_not, &asking->question, &asking->machine, values->why_not.items,
                             values->why_not.count, &error);
    const struct cch_why_not *shown = selection.wants_alternatives ? &why_not : NULL;
    if (!status && asking->json) {
        status = cch_selection_json(asking->json, NULL, name, &selection, &asking->machine, shown);
    } else if (!status) {
        if (name)
            printf("case "), cch_print_escaped(stdout, name), printf(":\n");
        status = cch_selection_print(stdout, &selection, &asking->machine, shown);
    }
    if (status == CCH_ERROR_MEMORY)
        cch_fail(&error, status, "out of memory");
    cch_why_not_release(&why_not);
    cch_buffer_release(&explained);
    if (status && name) {
        cch_error why = error;
        cch_fail(&error, error.code, "case %s: %s", name, why.text);
    }
    return status ? cli_report(asking->self, &error) : 0;
}

/* Those of a file; what is given on the command line is so for each, unless it says otherwise. */
static int answer_cases(struct asking *asking, cch_error *error) {
    struct cch_cases cases;
    int status = cch_cases_read(&cases, asking->values->cases, error);
    if (status)
        status = cli_report_input(asking->self, error);
    int failed = 0;
    for (size_t i = 0; i < cases.count && !status; i++) {
        struct cch_case one = cases.items[i];
        char number[32];
        snprintf(number, sizeof number, "%zu", i + 1);
        one.given = (struct cch_given){0};
        if (cch_given_add_all(&one.given, &asking->given, error) ||
            cch_given_add_all(&one.given, &cases.items[i].given, error))
            status = cli_report(asking->self, error);
        else if (answer(asking, &one, one.name ? one.name : number))
            failed++;
        cch_given_release(&one.given);
    }
    if (!status && failed)
        status = (size_t)failed == cases.count ? CCH_EXIT_FAILED : CCH_EXIT_PARTLY;
    cch_cases_release(&cases);
    return status;
}

static int ask(struct asking *asking, cch_error *error) {
    const struct values *values = asking->values;
    for (size_t i = 0; i < values->given.count; i++)
        if (cch_given_add(&asking->given, values->given.items[i], error))
            return cli_report(asking->self, error);
    if (cch_evaluator_new(&asking->evaluator, asking->question.program, error))
        return cli_report(asking->self, error);
    if (values->cases)
        return answer_cases(asking, error);
    return answer(asking, &(struct cch_case){.given = asking->given}, NULL);
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct asking asking = {.self = self, .values = &values};
    cch_json json = {.stream = stdout};
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    values.ask.level = CCH_LEVEL_INSTANCE;
    bool is_json = values.ask.json || values.ask.format == CCH_AS_JSON;
    if (!is_json && values.ask.format != CCH_AS_TEXT)
        return cli_usage_error(self, "--format: text and json alone");
    if ((status = cli_question_open(&asking.question, self, &values.ask, false, argc, argv)))
        goto out;
    if (is_json) {
        asking.json = &json;
        cch_json_open(&json, NULL, '[');
    }
    status = ask(&asking, &error);
    if (is_json) {
        cch_json_close(&json, ']');
        cch_json_end(&json);
    }
out:
    cch_machine_release(&asking.machine);
    cch_evaluator_free(asking.evaluator);
    cch_given_release(&asking.given);
    cli_question_close(&asking.question);
    return status;
}

const struct cli_subcommand cli_cmd_select = {
    .name = "select",
    .operands = "GRAPH…",
    .summary = "which kernels run for a call",
    .description = "Evaluates the host side of a call, from the entry to the launches, with what is\n"
                   "given of it: which specializations are launched, with which grid, block, dynamic\n"
                   "shared memory and cluster, along which chain, and which conditions chose them.\n"
                   "What is not known takes both ways: then the answer is a set, which has what\n"
                   "runs, and the conditions that are open with what would settle them.\n"
                   "No code of the program is run.\n\n"
                   "VALUE is None, True, 12, 0.5, a text, (128,0), [1,2], or a tensor: its type and\n"
                   "sizes, fp16[2,384,8,64], contiguous and on the device, with :strides(1,2),\n"
                   ":requires_grad, :cpu, :fill(VALUE) for what each element is or :last(VALUE) for\n"
                   "the last one; ? is what is not known. A NAME with a dot is a field and holds\n"
                   "wherever it is read (params.num_splits=4); others are the entry's parameters,\n"
                   "attributes of the device (cudaDevAttrMultiProcessorCount=132), global and\n"
                   "environment variables (which else are unset).\n\n"
                   "FILE has cases as JSON, [{\"name\": …, \"entry\": …, \"device\": …, \"backward\": true,\n"
                   "\"given\": {\"q\": \"fp16[2,384,8,64]\", \"causal\": true}}, …], or as CSV with a column\n"
                   "for each fact.\n\n" CCH_ABOUT_GRAPHS,
    .options = options,
    .run = run,
};
