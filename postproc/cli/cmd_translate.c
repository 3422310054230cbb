/* callchain translate: what clang is given for a command line of a build. */
#include "cli/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/translate/clang_options.h"
#include "build/commands/command_line.h"
#include "build/translate/cuda_architectures.h"
#include "build/replay/pass_arguments.h"
#include "base/paths.h"
#include "build/translate/toolchain.h"
#include "base/json_writer.h"

struct values {
    const char *directory, *clang, *cuda_path;
    struct cli_words architectures;
    bool host_only, device_only, json;
};

static const struct cli_option options[] = {
    {'C', "directory", CCH_OPTION_TEXT, "DIR", offsetof(struct values, directory),
     "where the command runs (default: here)"},
    {0, "clang", CCH_OPTION_TEXT, "FILE", offsetof(struct values, clang),
     "the clang to translate for (default: the one that 'callchain run' takes)"},
    {0, "arch", CCH_OPTION_WORDS, "LIST", offsetof(struct values, architectures),
     "CUDA device code for these architectures (80,sm_90a,all-major)"},
    {0, "cuda-path", CCH_OPTION_TEXT, "DIR", offsetof(struct values, cuda_path), "the CUDA toolkit"},
    {0, "host-only", CCH_OPTION_FLAG, NULL, offsetof(struct values, host_only), "leave CUDA device passes out"},
    {0, "device-only", CCH_OPTION_FLAG, NULL, offsetof(struct values, device_only), "CUDA device passes alone"},
    {0, "json", CCH_OPTION_FLAG, NULL, offsetof(struct values, json), "print JSON"},
    {0},
};

static const char description[] = "Prints the command lines with which 'callchain run' has clang read what a\n"
                                  "command compiles, one a line, quoted for a shell: for CUDA one for the host\n"
                                  "and one for each device architecture. Nothing is run but clang, for its\n"
                                  "version and for options that it refuses. What is left out, and what else\n"
                                  "is to be known, goes to stderr.\n"
                                  "\n"
                                  "    callchain translate -- nvcc -gencode arch=compute_80,code=sm_80 -c a.cu\n"
                                  "    callchain translate 'cd src && ccache g++ -O2 -c a.cpp'\n"
                                  "\n"
                                  "COMMAND is its words behind --, or one text that is taken apart as a shell\n"
                                  "would, or, when it was written for Windows, by the rules there.";

/* A command and what is needed to translate it. */
struct job {
    const struct cli_subcommand *self;
    const struct values *values;
    cch_toolchain toolchain; /* without a clang when none is found */
    cch_translate_settings settings;
    cch_clang_options clang_options;
    char *directory;
    cch_word_list words;
    cch_json json;
};

