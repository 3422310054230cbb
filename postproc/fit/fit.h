/* Does a launch fit a device? For each row of the hardware table and each
 * device, the launch's block, shared memory and cluster beside what the device
 * can hold (params/devices.h), what the code asks the runtime for, whether the
 * host's conditions lead there on that device, and whether it is compiled for it.
 *
 * What is not known stays so, with its reason: a verdict is then CCH_FIT_UNKNOWN
 * unless another part alone settles it. */
#ifndef CCH_FIT_FIT_H
#define CCH_FIT_FIT_H

#include "params/devices.h"
#include "params/hardware/hardware.h"

enum cch_fit_verdict {
    CCH_FIT_LAUNCHES,
    CCH_FIT_OPTIN,        /* because the code asks for so much shared memory, on every way there */
    CCH_FIT_OPTIN_ABSENT, /* would only if it did: it does not, or not on every way */
    CCH_FIT_EXCEEDS,      /* cannot: `excess` says what of it is too much, and by how much */
    CCH_FIT_NOT_REACHED,  /* the host's conditions keep it from being launched there */
    CCH_FIT_NOT_COMPILED, /* no code for the device */
    CCH_FIT_STUB,         /* the code for the device does nothing */
    CCH_FIT_UNKNOWN,
    CCH_FIT_VERDICTS
};
const char *cch_fit_verdict_name(enum cch_fit_verdict verdict); /* "exceeds" */

enum cch_fit_excess {
    CCH_FIT_NOTHING,
    CCH_FIT_SHARED_MEMORY, /* bytes */
    CCH_FIT_THREADS,       /* of a block, over the device's limit */
    CCH_FIT_BOUND,         /* the same over __launch_bounds__ */
    CCH_FIT_DIMENSION,     /* of a block or a grid, in one direction */
    CCH_FIT_CLUSTER,       /* blocks of it */
    CCH_FIT_REGISTERS      /* of a block */
};
const char *cch_fit_excess_unit(enum cch_fit_excess excess); /* "bytes of shared memory" */

enum cch_fit_code {
    CCH_FIT_COMPILED,
    CCH_FIT_AS_PTX, /* for a lesser device alone: runs where the binary has its PTX, which a graph does not tell */
    CCH_FIT_NO_CODE,
    CCH_FIT_EMPTY,       /* the body does nothing there: a preprocessor's condition leaves it so */
    CCH_FIT_IDLE,        /* all that it calls does nothing there; what it does itself is not known */
    CCH_FIT_CODE_UNKNOWN /* no device pass of its units is in the graph */
};

/* How the code asks for shared memory beyond what every launch may have; the better one is less. */
enum cch_fit_optin {
    CCH_FIT_OPTIN_NEEDLESS,
    CCH_FIT_OPTIN_SET,       /* before the launch, on every way to it, for at least as much */
    CCH_FIT_OPTIN_ELSEWHERE, /* in another function: whether that ran is not known */
    CCH_FIT_OPTIN_SOMETIMES, /* on some ways */
    CCH_FIT_OPTIN_UNREAD,    /* for how much, or of which kernel, is not known */
    CCH_FIT_OPTIN_LESS,      /* for less than the launch has */
    CCH_FIT_OPTIN_NEVER
};
const char *cch_fit_optin_name(enum cch_fit_optin optin); /* "set", "on some ways" … */

enum { CCH_FIT_UNREAD = -1 }; /* a number that is not known */

struct cch_fit {
    const struct cch_hardware_row *row;
    const struct cch_device *device;
    enum cch_fit_verdict verdict;
    int64_t threads, dynamic_shared, static_shared; /* of a block; CCH_FIT_UNREAD */
    int64_t static_least;                           /* where it is not known: so much at least */
    int64_t registers;                              /* of a thread; CCH_FIT_UNREAD */
    int64_t limit;                                  /* of shared memory: what such a launch may have there */
    enum cch_fit_excess excess;                     /* also of what is not reached or has no code there */
    int64_t by;
    enum cch_fit_optin optin;
    enum cch_fit_code code;
    const char *compiled; /* "sm_80,sm_90": until the next row */
    const char *reason;   /* a phrase: why it is unknown, not reached, or what is not sure; "" */
    bool wrongly;         /* a condition on the compute capability admits the device, for which the body is empty */
    uint32_t condition;   /* row of CCH_GUARD: that one, or the one that keeps the launch away; 0 */
    int64_t blocks;       /* on a multiprocessor at once; CCH_FIT_UNREAD */
    const char *limited;  /* by what: "registers"; "" */
};

/* What a compiler told of a kernel's code (cost/), in one architecture. False: nothing. */
struct cch_fit_code_facts {
    int64_t registers, static_shared; /* CCH_FIT_UNREAD */
};
typedef bool cch_fit_facts(void *data, uint32_t kernel, const char *architecture, struct cch_fit_code_facts *facts);

struct cch_fit_request {
    struct cch_hardware_request rows;
    const struct cch_device *devices;
    size_t device_count;
    cch_fit_facts *facts; /* NULL: there are none */
    void *data;
};

/* Calls `visit` for each row and device, in this order. Errors as for cch_hardware_visit. */
typedef int cch_fit_visitor(void *data, const struct cch_fit *fit);
int cch_fit_visit(const cch_program *program, cch_names *names, const struct cch_fit_request *request,
                  cch_fit_visitor *visit, void *data, cch_error *error);

/* The capabilities that the graph's units are compiled for, or, where it has no
 * device pass, all there are. To free(); NULL without memory. */
struct cch_device *cch_fit_devices(const cch_graph *graph, size_t *count);

/* How many blocks a multiprocessor holds at once, and by what that is limited
 * ("registers", "shared memory", "threads" or "blocks"). Registers or shared memory may be
 * CCH_FIT_UNREAD: then so is the result. */
int64_t cch_fit_blocks(const struct cch_device_limits *limits, int64_t threads, int64_t registers, int64_t shared,
                       const char **limited);

#endif
