/* Running jobs: how they end, how many at once, stopping and timing out. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "build/translate/machine.h"
#include "build/replay/runner.h"

enum { JOBS_MAX = 32 };

struct log {
    const cch_job *jobs;
    cch_job_result results[JOBS_MAX];
    char *errors[JOBS_MAX];
    unsigned running, most, ended;
    volatile sig_atomic_t stop;
    unsigned ticks_to_stop; /* 0: never */
    bool stop_at_first;
    unsigned again; /* so often, of the first job */
};

static const char *const *begin(void *context, const cch_job *job) {
    struct log *log = context;
    log->running++;
    log->most = log->running > log->most ? log->running : log->most;
    return job->arguments;
}

static enum cch_job_next ended(void *context, const cch_job *job, const cch_job_result *result) {
    struct log *log = context;
    size_t index = (size_t)(job - log->jobs);
    log->results[index] = *result;
    free(log->errors[index]);
    log->errors[index] = strdup(result->errors);
    log->running--;
    log->ended++;
    if (index == 0 && log->again > 0) {
        log->again--;
        return CCH_JOB_AGAIN;
    }
    return log->stop_at_first ? CCH_JOB_STOP : CCH_JOB_GO_ON;
}

static void tick(void *context) {
    struct log *log = context;
    if (log->ticks_to_stop && --log->ticks_to_stop == 0)
        log->stop = SIGINT;
}

#define JOB(...)                                                                                                       \
    {.program = FAKE_JOB, .arguments = (const char *const[]){FAKE_JOB, __VA_ARGS__, NULL}, .directory = "/"}

static double run_all(struct log *log, const cch_job *jobs, size_t count, cch_runner_options options) {
    struct timespec before, after;
    options.begin = begin;
    options.ended = ended;
    options.tick = tick;
    options.context = log;
    options.stop = &log->stop;
    log->jobs = jobs;
    clock_gettime(CLOCK_MONOTONIC, &before);
    assert_int_equal(cch_runner_run(jobs, count, &options, NULL), CCH_OK);
    clock_gettime(CLOCK_MONOTONIC, &after);
    return (double)(after.tv_sec - before.tv_sec) + (double)(after.tv_nsec - before.tv_nsec) * 1e-9;
}

static void release(struct log *log) {
    for (size_t i = 0; i < JOBS_MAX; i++)
        free(log->errors[i]);
}

static void each_way_to_end(void **state) {
    (void)state;
    struct log log = {0};
    cch_job jobs[] = {JOB("exit", "0"), JOB("exit", "7"), JOB("crash"), JOB("exit", "0"), JOB("where"),
                      JOB("input"),     JOB("talk"),      JOB("where"), JOB("orphan")};
    jobs[3].program = "/nonexistent/program";
    jobs[4].directory = "/usr";
    jobs[7].directory = "/nonexistent";
    double seconds = run_all(&log, jobs, 9, (cch_runner_options){.parallel = 2});
    assert_int_equal(log.ended, 9);
    assert_int_equal(log.results[0].end, CCH_JOB_EXITED);
    assert_int_equal(log.results[0].status, 0);
    assert_int_equal(log.results[1].status, 7);
    assert_string_equal(log.errors[1], "words of 7\n");
    assert_int_equal(log.results[2].end, CCH_JOB_SIGNALED);
    assert_int_equal(log.results[2].status, SIGSEGV);
    assert_int_equal(log.results[3].end, CCH_JOB_NOT_STARTED);
    assert_int_equal(log.results[3].status, ENOENT);
    assert_string_equal(log.errors[4], "/usr\n");
    assert_string_equal(log.errors[5], "got: \n");
    assert_int_equal(log.results[6].status, 0);
    assert_int_equal(strlen(log.errors[6]), 256 * 1024);
    assert_int_equal(log.results[7].end, CCH_JOB_NOT_STARTED);
    assert_int_equal(log.results[8].end, CCH_JOB_EXITED);
    assert_true(log.results[0].peak_memory > 0);
    assert_true(log.most <= 2);
    assert_true(seconds < 20);
    release(&log);
}

static void as_many_at_once_as_allowed(void **state) {
    (void)state;
    struct log log = {0}, narrow = {0};
    cch_job jobs[] = {JOB("sleep", "0.2"), JOB("sleep", "0.2"), JOB("sleep", "0.2"), JOB("sleep", "0.2")};
    run_all(&log, jobs, 4, (cch_runner_options){.parallel = 3});
    assert_int_equal(log.most, 3);
    release(&log);

    for (size_t i = 0; i < 4; i++)
        jobs[i].memory = 1000;
    jobs[0].memory = UINT64_MAX; /* one always may */
    run_all(&narrow, jobs, 4, (cch_runner_options){.parallel = 4, .memory = 2500});
    assert_int_equal(narrow.most, 2);
    assert_int_equal(narrow.ended, 4);
    release(&narrow);
}

