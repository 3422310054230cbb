#define _GNU_SOURCE /* asprintf */
#include "build/project/parts.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output_file.h"
#include "base/paths.h"
#include "base/read_file.h"
#include "base/text_format.h"
#include "project/scripts.h" /* made from the two scripts */

enum { FOUND_SIZE_MAX = 256 << 20 };

char *cch_project_format(const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    char *text = cch_text_format(format, arguments);
    va_end(arguments);
    return text;
}

static void keep(struct work *work, cch_word_list *lines, bool important, const char *format, va_list arguments) {
    char *line = cch_text_format(format, arguments);
    if (line && !cch_word_list_contain(lines, line)) {
        cch_word_list_add(lines, line);
        if (work->options->told)
            work->options->told(work->options->context, line, important);
    }
    free(line);
}

void cch_project_note(struct work *work, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    keep(work, &work->project->notes, false, format, arguments);
    va_end(arguments);
}

void cch_project_lacks(struct work *work, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    keep(work, &work->project->missing, true, format, arguments);
    va_end(arguments);
}

void cch_project_take_texts(cch_word_list *words, const json_object *array) {
    size_t count = json_object_is_type(array, json_type_array) ? json_object_array_length(array) : 0;
    for (size_t i = 0; i < count; i++) {
        json_object *item = json_object_array_get_idx(array, i);
        if (json_object_is_type(item, json_type_string)) /* what a setup.py leaves may be anything */
            cch_word_list_add(words, json_object_get_string(item));
    }
}

/* Programs of the project's --------------------------------------------------- */

struct watched {
    struct work *work;
    const char *step;
    double begun;
};

static void tick(void *context) {
    struct watched *watched = context;
    const cch_project_options *options = watched->work->options;
    if (options->progress)
        options->progress(options->context, watched->step, 0, 0, -1, "");
}

static void usual_environment(struct work *work, cch_word_list *environment) {
    cch_word_list_format(environment, "HOME=%s/home", work->scratch);
    cch_word_list_format(environment, "TMPDIR=%s/tmp", work->scratch);
    cch_word_list_add(environment, "PYTHONDONTWRITEBYTECODE=1");
    cch_word_list_add(environment, "PYTHONNOUSERSITE=1");
    cch_word_list_add(environment, "GIT_CONFIG_NOSYSTEM=1");
    cch_word_list_add(environment, "GIT_TERMINAL_PROMPT=0");
    const char *cuda = work->stand_in_cuda ? work->stand_in_cuda : work->cuda.path;
    if (cuda) {
        cch_word_list_format(environment, "CUDA_HOME=%s", cuda);
        cch_word_list_format(environment, "CUDA_PATH=%s", cuda);
    }
    cch_word_list_add_all(environment, &work->options->environment);
}

int cch_project_run_confined(struct work *work, const char *step, const cch_word_list *arguments,
                             const cch_word_list *environment, const char *directory, struct cch_child_result *result,
                             cch_error *error) {
    const cch_project_options *options = work->options;
    char *cmake = cch_project_format("%s/cmake", options->out),
         *log = cch_project_format("%s/log/%s.txt", options->out, step);
    const char *writable[] = {work->scratch, cmake, options->run_generators ? options->folder : NULL, NULL};
    struct cch_confinement confinement = {writable, options->network};
    cch_word_list all = {0};
    struct watched watched = {work, step, 0};
    usual_environment(work, &all);
    if (environment)
        cch_word_list_add_all(&all, environment);
    struct cch_child child = {.arguments = arguments,
                              .environment = &all,
                              .directory = directory,
                              .log = log,
                              .timeout = options->configure_timeout,
                              .confinement = &confinement,
                              .stop = options->stop,
                              .tick = tick,
                              .context = &watched};
    int status = cmake && log ? cch_child_run(&child, result, error)
                              : cch_fail(error, CCH_ERROR_MEMORY, "cannot run a program: out of memory");
    cch_word_list_release(&all);
    free(cmake);
    free(log);
    return status;
}

/* The scripts ------------------------------------------------------------------- */

static int write_script(struct work *work, const char *name, const unsigned char *text, size_t size, cch_error *error) {
    cch_output *output;
    if (cch_output_open_in(&output, work->scratch, name, error))
        return error->code;
    fwrite(text, 1, size, cch_output_stream(output));
    return cch_output_commit(output, CCH_OUTPUT_REMADE, error);
}

static void add_text(json_object *object, const char *name, const char *text) {
    json_object_object_add(object, name, json_object_new_string(text ? text : ""));
}

const char *cch_project_setup_name(const struct work *work) {
    return work->setup ? work->setup + strlen(work->options->folder) + 1 : "setup.py";
}

