#define _GNU_SOURCE /* asprintf */
#include "build/replay/shared_headers.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "base/array.h"
#include "base/read_file.h"
#include "build/commands/depfile.h"
#include "base/paths.h"

/* Precompiling costs about as much as it saves in one pass. */
enum { LEAST_PASSES = 3, ATTEMPTS_MAX = 6 };

enum { UNIT_SIZE_MAX = 1 << 28 };

struct cch_shared_group {
    char id[33];
    char *folder, *lines, *source, *compiled, *overlay, *inputs;
    size_t maker;      /* the pass whose arguments it is made with */
    size_t waiting;    /* passes that have not begun */
    unsigned attempts; /* at making it; each has a folder of its own, since passes may read the one before */
    int seen;          /* cch_repairs_lay */
    bool making, ready;
    struct stat made; /* the file, so that another in its place is not used */
    cch_word_list arguments;
};

/* The leading lines ------------------------------------------------------------------- */

static const char *skip_space(const char *at) {
    for (;;) {
        const char *end = NULL;
        if (isspace((unsigned char)*at))
            end = at + 1;
        else if (at[0] == '/' && at[1] == '/')
            end = at + strcspn(at, "\n");
        else if (at[0] == '/' && at[1] == '*' && (end = strstr(at + 2, "*/")))
            end += 2;
        if (!end || (at[0] == '/' && memchr(at, '\\', (size_t)(end - at))))
            return at;
        at = end;
    }
}

static const char *skip_word(const char *at, const char *word) {
    at += strspn(at, " \t");
    size_t length = strlen(word);
    return strncmp(at, word, length) == 0 ? at + length : NULL;
}

/* Where a line's end is when nothing but blanks and a comment to its end are left. */
static const char *line_end(const char *at) {
    at += strspn(at, " \t\r");
    if (at[0] == '/' && at[1] == '/') {
        size_t length = strcspn(at, "\n");
        if (memchr(at, '\\', length))
            return NULL;
        at += length;
    }
    return *at == '\n' || *at == '\0' ? at : NULL;
}

/* A file that is found beside the main file is named absolutely, as clang would name it. */
static void write_include(FILE *lines, const char *name, size_t length, const char *folder) {
    char path[PATH_MAX];
    bool beside = name[0] == '"' && name[1] != '/' &&
                  snprintf(path, sizeof path, "%s/%.*s", folder, (int)length - 2, name + 1) < (int)sizeof path &&
                  access(path, F_OK) == 0;
    if (beside)
        fprintf(lines, "#include \"%s\"\n", path);
    else
        fprintf(lines, "#include %.*s\n", (int)length, name);
}

/* The #include lines that `text` begins with; *rest is what follows. NULL for none. */
static char *leading_includes(const char *text, const char *folder, const char **rest) {
    char *lines = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&lines, &size);
    if (!stream)
        return NULL;
    for (*rest = text;;) {
        const char *at = skip_space(*rest), *end, *word;
        if (*at != '#')
            break;
        if ((word = skip_word(at + 1, "pragma")) && (word = skip_word(word, "once")) && (end = line_end(word))) {
            *rest = end;
            continue;
        }
        if (!(word = skip_word(at + 1, "include")))
            break;
        word += strspn(word, " \t");
        size_t length = *word == '"' ? strcspn(word + 1, "\"\n") + 2 : *word == '<' ? strcspn(word, ">\n") + 1 : 0;
        if (length < 3 || memchr(word, '\n', length) || memchr(word, '\0', length) || !(end = line_end(word + length)))
            break;
        write_include(stream, word, length, folder);
        *rest = end;
    }
    if (fclose(stream) != 0 || !lines || size == 0 || strstr(lines, "\\")) {
        free(lines);
        lines = NULL;
    }
    return lines;
}

/* Can there be a closure in it? A bracket that does not follow a value. */
static bool may_have_closures(const char *text) {
    char before = '\0';
    for (; *text; text++) {
        if (*text == '[' && !isalnum((unsigned char)before) && !strchr("_])[", before ? before : ' '))
            return true;
        if (!isspace((unsigned char)*text))
            before = *text;
    }
    return false;
}

/* Grouping ------------------------------------------------------------------------------- */

/* The place of the main file among the arguments; 0 when it isn't named
 * absolutely, once. */
