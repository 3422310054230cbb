/* The units that were found, as a compile_commands.json: one architecture each, and
 * the headers that this machine has. */
#define _GNU_SOURCE /* memmem */
#include "build/project/parts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/json_writer.h"
#include "base/memory.h"
#include "base/output_file.h"
#include "base/paths.h"
#include "base/read_file.h"
#include "build/commands/compile_commands.h"

static struct unit *add_unit(struct work *work, const char *directory, const char *file) {
    if (cch_array_reserve(&work->units, &work->unit_capacity, work->unit_count + 1, sizeof *work->units))
        return NULL;
    struct unit *unit = &work->units[work->unit_count];
    *unit = (struct unit){.directory = cch_memory_asked(strdup(directory)), .file = cch_memory_asked(strdup(file))};
    if (!unit->directory || !unit->file) {
        free(unit->directory);
        free(unit->file);
        return NULL;
    }
    work->unit_count++;
    return unit;
}

void cch_project_release_units(struct work *work) {
    for (size_t i = 0; i < work->unit_count; i++) {
        free(work->units[i].directory);
        free(work->units[i].file);
        cch_word_list_release(&work->units[i].arguments);
    }
    free(work->units);
    work->units = NULL;
    work->unit_count = work->unit_capacity = 0;
}

static bool is_cuda(const char *file) {
    const char *ending = strrchr(file, '.');
    return ending && !strcmp(ending, ".cu");
}

/* One architecture ------------------------------------------------------------ */

/* The one that is read of those that a unit is compiled for: Hopper's, of which there are
 * most that have all that is written today; else the next below, else the next above. */
enum { PREFERRED = 90 };

struct choice {
    unsigned number; /* 0: none yet */
    char name[16];   /* "90a" */
};

static bool is_better(unsigned number, bool is_special, const struct choice *than) {
    if (!than->number)
        return true;
    if (number == than->number)
        return is_special;
    if ((number <= PREFERRED) != (than->number <= PREFERRED))
        return number <= PREFERRED;
    return (number <= PREFERRED) == (number > than->number);
}

/* `text`: "arch=compute_90a,code=sm_90a", "sm_90". */
static void consider(struct choice *choice, const char *text) {
    for (const char *at = text; (at = strpbrk(at, "cs"));) {
        size_t name = !strncmp(at, "compute_", 8) ? 8 : !strncmp(at, "sm_", 3) ? 3 : 0;
        if (!name) {
            at++;
            continue;
        }
        at += name;
        size_t digits = strspn(at, "0123456789"), letters = strspn(at + digits, "abcdefghijklmnopqrstuvwxyz");
        unsigned number = digits && digits < 4 ? (unsigned)strtoul(at, NULL, 10) : 0;
        if (number && letters <= 1 && is_better(number, letters > 0, choice)) {
            choice->number = number;
            snprintf(choice->name, sizeof choice->name, "%.*s", (int)(digits + letters), at);
        }
        at += digits;
    }
}

/* Of an option that names architectures: how many words it is; *value: what it names. */
static size_t architecture_option(char *const *words, size_t left, const char **value) {
    static const char *const names[] = {"-gencode", "--generate-code", "-arch",           "--gpu-architecture",
                                        "-code",    "--gpu-code",      "--cuda-gpu-arch", "--offload-arch"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t length = strlen(names[i]);
        if (strncmp(words[0], names[i], length))
            continue;
        if (words[0][length] == '=') {
            *value = words[0] + length + 1;
            return 1;
        }
        if (!words[0][length] && left > 1) {
            *value = words[1];
            return 2;
        }
    }
    return 0;
}

/* Adds the words, with one architecture in place of those that they ask for. `fallback`
 * is taken where they ask for none; NULL: then none. */
static void add_with_one_architecture(cch_word_list *to, char *const *words, size_t count, const char *fallback) {
    struct choice choice = {0};
    const char *value;
    bool of_clang = false;
    for (size_t i = 0; i < count; i++)
        if (architecture_option(words + i, count - i, &value)) {
            consider(&choice, value);
            of_clang |= strstr(words[i], "cuda-gpu-arch") || strstr(words[i], "offload-arch");
        }
    for (size_t i = 0, taken; i < count; i += taken ? taken : 1) {
        taken = architecture_option(words + i, count - i, &value);
        if (!taken || !choice.number)
            cch_word_list_add(to, words[i]);
        if (taken == 2 && !choice.number)
            cch_word_list_add(to, words[i + 1]);
    }
    const char *name = choice.number ? choice.name : fallback;
    if (name && of_clang)
        cch_word_list_format(to, "--offload-arch=sm_%s", name);
    else if (name)
        cch_word_list_format(to, "-gencode=arch=compute_%s,code=sm_%s", name, name);
}

