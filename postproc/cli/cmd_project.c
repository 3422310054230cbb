/* callchain project: from a package to its chains. */
#include "cli/command.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/signals.h"
#include "build/project/summary.h"
#include "build/translate/cuda_architectures.h"
#include "cli/project_progress.h"
#include "export/table.h"

struct values {
    const char *out, *python, *build, *cuda, *torch;
    long jobs, timeout, configure_timeout;
    int way, format;
    struct cli_words architectures, only, include, packages, environment, cmake, extra;
    bool no_run, run_generators, network, no_units, json, quiet, verbose;
};

static const struct cli_option options[] = {
    {'o', "output", CCH_OPTION_TEXT, "OUT", offsetof(struct values, out),
     "put all that is made into OUT (default: callchain-NAME, here)"},
    {0, "units", CCH_OPTION_CHOICE, CCH_PROJECT_WAYS, offsetof(struct values, way),
     "how the units are found (auto: the first of these that gives any)"},
    {'p', "build", CCH_OPTION_TEXT, "BUILD", offsetof(struct values, build),
     "a compile_commands.json, or its folder: the units are those"},
    {0, "no-run", CCH_OPTION_FLAG, NULL, offsetof(struct values, no_run),
     "run nothing of the project's: setup.py is read, CMake left out"},
    {0, "run-generators", CCH_OPTION_FLAG, NULL, offsetof(struct values, run_generators),
     "run the scripts that make sources, too; they may write in DIR"},
    {0, "network", CCH_OPTION_FLAG, NULL, offsetof(struct values, network), "let setup.py and CMake have the network"},
    {0, "env", CCH_OPTION_WORDS, "NAME=VALUE", offsetof(struct values, environment),
     "set a variable for setup.py and CMake; may be repeated"},
    {0, "cmake-arg", CCH_OPTION_WORDS, "ARG", offsetof(struct values, cmake), "an argument for CMake; may be repeated"},
    {0, "configure-timeout", CCH_OPTION_NUMBER, "SECONDS", offsetof(struct values, configure_timeout),
     "what setup.py and CMake have (default: 120)"},
    {0, "only", CCH_OPTION_WORDS, "FILTER", offsetof(struct values, only),
     "read these units alone, as 'callchain run' takes them; may be repeated"},
    {0, "no-units", CCH_OPTION_FLAG, NULL, offsetof(struct values, no_units), "read the Python packages alone"},
    {0, "package", CCH_OPTION_WORDS, "DIR", offsetof(struct values, packages),
     "a Python package to read, in place of those that are found; may be repeated"},
    {0, "arch", CCH_OPTION_WORDS, "LIST", offsetof(struct values, architectures),
     "read device code for these architectures (default: one of those that each unit is built for)"},
    {'I', "include", CCH_OPTION_WORDS, "DIR", offsetof(struct values, include),
     "a folder of headers for every unit; may be repeated"},
    {0, "torch", CCH_OPTION_TEXT, "DIR", offsetof(struct values, torch),
     "torch's folder, for its headers (default: that of Python, or of callchain's cache)"},
    {0, "cuda-path", CCH_OPTION_TEXT, "DIR", offsetof(struct values, cuda),
     "the CUDA toolkit (default: as 'callchain run' finds it, the wheels of Python, callchain's cache)"},
    {0, "python", CCH_OPTION_TEXT, "FILE", offsetof(struct values, python),
     "the Python that setup.py is run with (default: CALLCHAIN_PYTHON, python3)"},
    {0, "extra-arg", CCH_OPTION_WORDS, "ARG", offsetof(struct values, extra),
     "one more option for clang; may be repeated"},
    {'j', "jobs", CCH_OPTION_NUMBER, "N", offsetof(struct values, jobs),
     "read N units at once (default: the processors), as far as memory allows"},
    {0, "timeout", CCH_OPTION_NUMBER, "SECONDS", offsetof(struct values, timeout),
     "give a unit's pass up after so long (default: never)"},
    {0, "format", CCH_OPTION_CHOICE, CCH_FORMAT_NAMES, offsetof(struct values, format), "how to print the summary"},
    {0, "json", CCH_OPTION_FLAG, NULL, offsetof(struct values, json), "print JSON"},
    {'q', "quiet", CCH_OPTION_FLAG, NULL, offsetof(struct values, quiet), "no progress, and of notes what is missing"},
    {'v', "verbose", CCH_OPTION_FLAG, NULL, offsetof(struct values, verbose), "print the commands of the steps"},
    {0},
};