static size_t find_main_file(const cch_word_list *words, const cch_command *command) {
    size_t found = 0;
    for (size_t i = 1; i < words->count; i++) {
        char *path = words->items[i][0] == '/' ? cch_path_absolute("/", words->items[i]) : NULL;
        bool same = path && strcmp(path, command->file) == 0;
        free(path);
        if (same && found)
            return 0;
        if (same)
            found = i;
    }
    return found;
}

static bool is_in_doubt(const cch_word_list *words) {
    for (size_t i = 1; i < words->count; i++)
        if (strncmp(words->items[i], "-include", 8) == 0 || strncmp(words->items[i], "-imacros", 8) == 0 ||
            strncmp(words->items[i], "--include", 9) == 0 || strncmp(words->items[i], "-fmodules", 9) == 0 ||
            strncmp(words->items[i], "-emit", 5) == 0 || strncmp(words->items[i], "-ivfsoverlay", 12) == 0 ||
            strncmp(words->items[i], "-fplugin", 8) == 0)
            return true;
    return false;
}

static void make_id(const struct plan *plan, size_t index, const cch_word_list *words, size_t main_file,
                    const char *lines, char id[33]) {
    char *text = NULL;
    size_t size = 0;
    FILE *stream = open_memstream(&text, &size);
    id[0] = '\0';
    if (!stream)
        return;
    const char *dot = strrchr(words->items[main_file], '.');
    fprintf(stream, "%s%c%s%c%s%c%s%c", plan->passes[index].command->directory, 0, plan->replay->passes[index].kind, 0,
            dot ? dot : "", 0, lines, 0);
    for (size_t i = 0; i < words->count; i++)
        if (i != main_file)
            fprintf(stream, "%s%c", words->items[i], 0);
    if (fclose(stream) == 0 && text) {
        XXH128_hash_t hash = XXH3_128bits(text, size);
        snprintf(id, 33, "%016" PRIx64 "%016" PRIx64, (uint64_t)hash.high64, (uint64_t)hash.low64);
    }
    free(text);
}

static char *path_in(const char *folder, const char *name, const char *ending) {
    char *path = NULL;
    return asprintf(&path, "%s/%s%s", folder, name, ending) > 0 ? path : NULL;
}

static void forget_paths(struct cch_shared_group *group) {
    char **const paths[] = {&group->folder, &group->source, &group->compiled, &group->overlay, &group->inputs};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        free(*paths[i]);
        *paths[i] = NULL;
    }
}

/* Makes the folder of the next attempt, and names what is to be in it. */
static bool prepare_folder(const struct plan *plan, struct cch_shared_group *group) {
    const char *dot = strrchr(plan->passes[group->maker].command->file, '.');
    forget_paths(group);
    if (asprintf(&group->folder, "%s/shared-%s-%u", plan->state, group->id, group->attempts) < 0)
        group->folder = NULL;
    if (!group->folder)
        return false;
    group->source = path_in(group->folder, "lines", dot && !strchr(dot, '/') ? dot : "");
    group->compiled = path_in(group->folder, "compiled", "");
    group->overlay = path_in(group->folder, "overlay.yaml", "");
    group->inputs = path_in(group->folder, "inputs.d", "");
    cch_path_remove_folder(group->folder);
    return group->source && group->compiled && group->overlay && group->inputs && mkdir(group->folder, 0777) == 0;
}

/* Puts the pass into its group, which is made when there is none. */
static void group_pass(struct plan *plan, size_t index) {
    struct planned_pass *planned = &plan->passes[index];
    cch_word_list *words = &planned->arguments;
    size_t main_file = 0;
    const char *rest;
    char *folder = NULL, *lines = NULL, *text = NULL, id[33];
    if (cch_plan_arguments(plan, index, NULL) != 0 || is_in_doubt(words) ||
        !(main_file = find_main_file(words, planned->command)) ||
        cch_read_file(&text, NULL, planned->command->file, UNIT_SIZE_MAX, CCH_READ_TEXT, NULL) != CCH_OK ||
        !(folder = strdup(words->items[main_file])))
        goto out;
    *strrchr(folder, '/') = '\0';
    bool is_cuda = planned->is_device || cch_word_list_contain(words, "--cuda-host-only");
    if (!(lines = leading_includes(text, folder, &rest)) || (is_cuda && may_have_closures(rest)))
        goto out;
    make_id(plan, index, words, main_file, lines, id);
    size_t at = 0;
    while (at < plan->group_count && strcmp(plan->groups[at].id, id) != 0)
        at++;
    if (at == plan->group_count) {
        if (!*id || cch_array_reserve(&plan->groups, &plan->group_capacity, at + 1, sizeof *plan->groups))
            goto out;
        plan->groups[at] = (struct cch_shared_group){.maker = index, .lines = lines};
        memcpy(plan->groups[at].id, id, sizeof id);
        lines = NULL;
        plan->group_count++;
    }
    plan->groups[at].waiting++;
    planned->group = at + 1;
out:
    cch_word_list_release(words);
    free(folder);
    free(lines);
    free(text);
}

