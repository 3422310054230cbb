/* What the sub-commands that ask a graph have in common: their options, and
 * opening a program, a view and names from them. */
#ifndef CCH_CLI_QUESTION_H
#define CCH_CLI_QUESTION_H

#include "cli/command.h"
#include "graph/view/question.h"

struct cli_question_options {
    int level;  /* enum cch_level */
    int format; /* enum cch_format_number */
    bool certain, identities, json, fold;
    bool never;         /* the calls that never run, too */
    const char *device; /* only what operators run there; NULL: anywhere */
    bool without_edges; /* the view: the sub-command asks for none */
};

/* Rows for an option table, whose structure's `member` is the above. */
#define CCH_OPTION_LEVEL(type, member)                                                                                 \
    {0,                                                                                                                \
     "level",                                                                                                          \
     CCH_OPTION_CHOICE,                                                                                                \
     "source|instance",                                                                                                \
     offsetof(type, member.level),                                                                                     \
     "functions as written (the default), or each specialization"}
#define CCH_OPTION_CERTAIN(type, member)                                                                               \
    {0, "certain", CCH_OPTION_FLAG, NULL, offsetof(type, member.certain), "leave possible edges out"}
#define CCH_OPTION_ID(type, member)                                                                                    \
    {0,                                                                                                                \
     "id",                                                                                                             \
     CCH_OPTION_FLAG,                                                                                                  \
     NULL,                                                                                                             \
     offsetof(type, member.identities),                                                                                \
     "print identities (mangled names) in place of readable names"}
#define CCH_OPTION_FOLD(type, member)                                                                                  \
    {0,                                                                                                                \
     "fold-lambdas",                                                                                                   \
     CCH_OPTION_FLAG,                                                                                                  \
     NULL,                                                                                                             \
     offsetof(type, member.fold),                                                                                      \
     "show closures that only their enclosing function calls as part of it"}
#define CCH_OPTION_DEVICE(type, member)                                                                                \
    {0,                                                                                                                \
     "device",                                                                                                         \
     CCH_OPTION_TEXT,                                                                                                  \
     "NAME",                                                                                                           \
     offsetof(type, member.device),                                                                                    \
     "of an operator's implementations, only those that run there (cuda, cpu, …)"}
#define CCH_OPTION_JSON(type, member) {0, "json", CCH_OPTION_FLAG, NULL, offsetof(type, member.json), "print JSON"}
/* Of whatever lists. --json is --format json. */
#define CCH_OPTION_FORMAT(type, member)                                                                                \
    {0, "format", CCH_OPTION_CHOICE, CCH_FORMAT_NAMES, offsetof(type, member.format), "how to print it"},              \
        CCH_OPTION_JSON(type, member)

/* A paragraph for descriptions. */
#define CCH_ABOUT_GRAPHS                                                                                               \
    "GRAPH is a graph file or a folder of graph files; several are taken together.\n"                                  \
    "Behind the first operand, those that end in .ccg and folders written with a\n"                                    \
    "slash are graphs, too; the others are patterns.\n"
#define CCH_ABOUT_PATTERNS                                                                                             \
    "PATTERN is a glob on qualified names, in which * crosses scopes; with re: in\n"                                   \
    "front it is a regular expression (PCRE2's). It matches whole names, or,\n"                                        \
    "if there is none, names behind a scope: forward finds ns::forward. A leading\n"                                   \
    ":: allows whole names only. An exact identity is a pattern, too.\n"

/* Opens what the operands name. Unless
 * `allow_patterns`, all operands are graphs. Returns 0, or the exit code after
 * a message; the question is to be closed in any case. Reorders argv. */
int cli_question_open(cch_question *question, const struct cli_subcommand *self,
                      const struct cli_question_options *options, bool allow_patterns, int argc, char **argv);
void cli_question_close(cch_question *question);

/* Bytes of the graph files that the command line names; folders are not counted. */
uint64_t cli_question_bytes(const cch_question *question);

/* The form that the options ask for. */
const struct cch_format *cli_question_format(const struct cli_question_options *options);

/* What a function that prints returned as an exit code, after a message about memory. */
int cli_report_listed(const struct cli_subcommand *self, int code);

/* The mask of the kinds that `text` lists ("call,launch"); false after a
 * message. NULL leaves the mask alone. */
bool cli_parse_kinds(const struct cli_subcommand *self, const char *text, unsigned *kinds);

#endif
