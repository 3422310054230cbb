#define _GNU_SOURCE /* sched_getaffinity */
#include "build/translate/machine.h"

#include <inttypes.h>
#include <limits.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* The number in a file that holds one; UINT64_MAX for "max" or no file. */
static uint64_t read_number(const char *folder, const char *name) {
    char path[PATH_MAX];
    uint64_t value = UINT64_MAX;
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return value;
    FILE *file = fopen(path, "re");
    if (!file)
        return value;
    if (fscanf(file, "%" SCNu64, &value) != 1)
        value = UINT64_MAX;
    fclose(file);
    return value;
}

/* What is left of the memory cgroup (version 2) of this process and of those
 * above it. */
static uint64_t cgroup_left(void) {
    char line[PATH_MAX], folder[PATH_MAX] = "";
    uint64_t least = UINT64_MAX;
    FILE *file = fopen("/proc/self/cgroup", "re");
    if (!file)
        return least;
    while (fgets(line, sizeof line, file))
        if (strncmp(line, "0::/", 4) == 0) {
            line[strcspn(line, "\n")] = '\0';
            if (snprintf(folder, sizeof folder, "/sys/fs/cgroup%s", line + 3) >= (int)sizeof folder)
                folder[0] = '\0';
        }
    fclose(file);
    while (strlen(folder) >= strlen("/sys/fs/cgroup")) {
        uint64_t limit = read_number(folder, "memory.max"), used = read_number(folder, "memory.current");
        if (limit != UINT64_MAX && used != UINT64_MAX) {
            uint64_t left = limit > used ? limit - used : 0;
            least = left < least ? left : least;
        }
        *strrchr(folder, '/') = '\0';
    }
    return least;
}

uint64_t cch_memory_available(void) {
    char line[256];
    uint64_t kibibytes, available = UINT64_MAX;
    FILE *file = fopen("/proc/meminfo", "re");
    if (file) {
        while (fgets(line, sizeof line, file))
            if (sscanf(line, "MemAvailable: %" SCNu64 " kB", &kibibytes) == 1)
                available = kibibytes * 1024;
        fclose(file);
    }
    uint64_t left = cgroup_left();
    return left < available ? left : available;
}

unsigned cch_processor_count(void) {
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    long count = sysconf(_SC_NPROCESSORS_ONLN);
    return count > 0 ? (unsigned)count : 1;
}
