#define _GNU_SOURCE /* asprintf */
#include "build/replay/repair_store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/memory.h"
#include "base/output_file.h"
#include "base/read_file.h"
#include "build/commands/depfile.h"
#include "base/paths.h"
#include "build/replay/repair.h"

#define FIRST_LINE "callchain repairs " CCH_REPAIR_VERSION

/* In the folder of the replay's state. */
#define LIST "repairs"
#define COPIES "mended"

enum { FILE_SIZE_MAX = 1 << 30 };

struct mended_file {
    char *path;      /* absolute, as clang opens it */
    char digits[33]; /* of the content that the mends are for */
    bool is_device;
    cch_mends mends;
    char *text; /* of the file as it is; only while learning */
};

struct cch_repairs {
    char *state, *list, *copies; /* <state>/repairs, <state>/mended */
    cch_file_states *files;
    struct mended_file *items;
    size_t count, capacity;
    int round; /* of the last learning; what was loaded is of round 0 */
};

/* In memory -------------------------------------------------------------------------- */

static void release_file(struct mended_file *file) {
    cch_mends_release(&file->mends);
    free(file->path);
    free(file->text);
}

void cch_repairs_free(cch_repairs *repairs) {
    if (!repairs)
        return;
    for (size_t i = 0; i < repairs->count; i++)
        release_file(&repairs->items[i]);
    free(repairs->items);
    free(repairs->state);
    free(repairs->list);
    free(repairs->copies);
    free(repairs);
}

static const char *current_digits(cch_repairs *repairs, const char *path) {
    const cch_file_state *state = cch_file_states_get(repairs->files, path, true);
    return state && state->exists ? state->digits : "";
}

/* The entry for a file as it is now, added when there is none. */
static struct mended_file *entry_of(cch_repairs *repairs, const char *path, bool is_device) {
    const char *digits = current_digits(repairs, path);
    for (size_t i = 0; i < repairs->count; i++)
        if (repairs->items[i].is_device == is_device && strcmp(repairs->items[i].path, path) == 0 &&
            strcmp(repairs->items[i].digits, digits) == 0)
            return &repairs->items[i];
    /* A line break in a path would break the list's lines. */
    if (!*digits || strchr(path, '\n'))
        return NULL;
    if (cch_array_reserve(&repairs->items, &repairs->capacity, repairs->count + 1, sizeof *repairs->items) != 0)
        return cch_memory_asked(NULL);
    struct mended_file *file = &repairs->items[repairs->count];
    *file = (struct mended_file){.path = cch_memory_asked(strdup(path)), .is_device = is_device};
    if (!file->path)
        return NULL;
    memcpy(file->digits, digits, sizeof file->digits);
    repairs->count++;
    return file;
}

static bool applies(cch_repairs *repairs, const struct mended_file *file, bool is_device) {
    return file->is_device == is_device && file->mends.count > 0 &&
           strcmp(file->digits, current_digits(repairs, file->path)) == 0;
}

/* On disk ------------------------------------------------------------------------------ */

/* "line<TAB>column<TAB>rule<TAB>before<TAB>after", cut at its tabs. */
static bool cut_fields(char *line, char **fields, size_t count) {
    for (size_t i = 0; i < count; i++) {
        fields[i] = line;
        if (i + 1 < count) {
            if (!(line = strchr(line, '\t')))
                return false;
            *line++ = '\0';
        }
    }
    return true;
}

static void load_line(cch_repairs *repairs, char *line, struct mended_file **file) {
    char *fields[5];
    if (strncmp(line, "file ", 5) == 0 && strlen(line) > 40 && line[37] == ' ' && line[39] == ' ') {
        *file = NULL;
        if (cch_array_reserve(&repairs->items, &repairs->capacity, repairs->count + 1, sizeof *repairs->items) != 0) {
            cch_memory_note_failure();
            return;
        }
        *file = &repairs->items[repairs->count];
        **file = (struct mended_file){.path = cch_memory_asked(strdup(line + 40)), .is_device = line[38] == 'd'};
        memcpy((*file)->digits, line + 5, 32);
        if ((*file)->path)
            repairs->count++;
        else
            *file = NULL;
    } else if (*file && strncmp(line, "mend ", 5) == 0 && cut_fields(line + 5, fields, 5)) {
        cch_mend mend = {(uint32_t)strtoul(fields[0], NULL, 10),
                         (uint32_t)strtoul(fields[1], NULL, 10),
                         fields[2],
                         fields[3],
                         fields[4],
                         0};
        cch_mends_add(&(*file)->mends, &mend, 0);
    }
}

static void load(cch_repairs *repairs) {
    char *text, *end;
    bool first = true;
    struct mended_file *file = NULL;
    if (cch_read_file(&text, NULL, repairs->list, FILE_SIZE_MAX, CCH_READ_TEXT, NULL) != CCH_OK)
        return;
    for (char *line = text; (end = strchr(line, '\n')); line = end + 1) {
        *end = '\0';
        if (first && strcmp(line, FIRST_LINE) != 0)
            break;
        if (!first)
            load_line(repairs, line, &file);
        first = false;
    }
    free(text);
}

