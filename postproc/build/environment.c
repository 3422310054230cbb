#define _GNU_SOURCE /* asprintf */
#include "build/environment.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/paths.h"
#include "base/project_root.h"
#include "build/instrument.h"

struct printer {
    const struct cch_environment *given;
    FILE *stream;
};

/* One exported variable, its value quoted for the shell. */
static void print_variable(const struct printer *printer, const char *name, const char *value) {
    bool fish = printer->given->is_fish;
    fprintf(printer->stream, fish ? "set -gx %s '" : "export %s='", name);
    for (; *value; value++) {
        if (*value == '\'')
            fputs(fish ? "\\'" : "'\\''", printer->stream);
        else if (*value == '\\' && fish)
            fputs("\\\\", printer->stream);
        else
            putc(*value, printer->stream);
    }
    fputs("';\n", printer->stream);
}

/* The words with a blank between them; one that a shell would see more in is
 * quoted, as the user's own word was. To free(). */
static char *join(const cch_word_list *words) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!stream)
        return NULL;
    for (size_t i = 0; i < words->count; i++) {
        const char *word = words->items[i];
        bool plain = *word && !strpbrk(word, " \t\n'\"\\$`&|;<>()*?[#~!");
        fputs(i ? " " : "", stream);
        if (!plain)
            putc('\'', stream);
        for (; *word; word++)
            if (*word == '\'')
                fputs("'\\''", stream);
            else
                putc(*word, stream);
        if (!plain)
            putc('\'', stream);
    }
    if (fclose(stream) != 0) {
        free(text);
        return NULL;
    }
    return text;
}

static int no_memory(cch_error *error) {
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot print the variables: out of memory");
}

/* CFLAGS and the like: what was there, then ours. */
static int print_flags(const struct printer *printer, const char *name, const char *flags, cch_error *error) {
    char *value = NULL, *old = cch_instrument_without_own(getenv(name));
    if (!old || asprintf(&value, "%s%s%s", old, *old && *flags ? " " : "", flags) < 0)
        value = NULL;
    if (value && (*value || getenv(name)))
        print_variable(printer, name, value);
    int result = value ? CCH_OK : no_memory(error);
    free(value);
    free(old);
    return result;
}

struct language {
    const char *variable, *flags;
    bool is_cxx;
    bool only_clang; /* leave it alone where the variable doesn't name a clang */
};

static const struct language languages[] = {
    {"CC", "CFLAGS", false, false},
    {"CXX", "CXXFLAGS", true, false},
    {"CUDACXX", "CUDAFLAGS", true, true},
};

/* CC or CXX, and what goes with it. */
static int print_language(const struct printer *printer, const struct language *language, cch_error *error) {
    cch_toolchain toolchain = {0};
    cch_compiler_words given;
    cch_word_list words = {0}, flags = {0};
    char *command = NULL, *joined_flags = NULL;
    cch_error detail = {0};
    int result = cch_compiler_words_read(&given, getenv(language->variable), &detail);
    if (result != CCH_OK) {
        cch_fail(error, CCH_ERROR_USAGE, "cannot use %s: %s", language->variable, detail.text);
        result = CCH_ERROR_USAGE;
        goto out;
    }
    if (language->only_clang && !given.is_clang)
        goto out;
    bool keep = given.is_clang && !printer->given->clang;
    const char *clang = keep ? given.program : printer->given->clang;
    if ((result = cch_toolchain_find(&toolchain, clang, printer->given->plugin, error)) ||
        (result = cch_instrument_flags(&flags, &toolchain, NULL, NULL, error)))
        goto out;
    cch_word_list_add_all(&words, &given.launchers);
    if (keep)
        cch_word_list_add(&words, given.program);
    else if ((result = cch_instrument_compiler(&words, &toolchain, language->is_cxx, error)) != CCH_OK)
        goto out;
    cch_word_list_add_all(&words, &given.options);
    if (!printer->given->in_flags)
        cch_word_list_add_all(&words, &flags);
    command = words.failed ? NULL : join(&words);
    joined_flags = printer->given->in_flags ? join(&flags) : strdup("");
    if (!command || !joined_flags) {
        result = no_memory(error);
        goto out;
    }
    print_variable(printer, language->variable, command);
    result = print_flags(printer, language->flags, joined_flags, error);
out:
    free(command);
    free(joined_flags);
    cch_word_list_release(&words);
    cch_word_list_release(&flags);
    cch_toolchain_release(&toolchain);
    cch_compiler_words_release(&given);
    return result;
}

static int print_folder(const struct printer *printer, const char *name, char *folder, cch_error *error) {
    if (!folder)
        return no_memory(error);
    print_variable(printer, name, folder);
    free(folder);
    return CCH_OK;
}

/* callchain-nvcc beside this program; NULL when it isn't there. To free(). */
static char *find_wrapper(void) {
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return NULL;
    program[length] = '\0';
    char *wrapper = cch_path_absolute(program, "../callchain-nvcc");
    if (wrapper && access(wrapper, X_OK) != 0) {
        free(wrapper);
        wrapper = NULL;
    }
    return wrapper;
}

/* The nvcc that the wrapper would run. To free(). */
static char *find_nvcc(void) {
    const char *given = getenv("CALLCHAIN_NVCC"), *home = getenv("CUDA_HOME");
    if (given && *given)
        return cch_path_find_program(given);
    char *in_home = NULL, *nvcc = NULL;
    if (home && home[0] == '/' && asprintf(&in_home, "%s/bin/nvcc", home) > 0)
        nvcc = cch_path_find_program(in_home);
    free(in_home);
    return nvcc ? nvcc : cch_path_find_program("nvcc");
}

static void print_nvcc(const struct printer *printer) {
    char *wrapper = find_wrapper(), *nvcc = wrapper ? find_nvcc() : NULL;
    if (nvcc) {
        print_variable(printer, "CALLCHAIN_NVCC", nvcc);
        print_variable(printer, "PYTORCH_NVCC", wrapper);
        print_variable(printer, "NVCC", wrapper);
        print_variable(printer, "CMAKE_CUDA_COMPILER_LAUNCHER", wrapper);
    }
    free(nvcc);
    free(wrapper);
}

int cch_environment_print(FILE *stream, const struct cch_environment *given, const char *current, cch_error *error) {
    const struct printer made = {given, stream}, *printer = &made;
    int result = CCH_OK;
    for (size_t i = 0; result == CCH_OK && i < sizeof languages / sizeof *languages; i++)
        result = print_language(printer, &languages[i], error);
    if (result == CCH_OK)
        result = print_folder(printer, "CALLCHAIN_OUT", cch_output_folder(current, printer->given->out), error);
    if (result == CCH_OK)
        result = print_folder(printer, "CALLCHAIN_ROOT", cch_root_folder(current, printer->given->root), error);
    if (result != CCH_OK)
        return result;
    print_nvcc(printer);
    if (printer->given->recache) {
        print_variable(printer, "CCACHE_RECACHE", "1");
        print_variable(printer, "SCCACHE_RECACHE", "1");
    }
    return CCH_OK;
}

int cch_environment_root_of(FILE *stream, const char *current, const char *file, cch_error *error) {
    char *path = cch_path_absolute(current, file), resolved[PATH_MAX], *root = NULL;
    if (path && !realpath(path, resolved))
        snprintf(resolved, sizeof resolved, "%s", path);
    if (path) {
        *strrchr(resolved, '/') = '\0';
        root = cch_project_root(resolved);
    }
    free(path);
    if (!root)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot find the root of '%s': out of memory", file);
    fprintf(stream, "%s\n", *root ? root : "/");
    free(root);
    return CCH_OK;
}
