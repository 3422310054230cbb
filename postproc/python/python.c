#include "python/python.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "python/emit/emit.h"
#include "python/emit/problems.h"
#include "graph_file/graph_file.h"
#include "python/read/parse.h"
#include "python/solve/guess.h"

struct reading {
    struct cch_py_arena arena;
    struct cch_py_files files;
    struct cch_py_read *results;
    struct cch_py_program program;
    struct cch_py_solver solver;
    struct cch_py_bindings bindings;
};

static uint32_t text(cch_graph *graph, const char *words) { return cch_graph_string(graph, words, strlen(words)); }

static size_t add_problems(const struct reading *r, cch_graph *graph, char first[600]) {
    size_t count = 0;
    first[0] = '\0';
    for (uint32_t i = 0; i < r->files.problems.count; i++, count++) {
        const struct cch_py_file_problem *of = &r->files.problems.items[i];
        cch_py_emit_problem(graph, of->shown, of->text, 0);
        if (!first[0])
            snprintf(first, 600, "%s: %s", of->shown, of->text);
    }
    for (uint32_t i = 0; i < r->files.list.count; i++) {
        const struct cch_py_read *of = &r->results[i];
        if (!of->problem)
            continue;
        cch_py_emit_problem(graph, r->files.list.items[i].shown, of->problem, of->line);
        if (!first[0])
            snprintf(first, 600, "%s:%u: %s", r->files.list.items[i].shown, of->line, of->problem);
        count++;
    }
    for (char *at = first; *at; at++)
        if ((unsigned char)*at < ' ' || *at == 127)
            *at = '?';
    return count;
}

/* The package's folder as CCH_PASS_UNIT shows it. */
static const char *unit_of(struct reading *r, const char *path) {
    char *real = cch_py_arena_alloc(&r->arena, 4096 + 1);
    if (!realpath(path, real))
        return path;
    size_t length = strlen(r->files.root);
    if (!strncmp(real, r->files.root, length) && real[length] == '/')
        return real + length + 1;
    return strcmp(real, r->files.root) ? real : ".";
}

static int add_pass(struct reading *r, cch_graph *graph, const char *path, size_t problems, const char *first) {
    uint32_t cells[CCH_PASS_WIDTH] = {0}, contents;
    const char *unit = unit_of(r, path);
    char name[4200], digits[33], producer[200];
    snprintf(name, sizeof name, "python:%.4100s", unit);
    snprintf(producer, sizeof producer, "Python %.40s, callchain " CALLCHAIN_VERSION, cch_py_parser_version());
    if (cch_graph_content_hash(graph, digits))
        return CCH_ERROR_MEMORY;
    contents = text(graph, digits);
    cells[CCH_PASS_NAME] = text(graph, name);
    cells[CCH_PASS_UNIT] = text(graph, unit);
    cells[CCH_PASS_KIND] = text(graph, "python");
    cells[CCH_PASS_LANGUAGE] = CCH_LANGUAGE_PYTHON;
    cells[CCH_PASS_PRODUCER] = text(graph, producer);
    cells[CCH_PASS_FLAGS] = problems ? CCH_PASS_INCOMPLETE : 0;
    cells[CCH_PASS_ERRORS] = (uint32_t)problems;
    cells[CCH_PASS_FIRST_ERROR] = text(graph, first);
    cells[CCH_PASS_CONTENTS] = cch_graph_list(graph, &contents, 1);
    cch_graph_insert(graph, CCH_PASS, cells);
    return cch_graph_status(graph);
}

/* From so many on, two processes make the rows. */
enum { PARALLEL_FILES = 100 };

static unsigned default_jobs(uint32_t files) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    unsigned jobs = processors < 1 ? 1 : processors > 4 ? 4 : (unsigned)processors;
    return files < 8 ? 1 : jobs;
}

static int read_all(struct reading *r, const char *const *paths, size_t count, const cch_python_options *options,
                    cch_graph *graph, cch_python_summary *summary, cch_error *error) {
    char first[600];
    int code = cch_py_files_find(&r->arena, paths, count, options->root, options->namespaces, &r->files, error);
    if (code)
        return code;
    r->results = cch_py_arena_alloc(&r->arena, ((size_t)r->files.list.count + 1) * sizeof *r->results);
    unsigned jobs = options->jobs ? options->jobs : default_jobs(r->files.list.count);
    code = cch_py_workers_run(&r->arena, &r->files, jobs, r->results, error);
    if (code)
        return code;
    cch_py_program_link(&r->arena, &r->program, &r->files, r->results);
    cch_py_bindings_find(&r->arena, &r->program.names, &r->files, &r->bindings);
    for (size_t i = 0; i < options->binding_count; i++) {
        int added;
        uint32_t name = cch_py_name_z(&r->arena, &r->program.names, options->bindings[i]);
        *cch_py_table_put(&r->arena, &r->bindings.modules, name, &added) = 1;
    }
    cch_py_solve(&r->arena, &r->program, &r->solver);
    cch_py_guess_methods(&r->solver);
    cch_py_emit_graph(&r->solver, &r->bindings, graph, jobs > 1 && r->files.list.count >= PARALLEL_FILES);
    size_t problems = add_problems(r, graph, first);
    cch_py_emit_cuts(&r->solver, graph);
    cch_py_emit_open_names(&r->solver, &r->bindings, graph);
    if (r->solver.steps >= PY_STEPS_MAX)
        cch_py_emit_problem(graph, unit_of(r, paths[0]), "the analysis was cut short: too many values", 0);
    *summary = (cch_python_summary){r->files.list.count, problems, r->program.functions.count - 1,
                                    r->program.classes.count - 1, r->solver.edges.count};
    cch_py_solver_release(&r->solver);
    int status = cch_graph_status(graph);
    for (size_t i = 0; i < count && !status; i++)
        status = add_pass(r, graph, paths[i], problems, first);
    return status || cch_graph_canonicalize(graph) ? cch_fail(error, CCH_ERROR_MEMORY, "out of memory") : 0;
}

int cch_python_read(const char *const *paths, size_t count, const cch_python_options *options, cch_graph *graph,
                    cch_python_summary *summary, cch_error *error) {
    static const cch_python_options defaults = {0};
    struct reading r;
    jmp_buf failed;
    cch_python_summary counts = {0};
    int code;
    if (!count)
        return cch_fail(error, CCH_ERROR_USAGE, "no package to read");
    memset(&r, 0, sizeof r);
    cch_py_arena_init(&r.arena, &failed);
    if (setjmp(failed))
        code = cch_fail(error, CCH_ERROR_MEMORY, "out of memory");
    else
        code = read_all(&r, paths, count, options ? options : &defaults, graph, &counts, error);
    cch_py_arena_release(&r.arena);
    if (summary)
        *summary = counts;
    return code;
}
