#include "cli/manual.h"

#include <ctype.h>
#include <string.h>

#include "cli/command.h"

/* Text as roff reads it: a backslash and a dash have other names, and a line
 * that begins with a dot or an apostrophe is no request. */
static void print_roff(FILE *stream, const char *text) {
    for (const char *at = text; *at; at++) {
        bool begins = at == text || at[-1] == '\n';
        if (begins && (*at == '.' || *at == '\''))
            fputs("\\&", stream);
        if (*at == '\\')
            fputs("\\e", stream);
        else if (*at == '-')
            fputs("\\-", stream);
        else
            putc(*at, stream);
    }
}

static void print_option(FILE *stream, const struct cli_option *option) {
    bool has_value = option->type != CCH_OPTION_FLAG && option->type != CCH_OPTION_COUNT;
    fputs(".TP\n", stream);
    if (option->letter)
        fprintf(stream, "\\fB\\-%c\\fR%s", option->letter, option->name ? ", " : has_value ? " " : "");
    if (option->name) {
        fputs("\\fB\\-\\-", stream);
        print_roff(stream, option->name);
        fprintf(stream, "\\fR%s", has_value ? "=" : "");
    }
    if (has_value) {
        fputs("\\fI", stream);
        print_roff(stream, option->argument);
        fputs("\\fR", stream);
    }
    putc('\n', stream);
    print_roff(stream, option->help);
    putc('\n', stream);
}

/* Descriptions are laid out by hand, examples among them: lines stay lines. */
static void print_as_it_is(FILE *stream, const char *text) {
    fputs(".nf\n", stream);
    print_roff(stream, text);
    fputs(text[0] && text[strlen(text) - 1] == '\n' ? ".fi\n" : "\n.fi\n", stream);
}

static void print_subcommand(FILE *stream, const struct cli_subcommand *command) {
    fprintf(stream, ".SS callchain %s%s ", command->name, command->options ? " [OPTION…]" : "");
    print_roff(stream, command->operands ? command->operands : "");
    fprintf(stream, "\n%c", toupper((unsigned char)*command->summary));
    print_roff(stream, command->summary + 1);
    fputs(".\n", stream);
    if (command->description) {
        fputs(".PP\n", stream);
        print_as_it_is(stream, command->description);
    }
    for (const struct cli_option *option = command->options; option && (option->name || option->letter); option++)
        if (option->help)
            print_option(stream, option);
}

void cli_print_manual(FILE *stream) {
    fputs(".TH CALLCHAIN 1 \"\" \"callchain " CALLCHAIN_VERSION "\" \"User Commands\"\n"
          ".SH NAME\ncallchain \\- call chains from Python through C++ to CUDA kernels\n"
          ".SH SYNOPSIS\n.B callchain\n.I SUB-COMMAND\n[\\fIOPTION\\fR…] [\\fIOPERAND\\fR…]\n"
          ".SH DESCRIPTION\n"
          "A clang plugin writes, during an ordinary compile, what each translation unit calls.\n"
          ".B callchain\n"
          "merges those files into the call graph of the whole program, joins the Python package above it, and\n"
          "answers questions about it.\n"
          "Options and operands may come in any order; \\fB\\-\\-\\fR ends the options. Every sub-command has\n"
          "\\fB\\-h\\fR and \\fB\\-\\-help\\fR.\n"
          ".SH SUB-COMMANDS\n",
          stream);
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        print_subcommand(stream, *at);
    fputs(".SH ENVIRONMENT\n"
          ".TP\n.B CALLCHAIN_OUT\nWhere the plugin puts graph files.\n"
          ".TP\n.B CALLCHAIN_ROOT\nWhat the plugin names files relative to.\n"
          ".TP\n.B CALLCHAIN_SCOPE\n\\fIall\\fR: the plugin writes also what nothing uses.\n"
          ".TP\n.B CALLCHAIN_BUILTINS\n\\fI1\\fR: the plugin writes also calls of the compiler's own functions.\n"
          ".TP\n.B CALLCHAIN_NVCC\nThe nvcc that callchain\\-nvcc runs.\n"
          ".TP\n.B OLLAMA_HOST\nThe server that is asked.\n"
          ".SH EXIT STATUS\n"
          ".TP\n.B 0\nDone.\n.TP\n.B 1\nFailed.\n"
          ".TP\n.B 2\nA comparison or a check has findings.\n"
          ".TP\n.B 3\nSome units failed; the rest is complete.\n"
          ".TP\n.B 4\nAn input was written by a newer callchain.\n"
          ".TP\n.B 64\nWrong usage.\n.TP\n.B 128+n\nKilled by signal n.\n",
          stream);
}
