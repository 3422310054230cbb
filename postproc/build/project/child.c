#define _GNU_SOURCE /* pipe2, execvpe */
#include "build/project/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/memory.h"

enum { TICK_MILLISECONDS = 250, LINE_MAX_BYTES = 4096, LOG_MAX_BYTES = 64 << 20, PATIENCE_SECONDS = 3 };

struct output {
    const struct cch_child *child;
    struct cch_child_result *result;
    int log;
    size_t logged, length;
    char line[LINE_MAX_BYTES];
};

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

/* This process's variables, and those of the child over them; the array is to free(). */
static const char **make_environment(const cch_word_list *more) {
    extern char **environ;
    size_t count = 0, kept = 0;
    while (environ[count])
        count++;
    const char **made = malloc((count + (more ? more->count : 0) + 1) * sizeof *made);
    if (!made)
        return cch_memory_asked(NULL);
    for (size_t i = 0; i < count; i++) {
        bool replaced = false;
        for (size_t k = 0; more && k < more->count && !replaced; k++) {
            size_t length = strcspn(more->items[k], "=");
            replaced = !strncmp(environ[i], more->items[k], length + 1);
        }
        if (!replaced)
            made[kept++] = environ[i];
    }
    for (size_t k = 0; more && k < more->count; k++)
        made[kept++] = more->items[k];
    made[kept] = NULL;
    return made;
}

/* In the new process; does not return. */
static void become(const struct cch_child *child, const char *const *environment, int output, int problems) {
    sigset_t none;
    int problem = 0, nothing = open("/dev/null", O_RDONLY);
    setpgid(0, 0);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_DFL);
    signal(SIGCHLD, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (nothing < 0 || dup2(nothing, 0) < 0 || dup2(output, 1) < 0 || dup2(output, 2) < 0)
        problem = errno;
    if (!problem && child->directory && chdir(child->directory))
        problem = errno;
    if (!problem && child->confinement)
        problem = cch_confine(child->confinement);
    if (!problem) {
        execvpe(child->arguments->items[0], child->arguments->items, (char *const *)environment);
        problem = errno;
    }
    if (write(problems, &problem, sizeof problem) < 0)
        _exit(126);
    _exit(127);
}

/* The child's process, or -1 with errno; *output is what it prints. */
static pid_t start(const struct cch_child *child, const char *const *environment, int *output) {
    int printed[2], problems[2], problem = 0;
    if (pipe2(printed, O_CLOEXEC))
        return -1;
    if (pipe2(problems, O_CLOEXEC)) {
        close(printed[0]);
        close(printed[1]);
        return -1;
    }
    pid_t process = fork();
    if (!process)
        become(child, environment, printed[1], problems[1]);
    problem = process < 0 ? errno : 0;
    close(printed[1]);
    close(problems[1]);
    if (process > 0 && read(problems[0], &problem, sizeof problem) == (ssize_t)sizeof problem) {
        waitpid(process, NULL, 0);
        process = -1;
    }
    close(problems[0]);
    *output = printed[0];
    if (process < 0)
        close(printed[0]);
    errno = problem;
    return process;
}

static void end_line(struct output *output) {
    output->line[output->length] = '\0';
    if (output->length && strspn(output->line, " \t\r") < output->length)
        snprintf(output->result->last, sizeof output->result->last, "%.500s", output->line);
    if (output->child->line)
        output->child->line(output->child->context, output->line);
    output->length = 0;
}

/* Takes what is there. False: the child has closed its output. */
static bool take(struct output *output, int descriptor) {
    char bytes[8192];
    ssize_t got = read(descriptor, bytes, sizeof bytes);
    if (got <= 0)
        return got < 0 && (errno == EINTR || errno == EAGAIN);
    if (output->logged < LOG_MAX_BYTES && write(output->log, bytes, (size_t)got) > 0)
        output->logged += (size_t)got;
    for (ssize_t i = 0; i < got; i++)
        if (bytes[i] == '\n' || bytes[i] == '\r')
            end_line(output);
        else if (output->length < LINE_MAX_BYTES - 1)
            output->line[output->length++] = bytes[i];
    return true;
}

/* Waits for the end of output and process, or for a reason to end it. */
static enum cch_child_end watch(struct output *output, pid_t process, int descriptor, double begun, int *status) {
    const struct cch_child *child = output->child;
    enum cch_child_end end = CCH_CHILD_EXITED;
    double asked = 0;
    bool open = true, killed = false;
    for (;;) {
        struct pollfd poll_for = {.fd = open ? descriptor : -1, .events = POLLIN};
        if (poll(&poll_for, 1, TICK_MILLISECONDS) > 0 && open)
            open = take(output, descriptor);
        if (child->tick)
            child->tick(child->context);
        if (waitpid(process, status, WNOHANG) == process)
            break;
        if (!asked && child->stop && *child->stop)
            end = CCH_CHILD_STOPPED;
        else if (!asked && child->timeout && now() - begun > child->timeout)
            end = CCH_CHILD_TIMED_OUT;
        if (end != CCH_CHILD_EXITED && !asked) {
            kill(-process, SIGTERM);
            asked = now();
        } else if (asked && !killed && now() - asked > PATIENCE_SECONDS) {
            kill(-process, SIGKILL);
            killed = true;
        }
    }
    kill(-process, SIGKILL); /* what it has left behind */
    fcntl(descriptor, F_SETFL, O_NONBLOCK);
    for (unsigned i = 0; open && i < 1024; i++) {
        struct pollfd rest = {.fd = descriptor, .events = POLLIN};
        open = poll(&rest, 1, 0) > 0 && take(output, descriptor);
    }
    if (output->length)
        end_line(output);
    return end;
}

int cch_child_run(const struct cch_child *child, struct cch_child_result *result, cch_error *error) {
    int descriptor = -1, status = 0;
    *result = (struct cch_child_result){0};
    if (child->arguments->failed || (child->environment && child->environment->failed))
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot run a program: out of memory");
    struct output *output = calloc(1, sizeof *output);
    const char **environment = make_environment(child->environment);
    if (!output || !environment) {
        free(output);
        free(environment);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot run '%s': out of memory", child->arguments->items[0]);
    }
    *output = (struct output){.child = child, .result = result, .log = -1};
    output->log =
        open(child->log ? child->log : "/dev/null", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
    double begun = now();
    pid_t process = output->log < 0 ? -1 : start(child, environment, &descriptor);
    int code = CCH_OK;
    if (output->log < 0)
        code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s': %s", child->log, strerror(errno));
    else if (process < 0)
        code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot run '%s': %s", child->arguments->items[0], strerror(errno));
    else {
        result->end = watch(output, process, descriptor, begun, &status);
        if (result->end == CCH_CHILD_EXITED && WIFSIGNALED(status))
            result->end = CCH_CHILD_SIGNALED;
        result->status = WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
        close(descriptor);
    }
    result->seconds = now() - begun;
    if (output->log >= 0)
        close(output->log);
    free(output);
    free(environment);
    return code;
}
