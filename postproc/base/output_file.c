#define _GNU_SOURCE
#include "base/output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

struct cch_output {
    FILE *stream;
    int fd;
    int reason;      /* errno of the first write that failed */
    char *path;      /* the final name */
    char *folder;    /* its folder */
    char *temporary; /* the temporary name; NULL: written directly, or still without a name */
    int unnamed;     /* an O_TMPFILE */
    char buffer[1 << 16];
};

static void output_free(cch_output *output) {
    if (!output)
        return;
    free(output->path);
    free(output->folder);
    free(output->temporary);
    free(output);
}

/* "folder/.callchain-0123456789abcdef.tmp", for the caller to free. */
static char *temporary_name(const char *folder) {
    uint64_t number = 0;
    char *name = NULL;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number ^= (uint64_t)getpid() << 32;
    if (asprintf(&name, "%s/.callchain-%016llx.tmp", folder, (unsigned long long)number) < 0)
        return NULL;
    return name;
}

/* The stream writes through this and not through stdio's own descriptor,
 * because stdio forgets why an early write failed. */
static ssize_t write_all(void *cookie, const char *bytes, size_t size) {
    cch_output *output = cookie;
    size_t done = 0;
    while (done < size) {
        ssize_t count = write(output->fd, bytes + done, size - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0) {
            if (!output->reason)
                output->reason = count ? errno : EIO;
            break;
        }
        done += (size_t)count;
    }
    return (ssize_t)done;
}

static char *folder_of(const char *path) {
    const char *slash = strrchr(path, '/');
    if (!slash)
        return strdup(".");
    return slash == path ? strdup("/") : strndup(path, (size_t)(slash - path));
}

static int open_temporary(cch_output *output) {
    int fd = open(output->folder, O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (fd >= 0) {
        output->unnamed = 1;
        return fd;
    }
    if (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT)
        return -1;
    for (int tries = 0; tries < 100; tries++) {
        free(output->temporary);
        output->temporary = temporary_name(output->folder);
        if (!output->temporary) {
            errno = ENOMEM;
            return -1;
        }
        fd = open(output->temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        if (errno != EEXIST)
            break;
    }
    int saved = errno;
    free(output->temporary);
    output->temporary = NULL;
    errno = saved;
    return -1;
}

/* Where `path` really leads, when something is there. */
static char *resolve(const char *path) {
    char *real = realpath(path, NULL);
    return real ? real : strdup(path);
}

int cch_output_open(cch_output **result, const char *path, cch_error *error) {
    *result = NULL;
    struct stat status;
    int exists = !stat(path, &status);
    cch_output *output = calloc(1, sizeof *output);
    if (!output)
        goto memory;
    output->fd = -1;
    if (exists && S_ISDIR(status.st_mode)) {
        errno = EISDIR;
        goto system;
    }
    if (exists && !S_ISREG(status.st_mode)) {
        output->path = strdup(path);
        output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    } else {
        output->path = resolve(path);
        output->folder = output->path ? folder_of(output->path) : NULL;
        if (!output->folder)
            goto memory;
        output->fd = open_temporary(output);
    }
    if (!output->path)
        goto memory;
    if (output->fd < 0)
        goto system;
    output->stream = fopencookie(output, "w", (cookie_io_functions_t){.write = write_all});
    if (!output->stream)
        goto system;
    setvbuf(output->stream, output->buffer, _IOFBF, sizeof output->buffer);
    *result = output;
    return CCH_OK;

memory:
    errno = ENOMEM;
system:;
    int code = cch_fail(error, errno == ENOMEM ? CCH_ERROR_MEMORY : CCH_ERROR_SYSTEM,
                        "cannot write '%s': %s", path, strerror(errno));
    cch_output_abort(output);
    return code;
}

FILE *cch_output_stream(cch_output *output) {
    return output->stream;
}

void cch_output_abort(cch_output *output) {
    if (!output)
        return;
    if (output->stream)
        fclose(output->stream);
    if (output->fd >= 0)
        close(output->fd);
    if (output->temporary)
        unlink(output->temporary);
    output_free(output);
}

/* Gives a nameless file its temporary name: only rename can replace a file. */
static int give_name(cch_output *output) {
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", output->fd);
    for (int tries = 0; tries < 100; tries++) {
        char *name = temporary_name(output->folder);
        if (!name) {
            errno = ENOMEM;
            return -1;
        }
        if (!linkat(AT_FDCWD, self, AT_FDCWD, name, AT_SYMLINK_FOLLOW)) {
            output->temporary = name;
            output->unnamed = 0;
            return 0;
        }
        free(name);
        if (errno != EEXIST)
            return -1;
    }
    return -1;
}

static int sync_folder(const char *folder) {
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return 0; /* not ours to read: the rename stands all the same */
    int result = fsync(fd);
    if (result && (errno == EINVAL || errno == ENOTSUP || errno == EROFS))
        result = 0;
    close(fd);
    return result;
}

/* Each of these leaves the reason of its failure in errno. */
static int flush(cch_output *output, int sync) {
    if (fflush(output->stream) || ferror(output->stream)) {
        if (output->reason)
            errno = output->reason;
        return -1;
    }
    return sync ? fsync(output->fd) : 0;
}

static int close_file(cch_output *output) {
    int fd = output->fd;
    output->fd = -1;
    return close(fd);
}

static int move(cch_output *output, int sync) {
    if (rename(output->temporary, output->path))
        return -1;
    free(output->temporary);
    output->temporary = NULL;
    return sync ? sync_folder(output->folder) : 0;
}

int cch_output_commit(cch_output *output, int flags, cch_error *error) {
    int regular = output->unnamed || output->temporary;
    int sync = regular && (flags & CCH_OUTPUT_SYNC);
    int code = CCH_OK;
    if (flush(output, sync) || (output->unnamed && give_name(output)) || close_file(output) ||
        (regular && move(output, sync)))
        code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s': %s", output->path, strerror(errno));
    cch_output_abort(output);
    return code;
}
