#include "build/translate.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "build/paths.h"

enum compiler { COMPILER_CLANG, COMPILER_GCC, COMPILER_NVCC };

/* What becomes of an option. */
enum fate {
    DROP,       /* it only concerns outputs or the build */
    PASS,       /* kept, with its value */
    IGNORE,     /* left out, and said so */
    LANGUAGE,   /* -x */
    ARCHITECTURE, /* --cuda-gpu-arch=sm_80 */
    NVCC_ARCHITECTURE, /* -arch sm_80, compute_80 */
    NVCC_GENCODE, /* -gencode arch=compute_80,code=sm_80 */
    HOST_OPTIONS, /* -Xcompiler a,b */
    HOST_ONLY,
    DEVICE_ONLY,
    FAST_MATH,
    SYSTEM_INCLUDE, /* nvcc -isystem=folder and -isystem folder */
    PRE_INCLUDE,
    END         /* "--": the rest are files */
};

/* How an option carries its value. */
enum shape {
    ALONE,    /* -c */
    SEPARATE, /* -MF file */
    JOINED,   /* -MFfile, --option=value: the text begins so */
    EITHER,   /* -o file, -ofile */
    EQUALS    /* --option=value, --option value */
};

struct rule {
    const char *text;
    enum shape shape;
    enum fate fate;
};

/* For clang and gcc. The longer of two that share a beginning comes first. */
static const struct rule clang_rules[] = {
    {"--", ALONE, END},
    {"-c", ALONE, DROP},
    {"-S", ALONE, DROP},
    {"-E", ALONE, DROP},
    {"-emit-llvm", ALONE, DROP},
    {"-fsyntax-only", ALONE, DROP},
    {"-o", EITHER, DROP},
    {"--output", EQUALS, DROP},
    {"-MMD", ALONE, DROP},
    {"-MD", ALONE, DROP},
    {"-MM", ALONE, DROP},
    {"-MG", ALONE, DROP},
    {"-MP", ALONE, DROP},
    {"-MV", ALONE, DROP},
    {"-M", ALONE, DROP},
    {"-MF", EITHER, DROP},
    {"-MT", EITHER, DROP},
    {"-MQ", EITHER, DROP},
    {"-MJ", EITHER, DROP},
    {"-Wp,-MD,", JOINED, DROP},
    {"-Wp,-MMD,", JOINED, DROP},
    {"-save-temps", JOINED, DROP},
    {"--save-temps", JOINED, DROP},
    {"-ftime-trace", JOINED, DROP},
    {"--serialize-diagnostics", SEPARATE, DROP},
    {"-fplugin-arg-callchain-", JOINED, DROP},
    {"-x", EITHER, LANGUAGE},
    {"--language", EQUALS, LANGUAGE},
    {"--cuda-gpu-arch=", JOINED, ARCHITECTURE},
    {"--offload-arch=", JOINED, ARCHITECTURE},
    {"--cuda-host-only", ALONE, HOST_ONLY},
    {"--offload-host-only", ALONE, HOST_ONLY},
    {"--cuda-device-only", ALONE, DEVICE_ONLY},
    {"--offload-device-only", ALONE, DEVICE_ONLY},
    {"--cuda-compile-host-device", ALONE, DROP},
    {"-I", EITHER, PASS},
    {"-D", EITHER, PASS},
    {"-U", EITHER, PASS},
    {"-L", EITHER, DROP},
    {"-isystem", EITHER, PASS},
    {"-iquote", EITHER, PASS},
    {"-idirafter", EITHER, PASS},
    {"-iprefix", EITHER, PASS},
    {"-isysroot", EITHER, PASS},
    {"-include", EITHER, PASS},
    {"-imacros", EITHER, PASS},
    {"--param", EQUALS, DROP},
    {"-Xclang", SEPARATE, PASS},
    {"-Xpreprocessor", SEPARATE, PASS},
    {"-Xassembler", SEPARATE, DROP},
    {"-Xlinker", SEPARATE, DROP},
    {"-Xarch_host", SEPARATE, PASS},
    {"-Xarch_device", SEPARATE, PASS},
    {"-target", SEPARATE, PASS},
    {"-arch", SEPARATE, PASS},
};

