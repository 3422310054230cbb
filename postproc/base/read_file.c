#include "base/read_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "base/memory.h"

/* One read takes no more: Linux stops a little below 2 GiB by itself. */
enum { PART_MAX = 1 << 30 };

/* The failure in errno, as the errors of this file are told; returns its code. */
static int fail(const char *name, size_t max, cch_error *error) {
    int reason = errno, code = CCH_ERROR_FORMAT;
    char text[64];
    const char *words = text;
    if (reason == EINVAL) {
        words = "not a regular file";
    } else if (reason == EILSEQ) {
        words = "it holds a NUL byte";
    } else if (reason == EFBIG) {
        if (max >= (size_t)1 << 20)
            snprintf(text, sizeof text, "it is larger than %zu MiB", max >> 20);
        else
            snprintf(text, sizeof text, "it is larger than %zu bytes", max);
    } else {
        code = reason == ENOMEM ? CCH_ERROR_MEMORY : CCH_ERROR_SYSTEM;
        words = reason == ENOMEM ? "out of memory" : strerror(reason);
    }
    if (code == CCH_ERROR_MEMORY)
        cch_memory_note_failure();
    cch_fail(error, code, "cannot read '%s': %s", name, words);
    errno = reason;
    return code;
}

/* Reads until the end, into room for `expected` bytes at first. 0, or -1 with
 * errno and what must be freed in *bytes. */
static int read_all(char **bytes, size_t *size, int descriptor, size_t expected, size_t max) {
    /* One byte for the NUL, and one that finds the end without growing. */
    size_t capacity = expected + 2;
    *size = 0;
    *bytes = malloc(capacity);
    for (;;) {
        if (!*bytes || cch_array_reserve(bytes, &capacity, *size + 2, 1)) {
            errno = ENOMEM;
            return -1;
        }
        size_t room = capacity - *size - 1;
        ssize_t got = read(descriptor, *bytes + *size, room < PART_MAX ? room : PART_MAX);
        if (got == 0)
            return 0;
        if (got < 0 && errno != EINTR)
            return -1;
        *size += got > 0 ? (size_t)got : 0;
        if (*size > max) {
            errno = EFBIG;
            return -1;
        }
    }
}

/* 0, or -1 with errno. */
static int read_checked(char **bytes, size_t *size, int descriptor, size_t max, int flags) {
    struct stat status;
    if (fstat(descriptor, &status) != 0)
        return -1;
    if (S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        return -1;
    }
    size_t expected = 0;
    if (S_ISREG(status.st_mode)) {
        if (status.st_size > 0 && (uintmax_t)status.st_size > max) {
            errno = EFBIG;
            return -1;
        }
        expected = (size_t)status.st_size;
    } else if (!(flags & CCH_READ_STREAM)) {
        errno = EINVAL;
        return -1;
    }
    if (read_all(bytes, size, descriptor, expected, max))
        return -1;
    (*bytes)[*size] = '\0';
    if ((flags & CCH_READ_TEXT) && memchr(*bytes, '\0', *size)) {
        errno = EILSEQ;
        return -1;
    }
    return 0;
}

int cch_read_descriptor(char **bytes, size_t *size, int descriptor, const char *name, size_t max, int flags,
                        cch_error *error) {
    size_t length = 0;
    *bytes = NULL;
    int failed = read_checked(bytes, &length, descriptor, max, flags);
    if (size)
        *size = failed ? 0 : length;
    if (!failed)
        return CCH_OK;
    int reason = errno;
    free(*bytes);
    *bytes = NULL;
    errno = reason;
    return fail(name, max, error);
}

int cch_read_file(char **bytes, size_t *size, const char *path, size_t max, int flags, cch_error *error) {
    /* Opening a pipe without O_NONBLOCK waits for somebody to write into it. */
    int mode = (flags & CCH_READ_STREAM ? 0 : O_NONBLOCK) | (flags & CCH_READ_NO_LINK ? O_NOFOLLOW : 0);
    int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | mode);
    *bytes = NULL;
    if (size)
        *size = 0;
    if (descriptor < 0) {
        if (errno == ENXIO) /* a socket, or a device that isn't there */
            errno = EINVAL;
        return fail(path, max, error);
    }
    int code = cch_read_descriptor(bytes, size, descriptor, path, max, flags, error), reason = errno;
    close(descriptor);
    errno = reason;
    return code;
}
