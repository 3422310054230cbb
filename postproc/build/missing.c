#define _GNU_SOURCE /* asprintf */
#include "build/missing.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/array.h"
#include "base/project_root.h"
#include "base/read_file.h"
#include "build/commands/depfile.h"
#include "build/replay/file_states.h"
#include "build/instrument.h"
#include "base/paths.h"
#include "build/translate/translate.h"
#include "build/replay/unit_graphs.h"

const char *cch_missing_reason_name(enum cch_missing_reason reason) {
    static const char *const names[CCH_MISSING_REASON_COUNT] = {
        "current",     "not compiled", "failed", "cached", "compiled elsewhere", "without the plugin",
        "out of date", "no graph"};
    return names[reason];
}

enum { CACHE_SIZE_MAX = 64 << 20 };

struct search {
    cch_missing *missing;
    const cch_compile_commands *commands;
    const char *root; /* given, or NULL */
    struct unit_graphs graphs;
    cch_file_states *files;
    bool cache, elsewhere; /* the whole build has such a launcher */
};

/* One entry of the database. */
struct unit {
    const cch_command *command;
    char *name, *root; /* in the graphs; `root` is what names there are relative to */
    const struct unit_graph *graphs;
    size_t graph_count;
    char *object;         /* NULL: unknown */
    cch_word_list inputs; /* of its dependency file, absolute */
    bool plugin, cache, elsewhere;
    size_t variants; /* compiles of this file that the plugin tells apart */
};

static int64_t time_of(struct search *search, const char *path) {
    const cch_file_state *state = cch_file_states_get(search->files, path, false);
    return state && state->exists ? state->time : -1;
}

/* What a command says ------------------------------------------------------------------ */

/* The value of "-o x" or "-ox" among the arguments; NULL when there is none. */
static const char *option_value(const cch_command *command, const char *option) {
    size_t length = strlen(option);
    for (size_t i = 1; i < command->argument_count; i++) {
        const char *argument = command->arguments[i];
        if (strncmp(argument, option, length) != 0)
            continue;
        if (argument[length])
            return argument + length;
        return i + 1 < command->argument_count ? command->arguments[i + 1] : NULL;
    }
    return NULL;
}

static bool is_cache(const char *name) { return strcmp(name, "ccache") == 0 || strcmp(name, "sccache") == 0; }

static bool is_elsewhere(const char *name) {
    return strcmp(name, "distcc") == 0 || strcmp(name, "icecc") == 0 || strcmp(name, "gomacc") == 0;
}

/* -fplugin=…/callchain-clang-22.so, the same behind -Xclang -load, or nvcc,
 * which may be callchain-nvcc. */
static bool loads_plugin(const char *argument) {
    const char *base = cch_path_base(argument);
    size_t length = strlen(base);
    return cch_instrument_is_own(argument) || (argument[0] != '-' && strstr(base, "nvcc")) ||
           (strncmp(base, "callchain-clang-", 16) == 0 && length > 3 && strcmp(base + length - 3, ".so") == 0);
}

/* Launchers in front, or a compiler's name that leads to one. */
static void find_launchers(struct unit *unit) {
    for (size_t i = 0; i < unit->command->argument_count && unit->command->arguments[i][0] != '-'; i++) {
        char target[PATH_MAX];
        const char *name = cch_path_base(unit->command->arguments[i]);
        char *path = i == 0 ? cch_path_find_program(unit->command->arguments[i]) : NULL;
        if (path && realpath(path, target) && (is_cache(cch_path_base(target)) || is_elsewhere(cch_path_base(target))))
            name = cch_path_base(target);
        unit->cache |= is_cache(name);
        unit->elsewhere |= is_elsewhere(name);
        free(path);
    }
}

