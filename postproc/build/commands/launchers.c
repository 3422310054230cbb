#include "build/commands/launchers.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A launcher, and those of its options that take the next word as their
 * value, with a blank around each. */
static const struct launcher {
    const char *name, *with_value;
} launchers[] = {
    {"ccache", " --config-path -d --dir -o --set-config "},
    {"sccache", ""},
    {"distcc", ""},
    {"pump", ""},
    {"icecc", ""},
    {"icerun", ""},
    {"gomacc", ""},
    {"rewrapper", " --cfg "},
    {"reclient", ""},
    {"buildcache", ""},
    {"fastbuild", ""},
    {"env", " -u --unset -C --chdir "},
    {"nice", " -n --adjustment "},
    {"ionice", " -c --class -n --classdata "},
    {"time", " -f --format -o --output "},
    {"timeout", " -k --kill-after -s --signal "},
    {"nohup", ""},
    {"stdbuf", " -i -o -e "},
    {"libtool", ""},
};

void cch_program_name(const char *path, char *name, size_t size) {
    const char *base = path + strlen(path);
    while (base > path && base[-1] != '/' && base[-1] != '\\')
        base--;
    snprintf(name, size, "%s", base);
    size_t length = strlen(name);
    if (length > 4 && strcasecmp(name + length - 4, ".exe") == 0)
        name[length - 4] = '\0';
}

static const struct launcher *find_launcher(const char *word) {
    char name[64];
    cch_program_name(word, name, sizeof name);
    for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++)
        if (strcmp(name, launchers[i].name) == 0)
            return &launchers[i];
    return NULL;
}

/* NAME=VALUE with a name that a shell would take for one. */
static bool is_assignment(const char *word) {
    size_t length = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");
    return length > 0 && word[length] == '=' && !isdigit((unsigned char)word[0]);
}

static bool takes_value(const struct launcher *launcher, const char *option) {
    char wanted[40];
    snprintf(wanted, sizeof wanted, " %s ", option);
    return strlen(option) < 36 && strstr(launcher->with_value, wanted) != NULL;
}

/* The place behind a launcher and its options. */
static size_t skip_options(const struct launcher *launcher, char *const *words, size_t count, size_t at) {
    bool first_option = true;
    for (; at < count && words[at][0] == '-'; at++, first_option = false) {
        if (strcmp(words[at], "--") == 0)
            return at + 1;
        /* An option of a compiler that isn't named: `ccache -c a.c`. */
        if (first_option && words[at][1] == 'c' && !words[at][2] && strcmp(launcher->name, "ionice") != 0)
            return count;
        if (takes_value(launcher, words[at]))
            at++;
    }
    if (strcmp(launcher->name, "timeout") == 0 && at < count)
        at++; /* how long */
    return at;
}

/* `cmake -E env …` and `cmake -E __run_co_compile --tidy=… -- cc …`. */
static size_t skip_cmake(char *const *words, size_t count, size_t at) {
    char name[64];
    cch_program_name(words[at], name, sizeof name);
    if (strcmp(name, "cmake") != 0 || at + 3 >= count || strcmp(words[at + 1], "-E") != 0)
        return at;
    for (size_t i = at + 2; i < count; i++)
        if (strcmp(words[i], "--") == 0 && strcmp(words[at + 2], "env") != 0)
            return i + 1;
    return at + 2;
}

size_t cch_launchers_skip(char *const *words, size_t count, cch_word_list *environment) {
    size_t compiler = 0;
    for (size_t at = 0; at < count;) {
        const struct launcher *launcher;
        size_t behind_cmake = skip_cmake(words, count, at);
        compiler = at;
        if (behind_cmake != at) {
            at = behind_cmake;
        } else if (is_assignment(words[at])) {
            cch_word_list_add(environment, words[at++]);
        } else if ((launcher = find_launcher(words[at]))) {
            at = skip_options(launcher, words, count, at + 1);
        } else {
            return at;
        }
    }
    return compiler;
}

const char *cch_environment_get(const cch_word_list *environment, const char *name) {
    size_t length = strlen(name);
    for (size_t i = environment->count; i-- > 0;)
        if (strncmp(environment->items[i], name, length) == 0 && environment->items[i][length] == '=')
            return environment->items[i] + length + 1;
    return getenv(name);
}
