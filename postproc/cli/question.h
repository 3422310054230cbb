/* What the sub-commands that ask a graph have in common: their options, and
 * opening a program, a view and names from them. */
#ifndef CCH_CLI_QUESTION_H
#define CCH_CLI_QUESTION_H

#include "cli/command.h"
#include "cli/json_writer.h"
#include "graph/view/functions.h"
#include "graph/view/name.h"
#include "graph/view/view.h"

struct cch_question_options {
    int level; /* enum cch_level */
    bool certain, identities, json, fold;
    bool never; /* the calls that never run, too */
    const char *device; /* only what operators run there; NULL: anywhere */
    bool without_edges; /* the view: the sub-command asks for none */
};

/* Rows for an option table, whose structure's `member` is the above. */
#define CCH_OPTION_LEVEL(type, member)                                                                       \
    {0,                                                                                                      \
     "level",                                                                                                \
     CCH_OPTION_CHOICE,                                                                                      \
     "source|instance",                                                                                      \
     offsetof(type, member.level),                                                                           \
     "functions as written (the default), or each specialization"}
#define CCH_OPTION_CERTAIN(type, member)                                                                     \
    {0, "certain", CCH_OPTION_FLAG, NULL, offsetof(type, member.certain), "leave possible edges out"}
#define CCH_OPTION_ID(type, member)                                                                          \
    {0,                                                                                                      \
     "id",                                                                                                   \
     CCH_OPTION_FLAG,                                                                                        \
     NULL,                                                                                                   \
     offsetof(type, member.identities),                                                                      \
     "print identities (mangled names) in place of readable names"}
#define CCH_OPTION_FOLD(type, member)                                                                        \
    {0,                                                                                                      \
     "fold-lambdas",                                                                                         \
     CCH_OPTION_FLAG,                                                                                        \
     NULL,                                                                                                   \
     offsetof(type, member.fold),                                                                            \
     "show closures that only their enclosing function calls as part of it"}
#define CCH_OPTION_DEVICE(type, member)                                                                      \
    {0,                                                                                                      \
     "device",                                                                                               \
     CCH_OPTION_TEXT,                                                                                        \
     "NAME",                                                                                                 \
     offsetof(type, member.device),                                                                          \
     "of an operator's implementations, only those that run there (cuda, cpu, …)"}
#define CCH_OPTION_JSON(type, member)                                                                        \
    {0, "json", CCH_OPTION_FLAG, NULL, offsetof(type, member.json), "print JSON"}

/* A paragraph for descriptions. */
#define CCH_ABOUT_GRAPHS                                                                                     \
    "GRAPH is a graph file or a folder of graph files; several are taken together.\n"                        \
    "Behind the first operand, those that end in .ccg and folders written with a\n"                          \
    "slash are graphs, too; the others are patterns.\n"
#define CCH_ABOUT_PATTERNS                                                                                   \
    "PATTERN is a glob on qualified names, in which * crosses scopes; with re: in\n"                         \
    "front it is a POSIX extended regular expression. It matches whole names, or,\n"                         \
    "if there is none, names behind a scope: mha_fwd finds flash::mha_fwd. A leading\n"                      \
    ":: allows whole names only. An exact identity is a pattern, too.\n"

typedef struct cch_question {
    cch_program *program;
    cch_view *view;
    cch_names *names;
    enum cch_naming naming; /* how functions are printed and ordered */
    /* Patterns among the operands; part of argv. */
    const char *const *patterns;
    size_t pattern_count;
    const char *const *graphs;
    size_t graph_count;
} cch_question;

/* Opens what the operands name. Unless
 * `allow_patterns`, all operands are graphs. Returns 0, or the exit code after
 * a message; the question is to be closed in any case. Reorders argv. */
int cch_question_open(cch_question *question, const struct cch_subcommand *self,
                      const struct cch_question_options *options, bool allow_patterns, int argc, char **argv);
void cch_question_close(cch_question *question);

const char *cch_question_name(const cch_question *question, uint32_t function);

/* Prints "file:line", or nothing for site 0. */
void cch_print_site(FILE *stream, const cch_graph *graph, uint32_t site);

/* Prints the names of a mask of passes with commas between. */
void cch_print_passes(FILE *stream, const cch_program *program, uint64_t passes);

/* Members of a JSON object: null or {"file", "line", "column"}; an array. */
void cch_json_site(cch_json *json, const char *key, const cch_graph *graph, uint32_t site);
void cch_json_passes(cch_json *json, const char *key, const cch_program *program, uint64_t passes);
/* A function as {"name", "id"}. */
void cch_json_function(cch_json *json, const char *key, const cch_question *question, uint32_t function);

/* How a list is printed: a header and a line for each item, or an array of
 * JSON objects. */
struct cch_listing {
    const char *header;
    size_t item_size;
    void (*print_line)(const cch_question *question, const void *item);
    void (*write_json)(cch_json *json, const cch_question *question, const void *item);
};
void cch_print_listing(const cch_question *question, const struct cch_listing *listing, const void *items,
                       size_t count, bool as_json);

/* The mask of the kinds that `text` lists ("call,launch"); false after a
 * message. NULL leaves the mask alone. */
bool cch_parse_kinds(const struct cch_subcommand *self, const char *text, unsigned *kinds);

/* The names of the flags, joined by commas, in `text`. */
void cch_flag_names(uint32_t flags, char *text, size_t size);
const char *cch_language_name(uint32_t language);

#endif
