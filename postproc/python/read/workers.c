#include "python/read/workers.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/read_file.h"
#include "base/write_all.h"
#include "python/lower/lower.h"
#include "python/read/parse.h"

enum { WORKERS_MAX = 64, NO_FILE = -1 };
#define SOURCE_MAX ((size_t)1 << 30)

/* What workers share. */
struct board {
    atomic_uint next;                /* the next file to take */
    atomic_int current[WORKERS_MAX]; /* the file that each works on, or NO_FILE */
};

/* In front of each unit in the pipe; all that follows is `bytes` long. */
struct frame {
    uint32_t index, line;
    uint32_t problem;  /* length of a problem's text, instead of a unit; NUL included */
    uint32_t is_fatal; /* the interpreter did not even start */
    uint32_t names, name_bytes, variables, has_all;
#define SECTION(type, name) uint32_t name; /* how many */
    PY_UNIT_SECTIONS(SECTION)
#undef SECTION
    uint64_t bytes;
};

/* The worker's side ---------------------------------------------------------- */

static int send_problem(int to, uint32_t index, uint32_t line, int is_fatal, const char *text) {
    struct frame frame = {.index = index, .line = line, .is_fatal = (uint32_t)is_fatal};
    frame.problem = (uint32_t)strlen(text) + 1;
    frame.bytes = frame.problem;
    return cch_write_all(to, &frame, sizeof frame) || cch_write_all(to, text, frame.problem) ? -1 : 0;
}

static int send_unit(struct cch_py_arena *arena, int to, uint32_t index, const struct cch_py_unit *unit) {
    PY_ARRAY(char) text = {0};
    for (uint32_t i = 0; i < unit->names.text.count; i++) {
        uint32_t length = unit->names.length.items[i] + 1;
        PY_RESERVE(arena, &text, length);
        memcpy(text.items + text.count, unit->names.text.items[i], length);
        text.count += length;
    }
    struct frame frame = {.index = index,
                          .names = unit->names.text.count,
                          .name_bytes = text.count,
                          .variables = unit->variable_count,
                          .has_all = unit->has_all,
                          .bytes = text.count};
#define SECTION(type, name)                                                                                            \
    frame.name = unit->name.count;                                                                                     \
    frame.bytes += unit->name.count * (uint64_t)sizeof *unit->name.items;
    PY_UNIT_SECTIONS(SECTION)
#undef SECTION
#define SECTION(type, name) || cch_write_all(to, unit->name.items, unit->name.count * sizeof *unit->name.items)
    return cch_write_all(to, &frame, sizeof frame) PY_UNIT_SECTIONS(SECTION) ||
                   cch_write_all(to, text.items, text.count)
               ? -1
               : 0;
#undef SECTION
}

/* The file's bytes with a NUL behind them, in the arena; or NULL and a reason. */
static char *read_source(struct cch_py_arena *arena, const char *path, size_t *size, const char **problem) {
    char *bytes;
    if (cch_read_file(&bytes, size, path, SOURCE_MAX, 0, NULL) != CCH_OK) {
        const char *reason = errno == EINVAL  ? "not a regular file"
                             : errno == EFBIG ? "larger than 1 GiB"
                                              : strerror(errno);
        *problem = cch_py_format(arena, "cannot read: %s", reason);
        return NULL;
    }
    char *kept = cch_py_arena_resize(arena, NULL, *size + 1);
    memcpy(kept, bytes, *size + 1);
    free(bytes);
    return kept;
}

static int work_on(struct cch_py_arena *arena, const struct cch_py_file *file, uint32_t index, int to) {
    struct cch_py_unit unit = {0};
    struct cch_py_tree tree;
    size_t size;
    const char *problem = "cannot read";
    char *source = read_source(arena, file->path, &size, &problem);
    if (!source)
        return send_problem(to, index, 0, 0, problem);
    cch_py_parse(arena, &unit.names, source, size, file->path, &tree);
    if (!tree.module)
        return send_problem(to, index, tree.line, 0, tree.problem);
    static const struct cch_py_knowledge python = {cch_py_parser_is_builtin, cch_py_parser_is_standard};
    cch_py_lower(arena, &unit, tree.module, source, size, &python);
    return send_unit(arena, to, index, &unit);
}

