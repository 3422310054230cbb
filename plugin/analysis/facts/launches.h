/* Kernel launches: what launches.c, launch_attributes.c and kernel_choice.c share. */
#ifndef CALLCHAIN_PLUGIN_LAUNCHES_H
#define CALLCHAIN_PLUGIN_LAUNCHES_H

#include "know/cuda.h"
#include "walk/walk.h"

/* A value assigned to a variable, or to a member of one, in the body at hand. */
struct assignment {
    shim_variable variable;
    const char *member; /* "gridDim", "[1].val.clusterDim.x"; NULL: the variable itself; owned */
    shim_stmt value;
    uint32_t guard;
};

/* What is launched is settled at the end of the body. */
struct pending_launch {
    shim_stmt call;
    shim_stmt kernel;
    uint32_t location;
    const struct cuda_launch *api; /* NULL: <<<>>> */
    uint32_t guard;
    bool never; /* its code never runs */
};

/* The strings of a CCH_LAUNCH_ATTRIBUTE. */
struct launch_attribute {
    uint32_t name, value[3], when, depends;
};

struct launch {
    uint32_t caller, kernel; /* entries; kernel UINT32_MAX: unknown */
    uint32_t location, guard;
    uint32_t api, text[4]; /* strings of the graph */
    uint32_t extent[2][3], shared_memory, depends[3]; /* the same: grid and block; x, y and z */
    uint32_t attribute, attribute_count; /* of the state's */
};

extern const struct analysis launches_analysis;

/* Its state. */
struct launches {
    VECTOR(struct launch) launches;
    VECTOR(struct launch_attribute) attributes;
    /* of the body at hand */
    VECTOR(struct assignment) assignments;
    VECTOR(struct pending_launch) pending;
};

/* launch_attributes.c: those that a cudaLaunchConfig_t (the argument of a launch) names, added to
 * the state's; how many. The guard at hand is the launch's. */
uint32_t launch_attributes_find(struct walk *walk, struct launches *launches, shim_stmt argument);
uint32_t launch_attributes_text(struct walk *walk, const struct launches *launches, const struct launch *launch); /* a string */
void launch_attributes_write(struct walk *walk, const struct launches *launches, const struct launch *launch,
                             uint32_t row);

#endif
