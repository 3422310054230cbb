#include "build/replay/pass_record.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "base/output_file.h"
#include "base/read_file.h"
#include "build/commands/depfile.h"
#include "base/paths.h"

#define FIRST_LINE "callchain record 1"

enum { RECORD_SIZE_MAX = 1 << 30 };

void cch_pass_record_release(cch_pass_record *record) {
    free(record->error);
    free(record->changed);
    cch_word_list_release(&record->graphs);
    *record = (cch_pass_record){0};
}

/* "<hash> <size> <time> <path>": is the file still so? */
static bool input_unchanged(const char *line, cch_file_states *states) {
    char digits[33];
    int64_t size, time;
    int end = 0;
    if (sscanf(line, "%32s %" SCNd64 " %" SCNd64 " %n", digits, &size, &time, &end) != 3 || end == 0)
        return false;
    const cch_file_state *state = cch_file_states_get(states, line + end, false);
    if (!state || !state->exists || state->size != size)
        return false;
    if (state->time == time)
        return true;
    state = cch_file_states_get(states, line + end, true);
    return state && strcmp(state->digits, digits) == 0;
}

/* The path in such a line, or its end. */
static const char *path_of_input(const char *line) {
    for (int i = 0; i < 3; i++) {
        line += strcspn(line, " ");
        line += *line == ' ';
    }
    return line;
}

/* A name that leads out of the output folder isn't one of ours. */
static bool is_graph_name(const char *name) { return *name && *name != '.' && !strchr(name, '/'); }

/* Takes one line; false when the record can't be used. */
static bool take_line(cch_pass_record *record, char *line, cch_file_states *states) {
    char *value = strchr(line, ' ');
    if (!value)
        return false;
    *value++ = '\0';
    if (strcmp(line, "input") == 0) {
        if (!states || input_unchanged(value, states))
            return true;
        record->changed = cch_memory_asked(strdup(path_of_input(value)));
        return false;
    }
    if (strcmp(line, "inputs") == 0 && strcmp(value, "unknown") == 0) {
        record->inputs_unknown = true;
        return !states;
    }
    if (strcmp(line, "key") == 0 && strlen(value) == 32) {
        memcpy(record->key, value, 33);
    } else if (strcmp(line, "database") == 0 && strlen(value) == 32) {
        memcpy(record->database, value, 33);
    } else if (strcmp(line, "unit") == 0 && strlen(value) == 32) {
        memcpy(record->unit, value, 33);
    } else if (strcmp(line, "exit") == 0) {
        record->exit_code = atoi(value);
    } else if (strcmp(line, "seconds") == 0) {
        record->seconds = strtod(value, NULL);
    } else if (strcmp(line, "error") == 0) {
        free(record->error);
        return (record->error = cch_memory_asked(strdup(value))) != NULL;
    } else if (strcmp(line, "repairs") == 0) {
        return sscanf(value, "%15s %zu", record->repair_mode, &record->repairs) == 2;
    } else if (strcmp(line, "graph") == 0 && is_graph_name(value)) {
        cch_word_list_add(&record->graphs, value);
    } else {
        return false;
    }
    return true;
}

bool cch_pass_record_read(cch_pass_record *record, const char *path, cch_file_states *states) {
    char *text, *end;
    bool complete = false, good = false;
    *record = (cch_pass_record){0};
    if (cch_read_file(&text, NULL, path, RECORD_SIZE_MAX, CCH_READ_TEXT, NULL) != CCH_OK)
        return false;
    for (char *line = text; !complete && (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (!good)
            good = strcmp(line, FIRST_LINE) == 0;
        else if (strcmp(line, "end") == 0)
            complete = true;
        else
            good = take_line(record, line, states);
        if (!good)
            break;
    }
    free(text);
    return good && complete && !record->graphs.failed;
}

/* Files of the replay's own, in the folder of the record, are none. */
static bool is_own(const char *input, const char *record) {
    size_t length = (size_t)(cch_path_base(record) - record);
    return strncmp(input, record, length) == 0;
}

/* False: what clang has read of one of them is not known. */
static bool write_inputs(FILE *file, const cch_word_list *inputs, const char *directory, const char *record,
                         double started, cch_file_states *states) {
    for (size_t i = 0; i < inputs->count; i++) {
        if (is_own(inputs->items[i], record))
            continue;
        char *path = cch_memory_asked(inputs->items[i][0] == '/' ? strdup(inputs->items[i])
                                                                 : cch_path_absolute(directory, inputs->items[i]));
        const cch_file_state *state = path ? cch_file_states_refresh(states, path) : NULL;
        if (!state)
            cch_memory_note_failure(); /* which keeps the record from its name */
        bool known = state && state->exists && state->digits[0] && !strchr(path, '\n') &&
                     (double)state->time * 1e-9 < started && (double)state->entry_time * 1e-9 < started;
        if (known)
            fprintf(file, "input %s %" PRId64 " %" PRId64 " %s\n", state->digits, state->size, state->time, path);
        free(path);
        if (!known)
            return false;
    }
    return true;
}

int cch_pass_record_write(const cch_pass_record *record, const char *path, const char *depfile, const char *directory,
                          double started, cch_file_states *states, cch_error *error) {
    cch_word_list inputs = {0};
    cch_output *output = NULL;
    int result = cch_depfile_read(&inputs, depfile, error);
    bool named = result == CCH_OK;
    if (result == CCH_ERROR_MEMORY)
        goto out;
    char *folder = strndup(path, (size_t)(cch_path_base(path) - path));
    result = folder ? cch_output_open_in(&output, folder, cch_path_base(path), error)
                    : cch_fail(error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", path);
    free(folder);
    if (result != CCH_OK)
        goto out;
    FILE *file = cch_output_stream(output);
    fprintf(file, "%s\nkey %s\ndatabase %s\nunit %s\nexit %d\nseconds %.2f\n", FIRST_LINE, record->key,
            record->database, record->unit, record->exit_code, record->seconds);
    if (record->error)
        fprintf(file, "error %s\n", record->error);
    if (record->repair_mode[0])
        fprintf(file, "repairs %s %zu\n", record->repair_mode, record->repairs);
    for (size_t i = 0; i < record->graphs.count; i++)
        fprintf(file, "graph %s\n", record->graphs.items[i]);
    if (!named || !write_inputs(file, &inputs, directory, path, started, states))
        fputs("inputs unknown\n", file);
    fprintf(file, "end\n");
    result = cch_output_commit(output, CCH_OUTPUT_REMADE, error);
out:
    cch_word_list_release(&inputs);
    return result;
}