static void print_quoted(const char *word) {
    size_t plain = strspn(word, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789%+,-./:=@_");
    if (*word && !word[plain]) {
        fputs(word, stdout);
        return;
    }
    putchar('\'');
    for (; *word; word++)
        if (*word == '\'')
            fputs("'\\''", stdout);
        else
            putchar(*word);
    putchar('\'');
}

static void print_text(const cch_word_list *words) {
    for (size_t i = 0; i < words->count; i++) {
        if (i > 0)
            putchar(' ');
        print_quoted(words->items[i]);
    }
    putchar('\n');
}

static void print_json(struct job *job, const char *file, cch_pass pass, const cch_word_list *words) {
    cch_json_open(&job->json, NULL, '{');
    cch_json_text(&job->json, "directory", job->directory);
    cch_json_text(&job->json, "file", file);
    cch_json_text(&job->json, "pass", *pass.kind ? pass.kind : "device");
    cch_json_open(&job->json, "arguments", '[');
    for (size_t i = 0; i < words->count; i++)
        cch_json_text(&job->json, NULL, words->items[i]);
    cch_json_close(&job->json, ']');
    cch_json_close(&job->json, '}');
}

static void print_note(const char *kind, const char *text) {
    fputs(kind, stderr);
    cch_print_escaped(stderr, text);
    putc('\n', stderr);
}

static void print_notes(const struct job *job, const cch_translation *translation) {
    char advice[1024];
    for (size_t i = 0; i < translation->ignored.count; i++)
        print_note("left out, since clang has nothing like it: ", translation->ignored.items[i]);
    for (size_t i = 0; i < translation->notes.count; i++)
        print_note("note: ", translation->notes.items[i]);
    if (!translation->is_cuda)
        return;
    cch_cuda_toolkit_advice(&translation->toolkit, job->toolchain.major, advice, sizeof advice);
    if (*advice)
        print_note("note: ", advice);
}

static int print_passes(struct job *job, const cch_translation *translation, const char *file) {
    static const cch_word_list none = {0};
    const char *clang = job->toolchain.clang ? job->toolchain.clang : "clang";
    for (size_t i = 0; i < cch_pass_count(translation); i++) {
        cch_word_list words = {0};
        cch_pass pass = cch_pass_at(translation, i);
        if ((pass.is_device && job->values->host_only) || (!pass.is_device && job->values->device_only))
            continue;
        cch_pass_arguments(&words, clang, translation, pass, &none, &none);
        bool failed = words.failed;
        if (!failed && job->values->json)
            print_json(job, file, pass, &words);
        else if (!failed)
            print_text(&words);
        cch_word_list_release(&words);
        if (failed)
            return CCH_ERROR_MEMORY;
    }
    return CCH_OK;
}

static int translate_one(struct job *job, const char *file, cch_error *error) {
    cch_translation translation;
    cch_command command = {.directory = job->directory,
                           .file = file,
                           .arguments = (const char *const *)job->words.items,
                           .argument_count = job->words.count};
    int result = cch_translate(&translation, &command, &job->settings, error);
    if (result == CCH_OK) {
        if (job->toolchain.clang)
            cch_clang_options_filter(&job->clang_options, job->toolchain.clang, &translation);
        print_notes(job, &translation);
        if (print_passes(job, &translation, file) != CCH_OK)
            result = cch_fail(error, CCH_ERROR_MEMORY, "unit '%s': out of memory", file);
    }
    cch_translation_release(&translation);
    return result;
}

/* The command's words and where it runs. */
static int take_command(struct job *job, int count, char **operands, cch_error *error) {
    int result = CCH_OK;
    char *current = getcwd(NULL, 0), *folder = NULL;
    const char *given = job->values->directory ? job->values->directory : ".";
    if (!current)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot find the current folder: %s", strerror(errno));
    if (count == 1 && strpbrk(operands[0], " \t\n")) {
        cch_error reason = {0};
        result = cch_command_line_read(&job->words, &folder, operands[0], "", &reason);
        if (result != CCH_OK)
            cch_fail(error, result, "cannot read the command: %s", reason.text);
    } else {
        for (int i = 0; i < count; i++)
            cch_word_list_add(&job->words, operands[i]);
    }
    char *base = cch_path_absolute(current, given);
    job->directory = base ? cch_path_absolute(base, folder ? folder : ".") : NULL;
    for (size_t i = 0; i < job->values->architectures.count; i++)
        cch_cuda_architectures_split(&job->settings.architectures, job->values->architectures.items[i]);
    if (result == CCH_OK && (!job->directory || job->words.failed || job->settings.architectures.failed))
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot read the command: out of memory");
    if (result == CCH_OK && job->words.count == 0)
        result = cch_fail(error, CCH_ERROR_USAGE, "no command given");
    free(base);
    free(folder);
    free(current);
    return result;
}

/* A clang that the user named must be one; without the default one, the
 * newest is translated for. */
static int take_clang(struct job *job, cch_error *error) {
    const char *clang = job->values->clang;
    cch_toolchain *toolchain = &job->toolchain;
    if (!clang) {
        int result = cch_toolchain_find(toolchain, NULL, NULL, error);
        return result == CCH_ERROR_MEMORY ? result : CCH_OK;
    }
    toolchain->clang = cch_path_find_program(clang);
    toolchain->major = toolchain->clang ? cch_clang_major(toolchain->clang) : 0;
    if (!toolchain->major)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot run '%s': %s", clang,
                        toolchain->clang ? "it is not clang" : "no such program");
    return CCH_OK;
}

static int translate_all(struct job *job, cch_error *error) {
    cch_word_list sources = {0};
    int result =
        cch_translate_sources(&sources, job->directory, (const char *const *)job->words.items, job->words.count, error);
    if (job->values->json && result == CCH_OK)
        cch_json_open(&job->json, NULL, '[');
    for (size_t i = 0; i < sources.count && result == CCH_OK; i++)
        result = translate_one(job, sources.items[i], error);
    if (job->values->json && result == CCH_OK) {
        cch_json_close(&job->json, ']');
        cch_json_end(&job->json);
    }
    cch_word_list_release(&sources);
    return result;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    int status = CCH_EXIT_DONE;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (values.host_only && values.device_only)
        return cli_usage_error(self, "--host-only and --device-only leave nothing to do");
    struct job job = {
        .self = self, .values = &values, .json = {.stream = stdout}, .settings = {.cuda_path = values.cuda_path}};
    cch_error error = {0};
    int result = take_command(&job, argc, argv, &error);
    if (result == CCH_OK)
        result = cch_translate_settings_check(&job.settings, &error);
    if (result == CCH_OK)
        result = take_clang(&job, &error);
    job.settings.clang_major = job.toolchain.major;
    if (result == CCH_OK)
        result = translate_all(&job, &error);
    if (result != CCH_OK)
        status = cli_report(self, &error);
    cch_clang_options_release(&job.clang_options);
    cch_word_list_release(&job.settings.architectures);
    cch_word_list_release(&job.words);
    cch_toolchain_release(&job.toolchain);
    free(job.directory);
    return status;
}

const struct cli_subcommand cli_cmd_translate = {
    .name = "translate",
    .operands = "[--] COMMAND…",
    .summary = "show how clang is made to read what a command compiles",
    .description = description,
    .options = options,
    .is_exact = true,
    .run = run,
};