static const char description[] = "DIR is a package as it was downloaded or checked out; it is not built, and\n"
                                  "nothing in it is changed. How its units are compiled is found\n"
                                  "  - in a compile_commands.json, in DIR or a folder of it;\n"
                                  "  - by running setup.py with stand-ins for torch and setuptools that record\n"
                                  "    what would be compiled and compile nothing; torch need not be installed;\n"
                                  "  - by configuring CMakeLists.txt, as setup.py would or by itself;\n"
                                  "  - by running each setup.py that declares extensions in a folder below;\n"
                                  "  - in calls of torch's load and of JIT specs in Python files;\n"
                                  "  - or else every source in DIR is one.\n"
                                  "setup.py and CMake run without the network, with a home of their own, and can\n"
                                  "write nowhere but in OUT/scratch and OUT/cmake; after --configure-timeout they\n"
                                  "end.\n"
                                  "With --no-run setup.py is read, and what reading does not tell is said.\n"
                                  "\n"
                                  "Then the units are read ('callchain run'), for one architecture unless told, and\n"
                                  "the Python packages ('callchain python'), and merged: OUT/program.ccg. These\n"
                                  "commands are in OUT/commands.txt, what they print in OUT/log. A second time\n"
                                  "only what has changed is read again. The summary goes to standard output.\n"
                                  "\n"
                                  "Exit codes: 0 every unit is complete; 3 some are not, or something is\n"
                                  "missing; 1 nothing could be done; 64 wrong usage.";

static void add_words(cch_word_list *list, const struct cli_words *words) {
    for (size_t i = 0; i < words->count; i++)
        cch_word_list_add(list, words->items[i]);
}

static void add_folders(cch_word_list *list, const char *current, const struct cli_words *words) {
    for (size_t i = 0; i < words->count; i++) {
        char *path = cch_path_absolute(current, words->items[i]);
        if (path)
            cch_word_list_add(list, path);
        list->failed = list->failed || !path;
        free(path);
    }
}

/* The paths of the command line, absolute. */
struct folders {
    char *current, *folder, *out, *build, *cuda, *torch;
};

static bool find_folders(const struct values *values, const char *operand, struct folders *folders) {
    folders->current = getcwd(NULL, 0);
    folders->folder = realpath(operand, NULL);
    if (!folders->current || !folders->folder)
        return false;
    if (values->out) {
        folders->out = cch_path_absolute(folders->current, values->out);
    } else {
        char name[PATH_MAX];
        snprintf(name, sizeof name, "callchain-%s", cch_path_base(folders->folder));
        folders->out = cch_path_absolute(folders->current, name);
    }
    if (values->build)
        folders->build = cch_path_absolute(folders->current, values->build);
    if (values->cuda)
        folders->cuda = cch_path_absolute(folders->current, values->cuda);
    if (values->torch)
        folders->torch = cch_path_absolute(folders->current, values->torch);
    return folders->out && (!values->build || folders->build) && (!values->cuda || folders->cuda) &&
           (!values->torch || folders->torch);
}

