#define _GNU_SOURCE /* pipe2, posix_spawn_file_actions_addchdir_np, wait4 */
#include "build/replay/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/array.h"
#include "base/memory.h"
#include "build/translate/machine.h"

enum {
    ERRORS_SIZE_MAX = 256 * 1024,
    TICK_MILLISECONDS = 100,
    ENDING_MILLISECONDS = 2, /* between a child's last word and its end */
    GRACE_SECONDS = 2,       /* between SIGTERM and SIGKILL */
    TURN_SIZE = 64 * 1024,   /* read from one child before the others have their turn; what a pipe holds */
    REST_SIZE = 1024 * 1024  /* read after a child's end, of what others may still write */
};

struct child {
    const cch_job *job; /* NULL: a free place */
    pid_t process;
    int pipe; /* -1 once closed */
    char *errors;
    size_t errors_size, errors_room;
    double begun, started;
    double killed; /* when SIGTERM was sent; 0 not yet */
    bool timed_out;
};

struct run {
    const cch_runner_options *options;
    struct child *children;
    struct pollfd *polls;
    const cch_job **again; /* to run once more; never more than there are places */
    unsigned again_count;
    unsigned places, running;
    uint64_t memory, memory_used;
    double ticked;
    bool stopping;
};

static double clock_seconds(clockid_t clock) {
    struct timespec now;
    clock_gettime(clock, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Starting ------------------------------------------------------------------ */

/* Returns 0 or an errno. */
static int spawn(struct child *child, const cch_job *job, const char *const *arguments) {
    extern char **environ;
    int ends[2], problem;
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none, defaults;
    if (pipe2(ends, O_CLOEXEC) != 0)
        return errno;
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    if ((problem = posix_spawn_file_actions_init(&actions)) != 0) {
        close(ends[0]);
        close(ends[1]);
        return problem;
    }
    posix_spawnattr_init(&attributes);
    sigemptyset(&none);
    sigemptyset(&defaults); /* what was ignored before us (nohup) stays so, save what these do not expect */
    sigaddset(&defaults, SIGTERM);
    sigaddset(&defaults, SIGPIPE);
    sigaddset(&defaults, SIGCHLD);
    sigaddset(&defaults, SIGXFSZ);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    if ((problem = posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)) == 0 &&
        (problem = posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)) == 0 &&
        (problem = posix_spawn_file_actions_adddup2(&actions, ends[1], 2)) == 0 &&
        (problem = posix_spawn_file_actions_addchdir_np(&actions, job->directory)) == 0)
        problem = posix_spawn(&child->process, job->program, &actions, &attributes, (char *const *)arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (problem)
        close(ends[0]);
    else
        child->pipe = ends[0];
    return problem;
}

static void report_end(struct run *run, const cch_job *job, const cch_job_result *result) {
    enum cch_job_next next =
        run->options->ended ? run->options->ended(run->options->context, job, result) : CCH_JOB_GO_ON;
    if (next == CCH_JOB_STOP)
        run->stopping = true;
    else if (next == CCH_JOB_AGAIN && result->end != CCH_JOB_NOT_STARTED && result->end != CCH_JOB_STOPPED)
        run->again[run->again_count++] = job;
}

static void start(struct run *run, const cch_job *job) {
    struct child *child = run->children;
    while (child->job)
        child++;
    *child =
        (struct child){.pipe = -1, .begun = clock_seconds(CLOCK_MONOTONIC), .started = clock_seconds(CLOCK_REALTIME)};
    const char *const *arguments = job->arguments;
    errno = 0;
    if (run->options->begin)
        arguments = run->options->begin(run->options->context, job);
    int problem = arguments ? spawn(child, job, arguments) : errno ? errno : ENOMEM;
    if (problem == ENOMEM)
        cch_memory_note_failure();
    if (problem) {
        cch_job_result result = {.end = CCH_JOB_NOT_STARTED, .status = problem, .errors = ""};
        report_end(run, job, &result);
        return;
    }
    child->job = job;
    run->running++;
    run->memory_used += job->memory;
}

static bool fits(const struct run *run, const cch_job *job) {
    return run->running == 0 || (run->running < run->places && run->memory_used <= run->memory &&
                                 job->memory <= run->memory - run->memory_used);
}

/* Watching ------------------------------------------------------------------ */

static void keep_errors(struct child *child, const char *bytes, size_t size) {
    if (size > ERRORS_SIZE_MAX - child->errors_size)
        size = ERRORS_SIZE_MAX - child->errors_size;
    if (cch_array_reserve(&child->errors, &child->errors_room, child->errors_size + size + 1, 1)) {
        cch_memory_note_failure(); /* an error that is not seen would be none */
        return;
    }
    memcpy(child->errors + child->errors_size, bytes, size);
    child->errors_size += size;
    child->errors[child->errors_size] = '\0';
}

/* Reads what is there, but no more than about `most`: one that writes faster than
 * it is read must not keep us from all else. */
static void read_pipe(struct child *child, size_t most) {
    char bytes[16384];
    for (size_t total = 0; child->pipe >= 0 && total < most;) {
        ssize_t got = read(child->pipe, bytes, sizeof bytes);
        if (got > 0) {
            total += (size_t)got;
            keep_errors(child, bytes, (size_t)got);
        } else if (got < 0 && errno == EINTR) {
            continue;
        } else if (got < 0 && errno == EAGAIN) {
            return;
        } else {
            close(child->pipe);
            child->pipe = -1;
        }
    }
}

/* Frees the child's place and tells how it ended. */
static void reap(struct run *run, struct child *child, int status, const struct rusage *usage) {
    cch_job_result result = {.started = child->started};
    const cch_job *job = child->job;
    read_pipe(child, REST_SIZE);
    if (child->pipe >= 0) { /* a grandchild still holds it */
        close(child->pipe);
        kill(-child->process, SIGKILL);
    }
    result.errors = child->errors ? child->errors : "";
    result.seconds = clock_seconds(CLOCK_MONOTONIC) - child->begun;
    result.processor_seconds = (double)(usage->ru_utime.tv_sec + usage->ru_stime.tv_sec) +
                               (double)(usage->ru_utime.tv_usec + usage->ru_stime.tv_usec) * 1e-6;
    result.peak_memory = (uint64_t)usage->ru_maxrss * 1024;
    result.end = WIFSIGNALED(status) ? CCH_JOB_SIGNALED : CCH_JOB_EXITED;
    result.status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
    if (child->timed_out)
        result.end = CCH_JOB_TIMED_OUT;
    else if (child->killed > 0)
        result.end = CCH_JOB_STOPPED;
    run->running--;
    run->memory_used -= job->memory;
    child->job = NULL;
    report_end(run, job, &result);
    free(child->errors);
    child->errors = NULL;
}

static void take_down(struct child *child, double now) {
    if (child->killed == 0) {
        kill(-child->process, SIGTERM);
        child->killed = now;
    } else if (now - child->killed > GRACE_SECONDS) {
        kill(-child->process, SIGKILL);
    }
}

static void wait_for_news(struct run *run) {
    nfds_t count = 0;
    int timeout = TICK_MILLISECONDS;
    for (unsigned i = 0; i < run->places; i++) {
        const struct child *child = &run->children[i];
        if (child->job && child->pipe >= 0)
            run->polls[count++] = (struct pollfd){.fd = child->pipe, .events = POLLIN};
        else if (child->job)
            timeout = ENDING_MILLISECONDS;
    }
    poll(run->polls, count, timeout);
}

static void watch(struct run *run) {
    wait_for_news(run);
    if (run->options->stop && *run->options->stop)
        run->stopping = true;
    double now = clock_seconds(CLOCK_MONOTONIC);
    for (unsigned i = 0; i < run->places; i++) {
        struct child *child = &run->children[i];
        if (!child->job)
            continue;
        read_pipe(child, TURN_SIZE);
        int status = 0;
        struct rusage usage = {0};
        pid_t got = wait4(child->process, &status, WNOHANG, &usage);
        if (got == child->process || (got < 0 && errno != EINTR)) {
            if (got < 0) /* somebody else has waited for it: it has ended, nobody knows how */
                status = SIGKILL;
            reap(run, child, status, &usage);
            continue;
        }
        if (run->options->timeout && now - child->begun > run->options->timeout && !child->killed)
            child->timed_out = true;
        if (run->stopping || child->timed_out)
            take_down(child, now);
    }
    if (run->options->tick && now - run->ticked >= TICK_MILLISECONDS / 1000.0) {
        run->ticked = now;
        run->options->tick(run->options->context);
    }
}

int cch_runner_run(const cch_job *jobs, size_t count, const cch_runner_options *options, cch_error *error) {
    struct run run = {.options = options, .memory = options->memory, .places = options->parallel};
    int result = CCH_OK;
    struct sigaction reported = {.sa_handler = SIG_DFL}, before;
    /* Where SIGCHLD is ignored the system forgets children as they end. */
    sigaction(SIGCHLD, NULL, &before);
    bool ignored = before.sa_handler == SIG_IGN || (before.sa_flags & SA_NOCLDWAIT);
    if (ignored)
        sigaction(SIGCHLD, &reported, NULL);
    if (run.places == 0)
        run.places = cch_processor_count();
    if (run.places > count)
        run.places = count ? (unsigned)count : 1;
    if (run.memory == 0)
        run.memory = cch_memory_available();
    run.children = calloc(run.places, sizeof *run.children);
    run.polls = calloc(run.places, sizeof *run.polls);
    run.again = calloc(run.places, sizeof *run.again);
    if (!run.children || !run.polls || !run.again) {
        cch_memory_note_failure();
        result = cch_fail(error, CCH_ERROR_MEMORY, "cannot run %zu jobs: out of memory", count);
        goto out;
    }
    for (size_t next = 0; next < count || run.again_count > 0 || run.running > 0;) {
        if (options->stop && *options->stop)
            run.stopping = true;
        while (!run.stopping && run.again_count > 0 && fits(&run, run.again[run.again_count - 1]))
            start(&run, run.again[--run.again_count]);
        while (!run.stopping && run.again_count == 0 && next < count && fits(&run, &jobs[next]))
            start(&run, &jobs[next++]);
        if (run.running > 0)
            watch(&run);
        else if (run.stopping)
            break;
    }
out:
    if (ignored)
        sigaction(SIGCHLD, &before, NULL);
    free(run.children);
    free(run.polls);
    free(run.again);
    return result;
}
