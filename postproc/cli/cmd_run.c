/* callchain run: a build's units, replayed through the plugin. */
#include "cli/command.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/signals.h"
#include "build/translate/cuda_architectures.h"
#include "base/paths.h"
#include "build/replay/replay.h"
#include "cli/run_progress.h"

struct values {
    const char *build, *out, *plugin, *clang, *root;
    long jobs, timeout;
    const char *cuda_path;
    struct cli_words extra, extra_before, architectures;
    bool host_only, device_only, keep_going, fail_fast, force, no_repair, dry, quiet;
    bool shared_headers, no_shared_headers;
    int progress;
};

static const struct cli_option options[] = {
    {'p', "build", CCH_OPTION_TEXT, "DIR", offsetof(struct values, build),
     "the build folder, or the compile_commands.json itself (default: here)"},
    {'o', "output", CCH_OPTION_TEXT, "DIR", offsetof(struct values, out),
     "put graph files into DIR (default: callchain/ beside compile_commands.json)"},
    {'j', "jobs", CCH_OPTION_NUMBER, "N", offsetof(struct values, jobs),
     "run N at once (default: the processors), as far as memory allows"},
    {0, "plugin", CCH_OPTION_TEXT, "FILE", offsetof(struct values, plugin),
     "the plugin, callchain-clang-<version>.so (default: the newest installed)"},
    {0, "clang", CCH_OPTION_TEXT, "FILE", offsetof(struct values, clang),
     "the clang to run (default: the one that fits the plugin)"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root),
     "the project: files inside are named relative to it"},
    {0, "extra-arg", CCH_OPTION_WORDS, "ARG", offsetof(struct values, extra),
     "one more option for clang, behind the unit's own; may be repeated"},
    {0, "extra-arg-before", CCH_OPTION_WORDS, "ARG", offsetof(struct values, extra_before),
     "the same in front of the unit's own"},
    {0, "arch", CCH_OPTION_WORDS, "LIST", offsetof(struct values, architectures),
     "read CUDA device code for these architectures (80,sm_90a,all-major) in place of the build's own"},
    {0, "cuda-path", CCH_OPTION_TEXT, "DIR", offsetof(struct values, cuda_path),
     "the CUDA toolkit (default: nvcc's own, CUDA_HOME, CUDA_PATH, that of the unit's header folders)"},
    {0, "host-only", CCH_OPTION_FLAG, NULL, offsetof(struct values, host_only), "leave CUDA device passes out"},
    {0, "device-only", CCH_OPTION_FLAG, NULL, offsetof(struct values, device_only), "run CUDA device passes alone"},
    {0, "keep-going", CCH_OPTION_FLAG, NULL, offsetof(struct values, keep_going),
     "go on after a failure (this is the default)"},
    {0, "fail-fast", CCH_OPTION_FLAG, NULL, offsetof(struct values, fail_fast), "stop at the first failure"},
    {0, "force", CCH_OPTION_FLAG, NULL, offsetof(struct values, force), "run also what is up to date"},
    {0, "dry-run", CCH_OPTION_FLAG, NULL, offsetof(struct values, dry),
     "run nothing; list what would be run and why, and what is up to date"},
    {0, "no-repair", CCH_OPTION_FLAG, NULL, offsetof(struct values, no_repair),
     "mend nothing that clang refuses and nvcc accepts"},
    {0, "shared-headers", CCH_OPTION_FLAG, NULL, offsetof(struct values, shared_headers),
     "precompile what at least three units of like options include first (this is the default)"},
    {0, "no-shared-headers", CCH_OPTION_FLAG, NULL, offsetof(struct values, no_shared_headers),
     "read every header in every unit"},
    {0, "timeout", CCH_OPTION_NUMBER, "SECONDS", offsetof(struct values, timeout),
     "give a pass up after so long (default: never)"},
    {0, "progress", CCH_OPTION_CHOICE, "auto|always|never", offsetof(struct values, progress),
     "auto: a bar on a terminal; always: else a line for each pass"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "print failures only"},
    {0},
};