/* What gcc has and clang refuses or would misread, in front of the above. */
static const struct rule gcc_rules[] = {
    {"-fmodules-ts", ALONE, DROP},
    {"-fmodule-mapper=", JOINED, DROP},
    {"-fdeps-", JOINED, DROP},
    {"-fconcepts", JOINED, DROP},
    {"-fplugin", JOINED, IGNORE},
    {"-fanalyzer", JOINED, DROP},
    {"-fdump-", JOINED, DROP},
    {"-fopt-info", JOINED, DROP},
    {"-fno-canonical-system-headers", ALONE, DROP},
    {"-fcanonical-system-headers", ALONE, DROP},
    {"-fconserve-stack", ALONE, DROP},
    {"-fno-allow-store-data-races", ALONE, DROP},
    {"-fpreprocessed", ALONE, DROP},
    {"-mindirect-branch", JOINED, DROP},
    {"-mfunction-return", JOINED, DROP},
    {"-mpreferred-stack-boundary", JOINED, DROP},
    {"-mrecord-mcount", ALONE, DROP},
    {"-specs", EQUALS, IGNORE},
};

/* The options of nvcc that PyTorch's and CMake's builds pass. */
static const struct rule nvcc_rules[] = {
    {"-gencode", EQUALS, NVCC_GENCODE},
    {"--generate-code", EQUALS, NVCC_GENCODE},
    {"-arch", EQUALS, NVCC_ARCHITECTURE},
    {"--gpu-architecture", EQUALS, NVCC_ARCHITECTURE},
    {"-code", EQUALS, DROP},
    {"--gpu-code", EQUALS, DROP},
    {"--compiler-options", EQUALS, HOST_OPTIONS},
    {"-Xcompiler", EQUALS, HOST_OPTIONS},
    {"--use_fast_math", ALONE, FAST_MATH},
    {"-use_fast_math", ALONE, FAST_MATH},
    {"--expt-", JOINED, DROP},
    {"-expt-", JOINED, DROP},
    {"--extended-lambda", ALONE, DROP},
    {"-extended-lambda", ALONE, DROP},
    {"-Xptxas", EQUALS, DROP},
    {"--ptxas-options", EQUALS, DROP},
    {"-ptxas-options", EQUALS, DROP},
    {"-Xcudafe", EQUALS, DROP},
    {"--diag-suppress", EQUALS, DROP},
    {"-diag-suppress", EQUALS, DROP},
    {"-Xfatbin", EQUALS, DROP},
    {"-Xnvlink", EQUALS, DROP},
    {"-Xlinker", EQUALS, DROP},
    {"-Xarchive", EQUALS, DROP},
    {"--threads", EQUALS, DROP},
    {"-threads", EQUALS, DROP},
    {"-t", EITHER, DROP},
    {"-ccbin", EQUALS, DROP},
    {"--compiler-bindir", EQUALS, DROP},
    {"-rdc", EQUALS, DROP},
    {"--relocatable-device-code", EQUALS, DROP},
    {"-dc", ALONE, DROP},
    {"-dw", ALONE, DROP},
    {"-dlto", ALONE, DROP},
    {"-lineinfo", ALONE, DROP},
    {"--generate-line-info", ALONE, DROP},
    {"-G", ALONE, DROP},
    {"--device-debug", ALONE, DROP},
    {"--maxrregcount", EQUALS, DROP},
    {"-maxrregcount", EQUALS, DROP},
    {"--keep-dir", EQUALS, DROP},
    {"--keep", ALONE, DROP},
    {"-keep", ALONE, DROP},
    {"--generate-dependencies-with-compile", ALONE, DROP},
    {"--dependency-output", EQUALS, DROP},
    {"--compile", ALONE, DROP},
    {"--device-c", ALONE, DROP},
    {"--verbose", ALONE, DROP},
    {"--resource-usage", ALONE, DROP},
    {"-res-usage", ALONE, DROP},
    {"-forward-unknown-", JOINED, DROP},
    {"--forward-unknown-", JOINED, DROP},
    {"-pre-include", EQUALS, PRE_INCLUDE},
    {"--pre-include", EQUALS, PRE_INCLUDE},
    {"-isystem", EQUALS, SYSTEM_INCLUDE},
};

