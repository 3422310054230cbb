/* To be preloaded: a file system without nameless temporary files, on which giving
 * a file its final name takes ten seconds. Whatever ends a command in between
 * shows what it leaves behind. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int openat(int folder, const char *path, int flags, ...) {
    static int (*real)(int, const char *, int, ...);
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (!real) {
        void *symbol = dlsym(RTLD_NEXT, "openat");
        memcpy(&real, &symbol, sizeof real);
    }
    if ((flags & O_TMPFILE) == O_TMPFILE) {
        errno = EOPNOTSUPP;
        return -1;
    }
    return real(folder, path, flags, mode);
}

int renameat(int from, const char *name, int to, const char *path) {
    static int (*real)(int, const char *, int, const char *);
    if (!real) {
        void *symbol = dlsym(RTLD_NEXT, "renameat");
        memcpy(&real, &symbol, sizeof real);
    }
    for (int i = 0; i < 10; i++)
        sleep(1);
    return real(from, name, to, path);
}