static const char description[] = "Reads compile_commands.json and runs clang with the plugin on each unit, with\n"
                                  "-fsyntax-only: nothing is compiled and the build's own files stay as they are.\n"
                                  "A CUDA unit is read once for the host and once for each device architecture.\n"
                                  "What has not changed since the last run is not read again. Units of gcc, g++\n"
                                  "and nvcc are translated; 'callchain translate' shows how.\n"
                                  "\n"
                                  "A few things that nvcc accepts are errors for clang: a missing 'typename' or\n"
                                  "'template', a member's name qualified in its class, 'friend class' before a\n"
                                  "template's parameter. A unit with such an error is read again with the place\n"
                                  "mended in a copy that only clang sees; files stay as they are, sites in graphs\n"
                                  "are theirs, and 'callchain info' lists what was mended.\n"
                                  "\n"
                                  "FILTER chooses units: a glob on the unit's path below the root, or, without a\n"
                                  "slash, on its last part ('kernel_*'); re:EXPRESSION searches the path.\n"
                                  "\n"
                                  "The root, unless given, is the outermost folder above all units that has a\n"
                                  ".git, or else a pyproject.toml, setup.py, setup.cfg or CMakeLists.txt (those do\n"
                                  "not count in a home folder or in /tmp), or else the deepest folder that holds\n"
                                  "all units.\n"
                                  "\n"
                                  "With --dry-run nothing is run or written. A line on standard output for each\n"
                                  "pass, tab-separated: the unit, the pass (host or an architecture) and why it\n"
                                  "would be read: new, arguments changed, input changed: FILE, input gone: FILE,\n"
                                  "no graph, …; or up to date, or failed: and the reason. The exit code is 0.\n"
                                  "\n"
                                  "Exit codes: 0 every graph is complete; 3 some units have errors or failed, and\n"
                                  "the rest is complete; 1 nothing could be done; 64 wrong usage.";

/* Long names of types make long errors; the graph has them in full. */
static void print_shortened(const char *text) {
    enum { LENGTH_MAX = 200 };
    char start[LENGTH_MAX + 1];
    size_t length = strlen(text);
    snprintf(start, sizeof start, "%s", text);
    cch_print_escaped(stderr, start);
    if (length > LENGTH_MAX)
        fputs(" …", stderr);
}

static void print_problems(const cch_replay *replay) {
    for (size_t i = 0; i < replay->count; i++) {
        const cch_replay_pass *pass = &replay->passes[i];
        if (pass->state != CCH_REPLAY_WITH_ERRORS && pass->state != CCH_REPLAY_FAILED)
            continue;
        fputs(pass->state == CCH_REPLAY_FAILED ? "failed: " : "with errors: ", stderr);
        cch_print_escaped(stderr, pass->unit);
        fprintf(stderr, " (%s): ", *pass->kind ? pass->kind : "device");
        print_shortened(pass->problem ? pass->problem : "no reason given");
        putc('\n', stderr);
    }
}

/* Prints how it went and chooses the exit code. */
static int conclude(const struct cli_subcommand *self, const struct values *values, const cch_replay *replay,
                    const char *out, double seconds) {
    for (size_t i = 0; i < replay->notes.count && !values->quiet; i++) {
        fputs("note: ", stderr);
        cch_print_escaped(stderr, replay->notes.items[i]);
        putc('\n', stderr);
    }
    print_problems(replay);
    if (replay->selected == 0) {
        fprintf(stderr, "callchain %s: no unit %s\n", self->name,
                replay->count ? "matches" : "in compile_commands.json is C, C++ or CUDA");
        return CCH_EXIT_FAILED;
    }
    if (!values->quiet) {
        fprintf(stderr, "%zu pass%s: %zu complete, %zu with errors, %zu failed; ", replay->selected,
                replay->selected == 1 ? "" : "es", replay->complete, replay->with_errors, replay->failed);
        if (replay->repaired)
            fprintf(stderr, "%zu repaired; ", replay->repaired);
        fprintf(stderr, "%zu of them up to date; %.1f s\n", replay->up_to_date, seconds);
        fputs("graphs in ", stderr);
        cch_print_escaped(stderr, out);
        putc('\n', stderr);
    }
    if (cch_stop_signal) {
        fprintf(stderr, "callchain %s: stopped; the next run goes on from here\n", self->name);
        return 128 + cch_stop_signal;
    }
    if (replay->complete + replay->with_errors == 0)
        return CCH_EXIT_FAILED;
    return replay->complete == replay->selected ? CCH_EXIT_DONE : CCH_EXIT_PARTLY;
}

static int list_passes(const struct cli_subcommand *self, const struct values *values, const cch_replay *replay) {
    if (replay->selected == 0)
        return conclude(self, values, replay, "", 0);
    for (size_t i = 0; i < replay->count; i++) {
        const cch_replay_pass *pass = &replay->passes[i];
        bool failed = pass->state == CCH_REPLAY_FAILED;
        if (pass->state == CCH_REPLAY_LEFT_OUT || (values->quiet && pass->up_to_date))
            continue;
        cch_print_escaped(stdout, pass->unit);
        printf("\t%s\t%s", *pass->kind ? pass->kind : "device", failed ? "failed: " : "");
        cch_print_escaped(stdout, pass->up_to_date ? "up to date" : failed ? pass->problem : pass->why);
        putchar('\n');
    }
    if (!values->quiet)
        fprintf(stderr, "%zu pass%s: %zu would run, %zu up to date, %zu failed\n", replay->selected,
                replay->selected == 1 ? "" : "es", replay->selected - replay->up_to_date - replay->failed,
                replay->up_to_date, replay->failed);
    return CCH_EXIT_DONE;
}