/* Precompiling ------------------------------------------------------------------------------ */

static bool write_lines(const struct cch_shared_group *group) {
    FILE *source = fopen(group->source, "we");
    bool good = source && fputs(group->lines, source) >= 0;
    return source && fclose(source) == 0 && good;
}

/* The arguments of an attempt at it; NULL when it can't be made. */
static const char *const *begin_making(struct plan *plan, struct cch_shared_group *group) {
    struct planned_pass *maker = &plan->passes[group->maker];
    cch_word_list more = {0};
    size_t main_file;
    char *source = NULL;
    cch_word_list_release(&group->arguments);
    group->ready = false;
    group->seen = -1;
    group->attempts++;
    if (!prepare_folder(plan, group) || !write_lines(group))
        return NULL;
    if (plan->repairs)
        cch_repairs_lay(plan->repairs, maker->is_device, group->folder, &more, &group->seen);
    const char *const options[] = {"-fplugin-arg-callchain-prefix=1",
                                   "-MF",
                                   group->inputs,
                                   "-Xclang",
                                   "-emit-pch",
                                   "-Xclang",
                                   "-o",
                                   "-Xclang",
                                   group->compiled};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        cch_word_list_add(&more, options[i]);
    if (cch_plan_arguments(plan, group->maker, &more) == 0 &&
        (main_file = find_main_file(&maker->arguments, maker->command)) && (source = strdup(group->source))) {
        group->arguments = maker->arguments;
        maker->arguments = (cch_word_list){0};
        free(group->arguments.items[main_file]);
        group->arguments.items[main_file] = source;
    }
    cch_word_list_release(&more);
    return source ? (const char *const *)group->arguments.items : NULL;
}

/* Returns whether it is worth another attempt, with what was learned from this one. */
static bool end_making(struct plan *plan, struct cch_shared_group *group, const cch_job_result *result) {
    const struct planned_pass *maker = &plan->passes[group->maker];
    bool again = false;
    if (result->end == CCH_JOB_EXITED && result->status == 0)
        group->ready = stat(group->compiled, &group->made) == 0;
    else if (result->end == CCH_JOB_EXITED && plan->repairs && group->attempts < ATTEMPTS_MAX)
        again =
            cch_repairs_learn(plan->repairs, result->errors, maker->command->directory, maker->is_device, group->seen);
    cch_word_list_release(&group->arguments);
    if (!group->ready && group->folder)
        cch_path_remove_folder(group->folder);
    return again;
}

static const char *const *begin_group(void *context, const cch_job *job) { return begin_making(context, job->data); }

static enum cch_job_next group_ended(void *context, const cch_job *job, const cch_job_result *result) {
    return end_making(context, job->data, result) ? CCH_JOB_AGAIN : CCH_JOB_GO_ON;
}

int cch_shared_headers_make(struct plan *plan, cch_error *error) {
    size_t count = 0;
    const char *scope = getenv("CALLCHAIN_SCOPE");
    if (scope && strcmp(scope, "all") == 0)
        return CCH_OK; /* it wants to see all that the headers have */
    for (size_t i = 0; i < plan->replay->count; i++)
        if (plan->replay->passes[i].state == CCH_REPLAY_WAITING)
            group_pass(plan, i);
    cch_job *jobs = calloc(plan->group_count + 1, sizeof *jobs);
    if (!jobs)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot run clang: out of memory");
    for (size_t i = 0; i < plan->group_count; i++)
        if (plan->groups[i].waiting >= LEAST_PASSES)
            jobs[count++] = (cch_job){.program = plan->toolchain->clang,
                                      .directory = plan->passes[plan->groups[i].maker].command->directory,
                                      .memory = UINT64_C(1000) << 20,
                                      .data = &plan->groups[i]};
    cch_runner_options runner = {.parallel = plan->options->parallel,
                                 .timeout = plan->options->timeout,
                                 .stop = plan->options->stop,
                                 .begin = begin_group,
                                 .ended = group_ended,
                                 .context = plan};
    int result = count ? cch_runner_run(jobs, count, &runner, error) : CCH_OK;
    free(jobs);
    return result;
}

