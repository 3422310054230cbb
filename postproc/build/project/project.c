#define _GNU_SOURCE
#include "build/project/parts.h"
#include "build/project/project.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/paths.h"

enum { COMMANDS_MAX = 20 };

const char *cch_project_way_name(enum cch_project_way way) {
    static const char *const names[CCH_PROJECT_WAY_COUNT] = {"nothing",
                                                             "compile_commands.json",
                                                             "setup.py",
                                                             "CMake",
                                                             "setup.py files below",
                                                             "JIT specs in Python files",
                                                             "the sources in the folder"};
    return way < CCH_PROJECT_WAY_COUNT ? names[way] : "";
}

/* Folders --------------------------------------------------------------------- */

static int make_folders(struct work *work, cch_error *error) {
    static const char *const names[] = {"build", "graphs", "log", "cmake", "scratch/home", "scratch/tmp"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = cch_project_format("%s/%s", work->options->out, names[i]);
        int problem = !path ? ENOMEM : cch_path_make_folder(path) ? errno : 0;
        free(path);
        if (problem)
            return cch_fail(error, problem == ENOMEM ? CCH_ERROR_MEMORY : CCH_ERROR_SYSTEM, "cannot make '%s/%s': %s",
                            work->options->out, names[i], strerror(problem));
    }
    work->scratch = cch_project_format("%s/scratch", work->options->out);
    return work->scratch ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "cannot name the folders: out of memory");
}

/* How units are compiled --------------------------------------------------------- */

/* Does a command run a script, as generators of sources are? */
static bool is_script(const char *command) { return strstr(command, ".py") || strstr(command, ".sh"); }

static void take_notes(struct work *work, const json_object *found) {
    const json_object *notes = cch_member(found, "notes"), *commands = cch_member(found, "commands");
    cch_word_list lines = {0};
    cch_project_take_texts(&lines, notes);
    for (size_t i = 0; i < lines.count; i++)
        cch_project_note(work, "%s", lines.items[i]);
    cch_word_list_clear(&lines);
    cch_project_take_texts(&lines, commands);
    for (size_t i = 0; i < lines.count; i++)
        if (!cch_word_list_contain(&work->project->generators, lines.items[i]))
            cch_word_list_add(&work->project->generators, lines.items[i]);
    for (size_t i = 0; i < lines.count && i < COMMANDS_MAX; i++)
        cch_project_note(work, "%s would run '%s': not run%s", cch_project_setup_name(work), lines.items[i],
                         !work->options->run_generators && is_script(lines.items[i]) ? " (--run-generators runs it)"
                                                                                     : "");
    cch_word_list_release(&lines);
}

static bool is_in_package(const struct work *work, const char *folder) {
    for (size_t i = 0; i < work->project->packages.count; i++)
        if (cch_path_inside(folder, work->project->packages.items[i]))
            return true;
    return false;
}

static void take_packages(struct work *work, const json_object *found) {
    cch_word_list folders = {0};
    cch_project_take_texts(&folders, cch_member(found, "packages"));
    for (size_t i = 0; i < folders.count; i++) {
        const char *name = cch_path_base(folders.items[i]);
        if (work->setup && is_in_package(work, folders.items[i]))
            continue;
        if (strcmp(name, "tests") && strcmp(name, "test") && strcmp(name, "docs") && strcmp(name, "benchmarks") &&
            strcmp(name, "examples") && !cch_word_list_contain(&work->project->packages, folders.items[i]))
            cch_word_list_add(&work->project->packages, folders.items[i]);
    }
    cch_word_list_release(&folders);
}

/* What setup.py gives CMake, without what only a build needs. */
static void take_cmake(struct work *work, const json_object *found) {
    const json_object *all = cch_member(found, "cmake");
    size_t count = json_object_is_type(all, json_type_array) ? json_object_array_length(all) : 0;
    for (size_t i = 0; i < count; i++) {
        cch_word_list words = {0};
        cch_project_take_texts(&words, cch_member(json_object_array_get_idx(all, i), "arguments"));
        bool configures = words.count && strncmp(words.items[0], "--", 2) && strcmp(words.items[0], "-E") &&
                          strcmp(words.items[0], "-P");
        if (configures && !work->asked_cmake) {
            work->asked_cmake = true;
            cch_word_list_add_all(&work->cmake_arguments, &words);
        }
        cch_word_list_release(&words);
    }
}