/* Puts the toolkit in the place of what stood in for it while CMake was configured. */
static void add_word(struct work *work, cch_word_list *words, const char *word) {
    const char *stands_in = work->stand_in_cuda, *at = stands_in ? strstr(word, stands_in) : NULL;
    if (at && work->cuda.path)
        cch_word_list_format(words, "%.*s%s%s", (int)(at - word), word, work->cuda.path, at + strlen(stands_in));
    else
        cch_word_list_add(words, word);
}

static bool is_unit(const struct work *work, const char *file) {
    for (size_t i = 0; i < work->unit_count; i++)
        if (!strcmp(work->units[i].file, file))
            return true;
    return false;
}

/* Extensions -------------------------------------------------------------------- */

static void add_folders(cch_word_list *words, const char *option, const cch_word_list *folders) {
    for (size_t i = 0; i < folders->count; i++) {
        cch_word_list_add(words, option);
        cch_word_list_add(words, folders->items[i]);
    }
}

static void add_system_folder(cch_word_list *words, const char *folder, const char *below) {
    cch_word_list_add(words, "-isystem"); /* nvcc has no joined form */
    cch_word_list_format(words, "%s%s", folder, below);
}

static void add_system_headers(struct work *work, cch_word_list *words, bool torch) {
    if (torch && work->torch) {
        add_system_folder(words, work->torch, "/include");
        add_system_folder(words, work->torch, "/include/torch/csrc/api/include");
    }
    add_folders(words, "-isystem", &work->libraries);
    if (work->python_include)
        add_system_folder(words, work->python_include, "");
}

static bool names_standard(const cch_word_list *words) {
    for (size_t i = 0; i < words->count; i++)
        if (!strncmp(words->items[i], "-std", 4) || !strncmp(words->items[i], "--std", 5))
            return true;
    return false;
}

/* The least standard that torch's headers are written for. */
static unsigned torch_standard(const struct work *work) {
    unsigned version = work->torch ? work->torch_version : 0;
    return version >= 210 ? 20 : version >= 201 ? 17 : version >= 105 ? 14 : 11;
}

/* The year of "-std=c++14" or "--std=gnu++14", and where it stands; 0: it is another option. */
static unsigned standard_of(const char *word, size_t *at) {
    static const char *const before[] = {"-std=c++", "--std=c++", "-std=gnu++", "--std=gnu++"};
    static const struct {
        const char *name;
        unsigned year;
    } names[] = {{"11", 11}, {"0x", 11}, {"14", 14}, {"1y", 14}, {"17", 17}, {"1z", 17}};
    for (size_t i = 0; i < sizeof before / sizeof *before; i++) {
        *at = strlen(before[i]);
        for (size_t k = 0; !strncmp(word, before[i], *at) && k < sizeof names / sizeof *names; k++)
            if (!strcmp(word + *at, names[k].name))
                return names[k].year;
    }
    return 0;
}

/* An extension of old times asks for a standard that a newer torch's headers refuse. */
static void raise_standard(struct work *work, const char *name, cch_word_list *flags) {
    unsigned least = torch_standard(work);
    cch_word_list raised = {0};
    for (size_t i = 0; i < flags->count; i++) {
        size_t at;
        unsigned year = standard_of(flags->items[i], &at);
        if (year && year < least) {
            cch_word_list_format(&raised, "%.*s%u", (int)at, flags->items[i], least);
            cch_project_note(work, "%s is compiled with %s: read as C++%u, which torch %u.%u's headers want", name,
                             flags->items[i], least, work->torch_version / 100, work->torch_version % 100);
        } else {
            cch_word_list_add(&raised, flags->items[i]);
        }
    }
    cch_word_list_release(flags);
    *flags = raised;
}