static const char *const launchers[] = {"ccache", "sccache", "distcc", "icecc", "gomacc", "env"};

struct translator {
    cch_translation *to;
    const cch_command *command;
    enum compiler compiler;
    size_t at;
    bool files_only; /* behind "--" */
    const char *language;
};

/* The tables ------------------------------------------------------------------ */

/* Does `argument` match? `value` is set to a joined value, or to NULL when the
 * value, if the shape has one, is the next argument. */
static bool rule_matches(const struct rule *rule, const char *argument, const char **value)
{
    size_t length = strlen(rule->text);
    *value = NULL;
    if (strncmp(argument, rule->text, length) != 0)
        return false;
    const char *rest = argument + length;
    switch (rule->shape) {
    case ALONE:
    case SEPARATE:
        return !*rest;
    case JOINED:
        *value = rest;
        return true;
    case EITHER:
        *value = *rest ? rest : NULL;
        return true;
    case EQUALS:
        *value = *rest ? rest + 1 : NULL;
        return !*rest || *rest == '=';
    }
    return false;
}

static const struct rule *find_rule(const struct rule *rules, size_t count, const char *argument,
                                    const char **value)
{
    for (size_t i = 0; i < count; i++)
        if (rule_matches(&rules[i], argument, value))
            return &rules[i];
    return NULL;
}

#define FIND_RULE(rules, argument, value) find_rule(rules, sizeof(rules) / sizeof *(rules), argument, value)

static const struct rule *rule_for(const struct translator *translator, const char *argument, const char **value)
{
    const struct rule *rule = NULL;
    if (translator->compiler == COMPILER_GCC)
        rule = FIND_RULE(gcc_rules, argument, value);
    if (translator->compiler == COMPILER_NVCC)
        rule = FIND_RULE(nvcc_rules, argument, value);
    return rule ? rule : FIND_RULE(clang_rules, argument, value);
}

/* Architectures ------------------------------------------------------------------ */

/* "compute_80" and "sm_80" alike are the pass for sm_80. */
static void add_architecture(struct translator *translator, const char *name, size_t length)
{
    char text[32];
    if (length > 8 && strncmp(name, "compute_", 8) == 0) {
        name += 8;
        length -= 8;
    } else if (length > 3 && strncmp(name, "sm_", 3) == 0) {
        name += 3;
        length -= 3;
    } else {
        char ignored[64];
        snprintf(ignored, sizeof ignored, "architecture %.*s", (int)(length > 40 ? 40 : length), name);
        cch_word_list_add(&translator->to->ignored, ignored);
        return;
    }
    snprintf(text, sizeof text, "sm_%.*s", (int)(length > 20 ? 20 : length), name);
    if (!cch_word_list_contain(&translator->to->architectures, text))
        cch_word_list_add(&translator->to->architectures, text);
}

/* arch=compute_80,code=[sm_80,compute_80]: `arch` is what the front end sees. */
static void add_gencode(struct translator *translator, const char *value)
{
    const char *arch = strstr(value, "arch=");
    if (arch)
        add_architecture(translator, arch + 5, strcspn(arch + 5, ",\" "));
}

