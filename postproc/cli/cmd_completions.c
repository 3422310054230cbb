/* Completions for shells, made from the tables of options. */
#include "cli/command.h"

#include <string.h>

static bool takes_argument(const struct cli_option *option) {
    return option->type != CCH_OPTION_FLAG && option->type != CCH_OPTION_COUNT;
}

static bool is_end(const struct cli_option *option) { return !option->name && !option->letter; }

/* Calls `print` with each option of a sub-command. */
static void each_option(const struct cli_subcommand *command,
                        void (*print)(const struct cli_subcommand *, const struct cli_option *)) {
    static const struct cli_option help = {'h', "help", CCH_OPTION_FLAG, NULL, 0, "show the help"};
    for (const struct cli_option *option = command->options; option && !is_end(option); option++)
        if (option->help)
            print(command, option);
    print(command, &help);
}

/* A single-quoted word of a shell; ' in it becomes '\''. `also` are characters
 * to put a backslash before. */
static void print_quoted(const char *text, const char *also) {
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", stdout);
        else if (strchr(also, *text))
            printf("\\%c", *text);
        else
            putchar(*text);
    }
}

/* bash ------------------------------------------------------------------------ */

static void bash_word(const struct cli_subcommand *command, const struct cli_option *option) {
    (void)command;
    if (option->letter)
        printf(" -%c", option->letter);
    if (option->name)
        printf(" --%s", option->name);
}

static void bash_choices(const struct cli_subcommand *command, const struct cli_option *option) {
    if (option->type != CCH_OPTION_CHOICE || !option->name)
        return;
    printf("        %s:--%s) COMPREPLY=($(compgen -W '", command->name, option->name);
    for (const char *at = option->argument; *at; at++)
        putchar(*at == '|' ? ' ' : *at);
    puts("' -- \"$word\")); return ;;");
}

static void print_bash(void) {
    puts("# bash completion for callchain\n"
         "_callchain()\n{\n"
         "    local word=\"${COMP_WORDS[COMP_CWORD]}\" before=\"${COMP_WORDS[COMP_CWORD-1]}\"\n"
         "    COMPREPLY=()\n"
         "    if [ \"$COMP_CWORD\" -eq 1 ]; then");
    fputs("        COMPREPLY=($(compgen -W '", stdout);
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        printf("%s ", (*at)->name);
    puts("--help --version' -- \"$word\"))\n        return\n    fi\n"
         "    case \"${COMP_WORDS[1]}:$before\" in");
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        each_option(*at, bash_choices);
    puts("    esac\n"
         "    case \"$word\" in\n    -*) ;;\n    *) COMPREPLY=($(compgen -f -- \"$word\")); return ;;\n    "
         "esac\n"
         "    case \"${COMP_WORDS[1]}\" in");
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++) {
        printf("        %s) COMPREPLY=($(compgen -W '", (*at)->name);
        each_option(*at, bash_word);
        puts("' -- \"$word\")) ;;");
    }
    puts("    esac\n}\ncomplete -o filenames -F _callchain callchain");
}

/* zsh ------------------------------------------------------------------------- */

static void zsh_argument(const struct cli_option *option) {
    if (!takes_argument(option))
        return;
    fputs(":", stdout);
    if (option->type != CCH_OPTION_CHOICE) {
        print_quoted(option->argument, ":[]");
        fputs(":_files", stdout);
        return;
    }
    fputs("choice:(", stdout);
    for (const char *at = option->argument; *at; at++)
        putchar(*at == '|' ? ' ' : *at);
    fputs(")", stdout);
}

static void zsh_option(const struct cli_subcommand *command, const struct cli_option *option) {
    (void)command;
    if (option->name) {
        printf("            '*--%s%s[", option->name, takes_argument(option) ? "=" : "");
        print_quoted(option->help, ":[]");
        fputs("]", stdout);
        zsh_argument(option);
        puts("' \\");
    }
    if (option->letter) {
        printf("            '*-%c[", option->letter);
        print_quoted(option->help, ":[]");
        fputs("]", stdout);
        zsh_argument(option);
        puts("' \\");
    }
}

static void print_zsh(void) {
    puts("#compdef callchain\n_callchain()\n{\n    local -a commands\n    commands=(");
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++) {
        printf("        '%s:", (*at)->name);
        print_quoted((*at)->summary, ":");
        puts("'");
    }
    puts("    )\n    if (( CURRENT == 2 )); then\n        _describe command commands\n        return\n    fi\n"
         "    local command=$words[2]\n    shift words\n    (( CURRENT-- ))\n    case $command in");
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++) {
        printf("        %s)\n            _arguments \\\n", (*at)->name);
        each_option(*at, zsh_option);
        puts("            '*:file:_files' ;;");
    }
    puts("    esac\n}\n_callchain \"$@\"");
}

/* fish ------------------------------------------------------------------------ */

static void fish_option(const struct cli_subcommand *command, const struct cli_option *option) {
    printf("complete -c callchain -n '__fish_seen_subcommand_from %s'", command->name);
    if (option->letter)
        printf(" -s %c", option->letter);
    if (option->name)
        printf(" -l %s", option->name);
    if (option->type == CCH_OPTION_CHOICE) {
        fputs(" -x -a '", stdout);
        for (const char *at = option->argument; *at; at++)
            putchar(*at == '|' ? ' ' : *at);
        fputs("'", stdout);
    } else if (takes_argument(option)) {
        fputs(" -r", stdout);
    }
    fputs(" -d '", stdout);
    for (const char *at = option->help; *at; at++) {
        if (*at == '\'' || *at == '\\')
            putchar('\\');
        putchar(*at);
    }
    puts("'");
}

static void print_fish(void) {
    puts("# fish completion for callchain");
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        printf("complete -c callchain -n __fish_use_subcommand -a %s -d \"%s\"\n", (*at)->name, (*at)->summary);
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        each_option(*at, fish_option);
}

/* Running --------------------------------------------------------------------- */

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    static const struct {
        const char *name;
        void (*print)(void);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    int status;
    if (!cli_options_parse(self, &argc, &argv, NULL, &status))
        return status;
    if (argc != 1)
        return cli_usage_error(self, "one of bash, zsh, fish is wanted");
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (!strcmp(argv[0], shells[i].name)) {
            shells[i].print();
            return CCH_EXIT_DONE;
        }
    return cli_usage_error(self, "unknown shell '%s': one of bash, zsh, fish is wanted", argv[0]);
}

const struct cli_subcommand cli_cmd_completions = {
    .name = "completions",
    .operands = "bash|zsh|fish",
    .summary = "print completions for a shell",
    .run = run,
};
