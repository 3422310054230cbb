#define _GNU_SOURCE /* asprintf */
#include "build/translate/clang_options.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/paths.h"
#include "build/replay/runner.h"

enum { ASKED_MAX = 50, ROUNDS_MAX = 4, AT_ONCE_MAX = 200 };

void cch_clang_options_release(cch_clang_options *options) {
    cch_word_list_release(&options->accepted);
    cch_word_list_release(&options->refused);
    free(options->gcc_headers);
    options->gcc_headers = NULL;
}

static enum cch_job_next keep_errors(void *context, const cch_job *job, const cch_job_result *result) {
    (void)job;
    *(char **)context = cch_memory_asked(strdup(result->errors));
    return CCH_JOB_GO_ON;
}

/* What clang says to these words; *said is to free(), NULL when it can't be
 * asked. */
static void ask(const char *clang, const cch_word_list *words, char **said) {
    *said = NULL;
    cch_job job = {.program = clang, .arguments = (const char *const *)words->items, .directory = "/"};
    cch_runner_options runner = {.parallel = 1, .timeout = 20, .ended = keep_errors, .context = said};
    if (words->failed || cch_runner_run(&job, 1, &runner, NULL) != CCH_OK) {
        free(*said);
        *said = NULL;
    }
}

static char *ask_about(const char *clang, const cch_word_list *options) {
    cch_word_list words = {0};
    cch_word_list_add(&words, clang);
    cch_word_list_add(&words, "-###");
    cch_word_list_add(&words, "-fsyntax-only");
    cch_word_list_add_all(&words, options);
    cch_word_list_add(&words, "-xc++");
    cch_word_list_add(&words, "/dev/null");
    char *said;
    ask(clang, &words, &said);
    cch_word_list_release(&words);
    return said;
}

/* Does the line of an error name the option? clang puts what it means into
 * quotes: the option, its beginning up to '=', or its value. */
static bool names(const char *line, size_t length, const char *option) {
    const char *end = line + length, *open = memchr(line, '\'', length);
    while (open && open + 1 < end) {
        const char *text = open + 1, *close = memchr(text, '\'', (size_t)(end - text));
        if (!close)
            return false;
        size_t size = (size_t)(close - text);
        if (size > 1 && *text == '-' && strncmp(option, text, size) == 0 && (!option[size] || text[size - 1] == '='))
            return true;
        open = memchr(close + 1, '\'', (size_t)(end - close - 1));
    }
    return false;
}

/* Moves the options that an error names from `asked` to `refused`. */
static bool take_refused(const char *said, cch_word_list *asked, cch_word_list *refused) {
    cch_word_list kept = {0};
    for (size_t i = 0; i < asked->count; i++) {
        bool is_named = false;
        for (const char *line = said; *line && !is_named;) {
            size_t length = strcspn(line, "\n");
            const char *error = strstr(line, "error: ");
            if (error && error < line + length)
                is_named = names(error, (size_t)(line + length - error), asked->items[i]);
            line += length + (line[length] == '\n');
        }
        cch_word_list_add(is_named ? refused : &kept, asked->items[i]);
    }
    bool changed = kept.count < asked->count;
    cch_word_list_release(asked);
    *asked = kept;
    return changed;
}

static void find_out(cch_clang_options *options, const char *clang, cch_word_list *asked) {
    bool again = options->asked < ASKED_MAX;
    for (int round = 0; again && asked->count > 0 && round < ROUNDS_MAX; round++) {
        char *said = ask_about(clang, asked);
        options->asked++;
        again = said && strstr(said, "error: ") && take_refused(said, asked, &options->refused);
        free(said);
    }
    cch_word_list_add_all(&options->accepted, asked);
}

/* Takes an option out, but not where it is another one's value. */
static void remove_option(cch_translation *translation, const char *option) {
    static const char *const with_value[] = {"-Xclang", "-Xpreprocessor", "-include", "-D", "-I", "-isystem"};
    cch_word_list *words = &translation->arguments;
    size_t kept = 0, before_end = 0;
    for (size_t i = 0; i < words->count; i++) {
        bool is_value = false;
        for (size_t k = 0; kept > 0 && k < sizeof with_value / sizeof *with_value; k++)
            is_value |= strcmp(words->items[kept - 1], with_value[k]) == 0;
        bool goes = !is_value && i < translation->options_end && strcmp(words->items[i], option) == 0;
        if (goes)
            free(words->items[i]);
        else
            words->items[kept++] = words->items[i];
        before_end += !goes && i < translation->options_end;
    }
    words->count = kept;
    if (words->items)
        words->items[kept] = NULL;
    translation->options_end = before_end;
}

/* The folder that `clang -v` makes known by "Selected GCC installation: …". */
static void find_gcc_headers(cch_clang_options *options, const char *clang) {
    static const char key[] = "Selected GCC installation: ";
    cch_word_list words = {0}, found = {0};
    cch_word_list_add(&words, clang);
    cch_word_list_add(&words, "-v");
    char *said;
    ask(clang, &words, &said);
    const char *line = said ? strstr(said, key) : NULL;
    if (line) {
        line += strlen(key);
        cch_word_list_format(&found, "%.*s/include", (int)strcspn(line, "\r\n"), line);
    }
    bool is_there = found.count == 1 && found.items[0][0] == '/' && access(found.items[0], R_OK) == 0;
    options->gcc_headers = is_there ? cch_path_absolute("/", found.items[0]) : cch_memory_asked(strdup(""));
    cch_word_list_release(&words);
    cch_word_list_release(&found);
    free(said);
}

