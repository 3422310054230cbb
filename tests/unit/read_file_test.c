/* Whole files: every byte of them, bounded, and never a wait for what is no file. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/read_file.h"

static char folder[64];

static const char *in_folder(const char *name) {
    static char path[512];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static int make_folder(void **state) {
    (void)state;
    strcpy(folder, "/tmp/callchain-read-XXXXXX");
    return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state) {
    static const char *const names[] = {"file", "link", "pipe", "socket"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(in_folder(names[i]));
    return rmdir(folder);
}

static void write_file(const void *bytes, size_t size) {
    int file = open(in_folder("file"), O_WRONLY | O_CREAT | O_TRUNC, 0666);
    assert_true(file >= 0);
    assert_int_equal(write(file, bytes, size), (ssize_t)size);
    close(file);
}

static void every_byte(void **state) {
    unsigned char all[3 * 256];
    char *bytes;
    size_t size;
    (void)state;
    for (size_t i = 0; i < sizeof all; i++)
        all[i] = (unsigned char)i;
    write_file(all, sizeof all);
    assert_int_equal(cch_read_file(&bytes, &size, in_folder("file"), sizeof all, 0, NULL), CCH_OK);
    assert_int_equal(size, sizeof all);
    assert_memory_equal(bytes, all, sizeof all);
    assert_int_equal(bytes[size], 0);
    free(bytes);
    write_file("", 0);
    assert_int_equal(cch_read_file(&bytes, &size, in_folder("file"), 0, CCH_READ_TEXT, NULL), CCH_OK);
    assert_int_equal(size, 0);
    assert_string_equal(bytes, "");
    free(bytes);
}

static void assert_refused(const char *path, size_t max, int flags, int code, int reason, const char *words) {
    char *bytes = (char *)1;
    size_t size = 1;
    cch_error error = {0};
    assert_int_equal(cch_read_file(&bytes, &size, path, max, flags, &error), code);
    assert_int_equal(errno, reason);
    assert_null(bytes);
    assert_int_equal(size, 0);
    assert_int_equal(strncmp(error.text, "cannot read '", 13), 0);
    assert_non_null(strstr(error.text, path));
    assert_non_null(strstr(error.text, words));
}

/* None of these may wait: the test has a time-out. */
static void what_is_refused(void **state) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    (void)state;
    write_file("four", 4);
    assert_refused(in_folder("file"), 3, 0, CCH_ERROR_FORMAT, EFBIG, "larger than 3 bytes");
    write_file("a\0b", 3);
    assert_refused(in_folder("file"), 9, CCH_READ_TEXT, CCH_ERROR_FORMAT, EILSEQ, "NUL");
    assert_refused(in_folder("none"), 9, 0, CCH_ERROR_SYSTEM, ENOENT, "No such file");
    assert_refused(folder, 9, 0, CCH_ERROR_SYSTEM, EISDIR, "directory");
    assert_refused("/dev/zero", 9, 0, CCH_ERROR_FORMAT, EINVAL, "not a regular file");
    assert_refused("/dev/zero", 1000000, CCH_READ_STREAM, CCH_ERROR_FORMAT, EFBIG, "larger than");
    assert_int_equal(mkfifo(in_folder("pipe"), 0666), 0);
    assert_refused(in_folder("pipe"), 9, 0, CCH_ERROR_FORMAT, EINVAL, "not a regular file");
    int listening = socket(AF_UNIX, SOCK_STREAM, 0);
    assert_true(strlen(in_folder("socket")) < sizeof address.sun_path);
    strcpy(address.sun_path, in_folder("socket"));
    assert_int_equal(bind(listening, (struct sockaddr *)&address, sizeof address), 0);
    assert_refused(in_folder("socket"), 9, 0, CCH_ERROR_FORMAT, EINVAL, "not a regular file");
    close(listening);
    char target[512];
    snprintf(target, sizeof target, "%s", in_folder("file"));
    assert_int_equal(symlink(target, in_folder("link")), 0);
    assert_refused(in_folder("link"), 9, CCH_READ_NO_LINK, CCH_ERROR_SYSTEM, ELOOP, "symbolic links");
    char *bytes;
    assert_int_equal(cch_read_file(&bytes, NULL, in_folder("link"), 9, 0, NULL), CCH_OK);
    free(bytes);
}

/* In small parts, and interrupted between them. */
static void *feed(void *data) {
    const pthread_t *reader = data;
    int pipe = open(in_folder("pipe"), O_WRONLY);
    for (int i = 0; i < 50; i++) {
        if (write(pipe, "part ", 5) != 5)
            break;
        pthread_kill(*reader, SIGUSR1);
        usleep(500);
    }
    close(pipe);
    return NULL;
}

static void note(int number) { (void)number; }

static void a_stream_in_parts(void **state) {
    struct sigaction action = {.sa_handler = note}; /* without SA_RESTART */
    pthread_t self = pthread_self(), feeder;
    char *bytes, path[512];
    size_t size;
    (void)state;
    sigaction(SIGUSR1, &action, NULL);
    snprintf(path, sizeof path, "%s", in_folder("pipe"));
    assert_int_equal(pthread_create(&feeder, NULL, feed, &self), 0);
    int code = cch_read_file(&bytes, &size, path, 1000, CCH_READ_STREAM, NULL);
    pthread_join(feeder, NULL);
    assert_int_equal(code, CCH_OK);
    assert_int_equal(size, 250);
    free(bytes);
}

/* Past the 2 GiB that one read takes; the file has no blocks, the memory is
 * the price. */
static void a_large_one(void **state) {
    const off_t large = ((off_t)1 << 31) + 4096;
    char *bytes;
    size_t size;
    (void)state;
    if (!getenv("CALLCHAIN_TEST_LARGE"))
        skip();
    write_file("", 0);
    assert_int_equal(truncate(in_folder("file"), large), 0);
    assert_int_equal(cch_read_file(&bytes, &size, in_folder("file"), SIZE_MAX / 4, 0, NULL), CCH_OK);
    assert_int_equal(size, (size_t)large);
    free(bytes);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_byte),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(a_stream_in_parts),
        cmocka_unit_test(a_large_one),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
