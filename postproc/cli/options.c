#include "cli/command.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { LONG_BASE = 256, HELP = 'h', OPTIONS_MAX = 64 };

static size_t option_count(const struct cli_subcommand *self) {
    size_t count = 0;
    if (self->options)
        while (self->options[count].name || self->options[count].letter)
            count++;
    return count < OPTIONS_MAX ? count : OPTIONS_MAX;
}

static bool takes_argument(const struct cli_option *option) {
    return option->type != CCH_OPTION_FLAG && option->type != CCH_OPTION_COUNT;
}

static void tell(const struct cli_subcommand *self, const char *format, va_list arguments) {
    char text[2048];
    vsnprintf(text, sizeof text, format, arguments);
    fprintf(stderr, "callchain%s%s: ", self ? " " : "", self ? self->name : "");
    cch_write_message(stderr, text);
    putc('\n', stderr);
}

void cli_tell(const struct cli_subcommand *self, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    tell(self, format, arguments);
    va_end(arguments);
}

int cli_usage_error(const struct cli_subcommand *self, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    tell(self, format, arguments);
    va_end(arguments);
    return CCH_EXIT_USAGE;
}

int cli_report(const struct cli_subcommand *self, const cch_error *error) {
    cli_tell(self, "%s", error->text);
    switch (error->code) {
    case CCH_ERROR_USAGE:
        return CCH_EXIT_USAGE;
    case CCH_ERROR_VERSION:
        return CCH_EXIT_NEWER;
    default:
        return CCH_EXIT_FAILED;
    }
}

int cli_report_input(const struct cli_subcommand *self, const cch_error *error) {
    int status = cli_report(self, error);
    return status == CCH_EXIT_USAGE ? CCH_EXIT_FAILED : status;
}

static int find_choice(const char *choices, const char *word) {
    size_t length = strlen(word);
    int place = 0;
    for (const char *at = choices; length; place++) {
        size_t size = strcspn(at, "|");
        if (size == length && !memcmp(at, word, size))
            return place;
        if (!at[size])
            break;
        at += size + 1;
    }
    return -1;
}

static bool parse_number(const char *text, long *number) {
    if (*text < '0' || *text > '9')
        return false;
    char *end;
    errno = 0;
    *number = strtol(text, &end, 10);
    return !errno && !*end;
}

/* Arrays of words live as long as the process; here they stay reachable, by
 * the option's place in its table. */
static const char **word_arrays[OPTIONS_MAX];

static bool add_word(struct cli_words *words, const char *word, size_t option) {
    /* The room doubles whenever the count is a power of two. */
    if ((words->count & (words->count - 1)) == 0) {
        const char **grown = realloc(words->items, (words->count ? words->count * 2 : 1) * sizeof *grown);
        if (!grown)
            return false;
        words->items = word_arrays[option] = grown;
    }
    words->items[words->count++] = word;
    return true;
}

/* Returns 0, or an exit code after a message. */
static int store(const struct cli_subcommand *self, const struct cli_option *option, void *values,
                 const char *argument) {
    char *place = (char *)values + option->offset;
    char shown[40];
    snprintf(shown, sizeof shown, option->name ? "--%s" : "-%.1s", option->name ? option->name : &option->letter);
    switch (option->type) {
    case CCH_OPTION_FLAG:
        *(bool *)place = true;
        return 0;
    case CCH_OPTION_COUNT:
        *(int *)place += 1;
        return 0;
    case CCH_OPTION_TEXT:
        *(const char **)place = argument;
        return 0;
    case CCH_OPTION_NUMBER:
        if (!parse_number(argument, (long *)place))
            return cli_usage_error(self, "%s wants a number, not '%s'", shown, argument);
        return 0;
    case CCH_OPTION_CHOICE:
        if ((*(int *)place = find_choice(option->argument, argument)) < 0)
            return cli_usage_error(self, "%s wants one of %s, not '%s'", shown, option->argument, argument);
        return 0;
    case CCH_OPTION_WORDS:
        if (!add_word((struct cli_words *)place, argument, (size_t)(option - self->options))) {
            fprintf(stderr, "callchain %s: out of memory\n", self->name);
            return CCH_EXIT_FAILED;
        }
        return 0;
    }
    return 0;
}