/* Using ---------------------------------------------------------------------------------------- */

static bool same_contents(const char *first, const char *second) {
    size_t first_size = 0, second_size = 0;
    char *a, *b;
    int no_first = cch_read_file(&a, &first_size, first, SIZE_MAX / 4, 0, NULL) ? errno : 0;
    int no_second = cch_read_file(&b, &second_size, second, SIZE_MAX / 4, 0, NULL) ? errno : 0;
    bool same = (no_first == ENOENT && no_second == ENOENT) ||
                (a && b && first_size == second_size && memcmp(a, b, first_size) == 0);
    free(a);
    free(b);
    return same;
}

/* Is the file still the one that was made? */
static bool is_intact(const struct cch_shared_group *group) {
    struct stat now;
    return stat(group->compiled, &now) == 0 && now.st_ino == group->made.st_ino && now.st_size == group->made.st_size &&
           now.st_mtim.tv_sec == group->made.st_mtim.tv_sec && now.st_mtim.tv_nsec == group->made.st_mtim.tv_nsec;
}

/* Do repairs that the pass is to be read with change the headers as they were precompiled? */
static bool is_outdated(const struct plan *plan, const struct planned_pass *planned,
                        const struct cch_shared_group *group) {
    char overlay[PATH_MAX];
    return plan->repairs &&
           (snprintf(overlay, sizeof overlay, "%s/overlay.yaml", planned->work) >= (int)sizeof overlay ||
            (!same_contents(group->overlay, overlay) &&
             cch_repairs_used(plan->repairs, planned->is_device, group->inputs, planned->command->directory) > 0));
}

enum cch_shared_use cch_shared_headers_use(struct plan *plan, size_t index, cch_word_list *options) {
    struct planned_pass *planned = &plan->passes[index];
    struct cch_shared_group *group = planned->group ? &plan->groups[planned->group - 1] : NULL;
    if (!group)
        return CCH_SHARED_NONE;
    if (!planned->counted)
        group->waiting--;
    planned->counted = true;
    if (!group->ready || planned->attempts.plain || planned->attempts.unshared || !is_intact(group))
        return CCH_SHARED_NONE;
    if (is_outdated(plan, planned, group)) {
        if (group->making || group->attempts >= ATTEMPTS_MAX || group->waiting + 1 < LEAST_PASSES)
            return CCH_SHARED_NONE;
        group->maker = index;
        group->making = true;
        return CCH_SHARED_MAKE;
    }
    cch_word_list_add(options, "-include-pch");
    cch_word_list_add(options, group->compiled);
    return CCH_SHARED_READ;
}

const char *const *cch_shared_headers_begin(struct plan *plan, size_t index) {
    return begin_making(plan, &plan->groups[plan->passes[index].group - 1]);
}

void cch_shared_headers_end(struct plan *plan, size_t index, const cch_job_result *result) {
    struct cch_shared_group *group = &plan->groups[plan->passes[index].group - 1];
    end_making(plan, group, result);
    group->making = false;
}

void cch_shared_headers_remove(struct plan *plan) {
    struct dirent *item;
    DIR *folder = plan->state ? opendir(plan->state) : NULL;
    while (folder && (item = readdir(folder))) {
        char path[PATH_MAX];
        if (strncmp(item->d_name, "shared-", 7) == 0 &&
            snprintf(path, sizeof path, "%s/%s", plan->state, item->d_name) < (int)sizeof path)
            cch_path_remove_folder(path);
    }
    if (folder)
        closedir(folder);
    for (size_t i = 0; i < plan->group_count; i++) {
        struct cch_shared_group *group = &plan->groups[i];
        forget_paths(group);
        free(group->lines);
        cch_word_list_release(&group->arguments);
    }
    free(plan->groups);
    plan->groups = NULL;
    plan->group_count = 0;
}
