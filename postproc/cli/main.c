/* callchain: the command. Each sub-command is a file cmd_<name>.c; this one
 * finds it, runs it, and sees to it that its output has arrived. */
#include "cli/command.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/signals.h"

/* Every sub-command, in the order of the help. */
#define SUBCOMMANDS(ROW)                                                                                               \
    ROW(project)                                                                                                       \
    ROW(run)                                                                                                           \
    ROW(translate)                                                                                                     \
    ROW(flags)                                                                                                         \
    ROW(env)                                                                                                           \
    ROW(missing)                                                                                                       \
    ROW(python)                                                                                                        \
    ROW(merge)                                                                                                         \
    ROW(info)                                                                                                          \
    ROW(functions)                                                                                                     \
    ROW(show)                                                                                                          \
    ROW(edges)                                                                                                         \
    ROW(chains)                                                                                                        \
    ROW(draw)                                                                                                          \
    ROW(launches)                                                                                                      \
    ROW(bindings)                                                                                                      \
    ROW(params)                                                                                                        \
    ROW(select)                                                                                                        \
    ROW(fit)                                                                                                           \
    ROW(cost)                                                                                                          \
    ROW(trace)                                                                                                         \
    ROW(diff)                                                                                                          \
    ROW(export)                                                                                                        \
    ROW(report)                                                                                                        \
    ROW(map)                                                                                                           \
    ROW(prompt)                                                                                                        \
    ROW(identify)                                                                                                      \
    ROW(verify)                                                                                                        \
    ROW(help)                                                                                                          \
    ROW(completions)

/* Weak: a build without libpython lacks some. */
#define DECLARE(name) extern const struct cli_subcommand cli_cmd_##name __attribute__((weak));
SUBCOMMANDS(DECLARE)

const struct cli_subcommand *const *cli_subcommands(void) {
#define POINT(name) &cli_cmd_##name,
    static const struct cli_subcommand *const all[] = {SUBCOMMANDS(POINT)};
    enum { COUNT = sizeof all / sizeof *all };
    static const struct cli_subcommand *present[COUNT + 1];
    if (!present[0])
        for (size_t i = 0, count = 0; i < COUNT; i++)
            if (all[i])
                present[count++] = all[i];
    return present;
}

/* A full disk shows itself at the latest here. */
static int finish_output(int status) {
    errno = 0;
    bool failed = ferror(stdout) != 0;
    if (fflush(stdout) || failed || fclose(stdout)) {
        if (errno == EPIPE) /* the reader has seen enough */
            return 128 + SIGPIPE;
        fprintf(stderr, "callchain: cannot write the output: %s\n", strerror(errno ? errno : EIO));
        return CCH_EXIT_FAILED;
    }
    return status;
}

static int run(int argc, char **argv) {
    const char *name = argc > 1 ? argv[1] : NULL;
    if (!name) {
        cli_usage_error(NULL, "no sub-command given (see 'callchain help')");
        return CCH_EXIT_USAGE;
    }
    if (!strcmp(name, "--version") || !strcmp(name, "-V")) {
        puts("callchain " CALLCHAIN_VERSION);
        return CCH_EXIT_DONE;
    }
    if (!strcmp(name, "--help") || !strcmp(name, "-h"))
        name = "help";
    for (const struct cli_subcommand *const *at = cli_subcommands(); *at; at++)
        if (!strcmp((*at)->name, name)) {
            cch_guard_streams((*at)->is_exact);
            return (*at)->run(*at, argc - 1, argv + 1);
        }
    return cli_usage_error(NULL, "unknown %s '%s' (see 'callchain help')", *name == '-' ? "option" : "sub-command",
                           name);
}

/* Where memory was missing the result is not to be trusted, whoever noticed. */
static int check_memory(int status) {
    if (!cch_memory_failed() || status == CCH_EXIT_FAILED)
        return status;
    fputs("callchain: out of memory\n", stderr);
    return CCH_EXIT_FAILED;
}

int main(int argc, char **argv) {
    cch_signals_begin();
    return finish_output(check_memory(run(argc, argv)));
}