/* What torch's own builder puts around an extension's options. */
static void add_torch_words(struct work *work, cch_word_list *words, const char *name, bool cuda) {
    static const char *const for_cuda[] = {"-D__CUDA_NO_HALF_OPERATORS__", "-D__CUDA_NO_HALF_CONVERSIONS__",
                                           "-D__CUDA_NO_BFLOAT16_CONVERSIONS__", "-D__CUDA_NO_HALF2_OPERATORS__",
                                           "--expt-relaxed-constexpr"};
    for (size_t i = 0; cuda && i < sizeof for_cuda / sizeof *for_cuda; i++)
        cch_word_list_add(words, for_cuda[i]);
    const char *last = strrchr(name, '.');
    cch_word_list_add(words, "-DTORCH_API_INCLUDE_EXTENSION_H");
    cch_word_list_format(words, "-DTORCH_EXTENSION_NAME=%s", last ? last + 1 : name);
    cch_word_list_add(words, "-D_GLIBCXX_USE_CXX11_ABI=1");
    work->needs_torch = true;
}

static int add_source(struct work *work, const json_object *extension, const char *file, cch_error *error) {
    bool cuda = is_cuda(file), torch = json_object_get_boolean(cch_member(extension, "torch"));
    cch_word_list flags = {0}, folders = {0}, guessed = {0};
    if ((work->setup || json_object_get_boolean(cch_member(extension, "guessed"))) && is_unit(work, file))
        return CCH_OK;
    struct unit *unit = add_unit(work, cch_member_text(extension, "directory"), file);
    if (!unit)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory");
    cch_word_list *words = &unit->arguments;
    const char *ending = strrchr(file, '.');
    bool is_c = ending && !strcmp(ending, ".c");
    if (cuda && work->cuda.path)
        cch_word_list_format(words, "%s/bin/nvcc", work->cuda.path);
    else
        cch_word_list_add(words, cuda ? "nvcc" : is_c ? "cc" : "c++");
    work->needs_cuda |= cuda;
    cch_project_take_texts(&folders, cch_member(extension, "include_dirs"));
    cch_project_take_texts(&guessed, cch_member(extension, "guessed_dirs"));
    for (size_t i = 0; i < folders.count; i++) {
        cch_word_list_add(words, "-I");
        add_word(work, words, folders.items[i]);
    }
    add_folders(words, "-isystem", &work->options->include);
    add_system_headers(work, words, torch);
    for (size_t i = 0; i < guessed.count; i++) /* nvcc has no such option of its own */
        cch_word_list_format(words, "%s-idirafter%s", cuda ? "-Xcompiler=" : "", guessed.items[i]);
    if (!cuda && work->cuda.path)
        add_system_folder(words, work->cuda.path, "/include");
    for (size_t i = 0; !cuda && i < work->cuda.include.count; i++)
        add_system_folder(words, work->cuda.include.items[i], "");
    cch_word_list_add(words, "-c");
    cch_word_list_add(words, file);
    if (torch)
        add_torch_words(work, words, cch_member_text(extension, "name"), cuda);
    cch_project_take_texts(words, cch_member(extension, "defines"));
    cch_project_take_texts(&flags, cch_member(extension, cuda ? "nvcc" : "cxx"));
    if (torch)
        raise_standard(work, cch_member_text(extension, "name"), &flags);
    if (cuda && !work->options->architectures.count)
        add_with_one_architecture(words, flags.items, flags.count, "90");
    else
        cch_word_list_add_all(words, &flags);
    if (!names_standard(&flags) && !is_c) /* torch 2.10 and later want C++20 */
        cch_word_list_format(words, "-std=c++%u", torch && torch_standard(work) > 17 ? torch_standard(work) : 17);
    bool failed = words->failed || flags.failed || folders.failed || guessed.failed;
    cch_word_list_release(&guessed);
    cch_word_list_release(&flags);
    cch_word_list_release(&folders);
    return failed ? cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory") : CCH_OK;
}

/* Does the source take its module's name from whoever builds it? */
static bool takes_name(const char *file) {
    enum { SOURCE_SIZE_MAX = 16 << 20 };
    char *text = NULL;
    size_t size = 0;
    bool takes = !cch_read_file(&text, &size, file, SOURCE_SIZE_MAX, 0, NULL) &&
                 memmem(text, size, "TORCH_EXTENSION_NAME", strlen("TORCH_EXTENSION_NAME"));
    free(text);
    return takes;
}

