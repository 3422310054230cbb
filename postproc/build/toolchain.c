#include "build/toolchain.h"

#include <errno.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "build/file_states.h"
#include "build/paths.h"
#include "build/runner.h"

#define PLUGIN_NAME "callchain-clang-"

/* The major in ".../callchain-clang-22.so"; 0 when it isn't so called. */
static unsigned plugin_major(const char *path) {
    unsigned major = 0;
    int end = 0;
    const char *base = cch_path_base(path);
    if (sscanf(base, PLUGIN_NAME "%u.so%n", &major, &end) != 1 || base[end] || end == 0)
        return 0;
    return major;
}

static enum cch_job_next keep_major(void *context, const cch_job *job, const cch_job_result *result) {
    const char *version = strstr(result->errors, "clang version ");
    (void)job;
    if (version && sscanf(version, "clang version %u", (unsigned *)context) != 1)
        *(unsigned *)context = 0;
    return CCH_JOB_GO_ON;
}

unsigned cch_clang_major(const char *clang) {
    unsigned major = 0;
    const char *arguments[] = {clang, "-v", NULL};
    cch_job job = {.program = clang, .arguments = arguments, .directory = "/"};
    cch_runner_options options = {.parallel = 1, .timeout = 20, .ended = keep_major, .context = &major};
    return cch_runner_run(&job, 1, &options, NULL) == CCH_OK ? major : 0;
}

static char *find_clang(unsigned major) {
    char name[64];
    snprintf(name, sizeof name, "clang-%u", major);
    char *clang = cch_path_find_program(name);
    if (clang)
        return clang;
    snprintf(name, sizeof name, "/usr/lib/llvm-%u/bin/clang", major);
    if ((clang = cch_path_find_program(name)))
        return clang;
    clang = cch_path_find_program("clang");
    if (clang && cch_clang_major(clang) == major)
        return clang;
    free(clang);
    return NULL;
}

/* Adds the plugins that stand where an installed or a freshly built program
 * has them. */
static void glob_plugins(glob_t *found) {
    static const char *const places[] = {"../lib/callchain", "../lib64/callchain", "../lib/*/callchain"};
    char program[PATH_MAX], pattern[PATH_MAX + 64];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return;
    program[length] = '\0';
    *strrchr(program, '/') = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        snprintf(pattern, sizeof pattern, "%s/%s/" PLUGIN_NAME "*.so", program, places[i]);
        glob(pattern, found->gl_pathc ? GLOB_APPEND : 0, NULL, found);
    }
}

/* The newest plugin of the wanted major (0: any) that has a clang. */
static void choose(cch_toolchain *toolchain, unsigned wanted) {
    glob_t found = {0};
    glob_plugins(&found);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        unsigned major = plugin_major(found.gl_pathv[i]);
        if (major <= toolchain->major || (wanted && major != wanted))
            continue;
        char *clang = wanted ? strdup(toolchain->clang) : find_clang(major);
        if (!clang)
            continue;
        free(toolchain->clang);
        free(toolchain->plugin);
        toolchain->clang = clang;
        toolchain->plugin = cch_path_absolute("/", found.gl_pathv[i]);
        toolchain->major = major;
    }
    globfree(&found);
}

static int find_pair(cch_toolchain *toolchain, const char *clang, const char *plugin, cch_error *error) {
    unsigned wanted = 0;
    if (clang) {
        toolchain->clang = cch_path_find_program(clang);
        if (!toolchain->clang)
            return cch_fail(error, CCH_ERROR_SYSTEM, "cannot run '%s': no such program", clang);
        wanted = cch_clang_major(toolchain->clang);
        if (!wanted)
            return cch_fail(error, CCH_ERROR_SYSTEM, "cannot use '%s': it is not clang", clang);
    }
    if (!plugin)
        plugin = getenv("CALLCHAIN_PLUGIN");
    if (!plugin || !*plugin) {
        choose(toolchain, wanted);
        if (toolchain->plugin)
            return CCH_OK;
        if (wanted)
            return cch_fail(error, CCH_ERROR_SYSTEM, "cannot find the plugin for clang %u: name it with --plugin",
                            wanted);
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot find a plugin " PLUGIN_NAME "*.so and a clang of its "
                        "major: name them with --plugin and --clang");
    }
    if (access(plugin, R_OK) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", plugin, strerror(errno));
    toolchain->plugin = realpath(plugin, NULL);
    toolchain->major = plugin_major(plugin);
    if (!toolchain->clang)
        toolchain->clang = toolchain->major ? find_clang(toolchain->major) : cch_path_find_program("clang");
    if (!toolchain->clang)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot find clang %u for '%s': name it with --clang",
                        toolchain->major, plugin);
    return CCH_OK;
}

/* The plugin may have its analysis in a library beside it that carries the
 * same major in its name, so everything there that does counts. */
static uint64_t hash_plugin(const cch_toolchain *toolchain) {
    char pattern[PATH_MAX + 32];
    uint64_t digest = 0;
    glob_t found = {0};
    const char *slash = strrchr(toolchain->plugin, '/');
    snprintf(pattern, sizeof pattern, "%.*s/*-%u.so", (int)(slash - toolchain->plugin), toolchain->plugin,
             toolchain->major);
    glob(pattern, 0, NULL, &found);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        char digits[33];
        if (cch_file_hash(found.gl_pathv[i], digits) == 0)
            digest = XXH3_64bits_withSeed(digits, 32, digest);
    }
    globfree(&found);
    char digits[33];
    if (cch_file_hash(toolchain->plugin, digits) == 0)
        digest = XXH3_64bits_withSeed(digits, 32, digest);
    return digest;
}

int cch_toolchain_find(cch_toolchain *toolchain, const char *clang, const char *plugin, cch_error *error) {
    *toolchain = (cch_toolchain){0};
    int result = find_pair(toolchain, clang, plugin, error);
    if (result != CCH_OK)
        return result;
    if (!toolchain->clang || !toolchain->plugin)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot prepare clang: out of memory");
    struct stat status = {0};
    char *clang_path = realpath(toolchain->clang, NULL);
    if (clang_path && stat(clang_path, &status) == 0) {
        int64_t facts[] = {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        uint64_t digest = XXH3_64bits_withSeed(clang_path, strlen(clang_path), hash_plugin(toolchain));
        toolchain->identity = XXH3_64bits_withSeed(facts, sizeof facts, digest);
    }
    free(clang_path);
    return CCH_OK;
}

void cch_toolchain_release(cch_toolchain *toolchain) {
    free(toolchain->clang);
    free(toolchain->plugin);
    *toolchain = (cch_toolchain){0};
}
