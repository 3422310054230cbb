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

#include "base/memory.h"
#include "base/signals.h"
#include "base/write_all.h"

enum { LINKS_MAX = 40 };

struct cch_output {
    FILE *stream;
    int fd;
    int folder;                                 /* its folder; -1: written directly */
    int reason;                                 /* errno of the first write that failed */
    int unnamed;                                /* an O_TMPFILE that has no name yet */
    int note;                                   /* of the temporary name, for signals */
    int named;                                  /* the temporary file is to have a name at once */
    char *temporary_path;                       /* then: the name with its folder */
    char *path;                                 /* for messages */
    const char *name;                           /* the final one, in the folder: the end of `path` */
    char temporary[CCH_TEMPORARY_NAME_MAX + 1]; /* "": none */
    char buffer[1 << 16];
};

/* The stream writes through this and not through stdio's own descriptor,
 * because stdio forgets why an early write failed. */
static ssize_t write_part(void *cookie, const char *bytes, size_t size) {
    cch_output *output = cookie;
    if (!cch_write_all(output->fd, bytes, size))
        return (ssize_t)size;
    if (!output->reason)
        output->reason = errno;
    return 0;
}

/* The temporary file ----------------------------------------------------------- */

/* ".callchain-0123456789abcdef.tmp", noted for signals before it is there. */
static void choose_temporary(cch_output *output) {
    uint64_t number = 0;
    if (getrandom(&number, sizeof number, 0) != (ssize_t)sizeof number)
        number ^= (uint64_t)getpid() << 32;
    cch_temporary_forget(output->note);
    snprintf(output->temporary, sizeof output->temporary, ".callchain-%016llx.tmp", (unsigned long long)number);
    output->note = cch_temporary_note(output->folder, output->temporary);
}

static void forget_temporary(cch_output *output) {
    cch_temporary_forget(output->note);
    output->note = -1;
    output->temporary[0] = '\0';
}

static int open_temporary(cch_output *output) {
    int fd = output->named ? -1 : openat(output->folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
    if (fd >= 0) {
        output->unnamed = 1;
        return fd;
    }
    if (!output->named && errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL && errno != ENOENT)
        return -1;
    for (int tries = 0; tries < 100; tries++) {
        choose_temporary(output);
        fd = openat(output->folder, output->temporary, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY | O_CLOEXEC, 0666);
        if (fd >= 0)
            return fd;
        if (errno != EEXIST)
            break;
    }
    forget_temporary(output);
    return -1;
}

/* Gives a nameless file its temporary name: only rename can replace a file. */
static int give_name(cch_output *output) {
    char self[64];
    snprintf(self, sizeof self, "/proc/self/fd/%d", output->fd);
    for (int tries = 0; tries < 100; tries++) {
        choose_temporary(output);
        if (!linkat(AT_FDCWD, self, output->folder, output->temporary, AT_SYMLINK_FOLLOW)) {
            output->unnamed = 0;
            return 0;
        }
        if (errno != EEXIST)
            break;
    }
    forget_temporary(output);
    return -1;
}

/* Opening ----------------------------------------------------------------------- */

static cch_output *output_new(char *path) {
    cch_output *output = path ? calloc(1, sizeof *output) : NULL;
    if (!output) {
        free(path);
        errno = ENOMEM;
        return NULL;
    }
    const char *slash = strrchr(path, '/');
    output->path = path;
    output->name = slash ? slash + 1 : path;
    output->fd = output->folder = output->note = -1;
    return output;
}

/* The output whose folder is open, ready to be written to; takes `output` over. */
static int begin(cch_output **result, cch_output *output, const char *path, cch_error *error) {
    if (output && output->folder >= 0)
        output->fd = open_temporary(output);
    if (output && output->fd >= 0)
        output->stream = fopencookie(output, "w", (cookie_io_functions_t){.write = write_part});
    if (!output || !output->stream) {
        int code = cch_fail(error, errno == ENOMEM ? CCH_ERROR_MEMORY : CCH_ERROR_SYSTEM, "cannot write '%s': %s", path,
                            errno == ELOOP ? "there is a symbolic link in its place or on the way" : strerror(errno));
        cch_output_abort(output);
        return code;
    }
    setvbuf(output->stream, output->buffer, _IOFBF, sizeof output->buffer);
    *result = output;
    return CCH_OK;
}

/* Not every folder that may be written to may be read. */
static int open_folder(int at, const char *name, int flags) {
    int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC | flags);
    return fd < 0 && errno == EACCES ? openat(at, name, O_PATH | O_DIRECTORY | O_CLOEXEC | flags) : fd;
}

