/* CMake, configured for its compile_commands.json: with stand-ins for what it looks for and
 * nobody needs who builds nothing (cmake_stand_in.py). */
#define _GNU_SOURCE
#include "build/project/parts.h"

#include <errno.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/paths.h"
#include "base/read_file.h"

enum { LOG_SIZE_MAX = 16 << 20, NAMED_MAX = 60 };

/* What setup.py gives CMake, bar what is of its own machine: the generator, launchers of
 * compilers, and its Python, for which another stands in. */
static void add_recorded(cch_word_list *words, const cch_word_list *recorded, const char *real, const char *python) {
    for (size_t i = 0; i < recorded->count; i++) {
        const char *word = recorded->items[i], *at = strstr(word, real);
        if (!strcmp(word, "-G") || !strcmp(word, "-S") || !strcmp(word, "-B")) {
            i++;
            continue;
        }
        if (strncmp(word, "-D", 2) || strstr(word, "_COMPILER_LAUNCHER") || strstr(word, "CUDA_COMPILER=") ||
            strstr(word, "FETCHCONTENT_BASE_DIR"))
            continue;
        if (at && *real && !at[strlen(real)])
            cch_word_list_format(words, "%.*s%s", (int)(at - word), word, python);
        else
            cch_word_list_add(words, word);
    }
}

/* The folder that setup.py configures: its first word that is one. */
static char *source_folder(const struct work *work) {
    const cch_word_list *words = &work->cmake_arguments;
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        if (!strncmp(word, "-S", 2) && word[2])
            word += 2;
        if (word[0] == '/' && cch_path_is_readable("%s/CMakeLists.txt", word))
            return cch_memory_asked(strdup(word));
    }
    return cch_memory_asked(strdup(work->options->folder));
}

static void fill(struct work *work, cch_word_list *words, const json_object *stand_in, const char *source) {
    const cch_project_options *options = work->options;
    const char *cuda = cch_member_text(stand_in, "cuda"), *python = cch_member_text(stand_in, "python");
    char *ninja = cch_path_find_program("ninja");
    cch_word_list_add(words, "cmake");
    cch_word_list_format(words, "-S%s", source);
    cch_word_list_format(words, "-B%s/cmake", options->out);
    if (ninja)
        cch_word_list_add(words, "-GNinja");
    free(ninja);
    cch_word_list_add(words, "-Wno-dev");
    cch_word_list_add(words, "-UCALLCHAIN_GO_ON"); /* of an earlier run */
    cch_word_list_add(words, "-DCMAKE_EXPORT_COMPILE_COMMANDS=ON");
    cch_word_list_add(words, "-DCMAKE_BUILD_WITH_INSTALL_RPATH=ON"); /* nothing is linked: no path is to be changed */
    add_recorded(words, &work->cmake_arguments, cch_member_text(stand_in, "real_python"), python);
    cch_word_list_format(words, "-DCMAKE_PREFIX_PATH=%s", cch_member_text(stand_in, "torch"));
    cch_word_list_format(words, "-DTorch_DIR=%s/Torch", cch_member_text(stand_in, "torch"));
    cch_word_list_format(words, "-DCMAKE_PROJECT_TOP_LEVEL_INCLUDES=%s", cch_member_text(stand_in, "project"));
    cch_word_list_format(words, "-DPython_EXECUTABLE=%s", python);
    cch_word_list_format(words, "-DPython3_EXECUTABLE=%s", python);
    if (*cuda) {
        const char *architecture = options->architectures.count ? options->architectures.items[0] : "90";
        cch_word_list_format(words, "-DCMAKE_CUDA_COMPILER=%s/bin/nvcc", cuda);
        cch_word_list_format(words, "-DCUDAToolkit_ROOT=%s", cuda);
        cch_word_list_format(words, "-DCMAKE_CUDA_ARCHITECTURES=%s",
                             strncmp(architecture, "sm_", 3) ? architecture : architecture + 3);
    }
    cch_word_list_add_all(words, &options->cmake);
}

/* What a log says went wrong, as one line: "CMake Error at a:3 (b): c". */
static char *find_problem(const char *log) {
    char *text = NULL, *told = NULL;
    size_t size = 0;
    if (cch_read_file(&text, NULL, log, LOG_SIZE_MAX, 0, NULL))
        return NULL;
    const char *at = strstr(text, "CMake Error");
    FILE *stream = at ? open_memstream(&told, &size) : NULL;
    for (unsigned lines = 0; stream && at && *at && lines < 4;) {
        size_t length = strcspn(at, "\n"), blank = strspn(at, " \t");
        if (lines && !strncmp(at, "Call Stack", 10))
            break;
        if (length > blank)
            fprintf(stream, "%s%.*s", lines++ ? " " : "", (int)(length - blank), at + blank);
        at += length + (at[length] != '\0');
    }
    if (stream && fclose(stream))
        cch_memory_note_failure();
    free(text);
    return told;
}

