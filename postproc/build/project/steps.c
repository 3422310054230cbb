/* The steps that are commands of their own: run, python, merge. */
#define _GNU_SOURCE
#include "build/project/parts.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output_file.h"
#include "base/paths.h"

enum { PARTLY = 3 }; /* the exit code of a step that could not do all */

struct step {
    struct work *work;
    const char *name;
    size_t done, all;
    char detail[200];
    char reason[400]; /* the first line that tells of a failure */
};

/* `run` prints "[3/10]  12.0 s  src/a.cu (host)" for each pass. */
static void see_line(void *context, const char *line) {
    struct step *step = context;
    size_t done, all;
    int at = 0;
    if (sscanf(line, "[%zu/%zu] %*f s %n", &done, &all, &at) == 2 && at) {
        step->done = done;
        step->all = all;
        snprintf(step->detail, sizeof step->detail, "%s", line + at);
    } else if (!strcmp(step->name, "python") && sscanf(line, "%zu files, %zu functions", &done, &all) == 2) {
        step->work->project->python_files = done;
    } else if (!strncmp(line, "failed: ", 8) && !*step->reason) {
        snprintf(step->reason, sizeof step->reason, "%s", line + 8);
    } else if (!strncmp(line, "note: ", 6)) {
        cch_project_note(step->work, "%s: %s", step->name, line + 6);
    }
}

static void tick(void *context) {
    struct step *step = context;
    const cch_project_options *options = step->work->options;
    if (options->progress)
        options->progress(options->context, step->name, step->done, step->all, -1, step->detail);
}

/* As a shell takes it. */
static bool is_plain(const char *word) {
    return *word &&
           strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=./:,@%") == strlen(word);
}

static char *quoted(const cch_word_list *words) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return cch_memory_asked(NULL);
    for (size_t i = 0; i < words->count; i++) {
        const char *word = i ? words->items[i] : "callchain";
        if (i)
            putc(' ', stream);
        if (is_plain(word)) {
            fputs(word, stream);
            continue;
        }
        putc('\'', stream);
        for (; *word; word++)
            fputs(*word == '\'' ? "'\\''" : (char[]){*word, '\0'}, stream);
        putc('\'', stream);
    }
    return fclose(stream) ? cch_memory_asked(NULL) : text;
}

/* Runs one. *status is its exit code, or -1 when it did not end by itself. */
static int run_step(struct work *work, const char *name, const cch_word_list *arguments, FILE *commands,
                    double *seconds, int *code, cch_error *error) {
    const cch_project_options *options = work->options;
    struct cch_child_result result;
    struct step step = {.work = work, .name = name};
    cch_word_list environment = {0};
    char *command = quoted(arguments), *log = cch_project_format("%s/log/%s.txt", options->out, name);
    int status = command && log ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "cannot run a step: out of memory");
    if (!status) {
        fprintf(commands, "%s\n", command);
        if (options->begun)
            options->begun(options->context, name, command);
        /* What a project says of how it is compiled can have clang do more than read (-fplugin). */
        const char *writable[] = {options->out, NULL};
        struct cch_confinement confinement = {.writable = writable};
        cch_word_list_format(&environment, "TMPDIR=%s/tmp", work->scratch);
        struct cch_child child = {.arguments = arguments,
                                  .environment = &environment,
                                  .confinement = &confinement,
                                  .log = log,
                                  .stop = options->stop,
                                  .line = see_line,
                                  .tick = tick,
                                  .context = &step};
        status = cch_child_run(&child, &result, error);
    }
    if (!status) {
        *seconds = result.seconds;
        *code = result.end == CCH_CHILD_EXITED ? result.status : -1;
        work->project->stopped |= result.end == CCH_CHILD_STOPPED;
        if (options->progress)
            options->progress(options->context, name, step.done, step.all, result.seconds, "");
        if (*code != 0 && *code != PARTLY && result.end != CCH_CHILD_STOPPED)
            cch_project_lacks(work, "%s failed: %.300s (all of it: %s)", name, *step.reason ? step.reason : result.last,
                              log);
    }
    cch_word_list_release(&environment);
    free(command);
    free(log);
    return status;
}