static void remove_architecture(struct translator *translator, const char *name)
{
    cch_word_list kept = {0}, *all = &translator->to->architectures;
    for (size_t i = 0; i < all->count; i++)
        if (strcmp(name, "all") != 0 && strcmp(all->items[i], name) != 0)
            cch_word_list_add(&kept, all->items[i]);
    cch_word_list_release(all);
    *all = kept;
}

/* One argument ---------------------------------------------------------------------- */

static void take_host_options(struct translator *translator, const char *value);

static void apply(struct translator *translator, const struct rule *rule, const char *argument, const char *value)
{
    cch_translation *to = translator->to;
    bool has_value = rule->shape != ALONE;
    bool value_is_next = has_value && !value && rule->shape != JOINED;
    if (value_is_next && translator->at < translator->command->argument_count)
        value = translator->command->arguments[translator->at++];
    const char *text = value ? value : "";
    switch (rule->fate) {
    case DROP:
        break;
    case PASS:
        cch_word_list_add(&to->arguments, argument);
        if (value_is_next)
            cch_word_list_add(&to->arguments, text);
        break;
    case IGNORE:
        cch_word_list_add(&to->ignored, argument);
        break;
    case LANGUAGE:
        translator->language = strcmp(text, "cu") == 0 ? "cuda" : text;
        cch_word_list_add(&to->arguments, "-x");
        cch_word_list_add(&to->arguments, translator->language);
        break;
    case ARCHITECTURE:
    case NVCC_ARCHITECTURE:
        add_architecture(translator, text, strcspn(text, ","));
        break;
    case NVCC_GENCODE:
        add_gencode(translator, text);
        break;
    case HOST_OPTIONS:
        take_host_options(translator, text);
        break;
    case HOST_ONLY:
        to->device = false;
        break;
    case DEVICE_ONLY:
        to->host = false;
        break;
    case FAST_MATH:
        cch_word_list_add(&to->arguments, "-ffast-math");
        break;
    case SYSTEM_INCLUDE:
        cch_word_list_add(&to->arguments, "-isystem");
        cch_word_list_add(&to->arguments, text);
        break;
    case PRE_INCLUDE:
        cch_word_list_add(&to->arguments, "-include");
        cch_word_list_add(&to->arguments, text);
        break;
    case END:
        translator->files_only = true;
        to->options_end = to->arguments.count;
        cch_word_list_add(&to->arguments, argument);
        break;
    }
}

static void take_argument(struct translator *translator, const char *argument)
{
    const char *value = NULL;
    if (translator->files_only || argument[0] != '-') {
        cch_word_list_add(&translator->to->arguments, argument);
        return;
    }
    if (strncmp(argument, "--no-cuda-gpu-arch=", 19) == 0 || strncmp(argument, "--no-offload-arch=", 18) == 0) {
        remove_architecture(translator, strchr(argument, '=') + 1);
        return;
    }
    const struct rule *rule = rule_for(translator, argument, &value);
    if (rule)
        apply(translator, rule, argument, value);
    else
        cch_word_list_add(&translator->to->arguments, argument);
}

/* -Xcompiler a,b: options of the host compiler, read by gcc's rules. One whose
 * value is in the next option (-Xcompiler -MF -Xcompiler file) is rare enough
 * in what decides the parse to be left to the joined forms. */
static void take_host_options(struct translator *translator, const char *value)
{
    enum compiler outer = translator->compiler;
    char *copy = strdup(value), *rest = NULL;
    if (!copy) {
        translator->to->arguments.failed = true;
        return;
    }
    translator->compiler = COMPILER_GCC;
    for (char *option = strtok_r(copy, ",", &rest); option; option = strtok_r(NULL, ",", &rest)) {
        const char *joined = NULL;
        const struct rule *rule = option[0] == '-' ? rule_for(translator, option, &joined) : NULL;
        if (rule && (rule->shape == ALONE || joined))
            apply(translator, rule, option, joined);
        else if (!rule && option[0] == '-')
            cch_word_list_add(&translator->to->arguments, option);
    }
    translator->compiler = outer;
    free(copy);
}

