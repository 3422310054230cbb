#include "build/translate/translate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/utsname.h>

#include "base/memory.h"
#include "build/translate/cuda_architectures.h"
#include "build/commands/launchers.h"
#include "build/translate/nvcc_macros.h"
#include "build/translate/nvcc_options.h"
#include "base/paths.h"
#include "build/commands/response_files.h"
#include "build/translate/translator.h"

static bool ends_with(const char *text, const char *end) {
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

/* Clang's and gcc's options -------------------------------------------------------- */

/* "sm_80,sm_90": the names that a list has. `put` false takes them out. */
static void take_architectures(struct cch_translator *translator, const char *names, bool put) {
    cch_word_list *all = &translator->architectures;
    for (const char *at = names; *at;) {
        size_t length = strcspn(at, ",");
        char name[32];
        snprintf(name, sizeof name, "%.*s", (int)(length < 31 ? length : 31), at);
        cch_word_list kept = {0};
        for (size_t i = 0; !put && i < all->count; i++)
            if (strcmp(name, "all") != 0 && strcmp(all->items[i], name) != 0)
                cch_word_list_add(&kept, all->items[i]);
        if (put) {
            cch_word_list_add(all, name);
        } else {
            cch_word_list_release(all);
            *all = kept;
        }
        at += length + (at[length] == ',');
    }
}

/* Older clangs know the newest standards by the names they had as drafts. */
static void add_unknown(struct cch_translator *translator, const char *option) {
    static const struct {
        const char *name, *draft;
        unsigned since;
    } standards[] = {{"c++23", "c++2b", 17},     {"gnu++23", "gnu++2b", 17}, {"c++26", "c++2b", 17},
                     {"gnu++26", "gnu++2b", 17}, {"c++2c", "c++2b", 17},     {"gnu++2c", "gnu++2b", 17},
                     {"c23", "c2x", 18},         {"gnu23", "gnu2x", 18},     {"c2y", "c2x", 19},
                     {"gnu2y", "gnu2x", 19}};
    cch_translation *to = translator->to;
    unsigned major = translator->settings->clang_major;
    const char *value = strchr(option, '=');
    bool is_standard = strncmp(option, "-std=", 5) == 0 || strncmp(option, "--std=", 6) == 0;
    const char *standard = is_standard ? value + 1 : NULL;
    for (size_t i = 0; standard && major && i < sizeof standards / sizeof *standards; i++)
        if (strcmp(standard, standards[i].name) == 0 && major < standards[i].since) {
            cch_word_list_format(&to->arguments, "-std=%s", standards[i].draft);
            return;
        }
    cch_word_list_add(&to->arguments, option);
    if (strncmp(option, "-W", 2) != 0)
        cch_word_list_add(&to->unknown, option);
}

static void apply(struct cch_translator *translator, const struct cch_option_rule *rule, const char *word,
                  const char *value) {
    cch_translation *to = translator->to;
    bool value_is_next = !value && rule->shape != CCH_SHAPE_ALONE && rule->shape != CCH_SHAPE_JOINED;
    if (value_is_next && translator->at < translator->words.count)
        value = translator->words.items[translator->at++];
    const char *text = value ? value : "";
    switch (rule->fate) {
    case CCH_FATE_DROP:
        break;
    case CCH_FATE_HEADERS:
        cch_word_list_add(&translator->headers, text);
        /* fall through */
    case CCH_FATE_PASS:
        cch_word_list_add(&to->arguments, word);
        if (value_is_next)
            cch_word_list_add(&to->arguments, text);
        break;
    case CCH_FATE_IGNORE:
        cch_word_list_add(&to->ignored, word);
        break;
    case CCH_FATE_LANGUAGE:
        translator->language = strcmp(text, "cu") == 0 ? "cuda" : text;
        cch_word_list_add(&to->arguments, "-x");
        cch_word_list_add(&to->arguments, translator->language);
        break;
    case CCH_FATE_ARCHITECTURE:
    case CCH_FATE_NO_ARCHITECTURE:
        take_architectures(translator, text, rule->fate == CCH_FATE_ARCHITECTURE);
        break;
    case CCH_FATE_CUDA_PATH:
        translator->cuda_path = text;
        break;
    case CCH_FATE_HOST_ONLY:
        to->device = false;
        break;
    case CCH_FATE_DEVICE_ONLY:
        to->host = false;
        break;
    case CCH_FATE_END:
        translator->files_only = true;
        to->options_end = to->arguments.count;
        cch_word_list_add(&to->arguments, word);
        break;
    }
}

void cch_translate_word(struct cch_translator *translator, const char *word) {
    const char *value = NULL;
    const struct cch_option_rule *rule = cch_option_rule_find(translator->compiler != CCH_COMPILER_CLANG, word, &value);
    if (rule)
        apply(translator, rule, word, value);
    else
        add_unknown(translator, word);
}

/* The compiler ---------------------------------------------------------------------- */

bool cch_translate_target(struct cch_translator *translator, const char *compiler) {
    static const char *const kinds[] = {"-gcc", "-g++", "-cc", "-c++", "-clang"};
    char name[128];
    const char *end = NULL;
    struct utsname machine;
    cch_program_name(compiler, name, sizeof name);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds && !end; i++)
        end = strstr(name, kinds[i]);
    if (!end || !memchr(name, '-', (size_t)(end - name)) || uname(&machine) != 0)
        return false;
    name[end - name] = '\0';
    size_t length = strlen(machine.machine);
    bool native = strncmp(name, machine.machine, length) == 0 && name[length] == '-' && strstr(name, "linux");
    if (!native)
        cch_word_list_format(&translator->to->arguments, "--target=%s", name);
    return !native;
}