static void tell_failure(struct work *work, const struct cch_child_result *result) {
    const char *out = work->options->out;
    char *log = cch_project_format("%s/log/CMake.txt", out), *problem = log ? find_problem(log) : NULL;
    if (result->end == CCH_CHILD_TIMED_OUT)
        cch_project_lacks(work, "CMake was not done in %u s: --configure-timeout SECONDS gives it more",
                          work->options->configure_timeout);
    else if (problem && strstr(problem, "or higher is required"))
        cch_project_lacks(
            work, "%.400s: a newer CMake in front of PATH (a Python environment's 'pip install cmake', say)", problem);
    else if (result->end != CCH_CHILD_STOPPED)
        cch_project_lacks(work, "CMake could not be configured: %.400s (all of it: %s): --cmake-arg=-DNAME=VALUE%s",
                          problem ? problem : result->last, log ? log : "log",
                          work->options->network ? "" : ", and --network lets it fetch what it wants to");
    free(log);
    free(problem);
}

/* What the stand-ins have met: "callchain: not run: …". */
static void tell_named(struct work *work, const char *path) {
    static const struct {
        const char *what, *before, *behind;
    } kinds[] = {
        {"not run: ", "CMake would run ", ": not run (--run-generators runs it)"},
        {"not fetched: ", "CMake would fetch ",
         ": not fetched (--network, or --cmake-arg=-DFETCHCONTENT_SOURCE_DIR_NAME=DIR)"},
        {"stopped: ", "CMake stops with '", "': gone on all the same, since nothing is built"},
        {"no library: ", "CMake asks for the library ", ": not there, and gone on without it, since nothing is linked"},
        {"no path: ", "CMake asks for the folder ", ": not there (--cmake-arg=-DNAME=DIR, if its headers are missed)"},
        {"not there: ", "", ": a source that is not there (made by a generator, or fetched?)"},
    };
    char *text = NULL;
    unsigned told = 0;
    if (cch_read_file(&text, NULL, path, LOG_SIZE_MAX, CCH_READ_TEXT | CCH_READ_NO_LINK, NULL))
        return;
    for (char *line = text, *rest = NULL; (line = strtok_r(line, "\n", &rest)); line = NULL) {
        const char *said = strncmp(line, "callchain: ", 11) ? "" : line + 11;
        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
            size_t length = strlen(kinds[i].what);
            if (strncmp(said, kinds[i].what, length) || told++ >= NAMED_MAX)
                continue;
            cch_project_note(work, "%s%.300s%s", kinds[i].before, said + length, kinds[i].behind);
            if (i == 0 && !cch_word_list_contain(&work->project->generators, said + length))
                cch_word_list_add(&work->project->generators, said + length);
        }
    }
    free(text);
}

/* Runs CMake; where the project stops it, once more with its checks as warnings. */
static int configure(struct work *work, cch_word_list *words, const json_object *stand_in,
                     struct cch_child_result *result, cch_error *error) {
    cch_word_list environment = {0};
    cch_word_list_format(&environment, "PYTHONPATH=%s", cch_member_text(stand_in, "modules"));
    int status = cch_project_run_confined(work, "CMake", words, &environment, NULL, result, error);
    if (!status && result->end == CCH_CHILD_EXITED && result->status) {
        struct cch_child_result again;
        cch_word_list_add(words, "-DCALLCHAIN_GO_ON=1");
        status = cch_project_run_confined(work, "CMake-again", words, &environment, NULL, &again, error);
        if (!status && again.end == CCH_CHILD_EXITED && !again.status)
            *result = again;
    }
    cch_word_list_release(&environment);
    return status;
}

/* CUDA sources that CMake leaves out ---------------------------------------------------- */

enum { FOLDERS_MAX = 10000, NESTED_MAX = 12, CHOICES_MAX = 3 };