static void worker(const struct cch_py_files *files, struct board *board, unsigned number, int to) {
    cch_error error;
    if (cch_py_parser_start(&error)) {
        send_problem(to, 0, 0, 1, error.text);
        _exit(1);
    }
    for (;;) {
        unsigned index = atomic_fetch_add(&board->next, 1);
        if (index >= files->list.count)
            break;
        atomic_store(&board->current[number], (int)index);
        jmp_buf failed;
        struct cch_py_arena arena;
        cch_py_arena_init(&arena, &failed);
        int code = setjmp(failed) ? send_problem(to, index, 0, 0, "not enough memory to read it")
                                  : work_on(&arena, &files->list.items[index], index, to);
        cch_py_arena_release(&arena);
        if (code)
            _exit(1);
        atomic_store(&board->current[number], NO_FILE);
    }
    _exit(0);
}

/* The parent's side ---------------------------------------------------------- */

struct handle {
    pid_t process;
    int from;
    char *buffer;
    size_t held, capacity;
};

struct run {
    struct cch_py_arena *arena;
    const struct cch_py_files *files;
    struct board *board;
    struct handle handles[WORKERS_MAX];
    unsigned jobs;
    struct cch_py_read *results;
    cch_error *error;
    int code, ended; /* `ended`: how a worker did that came to no good end */
};

static int start(struct run *run, unsigned number) {
    int ends[2];
    if (pipe(ends) != 0)
        return cch_fail(run->error, CCH_ERROR_SYSTEM, "cannot start a worker: %s", strerror(errno));
    atomic_store(&run->board->current[number], NO_FILE);
    pid_t process = fork();
    if (process < 0) {
        int code = errno;
        close(ends[0]);
        close(ends[1]);
        return cch_fail(run->error, CCH_ERROR_SYSTEM, "cannot start a worker: %s", strerror(code));
    }
    if (process == 0) {
        close(ends[0]);
        worker(run->files, run->board, number, ends[1]);
    }
    close(ends[1]);
    struct handle *handle = &run->handles[number];
    handle->process = process;
    handle->from = ends[0];
    handle->held = 0;
    return 0;
}

/* Reads out so many bytes of items; the frame holds them for sure. */
static void *take_items(struct run *run, size_t size, const char **at) {
    void *items = size ? cch_py_arena_resize(run->arena, NULL, size) : NULL;
    if (size)
        memcpy(items, *at, size);
    *at += size;
    return items;
}

static struct cch_py_unit *take_unit(struct run *run, const struct frame *frame, const char *at) {
    struct cch_py_unit *unit = cch_py_arena_alloc(run->arena, sizeof *unit);
    unit->variable_count = frame->variables;
    unit->has_all = frame->has_all;
#define SECTION(type, name)                                                                                            \
    unit->name.count = unit->name.capacity = frame->name;                                                              \
    unit->name.items = take_items(run, (size_t)frame->name * sizeof *unit->name.items, &at);
    PY_UNIT_SECTIONS(SECTION)
#undef SECTION
    char *text = cch_py_arena_resize(run->arena, NULL, (size_t)frame->name_bytes + 1);
    memcpy(text, at, frame->name_bytes);
    for (uint32_t i = 0; i < frame->names; i++) {
        PY_PUSH(run->arena, &unit->names.text, text);
        PY_PUSH(run->arena, &unit->names.length, (uint32_t)strlen(text));
        text += strlen(text) + 1;
    }
    return unit;
}

/* Takes every whole frame out of a worker's buffer. */
static void take_frames(struct run *run, struct handle *handle) {
    size_t used = 0;
    struct frame frame;
    while (handle->held - used >= sizeof frame) {
        memcpy(&frame, handle->buffer + used, sizeof frame);
        if (handle->held - used - sizeof frame < frame.bytes)
            break;
        const char *at = handle->buffer + used + sizeof frame;
        used += sizeof frame + (size_t)frame.bytes;
        if (frame.is_fatal) {
            run->code = cch_fail(run->error, CCH_ERROR_SYSTEM, "%s", at);
            continue;
        }
        struct cch_py_read *result = &run->results[frame.index];
        if (frame.problem) {
            result->problem = cch_py_format(run->arena, "%s", at);
            result->line = frame.line;
        } else {
            result->unit = take_unit(run, &frame, at);
        }
    }
    memmove(handle->buffer, handle->buffer + used, handle->held - used);
    handle->held -= used;
}