/* Which compiler it is, by its name. */
static int take_compiler(struct cch_translator *translator, cch_word_list *given, cch_error *error) {
    const cch_command *command = translator->command;
    char name[128];
    for (size_t i = 0; i < command->argument_count; i++)
        cch_word_list_add(given, command->arguments[i]);
    if (given->failed)
        return cch_fail(error, CCH_ERROR_MEMORY, "unit '%s': out of memory", command->file);
    size_t at = cch_launchers_skip(given->items, given->count, &translator->environment);
    cch_program_name(given->items[at], name, sizeof name);
    translator->at = at;
    if (strcasecmp(name, "cl") == 0 || strcasecmp(name, "clang-cl") == 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "unit '%s': options of %s are not read", command->file, name);
    if (strstr(name, "nvcc"))
        translator->compiler = CCH_COMPILER_NVCC;
    else if (strstr(name, "clang"))
        translator->compiler = CCH_COMPILER_CLANG;
    else
        translator->compiler = CCH_COMPILER_GCC;
    translator->to->is_cxx =
        translator->compiler == CCH_COMPILER_NVCC || strstr(name, "++") != NULL || ends_with(name, "CC");
    return CCH_OK;
}

/* The words behind the compiler's name, response files put in. */
static int take_words(struct cch_translator *translator, const cch_word_list *given, cch_error *error) {
    cch_error reason = {0};
    const cch_command *command = translator->command;
    int result = cch_response_files_expand(&translator->words, given->items + translator->at + 1,
                                           given->count - translator->at - 1, command->directory,
                                           translator->compiler == CCH_COMPILER_NVCC, &reason);
    translator->at = 0;
    if (result != CCH_OK)
        return cch_fail(error, result, "unit '%s': %s", command->file, reason.text);
    return CCH_OK;
}

/* Files ------------------------------------------------------------------------------ */

/* By their ends, files that no graph is made of. */
static bool is_foreign(const char *file) {
    static const char *const ends[] = {".s",   ".S",     ".sx",     ".asm", ".o",  ".obj", ".a",
                                       ".so",  ".rc",    ".res",    ".ptx", ".f",  ".F",   ".for",
                                       ".f90", ".cubin", ".fatbin", ".F90", ".rs", ".f95", ".swift"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(file, ends[i]))
            return true;
    return false;
}