static void write_mend(FILE *stream, const cch_mend *mend) {
    fprintf(stream, "%" PRIu32 "\t%" PRIu32 "\t%s\t%s\t%s", mend->line, mend->column, mend->rule, mend->before,
            mend->after);
}

/* Contents that no file has any more are left out. */
static void save(cch_repairs *repairs) {
    cch_output *output;
    if (cch_output_open_in(&output, repairs->state, LIST, NULL) != CCH_OK)
        return; /* the next run finds them again */
    FILE *stream = cch_output_stream(output);
    fputs(FIRST_LINE "\n", stream);
    for (size_t i = 0; i < repairs->count; i++) {
        const struct mended_file *file = &repairs->items[i];
        if (!applies(repairs, file, file->is_device))
            continue;
        fprintf(stream, "file %s %c %s\n", file->digits, file->is_device ? 'd' : 'h', file->path);
        for (size_t k = 0; k < file->mends.count; k++) {
            fputs("mend ", stream);
            write_mend(stream, &file->mends.items[k]);
            putc('\n', stream);
        }
    }
    cch_output_commit(output, CCH_OUTPUT_REMADE, NULL);
}

cch_repairs *cch_repairs_new(const char *state, cch_file_states *files) {
    cch_repairs *repairs = calloc(1, sizeof *repairs);
    if (!repairs)
        return NULL;
    repairs->files = files;
    repairs->state = strdup(state);
    if (asprintf(&repairs->list, "%s/" LIST, state) < 0)
        repairs->list = NULL;
    if (asprintf(&repairs->copies, "%s/" COPIES, state) < 0)
        repairs->copies = NULL;
    if (!repairs->state || !repairs->list || !repairs->copies) {
        cch_repairs_free(repairs);
        return NULL;
    }
    load(repairs);
    return repairs;
}

/* Learning ------------------------------------------------------------------------------ */

struct learning {
    cch_repairs *repairs;
    const char *directory;
    bool is_device;
};

static bool find_target(void *context, const char *name, cch_mend_target *found) {
    struct learning *learning = context;
    char *path = cch_path_absolute(learning->directory, name);
    struct mended_file *file = path ? entry_of(learning->repairs, path, learning->is_device) : NULL;
    if (file && !file->text)
        cch_read_file(&file->text, NULL, path, FILE_SIZE_MAX, 0, NULL);
    free(path);
    if (!file || !file->text)
        return false;
    *found = (cch_mend_target){&file->mends, file->text};
    return true;
}

bool cch_repairs_learn(cch_repairs *repairs, const char *messages, const char *directory, bool is_device, int seen) {
    struct learning learning = {repairs, directory, is_device};
    int added = cch_mends_find(messages, seen, ++repairs->round, find_target, &learning);
    for (size_t i = 0; i < repairs->count; i++) {
        free(repairs->items[i].text);
        repairs->items[i].text = NULL;
    }
    if (added > 0)
        save(repairs);
    return added > 0;
}

/* Laying over ---------------------------------------------------------------------------- */

/* The text of a file, mended, and the digits that its copy is named by; to
 * free(). NULL when it can't be had. */
