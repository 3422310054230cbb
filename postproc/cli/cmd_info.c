#include "cli/question.h"
#include "graph/view/info.h"

#include <sys/stat.h>

struct values {
    struct cch_question_options ask;
    bool verbose;
};

static const struct cch_option options[] = {
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    CCH_OPTION_JSON(struct values, ask),
    {'v', "verbose", CCH_OPTION_FLAG, NULL, offsetof(struct values, verbose),
     "name all entry points, kernels, bindings and problems, not only the first"},
    {0}};

enum { FIRST = 10 };

/* Bytes of the graph files named on the command line; folders are not counted. */
static uint64_t file_bytes(const cch_question *question) {
    uint64_t bytes = 0;
    struct stat facts;
    for (size_t i = 0; i < question->graph_count; i++)
        if (!stat(question->graphs[i], &facts) && S_ISREG(facts.st_mode))
            bytes += (uint64_t)facts.st_size;
    return bytes;
}

/* Problems, one function for text and JSON each ----------------------------- */

static const uint32_t *pass_cells(const cch_question *question, uint32_t row) {
    return cch_graph_row(question->program->graph, CCH_PASS, row);
}

static const char *text_of(const cch_question *question, uint32_t string) {
    return cch_graph_text(question->program->graph, string, NULL);
}

static void print_pass(const cch_question *question, uint32_t row) {
    const uint32_t *cells = pass_cells(question, row);
    cch_print_escaped(stdout, text_of(question, cells[CCH_PASS_UNIT]));
    fputs(" (", stdout);
    cch_print_escaped(stdout, text_of(question, cells[CCH_PASS_KIND]));
    fputs(")", stdout);
}

static void print_incomplete(const cch_question *question, uint32_t row) {
    const uint32_t *cells = pass_cells(question, row);
    print_pass(question, row);
    printf(": %u error%s", cells[CCH_PASS_ERRORS], cells[CCH_PASS_ERRORS] == 1 ? "" : "s");
    if (cells[CCH_PASS_FIRST_ERROR]) {
        fputs(", first ", stdout);
        cch_print_escaped(stdout, text_of(question, cells[CCH_PASS_FIRST_ERROR]));
    }
}

static void print_string(const cch_question *question, uint32_t string) {
    cch_print_escaped(stdout, text_of(question, string));
}

static void print_function(const cch_question *question, uint32_t function) {
    const char *what;
    cch_print_escaped(stdout, cch_question_name(question, function));
    uint32_t site = cch_view_place(question->view, function, &what);
    if (site) {
        fputs("  ", stdout);
        cch_print_site(stdout, question->program->graph, site);
    }
}

static void print_list(const cch_question *question, const char *title, const struct cch_numbers *numbers,
                       void (*print)(const cch_question *, uint32_t), bool all) {
    if (!numbers->count)
        return;
    printf("\n%s (%zu)\n", title, numbers->count);
    for (size_t i = 0; i < numbers->count && (all || i < FIRST); i++) {
        fputs("  ", stdout);
        print(question, numbers->items[i]);
        putchar('\n');
    }
    if (!all && numbers->count > FIRST)
        printf("  … and %zu more (-v shows all)\n", numbers->count - FIRST);
}

static void print_other_problems(const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    uint32_t count = cch_graph_count(graph, CCH_PROBLEM);
    if (count)
        printf("\nOther problems (%u)\n", count);
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        fputs("  ", stdout);
        if (cells[CCH_PROBLEM_SITE])
            cch_print_site(stdout, graph, cells[CCH_PROBLEM_SITE]);
        else
            print_string(question, cells[CCH_PROBLEM_UNIT]);
        fputs(": ", stdout);
        print_string(question, cells[CCH_PROBLEM_TEXT]);
        putchar('\n');
    }
}

