/* A row of the hardware table (hardware.h), typed: numbers, expressions with
 * what they depend on, or unknown with a coded reason; and what of the graph it
 * is made of. Texts are the graph's. */
#ifndef CCH_PARAMS_HARDWARE_ROW_H
#define CCH_PARAMS_HARDWARE_ROW_H

#include "graph/view/launches.h"
#include "params/hardware/ways.h"

struct json_object;

enum cch_quantity_kind {
    CCH_QUANTITY_NONE, /* not given */
    CCH_QUANTITY_NUMBER,
    CCH_QUANTITY_TRUTH,
    CCH_QUANTITY_EXTENT, /* three dimensions: numbers or expressions */
    CCH_QUANTITY_EXPRESSION,
    CCH_QUANTITY_UNKNOWN
};

struct cch_quantity {
    enum cch_quantity_kind kind;
    enum cch_reason reason;   /* of an UNKNOWN one */
    int64_t number;           /* of a NUMBER or a TRUTH */
    struct cch_extent extent; /* of an EXTENT, and of one that is UNKNOWN for a dimension of it */
    const char *parts[3];     /* of an EXPRESSION: its text; of a vector three, "" for one that is not set */
    bool is_vector;
    const char *when; /* the conditions under which it is given; "": always */
    uint32_t depends; /* string: a list */
};

/* __launch_bounds__ */
struct cch_bounds {
    enum cch_quantity_kind kind; /* NONE, NUMBER or UNKNOWN */
    enum cch_reason reason;
    int64_t numbers[3]; /* threads, blocks, blocks of a cluster; of the latter two 0: not given */
};

/* The __shared__ variables of a kernel and of what it calls. */
struct cch_static_shared {
    enum cch_quantity_kind kind; /* NONE (a kernel in Python), NUMBER, EXPRESSION (as much at least, or one of several)
                                    or UNKNOWN */
    enum cch_reason reason;
    uint32_t least, most; /* bytes */
    uint32_t open;        /* enum cch_shared_open: there may be more */
    uint32_t alignment;   /* 0: there are no such variables */
    uint32_t variables;   /* string: a list */
};

struct cch_hardware_row {
    uint32_t kernel;          /* function; 0: not known */
    const uint32_t *launches; /* rows of CCH_LAUNCH that are alike but for their callers */
    size_t count;
    struct cch_configuration given;
    struct cch_quantity cooperative, programmatic_serialization, cluster;
    struct cch_bounds bounds;
    struct cch_static_shared static_shared;
    const struct cch_ways *ways; /* there through branches */
    struct cch_hardware *table;  /* private */
    struct json_object *object;  /* private */
};

/* The row as an object (hardware.h), with its settings, traits and queries, which
 * are looked up when it is asked for; json_object_put lets it go. NULL: out of memory. */
struct json_object *cch_hardware_object(struct cch_hardware_row *row);

#endif
