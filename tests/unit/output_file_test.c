/* Files appear complete or not at all, and a failed write says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/output_file.h"
#include "base/signals.h"
#include "graph_file/graph_file.h"

static char folder[64];

static const char *in_folder(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/callchain-test-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

/* How many files there are, hidden ones too; `removing` removes them. */
static int count_files(int removing) {
    DIR *directory = opendir(folder);
    struct dirent *entry;
    int count = 0;
    while ((entry = readdir(directory))) {
        if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, ".."))
            continue;
        count++;
        if (removing)
            unlink(in_folder(entry->d_name));
    }
    closedir(directory);
    return count;
}

static int remove_folder(void **state) {
    (void)state;
    chmod(folder, 0700);
    count_files(1);
    return rmdir(folder);
}

static void put(const char *name, const char *text) {
    cch_error error;
    cch_output *output;
    assert_int_equal(cch_output_open(&output, in_folder(name), &error), CCH_OK);
    fputs(text, cch_output_stream(output));
    assert_int_equal(cch_output_commit(output, CCH_OUTPUT_SYNC, &error), CCH_OK);
}

static void assert_content(const char *name, const char *text) {
    char buffer[256] = {0};
    FILE *file = fopen(in_folder(name), "r");
    assert_non_null(file);
    assert_int_equal(fread(buffer, 1, sizeof buffer - 1, file), strlen(text));
    fclose(file);
    assert_string_equal(buffer, text);
}

static void a_file_is_replaced_when_complete(void **state) {
    (void)state;
    cch_error error;
    cch_output *output;
    put("x", "old");
    assert_content("x", "old");
    assert_int_equal(cch_output_open(&output, in_folder("x"), &error), CCH_OK);
    fputs("new", cch_output_stream(output));
    fflush(cch_output_stream(output));
    assert_content("x", "old");
    assert_int_equal(cch_output_commit(output, 0, &error), CCH_OK);
    assert_content("x", "new");
    assert_int_equal(count_files(0), 1);
}

static void an_abort_leaves_nothing(void **state) {
    (void)state;
    cch_output *output;
    put("x", "old");
    assert_int_equal(cch_output_open(&output, in_folder("x"), NULL), CCH_OK);
    fputs("new", cch_output_stream(output));
    cch_output_abort(output);
    cch_output_abort(NULL);
    assert_content("x", "old");
    assert_int_equal(count_files(0), 1);
}

static void permissions_follow_the_umask(void **state) {
    (void)state;
    struct stat status;
    mode_t before = umask(027);
    put("x", "text");
    umask(before);
    assert_int_equal(stat(in_folder("x"), &status), 0);
    assert_int_equal(status.st_mode & 0777, 0640);
}

static void symbolic_links_are_followed(void **state) {
    (void)state;
    char link[256], buffer[256];
    put("x", "old");
    strcpy(link, in_folder("link"));
    assert_int_equal(symlink("x", link), 0);
    put("link", "new");
    assert_int_equal(readlink(link, buffer, sizeof buffer), 1);
    assert_content("x", "new");
}

static unsigned synced;
int __real_fsync(int file);
int __wrap_fsync(int file);
int __wrap_fsync(int file) {
    synced++;
    return __real_fsync(file);
}

static unsigned synced_by(const char *name, int flags) {
    cch_output *output;
    unsigned before = synced;
    assert_int_equal(cch_output_open_in(&output, folder, name, NULL), CCH_OK);
    assert_int_equal(cch_output_commit(output, flags, NULL), CCH_OK);
    return synced - before;
}

/* The file, and then its folder. */
static void what_replaces_is_on_the_disk(void **state) {
    (void)state;
    assert_int_equal(synced_by("x", 0), 0);
    assert_int_equal(synced_by("x", 0), 2);
    assert_int_equal(synced_by("x", CCH_OUTPUT_REMADE), 0);
    assert_int_equal(synced_by("y", CCH_OUTPUT_SYNC), 2);
}

