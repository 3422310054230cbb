/* A drawing as Graphviz's program renders it. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/paths.h"
#include "graph/draw/drawing.h"

extern char **environ;

static int fail(cch_error *error, const char *form, const char *reason) {
    return cch_fail(error, CCH_ERROR_SYSTEM, "cannot draw as %s: %s", form, reason);
}

/* Starts `program -Tform`, which reads `from` and writes into a pipe; its end to read, or -1 with errno. */
static int start(const char *program, const char *form, FILE *from, pid_t *process) {
    posix_spawn_file_actions_t actions;
    int ends[2], reason;
    char option[16];
    snprintf(option, sizeof option, "-T%s", form);
    char *arguments[] = {(char[]){"dot"}, option, NULL};
    if (pipe2(ends, O_CLOEXEC))
        return -1;
    if (!(reason = posix_spawn_file_actions_init(&actions))) {
        if (!(reason = posix_spawn_file_actions_adddup2(&actions, fileno(from), STDIN_FILENO)) &&
            !(reason = posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO)))
            reason = posix_spawn(process, program, &actions, NULL, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
    }
    close(ends[1]);
    if (!reason)
        return ends[0];
    close(ends[0]);
    errno = reason;
    return -1;
}

static int copy(FILE *stream, int from) {
    char bytes[1 << 14];
    for (;;) {
        ssize_t count = read(from, bytes, sizeof bytes);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return (int)count;
        fwrite(bytes, 1, (size_t)count, stream);
    }
}

static int render(FILE *stream, const char *program, const char *form, FILE *description, cch_error *error) {
    pid_t process;
    int status, end = start(program, form, description, &process);
    if (end < 0)
        return fail(error, form, strerror(errno));
    int copied = copy(stream, end);
    close(end);
    while (waitpid(process, &status, 0) < 0)
        if (errno != EINTR)
            return fail(error, form, strerror(errno));
    return copied || status ? fail(error, form, "'dot' failed") : CCH_OK;
}

int cch_drawing_render(FILE *stream, const cch_drawing *drawing, const char *form, cch_error *error) {
    char *program = cch_path_find_program("dot");
    FILE *description = program ? tmpfile() : NULL;
    int code;
    if (!program) {
        code = fail(error, form, "there is no 'dot' (Graphviz) in PATH; --format dot and mermaid need none");
    } else if (!description) {
        code = fail(error, form, strerror(errno));
    } else {
        cch_drawing_print_dot(description, drawing);
        code = fflush(description) || fseek(description, 0, SEEK_SET) || lseek(fileno(description), 0, SEEK_SET)
                   ? fail(error, form, strerror(errno))
                   : render(stream, program, form, description, error);
    }
    if (description)
        fclose(description);
    free(program);
    return code;
}
