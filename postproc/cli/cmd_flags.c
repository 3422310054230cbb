/* callchain flags: what to add to CFLAGS, CXXFLAGS or CUDAFLAGS. */
#include "cli/command.h"

#include <stdlib.h>
#include <unistd.h>

#include "build/instrument.h"
#include "base/paths.h"

struct values {
    bool c, cxx, cuda;
    const char *out, *root, *clang, *plugin;
};

static const struct cli_option options[] = {
    {0, "c", CCH_OPTION_FLAG, NULL, offsetof(struct values, c), "for CFLAGS"},
    {0, "cxx", CCH_OPTION_FLAG, NULL, offsetof(struct values, cxx), "for CXXFLAGS"},
    {0, "cuda", CCH_OPTION_FLAG, NULL, offsetof(struct values, cuda), "for CUDAFLAGS, where clang compiles CUDA"},
    {'o', "out", CCH_OPTION_TEXT, "DIR", offsetof(struct values, out),
     "put graph files into DIR (default: CALLCHAIN_OUT, else callchain-out/ here)"},
    {0, "root", CCH_OPTION_TEXT, "DIR", offsetof(struct values, root),
     "name files relative to DIR (default: CALLCHAIN_ROOT, else the project's folder)"},
    {0, "clang", CCH_OPTION_TEXT, "FILE", offsetof(struct values, clang), "the clang that compiles"},
    {0, "plugin", CCH_OPTION_TEXT, "FILE", offsetof(struct values, plugin),
     "the plugin, callchain-clang-<version>.so (default: the one for that clang)"},
    {0},
};

static const char description[] = "Prints the options that make clang write graph files as it compiles:\n"
                                  "\n"
                                  "    make CC=clang-22 CFLAGS=\"-O2 $(callchain flags)\"\n"
                                  "\n"
                                  "They are the same for C, C++ and CUDA. nvcc takes none of them: callchain-nvcc\n"
                                  "stands in for it. The compiler must be the clang that the plugin is built for;\n"
                                  "another one says so in one line and compiles as ever.\n"
                                  "\n"
                                  "Flags are split at blanks and read by shells, each tool in its own way. So a\n"
                                  "path with blanks, quotes or the like is refused here; 'callchain env' hands any\n"
                                  "path to the plugin, by CALLCHAIN_OUT and CALLCHAIN_ROOT in the environment.";

static bool is_set(const char *name) {
    const char *value = getenv(name);
    return value && *value;
}

static int run(const struct cli_subcommand *self, int argc, char **argv) {
    struct values values = {0};
    int status;
    if (!cli_options_parse(self, &argc, &argv, &values, &status))
        return status;
    if (argc)
        return cli_usage_error(self, "unexpected operand '%s'", argv[0]);
    if (values.c + values.cxx + values.cuda > 1)
        return cli_usage_error(self, "one of --c, --cxx and --cuda at a time");

    cch_error error = {0};
    cch_toolchain toolchain = {0};
    cch_word_list flags = {0};
    char *current = getcwd(NULL, 0);
    /* What the environment says, the plugin finds there. */
    bool with_out = current && (values.out || !is_set("CALLCHAIN_OUT"));
    bool with_root = current && (values.root || !is_set("CALLCHAIN_ROOT"));
    char *out = with_out ? cch_output_folder(current, values.out) : NULL;
    char *root = with_root ? cch_root_folder(current, values.root) : NULL;
    if (!current)
        status = cch_fail(&error, CCH_ERROR_SYSTEM, "cannot find the current folder");
    else if ((status = cch_toolchain_find(&toolchain, values.clang, values.plugin, &error)) == CCH_OK)
        status = cch_instrument_flags(&flags, &toolchain, out, root, &error);
    for (size_t i = 0; status == CCH_OK && i < flags.count; i++)
        printf("%s%s", i ? " " : "", flags.items[i]);
    if (status == CCH_OK)
        putchar('\n');
    else
        status = cli_report(self, &error);
    cch_word_list_release(&flags);
    cch_toolchain_release(&toolchain);
    free(root);
    free(out);
    free(current);
    return status;
}

const struct cli_subcommand cli_cmd_flags = {
    .name = "flags",
    .operands = "",
    .summary = "print the compiler flags that load the plugin",
    .description = description,
    .options = options,
    .is_exact = true,
    .run = run,
};
