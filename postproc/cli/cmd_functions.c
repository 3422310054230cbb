#include "cli/question.h"

struct values {
    struct cch_question_options ask;
};

static const struct cch_option options[] = {CCH_OPTION_LEVEL(struct values, ask),
                                            CCH_OPTION_ID(struct values, ask),
                                            CCH_OPTION_JSON(struct values, ask),
                                            {0}};

static void print_line(const cch_question *question, const void *item) {
    uint32_t function = *(const uint32_t *)item;
    const cch_graph *graph = question->program->graph;
    const char *what;
    char flags[256];
    cch_flag_names(question->view->flags[function], flags, sizeof flags);
    cch_print_escaped(stdout, cch_question_name(question, function));
    printf("\t%s\t%s\t",
           cch_language_name(cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE]), flags);
    cch_print_site(stdout, graph, cch_view_place(question->view, function, &what));
    printf("\t%u\n", question->view->specializations[function]);
}

static void write_json(cch_json *json, const cch_question *question, const void *item) {
    uint32_t function = *(const uint32_t *)item;
    const cch_graph *graph = question->program->graph;
    const char *what;
    char flags[256];
    cch_flag_names(question->view->flags[function], flags, sizeof flags);
    cch_json_open(json, NULL, '{');
    cch_json_function(json, "function", question, function);
    cch_json_text(json, "language",
                  cch_language_name(cch_graph_row(graph, CCH_FUNCTION, function)[CCH_FUNCTION_LANGUAGE]));
    cch_json_text(json, "flags", flags);
    cch_json_site(json, "place", graph, cch_view_place(question->view, function, &what));
    cch_json_number(json, "specializations", question->view->specializations[function]);
    cch_json_close(json, '}');
}

static const struct cch_listing listing = {"function\tlanguage\tflags\tplace\tspecializations",
                                           sizeof(uint32_t), print_line, write_json};

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    struct cch_numbers functions = {0};
    cch_question question;
    cch_error error;
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if ((status = cch_question_open(&question, self, &values.ask, true, argc, argv)))
        goto out;
    if (cch_functions_find(question.view, question.names, question.naming, question.patterns,
                           question.pattern_count, &functions, &error)) {
        status = cch_report(self, &error);
        goto out;
    }
    cch_print_listing(&question, &listing, functions.items, functions.count, values.ask.json);
out:
    cch_numbers_release(&functions);
    cch_question_close(&question);
    return status;
}

const struct cch_subcommand cch_cmd_functions = {
    .name = "functions",
    .operands = "GRAPH… [PATTERN…]",
    .summary = "list functions",
    .description = "Prints a header line and a line for each function, tab-separated: its name,\n"
                   "language, flags, the place where it is defined (or else declared), and the\n"
                   "number of its specializations in the graph.\n\n" CCH_ABOUT_GRAPHS "\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
