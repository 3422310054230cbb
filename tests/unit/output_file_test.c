/* Files appear complete or not at all, and a failed write says why. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/output_file.h"
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
    assert_string_equal(error.text, "cannot read 'a?b?[1m'");
    assert_int_equal(cch_fail(NULL, CCH_ERROR_USAGE, "x"), CCH_ERROR_USAGE);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void) {
    const struct CMUnitTest tests[] = {
        IN_FOLDER(a_file_is_replaced_when_complete),
        IN_FOLDER(an_abort_leaves_nothing),
        IN_FOLDER(permissions_follow_the_umask),
        IN_FOLDER(symbolic_links_are_followed),
        IN_FOLDER(a_kill_leaves_no_partial_file),
        IN_FOLDER(a_full_disk_is_told),
        IN_FOLDER(a_full_disk_in_the_middle),
        IN_FOLDER(places_that_cannot_be_written),
        cmocka_unit_test(control_characters_do_not_break_the_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