static void lose(struct run *run, struct cch_py_read *result, int status) {
    if (!result->unit && !result->problem)
        result->problem = WIFSIGNALED(status)
                              ? cch_py_format(run->arena, "cannot read: the parser died of signal %d", WTERMSIG(status))
                              : "cannot read: the parser died";
}

/* A worker has closed its pipe: the file it was on when it died is lost. */
static void finish(struct run *run, unsigned number) {
    struct handle *handle = &run->handles[number];
    int status = 0, lost = atomic_load(&run->board->current[number]);
    close(handle->from);
    handle->from = -1;
    while (waitpid(handle->process, &status, 0) < 0 && errno == EINTR)
        ;
    handle->process = 0;
    run->ended = status ? status : run->ended;
    if (lost == NO_FILE || run->code)
        return;
    lose(run, &run->results[lost], status);
    if (atomic_load(&run->board->next) < run->files->list.count)
        run->code = start(run, number);
}

static void receive(struct run *run, unsigned number) {
    struct handle *handle = &run->handles[number];
    if (handle->capacity - handle->held < 64 * 1024) {
        handle->capacity = handle->capacity * 2 + 256 * 1024;
        handle->buffer = cch_py_arena_resize(run->arena, handle->buffer, handle->capacity);
    }
    ssize_t got = read(handle->from, handle->buffer + handle->held, handle->capacity - handle->held);
    if (got < 0 && errno == EINTR)
        return;
    if (got <= 0) {
        finish(run, number);
        return;
    }
    handle->held += (size_t)got;
    take_frames(run, handle);
}

static void listen_to_all(struct run *run) {
    for (;;) {
        struct pollfd polls[WORKERS_MAX];
        unsigned numbers[WORKERS_MAX], open_count = 0;
        for (unsigned i = 0; i < run->jobs; i++) {
            if (run->handles[i].from < 0)
                continue;
            polls[open_count] = (struct pollfd){run->handles[i].from, POLLIN, 0};
            numbers[open_count++] = i;
        }
        if (!open_count)
            return;
        if (poll(polls, open_count, -1) < 0 && errno != EINTR) {
            run->code = cch_fail(run->error, CCH_ERROR_SYSTEM, "cannot hear the workers: %s", strerror(errno));
            return;
        }
        for (unsigned i = 0; i < open_count; i++)
            if (polls[i].revents)
                receive(run, numbers[i]);
    }
}

int cch_py_workers_run(struct cch_py_arena *arena, const struct cch_py_files *files, unsigned jobs,
                       struct cch_py_read *results, cch_error *error) {
    struct run run = {.arena = arena, .files = files, .results = results, .error = error};
    jmp_buf *outer = arena->failed, failed;
    run.jobs = jobs < 1 ? 1 : jobs > WORKERS_MAX ? WORKERS_MAX : jobs;
    run.board = mmap(NULL, sizeof *run.board, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run.board == MAP_FAILED)
        return cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    for (unsigned i = 0; i < run.jobs; i++)
        run.handles[i].from = -1;
    arena->failed = &failed;
    if (setjmp(failed)) {
        run.code = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    } else {
        for (unsigned i = 0; i < run.jobs && !run.code; i++)
            run.code = start(&run, i);
        listen_to_all(&run);
        for (uint32_t i = 0; i < files->list.count && !run.code; i++) /* of workers that died before they took one */
            lose(&run, &run.results[i], run.ended);
        for (unsigned i = 0; i < run.jobs; i++)
            run.handles[i].buffer = cch_py_arena_resize(arena, run.handles[i].buffer, 0);
    }
    arena->failed = outer;
    for (unsigned i = 0; i < run.jobs; i++) {
        if (run.handles[i].process > 0) {
            kill(run.handles[i].process, SIGKILL);
            waitpid(run.handles[i].process, NULL, 0);
        }
        if (run.handles[i].from >= 0)
            close(run.handles[i].from);
    }
    munmap(run.board, sizeof *run.board);
    return run.code;
}
