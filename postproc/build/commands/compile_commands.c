#include "build/commands/compile_commands.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/index.h"
#include "base/json.h"
#include "base/paths.h"
#include "base/project_root.h"
#include "build/commands/command_line.h"
#include "base/interner.h"

/* A single entry longer than this is taken for nonsense. */
enum { ENTRY_SIZE_MAX = 64 * 1024 * 1024, NESTING_MAX = 16, CHUNK_SIZE = 64 * 1024 };

struct cch_compile_commands {
    cch_interner *interner;
    cch_command *entries;
    size_t count, room;
    cch_index index; /* over entries: index + 1 */
    const char *path;
    const char *root;
};

/* One reading of one file, or of a text in memory (descriptor -1). */
struct reader {
    cch_compile_commands *commands;
    json_tokener *tokener;
    const char *name;
    const char *folder;
    const char *at, *end; /* what is at hand */
    int descriptor;
    int problem; /* errno of a failed read */
    char *chunk;
    size_t number; /* of the entry, from 1 */
    cch_error *error;
};

static int fail_entry(struct reader *reader, const char *reason) {
    return cch_fail(reader->error, CCH_ERROR_FORMAT, "cannot read '%s': entry %zu: %s", reader->name, reader->number,
                    reason);
}

static int fail_memory(struct reader *reader) {
    return cch_fail(reader->error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", reader->name);
}

/* Adding entries --------------------------------------------------------- */

/* Strings are interned, so equal entries have equal pointers. */
static uint32_t entry_hash(const cch_command *entry) {
    uint64_t hash = XXH3_64bits(entry->arguments, entry->argument_count * sizeof *entry->arguments);
    return (uint32_t)(XXH3_64bits_withSeed(&entry->file, sizeof entry->file, hash) ^ (uintptr_t)entry->directory);
}

static bool entry_equal(const cch_command *a, const cch_command *b) {
    return a->file == b->file && a->directory == b->directory && a->argument_count == b->argument_count &&
           memcmp(a->arguments, b->arguments, a->argument_count * sizeof *a->arguments) == 0;
}

static bool add_entry(cch_compile_commands *commands, const cch_command *entry) {
    uint32_t hash = entry_hash(entry);
    for (const struct cch_slot *slot = cch_index_find(&commands->index, hash); slot;
         slot = cch_index_again(&commands->index, slot))
        if (entry_equal(&commands->entries[slot->number - 1], entry))
            return true;
    if (commands->count >= UINT32_MAX / 4 || cch_index_reserve(&commands->index, commands->count + 1) ||
        cch_array_reserve(&commands->entries, &commands->room, commands->count + 1, sizeof *commands->entries))
        return false;
    commands->entries[commands->count++] = *entry;
    cch_index_add(&commands->index, hash, (uint32_t)commands->count);
    return true;
}

/* One entry ---------------------------------------------------------------- */

/* The string under `key`; NULL without one. A string with a NUL inside would
 * be cut short silently, so it counts as wrong. */
static int get_string(struct reader *reader, json_object *object, const char *key, const char **text) {
    json_object *value = NULL;
    *text = NULL;
    if (!json_object_object_get_ex(object, key, &value) || !value)
        return CCH_OK;
    char reason[64];
    snprintf(reason, sizeof reason, "\"%s\" is not a string", key);
    if (!json_object_is_type(value, json_type_string))
        return fail_entry(reader, reason);
    *text = json_object_get_string(value);
    snprintf(reason, sizeof reason, "\"%s\" holds a NUL", key);
    if (strlen(*text) != (size_t)json_object_get_string_len(value))
        return fail_entry(reader, reason);
    return CCH_OK;
}

static int intern_arguments(struct reader *reader, cch_command *entry, char **words, size_t count) {
    cch_interner *interner = reader->commands->interner;
    const char **arguments = cch_interner_allocate(interner, (count + 1) * sizeof *arguments);
    if (!arguments)
        return fail_memory(reader);
    for (size_t i = 0; i < count; i++)
        if (!(arguments[i] = cch_intern(interner, words[i])))
            return fail_memory(reader);
    arguments[count] = NULL;
    entry->arguments = arguments;
    entry->argument_count = count;
    return CCH_OK;
}

static int intern_path(struct reader *reader, const char *folder, const char *path, const char **interned) {
    char *absolute = cch_path_absolute(folder, path);
    *interned = absolute ? cch_intern(reader->commands->interner, absolute) : NULL;
    free(absolute);
    return *interned ? CCH_OK : fail_memory(reader);
}

/* What command_line.h found, as the entry's; `result` is what it returned. */
static int take_words(struct reader *reader, cch_command *entry, const cch_word_list *words, const char *folder,
                      int result, const cch_error *reason) {
    if (result == CCH_ERROR_FORMAT) {
        char text[128];
        snprintf(text, sizeof text, "\"command\": %.100s", reason->text);
        return fail_entry(reader, text);
    }
    if (result != CCH_OK)
        return fail_memory(reader);
    if (folder && (result = intern_path(reader, entry->directory, folder, &entry->directory)) != CCH_OK)
        return result;
    return intern_arguments(reader, entry, words->items, words->count);
}

/* No shell has split these words, but one may be what they run. */
static int take_array(struct reader *reader, cch_command *entry, char **words, size_t count) {
    cch_word_list inner = {0};
    char *folder = NULL;
    bool found = false;
    cch_error reason = {0};
    int result = cch_command_line_unwrap(&inner, &folder, words, count, entry->file, &found, &reason);
    if (found || result != CCH_OK)
        result = take_words(reader, entry, &inner, folder, result, &reason);
    else
        result = intern_arguments(reader, entry, words, count);
    cch_word_list_release(&inner);
    free(folder);
    return result;
}

static int read_argument_array(struct reader *reader, json_object *array, cch_command *entry) {
    size_t count = json_object_array_length(array);
    char **words = malloc((count + 1) * sizeof *words);
    int result = CCH_OK;
    if (!words)
        return fail_memory(reader);
    for (size_t i = 0; i < count && result == CCH_OK; i++) {
        json_object *value = json_object_array_get_idx(array, i);
        if (!json_object_is_type(value, json_type_string)) {
            result = fail_entry(reader, "\"arguments\" holds something that is not a string");
            break;
        }
        words[i] = (char *)json_object_get_string(value);
        if (strlen(words[i]) != (size_t)json_object_get_string_len(value))
            result = fail_entry(reader, "\"arguments\" holds a NUL");
    }
    if (result == CCH_OK)
        result = take_array(reader, entry, words, count);
    free(words);
    return result;
}

static int read_arguments(struct reader *reader, json_object *object, cch_command *entry) {
    json_object *array = NULL;
    if (json_object_object_get_ex(object, "arguments", &array) && array) {
        if (!json_object_is_type(array, json_type_array))
            return fail_entry(reader, "\"arguments\" is not an array");
        int result = read_argument_array(reader, array, entry);
        if (result != CCH_OK || entry->argument_count > 0)
            return result;
    }
    const char *command = NULL;
    int result = get_string(reader, object, "command", &command);
    if (result != CCH_OK)
        return result;
    if (!command)
        return fail_entry(reader, "neither \"arguments\" nor \"command\" says how to compile");
    cch_word_list words = {0};
    char *folder = NULL;
    cch_error reason = {0};
    result = cch_command_line_read(&words, &folder, command, entry->file, &reason);
    result = take_words(reader, entry, &words, folder, result, &reason);
    cch_word_list_release(&words);
    free(folder);
    return result;
}

static int read_entry(struct reader *reader, json_object *object) {
    if (!json_object_is_type(object, json_type_object))
        return fail_entry(reader, "not an object");
    cch_command entry = {0};
    const char *directory, *file, *output;
    int result = CCH_OK;
    if ((result = get_string(reader, object, "directory", &directory)) != CCH_OK ||
        (result = get_string(reader, object, "file", &file)) != CCH_OK ||
        (result = get_string(reader, object, "output", &output)) != CCH_OK)
        return result;
    if (!file || !*file)
        return fail_entry(reader, "no \"file\"");
    if (!directory)
        return fail_entry(reader, "no \"directory\"");
    if ((result = intern_path(reader, reader->folder, directory, &entry.directory)) != CCH_OK ||
        (result = intern_path(reader, entry.directory, file, &entry.file)) != CCH_OK ||
        (result = read_arguments(reader, object, &entry)) != CCH_OK)
        return result;
    if (output && !(entry.output = cch_intern(reader->commands->interner, output)))
        return fail_memory(reader);
    return add_entry(reader->commands, &entry) ? CCH_OK : fail_memory(reader);
}

/* The array ------------------------------------------------------------------ */

/* Makes sure that a byte is at hand; false at the end of the file. */
static bool refill(struct reader *reader) {
    if (reader->at < reader->end)
        return true;
    if (reader->descriptor < 0)
        return false;
    ssize_t got;
    do
        got = read(reader->descriptor, reader->chunk, CHUNK_SIZE);
    while (got < 0 && errno == EINTR);
    reader->problem = got < 0 ? errno : 0;
    reader->at = reader->chunk;
    reader->end = reader->chunk + (got > 0 ? got : 0);
    return got > 0;
}

/* The next character that is no blank, not yet taken; 0 at the end. */
static char next_character(struct reader *reader) {
    while (refill(reader)) {
        if (*reader->at != ' ' && *reader->at != '\t' && *reader->at != '\r' && *reader->at != '\n')
            return *reader->at;
        reader->at++;
    }
    return '\0';
}

/* Parses one value; json-c stops behind it, so the array as a whole is never
 * in memory. */
static int parse_value(struct reader *reader, json_object **object) {
    enum json_tokener_error problem = json_tokener_continue;
    size_t taken = 0;
    json_tokener_reset(reader->tokener);
    *object = NULL;
    while (problem == json_tokener_continue && refill(reader)) {
        size_t size = (size_t)(reader->end - reader->at);
        if (size > CHUNK_SIZE)
            size = CHUNK_SIZE;
        if ((taken += size) > ENTRY_SIZE_MAX)
            return fail_entry(reader, "longer than 64 MB");
        *object = json_tokener_parse_ex(reader->tokener, reader->at, (int)size);
        problem = json_tokener_get_error(reader->tokener);
        reader->at += problem == json_tokener_continue ? size : json_tokener_get_parse_end(reader->tokener);
    }
    if (cch_memory_failed())
        return fail_memory(reader);
    if (problem == json_tokener_continue)
        return fail_entry(reader, reader->problem ? strerror(reader->problem) : "the file ends inside it");
    if (problem != json_tokener_success)
        return fail_entry(reader, json_tokener_error_desc(problem));
    return CCH_OK;
}

static int fail_syntax(struct reader *reader, const char *wanted) {
    return cch_fail(reader->error, CCH_ERROR_FORMAT, "cannot read '%s': %s", reader->name, wanted);
}

static int read_entries(struct reader *reader) {
    for (;;) {
        json_object *object = NULL;
        reader->number++;
        next_character(reader);
        int result = parse_value(reader, &object);
        if (result == CCH_OK)
            result = read_entry(reader, object);
        json_object_put(object);
        if (result != CCH_OK)
            return result;
        char c = next_character(reader);
        if (c != ',' && c != ']')
            return fail_syntax(reader, refill(reader) ? "',' or ']' is missing between entries"
                                                      : "the file ends inside the array");
        reader->at++;
        if (c == ']')
            return CCH_OK;
    }
}

static int read_array(struct reader *reader) {
    char first = next_character(reader);
    if (reader->problem)
        return fail_syntax(reader, strerror(reader->problem));
    if (first != '[')
        return fail_syntax(reader, "not a compilation database: it must be a JSON array");
    reader->at++;
    if (next_character(reader) == ']') {
        reader->at++;
    } else {
        int result = read_entries(reader);
        if (result != CCH_OK)
            return result;
    }
    next_character(reader);
    return refill(reader) ? fail_syntax(reader, "text behind the array") : CCH_OK;
}

/* The root ------------------------------------------------------------------- */

/* Cuts `folder` to what it shares with the folder of `file`. */
static void cut_to_common(char *folder, const char *file) {
    size_t same = 0, i = 0;
    for (; folder[i] && folder[i] == file[i]; i++)
        if (folder[i] == '/')
            same = i;
    if (!folder[i] && file[i] == '/')
        same = i;
    folder[same] = '\0';
}

static bool find_root(cch_compile_commands *commands) {
    char *folder = strdup(commands->count ? commands->entries[0].file : "/");
    if (!folder)
        return false;
    *strrchr(folder, '/') = '\0';
    for (size_t i = 1; i < commands->count; i++)
        cut_to_common(folder, commands->entries[i].file);
    char *root = cch_project_root(folder);
    if (root)
        commands->root = cch_intern(commands->interner, *root ? root : *folder ? folder : "/");
    free(root);
    free(folder);
    return commands->root != NULL;
}

/* The public functions --------------------------------------------------------- */

static int read_commands(cch_compile_commands **commands, struct reader *reader) {
    int result = CCH_OK;
    char *path = NULL;
    *commands = NULL;
    reader->commands = calloc(1, sizeof *reader->commands);
    reader->tokener = json_tokener_new_ex(NESTING_MAX);
    if (!reader->commands || !reader->tokener || !(reader->commands->interner = cch_interner_new())) {
        result = fail_memory(reader);
        goto out;
    }
    result = read_array(reader);
    if (result != CCH_OK)
        goto out;
    path = cch_path_absolute(reader->folder, reader->name);
    if (path)
        reader->commands->path = cch_intern(reader->commands->interner, path);
    if (!reader->commands->path || !find_root(reader->commands)) {
        result = fail_memory(reader);
        goto out;
    }
    *commands = reader->commands;
    reader->commands = NULL;
out:
    if (reader->tokener)
        json_tokener_free(reader->tokener);
    cch_compile_commands_free(reader->commands);
    free(path);
    return result;
}

int cch_compile_commands_decode(cch_compile_commands **commands, const char *text, size_t size, const char *name,
                                const char *folder, cch_error *error) {
    struct reader reader = {
        .name = name, .folder = folder, .at = text, .end = text + size, .descriptor = -1, .error = error};
    return read_commands(commands, &reader);
}

static int read_file(cch_compile_commands **commands, const char *path, const char *folder, cch_error *error) {
    struct stat status;
    struct reader reader = {.name = path, .folder = folder, .error = error};
    int result = CCH_ERROR_SYSTEM;
    reader.descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (reader.descriptor < 0 || fstat(reader.descriptor, &status) != 0) {
        cch_fail(error, result, "cannot read '%s': %s", path, strerror(errno));
    } else if (!S_ISREG(status.st_mode)) {
        result = cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': not a regular file", path);
    } else if (!(reader.chunk = malloc(CHUNK_SIZE))) {
        result = fail_memory(&reader);
    } else {
        result = read_commands(commands, &reader);
    }
    free(reader.chunk);
    if (reader.descriptor >= 0)
        close(reader.descriptor);
    return result;
}

int cch_compile_commands_read(cch_compile_commands **commands, const char *path, cch_error *error) {
    struct stat status;
    char *file = NULL;
    int result = CCH_OK;
    *commands = NULL;
    char *folder = getcwd(NULL, 0);
    if (!folder)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': no current folder: %s", path, strerror(errno));
    bool is_folder = stat(path, &status) == 0 && S_ISDIR(status.st_mode);
    char *given = cch_path_absolute(folder, path);
    if (given && is_folder)
        file = cch_path_absolute(given, "compile_commands.json");
    else if (given)
        file = strdup(given);
    free(given);
    free(folder);
    folder = file ? cch_path_absolute(file, "..") : NULL;
    if (!folder)
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot read '%s': out of memory", path);
    else
        result = read_file(commands, file, folder, error);
    free(folder);
    free(file);
    return result;
}

void cch_compile_commands_free(cch_compile_commands *commands) {
    if (!commands)
        return;
    cch_interner_free(commands->interner);
    free(commands->entries);
    cch_index_release(&commands->index);
    free(commands);
}

size_t cch_compile_commands_count(const cch_compile_commands *commands) { return commands->count; }

const cch_command *cch_compile_commands_entry(const cch_compile_commands *commands, size_t index) {
    return index < commands->count ? &commands->entries[index] : NULL;
}

const char *cch_compile_commands_path(const cch_compile_commands *commands) { return commands->path; }

const char *cch_compile_commands_root(const cch_compile_commands *commands) { return commands->root; }

const char *cch_unit_name(const char *file, const char *root) {
    if (!cch_path_inside(file, root))
        return file;
    return file + (root[1] ? strlen(root) + 1 : 1);
}
