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
#include "fit/verdicts.h"

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