static char *object_of(const cch_command *command) {
    const char *output = option_value(command, "-o");
    char *object = NULL;
    if (!output)
        output = command->output;
    if (output)
        return cch_path_absolute(command->directory, output);
    const char *base = cch_path_base(command->file), *dot = strrchr(base, '.');
    if (asprintf(&object, "%s/%.*s.o", command->directory, dot ? (int)(dot - base) : (int)strlen(base), base) < 0)
        return NULL;
    return object;
}

/* What the dependency file names, if there is one. */
static void read_inputs(struct unit *unit) {
    const char *named = option_value(unit->command, "-MF");
    cch_word_list words = {0};
    char *path = NULL;
    if (named) {
        path = cch_path_absolute(unit->command->directory, named);
    } else if (unit->object) {
        size_t length = strlen(unit->object);
        bool has_end = length > 2 && strcmp(unit->object + length - 2, ".o") == 0;
        if (asprintf(&path, "%.*s.d", (int)(has_end ? length - 2 : length), unit->object) < 0)
            path = NULL;
    }
    if (path && access(path, R_OK) == 0 && cch_depfile_read(&words, path, NULL) == CCH_OK)
        for (size_t i = 0; i < words.count; i++) {
            char *input = cch_path_absolute(unit->command->directory, words.items[i]);
            if (input)
                cch_word_list_add(&unit->inputs, input);
            free(input);
        }
    cch_word_list_release(&words);
    free(path);
}

/* A launcher that CMake puts in front by itself is not in compile_commands.json
 * but in its cache. */
static void read_cmake_cache(struct search *search) {
    char *path = cch_path_absolute(cch_compile_commands_path(search->commands), "../CMakeCache.txt"), *text = NULL,
         *rest = NULL;
    if (path)
        cch_read_file(&text, NULL, path, CACHE_SIZE_MAX, 0, NULL);
    for (char *line = text ? strtok_r(text, "\n", &rest) : NULL; line; line = strtok_r(NULL, "\n", &rest)) {
        if (strncmp(line, "CMAKE_", 6) != 0 || !strstr(line, "_COMPILER_LAUNCHER:"))
            continue;
        search->cache |= strstr(line, "ccache") != NULL; /* sccache, too */
        search->elsewhere |= strstr(line, "distcc") != NULL || strstr(line, "icecc") != NULL;
    }
    free(text);
    free(path);
}

/* The unit's name in the graphs ----------------------------------------------------------- */

static void keep_name(struct unit *unit, const char *name, const char *root) {
    free(unit->name);
    free(unit->root);
    unit->name = strdup(name);
    unit->root = strdup(root);
}

/* Looks for the graphs of `file` named relative to `root`. */
static bool try_root(struct search *search, struct unit *unit, const char *file, const char *root) {
    char resolved[PATH_MAX];
    if (!root || !*root || !realpath(root, resolved))
        return false;
    const char *name = resolved[1] ? cch_unit_name(file, resolved) : file;
    const struct unit_graph *found = cch_unit_graphs_find(&search->graphs, name, &unit->graph_count);
    if (!found && unit->name)
        return false;
    keep_name(unit, name, resolved);
    unit->graphs = found;
    return found != NULL;
}

/* Roots in the order of how well they are known. */
static int find_graphs(struct search *search, struct unit *unit) {
    char file[PATH_MAX], folder[PATH_MAX];
    if (!realpath(unit->command->file, file))
        snprintf(file, sizeof file, "%s", unit->command->file);
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(file, '/') - file), file);
    const char *option = NULL;
    for (size_t i = 1; i < unit->command->argument_count; i++) {
        static const char start[] = "-fplugin-arg-callchain-root=";
        if (strncmp(unit->command->arguments[i], start, sizeof start - 1) == 0)
            option = unit->command->arguments[i] + sizeof start - 1;
    }
    char *found = cch_project_root(folder[0] ? folder : "/");
    bool done = try_root(search, unit, file, search->root) || try_root(search, unit, file, option) ||
                (!search->root && try_root(search, unit, file, getenv("CALLCHAIN_ROOT"))) ||
                try_root(search, unit, file, cch_compile_commands_root(search->commands)) ||
                try_root(search, unit, file, found) || try_root(search, unit, file, ".") ||
                try_root(search, unit, file, "/");
    free(found);
    (void)done; /* without graphs, the name is that of the best known root */
    return unit->name && unit->root ? 0 : -1;
}