/* The first CUDA source below the folder, to free(); NULL: there is none. */
static char *find_cuda_source(const struct work *work, const char *folder, unsigned depth, unsigned *folders) {
    struct dirent **items = NULL;
    char *found = NULL;
    errno = 0;
    int count = depth < NESTED_MAX && (*folders)++ < FOLDERS_MAX ? scandir(folder, &items, NULL, alphasort) : -1;
    if (count < 0 && errno == ENOMEM)
        cch_memory_note_failure();
    for (int i = 0; i < count; i++) {
        const char *name = items[i]->d_name, *ending = strrchr(name, '.');
        char *path = *name == '.' || found ? NULL : cch_project_format("%s/%s", folder, name);
        if (path && items[i]->d_type == DT_REG && ending && !strcmp(ending, ".cu")) {
            found = path;
            path = NULL;
        } else if (path && items[i]->d_type == DT_DIR && !cch_path_inside(path, work->options->out)) {
            found = find_cuda_source(work, path, depth + 1, folders);
        }
        free(path);
        free(items[i]);
    }
    free(items);
    return found;
}

/* Options of the project's own whose name, help or value speaks of CUDA, from CMakeCache.txt: "//help", "NAME:TYPE=value".
 * To free(). */
static char *find_choices(const struct work *work) {
    char *path = cch_project_format("%s/cmake/CMakeCache.txt", work->options->out), *text = NULL, *told = NULL;
    size_t size = 0;
    unsigned count = 0;
    FILE *stream = path && !cch_read_file(&text, NULL, path, LOG_SIZE_MAX, CCH_READ_TEXT | CCH_READ_NO_LINK, NULL)
                       ? open_memstream(&told, &size)
                       : NULL;
    const char *help = "";
    for (char *line = text, *rest = NULL; stream && (line = strtok_r(line, "\n", &rest)); line = NULL) {
        char *type = strchr(line, ':'), *value = type ? strchr(type, '=') : NULL;
        bool is_help = !strncmp(line, "//", 2), of_cmake = !strncmp(line, "CMAKE_", 6) || !strncmp(line, "CUDA", 4);
        if (!is_help && value && !of_cmake && count < CHOICES_MAX &&
            (!strncmp(type, ":STRING=", 8) || !strncmp(type, ":BOOL=", 6)) &&
            (strcasestr(line, "cuda") || strcasestr(help, "cuda") || strcasestr(line, "gpu") ||
             strcasestr(help, "gpu")))
            fprintf(stream, "%s%.*s is '%.60s' (%.120s)", count++ ? "; " : "", (int)(type - line), line, value + 1,
                    help);
        help = is_help ? line + 2 : "";
    }
    if (stream && fclose(stream))
        cch_memory_note_failure();
    free(text);
    free(path);
    return told;
}

static void tell_left_out(struct work *work) {
    unsigned folders = 0;
    char *source = find_cuda_source(work, work->options->folder, 0, &folders),
         *choices = source ? find_choices(work) : NULL;
    if (source)
        cch_project_lacks(
            work, "CMake compiles no CUDA source, and the folder has some (%s): %s%s--cmake-arg=-DNAME=VALUE",
            source + strlen(work->options->folder) + 1, choices ? choices : "", choices && *choices ? ": " : "");
    free(choices);
    free(source);
}

int cch_project_configure(struct work *work, cch_error *error) {
    cch_word_list words = {0};
    struct cch_child_result result = {0};
    char *cmake = cch_path_find_program("cmake"), *source = source_folder(work);
    char *database = cch_project_format("%s/cmake/compile_commands.json", work->options->out);
    int status = CCH_OK;
    work->failed = true; /* until it is done */
    if (!cmake)
        cch_project_lacks(work, "CMake is not installed: install it, or give a compile_commands.json (--build DIR)");
    else if (!work->python)
        cch_project_lacks(work, "CMakeLists.txt is configured with the help of Python 3: --python FILE");
    else
        status = cch_project_stand_in(work, error);
    const json_object *stand_in = work->stand_ins;
    if (!status && cmake && stand_in && source && database) {
        fill(work, &words, stand_in, source);
        status = configure(work, &words, stand_in, &result, error);
        tell_named(work, cch_member_text(stand_in, "named"));
        if (!status && (result.end != CCH_CHILD_EXITED || result.status)) {
            tell_failure(work, &result);
        } else if (!status && cch_path_is_readable("%s", database)) {
            status = cch_project_add_database(work, database, error);
            work->failed = false;
            if (!status && !work->needs_cuda)
                tell_left_out(work);
        }
    }
    cch_word_list_release(&words);
    free(cmake);
    free(source);
    free(database);
    return status;
}