/* As git does: the file that is named is made, wherever the link leads. */
static void a_link_to_nothing_yet(void **state) {
    (void)state;
    char link[256], target[256];
    strcpy(link, in_folder("link"));
    strcpy(target, in_folder("between"));
    assert_int_equal(symlink("between", link), 0);
    assert_int_equal(symlink("x", target), 0);
    put("link", "new");
    assert_content("x", "new");
    assert_int_equal(readlink(link, target, sizeof target), 7);
    unlink(link);
    assert_int_equal(symlink("link", link), 0);
    assert_int_equal(cch_output_open(&(cch_output *){NULL}, link, NULL), CCH_ERROR_SYSTEM);
}

static int put_in(const char *name, const char *text, cch_error *error) {
    cch_output *output;
    int code = cch_output_open_in(&output, folder, name, error);
    if (code)
        return code;
    fputs(text, cch_output_stream(output));
    return cch_output_commit(output, 0, error);
}

/* What is ours in a folder leads nowhere else. */
static void no_link_is_followed_in_a_folder(void **state) {
    (void)state;
    char link[256];
    struct stat status;
    cch_error error = {0};
    put("victim", "kept");
    strcpy(link, in_folder("x"));
    assert_int_equal(symlink("victim", link), 0);
    assert_int_equal(put_in("x", "new", &error), CCH_OK);
    assert_int_equal(lstat(link, &status), 0);
    assert_true(S_ISREG(status.st_mode));
    assert_content("x", "new");
    assert_content("victim", "kept");
    assert_int_equal(mkfifo(in_folder("pipe"), 0666), 0); /* nor waited for */
    assert_int_equal(put_in("pipe", "new", &error), CCH_OK);
    assert_content("pipe", "new");

    assert_int_equal(mkdir(in_folder("notes"), 0777), 0);
    assert_int_equal(put_in("notes/x", "note", &error), CCH_OK);
    assert_content("notes/x", "note");
    unlink(in_folder("notes/x"));
    rmdir(in_folder("notes"));
    strcpy(link, in_folder("notes"));
    assert_int_equal(symlink("/tmp", link), 0);
    assert_int_equal(put_in("notes/x", "note", &error), CCH_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, "notes/x': there is a symbolic link"));
    assert_int_equal(put_in("../x", "note", &error), CCH_ERROR_SYSTEM);
}

/* In a child: says with `ready` that it has made its file, and waits. */
static pid_t start_child(int ignored, bool notes, int *ready) {
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    if (child == 0) {
        int at = cch_folder_open_in(folder, "");
        if (ignored)
            signal(ignored, SIG_IGN);
        cch_signals_begin();
        if (notes)
            cch_signals_note();
        cch_temporary_note(at, "temporary");
        cch_temporary_forget(cch_temporary_note(at, "done"));
        put("temporary", "x");
        put("done", "x");
        if (write(ends[1], "", 1) == 1)
            for (int i = 0; i < 1000 && !cch_stop_signal; i++)
                usleep(10000);
        _exit(cch_stop_signal ? cch_stop_signal : 99);
    }
    close(ends[1]);
    *ready = ends[0];
    char byte;
    assert_int_equal(read(ends[0], &byte, 1), 1);
    return child;
}

static void a_signal_removes_what_is_temporary(void **state) {
    (void)state;
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGPIPE};
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
        int status, ready;
        pid_t child = start_child(0, false, &ready);
        kill(child, signals[i]);
        waitpid(child, &status, 0);
        close(ready);
        assert_true(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
        assert_int_not_equal(access(in_folder("temporary"), F_OK), 0);
        assert_content("done", "x");
    }
}

