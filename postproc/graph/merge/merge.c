#include "graph/merge/merge.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "graph/merge/input_files.h"
#include "graph_file/bind.h"
#include "graph_file/graph_file.h"

enum { THREADS_MAX = 64 };

/* What the threads of one merge share. Files are handed out in their order,
 * so when one fails all before it have been taken, and the first failure is
 * the same whatever the threads do. */
struct merge {
    pthread_mutex_t lock;
    const struct cch_paths *files;
    size_t next; /* the next file to hand out */
    int keep_going;
    uint32_t shard, shards;
    int stopped;         /* hand out no more */
    int fatal;           /* a failure that keep_going does not get over */
    cch_error *failures; /* one a file; code 0 where there was none */
    cch_graph *parts[THREADS_MAX];
};

struct worker {
    struct merge *merge;
    pthread_t thread;
    size_t number;
    int started;
};

/* The next file's index, or the number of files at the end. */
static size_t take(struct merge *merge) {
    pthread_mutex_lock(&merge->lock);
    size_t index = merge->stopped ? merge->files->count : merge->next;
    if (index < merge->files->count)
        merge->next++;
    pthread_mutex_unlock(&merge->lock);
    return index;
}

static void fail(struct merge *merge, int fatal) {
    pthread_mutex_lock(&merge->lock);
    merge->fatal |= fatal;
    merge->stopped |= fatal || !merge->keep_going;
    pthread_mutex_unlock(&merge->lock);
}

/* 0, or CCH_ERROR_MEMORY. */
static int join(const struct merge *merge, cch_graph **part, const cch_graph *graph) {
    if (!merge->shards)
        return cch_graph_merge(*part, graph);
    if (!*part && !(*part = cch_graph_new()))
        return CCH_ERROR_MEMORY;
    return cch_graph_merge_shard(*part, graph, merge->shard, merge->shards);
}

static void *work(void *argument) {
    struct worker *worker = argument;
    struct merge *merge = worker->merge;
    cch_graph **part = &merge->parts[worker->number];
    for (size_t i = take(merge); i < merge->files->count; i = take(merge)) {
        cch_graph *graph;
        cch_error *failure = &merge->failures[i];
        if (cch_graph_read(&graph, merge->files->items[i], failure)) {
            fail(merge, failure->code == CCH_ERROR_MEMORY);
            continue;
        }
        failure->code = CCH_OK;
        if (!*part && !merge->shards) {
            *part = graph;
            continue;
        }
        if (join(merge, part, graph)) {
            cch_fail(failure, CCH_ERROR_MEMORY, "cannot merge '%s': out of memory", merge->files->items[i]);
            fail(merge, 1);
        }
        cch_graph_free(graph);
    }
    return NULL;
}

static void run_workers(struct merge *merge, size_t threads) {
    struct worker workers[THREADS_MAX];
    for (size_t i = 0; i < threads; i++) {
        workers[i] = (struct worker){.merge = merge, .number = i};
        /* This thread is the last worker; what could not be started it does. */
        workers[i].started = i + 1 < threads && !pthread_create(&workers[i].thread, NULL, work, &workers[i]);
    }
    work(&workers[threads - 1]);
    for (size_t i = 0; i < threads; i++) {
        if (workers[i].started)
            pthread_join(workers[i].thread, NULL);
    }
}

/* Joins the parts into one canonical graph. */
static int join_parts(struct merge *merge, size_t threads, cch_graph **result, cch_error *error) {
    cch_graph *whole = NULL;
    int failed = 0;
    for (size_t i = 0; i < threads; i++) {
        cch_graph *part = merge->parts[i];
        merge->parts[i] = NULL;
        if (!whole) {
            whole = part;
        } else if (part) {
            failed = failed || cch_graph_merge(whole, part);
            cch_graph_free(part);
        }
    }
    if (!failed && whole && !merge->shards)
        cch_graph_bind_handed(whole);
    if (!failed && whole && !cch_graph_canonicalize(whole)) {
        *result = whole;
        return CCH_OK;
    }
    cch_graph_free(whole);
    return cch_fail(error, CCH_ERROR_MEMORY, "cannot merge: out of memory");
}

/* Moves the failures, in the order of the files, into the report. */
static void collect_failures(struct merge *merge, struct cch_merge_report *report) {
    size_t count = 0;
    for (size_t i = 0; i < merge->files->count; i++) {
        if (merge->failures[i].code)
            merge->failures[count++] = merge->failures[i];
    }
    report->files = merge->files->count;
    report->failed = count;
    report->failures = merge->failures;
    merge->failures = NULL;
}

static int merge_all(const struct cch_paths *files, const struct cch_merge_options *options, cch_graph **result,
                     struct cch_merge_report *report, cch_error *error) {
    struct merge merge = {
        .files = files, .keep_going = options->keep_going, .shard = options->shard, .shards = options->shards};
    size_t threads = options->threads ? options->threads : 1;
    int code = CCH_OK;
    if (threads > THREADS_MAX)
        threads = THREADS_MAX;
    if (threads > files->count)
        threads = files->count;
    merge.failures = calloc(files->count, sizeof *merge.failures);
    if (!merge.failures)
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot merge: out of memory");
    pthread_mutex_init(&merge.lock, NULL);
    run_workers(&merge, threads);
    pthread_mutex_destroy(&merge.lock);
    collect_failures(&merge, report);
    if (report->failed && (!options->keep_going || merge.fatal || report->failed == report->files)) {
        code = cch_fail(error, report->failures[0].code, "%s", report->failures[0].text);
        for (size_t i = 0; i < threads; i++)
            cch_graph_free(merge.parts[i]);
    } else {
        code = join_parts(&merge, threads, result, error);
    }
    return code;
}

int cch_merge_files(const char *const *paths, size_t count, const struct cch_merge_options *options, cch_graph **result,
                    struct cch_merge_report *report, cch_error *error) {
    static const struct cch_merge_options defaults = {.threads = 1};
    struct cch_merge_report unasked;
    struct cch_paths files = {0};
    *result = NULL;
    if (!options)
        options = &defaults;
    if (!report)
        report = &unasked;
    *report = (struct cch_merge_report){0};
    int code = cch_find_graph_files(paths, count, options->exclude, &files, error);
    if (!code && !files.count)
        code = cch_fail(error, CCH_ERROR_USAGE, "cannot merge: no graph file given");
    if (!code)
        code = merge_all(&files, options, result, report, error);
    cch_paths_release(&files);
    if (report == &unasked)
        cch_merge_report_release(report);
    return code;
}

void cch_merge_report_release(struct cch_merge_report *report) {
    free(report->failures);
    *report = (struct cch_merge_report){0};
}