/* How many compiles of this file differ in what decides a graph's name:
 * definitions, the language's standard. Other options don't, or not always. */
static void describe_variant(const cch_command *command, cch_word_list *variant) {
    for (size_t i = 1; i < command->argument_count; i++) {
        const char *argument = command->arguments[i];
        if (argument[0] != '-' || (argument[1] != 'D' && argument[1] != 'U' && strncmp(argument, "-std=", 5) != 0))
            continue;
        cch_word_list_add(variant, argument);
        if (!argument[2] && i + 1 < command->argument_count)
            cch_word_list_add(variant, command->arguments[i + 1]);
    }
}

/* Is a graph current? --------------------------------------------------------------------- */

/* The first input that is newer than the graph or is gone; NULL: none. To free(). */
static char *newer_input(struct search *search, const struct unit *unit, const struct unit_graph *graph,
                         bool *is_gone) {
    int64_t time = time_of(search, unit->command->file);
    *is_gone = time < 0;
    if (*is_gone || time > graph->time)
        return strdup(unit->command->file);
    for (size_t i = 0; i < graph->file_count; i++) {
        char *path = graph->files[i][0] == '<' ? NULL : cch_path_absolute(unit->root, graph->files[i]);
        time = path ? time_of(search, path) : 0;
        *is_gone = time < 0;
        if (*is_gone || time > graph->time)
            return path;
        free(path);
    }
    for (size_t i = 0; i < unit->inputs.count; i++)
        if (time_of(search, unit->inputs.items[i]) > graph->time)
            return strdup(unit->inputs.items[i]);
    return NULL;
}

static bool is_of_kind(const struct unit_graph *graph, const char *kind) {
    return *kind ? strcmp(graph->kind, kind) == 0 : strcmp(graph->kind, "host") != 0;
}

/* Reporting ------------------------------------------------------------------------------- */

static int report(struct search *search, const struct unit *unit, const char *kind, enum cch_missing_reason reason,
                  const char *format, ...) __attribute__((format(printf, 5, 6)));
static int report(struct search *search, const struct unit *unit, const char *kind, enum cch_missing_reason reason,
                  const char *format, ...) {
    cch_missing *missing = search->missing;
    va_list arguments;
    if (cch_array_reserve(&missing->passes, &missing->capacity, missing->count + 1, sizeof *missing->passes) != 0)
        return -1;
    cch_missing_pass *pass = &missing->passes[missing->count];
    *pass = (cch_missing_pass){.unit = strdup(unit->name), .kind = strdup(kind), .reason = reason};
    va_start(arguments, format);
    if (vasprintf(&pass->detail, format, arguments) < 0)
        pass->detail = NULL;
    va_end(arguments);
    missing->count++;
    missing->counts[reason]++;
    return pass->unit && pass->kind && pass->detail ? 0 : -1;
}

/* It was compiled, and left no graph. */
static int report_compiled(struct search *search, const struct unit *unit, const char *kind, const char *what) {
    if (!unit->plugin)
        return report(search, unit, kind, CCH_MISSING_NO_PLUGIN, "%s, and its command does not load the plugin", what);
    if (unit->cache || search->cache)
        return report(search, unit, kind, CCH_MISSING_CACHED, "%s, and the object is newer: a compiler cache gave it",
                      what);
    if (unit->elsewhere || search->elsewhere)
        return report(search, unit, kind, CCH_MISSING_ELSEWHERE, "%s: its command compiles on other machines", what);
    return report(search, unit, kind, CCH_MISSING_NO_GRAPH,
                  "%s, and the object is newer: perhaps a compiler "
                  "cache gave it",
                  what);
}

