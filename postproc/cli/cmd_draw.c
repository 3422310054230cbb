#include "base/output_file.h"
#include "cli/question.h"
#include "graph/draw/drawing.h"
#include "graph/view/select.h"

#include <stdlib.h>

enum format { FORMAT_DOT, FORMAT_MERMAID, FORMAT_SVG, FORMAT_PNG };

struct values {
    struct cli_question_options ask;
    struct cli_words around, from, to;
    bool kernel, shortest, outermost, lambdas;
    long depth, limit;
    int direction, format;
    const char *kinds, *output;
};

static const struct cli_option options[] = {
    {0, "around", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, around), "these functions and their neighbours"},
    {0, "depth", CCH_OPTION_NUMBER, "N", offsetof(struct values, depth), "so many steps away (1 unless told)"},
    {0, "direction", CCH_OPTION_CHOICE, "both|callers|callees", offsetof(struct values, direction),
     "neighbours on this side"},
    {0, "from", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, from), "the chains that start at these functions"},
    {0, "to", CCH_OPTION_WORDS, "PATTERN", offsetof(struct values, to), "and end at these"},
    {0, "kernel", CCH_OPTION_FLAG, NULL, offsetof(struct values, kernel), "or at any kernel"},
    {0, "shortest", CCH_OPTION_FLAG, NULL, offsetof(struct values, shortest),
     "from each start to each target only the shortest"},
    {0, "outermost", CCH_OPTION_FLAG, NULL, offsetof(struct values, outermost),
     "only from starts that no other start leads to"},
    {0, "lambdas", CCH_OPTION_FLAG, NULL, offsetof(struct values, lambdas),
     "show closures that only their enclosing function calls, too"},
    {0, "kinds", CCH_OPTION_TEXT, "KIND[,KIND…]", offsetof(struct values, kinds),
     "edges of these kinds (unless told: all but address)"},
    {0, "limit", CCH_OPTION_NUMBER, "N", offsetof(struct values, limit), "at most N functions (50 unless told)"},
    CCH_OPTION_CERTAIN(struct values, ask),
    CCH_OPTION_DEVICE(struct values, ask),
    CCH_OPTION_LEVEL(struct values, ask),
    CCH_OPTION_ID(struct values, ask),
    {0, "format", CCH_OPTION_CHOICE, "dot|mermaid|svg|png", offsetof(struct values, format),
     "for Graphviz (the default), for Markdown, or as Graphviz's dot renders it"},
    {'o', "output", CCH_OPTION_TEXT, "FILE", offsetof(struct values, output), "write to FILE, not to stdout"},
    {0}};

static bool select_functions(const cch_question *question, const struct cli_words *patterns, const char *option,
                             unsigned char *set, cch_error *error) {
    size_t matched;
    if (cch_select(question->view, question->names, patterns->items, patterns->count, set, &matched, error))
        return false;
    if (patterns->count && !matched)
        cch_fail(error, CCH_ERROR_USAGE, "no function matches %s", option);
    return !patterns->count || matched;
}

/* 0, or an error's code. */
static int make(cch_drawing *drawing, const cch_question *question, const struct values *values, unsigned kinds,
                cch_error *error) {
    const cch_view *view = question->view;
    size_t room = (size_t)view->function_count + 1;
    unsigned char *from = calloc(room, 1), *to = calloc(room, 1);
    int code = CCH_ERROR_USAGE;
    *drawing = (cch_drawing){.question = question};
    if (!from || !to) {
        code = cch_fail(error, CCH_ERROR_MEMORY, "cannot draw: out of memory");
    } else if (values->around.count) {
        struct cch_around around = {from, (unsigned)values->depth, (enum cch_direction)values->direction, kinds,
                                    values->ask.certain};
        code = select_functions(question, &values->around, "--around", from, error)
                   ? cch_drawing_around(drawing, question, &around, (size_t)values->limit, error)
                   : error->code;
    } else {
        struct cch_chains_request request = {.from = from,
                                             .to = to,
                                             .kinds = kinds,
                                             .certain = values->ask.certain,
                                             .outermost = values->outermost,
                                             .shortest = values->shortest};
        for (uint32_t f = 1; f <= view->function_count && values->kernel; f++)
            to[f] = cch_view_shows(view, f) && (view->flags[f] & CCH_FLAG_KERNEL);
        code = select_functions(question, &values->from, "--from", from, error) &&
                       select_functions(question, &values->to, "--to", to, error)
                   ? cch_drawing_of_chains(drawing, question, request, (size_t)values->limit, error)
                   : error->code;
    }
    free(from);
    free(to);
    return code;
}