static bool is_source(const char *file) {
    static const char *const ends[] = {".c", ".cc", ".cp", ".cpp", ".cxx", ".c++", ".C", ".CPP", ".cu", ".m", ".mm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (ends_with(file, ends[i]))
            return true;
    return false;
}

static bool is_own_file(const struct cch_translator *translator, const char *word) {
    const cch_command *command = translator->command;
    if (strcmp(cch_path_base(word), cch_path_base(command->file)) != 0)
        return false;
    char *path = cch_path_absolute(command->directory, word);
    if (!path)
        cch_memory_note_failure();
    bool same = path && strcmp(path, command->file) == 0;
    free(path);
    return same;
}

/* Other sources that the command compiles are units of their own. */
static void take_file(struct cch_translator *translator, const char *word, bool own_file_is_there) {
    if (!own_file_is_there || !is_source(word) || is_own_file(translator, word))
        cch_word_list_add(&translator->to->arguments, word);
}

/* The whole --------------------------------------------------------------------------- */

/* The user's choice of architectures before the command's own; each as that
 * clang knows it, and in `asked` as it was named. */
static void choose_architectures(struct cch_translator *translator, cch_word_list *asked) {
    const cch_translate_settings *settings = translator->settings;
    cch_translation *to = translator->to;
    const cch_word_list *wanted = settings->architectures.count ? &settings->architectures : &translator->architectures;
    unsigned version = cch_word_list_contain(wanted, "all") || cch_word_list_contain(wanted, "all-major") ||
                               (wanted->count == 0 && translator->compiler == CCH_COMPILER_NVCC) ||
                               cch_word_list_contain(wanted, "native")
                           ? cch_cuda_toolkit_version(&to->toolkit)
                           : 0;
    cch_word_list names = {0};
    for (size_t i = 0; i < wanted->count; i++) {
        if (cch_cuda_architecture_add(&names, wanted->items[i], version))
            continue;
        const char *instead = cch_cuda_architecture_default(version);
        cch_word_list_format(&to->notes, "architecture '%s' is read as %s: choose another with --arch",
                             wanted->items[i], instead);
        cch_cuda_architecture_add(&names, instead, version);
    }
    if (wanted->count == 0 && translator->compiler == CCH_COMPILER_NVCC)
        cch_cuda_architecture_add(&names, cch_cuda_architecture_default(version), version);
    for (size_t i = 0; i < names.count; i++) {
        char known[16];
        cch_cuda_architecture_known(names.items[i], settings->clang_major, known);
        bool same = strcmp(known, names.items[i]) == 0;
        if (!same && settings->clang_major)
            cch_word_list_format(&to->notes, "clang %u does not know %s: read as %s", settings->clang_major,
                                 names.items[i], known);
        else if (!same)
            cch_word_list_format(&to->notes, "no clang knows %s: read as %s", names.items[i], known);
        if (cch_word_list_contain(&to->architectures, known))
            continue;
        cch_word_list_add(&to->architectures, known);
        cch_word_list_add(asked, names.items[i]);
    }
    cch_word_list_release(&names);
}

/* Tells clang where the toolkit is; nvcc knows it by its own place. */
static void add_toolkit(struct cch_translator *translator, const char *nvcc) {
    cch_translation *to = translator->to;
    const char *given = translator->settings->cuda_path;
    if (!given)
        given = translator->cuda_path;
    cch_word_list front = {0};
    cch_cuda_toolkit_find(&to->toolkit, given, nvcc, &translator->environment, &translator->headers,
                          translator->command->directory);
    if (to->is_cuda && to->toolkit.path)
        cch_word_list_format(&front, "--cuda-path=%s", to->toolkit.path);
    if (to->is_cuda)
        cch_word_list_add(&front, "--no-cuda-version-check");
    to->options_end += front.count;
    cch_word_list_insert_all(&to->arguments, 0, &front);
    cch_word_list_release(&front);

    cch_word_list behind = {0};
    if (!to->is_cuda && to->toolkit.path)
        cch_word_list_format(&behind, "-isystem%s/include", to->toolkit.path);
    for (size_t i = 0; i < to->toolkit.include.count; i++)
        cch_word_list_format(&behind, "-isystem%s", to->toolkit.include.items[i]);
    size_t position = to->options_end;
    to->options_end += behind.count;
    cch_word_list_insert_all(&to->arguments, position, &behind);
    cch_word_list_release(&behind);
}

static int translate(struct cch_translator *translator, cch_word_list *given, cch_error *error) {
    const cch_command *command = translator->command;
    cch_translation *to = translator->to;
    if (is_foreign(command->file))
        return cch_fail(error, CCH_ERROR_FORMAT, "unit '%s': not C, C++ or CUDA", command->file);
    int result = take_compiler(translator, given, error);
    if (result != CCH_OK || given->failed)
        return result;
    const char *compiler = given->items[translator->at];
    if ((result = take_words(translator, given, error)) != CCH_OK)
        return result;
    bool is_nvcc = translator->compiler == CCH_COMPILER_NVCC, own_file_is_there = false;
    to->is_nvcc = is_nvcc;
    if (is_nvcc)
        cch_translate_nvcc_begin(translator);
    for (size_t i = 0; i < translator->words.count && !own_file_is_there; i++)
        own_file_is_there = is_own_file(translator, translator->words.items[i]);

    if (!is_nvcc)
        to->is_native_gcc = !cch_translate_target(translator, compiler) && translator->compiler == CCH_COMPILER_GCC;
    while (translator->at < translator->words.count) {
        const char *word = translator->words.items[translator->at++];
        if (translator->files_only || word[0] != '-' || !word[1])
            take_file(translator, word, own_file_is_there);
        else if (is_nvcc)
            cch_translate_nvcc_word(translator, word);
        else
            cch_translate_word(translator, word);
    }
    if (!translator->files_only)
        to->options_end = to->arguments.count;
    if (is_nvcc)
        cch_translate_nvcc_end(translator);
    to->is_cuda = ends_with(command->file, ".cu");
    if (translator->language)
        to->is_cuda = strcmp(translator->language, "cuda") == 0;
    if (to->is_cuda || is_nvcc)
        add_toolkit(translator, is_nvcc ? compiler : NULL);
    cch_word_list asked = {0};
    if (to->is_cuda || is_nvcc)
        choose_architectures(translator, &asked);
    if (is_nvcc)
        cch_nvcc_macros_add(to, &asked, translator->settings->architectures.count > 0,
                            cch_nvcc_release_of(&to->toolkit, translator->settings->releases));
    to->architectures.failed |= asked.failed;
    cch_word_list_release(&asked);
    return CCH_OK;
}

int cch_translate(cch_translation *translation, const cch_command *command, const cch_translate_settings *settings,
                  cch_error *error) {
    static const cch_translate_settings none = {0};
    struct cch_translator translator = {.to = translation, .command = command, .settings = settings ? settings : &none};
    cch_word_list given = {0};
    *translation = (cch_translation){.host = true, .device = true};
    int result = translate(&translator, &given, error);
    const cch_word_list *lists[] = {&given,
                                    &translator.words,
                                    &translator.environment,
                                    &translator.headers,
                                    &translator.host_options,
                                    &translator.architectures,
                                    &translation->arguments,
                                    &translation->architectures,
                                    &translation->macros,
                                    &translation->architecture_macros,
                                    &translation->ignored,
                                    &translation->notes,
                                    &translation->unknown};
    for (size_t i = 0; i < sizeof lists / sizeof *lists && result == CCH_OK; i++)
        if (lists[i]->failed)
            result = cch_fail(error, CCH_ERROR_MEMORY, "unit '%s': out of memory", command->file);
    cch_word_list_release(&given);
    cch_word_list_release(&translator.words);
    cch_word_list_release(&translator.environment);
    cch_word_list_release(&translator.headers);
    cch_word_list_release(&translator.host_options);
    cch_word_list_release(&translator.architectures);
    return result;
}

void cch_translation_release(cch_translation *translation) {
    cch_word_list_release(&translation->arguments);
    cch_word_list_release(&translation->architectures);
    cch_word_list_release(&translation->macros);
    cch_word_list_release(&translation->architecture_macros);
    cch_word_list_release(&translation->ignored);
    cch_word_list_release(&translation->notes);
    cch_word_list_release(&translation->unknown);
    cch_cuda_toolkit_release(&translation->toolkit);
}

/* Does a word take the next one as its value? */
static bool takes_next(const struct cch_translator *translator, const char *word) {
    const char *value = NULL;
    if (word[0] != '-')
        return false;
    if (translator->compiler == CCH_COMPILER_NVCC) {
        const struct cch_nvcc_option *option = cch_nvcc_option_find(word, &value);
        return option && option->value != CCH_NVCC_FLAG && !value;
    }
    const struct cch_option_rule *rule = cch_option_rule_find(true, word, &value);
    return rule && rule->shape != CCH_SHAPE_ALONE && rule->shape != CCH_SHAPE_JOINED && !value;
}

int cch_translate_sources(cch_word_list *sources, const char *directory, const char *const *words, size_t count,
                          cch_error *error) {
    cch_translation none = {0};
    cch_translate_settings settings = {0};
    cch_command command = {directory, "the command", NULL, words, count};
    struct cch_translator translator = {.to = &none, .command = &command, .settings = &settings};
    cch_word_list given = {0};
    int result = take_compiler(&translator, &given, error);
    if (result == CCH_OK)
        result = take_words(&translator, &given, error);
    for (size_t i = 0; result == CCH_OK && i < translator.words.count; i++) {
        const char *word = translator.words.items[i];
        if (takes_next(&translator, word))
            i++;
        else if (word[0] != '-' && is_source(word))
            cch_word_list_format(sources, "%s", word);
    }
    for (size_t i = 0; i < sources->count; i++) {
        char *path = cch_path_absolute(directory, sources->items[i]);
        sources->failed |= !path;
        free(sources->items[i]);
        sources->items[i] = path;
    }
    if (result == CCH_OK && (given.failed || translator.words.failed || sources->failed))
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot translate: out of memory");
    else if (result == CCH_OK && sources->count == 0)
        result = cch_fail(error, CCH_ERROR_FORMAT, "cannot translate: the command names no source of C, C++ or CUDA");
    cch_word_list_release(&given);
    cch_word_list_release(&translator.words);
    cch_word_list_release(&translator.environment);
    return result;
}

int cch_translate_settings_check(const cch_translate_settings *settings, cch_error *error) {
    cch_word_list known = {0};
    int result = CCH_OK;
    for (size_t i = 0; i < settings->architectures.count && result == CCH_OK; i++)
        if (!cch_cuda_architecture_add(&known, settings->architectures.items[i], 0))
            result = cch_fail(error, CCH_ERROR_USAGE, "'%s' is no architecture (sm_80, 90a, all-major, …)",
                              settings->architectures.items[i]);
    cch_word_list_release(&known);
    return result;
}