static void print_repairs(const cch_question *question, bool all) {
    const cch_graph *graph = question->program->graph;
    uint32_t count = cch_graph_count(graph, CCH_REPAIR);
    if (count)
        printf("\nRepaired to be read (%u)\n", count);
    for (uint32_t row = 1; row <= count && (all || row <= FIRST); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_REPAIR, row);
        size_t units;
        cch_graph_items(graph, cells[CCH_REPAIR_UNITS], &units);
        fputs("  ", stdout);
        cch_print_site(stdout, graph, cells[CCH_REPAIR_SITE]);
        fputs(": ", stdout);
        print_string(question, cells[CCH_REPAIR_RULE]);
        fputs(", '", stdout);
        print_string(question, cells[CCH_REPAIR_BEFORE]);
        fputs("' read as '", stdout);
        print_string(question, cells[CCH_REPAIR_AFTER]);
        printf("', in %zu unit%s\n", units, units == 1 ? "" : "s");
    }
    if (!all && count > FIRST)
        printf("  … and %u more (-v shows all)\n", count - FIRST);
}

/* Text ------------------------------------------------------------------------ */

static void print_numbers(const cch_question *question, const cch_info *info) {
    printf("units            %zu", info->units);
    if (info->incomplete_units)
        printf(" (%zu incomplete)", info->incomplete_units);
    printf("\npasses           %zu", info->pass_count);
    for (size_t i = 0; i < info->pass_kind_count; i++) {
        fputs(i ? ", " : ": ", stdout);
        cch_print_escaped(stdout, info->pass_kinds[i]);
        printf(" %zu", info->passes[i]);
    }
    printf("\nfunctions        %zu, %zu defined", info->function_count, info->defined);
    for (unsigned i = 0, shown = 0; i < CCH_LANGUAGE_COUNT; i++)
        if (info->functions[i])
            printf("%s%s %zu", shown++ ? ", " : ": ", cch_language_name(i), info->functions[i]);
    if (question->view->level == CCH_LEVEL_SOURCE)
        printf("\nspecializations  %zu", info->specializations);
    printf("\nentry points     %zu\nkernels          %zu\nlaunches         %zu\nbindings         %zu\n",
           info->entry_points.count, info->kernels.count, info->launches, info->bindings.count);
    uint64_t bytes = file_bytes(question);
    if (bytes)
        printf("file size        %llu bytes\n", (unsigned long long)bytes);
    printf("edges            %zu\n", info->edge_count);
    for (unsigned kind = 0; kind < CCH_KIND_COUNT; kind++)
        if (info->certain[kind] || info->possible[kind])
            printf("  %-14s %zu certain, %zu possible\n", cch_kind_name((enum cch_kind)kind),
                   info->certain[kind], info->possible[kind]);
}

static void print_text(const cch_question *question, const cch_info *info, bool all) {
    print_numbers(question, info);
    print_list(question, "Entry points", &info->entry_points, print_function, all);
    print_list(question, "Kernels", &info->kernels, print_function, all);
    print_list(question, "Bindings", &info->bindings, print_function, all);
    print_list(question, "Expected units that are missing", &info->missing, print_string, all);
    print_list(question, "Incomplete passes", &info->incomplete, print_incomplete, all);
    print_list(question, "Passes read twice with different contents", &info->disagreeing, print_pass, all);
    print_list(question, "Functions defined at more than one place", &info->conflicts, print_function, all);
    print_list(question, "Bindings that are called and defined nowhere", &info->undefined_bindings,
               print_function, all);
    print_list(question, "Bindings that no Python code calls", &info->unused_bindings, print_function, all);
    print_repairs(question, all);
    print_other_problems(question);
}

/* JSON ------------------------------------------------------------------------ */

static void write_functions(cch_json *json, const char *key, const cch_question *question,
                            const struct cch_numbers *numbers) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < numbers->count; i++)
        cch_json_function(json, NULL, question, numbers->items[i]);
    cch_json_close(json, ']');
}