static char *mended_text(const struct mended_file *file, size_t *size, char digits[33]) {
    char *mended = NULL, *text;
    if (cch_read_file(&text, size, file->path, FILE_SIZE_MAX, 0, NULL) == CCH_OK &&
        (mended = cch_mends_apply(&file->mends, text, size))) {
        XXH128_hash_t hash = XXH3_128bits(mended, *size);
        snprintf(digits, 33, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
    }
    free(text);
    return mended;
}

/* The path of the mended copy of a file, made when it isn't there; to free(). */
static char *mended_copy(cch_repairs *repairs, const struct mended_file *file) {
    char *path = NULL, digits[33], name[sizeof COPIES + 33];
    size_t size = 0;
    struct stat status;
    cch_output *output = NULL;
    char *mended = mended_text(file, &size, digits);
    if (!mended)
        return NULL;
    if (asprintf(&path, "%s/%s", repairs->copies, digits) < 0)
        path = cch_memory_asked(NULL);
    if (!path || (lstat(path, &status) == 0 && S_ISREG(status.st_mode) && (size_t)status.st_size == size))
        goto out;
    snprintf(name, sizeof name, COPIES "/%s", digits);
    bool good = cch_path_make_folder(repairs->copies) == 0;
    if (good) {
        int code = cch_output_open_in(&output, repairs->state, name, NULL);
        if (code != CCH_OK && errno == ENOMEM)
            cch_memory_note_failure();
        good = code == CCH_OK;
    }
    if (good)
        fwrite(mended, 1, size, cch_output_stream(output));
    if (!good || cch_output_commit(output, CCH_OUTPUT_REMADE, NULL) != CCH_OK) {
        free(path);
        path = NULL;
    }
out:
    free(mended);
    return path;
}

void cch_repairs_prune(cch_repairs *repairs) {
    cch_word_list live = {0};
    struct dirent *item;
    DIR *folder = opendir(repairs->copies);
    for (size_t i = 0; folder && i < repairs->count; i++) {
        const struct mended_file *file = &repairs->items[i];
        char digits[33], *text = NULL;
        size_t size;
        if (applies(repairs, file, file->is_device) && (text = mended_text(file, &size, digits)))
            cch_word_list_add(&live, digits);
        free(text);
    }
    while (folder && !live.failed && (item = readdir(folder)))
        if (strcmp(item->d_name, ".") != 0 && strcmp(item->d_name, "..") != 0 &&
            !cch_word_list_contain(&live, item->d_name))
            unlinkat(dirfd(folder), item->d_name, 0);
    if (folder)
        closedir(folder);
    cch_word_list_release(&live);
}

/* A string in an overlay file, which is YAML: between double quotes, bytes
 * that it gives a meaning to written out. */
static void write_quoted(FILE *stream, const char *text) {
    putc('"', stream);
    for (; *text; text++) {
        if (*text == '"' || *text == '\\')
            fprintf(stream, "\\%c", *text);
        else if ((unsigned char)*text < ' ')
            fprintf(stream, "\\x%02x", (unsigned char)*text);
        else
            putc(*text, stream);
    }
    putc('"', stream);
}

static void write_entry(FILE *overlay, FILE *list, const struct mended_file *file, const char *copy, bool is_first) {
    fputs(is_first ? "\n" : ",\n", overlay);
    fputs("{\"type\": \"file\", \"name\": ", overlay);
    write_quoted(overlay, file->path);
    fputs(", \"external-contents\": ", overlay);
    write_quoted(overlay, copy);
    putc('}', overlay);
    for (size_t i = 0; i < file->mends.count; i++) {
        write_mend(list, &file->mends.items[i]);
        fprintf(list, "\t%s\n", file->path);
    }
}

void cch_repairs_lay(cch_repairs *repairs, bool is_device, const char *work, cch_word_list *options, int *seen) {
    char overlay_path[PATH_MAX], list_path[PATH_MAX];
    size_t laid = 0;
    bool good = false;
    FILE *overlay = NULL, *list = NULL;
    for (size_t i = 0; i < repairs->count; i++)
        laid += (size_t)applies(repairs, &repairs->items[i], is_device);
    *seen = -1;
    if (laid == 0)
        return;
    if (snprintf(overlay_path, sizeof overlay_path, "%s/overlay.yaml", work) >= (int)sizeof overlay_path ||
        snprintf(list_path, sizeof list_path, "%s/repairs", work) >= (int)sizeof list_path ||
        !(overlay = fopen(overlay_path, "we")) || !(list = fopen(list_path, "we"))) {
        if (errno == ENOMEM)
            cch_memory_note_failure();
        goto out;
    }
    /* Under its own name the file is what messages and dependencies speak of. */
    fputs("{\"version\": 0, \"case-sensitive\": true, \"use-external-names\": false, \"roots\": [", overlay);
    laid = 0;
    for (size_t i = 0; i < repairs->count; i++) {
        char *copy = applies(repairs, &repairs->items[i], is_device) ? mended_copy(repairs, &repairs->items[i]) : NULL;
        if (copy)
            write_entry(overlay, list, &repairs->items[i], copy, laid++ == 0);
        free(copy);
    }
    fputs("\n]}\n", overlay);
    good = !ferror(overlay) && !ferror(list) && laid > 0;
out:
    if (overlay && fclose(overlay) != 0)
        good = false;
    if (list && fclose(list) != 0)
        good = false;
    if (good) {
        *seen = repairs->round;
        cch_word_list_add(options, "-ivfsoverlay");
        cch_word_list_add(options, overlay_path);
        cch_word_list_format(options, "-fplugin-arg-callchain-repairs=%s", list_path);
    }
}

size_t cch_repairs_used(cch_repairs *repairs, bool is_device, const char *depfile, const char *directory) {
    cch_word_list inputs = {0};
    size_t used = 0;
    if (repairs->count > 0 && cch_depfile_read(&inputs, depfile, NULL) == CCH_OK)
        for (size_t i = 0; i < inputs.count; i++) {
            char *path = cch_path_absolute(directory, inputs.items[i]);
            for (size_t k = 0; path && k < repairs->count; k++)
                if (strcmp(repairs->items[k].path, path) == 0 && applies(repairs, &repairs->items[k], is_device))
                    used += repairs->items[k].mends.count;
            free(path);
        }
    cch_word_list_release(&inputs);
    return used;
}
