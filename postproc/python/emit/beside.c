#include "python/emit/beside.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/write_all.h"
#include "graph_file/graph_file.h"

enum { LEVEL = -5, PIECE = 1 << 20 };

void cch_py_emit_begin(struct cch_py_emitter *e) {
    e->files = cch_py_arena_alloc(e->arena, e->p->modules.count * sizeof *e->files + 1);
    e->functions = cch_py_arena_alloc(e->arena, e->p->functions.count * sizeof *e->functions);
    e->classes = cch_py_arena_alloc(e->arena, e->p->classes.count * sizeof *e->classes);
    uint32_t python = cch_graph_string(e->graph, "python", 6);
    e->python = cch_graph_list(e->graph, &python, 1);
}

static int make_values(const struct cch_py_emitter *e, int to) {
    struct cch_py_emitter own = {.s = e->s,
                                 .p = e->p,
                                 .bindings = e->bindings,
                                 .arena = e->arena,
                                 .called = e->called,
                                 .graph = cch_graph_new()};
    void *bytes = NULL;
    size_t size = 0;
    uint32_t before = e->p->cuts.count, cuts;
    if (!own.graph)
        return 1;
    cch_py_emit_begin(&own);
    cch_py_emit_values(&own);
    if (cch_graph_status(own.graph) || cch_graph_encode(own.graph, LEVEL, &bytes, &size))
        return 1;
    cuts = e->p->cuts.count - before;
    int failed = cch_write_all(to, &cuts, sizeof cuts) ||
                 (cuts && cch_write_all(to, e->p->cuts.items + before, cuts * sizeof *e->p->cuts.items)) ||
                 cch_write_all(to, bytes, size);
    free(bytes);
    return failed != 0;
}

void cch_py_beside_start(struct cch_py_emitter *e, struct cch_py_beside *beside) {
    int ends[2];
    *beside = (struct cch_py_beside){0};
    if (pipe(ends) != 0)
        return;
    pid_t process = fork();
    if (process == 0) {
        jmp_buf failed;
        close(ends[0]);
        signal(SIGPIPE, SIG_DFL);
        e->arena->failed = &failed;
        _exit(setjmp(failed) ? 1 : make_values(e, ends[1]));
    }
    close(ends[1]);
    if (process < 0)
        close(ends[0]);
    else
        *beside = (struct cch_py_beside){process, ends[0]};
}

/* All that comes; NULL without memory. */
static char *read_all(struct cch_py_emitter *e, int from, size_t *size) {
    PY_ARRAY(char) text = {0};
    for (;;) {
        PY_RESERVE(e->arena, &text, PIECE);
        ssize_t got = read(from, text.items + text.count, PIECE);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            break;
        text.count += (uint32_t)got;
    }
    *size = text.count;
    return text.items;
}

/* What bounds cut, in front of the graph: so many, and each. Where the graph begins; 0: it is not all there. */
static size_t take_cuts(struct cch_py_emitter *e, const char *bytes, size_t size) {
    struct cch_py_program *p = e->s->program;
    uint32_t count;
    if (size < sizeof count)
        return 0;
    memcpy(&count, bytes, sizeof count);
    size_t held = count * sizeof *p->cuts.items;
    if (size - sizeof count < held)
        return 0;
    for (uint32_t k = 0; k < count; k++) {
        struct cch_py_cut cut;
        memcpy(&cut, bytes + sizeof count + k * sizeof cut, sizeof cut);
        PY_PUSH(e->arena, &p->cuts, cut);
    }
    return sizeof count + held;
}

int cch_py_beside_end(struct cch_py_emitter *e, struct cch_py_beside *beside) {
    cch_graph *made = NULL;
    size_t size;
    int status = 0, done = 0;
    if (!beside->process)
        return 0;
    char *bytes = read_all(e, beside->from, &size);
    close(beside->from);
    while (waitpid(beside->process, &status, 0) < 0 && errno == EINTR)
        ;
    int is_whole = WIFEXITED(status) && !WEXITSTATUS(status);
    size_t begin = is_whole ? take_cuts(e, bytes, size) : 0;
    if (begin && !cch_graph_decode(&made, bytes + begin, size - begin, "values", NULL))
        done = !cch_graph_merge(e->graph, made);
    cch_graph_free(made);
    cch_py_arena_resize(e->arena, bytes, 0);
    beside->process = 0;
    return done;
}