static void write_passes(cch_json *json, const char *key, const cch_question *question,
                         const struct cch_numbers *rows) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < rows->count; i++) {
        const uint32_t *cells = pass_cells(question, rows->items[i]);
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "unit", text_of(question, cells[CCH_PASS_UNIT]));
        cch_json_text(json, "pass", text_of(question, cells[CCH_PASS_KIND]));
        cch_json_number(json, "errors", cells[CCH_PASS_ERRORS]);
        cch_json_text(json, "first_error", text_of(question, cells[CCH_PASS_FIRST_ERROR]));
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_counts(cch_json *json, const cch_question *question, const cch_info *info) {
    cch_json_number(json, "units", info->units);
    cch_json_number(json, "incomplete_units", info->incomplete_units);
    cch_json_open(json, "passes", '{');
    for (size_t i = 0; i < info->pass_kind_count; i++)
        cch_json_number(json, info->pass_kinds[i], info->passes[i]);
    cch_json_close(json, '}');
    cch_json_number(json, "functions", info->function_count);
    cch_json_number(json, "defined", info->defined);
    cch_json_number(json, "specializations", info->specializations);
    cch_json_open(json, "languages", '{');
    for (unsigned i = 0; i < CCH_LANGUAGE_COUNT; i++)
        cch_json_number(json, cch_language_name(i), info->functions[i]);
    cch_json_close(json, '}');
    cch_json_number(json, "edges", info->edge_count);
    cch_json_open(json, "kinds", '{');
    for (unsigned kind = 0; kind < CCH_KIND_COUNT; kind++) {
        cch_json_open(json, cch_kind_name((enum cch_kind)kind), '{');
        cch_json_number(json, "certain", info->certain[kind]);
        cch_json_number(json, "possible", info->possible[kind]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, '}');
    cch_json_number(json, "launches", info->launches);
    cch_json_number(json, "file_bytes", file_bytes(question));
}

static void write_problems(cch_json *json, const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, "problems", '[');
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PROBLEM); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "unit", text_of(question, cells[CCH_PROBLEM_UNIT]));
        cch_json_text(json, "text", text_of(question, cells[CCH_PROBLEM_TEXT]));
        cch_json_site(json, "site", graph, cells[CCH_PROBLEM_SITE]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_texts(cch_json *json, const char *key, const cch_question *question, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(question->program->graph, list, &count);
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++)
        cch_json_text(json, NULL, text_of(question, items[i]));
    cch_json_close(json, ']');
}

static void write_repairs(cch_json *json, const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, "repairs", '[');
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_REPAIR); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_REPAIR, row);
        cch_json_open(json, NULL, '{');
        cch_json_site(json, "site", graph, cells[CCH_REPAIR_SITE]);
        cch_json_text(json, "rule", text_of(question, cells[CCH_REPAIR_RULE]));
        cch_json_text(json, "before", text_of(question, cells[CCH_REPAIR_BEFORE]));
        cch_json_text(json, "after", text_of(question, cells[CCH_REPAIR_AFTER]));
        write_texts(json, "passes", question, cells[CCH_REPAIR_PASSES]);
        write_texts(json, "units", question, cells[CCH_REPAIR_UNITS]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void print_json(const cch_question *question, const cch_info *info) {
    cch_json json = {.stream = stdout};
    cch_json_open(&json, NULL, '{');
    write_counts(&json, question, info);
    write_functions(&json, "entry_points", question, &info->entry_points);
    write_functions(&json, "kernels", question, &info->kernels);
    write_functions(&json, "bindings", question, &info->bindings);
    cch_json_open(&json, "missing_units", '[');
    for (size_t i = 0; i < info->missing.count; i++)
        cch_json_text(&json, NULL, text_of(question, info->missing.items[i]));
    cch_json_close(&json, ']');
    write_passes(&json, "incomplete", question, &info->incomplete);
    write_passes(&json, "disagreeing", question, &info->disagreeing);
    write_functions(&json, "conflicts", question, &info->conflicts);
    write_functions(&json, "undefined_bindings", question, &info->undefined_bindings);
    write_functions(&json, "unused_bindings", question, &info->unused_bindings);
    write_repairs(&json, question);
    write_problems(&json, question);
    cch_json_close(&json, '}');
    cch_json_end(&json);
}

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    cch_question question;
    cch_info info = {0};
    cch_error error;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cch_question_open(&question, self, &values.ask, false, argc, argv)))
        goto out;
    if (cch_info_make(&info, question.view, question.names, question.naming, &error))
        status = cch_report(self, &error);
    else if (values.ask.json)
        print_json(&question, &info);
    else
        print_text(&question, &info, values.verbose);
out:
    cch_info_release(&info);
    cch_question_close(&question);
    return status;
}

const struct cch_subcommand cch_cmd_info = {
    .name = "info",
    .operands = "GRAPH…",
    .summary = "sum up a graph: units, functions, edges, kernels, problems",
    .options = options,
    .run = run,
};
