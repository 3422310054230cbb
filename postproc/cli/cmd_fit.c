/* callchain fit: does each launch fit each device? */
#include "cli/question.h"

#include <stdlib.h>
#include <string.h>

#include "fit/code_facts.h"
#include "fit/report.h"

enum { AS_SARIF = CCH_FORMAT_COUNT };

struct values {
    struct cli_question_options ask;
    struct cli_words devices, kernels, fail_on, only, binaries, logs;
};

static const struct cli_option options[] = {
    {0, "device", CCH_OPTION_WORDS, "NAME", offsetof(struct values, devices),
     "sm_86, 8.6, H100, \"RTX 4090\" … (unless told: what the graph is compiled for, or every capability)"},
    {0, "kernel", CCH_OPTION_WORDS, "NAME", offsetof(struct values, kernels), "the kernel that a profiler calls so"},
    {0, "binary", CCH_OPTION_WORDS, "FILE", offsetof(struct values, binaries),
     "what was compiled, for registers and static shared memory (as with cost)"},
    {0, "ptxas", CCH_OPTION_WORDS, "LOG", offsetof(struct values, logs),
     "what nvcc -Xptxas -v, or cuobjdump -res-usage, printed of it"},
    {0, "only", CCH_OPTION_WORDS, "VERDICT[,VERDICT…]", offsetof(struct values, only),
     "print these alone (any: all but launches and opt-in)"},
    {0, "fail-on", CCH_OPTION_WORDS, "VERDICT[,VERDICT…]", offsetof(struct values, fail_on),
     "exit code 2 where there is one of these: exceeds, opt-in-missing, … or any"},
    {0, "format", CCH_OPTION_CHOICE, (&(CCH_FORMATS(CCH_FORMAT_CHOICE) "|sarif")[1]),
     offsetof(struct values, ask.format), "how to print it"},
    CCH_OPTION_JSON(struct values, ask),
    {0}};

/* The devices that are asked for; to free(). NULL after a message, with *status. */
static struct cch_device *devices_of(const struct cli_subcommand *self, const struct values *values,
                                     const cch_graph *graph, size_t *count, int *status) {
    cch_error error;
    struct cch_device *devices =
        values->devices.count ? calloc(values->devices.count, sizeof *devices) : cch_fit_devices(graph, count);
    if (!devices) {
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot list devices: out of memory");
        *status = cli_report(self, &error);
        return NULL;
    }
    for (size_t i = 0; i < values->devices.count; i++)
        if (cch_device_find(&devices[i], values->devices.items[i], &error)) {
            *status = cli_report(self, &error);
            free(devices);
            return NULL;
        }
    *count = values->devices.count ? values->devices.count : *count;
    return devices;
}

/* What was compiled, if anything is named; NULL else, or after a message, with *status. */
static cch_fit_code_table *codes_of(const struct cli_subcommand *self, const struct values *values,
                                    const cch_question *question, int *status) {
    cch_codes codes = {0};
    cch_fit_code_table *table = NULL;
    cch_error error;
    int code = 0;
    if (!values->binaries.count && !values->logs.count)
        return NULL;
    for (size_t i = 0; i < values->binaries.count && !code; i++)
        code = cch_codes_read_binary(&codes, values->binaries.items[i], &error);
    for (size_t i = 0; i < values->logs.count && !code; i++)
        code = cch_codes_read_log(&codes, values->logs.items[i], &error);
    if (!code && !(table = cch_fit_code_table_new(&codes, question->view)))
        code = cch_fail(&error, CCH_ERROR_MEMORY, "cannot join code to the program: out of memory");
    if (code)
        *status = cli_report(self, &error);
    cch_codes_release(&codes);
    return table;
}

static int fit(const struct cli_subcommand *self, const cch_question *question, const struct values *values,
               unsigned only, unsigned fail_on) {
    size_t count = 0, found[CCH_FIT_VERDICTS];
    cch_error error;
    int status = 0;
    cch_fit_code_table *codes = codes_of(self, values, question, &status);
    if (status)
        return status;
    struct cch_device *devices = devices_of(self, values, question->program->graph, &count, &status);
    if (!devices) {
        cch_fit_code_table_free(codes);
        return status;
    }
    const struct cch_fit_request request = {.rows = {.kernels = question->patterns,
                                                     .kernel_count = question->pattern_count,
                                                     .names = values->kernels.items,
                                                     .name_count = values->kernels.count},
                                            .devices = devices,
                                            .device_count = count,
                                            .facts = codes ? cch_fit_code_table_facts : NULL,
                                            .data = codes};
    const struct cch_fit_layout layout = {
        .format = values->ask.json                 ? cch_format_at(CCH_AS_JSON)
                  : values->ask.format == AS_SARIF ? NULL
                                                   : cch_format_at(values->ask.format),
        .verdicts = only ? only : ~0u,
        .version = CALLCHAIN_VERSION,
    };
    if (cch_fit_print(stdout, question->program, question->names, &request, &layout, found, &error))
        status = cli_report(self, &error);
    for (unsigned i = 0; i < CCH_FIT_VERDICTS && !status; i++)
        if (found[i] && (fail_on >> i & 1))
            status = CCH_EXIT_FINDINGS;
    free(devices);
    cch_fit_code_table_free(codes);
    return status;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.ask = {.level = CCH_LEVEL_INSTANCE}};
    unsigned only = 0, fail_on = 0;
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    for (size_t i = 0; i < values.only.count; i++)
        if (cch_fit_verdicts_read(&only, values.only.items[i], &error))
            return cli_report(self, &error);
    for (size_t i = 0; i < values.fail_on.count; i++)
        if (cch_fit_verdicts_read(&fail_on, values.fail_on.items[i], &error))
            return cli_report(self, &error);
    if (!(status = cli_question_open(&question, self, &values.ask, true, argc, argv)))
        status = fit(self, &question, &values, only, fail_on);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_fit = {
    .name = "fit",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "tell which launches fit which devices, and by how much the others do not",
    .description = "Prints a row for each launch (as params --hardware has them) whose kernel matches\n"
                   "a PATTERN, and each device: what the launch takes beside what the device has.\n"
                   "Verdicts:\n"
                   "  launches        every launch may have so much\n"
                   "  opt-in          more shared memory than that: the code asks for it before, on\n"
                   "                  every way to the launch (cudaFuncSetAttribute)\n"
                   "  opt-in-missing  it does not, or only on some ways, or for less\n"
                   "  exceeds         the device has less: by so many bytes, threads, blocks\n"
                   "  not-reached     the host's conditions on the device keep the launch away\n"
                   "  not-compiled    no code of the kernel runs there\n"
                   "  stub            the code for the device does nothing\n"
                   "  unknown         see the column reason\n"
                   "Devices are capabilities from 7.0 to 12.1 or products; an unknown name lists all.\n"
                   "--format sarif has findings alone (SARIF 2.1.0).\n\n"
                   "Exit codes: 2 when something that --fail-on names was found; else 0.\n\n" CCH_ABOUT_GRAPHS
                   "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