/* Of an extension that is built of what another is built of, too: the sources that bind names in the module. */
static void leave_binding(struct work *work, cch_word_list *sources) {
    cch_word_list left = {0};
    for (size_t i = 0; i < sources->count; i++)
        if (is_unit(work, sources->items[i]) && takes_name(sources->items[i]))
            cch_word_list_add(&left, sources->items[i]);
    cch_word_list_release(sources);
    *sources = left;
}

int cch_project_add_extensions(struct work *work, const json_object *found, cch_error *error) {
    const json_object *extensions = cch_member(found, "extensions");
    size_t count = json_object_is_type(extensions, json_type_array) ? json_object_array_length(extensions) : 0;
    for (size_t i = 0; i < count; i++) {
        const json_object *extension = json_object_array_get_idx(extensions, i);
        cch_word_list sources = {0};
        const char *name = cch_member_text(extension, "name");
        bool is_guess = json_object_get_boolean(cch_member(extension, "guessed"));
        bool is_known = cch_word_list_contain(&work->project->modules, name);
        cch_project_take_texts(&sources, cch_member(extension, "sources"));
        if (work->again)
            leave_binding(work, &sources);
        if (work->again && (is_known || !*name || !sources.count)) {
            cch_word_list_release(&sources);
            continue;
        }
        if (*name && !is_guess && !is_known)
            cch_word_list_add(&work->project->modules, name);
        work->project->extensions++;
        int status = CCH_OK;
        for (size_t k = 0; k < sources.count && !status; k++)
            status = add_source(work, extension, sources.items[k], error);
        cch_word_list_release(&sources);
        if (status)
            return status;
    }
    return CCH_OK;
}

/* A build's own list -------------------------------------------------------------- */

/* The name that the sources of a torch extension take their module's from. */
static void take_module(struct work *work, const char *word) {
    static const char macro[] = "-DTORCH_EXTENSION_NAME=";
    const char *name = word + sizeof macro - 1;
    if (!strncmp(word, macro, sizeof macro - 1) && *name && !cch_word_list_contain(&work->project->modules, name))
        cch_word_list_add(&work->project->modules, name);
}

int cch_project_add_database(struct work *work, const char *path, cch_error *error) {
    cch_compile_commands *commands;
    if (cch_compile_commands_read(&commands, path, error))
        return error->code;
    int status = CCH_OK;
    for (size_t i = 0; i < cch_compile_commands_count(commands) && !status; i++) {
        const cch_command *command = cch_compile_commands_entry(commands, i);
        struct unit *unit = add_unit(work, command->directory, command->file);
        if (!unit) {
            status = cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory");
            break;
        }
        cch_word_list words = {0};
        for (size_t k = 0; k < command->argument_count; k++) {
            add_word(work, &words, command->arguments[k]);
            take_module(work, command->arguments[k]);
        }
        if (work->options->architectures.count)
            cch_word_list_add_all(&unit->arguments, &words);
        else
            add_with_one_architecture(&unit->arguments, words.items, words.count, NULL);
        add_folders(&unit->arguments, "-isystem", &work->options->include);
        work->needs_cuda |= is_cuda(command->file);
        bool failed = unit->arguments.failed || words.failed;
        cch_word_list_release(&words);
        if (failed)
            status = cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory");
    }
    cch_compile_commands_free(commands);
    return status;
}

int cch_project_write_units(struct work *work, cch_error *error) {
    char *folder = cch_project_format("%s/build", work->options->out);
    cch_output *output = NULL;
    if (!folder || cch_output_open_in(&output, folder, "compile_commands.json", error)) {
        int status = folder ? error->code : cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory");
        free(folder);
        return status;
    }
    cch_json json = {.stream = cch_output_stream(output)};
    cch_json_open(&json, NULL, '[');
    for (size_t i = 0; i < work->unit_count; i++) {
        const struct unit *unit = &work->units[i];
        cch_json_open(&json, NULL, '{');
        cch_json_text(&json, "directory", unit->directory);
        cch_json_text(&json, "file", unit->file);
        cch_json_open(&json, "arguments", '[');
        for (size_t k = 0; k < unit->arguments.count; k++)
            cch_json_text(&json, NULL, unit->arguments.items[k]);
        cch_json_close(&json, ']');
        cch_json_close(&json, '}');
    }
    cch_json_close(&json, ']');
    cch_json_end(&json);
    free(folder);
    return cch_output_commit(output, 0, error);
}