static void fill_options(const struct values *values, const struct folders *folders,
                         struct cli_project_progress *progress, cch_project_options *project) {
    *project = (cch_project_options){.folder = folders->folder,
                                     .out = folders->out,
                                     .python = values->python,
                                     .build = folders->build,
                                     .cuda = folders->cuda,
                                     .torch = folders->torch,
                                     .way = (enum cch_project_way)values->way,
                                     .no_run = values->no_run,
                                     .run_generators = values->run_generators,
                                     .network = values->network,
                                     .no_units = values->no_units,
                                     .jobs = values->jobs > 4096 ? 4096 : (unsigned)values->jobs,
                                     .timeout = values->timeout > INT_MAX ? INT_MAX : (unsigned)values->timeout,
                                     .configure_timeout = (unsigned)values->configure_timeout,
                                     .stop = &cch_stop_signal,
                                     .begun = cli_project_begun,
                                     .told = cli_project_told,
                                     .progress = cli_project_progressed,
                                     .context = progress};
    for (size_t i = 0; i < values->architectures.count; i++)
        cch_cuda_architectures_split(&project->architectures, values->architectures.items[i]);
    add_words(&project->only, &values->only);
    add_words(&project->environment, &values->environment);
    add_words(&project->cmake, &values->cmake);
    add_words(&project->extra, &values->extra);
    add_folders(&project->include, folders->current, &values->include);
    add_folders(&project->packages, folders->current, &values->packages);
}

static void release_options(struct values *values, cch_project_options *project) {
    struct cli_words *const words[] = {&values->architectures, &values->only,  &values->include, &values->packages,
                                       &values->environment,   &values->cmake, &values->extra};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        free(words[i]->items);
    cch_word_list_release(&project->architectures);
    cch_word_list_release(&project->only);
    cch_word_list_release(&project->environment);
    cch_word_list_release(&project->cmake);
    cch_word_list_release(&project->extra);
    cch_word_list_release(&project->include);
    cch_word_list_release(&project->packages);
}

static int conclude(const struct cli_subcommand *self, const struct values *values, const cch_project *project,
                    const cch_project_options *asked) {
    cch_summary summary = {0};
    cch_error error;
    int format = values->json ? CCH_AS_JSON : values->format;
    int status = cch_summary_make(&summary, project, asked, &error), code = CCH_EXIT_DONE;
    if (status)
        code = cli_report(self, &error);
    else if (format == CCH_AS_TEXT)
        cch_summary_print_text(stdout, &summary);
    else if (cch_summary_print_table(stdout, &summary, cch_format_at(format)))
        code = CCH_EXIT_FAILED;
    if (!code && project->stopped) {
        fprintf(stderr, "callchain %s: stopped; the next run goes on from here\n", self->name);
        code = 128 + cch_stop_signal;
    } else if (!code) {
        code = !project->program                             ? CCH_EXIT_FAILED
               : summary.complete && !project->missing.count ? CCH_EXIT_DONE
                                                             : CCH_EXIT_PARTLY;
    }
    cch_summary_release(&summary);
    return code;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {.configure_timeout = 120};
    struct folders folders = {0};
    struct cli_project_progress progress;
    cch_project_options project_options = {0};
    cch_project project = {0};
    cch_error error;
    struct stat facts;
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc != 1)
        return cli_usage_error(self, argc ? "one DIR is enough" : "no DIR given");
    if (stat(argv[0], &facts) || !S_ISDIR(facts.st_mode))
        return cli_usage_error(self, "'%s' is not a folder", argv[0]);
    if (values.configure_timeout < 1 || values.configure_timeout > INT_MAX)
        return cli_usage_error(self, "--configure-timeout wants seconds");
    cch_signals_note();
    cli_project_progress_init(&progress, values.quiet, values.verbose);
    if (find_folders(&values, argv[0], &folders)) {
        fill_options(&values, &folders, &progress, &project_options);
        status = cch_project_make(&project, &project_options, &error);
        cli_project_progress_end(&progress);
        status = status ? cli_report_input(self, &error) : conclude(self, &values, &project, &project_options);
    } else {
        cch_fail(&error, CCH_ERROR_SYSTEM, "cannot name the folders of '%s': %s", argv[0], strerror(errno));
        status = cli_report(self, &error);
    }
    cch_project_release(&project);
    release_options(&values, &project_options);
    free(folders.current);
    free(folders.folder);
    free(folders.out);
    free(folders.build);
    free(folders.cuda);
    free(folders.torch);
    return status;
}

const struct cli_subcommand cli_cmd_project = {
    .name = "project",
    .operands = "DIR",
    .summary = "from a package never seen to its call chains, without building it",
    .description = description,
    .options = options,
    .run = run,
};
