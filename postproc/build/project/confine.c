#define _GNU_SOURCE /* O_PATH, syscall */
#include "build/project/confine.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if __has_include(<linux/landlock.h>)
#include <linux/landlock.h>
#endif

#if defined __x86_64__
#define OWN_ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined __aarch64__
#define OWN_ARCHITECTURE AUDIT_ARCH_AARCH64
#endif

/* The network --------------------------------------------------------------- */

#ifdef OWN_ARCHITECTURE
#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define SKIP_UNLESS(value, count) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (value), 0, (count))
#define REFUSE(number) BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | (number))

/* Refuses sockets of the internet, and the ways around it: calls of another
 * architecture, x86's third set of numbers, io_uring. */
static int take_network(void) {
    struct sock_filter filter[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCHITECTURE, 1, 0),
        REFUSE(EACCES),
        LOAD(nr),
        BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000u, 0, 1),
        REFUSE(ENOSYS),
        SKIP_UNLESS(__NR_io_uring_setup, 1),
        REFUSE(ENOSYS),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])), /* its low half: little endian */
        SKIP_UNLESS(AF_INET, 1),
        REFUSE(EACCES),
        SKIP_UNLESS(AF_INET6, 1),
        REFUSE(EACCES),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof filter / sizeof *filter, filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) ? errno : 0;
}
#else
static int take_network(void) { return 0; }
#endif

/* Files ----------------------------------------------------------------------- */

#if defined LANDLOCK_CREATE_RULESET_VERSION && defined __NR_landlock_create_ruleset
static int landlock_version(void) {
    long version = syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return version < 0 ? 0 : (int)version;
}

/* All that changes files, as the kernel knows it. */
static uint64_t changes(int version) {
    uint64_t all = LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |
                   LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |
                   LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                   LANDLOCK_ACCESS_FS_MAKE_SYM;
    if (version >= 2)
        all |= UINT64_C(1) << 13; /* renaming and linking into another folder */
    if (version >= 3)
        all |= UINT64_C(1) << 14; /* truncating */
    return all;
}

static int allow_below(int rules, const char *folder, uint64_t what) {
    int descriptor = open(folder, O_PATH | O_CLOEXEC);
    if (descriptor < 0)
        return 0; /* what is not there needs no rule */
    struct landlock_path_beneath_attr rule = {.allowed_access = what, .parent_fd = descriptor};
    long done = syscall(__NR_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    int problem = done ? errno : 0;
    close(descriptor);
    return problem;
}

static int take_files(const char *const *writable) {
    int version = landlock_version();
    if (!version)
        return 0;
    struct landlock_ruleset_attr attributes = {.handled_access_fs = changes(version)};
    int rules = (int)syscall(__NR_landlock_create_ruleset, &attributes, sizeof attributes.handled_access_fs, 0);
    if (rules < 0)
        return errno;
    uint64_t to_files = LANDLOCK_ACCESS_FS_WRITE_FILE | (version >= 3 ? UINT64_C(1) << 14 : 0);
    int problem = allow_below(rules, "/dev/null", to_files);
    for (; *writable && !problem; writable++)
        problem = allow_below(rules, *writable, changes(version));
    if (!problem && syscall(__NR_landlock_restrict_self, rules, 0))
        problem = errno;
    close(rules);
    return problem;
}
#else
static int landlock_version(void) { return 0; }
static int take_files(const char *const *writable) {
    (void)writable;
    return 0;
}
#endif

int cch_confine(const struct cch_confinement *wanted) {
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
        return errno;
    int problem = wanted->writable ? take_files(wanted->writable) : 0;
    return problem || wanted->network ? problem : take_network();
}

struct cch_confine_limits cch_confine_limits(void) {
    struct cch_confine_limits limits = {.files = landlock_version() > 0};
#ifdef OWN_ARCHITECTURE
    limits.network = prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0;
#endif
    return limits;
}