static void a_job_that_takes_too_long(void **state) {
    (void)state;
    struct log log = {0};
    cch_job jobs[] = {JOB("family"), JOB("stubborn", "30"), JOB("exit", "0")};
    double seconds = run_all(&log, jobs, 3, (cch_runner_options){.parallel = 3, .timeout = 1});
    assert_int_equal(log.results[0].end, CCH_JOB_TIMED_OUT);
    assert_int_equal(log.results[1].end, CCH_JOB_TIMED_OUT);
    assert_int_equal(log.results[2].end, CCH_JOB_EXITED);
    assert_true(seconds < 10);
    release(&log);
}

static void stopping_takes_children_down(void **state) {
    (void)state;
    struct log log = {.ticks_to_stop = 5};
    cch_job jobs[] = {JOB("family"), JOB("family"), JOB("exit", "0")};
    double seconds = run_all(&log, jobs, 3, (cch_runner_options){.parallel = 2});
    assert_int_equal(log.ended, 2);
    assert_int_equal(log.results[0].end, CCH_JOB_STOPPED);
    assert_true(seconds < 10);
    release(&log);
}

/* One that never stops talking keeps nobody from time-outs, stops and the end of others. */
static void a_flood_of_words(void **state) {
    (void)state;
    struct log late = {0}, stopped = {.ticks_to_stop = 5};
    cch_job jobs[] = {JOB("flood"), JOB("flood"), JOB("exit", "0"), JOB("flooding_orphan")};
    double seconds = run_all(&late, jobs, 4, (cch_runner_options){.parallel = 4, .timeout = 2});
    assert_int_equal(late.results[0].end, CCH_JOB_TIMED_OUT);
    assert_int_equal(late.results[1].end, CCH_JOB_TIMED_OUT);
    assert_int_equal(late.results[2].end, CCH_JOB_EXITED);
    assert_int_equal(late.results[3].end, CCH_JOB_EXITED);
    assert_int_equal(strlen(late.errors[0]), 256 * 1024);
    assert_true(seconds < 10);
    release(&late);
    seconds = run_all(&stopped, jobs, 2, (cch_runner_options){.parallel = 2});
    assert_int_equal(stopped.results[0].end, CCH_JOB_STOPPED);
    assert_true(seconds < 10);
    release(&stopped);
}

/* As some supervisors start their children: the system then forgets ours. */
static void where_children_are_ignored(void **state) {
    (void)state;
    struct log log = {0};
    cch_job jobs[] = {JOB("exit", "7"), JOB("crash")};
    signal(SIGCHLD, SIG_IGN);
    run_all(&log, jobs, 2, (cch_runner_options){.parallel = 2});
    assert_true(signal(SIGCHLD, SIG_DFL) == SIG_IGN);
    assert_int_equal(log.results[0].end, CCH_JOB_EXITED);
    assert_int_equal(log.results[0].status, 7);
    assert_int_equal(log.results[1].end, CCH_JOB_SIGNALED);
    release(&log);
}

static void the_first_failure_can_end_it(void **state) {
    (void)state;
    struct log log = {.stop_at_first = true};
    cch_job jobs[] = {JOB("exit", "1"), JOB("exit", "0")};
    run_all(&log, jobs, 2, (cch_runner_options){.parallel = 1});
    assert_int_equal(log.ended, 1);
    release(&log);
}

static void what_the_machine_has(void **state) {
    (void)state;
    assert_true(cch_processor_count() >= 1);
    assert_true(cch_memory_available() > 0);
}

static void once_more(void **state) {
    (void)state;
    const cch_job jobs[] = {JOB("exit", "3"), JOB("exit", "0"), JOB("exit", "0")};
    struct log log = {.again = 2};
    run_all(&log, jobs, 3, (cch_runner_options){.parallel = 2});
    assert_int_equal(log.ended, 5);
    assert_int_equal(log.results[0].status, 3);
    assert_int_equal(log.results[2].status, 0);
    release(&log);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_way_to_end),
        cmocka_unit_test(as_many_at_once_as_allowed),
        cmocka_unit_test(a_job_that_takes_too_long),
        cmocka_unit_test(stopping_takes_children_down),
        cmocka_unit_test(the_first_failure_can_end_it),
        cmocka_unit_test(what_the_machine_has),
        cmocka_unit_test(once_more),
        cmocka_unit_test(a_flood_of_words),
        cmocka_unit_test(where_children_are_ignored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
