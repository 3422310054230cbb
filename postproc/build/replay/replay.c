#define _GNU_SOURCE /* asprintf */
#include "build/replay/replay.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"
#include "base/output_file.h"
#include "build/replay/pass_record.h"
#include "base/paths.h"
#include "build/replay/repair.h"
#include "build/replay/plan.h"
#include "build/replay/runner.h"
#include "build/replay/shared_headers.h"

/* What a pass is taken to need until it is known better: device passes of
 * template-heavy CUDA code take 1.2 to 2.2 GB. */
static const uint64_t device_memory = UINT64_C(2500) << 20, host_memory = UINT64_C(1000) << 20;
static const double device_seconds = 20, host_seconds = 5;

/* A pass is read so many times at most, to be repaired. */
enum { ATTEMPTS_MAX = 8 };

static double monotonic_seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* The work folder of a pass -------------------------------------------------------- */

static bool is_graph(const char *name) {
    size_t length = strlen(name);
    return name[0] != '.' && length > 4 && strcmp(name + length - 4, ".ccg") == 0;
}

/* A graph that replaces an older one is on the disk before it does. */
static int publish(int work, const char *name, int out, bool *replaced) {
    struct stat status;
    if (fstatat(out, name, &status, AT_SYMLINK_NOFOLLOW) == 0) {
        int file = openat(work, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
        int failed = file < 0 || fsync(file) != 0, reason = errno;
        if (file >= 0)
            close(file);
        errno = reason;
        if (failed)
            return -1;
        *replaced = true;
    }
    return renameat(work, name, out, name);
}

/* Renames the graphs that a pass left in its work folder into the output
 * folder and adds their names to `graphs`. 0, or -1 with errno. */
static int publish_graphs(const struct plan *plan, const struct planned_pass *planned, cch_word_list *graphs) {
    int result = 0;
    bool replaced = false;
    struct dirent *item;
    DIR *folder = opendir(planned->work);
    if (!folder && errno == ENOMEM)
        cch_memory_note_failure();
    if (!folder)
        return 0;
    int out = open(plan->out, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
    while (out >= 0 && result == 0 && (item = readdir(folder))) {
        if (!is_graph(item->d_name))
            continue;
        cch_word_list_add(graphs, item->d_name);
        result = cch_memory_failed() ? 0 : publish(dirfd(folder), item->d_name, out, &replaced);
    }
    if (replaced && result == 0)
        fsync(out);
    int problem = errno;
    closedir(folder);
    if (out >= 0)
        close(out);
    errno = problem;
    return out < 0 ? -1 : result;
}

/* How a pass ended ------------------------------------------------------------------ */

/* The first line of clang's output that tells of an error, or else its first
 * line, with paths relative to the root and without control characters; NULL
 * when there is none. */
static char *first_error(const char *output, const char *root) {
    const char *found = strstr(output, "error: ");
    if (!found)
        found = output;
    while (found > output && found[-1] != '\n')
        found--;
    found = cch_unit_name(found, root);
    size_t length = strcspn(found, "\n");
    if (length == 0)
        return NULL;
    char *line = cch_memory_asked(strndup(found, length < 1000 ? length : 1000));
    for (char *at = line; at && *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = '?';
    return line;
}

static char *describe_end(const cch_job_result *result, const struct plan *plan, const char *directory) {
    char text[PATH_MAX + 64];
    switch (result->end) {
    case CCH_JOB_TIMED_OUT:
        snprintf(text, sizeof text, "stopped after %u seconds", plan->options->timeout);
        return cch_memory_asked(strdup(text));
    case CCH_JOB_SIGNALED:
        snprintf(text, sizeof text, "clang was killed by signal %d (%s)", result->status, strsignal(result->status));
        return cch_memory_asked(strdup(text));
    case CCH_JOB_NOT_STARTED:
        if (result->status == ENOENT && access(directory, F_OK) != 0) {
            snprintf(text, sizeof text, "its folder '%s' does not exist", directory);
            return cch_memory_asked(strdup(text));
        }
        snprintf(text, sizeof text, "cannot start clang: %s", strerror(result->status));
        return cch_memory_asked(strdup(text));
    default: {
        char *line = first_error(result->errors, plan->root);
        return line ? line : cch_memory_asked(strdup("clang failed without a word"));
    }
    }
}

static void set_state(struct plan *plan, cch_replay_pass *pass, enum cch_replay_state state) {
    cch_replay *replay = plan->replay;
    replay->running += (size_t)(state == CCH_REPLAY_RUNNING);
    replay->running -= (size_t)(pass->state == CCH_REPLAY_RUNNING);
    replay->complete += (size_t)(state == CCH_REPLAY_COMPLETE);
    replay->with_errors += (size_t)(state == CCH_REPLAY_WITH_ERRORS);
    replay->failed += (size_t)(state == CCH_REPLAY_FAILED);
    pass->state = state;
    if (plan->options->changed)
        plan->options->changed(plan->options->context, replay, pass);
}

/* Records name it where it can have made a difference. */
static const char *repair_mode(const struct plan *plan) {
    return plan->options->no_repair ? "off" : "on-" CCH_REPAIR_VERSION;
}

static void record_pass(struct plan *plan, const struct planned_pass *planned, const cch_replay_pass *pass,
                        const cch_job_result *result, cch_word_list *graphs) {
    char depfile[PATH_MAX];
    cch_pass_record record = {.exit_code = result->status,
                              .seconds = planned->attempts.seconds,
                              .error = pass->problem,
                              .graphs = *graphs,
                              .repairs = pass->repairs};
    if (snprintf(depfile, sizeof depfile, "%s/inputs.d", planned->work) >= (int)sizeof depfile)
        return;
    if (result->status != 0 || pass->repairs > 0)
        snprintf(record.repair_mode, sizeof record.repair_mode, "%s", repair_mode(plan));
    memcpy(record.key, planned->key, sizeof record.key);
    memcpy(record.database, plan->database, sizeof record.database);
    memcpy(record.unit, planned->unit, sizeof record.unit);
    /* Without a record the pass merely runs again next time. */
    cch_pass_record_write(&record, planned->best, depfile, planned->command->directory, result->started, plan->files,
                          NULL);
}

/* What the plugin says of a graph that it wrote. */
static void note_warnings(struct plan *plan, const char *messages) {
    static const char start[] = "callchain: warning: ";
    for (const char *line = messages; (line = strstr(line, start));) {
        line += sizeof start - 1;
        cch_plan_note(plan, "%.*s", (int)strcspn(line, "\n"), line);
    }
}

/* Publishes what the attempt made and notes how it ended. */
static void take_attempt(struct plan *plan, size_t index, const cch_job_result *result, size_t repairs) {
    struct planned_pass *planned = &plan->passes[index];
    cch_replay_pass *pass = &plan->replay->passes[index];
    cch_word_list graphs = {0};
    free(pass->problem);
    pass->problem = NULL;
    pass->repairs = 0;
    planned->outcome = CCH_REPLAY_FAILED;
    unlink(planned->best);
    if (result->end == CCH_JOB_STOPPED) {
        planned->outcome = CCH_REPLAY_STOPPED;
    } else if (result->end != CCH_JOB_EXITED) {
        pass->problem = describe_end(result, plan, planned->command->directory);
    } else if (publish_graphs(plan, planned, &graphs) != 0) {
        char text[512];
        snprintf(text, sizeof text, "cannot write to the output folder: %s", strerror(errno));
        pass->problem = cch_memory_asked(strdup(text));
    } else if (graphs.count == 0) {
        pass->problem = first_error(result->errors, plan->root);
        if (!pass->problem)
            pass->problem = cch_memory_asked(strdup("the plugin wrote no graph"));
    } else {
        planned->outcome = result->status == 0 ? CCH_REPLAY_COMPLETE : CCH_REPLAY_WITH_ERRORS;
        if (planned->outcome == CCH_REPLAY_WITH_ERRORS)
            pass->problem = describe_end(result, plan, planned->command->directory);
        pass->repairs = repairs;
        note_warnings(plan, result->errors);
        record_pass(plan, planned, pass, result, &graphs);
    }
    cch_word_list_release(&graphs);
}

/* How many repairs the attempt was read with. */
static size_t repairs_used(struct plan *plan, const struct planned_pass *planned) {
    char depfile[PATH_MAX];
    if (!plan->repairs || planned->attempts.seen < 0 ||
        snprintf(depfile, sizeof depfile, "%s/inputs.d", planned->work) >= (int)sizeof depfile)
        return 0;
    return cch_repairs_used(plan->repairs, planned->is_device, depfile, planned->command->directory);
}

/* Is it worth reading the pass once more: with repairs that this attempt did
 * not have, or without those that it had? */
static bool try_again(struct plan *plan, struct planned_pass *planned, const cch_job_result *result, size_t repairs) {
    struct attempts *attempts = &planned->attempts;
    if (!plan->repairs || result->end != CCH_JOB_EXITED || result->status == 0 || attempts->plain ||
        attempts->count >= ATTEMPTS_MAX)
        return false;
    if (cch_repairs_learn(plan->repairs, result->errors, planned->command->directory, planned->is_device,
                          attempts->seen))
        return true;
    attempts->plain = repairs > 0 && !attempts->had_plain;
    return attempts->plain;
}

/* Returns whether the pass is to run again. */
static bool finish_attempt(struct plan *plan, size_t index, const cch_job_result *result) {
    struct planned_pass *planned = &plan->passes[index];
    struct attempts *attempts = &planned->attempts;
    size_t errors = result->end == CCH_JOB_EXITED ? cch_mends_count_errors(result->errors) : SIZE_MAX;
    size_t repairs = repairs_used(plan, planned);
    attempts->seconds += result->seconds;
    if (result->end == CCH_JOB_EXITED && result->status != 0 && errors == 0)
        errors = 1; /* it failed without saying why */
    if (attempts->count++ == 0 || errors < attempts->errors || (errors == attempts->errors && repairs == 0)) {
        take_attempt(plan, index, result, repairs);
        attempts->errors = errors;
    }
    bool again = try_again(plan, planned, result, repairs);
    attempts->had_plain |= repairs == 0;
    return again;
}

static void finish_pass(struct plan *plan, size_t index) {
    struct planned_pass *planned = &plan->passes[index];
    cch_replay_pass *pass = &plan->replay->passes[index];
    pass->seconds = planned->attempts.seconds;
    rename(planned->best, planned->record);
    cch_path_remove_folder(planned->work);
    plan->replay->repaired += (size_t)(pass->repairs > 0);
    set_state(plan, pass, planned->outcome);
}

/* What need not run ------------------------------------------------------------------ */

static bool graphs_exist(const struct plan *plan, const cch_word_list *graphs) {
    for (size_t i = 0; i < graphs->count; i++) {
        char path[PATH_MAX];
        struct stat status;
        if (snprintf(path, sizeof path, "%s/%s", plan->out, graphs->items[i]) >= (int)sizeof path ||
            stat(path, &status) != 0 || !S_ISREG(status.st_mode) || status.st_size == 0)
            return false;
    }
    return graphs->count > 0;
}

/* Takes over the outcome of an earlier run if nothing has changed since. */
static void take_over(struct plan *plan, size_t index) {
    struct planned_pass *planned = &plan->passes[index];
    cch_replay_pass *pass = &plan->replay->passes[index];
    cch_pass_record record;
    bool current = cch_pass_record_read(&record, planned->record, plan->options->force ? NULL : plan->files);
    pass->seconds = record.seconds;
    bool same_repairs =
        record.repair_mode[0] ? strcmp(record.repair_mode, repair_mode(plan)) == 0 : record.exit_code == 0;
    if (current && !plan->options->force && strcmp(record.key, planned->key) == 0 && same_repairs &&
        graphs_exist(plan, &record.graphs)) {
        pass->up_to_date = true;
        pass->problem = record.error;
        record.error = NULL;
        pass->repairs = record.repairs;
        plan->replay->up_to_date++;
        plan->replay->repaired += (size_t)(pass->repairs > 0);
        set_state(plan, pass, record.exit_code == 0 ? CCH_REPLAY_COMPLETE : CCH_REPLAY_WITH_ERRORS);
    }
    cch_pass_record_release(&record);
}

/* Saying what would run --------------------------------------------------------------- */

static char *describe_reason(const struct plan *plan, size_t index, const cch_word_list *changed_units) {
    const struct planned_pass *planned = &plan->passes[index];
    cch_pass_record record;
    char *why = NULL;
    bool current = cch_pass_record_read(&record, planned->record, plan->files);
    if (plan->options->force)
        why = strdup("forced");
    else if (record.inputs_unknown)
        why = strdup("inputs unknown");
    else if (!current && !record.changed)
        why = strdup(cch_word_list_contain(changed_units, planned->unit) ? "arguments changed" : "new");
    else if (strcmp(record.key, planned->key) != 0)
        why = strdup("clang, the plugin or the environment changed");
    else if (record.changed && asprintf(&why, "input %s: %s", access(record.changed, F_OK) == 0 ? "changed" : "gone",
                                        cch_unit_name(record.changed, plan->root)) < 0)
        why = NULL;
    else if (!record.changed)
        why = strdup(graphs_exist(plan, &record.graphs) ? "repairs changed" : "no graph");
    cch_pass_record_release(&record);
    return why;
}

static int say_what_would_run(struct plan *plan, cch_error *error) {
    cch_word_list changed_units = {0};
    bool failed = false;
    cch_plan_changed_units(plan, &changed_units);
    for (size_t i = 0; i < plan->replay->count; i++) {
        cch_replay_pass *pass = &plan->replay->passes[i];
        if (pass->state == CCH_REPLAY_WAITING)
            take_over(plan, i);
        if (pass->state == CCH_REPLAY_WAITING)
            failed |= (pass->why = describe_reason(plan, i, &changed_units)) == NULL;
    }
    cch_word_list_release(&changed_units);
    return failed ? cch_fail(error, CCH_ERROR_MEMORY, "cannot tell what would run: out of memory") : CCH_OK;
}

/* Running ------------------------------------------------------------------------------ */

static size_t index_of(const struct plan *plan, const cch_job *job) {
    return (size_t)((struct planned_pass *)job->data - plan->passes);
}

static const char *const *begin_pass(void *context, const cch_job *job) {
    struct plan *plan = context;
    size_t index = index_of(plan, job);
    struct planned_pass *planned = &plan->passes[index];
    cch_word_list more = {0};
    cch_path_remove_folder(planned->work);
    if (mkdir(planned->work, 0777) != 0)
        return NULL;
    if (planned->attempts.count == 0)
        plan->replay->passes[index].begun = monotonic_seconds();
    set_state(plan, &plan->replay->passes[index], CCH_REPLAY_RUNNING);
    planned->attempts.seen = -1;
    if (plan->repairs && !planned->attempts.plain)
        cch_repairs_lay(plan->repairs, planned->is_device, planned->work, &more, &planned->attempts.seen);
    enum cch_shared_use use = cch_shared_headers_use(plan, index, &more);
    planned->attempts.shared = use == CCH_SHARED_READ;
    planned->attempts.making = use == CCH_SHARED_MAKE;
    if (planned->attempts.making) {
        cch_word_list_release(&more);
        return cch_shared_headers_begin(plan, index);
    }
    bool failed = cch_plan_arguments(plan, index, &more) != 0;
    cch_word_list_release(&more);
    return failed ? NULL : (const char *const *)planned->arguments.items;
}

/* clang's exit code can be 0 where it could not read what was precompiled. */
static bool has_failed(const cch_job_result *result) {
    return result->end == CCH_JOB_SIGNALED ||
           (result->end == CCH_JOB_EXITED && (result->status != 0 || cch_mends_count_errors(result->errors) > 0));
}

/* A pass that failed reading precompiled headers. What it says of repairs
 * holds; else, whatever it was, it is the pass without them that counts. */
static void end_shared_attempt(struct plan *plan, struct planned_pass *planned, const cch_job_result *result) {
    struct attempts *attempts = &planned->attempts;
    attempts->seconds += result->seconds;
    attempts->unshared = !plan->repairs || result->end != CCH_JOB_EXITED || ++attempts->failed_shared >= ATTEMPTS_MAX ||
                         !cch_repairs_learn(plan->repairs, result->errors, planned->command->directory,
                                            planned->is_device, attempts->seen);
}

/* Without memory the pass may have been read otherwise than it should, or would not be repaired. Without a record
 * it is read again in the next run. */
static enum cch_job_next give_up(struct plan *plan, size_t index) {
    struct planned_pass *planned = &plan->passes[index];
    planned->outcome = CCH_REPLAY_STOPPED;
    unlink(planned->best);
    finish_pass(plan, index);
    return CCH_JOB_STOP;
}

static enum cch_job_next pass_ended(void *context, const cch_job *job, const cch_job_result *result) {
    struct plan *plan = context;
    size_t index = index_of(plan, job);
    struct attempts *attempts = &plan->passes[index].attempts;
    bool again, made = attempts->making;
    if (cch_memory_failed())
        return give_up(plan, index);
    if (made)
        cch_shared_headers_end(plan, index, result);
    attempts->making = false;
    if (made && result->end != CCH_JOB_STOPPED) {
        attempts->seconds += result->seconds;
        again = true;
    } else if (attempts->shared && has_failed(result)) {
        end_shared_attempt(plan, &plan->passes[index], result);
        again = true;
    } else {
        again = finish_attempt(plan, index, result);
    }
    if (cch_memory_failed())
        return give_up(plan, index);
    cch_word_list_release(&plan->passes[index].arguments);
    if (again)
        return CCH_JOB_AGAIN;
    finish_pass(plan, index);
    return plan->options->fail_fast && plan->replay->passes[index].state != CCH_REPLAY_COMPLETE ? CCH_JOB_STOP
                                                                                                : CCH_JOB_GO_ON;
}

static void run_ticks(void *context) {
    struct plan *plan = context;
    if (plan->options->tick)
        plan->options->tick(plan->options->context, plan->replay);
}

/* The longest first, so that none is left to run alone at the end. */
static int compare_jobs(const void *a, const void *b) {
    const struct planned_pass *first = ((const cch_job *)a)->data, *second = ((const cch_job *)b)->data;
    if (first->expected != second->expected)
        return first->expected > second->expected ? -1 : 1;
    return first < second ? -1 : first > second;
}

static cch_job make_job(struct plan *plan, size_t index) {
    struct planned_pass *planned = &plan->passes[index];
    double seconds = plan->replay->passes[index].seconds;
    planned->expected = seconds > 0 ? seconds : planned->is_device ? device_seconds : host_seconds;
    return (cch_job){.program = plan->toolchain->clang,
                     .directory = planned->command->directory,
                     .memory = planned->is_device ? device_memory : host_memory,
                     .data = planned};
}

static int run_passes(struct plan *plan, cch_error *error) {
    const cch_replay_options *options = plan->options;
    size_t count = 0;
    cch_job *jobs = calloc(plan->replay->count + 1, sizeof *jobs);
    if (!jobs)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot run clang: out of memory");
    for (size_t i = 0; i < plan->replay->count; i++)
        if (plan->replay->passes[i].state == CCH_REPLAY_WAITING)
            take_over(plan, i);
    if (options->shared_headers && cch_shared_headers_make(plan, error) != CCH_OK) {
        free(jobs);
        return error ? error->code : CCH_ERROR_SYSTEM;
    }
    for (size_t i = 0; i < plan->replay->count; i++) {
        if (plan->replay->passes[i].state == CCH_REPLAY_WAITING)
            jobs[count++] = make_job(plan, i);
    }
    qsort(jobs, count, sizeof *jobs, compare_jobs);
    cch_runner_options runner = {.parallel = options->parallel,
                                 .timeout = options->timeout,
                                 .stop = options->stop,
                                 .begin = begin_pass,
                                 .ended = pass_ended,
                                 .tick = run_ticks,
                                 .context = plan};
    int result = count && !cch_memory_failed() ? cch_runner_run(jobs, count, &runner, error) : CCH_OK;
    if (result == CCH_OK && cch_memory_failed())
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot go on: out of memory");
    if (count && plan->repairs)
        cch_repairs_prune(plan->repairs);
    free(jobs);
    return result;
}

/* One replay at a time works in an output folder. */
static int lock_folder(struct plan *plan, int *lock, cch_error *error) {
    if (cch_path_make_folder(plan->state) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write to '%s': %s", plan->out, strerror(errno));
    int state = cch_folder_open_in(plan->out, cch_path_base(plan->state)); /* ours: no link to another place */
    if (state >= 0)
        *lock = openat(state, "lock", O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0666);
    int reason = errno;
    if (state >= 0)
        close(state);
    if (*lock < 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write to '%s': %s%s", plan->out,
                        reason == ELOOP ? "there is a symbolic link in the place of its " : strerror(reason),
                        reason == ELOOP ? state < 0 ? ".callchain" : "lock" : "");
    if (flock(*lock, LOCK_EX | LOCK_NB) != 0)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot write to '%s': another run is at work in it", plan->out);
    return CCH_OK;
}

int cch_replay_run(cch_replay *replay, const cch_compile_commands *commands, const cch_toolchain *toolchain,
                   const cch_replay_options *options, cch_error *error) {
    int lock = -1, result = CCH_ERROR_MEMORY;
    char *current = getcwd(NULL, 0);
    struct plan plan = {.toolchain = toolchain, .options = options, .replay = replay};
    *replay = (cch_replay){0};
    cch_fail(error, result, "cannot plan the passes: out of memory");
    plan.root = options->root ? options->root : cch_compile_commands_root(commands);
    plan.files = cch_file_states_new();
    if (!plan.files || !current || !(plan.out = cch_path_absolute(current, options->out)) ||
        !(plan.state = cch_path_absolute(plan.out, ".callchain")))
        goto out;
    if (!options->dry && (result = lock_folder(&plan, &lock, error)) != CCH_OK)
        goto out;
    if (!options->no_repair && !options->dry && !(plan.repairs = cch_repairs_new(plan.state, plan.files))) {
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot plan the passes: out of memory");
        goto out;
    }
    if ((result = cch_plan_make(&plan, commands, error)) != CCH_OK ||
        (result = cch_plan_select(&plan, error)) != CCH_OK)
        goto out;
    if (options->dry) {
        result = say_what_would_run(&plan, error);
        goto out;
    }
    cch_plan_prune(&plan);
    cch_shared_headers_remove(&plan); /* of a run that was killed */
    result = run_passes(&plan, error);
out:
    if (lock >= 0)
        cch_shared_headers_remove(&plan);
    cch_plan_release(&plan);
    if (lock >= 0)
        close(lock);
    free(current);
    return result;
}

void cch_replay_release(cch_replay *replay) {
    for (size_t i = 0; i < replay->count; i++) {
        free(replay->passes[i].kind);
        free(replay->passes[i].why);
        free(replay->passes[i].problem);
    }
    free(replay->passes);
    cch_word_list_release(&replay->notes);
    *replay = (cch_replay){0};
}
