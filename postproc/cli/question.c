#include "cli/question.h"
#include "graph/view/load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static bool is_graph(const char *operand) {
    struct stat facts;
    size_t length = strlen(operand);
    if (length > 4 && !strcmp(operand + length - 4, ".ccg"))
        return true;
    return strchr(operand, '/') && !stat(operand, &facts) && S_ISDIR(facts.st_mode);
}

/* Moves the graphs to the front; the order within each part stays. */
static size_t part_operands(int argc, char **argv, bool allow_patterns) {
    size_t graphs = 0;
    for (int i = 0; i < argc; i++) {
        if (i && allow_patterns && !is_graph(argv[i]))
            continue;
        char *graph = argv[i];
        memmove(argv + graphs + 1, argv + graphs, ((size_t)i - graphs) * sizeof *argv);
        argv[graphs++] = graph;
    }
    return graphs;
}

int cli_question_open(cch_question *question, const struct cli_subcommand *self,
                      const struct cli_question_options *options, bool allow_patterns, int argc, char **argv) {
    cch_error error;
    *question = (cch_question){0};
    if (!argc)
        return cli_usage_error(self, "no graph given");
    question->graph_count = part_operands(argc, argv, allow_patterns);
    question->graphs = (const char *const *)argv;
    question->patterns = question->graphs + question->graph_count;
    question->pattern_count = (size_t)argc - question->graph_count;
    enum cch_level level = (enum cch_level)options->level;
    question->naming = options->identities           ? CCH_NAMING_IDENTITY
                       : level == CCH_LEVEL_INSTANCE ? CCH_NAMING_FULL
                                                     : CCH_NAMING_SHORT;
    if (cch_program_load(&question->program, question->graphs, question->graph_count, &error) ||
        (options->device && cch_program_for_device(question->program, options->device, &error)) ||
        cch_view_new(&question->view, question->program, level,
                     (options->fold ? CCH_VIEW_FOLD_LAMBDAS : 0u) | (options->never ? CCH_VIEW_NEVER : 0u) |
                         (options->without_edges ? CCH_VIEW_WITHOUT_EDGES : 0u),
                     &error)) {
        return cli_report_input(self, &error);
    }
    question->names = cch_names_new(question->program->graph);
    if (!question->names) {
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot name functions: out of memory");
        return cli_report(self, &error);
    }
    return 0;
}

uint64_t cli_question_bytes(const cch_question *question) {
    uint64_t bytes = 0;
    struct stat facts;
    for (size_t i = 0; i < question->graph_count; i++)
        if (!stat(question->graphs[i], &facts) && S_ISREG(facts.st_mode))
            bytes += (uint64_t)facts.st_size;
    return bytes;
}

void cli_question_close(cch_question *question) {
    cch_names_free(question->names);
    cch_view_free(question->view);
    cch_program_free(question->program);
}

const struct cch_format *cli_question_format(const struct cli_question_options *options) {
    return cch_format_at(options->json ? CCH_AS_JSON : options->format);
}

int cli_report_listed(const struct cli_subcommand *self, int code) {
    cch_error error;
    if (!code)
        return CCH_EXIT_DONE;
    cch_fail(&error, code, "cannot print the list: out of memory");
    return cli_report(self, &error);
}

bool cli_parse_kinds(const struct cli_subcommand *self, const char *text, unsigned *kinds) {
    if (!text)
        return true;
    *kinds = 0;
    for (const char *at = text;; at++) {
        size_t length = strcspn(at, ",");
        unsigned kind = 0;
        while (kind < CCH_KIND_COUNT && (strlen(cch_kind_name((enum cch_kind)kind)) != length ||
                                         strncmp(cch_kind_name((enum cch_kind)kind), at, length)))
            kind++;
        if (kind == CCH_KIND_COUNT) {
            cli_usage_error(self, "unknown kind of edge '%.*s'", (int)length, at);
            return false;
        }
        *kinds |= 1u << kind;
        at += length;
        if (!*at)
            return true;
    }
}