/* getopt's two tables; long options return LONG_BASE + their place. */
static void make_tables(const struct cli_subcommand *self, char *letters, struct option *longs) {
    size_t count = option_count(self);
    *letters++ = ':';
    *letters++ = HELP;
    for (size_t i = 0; i < count; i++) {
        const struct cli_option *option = &self->options[i];
        if (option->letter) {
            *letters++ = option->letter;
            if (takes_argument(option))
                *letters++ = ':';
        }
        if (option->name)
            *longs++ = (struct option){option->name, takes_argument(option) ? required_argument : no_argument, NULL,
                                       LONG_BASE + (int)i};
    }
    *letters = '\0';
    *longs++ = (struct option){"help", no_argument, NULL, HELP};
    *longs = (struct option){0};
}

static const struct cli_option *find_option(const struct cli_subcommand *self, int result) {
    if (result >= LONG_BASE)
        return &self->options[result - LONG_BASE];
    size_t count = option_count(self);
    for (size_t i = 0; i < count; i++)
        if (self->options[i].letter == result)
            return &self->options[i];
    return NULL;
}

/* What getopt didn't like, in one line. `word` is the argument it was at. */
static int wrong_option(const struct cli_subcommand *self, int result, const char *word) {
    bool is_long = !strncmp(word, "--", 2);
    int length = is_long ? (int)strcspn(word, "=") : 2;
    char letter[3] = {'-', (char)optopt, '\0'};
    const char *shown = is_long ? word : letter;
    if (result == ':')
        return cli_usage_error(self, "option '%.*s' wants an argument", length, shown);
    if (is_long && optopt) /* a known flag that was given "=value" */
        return cli_usage_error(self, "option '%.*s' takes no argument", length, shown);
    return cli_usage_error(self, "unknown option '%.*s' (see 'callchain %s --help')", length, shown, self->name);
}

bool cli_options_parse(const struct cli_subcommand *self, int *argc, char ***argv, void *values, int *status) {
    char letters[2 * OPTIONS_MAX + 4];
    struct option longs[OPTIONS_MAX + 2];
    make_tables(self, letters, longs);
    optind = 0; /* glibc: start afresh, permuting */
    opterr = 0;
    for (;;) {
        int at = optind ? optind : 1;
        int result = getopt_long(*argc, *argv, letters, longs, NULL);
        if (result == -1)
            break;
        if (result == HELP) {
            cli_print_help(stdout, self);
            *status = CCH_EXIT_DONE;
            return false;
        }
        const struct cli_option *option = result == '?' || result == ':' ? NULL : find_option(self, result);
        if (!option) {
            /* Where getopt has moved operands, the culprit is the last word it took. */
            const char *word = (*argv)[optind > at ? optind - 1 : at];
            *status = wrong_option(self, result, word ? word : "");
            return false;
        }
        if ((*status = store(self, option, values, optarg)))
            return false;
    }
    *argc -= optind;
    *argv += optind;
    return true;
}

void cli_print_help(FILE *stream, const struct cli_subcommand *self) {
    fprintf(stream, "Usage: callchain %s%s%s%s\n%c%s.\n", self->name, self->options ? " [OPTION…]" : "",
            self->operands && *self->operands ? " " : "", self->operands ? self->operands : "",
            toupper((unsigned char)*self->summary), self->summary + 1);
    if (self->description)
        fprintf(stream, "\n%s", self->description);
    fputs("\nOptions:\n", stream);
    for (size_t i = 0, count = option_count(self); i < count; i++) {
        const struct cli_option *option = &self->options[i];
        char shown[96], letter[5] = "    ";
        if (!option->help)
            continue;
        if (option->letter)
            snprintf(letter, sizeof letter, "-%c%s", option->letter, option->name ? ", " : "");
        snprintf(shown, sizeof shown, "%s%s%s%s%s", letter, option->name ? "--" : "", option->name ? option->name : "",
                 takes_argument(option) ? option->name ? "=" : " " : "",
                 takes_argument(option) ? option->argument : "");
        int width = (int)strlen(shown);
        fprintf(stream, "  %-26s%s%s\n", shown, width > 25 ? "\n                            " : "", option->help);
    }
    fprintf(stream, "  %-26s%s\n", "-h, --help", "show this text");
}