int cch_folder_open_in(const char *folder, const char *name) {
    int fd = open_folder(AT_FDCWD, *folder ? folder : ".", 0);
    char part[NAME_MAX + 1];
    while (fd >= 0 && *name) {
        size_t length = strcspn(name, "/");
        int next = -1;
        if (length > NAME_MAX || (length == 2 && name[0] == '.' && name[1] == '.')) {
            errno = length > NAME_MAX ? ENAMETOOLONG : EINVAL;
        } else if (length == 0) {
            next = dup(fd);
        } else {
            memcpy(part, name, length);
            part[length] = '\0';
            next = open_folder(fd, part, O_NOFOLLOW);
        }
        struct stat status;
        int reason = errno;
        if (next < 0 && reason == ENOTDIR && fstatat(fd, part, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
            S_ISLNK(status.st_mode))
            reason = ELOOP; /* Linux says it is no folder */
        close(fd);
        fd = next;
        errno = reason;
        name += length + (name[length] == '/');
    }
    return fd;
}

int cch_output_open_in(cch_output **result, const char *folder, const char *name, cch_error *error) {
    char *path = NULL, *below = NULL;
    const char *slash = strrchr(name, '/');
    *result = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        path = NULL;
    cch_output *output = output_new(path);
    if (output && (below = strndup(name, slash ? (size_t)(slash - name) : 0))) {
        output->folder = cch_folder_open_in(folder, below);
        free(below);
    }
    return begin(result, output, path ? path : name, error);
}

/* "b", or what "b" is relative to the link "x/a" that says so: "x/b". */
static char *beside(const char *link, const char *target) {
    const char *slash = strrchr(link, '/');
    char *path = NULL;
    if (*target == '/' || !slash)
        return strdup(target);
    return asprintf(&path, "%.*s/%s", (int)(slash - link), link, target) < 0 ? NULL : path;
}

/* Where `path` leads, also when nothing is there yet; NULL with errno. */
static char *resolve(const char *path) {
    char *at = strdup(path), target[PATH_MAX];
    for (int links = 0; at; links++) {
        ssize_t length = readlink(at, target, sizeof target - 1);
        if (length < 0)
            return at; /* no link: a file, or nothing */
        target[length] = '\0';
        char *next = links < LINKS_MAX ? beside(at, target) : NULL;
        int reason = links < LINKS_MAX ? ENOMEM : ELOOP;
        free(at);
        at = next;
        errno = reason;
    }
    return NULL;
}

static int open_path(cch_output **result, const char *path, int named, cch_error *error) {
    struct stat status;
    cch_output *output = NULL;
    *result = NULL;
    int exists = !stat(path, &status);
    if (exists && (S_ISDIR(status.st_mode) || (named && !S_ISREG(status.st_mode)))) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : ESPIPE;
    } else if (exists && !S_ISREG(status.st_mode)) {
        if ((output = output_new(strdup(path))))
            output->fd = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    } else {
        char *real = resolve(path);
        if (real && (output = output_new(real))) {
            char *folder = strndup(real, (size_t)(output->name - real));
            if (folder)
                output->folder = open_folder(AT_FDCWD, *folder ? folder : ".", 0);
            int reason = errno;
            free(folder);
            errno = reason;
            output->named = named;
        }
    }
    return begin(result, output, path, error);
}

int cch_output_open(cch_output **result, const char *path, cch_error *error) {
    return open_path(result, path, 0, error);
}

int cch_output_open_named(cch_output **result, const char *path, const char **temporary, cch_error *error) {
    int code = open_path(result, path, 1, error);
    if (code)
        return code;
    cch_output *output = *result;
    if (asprintf(&output->temporary_path, "%.*s%s", (int)(output->name - output->path), output->path,
                 output->temporary) < 0) {
        output->temporary_path = NULL;
        cch_output_abort(output);
        *result = NULL;
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", path);
    }
    *temporary = output->temporary_path;
    return CCH_OK;
}

FILE *cch_output_stream(cch_output *output) { return output->stream; }

/* Ending ------------------------------------------------------------------------ */

void cch_output_abort(cch_output *output) {
    if (!output)
        return;
    if (output->stream)
        fclose(output->stream);
    if (output->fd >= 0)
        close(output->fd);
    if (*output->temporary) {
        unlinkat(output->folder, output->temporary, 0);
        forget_temporary(output);
    }
    if (output->folder >= 0)
        close(output->folder);
    free(output->temporary_path);
    free(output->path);
    free(output);
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

static int sync_folder(int folder) {
    int result = fsync(folder); /* EBADF: not ours to read; the rename stands all the same */
    return result && (errno == EBADF || errno == EINVAL || errno == ENOTSUP || errno == EROFS) ? 0 : result;
}

static int move(cch_output *output, int sync) {
    if (renameat(output->folder, output->temporary, output->folder, output->name))
        return -1;
    forget_temporary(output);
    return sync ? sync_folder(output->folder) : 0;
}

static int replaces(const cch_output *output) {
    struct stat status;
    return fstatat(output->folder, output->name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

int cch_output_commit(cch_output *output, int flags, cch_error *error) {
    int regular = output->folder >= 0;
    int sync = regular && !(flags & CCH_OUTPUT_REMADE) && ((flags & CCH_OUTPUT_SYNC) || replaces(output));
    int code = CCH_OK;
    if (cch_memory_failed())
        code = cch_fail(error, CCH_ERROR_MEMORY, "cannot write '%s': out of memory", output->path);
    else if (flush(output, sync) || (output->unnamed && give_name(output)) || close_file(output) ||
             (regular && move(output, sync)))
        code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot write '%s': %s", output->path, strerror(errno));
    cch_output_abort(output);
    return code;
}