static int write_request(struct work *work, const char *what, cch_error *error) {
    const cch_project_options *options = work->options;
    char *setup = cch_project_format("%s/%s", options->folder, cch_project_setup_name(work));
    char torch[32] = "2.8.0", cuda[32] = "";
    unsigned version = cch_cuda_toolkit_version(&work->cuda);
    const char *architecture = options->architectures.count ? options->architectures.items[0] : "90";
    unsigned number = (unsigned)strtoul(architecture + strcspn(architecture, "0123456789"), NULL, 10);
    char capability[32];
    snprintf(capability, sizeof capability, "%u.%u", number / 10, number % 10);
    if (work->torch_version)
        snprintf(torch, sizeof torch, "%u.%u.0", work->torch_version / 100, work->torch_version % 100);
    if (version)
        snprintf(cuda, sizeof cuda, "%u.%u", version / 1000, version % 1000 / 10);
    json_object *request = json_object_new_object();
    add_text(request, "what", what);
    add_text(request, "folder", options->folder);
    add_text(request, "setup", setup);
    add_text(request, "scratch", work->scratch);
    add_text(request, "torch_home", work->torch);
    add_text(request, "torch_version", torch);
    add_text(request, "cuda_home", work->stand_in_cuda ? work->stand_in_cuda : work->cuda.path);
    add_text(request, "cuda_version", cuda);
    add_text(request, "capability", capability);
    json_object_object_add(request, "run_generators", json_object_new_boolean(options->run_generators));
    json_object_object_add(request, "network", json_object_new_boolean(options->network));
    cch_output *output = NULL;
    int status = cch_output_open_in(&output, work->scratch, "request.json", error);
    if (!status) {
        fputs(json_object_to_json_string_ext(request, 0), cch_output_stream(output));
        status = cch_output_commit(output, CCH_OUTPUT_REMADE, error);
    }
    json_object_put(request);
    free(setup);
    return status;
}

/* Why a script brought nothing. */
static void tell_failure(struct work *work, const char *step, const struct cch_child_result *result) {
    const char *out = work->options->out;
    if (result->end == CCH_CHILD_TIMED_OUT)
        cch_project_lacks(work, "%s was not done in %u s: --configure-timeout SECONDS gives it more, --no-run reads it",
                          step, work->options->configure_timeout);
    else if (result->end != CCH_CHILD_STOPPED)
        cch_project_lacks(work, "%s failed: %.300s (all of it: %s/log/%s.txt)", step,
                          *result->last ? result->last : "no reason given", out, step);
}

static int read_found(const char *path, json_object **found) {
    char *text = NULL;
    cch_error ignored;
    if (cch_read_file(&text, NULL, path, FOUND_SIZE_MAX, CCH_READ_TEXT | CCH_READ_NO_LINK, &ignored))
        return ignored.code;
    *found = json_tokener_parse(text);
    free(text);
    return *found && json_object_is_type(*found, json_type_object) ? CCH_OK : CCH_ERROR_FORMAT;
}

static const struct script {
    const char *what, *step, *name;
    const unsigned char *text;
    size_t size;
} scripts[] = {
    {"run", "setup.py", "stand_in.py", cch_script_stand_in, sizeof cch_script_stand_in - 1},
    {"cmake", "stand-ins", "cmake_stand_in.py", cch_script_cmake, sizeof cch_script_cmake - 1},
    {NULL, NULL, "read_sources.py", cch_script_read, sizeof cch_script_read - 1}, /* all others */
};

int cch_project_ask(struct work *work, const char *what, json_object **found, cch_error *error) {
    const struct script *script = scripts;
    while (script->what && strcmp(script->what, what))
        script++;
    const char *step = script->what ? script->step : what;
    cch_word_list arguments = {0};
    struct cch_child_result result;
    char *answer = cch_project_format("%s/found.json", work->scratch);
    *found = NULL;
    int status = write_script(work, script->name, script->text, script->size, error);
    if (!status)
        status = write_request(work, what, error);
    cch_word_list_add(&arguments, work->python);
    cch_word_list_add(&arguments, "-I"); /* nothing of the current folder is imported */
    cch_word_list_format(&arguments, "%s/%s", work->scratch, script->name);
    cch_word_list_format(&arguments, "%s/request.json", work->scratch);
    cch_word_list_add(&arguments, answer);
    if (!status && !answer)
        status = cch_fail(error, CCH_ERROR_MEMORY, "cannot look at the project: out of memory");
    if (answer)
        unlink(answer);
    if (!status)
        status = cch_project_run_confined(work, step, &arguments, NULL, NULL, &result, error);
    if (!status && (result.end != CCH_CHILD_EXITED || result.status || read_found(answer, found))) {
        json_object_put(*found);
        *found = NULL;
        tell_failure(work, step, &result);
    }
    free(answer);
    cch_word_list_release(&arguments);
    return status;
}

int cch_project_stand_in(struct work *work, cch_error *error) {
    if (work->stand_ins)
        return CCH_OK;
    int status = cch_project_ask(work, "cmake", &work->stand_ins, error);
    const char *cuda = cch_member_text(work->stand_ins, "cuda");
    if (!status && *cuda && work->cuda.path && strcmp(cuda, work->cuda.path) != 0)
        work->stand_in_cuda = cuda;
    return status;
}