static int report_without_graph(struct search *search, const struct unit *unit, const char *kind) {
    const char *object = unit->object ? unit->object : "";
    int64_t source = time_of(search, unit->command->file), compiled = time_of(search, object);
    if (compiled < 0)
        return report(search, unit, kind, CCH_MISSING_NOT_COMPILED, "there is no '%s'",
                      cch_unit_name(object, unit->root));
    if (compiled < source)
        return report(search, unit, kind, CCH_MISSING_NOT_COMPILED, "'%s' is older than the source",
                      cch_unit_name(object, unit->root));
    return report_compiled(search, unit, kind, "there is no graph");
}

static int report_old(struct search *search, const struct unit *unit, const char *kind, const char *input,
                      bool is_gone) {
    char what[PATH_MAX + 64];
    int64_t compiled = unit->object ? time_of(search, unit->object) : -1;
    snprintf(what, sizeof what, is_gone ? "'%s' is gone" : "'%s' is newer than the graph",
             cch_unit_name(input, unit->root));
    if (!is_gone && compiled > time_of(search, input) && unit->plugin)
        return report_compiled(search, unit, kind, what);
    return report(search, unit, kind, CCH_MISSING_OUT_OF_DATE, "%s", what);
}

/* One pass of a unit. */
static int check_pass(struct search *search, struct unit *unit, const char *kind) {
    const struct unit_graph *failed = NULL, *old = NULL;
    char *reason = NULL;
    bool is_gone = false;
    size_t current = 0;
    int result = 0;
    search->missing->expected++;
    for (size_t i = 0; i < unit->graph_count; i++) {
        const struct unit_graph *graph = &unit->graphs[i];
        bool gone = false;
        char *input = is_of_kind(graph, kind) ? newer_input(search, unit, graph, &gone) : NULL;
        if (!is_of_kind(graph, kind))
            continue;
        if (input && !reason) {
            reason = input;
            is_gone = gone;
            old = graph;
        } else if (input) {
            free(input);
        } else if (graph->incomplete) {
            failed = graph;
        } else {
            current++;
        }
    }
    if (current == 0 && failed)
        result = report(search, unit, kind, CCH_MISSING_FAILED, "%s", failed->first_error);
    else if (current == 0 && old)
        result = report_old(search, unit, kind, reason, is_gone);
    else if (current == 0)
        result = report_without_graph(search, unit, kind);
    else if (current < unit->variants && unit->object && time_of(search, unit->object) < 0)
        result = report_without_graph(search, unit, kind);
    else if (current < unit->variants) {
        char what[128];
        snprintf(what, sizeof what, "%zu compiles of it differ, and there are %zu graphs", unit->variants, current);
        result = report_compiled(search, unit, kind, what);
    }
    free(reason);
    return result;
}

/* Units ------------------------------------------------------------------------------------ */

static void unit_release(struct unit *unit) {
    cch_word_list_release(&unit->inputs);
    free(unit->object);
    free(unit->name);
    free(unit->root);
}

static int check_unit(struct search *search, const cch_command *command, size_t variants, cch_error *error) {
    cch_translation translation;
    struct unit unit = {.command = command, .object = object_of(command), .variants = variants};
    int failed = 0, result = cch_translate(&translation, command, NULL, error);
    if (result == CCH_ERROR_FORMAT) { /* an assembler file, say */
        result = CCH_OK;
        goto out;
    }
    if (result != CCH_OK)
        goto out;
    for (size_t i = 0; i < command->argument_count; i++) {
        unit.plugin |= loads_plugin(command->arguments[i]);
    }
    find_launchers(&unit);
    read_inputs(&unit);
    failed = find_graphs(search, &unit);
    if (!failed && (!translation.is_cuda || translation.host))
        failed = check_pass(search, &unit, "host");
    if (!failed && translation.is_cuda && translation.device && translation.architectures.count == 0)
        failed = check_pass(search, &unit, "");
    for (size_t i = 0; !failed && translation.is_cuda && translation.device && i < translation.architectures.count; i++)
        failed = check_pass(search, &unit, translation.architectures.items[i]);
    if (failed)
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot look for '%s': out of memory", command->file);
out:
    cch_translation_release(&translation);
    unit_release(&unit);
    return result;
}