static int print(FILE *stream, const cch_drawing *drawing, int format, cch_error *error) {
    if (format == FORMAT_SVG || format == FORMAT_PNG)
        return cch_drawing_render(stream, drawing, format == FORMAT_SVG ? "svg" : "png", error);
    (format == FORMAT_DOT ? cch_drawing_print_dot : cch_drawing_print_mermaid)(stream, drawing);
    return CCH_OK;
}

static int draw(const cch_question *question, const struct values *values, unsigned kinds, cch_error *error) {
    cch_drawing drawing;
    cch_output *output = NULL;
    int code = make(&drawing, question, values, kinds, error);
    if (!code && values->output)
        code = cch_output_open(&output, values->output, error);
    if (!code)
        code = print(output ? cch_output_stream(output) : stdout, &drawing, values->format, error);
    if (output && !code)
        code = cch_output_commit(output, 0, error);
    else
        cch_output_abort(output);
    cch_drawing_release(&drawing);
    return code;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.depth = 1, .limit = CCH_DRAWING_FUNCTIONS};
    unsigned kinds = CCH_CHAINS_KINDS;
    cch_question question;
    cch_error error;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (!values.around.count && !values.from.count)
        return cli_usage_error(self, "--around or --from is missing");
    if (values.around.count && (values.from.count || values.to.count || values.kernel))
        return cli_usage_error(self,
                               "--around is a neighbourhood, --from, --to and --kernel are chains: one of the two");
    if (values.from.count && !values.to.count && !values.kernel)
        return cli_usage_error(self, "--to or --kernel is missing");
    if (values.limit < 1 || values.limit > CCH_DRAWING_FUNCTIONS_MAX)
        return cli_usage_error(self, "--limit wants 1 to %d", CCH_DRAWING_FUNCTIONS_MAX);
    if (values.format == FORMAT_PNG && !values.output)
        return cli_usage_error(self, "--format png wants --output");
    if (!cli_parse_kinds(self, values.kinds, &kinds))
        return CCH_EXIT_USAGE;
    values.ask.fold = !values.lambdas;
    values.ask.without_edges = !values.around.count;
    if (!(status = cli_question_open(&question, self, &values.ask, false, argc, argv)) &&
        draw(&question, &values, kinds, &error))
        status = cli_report(self, &error);
    cli_question_close(&question);
    return status;
}

const struct cli_subcommand cli_cmd_draw = {
    .name = "draw",
    .operands = "GRAPH…",
    .summary = "draw some chains, or the neighbourhood of a function",
    .description = "Draws the chains from one function to another (as 'callchain chains' has them),\n"
                   "or functions and what is at most --depth steps away from them. Functions stand\n"
                   "together by language and by where they run; steps have their kind, and are dashed\n"
                   "where they are only possible. Kernels are octagons, what was asked for has a\n"
                   "thick frame.\n\n"
                   "Nobody can read a drawing of a large graph: what has more than --limit functions\n"
                   "is refused, with how to ask for less.\n\n"
                   "A drawing joins the chains: not every path in it is one.\n\n" CCH_ABOUT_PATTERNS,
    .options = options,
    .run = run,
};