static void run_arguments(struct work *work, cch_word_list *words) {
    const cch_project_options *options = work->options;
    cch_word_list_add(words, "run");
    cch_word_list_format(words, "-p%s/build", options->out);
    cch_word_list_format(words, "-o%s/graphs", options->out);
    cch_word_list_format(words, "--root=%s", options->folder);
    cch_word_list_add(words, "--progress=always");
    if (work->cuda.path)
        cch_word_list_format(words, "--cuda-path=%s", work->cuda.path);
    if (options->jobs)
        cch_word_list_format(words, "--jobs=%u", options->jobs);
    if (options->timeout)
        cch_word_list_format(words, "--timeout=%u", options->timeout);
    for (size_t i = 0; i < options->architectures.count; i++)
        cch_word_list_format(words, "--arch=%s", options->architectures.items[i]);
    for (size_t i = 0; i < options->extra.count; i++)
        cch_word_list_format(words, "--extra-arg=%s", options->extra.items[i]);
    cch_word_list_add(words, "--");
    cch_word_list_add_all(words, &options->only);
}

static void python_arguments(struct work *work, cch_word_list *words) {
    const cch_project_options *options = work->options;
    cch_word_list_add(words, "python");
    cch_word_list_add_all(words, &work->project->packages);
    cch_word_list_format(words, "-o%s/python.ccg", options->out);
    cch_word_list_format(words, "--root=%s", options->folder);
    if (work->namespaces)
        cch_word_list_add(words, "--namespaces");
    for (size_t i = 0; i < work->project->modules.count; i++)
        cch_word_list_format(words, "--binding=%s", work->project->modules.items[i]);
}

static void merge_arguments(struct work *work, cch_word_list *words, bool graphs, bool python) {
    const cch_project_options *options = work->options;
    cch_word_list_add(words, "merge");
    if (graphs)
        cch_word_list_format(words, "%s/graphs", options->out);
    if (python)
        cch_word_list_format(words, "%s/python.ccg", options->out);
    cch_word_list_format(words, "-o%s/program.ccg", options->out);
    if (graphs && !options->only.count) {
        cch_word_list_format(words, "-p%s/build", options->out);
        cch_word_list_format(words, "--root=%s", options->folder);
    }
}

static bool is_done(int code) { return code == 0 || code == PARTLY; }

static int run_each(struct work *work, const char *callchain, FILE *commands, cch_error *error) {
    cch_word_list run = {0}, python = {0}, merge = {0};
    int codes[3] = {-1, -1, -1}, status = CCH_OK;
    cch_project *project = work->project;
    cch_word_list_add(&run, callchain);
    cch_word_list_add(&python, callchain);
    cch_word_list_add(&merge, callchain);
    run_arguments(work, &run);
    python_arguments(work, &python);
    if (project->units)
        status = run_step(work, "run", &run, commands, &project->seconds[0], &codes[0], error);
    if (!status && project->packages.count && !project->stopped)
        status = run_step(work, "python", &python, commands, &project->seconds[1], &codes[1], error);
    bool graphs = is_done(codes[0]), read = is_done(codes[1]);
    merge_arguments(work, &merge, graphs, read);
    if (!status && (graphs || read) && !project->stopped)
        status = run_step(work, "merge", &merge, commands, &project->seconds[2], &codes[2], error);
    if (!status && is_done(codes[2]))
        project->program = cch_project_format("%s/program.ccg", work->options->out);
    cch_word_list_release(&run);
    cch_word_list_release(&python);
    cch_word_list_release(&merge);
    return status;
}

int cch_project_run_steps(struct work *work, cch_error *error) {
    const cch_project_options *options = work->options;
    char *self = options->callchain ? cch_memory_asked(strdup(options->callchain)) : realpath("/proc/self/exe", NULL);
    cch_output *output = NULL;
    int status = CCH_OK;
    if (!self)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot find the callchain command itself");
    if (!cch_output_open_in(&output, options->out, "commands.txt", error)) {
        status = run_each(work, self, cch_output_stream(output), error);
        if (status)
            cch_output_abort(output);
        else
            status = cch_output_commit(output, 0, error);
    } else {
        status = error->code;
    }
    free(self);
    return status;
}
