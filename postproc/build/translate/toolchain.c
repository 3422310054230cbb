#include "build/translate/toolchain.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/memory.h"
#include "build/replay/file_states.h"
#include "base/paths.h"
#include "build/replay/runner.h"

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

typedef void file_visitor(void *data, const char *path);

/* The entries of a folder, in order. (glob(3) frees twice what it had no memory for.) */
static void each_entry(const char *folder, file_visitor *visit, void *data) {
    struct dirent **items = NULL;
    int count = scandir(folder, &items, NULL, alphasort);
    if (count < 0 && errno == ENOMEM)
        cch_memory_note_failure();
    for (int i = 0; i < count; i++) {
        char *path = items[i]->d_name[0] != '.' ? cch_path_absolute(folder, items[i]->d_name) : NULL;
        if (path)
            visit(data, path);
        free(path);
        free(items[i]);
    }
    free(items);
}

struct choice {
    cch_toolchain *toolchain;
    unsigned wanted; /* a major; 0: any */
};

static void consider(void *data, const char *path) {
    struct choice *choice = data;
    cch_toolchain *toolchain = choice->toolchain;
    unsigned major = plugin_major(path);
    if (major <= toolchain->major || (choice->wanted && major != choice->wanted))
        return;
    char *clang = choice->wanted ? cch_memory_asked(strdup(toolchain->clang)) : find_clang(major);
    if (!clang)
        return;
    free(toolchain->clang);
    free(toolchain->plugin);
    toolchain->clang = clang;
    toolchain->plugin = cch_memory_asked(strdup(path));
    toolchain->major = major;
}

/* A folder of libraries, "lib" or "lib/x86_64-linux-gnu", that may have ours. */
static void look_below(void *data, const char *folder) {
    char *ours = cch_path_absolute(folder, "callchain");
    if (ours)
        each_entry(ours, consider, data);
    free(ours);
}

/* The newest plugin of the wanted major (0: any) that has a clang, of those that stand where an installed or a freshly
 * built program has them. */
static void choose(cch_toolchain *toolchain, unsigned wanted) {
    static const char *const places[] = {"../../lib", "../../lib64"};
    struct choice choice = {toolchain, wanted};
    char program[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length <= 0)
        return;
    program[length] = '\0';
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char *folder = cch_path_absolute(program, places[i]);
        if (folder)
            look_below(&choice, folder);
        if (folder && i == 0)
            each_entry(folder, look_below, &choice);
        free(folder);
    }
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
        return cch_fail(error, CCH_ERROR_SYSTEM,
                        "cannot find a plugin " PLUGIN_NAME "*.so and a clang of its "
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

struct plugin_hash {
    unsigned major;
    uint64_t digest;
};

static void add_to_hash(struct plugin_hash *hash, const char *path) {
    char digits[33];
    if (cch_file_hash(path, digits) == 0)
        hash->digest = XXH3_64bits_withSeed(digits, 32, hash->digest);
}

static void hash_library(void *data, const char *path) {
    struct plugin_hash *hash = data;
    char ending[32];
    snprintf(ending, sizeof ending, "-%u.so", hash->major);
    size_t length = strlen(path), end = strlen(ending);
    if (length > end && strcmp(path + length - end, ending) == 0)
        add_to_hash(hash, path);
}

/* The plugin may have its analysis in a library beside it that carries the
 * same major in its name, so everything there that does counts. */
static uint64_t hash_plugin(const cch_toolchain *toolchain) {
    struct plugin_hash hash = {toolchain->major, 0};
    char *folder = cch_path_absolute(toolchain->plugin, "..");
    if (folder)
        each_entry(folder, hash_library, &hash);
    free(folder);
    add_to_hash(&hash, toolchain->plugin);
    return hash.digest;
}

int cch_toolchain_find(cch_toolchain *toolchain, const char *clang, const char *plugin, cch_error *error) {
    *toolchain = (cch_toolchain){0};
    int result = find_pair(toolchain, clang, plugin, error);
    if (result != CCH_OK)
        return cch_memory_failed() ? cch_fail(error, CCH_ERROR_MEMORY, "cannot prepare clang: out of memory") : result;
    if (!toolchain->clang || !toolchain->plugin)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot prepare clang: out of memory");
    struct stat status = {0};
    char *clang_path = realpath(toolchain->clang, NULL);
    if (!clang_path && errno == ENOMEM)
        cch_memory_note_failure();
    if (clang_path && stat(clang_path, &status) == 0) {
        int64_t facts[] = {status.st_size, status.st_mtim.tv_sec, status.st_mtim.tv_nsec};
        uint64_t digest = XXH3_64bits_withSeed(clang_path, strlen(clang_path), hash_plugin(toolchain));
        toolchain->identity = XXH3_64bits_withSeed(facts, sizeof facts, digest);
    }
    free(clang_path);
    if (cch_memory_failed()) { /* it would not be the same pair in the next run */
        cch_toolchain_release(toolchain);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot prepare clang: out of memory");
    }
    return CCH_OK;
}

void cch_toolchain_release(cch_toolchain *toolchain) {
    free(toolchain->clang);
    free(toolchain->plugin);
    *toolchain = (cch_toolchain){0};
}