/* The compiler ---------------------------------------------------------------------- */

static bool is_launcher(const char *name)
{
    for (size_t i = 0; i < sizeof launchers / sizeof *launchers; i++)
        if (strcmp(name, launchers[i]) == 0)
            return true;
    return false;
}

static void take_compiler(struct translator *translator)
{
    const cch_command *command = translator->command;
    while (translator->at + 1 < command->argument_count &&
           is_launcher(cch_path_base(command->arguments[translator->at])) &&
           command->arguments[translator->at + 1][0] != '-')
        translator->at++;
    const char *name = cch_path_base(command->arguments[translator->at++]);
    if (strstr(name, "nvcc"))
        translator->compiler = COMPILER_NVCC;
    else if (strstr(name, "clang"))
        translator->compiler = COMPILER_CLANG;
    else
        translator->compiler = COMPILER_GCC;
    translator->to->is_cxx = translator->compiler == COMPILER_NVCC || strstr(name, "++") != NULL;
}

static bool has_cuda_headers(const char *folder)
{
    char *file = cch_path_absolute(folder, "include/cuda_runtime.h");
    bool found = file && access(file, R_OK) == 0;
    free(file);
    return found;
}

/* nvcc knows its toolkit by its own place; clang has to be told. */
static void add_toolkit(struct translator *translator, const char *nvcc)
{
    const char *given[] = {getenv("CUDA_HOME"), getenv("CUDA_PATH")};
    char *folder = cch_path_absolute(translator->command->directory, nvcc);
    char *toolkit = folder && strchr(nvcc, '/') ? cch_path_absolute(folder, "../..") : NULL;
    free(folder);
    if (toolkit && has_cuda_headers(toolkit)) {
        cch_word_list_format(&translator->to->arguments, "--cuda-path=%s", toolkit);
    } else {
        for (size_t i = 0; i < sizeof given / sizeof *given; i++)
            if (given[i] && given[i][0] == '/' && has_cuda_headers(given[i])) {
                cch_word_list_format(&translator->to->arguments, "--cuda-path=%s", given[i]);
                break;
            }
    }
    free(toolkit);
    cch_word_list_add(&translator->to->arguments, "-D__CUDACC_RELAXED_CONSTEXPR__");
    cch_word_list_add(&translator->to->arguments, "-D__CUDACC_EXTENDED_LAMBDA__");
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), end_length = strlen(end);
    return length >= end_length && strcmp(text + length - end_length, end) == 0;
}

int cch_translate(cch_translation *translation, const cch_command *command, cch_error *error)
{
    struct translator translator = {.to = translation, .command = command};
    *translation = (cch_translation){.host = true, .device = true};
    take_compiler(&translator);
    if (translator.compiler == COMPILER_NVCC)
        add_toolkit(&translator, command->arguments[translator.at - 1]);
    while (translator.at < command->argument_count)
        take_argument(&translator, command->arguments[translator.at++]);
    if (!translator.files_only)
        translation->options_end = translation->arguments.count;
    translation->is_cuda = translator.language ? strcmp(translator.language, "cuda") == 0
                                               : ends_with(command->file, ".cu");
    if (translation->arguments.failed || translation->architectures.failed || translation->ignored.failed)
        return cch_fail(error, CCH_ERROR_MEMORY, "unit '%s': out of memory", command->file);
    if (ends_with(command->file, ".s") || ends_with(command->file, ".S") || ends_with(command->file, ".o"))
        return cch_fail(error, CCH_ERROR_FORMAT, "unit '%s': not C, C++ or CUDA", command->file);
    return CCH_OK;
}

void cch_translation_release(cch_translation *translation)
{
    cch_word_list_release(&translation->arguments);
    cch_word_list_release(&translation->architectures);
    cch_word_list_release(&translation->ignored);
}