/* What of the command line is to be absolute, made so. */
struct folders {
    char *root, *out, *cuda;
};

static bool find_folders(const struct values *values, const cch_compile_commands *commands, struct folders *folders) {
    char *current = getcwd(NULL, 0);
    bool good = current != NULL;
    if (good && values->root)
        good = (folders->root = cch_path_absolute(current, values->root)) != NULL;
    if (good && values->cuda_path)
        good = (folders->cuda = cch_path_absolute(current, values->cuda_path)) != NULL;
    if (good && values->out)
        good = (folders->out = strdup(values->out)) != NULL;
    else if (good)
        good = (folders->out = cch_path_absolute(cch_compile_commands_path(commands), "../callchain")) != NULL;
    free(current);
    return good;
}

static void fill_options(const struct values *values, int operand_count, char **operands, const struct folders *folders,
                         struct cli_run_progress *progress, cch_replay_options *replay) {
    *replay = (cch_replay_options){
        .root = folders->root,
        .out = folders->out,
        .cuda_path = folders->cuda,
        .host_only = values->host_only,
        .device_only = values->device_only,
        .dry = values->dry,
        .force = values->force,
        .no_repair = values->no_repair,
        .shared_headers = !values->no_shared_headers,
        .fail_fast = values->fail_fast,
        .parallel = values->jobs > 4096 ? 4096 : (unsigned)values->jobs,
        .timeout = values->timeout > INT_MAX ? INT_MAX : (unsigned)values->timeout,
        .stop = &cch_stop_signal,
        .changed = values->dry ? NULL : cli_run_progress_changed,
        .tick = values->dry ? NULL : cli_run_progress_tick,
        .context = progress,
    };
    for (int i = 0; i < operand_count; i++)
        cch_word_list_add(&replay->filters, operands[i]);
    for (size_t i = 0; i < values->extra.count; i++)
        cch_word_list_add(&replay->extra, values->extra.items[i]);
    for (size_t i = 0; i < values->extra_before.count; i++)
        cch_word_list_add(&replay->extra_before, values->extra_before.items[i]);
    for (size_t i = 0; i < values->architectures.count; i++)
        cch_cuda_architectures_split(&replay->architectures, values->architectures.items[i]);
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.build = "."};
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.host_only && values.device_only)
        return cli_usage_error(self, "--host-only and --device-only leave nothing to do");
    if (values.keep_going && values.fail_fast)
        return cli_usage_error(self, "--keep-going and --fail-fast contradict each other");

    cch_error error = {0};
    cch_compile_commands *commands = NULL;
    cch_toolchain toolchain = {0};
    cch_replay replay = {0};
    cch_replay_options replay_options = {0};
    struct folders folders = {0};
    struct cli_run_progress progress;
    cch_signals_note();
    if (cch_compile_commands_read(&commands, values.build, &error) != CCH_OK ||
        cch_toolchain_find(&toolchain, values.clang, values.plugin, &error) != CCH_OK) {
        status = cli_report(self, &error);
        goto out;
    }
    if (!find_folders(&values, commands, &folders)) {
        cch_fail(&error, CCH_ERROR_MEMORY, "cannot name the folders: out of memory");
        status = cli_report(self, &error);
        goto out;
    }
    cli_run_progress_init(&progress, values.quiet ? CCH_PROGRESS_NEVER : (enum cli_progress)values.progress);
    fill_options(&values, argc, argv, &folders, &progress, &replay_options);
    int result = cch_replay_run(&replay, commands, &toolchain, &replay_options, &error);
    cli_run_progress_end(&progress);
    status = result == CCH_OK && values.dry ? list_passes(self, &values, &replay)
             : result == CCH_OK ? conclude(self, &values, &replay, folders.out, cli_run_progress_seconds(&progress))
                                : cli_report(self, &error);
out:
    cch_replay_release(&replay);
    cch_word_list_release(&replay_options.filters);
    cch_word_list_release(&replay_options.extra);
    cch_word_list_release(&replay_options.extra_before);
    cch_word_list_release(&replay_options.architectures);
    cch_toolchain_release(&toolchain);
    cch_compile_commands_free(commands);
    free(folders.root);
    free(folders.out);
    free(folders.cuda);
    free(values.extra.items);
    free(values.extra_before.items);
    free(values.architectures.items);
    return status;
}

const struct cli_subcommand cli_cmd_run = {
    .name = "run",
    .operands = "[FILTER…]",
    .summary = "make graph files from a compile_commands.json",
    .description = description,
    .options = options,
    .run = run,
};
