#include "cli/question.h"
#include "graph/chains/chains.h"
#include "graph/view/select.h"
#include "interchange/interchange.h"

#include <stdlib.h>

struct values {
    struct cli_question_options ask;
    struct cli_words from;
    const char *output;
    int form;
    long limit;
    bool quiet;
};

enum { UNTOLD = -1 };

static const struct cli_option options[] = {
    {0, "to", CCH_OPTION_CHOICE, CCH_INTERCHANGE_NAMES, offsetof(struct values, form), "the form to write"},
    {'o', "output", CCH_OPTION_TEXT, "PATH", offsetof(struct values, output), "the file (or folder) to write"},
    {0, "from", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, from),
     "folded, pprof: chains start at these functions"},
    {0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit),
     "folded, pprof: at most N chains (1000000 unless told)"},
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_LEVEL(struct values, ask),
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no line on stderr about what was written"},
    {0}};

static void tell(const struct values *values, const struct cch_interchange *form,
                 const struct cch_interchange_report *report) {
    if (values->quiet)
        return;
    fprintf(stderr, "wrote ");
    cch_write_message(stderr, values->output);
    fprintf(stderr, " (%s", form->name);
    if (report->functions)
        fprintf(stderr, ", %zu functions, %zu edges", report->functions, report->edges);
    if (*report->of_chains)
        fprintf(stderr, ", %zu of %s chains", report->chains, report->of_chains);
    fputs(")\n", stderr);
}

static int write(const struct cli_subcommand *self, const struct values *values, const struct cch_interchange *form,
                 const cch_question *question) {
    struct cch_interchange_request request = {question, values->output, NULL, (size_t)values->limit};
    struct cch_interchange_report report;
    unsigned char *from = calloc((size_t)question->view->function_count + 1, 1);
    cch_error error;
    size_t starts = 0;
    int code = from ? CCH_OK : cch_fail(&error, CCH_ERROR_MEMORY, "cannot export: out of memory");
    if (!code && values->from.count) {
        code =
            cch_select(question->view, question->names, values->from.items, values->from.count, from, &starts, &error);
        request.from = from;
        if (!code && !starts && !values->quiet)
            fprintf(stderr, "callchain export: no function matches --from\n");
    }
    if (!code)
        code = cch_interchange_write(form, &request, &report, &error);
    free(from);
    if (code)
        return cli_report(self, &error);
    tell(values, form, &report);
    return CCH_EXIT_DONE;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.form = UNTOLD, .limit = 1000000, .ask.level = UNTOLD};
    cch_question question;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.form == UNTOLD)
        return cli_usage_error(self, "--to is missing: one of %s", CCH_INTERCHANGE_NAMES);
    if (!values.output)
        return cli_usage_error(self, "--output is missing");
    if (values.limit < 1 || values.limit > (long)CCH_CHAINS_LIST_MAX)
        return cli_usage_error(self, "--limit wants 1 to %zu", CCH_CHAINS_LIST_MAX);
    const struct cch_interchange *form = cch_interchange_at(values.form);
    if (values.ask.level == UNTOLD)
        values.ask.level = (int)form->level;
    else if (form->one_level && values.ask.level != (int)form->level)
        return cli_usage_error(self, "%s has all specializations: --level does not apply", form->name);
    if (!(status = cli_question_open(&question, self, &values.ask, false, argc, argv)))
        status = write(self, &values, form, &question);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_export = {
    .name = "export",
    .operands = "GRAPH… --to FORM -o PATH",
    .summary = "write a graph in the form of another program",
    .description = "Forms:\n"
                   "  sqlite   a database of all tables, with all specializations, and views of what\n"
                   "           people ask; SQLITE.md has queries\n"
                   "  parquet  a folder of tables (functions, edges, launches, guards, …) whose ids are\n"
                   "           hashes, for DuckDB, Spark, pandas; PARQUET.md\n"
                   "  json     JSON Lines: a line for each row of each of the graph's tables, and the\n"
                   "           program's edges\n"
                   "  graphml  functions and edges, for networkx, Gephi, yEd (--level)\n"
                   "  metacg   MetaCG's format, version 4 (--level)\n"
                   "  folded   chains to kernels as stacks, for flame graphs and speedscope: a line a\n"
                   "           chain, its width the number of the kernel's specializations\n"
                   "  pprof    the same for 'go tool pprof', compressed\n"
                   "  sarif    what is wrong with the graph, for code hosts and editors\n\n"
                   "Chains start where --from says, or else at what nothing else of the program\n"
                   "leads to. Names that a form cannot hold have U+FFFD in them.\n"
                   "Files get their names when they are complete.\n\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
