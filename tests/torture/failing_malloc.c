/* For LD_PRELOAD: lets an allocation fail.
 *
 *   FAILING_AT=N      the N-th fails (from 1; 0 or unset: none)
 *   FAILING_ON=1      and so does every later one
 *   FAILING_BY=S      it does not fail: the process gets the signal S
 *   FAILING_IN=NAME   only calls from a library with this in its name count,
 *                     which is loaded by dlopen
 *   FAILING_NOT=NAME  calls from a library with this in its name, which is
 *                     loaded from the start, do not count
 *   FAILING_COUNT=F   how many there were is written to the file F at exit
 *
 * Without FAILING_IN it is the one process alone whose calls fail: what it starts
 * does not load this.
 *
 * A name that json-c's parser copies is never refused: json-c 0.16 looks into the
 * copy without asking for it, which whoever calls the parser cannot prevent.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);

static atomic_ulong calls;
static unsigned long fail_at;
static bool ready, fail_on;
static int fail_by;
static const char *library, *exempt;
static uintptr_t first, last; /* the library's addresses */

static int find_library(struct dl_phdr_info *info, size_t size, void *data) {
    (void)size;
    if (!info->dlpi_name || !strstr(info->dlpi_name, data))
        return 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_LOAD && (part->p_flags & PF_X)) {
            first = info->dlpi_addr + part->p_vaddr;
            last = first + part->p_memsz;
        }
    }
    return 1;
}

__attribute__((constructor)) static void begin(void) {
    const char *at = getenv("FAILING_AT"), *on = getenv("FAILING_ON"), *by = getenv("FAILING_BY");
    library = getenv("FAILING_IN");
    exempt = getenv("FAILING_NOT");
    if (exempt)
        dl_iterate_phdr(find_library, (void *)(uintptr_t)exempt);
    fail_at = at ? strtoul(at, NULL, 10) : 0;
    fail_on = on && *on == '1';
    fail_by = by ? atoi(by) : 0;
    if (!library)
        unsetenv("LD_PRELOAD");
    ready = true;
}

__attribute__((destructor)) static void end(void) {
    const char *path = getenv("FAILING_COUNT");
    char text[32];
    int file = path ? open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666) : -1;
    int length = snprintf(text, sizeof text, "%lu\n", (unsigned long)calls);
    if (file >= 0 && write(file, text, (size_t)length) != length)
        _exit(1);
}

void *dlopen(const char *name, int flags) {
    static void *(*real)(const char *, int);
    if (!real) {
        void *symbol = dlsym(RTLD_NEXT, "dlopen");
        memcpy(&real, &symbol, sizeof real);
    }
    void *handle = real(name, flags);
    if (library && !first)
        dl_iterate_phdr(find_library, (void *)(uintptr_t)library);
    return handle;
}

static bool fails(const void *caller) {
    uintptr_t from = (uintptr_t)caller;
    bool inside = from >= first && from < last;
    if (!ready || (library && !inside) || (exempt && inside))
        return false;
    unsigned long number = atomic_fetch_add(&calls, 1) + 1;
    if (!fail_at || (fail_on ? number < fail_at : number != fail_at))
        return false;
    if (fail_by) {
        raise(fail_by);
        return false;
    }
    errno = ENOMEM;
    return true;
}

void *malloc(size_t size) { return fails(__builtin_return_address(0)) ? NULL : __libc_malloc(size); }

void *calloc(size_t count, size_t size) {
    return fails(__builtin_return_address(0)) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) { return fails(__builtin_return_address(0)) ? NULL : __libc_realloc(old, size); }

char *strdup(const char *text) {
    const void *caller = __builtin_return_address(0);
    size_t size = strlen(text) + 1;
    Dl_info place;
    bool is_parser = dladdr(caller, &place) && place.dli_sname && !strcmp(place.dli_sname, "json_tokener_parse_ex");
    char *copy = !is_parser && fails(caller) ? NULL : __libc_malloc(size);
    return copy ? memcpy(copy, text, size) : NULL;
}
