#include "cli/params.h"

#include "base/json.h"
#include "params/hardware/hardware.h"

static int print(const struct cch_subcommand *self, const struct cch_params_options *options,
                 json_object *table) {
    static int (*const forms[])(FILE *, json_object *) = {
        [CCH_PARAMS_TEXT] = cch_hardware_print_text,
        [CCH_PARAMS_JSON] = cch_hardware_print_json,
        [CCH_PARAMS_CSV] = cch_hardware_print_csv,
        [CCH_PARAMS_MARKDOWN] = cch_hardware_print_markdown,
    };
    cch_error error = {0};
    if (options->pivot)
        return cch_hardware_print_pivot(stdout, table, options->pivot, &error) ? cch_report(self, &error)
                                                                              : CCH_EXIT_DONE;
    int status = forms[options->format](stdout, table);
    if (!status)
        return CCH_EXIT_DONE;
    cch_fail(&error, status, "cannot print the table: out of memory");
    return cch_report(self, &error);
}

static int print_row(void *count, json_object *row) { return cch_hardware_print_json_row(stdout, row, count); }

int cch_params_hardware(const struct cch_subcommand *self, const cch_question *question,
                        const struct cch_params_options *options) {
    const struct cch_hardware_request request = {
        question->patterns,   question->pattern_count, options->kernels.items, options->kernels.count,
        options->units.items, options->units.count,    options->where.items,   options->where.count};
    json_object *table = NULL;
    cch_error error = {0};
    size_t count = 0;
    if (options->format == CCH_PARAMS_JSON && !options->pivot) {
        if (cch_hardware_visit(question->program, question->names, &request, print_row, &count, &error))
            return cch_report(self, &error);
        cch_hardware_print_json_end(stdout, count);
        return CCH_EXIT_DONE;
    }
    if (cch_hardware_table(question->program, question->names, &request, &table, &error))
        return cch_report(self, &error);
    int status = print(self, options, table);
    json_object_put(table);
    return status;
}
