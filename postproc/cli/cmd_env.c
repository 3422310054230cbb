/* callchain env: a shell's variables for a build that writes graph files. */
#include "cli/command.h"

#include <stdlib.h>
#include <unistd.h>

#include "build/environment.h"

enum { SHELL_SH, SHELL_FISH };
enum { IN_COMPILER, IN_FLAGS };

struct values {
    const char *out, *root, *root_of, *clang, *plugin;
    int shell, place;
    bool recache;
};

static const struct cli_option options[] = {
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

static const char description[] = "    eval \"$(callchain env)\" && ./configure && make -j8\n"
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

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc)
        return cli_usage_error(self, "unexpected operand '%s'", argv[0]);
    const struct cch_environment environment = {.out = values.out,
                                                .root = values.root,
                                                .clang = values.clang,
                                                .plugin = values.plugin,
                                                .is_fish = values.shell == SHELL_FISH,
                                                .in_flags = values.place == IN_FLAGS,
                                                .recache = values.recache};
    cch_error error = {0};
    char *text = NULL, *current = getcwd(NULL, 0); /* what eval takes must be whole, so it is printed at the end */
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    if (!current || !stream)
        status = cch_fail(&error, CCH_ERROR_SYSTEM, "cannot find the current folder");
    else if (values.root_of)
        status = cch_environment_root_of(stream, current, values.root_of, &error);
    else
        status = cch_environment_print(stream, &environment, current, &error);
    if (stream && (fclose(stream) != 0 || !text) && status == CCH_OK)
        status = cch_fail(&error, CCH_ERROR_MEMORY, "cannot print the variables: out of memory");
    if (status == CCH_OK)
        fwrite(text, 1, size, stdout);
    else
        status = cli_report(self, &error);
    free(text);
    free(current);
    return status;
}

const struct cli_subcommand cli_cmd_env = {
    .name = "env",
    .operands = "",
    .summary = "print the shell variables for a build with the plugin",
    .description = description,
    .options = options,
    .is_exact = true,
    .run = run,
};
