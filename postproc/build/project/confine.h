/* Holding a program back that was written by others: no network, and nothing
 * written but below some folders. It, and whatever it starts, has no way back.
 *
 * The network is taken away by a filter of system calls (seccomp), files by
 * Landlock, where the kernel has it. What a kernel lacks is told by
 * cch_confine_limits, before.
 */
#ifndef CCH_BUILD_PROJECT_CONFINE_H
#define CCH_BUILD_PROJECT_CONFINE_H

#include <stdbool.h>

struct cch_confinement {
    const char *const *writable; /* folders, NULL at the end; NULL: all may be written */
    bool network;                /* leave it */
};

/* For the process between fork and exec: makes only system calls. 0, or an
 * errno when what this kernel can do could not be done. */
int cch_confine(const struct cch_confinement *wanted);

struct cch_confine_limits {
    bool files, network; /* the kernel can keep a program from these */
};
struct cch_confine_limits cch_confine_limits(void);

#endif