/* An entry with what tells it from others of its file. */
struct entry {
    const cch_command *command;
    cch_word_list variant;
    size_t index, variants;
};

static int compare_entries(const void *a, const void *b) {
    const struct entry *left = a, *right = b;
    int order = strcmp(left->command->file, right->command->file);
    for (size_t i = 0; order == 0 && i < left->variant.count && i < right->variant.count; i++)
        order = strcmp(left->variant.items[i], right->variant.items[i]);
    if (order == 0 && left->variant.count != right->variant.count)
        order = left->variant.count < right->variant.count ? -1 : 1;
    return order;
}

static int compare_indices(const void *a, const void *b) {
    size_t left = ((const struct entry *)a)->index, right = ((const struct entry *)b)->index;
    return left < right ? -1 : left > right;
}

/* Leaves one entry of those that are alike, and counts the variants of a file. */
static size_t join_entries(struct entry *entries, size_t count) {
    size_t kept = 0;
    qsort(entries, count, sizeof *entries, compare_entries);
    for (size_t i = 0; i < count; i++) {
        if (kept && compare_entries(&entries[kept - 1], &entries[i]) == 0)
            cch_word_list_release(&entries[i].variant);
        else
            entries[kept++] = entries[i];
    }
    for (size_t i = 0, end; i < kept; i = end) {
        for (end = i; end < kept && strcmp(entries[i].command->file, entries[end].command->file) == 0; end++)
            ;
        for (size_t k = i; k < end; k++)
            entries[k].variants = end - i;
    }
    qsort(entries, kept, sizeof *entries, compare_indices);
    return kept;
}

static int check_all(struct search *search, cch_error *error) {
    int result = CCH_OK;
    size_t count = cch_compile_commands_count(search->commands);
    struct entry *entries = calloc(count + 1, sizeof *entries);
    if (!entries)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory");
    for (size_t i = 0; i < count; i++) {
        entries[i].command = cch_compile_commands_entry(search->commands, i);
        entries[i].index = i;
        describe_variant(entries[i].command, &entries[i].variant);
    }
    count = join_entries(entries, count);
    for (size_t i = 0; i < count && result == CCH_OK; i++)
        result = check_unit(search, entries[i].command, entries[i].variants, error);
    for (size_t i = 0; i < count; i++)
        cch_word_list_release(&entries[i].variant);
    free(entries);
    return result;
}

int cch_missing_find(cch_missing *missing, const cch_compile_commands *commands, const char *out, const char *root,
                     cch_error *error) {
    struct search search = {.missing = missing, .commands = commands, .root = root, .files = cch_file_states_new()};
    *missing = (cch_missing){0};
    int result = search.files ? cch_unit_graphs_read(&search.graphs, out, &missing->notes, error)
                              : cch_fail(error, CCH_ERROR_MEMORY, "cannot list the units: out of memory");
    if (result == CCH_OK) {
        read_cmake_cache(&search);
        result = check_all(&search, error);
    }
    cch_unit_graphs_release(&search.graphs);
    cch_file_states_free(search.files);
    return result;
}

void cch_missing_release(cch_missing *missing) {
    for (size_t i = 0; i < missing->count; i++) {
        free(missing->passes[i].unit);
        free(missing->passes[i].kind);
        free(missing->passes[i].detail);
    }
    free(missing->passes);
    cch_word_list_release(&missing->notes);
    *missing = (cch_missing){0};
}