/* clang's own headers, as `clang -###` makes them known by "-resource-dir" "…"; to free(), NULL: not known. */
static char *own_headers(const char *clang) {
    static const char key[] = "\"-resource-dir\" \"";
    char *said = ask_about(clang, &(cch_word_list){0}), *folder = NULL;
    const char *at = said ? strstr(said, key) : NULL;
    if (at) {
        at += strlen(key);
        if (asprintf(&folder, "%.*s/include", (int)strcspn(at, "\""), at) < 0) {
            folder = NULL;
            cch_memory_note_failure();
        }
    }
    free(said);
    return folder;
}

/* What is in a folder that stays open; without memory that is noted: another folder must not be taken for it. */
static DIR *entries_of(int folder) {
    int copy = dup(folder);
    DIR *stream = copy >= 0 ? fdopendir(copy) : NULL;
    if (!stream && errno == ENOMEM)
        cch_memory_note_failure();
    if (!stream && copy >= 0)
        close(copy);
    return stream;
}

/* Takes links out that are no longer wanted. */
static void remove_links(int links, int own, int theirs) {
    DIR *stream = entries_of(links);
    for (const struct dirent *entry; stream && (entry = readdir(stream));)
        if (*entry->d_name != '.' &&
            (faccessat(own, entry->d_name, F_OK, 0) == 0 || faccessat(theirs, entry->d_name, F_OK, 0) != 0))
            unlinkat(links, entry->d_name, 0);
    if (stream)
        closedir(stream);
}

/* Fills options->links; false: it could not be. */
static bool link_headers(const cch_clang_options *options, const char *clang) {
    char *folder = own_headers(clang), target[PATH_MAX], known[PATH_MAX];
    int own = folder ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
    int theirs = open(options->gcc_headers, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool is_made = own >= 0 && theirs >= 0 && cch_path_make_folder(options->links) == 0;
    if (own >= 0 && theirs >= 0 && !is_made && errno == ENOMEM)
        cch_memory_note_failure();
    int links = is_made ? open(options->links, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC) : -1;
    DIR *stream = links >= 0 ? entries_of(theirs) : NULL;
    is_made = stream != NULL;
    if (is_made)
        remove_links(links, own, theirs);
    for (const struct dirent *entry; is_made && (entry = readdir(stream));) {
        if (*entry->d_name == '.' || faccessat(own, entry->d_name, F_OK, 0) == 0)
            continue;
        int length = snprintf(target, sizeof target, "%s/%s", options->gcc_headers, entry->d_name);
        ssize_t size = readlinkat(links, entry->d_name, known, sizeof known);
        if (size == length && memcmp(known, target, (size_t)length) == 0)
            continue;
        unlinkat(links, entry->d_name, 0);
        is_made = (size_t)length < sizeof target && symlinkat(target, links, entry->d_name) == 0;
    }
    if (stream)
        closedir(stream);
    for (size_t i = 0; i < 3; i++) {
        int one = i == 0 ? own : i == 1 ? theirs : links;
        if (one >= 0)
            close(one);
    }
    free(folder);
    return is_made;
}

static void add_gcc_headers(cch_clang_options *options, const char *clang, cch_translation *translation) {
    cch_word_list more = {0};
    if (!options->gcc_headers) {
        find_gcc_headers(options, clang);
        if (options->links && options->gcc_headers && *options->gcc_headers &&
            (!options->makes_links || link_headers(options, clang))) {
            free(options->gcc_headers);
            options->gcc_headers = cch_memory_asked(strdup(options->links));
        }
    }
    if (!options->gcc_headers || !*options->gcc_headers)
        return;
    cch_word_list_format(&more, "-idirafter%s", options->gcc_headers);
    cch_word_list_insert_all(&translation->arguments, translation->options_end, &more);
    translation->options_end += more.count;
    cch_word_list_release(&more);
}

void cch_clang_options_filter(cch_clang_options *options, const char *clang, cch_translation *translation) {
    cch_word_list asked = {0};
    const cch_word_list *unknown = &translation->unknown;
    for (size_t i = 0; i < unknown->count && asked.count < AT_ONCE_MAX; i++)
        if (!cch_word_list_contain(&options->accepted, unknown->items[i]) &&
            !cch_word_list_contain(&options->refused, unknown->items[i]) &&
            !cch_word_list_contain(&asked, unknown->items[i]))
            cch_word_list_add(&asked, unknown->items[i]);
    if (asked.count > 0 && options->asked < ASKED_MAX)
        find_out(options, clang, &asked);
    for (size_t i = 0; i < unknown->count; i++)
        if (cch_word_list_contain(&options->refused, unknown->items[i]) &&
            !cch_word_list_contain(&translation->ignored, unknown->items[i])) {
            remove_option(translation, unknown->items[i]);
            cch_word_list_add(&translation->ignored, unknown->items[i]);
        }
    cch_word_list_release(&asked);
    if (translation->is_native_gcc)
        add_gcc_headers(options, clang, translation);
}