static int ask_setup(struct work *work, cch_error *error) {
    const cch_project_options *options = work->options;
    json_object *found = NULL;
    int status = CCH_OK;
    if (!options->no_run) {
        status = cch_project_stand_in(work, error);
        if (!status)
            status = cch_project_ask(work, "run", &found, error);
        const char *problem = cch_member_text(found, "error"), *module = cch_member_text(found, "module");
        const char *name = cch_project_setup_name(work);
        if (*module)
            cch_project_lacks(work, "%s: --python FILE names one that has it; %s is read instead", problem, name);
        else if (*problem)
            cch_project_lacks(
                work,
                "%s: --env NAME=VALUE sets variables, --python FILE names an environment with what it wants; %s is "
                "read instead",
                problem, name);
    }
    if (!status && found && !*cch_member_text(found, "error")) {
        if (!work->setup || work->project->packages.count) /* else all of the folder's, as they are found */
            take_packages(work, found);
        if (!work->setup)
            take_cmake(work, found);
    } else if (!status) {
        json_object_put(found);
        status = cch_project_ask(work, "setup", &found, error);
    }
    if (!status && found) {
        take_notes(work, found);
        status = cch_project_add_extensions(work, found, error);
    }
    json_object_put(found);
    return status;
}

static int ask_script(struct work *work, const char *what, cch_error *error) {
    json_object *found = NULL;
    int status = cch_project_ask(work, what, &found, error);
    if (!status && found) {
        take_notes(work, found);
        status = cch_project_add_extensions(work, found, error);
    }
    json_object_put(found);
    return status;
}

/* The newest compile_commands.json in the folder or a build folder in it; to free(), or NULL. */
static char *find_database(const struct work *work) {
    const cch_project_options *options = work->options;
    char *best = NULL;
    struct stat facts, newest = {0};
    struct dirent **items = NULL;
    if (options->build)
        return cch_memory_asked(strdup(options->build));
    int count = scandir(options->folder, &items, NULL, alphasort);
    if (count < 0 && errno == ENOMEM)
        cch_memory_note_failure();
    for (int i = 0; i < count; i++) {
        const char *name = items[i]->d_name;
        if (strcmp(name, "..")) {
            char *path = cch_project_format("%s/%s/compile_commands.json", options->folder, name);
            bool newer = path && !stat(path, &facts) && S_ISREG(facts.st_mode) &&
                         !cch_path_inside(path, options->out) && (!best || facts.st_mtime > newest.st_mtime);
            if (newer) {
                free(best);
                best = path;
                newest = facts;
            } else {
                free(path);
            }
        }
        free(items[i]);
    }
    free(items);
    return best;
}

static int try_database(struct work *work, cch_error *error) {
    char *path = find_database(work);
    int status = CCH_OK;
    if (path) {
        cch_project_note(work, "units: those of %s", path);
        status = cch_project_add_database(work, path, error);
    }
    free(path);
    return status;
}

static bool has(const struct work *work, const char *name) {
    return cch_path_is_readable("%s/%s", work->options->folder, name);
}

static int try_setup(struct work *work, cch_error *error) {
    if (!work->python || !has(work, "setup.py"))
        return CCH_OK;
    return ask_setup(work, error);
}

static int try_cmake(struct work *work, cch_error *error) {
    if (!has(work, "CMakeLists.txt") && !work->asked_cmake)
        return CCH_OK;
    if (work->options->no_run) {
        work->failed = true;
        cch_project_lacks(work,
                          "CMakeLists.txt is not configured with --no-run: give a compile_commands.json (--build DIR)");
        return CCH_OK;
    }
    return cch_project_configure(work, error);
}

/* The extension of a project is often built by a setup.py of its own, in a folder below. */
static int try_below(struct work *work, cch_error *error) {
    json_object *found = NULL;
    cch_word_list scripts = {0};
    int status = work->python ? cch_project_ask(work, "setups", &found, error) : CCH_OK;
    if (!status && found)
        take_notes(work, found);
    cch_project_take_texts(&scripts, cch_member(found, "setups"));
    for (size_t i = 0; i < scripts.count && !status && !(work->options->stop && *work->options->stop); i++) {
        size_t had = work->unit_count;
        work->setup = scripts.items[i];
        status = ask_setup(work, error);
        if (work->unit_count > had)
            cch_project_note(work, "units: those of %s", cch_project_setup_name(work));
        work->setup = NULL;
    }
    cch_word_list_release(&scripts);
    json_object_put(found);
    return status;
}

static int try_jit(struct work *work, cch_error *error) {
    return work->python ? ask_script(work, "jit", error) : CCH_OK;
}

static int try_plain(struct work *work, cch_error *error) {
    return work->python ? ask_script(work, "plain", error) : CCH_OK;
}