static void what_is_ignored_stays_so(void **state) {
    (void)state;
    int status, ready;
    for (int notes = 0; notes < 2; notes++) {
        pid_t child = start_child(SIGHUP, notes, &ready);
        kill(child, SIGHUP);
        usleep(100000);
        assert_int_equal(waitpid(child, &status, WNOHANG), 0);
        kill(child, SIGINT);
        waitpid(child, &status, 0);
        close(ready);
        assert_true(notes ? WIFEXITED(status) && WEXITSTATUS(status) == SIGINT
                          : WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
    }
}

static void a_kill_leaves_no_partial_file(void **state) {
    (void)state;
    put("x", "old");
    pid_t child = fork();
    if (!child) {
        cch_output *output;
        if (!cch_output_open(&output, in_folder("x"), NULL)) {
            fputs("new", cch_output_stream(output));
            fflush(cch_output_stream(output));
            raise(SIGKILL);
        }
        _exit(1);
    }
    int status;
    waitpid(child, &status, 0);
    assert_true(WIFSIGNALED(status));
    assert_content("x", "old");
}

static void a_full_disk_is_told(void **state) {
    (void)state;
    cch_error error = {0};
    cch_graph *graph = cch_graph_new();
    cch_graph_function(graph, "f", 1);
    assert_int_equal(cch_graph_write(graph, "/dev/full", 3, &error), CCH_ERROR_SYSTEM);
    assert_string_equal(error.text, "cannot write '/dev/full': No space left on device");
    cch_graph_free(graph);
}

/* A write that fails early, long before the commit, still says why. */
static void a_full_disk_in_the_middle(void **state) {
    (void)state;
    cch_error error = {0};
    cch_output *output;
    struct rlimit before, limit;
    put("x", "old");
    getrlimit(RLIMIT_FSIZE, &before);
    limit = before;
    limit.rlim_cur = 100000;
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &limit);
    assert_int_equal(cch_output_open(&output, in_folder("x"), &error), CCH_OK);
    for (int i = 0; i < 100000; i++)
        fputs("0123456789", cch_output_stream(output));
    int code = cch_output_commit(output, 0, &error);
    setrlimit(RLIMIT_FSIZE, &before);
    assert_int_equal(code, CCH_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, strerror(EFBIG)));
    assert_content("x", "old");
    assert_int_equal(count_files(0), 1);
}

static void places_that_cannot_be_written(void **state) {
    (void)state;
    cch_error error = {0};
    cch_output *output;
    assert_int_equal(cch_output_open(&output, in_folder("no/such/x"), &error), CCH_ERROR_SYSTEM);
    assert_null(output);
    assert_non_null(strstr(error.text, strerror(ENOENT)));
    assert_int_equal(cch_output_open(&output, folder, &error), CCH_ERROR_SYSTEM);
    assert_non_null(strstr(error.text, strerror(EISDIR)));
    /* The superuser writes to a read-only folder all the same. */
    if (geteuid()) {
        chmod(folder, 0500);
        assert_int_equal(cch_output_open(&output, in_folder("x"), &error), CCH_ERROR_SYSTEM);
        assert_non_null(strstr(error.text, strerror(EACCES)));
        assert_int_equal(count_files(0), 0);
    }
}

static void control_characters_do_not_break_the_line(void **state) {
    (void)state;
    cch_error error = {0};
    assert_int_equal(cch_fail(&error, CCH_ERROR_USAGE, "cannot read '%s'", "a\nb\x1b[1m"), CCH_ERROR_USAGE);
    assert_string_equal(error.text, "cannot read 'a\\nb\\x1b[1m'");
    assert_int_equal(cch_fail(NULL, CCH_ERROR_USAGE, "x"), CCH_ERROR_USAGE);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_file_is_replaced_when_complete),
        IN_FOLDER(an_abort_leaves_nothing),
        IN_FOLDER(permissions_follow_the_umask),
        IN_FOLDER(symbolic_links_are_followed),
        IN_FOLDER(a_link_to_nothing_yet),
        IN_FOLDER(what_replaces_is_on_the_disk),
        IN_FOLDER(no_link_is_followed_in_a_folder),
        IN_FOLDER(a_signal_removes_what_is_temporary),
        IN_FOLDER(what_is_ignored_stays_so),
        IN_FOLDER(a_kill_leaves_no_partial_file),
        IN_FOLDER(a_full_disk_is_told),
        IN_FOLDER(a_full_disk_in_the_middle),
        IN_FOLDER(places_that_cannot_be_written),
        cmocka_unit_test(control_characters_do_not_break_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
