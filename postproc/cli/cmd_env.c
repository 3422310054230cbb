/* callchain env: a shell's variables for a build that writes graph files. */
#define _GNU_SOURCE /* asprintf */
#include "cli/command.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/project_root.h"
#include "build/instrument.h"
#include "base/paths.h"

enum { SHELL_SH, SHELL_FISH };
enum { IN_COMPILER, IN_FLAGS };

struct values {
    const char *out, *root, *root_of, *clang, *plugin;
    int shell, place;
    bool recache;
};

static const struct cch_option options[] = {
    {'o', "out", CCH_OPTION_TEXT, "DIR", offsetof(struct values, out),
     "put graph files into DIR (default: CALLCHAIN_OUT, else callchain-out/ here)"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root),
     "name files relative to DIR (default: CALLCHAIN_ROOT, else the project's folder)"},
    {0, "root-of", CCH_OPTION_TEXT, "FILE", offsetof(struct values, root_of),
     "print only the root of the project that FILE belongs to, as the plugin finds it; / for none"},
    {0, "clang", CCH_OPTION_TEXT, "FILE", offsetof(struct values, clang),
     "the clang to compile with (default: what CC and CXX name, else the newest)"},
    {0, "plugin", CCH_OPTION_TEXT, "FILE", offsetof(struct values, plugin),
     "the plugin, callchain-clang-<version>.so (default: the one for that clang)"},
    {0, "in", CCH_OPTION_CHOICE, "compiler|flags", offsetof(struct values, place),
     "put the plugin's options into CC and CXX (the default), or into CFLAGS and CXXFLAGS"},
    {0, "recache", CCH_OPTION_FLAG, NULL, offsetof(struct values, recache),
     "have ccache and sccache compile everything anew"},
    {0, "shell", CCH_OPTION_CHOICE, "sh|fish", offsetof(struct values, shell), "whose syntax to print"},
    {0},
};

static const char description[] =
    "    eval \"$(callchain env)\" && ./configure && make -j8\n"
    "    callchain env --shell fish | source\n"
    "\n"
    "Sets CC and CXX (for CUDA by clang CUDACXX, too) to clang with the plugin, and\n"
    "CALLCHAIN_OUT and CALLCHAIN_ROOT. Autotools, Make, CMake, Meson and setuptools\n"
    "take them from there. Launchers and options that CC and CXX have already stay;\n"
    "doing it twice is doing it once. A Makefile that sets CC itself wants\n"
    "make CC=\"$CC\" CXX=\"$CXX\".\n"
    "\n"
    "The options go into CC since CFLAGS that are set take a configure script's own\n"
    "-g -O2 away. With --in flags they are added to CFLAGS, CXXFLAGS and (where\n"
    "CUDACXX is clang) CUDAFLAGS.\n"
    "\n"
    "CALLCHAIN_ROOT, unless given, is the outermost folder from here upwards that has\n"
    "a .git, or else a pyproject.toml, setup.py, setup.cfg or CMakeLists.txt (those do\n"
    "not count in a home folder or in /tmp), or else this folder.\n"
    "\n"
    "Where there is an nvcc (CALLCHAIN_NVCC, CUDA_HOME, the PATH), PYTORCH_NVCC, NVCC\n"
    "and CMAKE_CUDA_COMPILER_LAUNCHER are set to callchain-nvcc, which runs it and\n"
    "reads the same unit with clang beside it.\n"
    "\n"
    "ccache: a hit runs no compiler, and so no plugin; --recache avoids hits, and\n"
    "'callchain missing' lists what they have cost.";

/* What eval takes must be whole, so it is printed at the end or not at all. */
struct printer {
    int shell;
    FILE *stream;
};

/* One exported variable, its value quoted for the shell. */
static void print_variable(const struct printer *printer, const char *name, const char *value) {
    bool fish = printer->shell == SHELL_FISH;
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
static int print_language(const struct printer *printer, const struct values *values,
                          const struct language *language, cch_error *error) {
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
    bool keep = given.is_clang && !values->clang;
    const char *clang = keep ? given.program : values->clang;
    if ((result = cch_toolchain_find(&toolchain, clang, values->plugin, error)) ||
        (result = cch_instrument_flags(&flags, &toolchain, NULL, NULL, error)))
        goto out;
    cch_word_list_add_all(&words, &given.launchers);
    if (keep)
        cch_word_list_add(&words, given.program);
    else if ((result = cch_instrument_compiler(&words, &toolchain, language->is_cxx, error)) != CCH_OK)
        goto out;
    cch_word_list_add_all(&words, &given.options);
    if (values->place == IN_COMPILER)
        cch_word_list_add_all(&words, &flags);
    command = words.failed ? NULL : join(&words);
    joined_flags = values->place == IN_FLAGS ? join(&flags) : strdup("");
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

static int print_all(const struct printer *printer, const struct values *values, const char *current,
                     cch_error *error) {
    int result = CCH_OK;
    for (size_t i = 0; result == CCH_OK && i < sizeof languages / sizeof *languages; i++)
        result = print_language(printer, values, &languages[i], error);
    if (result == CCH_OK)
        result = print_folder(printer, "CALLCHAIN_OUT", cch_output_folder(current, values->out), error);
    if (result == CCH_OK)
        result = print_folder(printer, "CALLCHAIN_ROOT", cch_root_folder(current, values->root), error);
    if (result != CCH_OK)
        return result;
    print_nvcc(printer);
    if (values->recache) {
        print_variable(printer, "CCACHE_RECACHE", "1");
        print_variable(printer, "SCCACHE_RECACHE", "1");
    }
    return CCH_OK;
}

static int print_root_of(FILE *stream, const char *current, const char *file, cch_error *error) {
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

static int run(const struct cch_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    int status;
    if (!cch_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc)
        return cch_usage_error(self, "unexpected operand '%s'", argv[0]);

    cch_error error = {0};
    char *text = NULL, *current = getcwd(NULL, 0);
    size_t size = 0;
    struct printer printer = {values.shell, open_memstream(&text, &size)};
    if (!current || !printer.stream)
        status = cch_fail(&error, CCH_ERROR_SYSTEM, "cannot find the current folder");
    else if (values.root_of)
        status = print_root_of(printer.stream, current, values.root_of, &error);
    else
        status = print_all(&printer, &values, current, &error);
    if (printer.stream && (fclose(printer.stream) != 0 || !text) && status == CCH_OK)
        status = no_memory(&error);
    if (status == CCH_OK)
        fwrite(text, 1, size, stdout);
    else
        status = cch_report(self, &error);
    free(text);
    free(current);
    return status;
}

const struct cch_subcommand cch_cmd_env = {
    .name = "env",
    .operands = "",
    .summary = "print the shell variables for a build with the plugin",
    .description = description,
    .options = options,
    .is_exact = true,
    .run = run,
};