static int find_units(struct work *work, cch_error *error) {
    static int (*const ways[CCH_PROJECT_WAY_COUNT])(struct work *, cch_error *) = {
        NULL, try_database, try_setup, try_cmake, try_below, try_jit, try_plain};
    enum cch_project_way asked = work->options->build ? CCH_PROJECT_DATABASE : work->options->way;
    size_t most = 0;
    int status = CCH_OK;
    for (unsigned way = 1; way < CCH_PROJECT_WAY_COUNT && !status; way++) {
        size_t had = work->unit_count;
        bool is_asked =
            asked == CCH_PROJECT_ANY || asked == way || (asked == CCH_PROJECT_SETUP && way == CCH_PROJECT_BELOW);
        if (!is_asked)
            continue;
        /* A setup.py that runs CMake has units in both; what is not known of one that
         * could not be looked at may be in the sources. */
        work->again = had && way == CCH_PROJECT_JIT && work->project->way != CCH_PROJECT_JIT;
        if (had && !work->again && !(way == CCH_PROJECT_CMAKE && work->asked_cmake) &&
            !(way == CCH_PROJECT_BELOW && work->project->way == CCH_PROJECT_CMAKE && !work->asked_cmake) &&
            !(way == CCH_PROJECT_PLAIN && work->failed))
            continue;
        if (work->options->stop && *work->options->stop)
            break;
        status = ways[way](work, error);
        work->again = false;
        if (work->unit_count - had > most) {
            work->project->way = way;
            most = work->unit_count - had;
        }
    }
    work->project->units = work->unit_count;
    return status;
}

static int find_packages(struct work *work, cch_error *error) {
    json_object *found = NULL;
    cch_project *project = work->project;
    if (work->options->packages.count) {
        cch_word_list_clear(&project->packages);
        cch_word_list_add_all(&project->packages, &work->options->packages);
    }
    if (project->packages.count || !work->python)
        return CCH_OK;
    int status = cch_project_ask(work, "packages", &found, error);
    take_packages(work, found);
    work->namespaces = json_object_get_boolean(cch_member(found, "namespaces"));
    json_object_put(found);
    return status;
}

/* What the units need and this machine has not. */
static void tell_missing(struct work *work) {
    if (work->needs_torch && !work->torch && !work->options->torch)
        cch_project_lacks(
            work, "torch's headers were not found: --torch DIR (a folder with include/torch; of a wheel of torch, "
                  "say), or --python FILE of an environment that has torch");
    if (work->needs_torch && !work->python_include)
        cch_project_lacks(
            work, "Python.h was not found: install Python's headers, or --python FILE of a Python that has them");
    if (work->needs_cuda && !work->cuda.path)
        cch_project_lacks(
            work, "no CUDA toolkit was found: --cuda-path DIR (a folder with include/cuda_runtime.h; the nvidia "
                  "folder of a Python environment will do), or CUDA_HOME");
}

/* What the kernel does not hold a project's programs back from. */
static void tell_limits(struct work *work) {
    struct cch_confine_limits limits = cch_confine_limits();
    if (work->options->no_run)
        return;
    if (!limits.files)
        cch_project_note(work,
                         "this kernel has no Landlock: CMake is not kept from writing elsewhere, and of setup.py only "
                         "what goes through Python");
    if (!limits.network && !work->options->network)
        cch_project_note(work,
                         "this kernel filters no system calls: CMake is not kept from the network, and of setup.py "
                         "only what goes through Python");
}

int cch_project_make(cch_project *project, const cch_project_options *options, cch_error *error) {
    struct work work = {.project = project, .options = options};
    *project = (cch_project){0};
    int status = make_folders(&work, error);
    if (!status)
        status = cch_project_find_headers(&work, error);
    if (!status && !options->no_units)
        tell_limits(&work);
    if (!status && !options->no_units)
        status = find_units(&work, error);
    if (!status && !(options->stop && *options->stop))
        status = find_packages(&work, error);
    if (!status)
        status = cch_project_write_units(&work, error);
    if (!status)
        tell_missing(&work);
    project->stopped = options->stop && *options->stop;
    if (!status && !project->stopped && !project->units && !project->packages.count)
        status = cch_fail(error, CCH_ERROR_USAGE, "'%s' has no unit and no Python package that could be found",
                          options->folder);
    if (!status && !project->stopped)
        status = cch_project_run_steps(&work, error);
    if (!status && cch_memory_failed())
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot look at the project: out of memory");
    cch_project_release_units(&work);
    cch_word_list_release(&work.libraries);
    cch_word_list_release(&work.cmake_arguments);
    cch_cuda_toolkit_release(&work.cuda);
    free(work.python);
    free(work.scratch);
    free(work.torch);
    json_object_put(work.stand_ins);
    free(work.python_include);
    return status;
}

void cch_project_release(cch_project *project) {
    cch_word_list_release(&project->modules);
    cch_word_list_release(&project->packages);
    cch_word_list_release(&project->generators);
    cch_word_list_release(&project->notes);
    cch_word_list_release(&project->missing);
    free(project->program);
    *project = (cch_project){0};
}
