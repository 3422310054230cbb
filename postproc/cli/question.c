#include "cli/question.h"

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

int cch_question_open(cch_question *question, const struct cch_subcommand *self,
                      const struct cch_question_options *options, bool allow_patterns, int argc,
                      char **argv) {
    cch_error error;
    *question = (cch_question){0};
    if (!argc)
        return cch_usage_error(self, "no graph given");
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
        /* A folder without graphs is no wrong usage of the command line. */
        cch_report(self, &error);
        return CCH_EXIT_FAILED;
    }
    question->names = cch_names_new(question->program->graph);
    if (!question->names) {
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot name functions: out of memory");
        return cch_report(self, &error);
    }
    return 0;
}

void cch_question_close(cch_question *question) {
    cch_names_free(question->names);
    cch_view_free(question->view);
    cch_program_free(question->program);
}

const char *cch_question_name(const cch_question *question, uint32_t function) {
    return cch_names_function(question->names, question->naming, function);
}

void cch_print_site(FILE *stream, const cch_graph *graph, uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (!cells)
        return;
    cch_print_escaped(stream, cch_graph_text(graph, cells[CCH_SITE_FILE], NULL));
    fprintf(stream, ":%u", cells[CCH_SITE_LINE]);
}

void cch_print_passes(FILE *stream, const cch_program *program, uint64_t passes) {
    const char *comma = "";
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (passes >> i & 1) {
            fputs(comma, stream);
            cch_print_escaped(stream, program->pass_kinds[i]);
            comma = ",";
        }
}

void cch_json_site(cch_json *json, const char *key, const cch_graph *graph, uint32_t site) {
    const uint32_t *cells = cch_graph_row(graph, CCH_SITE, site);
    if (!cells) {
        cch_json_null(json, key);
        return;
    }
    cch_json_open(json, key, '{');
    cch_json_text(json, "file", cch_graph_text(graph, cells[CCH_SITE_FILE], NULL));
    cch_json_number(json, "line", cells[CCH_SITE_LINE]);
    cch_json_number(json, "column", cells[CCH_SITE_COLUMN]);
    cch_json_close(json, '}');
}

void cch_json_passes(cch_json *json, const char *key, const cch_program *program, uint64_t passes) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < program->pass_kind_count; i++)
        if (passes >> i & 1)
            cch_json_text(json, NULL, program->pass_kinds[i]);
    cch_json_close(json, ']');
}

void cch_json_function(cch_json *json, const char *key, const cch_question *question, uint32_t function) {
    if (!function) {
        cch_json_null(json, key);
        return;
    }
    enum cch_naming naming = question->naming == CCH_NAMING_IDENTITY ? CCH_NAMING_SHORT : question->naming;
    cch_json_open(json, key, '{');
    cch_json_text(json, "name", cch_names_function(question->names, naming, function));
    cch_json_text(json, "id", cch_names_function(question->names, CCH_NAMING_IDENTITY, function));
    cch_json_close(json, '}');
}

bool cch_parse_kinds(const struct cch_subcommand *self, const char *text, unsigned *kinds) {
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
            cch_usage_error(self, "unknown kind of edge '%.*s'", (int)length, at);
            return false;
        }
        *kinds |= 1u << kind;
        at += length;
        if (!*at)
            return true;
    }
}

void cch_flag_names(uint32_t flags, char *text, size_t size) {
    static const struct {
        uint32_t flag;
        const char *name;
    } names[] = {
        {CCH_FLAG_KERNEL, "kernel"},
        {CCH_FLAG_HOST, "host"},
        {CCH_FLAG_DEVICE, "device"},
        {CCH_FLAG_VIRTUAL, "virtual"},
        {CCH_FLAG_PURE, "pure"},
        {CCH_FLAG_CONSTRUCTOR, "constructor"},
        {CCH_FLAG_DESTRUCTOR, "destructor"},
        {CCH_FLAG_IMPLICIT, "implicit"},
        {CCH_FLAG_LAMBDA, "lambda"},
        {CCH_FLAG_TEMPLATE, "template"},
        {CCH_FLAG_INSTANTIATION, "instantiation"},
        {CCH_FLAG_SYNTHETIC, "synthetic"},
        {CCH_FLAG_INTERNAL, "internal"},
        {CCH_FLAG_DEFINED, "defined"},
        {CCH_FLAG_ENTRY, "entry"},
        {CCH_FLAG_BINDING, "binding"},
        {CCH_FLAG_MAIN_FILE, "main file"},
        {CCH_FLAG_SYSTEM, "system"},
        {CCH_FLAG_CLASS, "class"},
        {CCH_FLAG_EXTERNAL, "external"},
        {CCH_FLAG_CONSTEXPR, "constexpr"},
        {CCH_FLAG_TRIVIAL, "trivial"},
        {CCH_FLAG_BUILTIN, "builtin"},
    };
    size_t used = 0;
    *text = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names && used < size; i++)
        if (flags & names[i].flag)
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? "," : "", names[i].name);
}

const char *cch_language_name(uint32_t language) {
    static const char *const names[] = {"unknown", "C", "C++", "CUDA", "Python"};
    return language < sizeof names / sizeof *names ? names[language] : names[0];
}

void cch_print_listing(const cch_question *question, const struct cch_listing *listing, const void *items,
                       size_t count, bool as_json) {
    const char *item = items;
    cch_json json = {.stream = stdout};
    if (as_json)
        cch_json_open(&json, NULL, '[');
    else
        puts(listing->header);
    for (size_t i = 0; i < count && !ferror(stdout); i++, item += listing->item_size)
        if (as_json)
            listing->write_json(&json, question, item);
        else
            listing->print_line(question, item);
    if (as_json) {
        cch_json_close(&json, ']');
        cch_json_end(&json);
    }
}
