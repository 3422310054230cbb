/* The functions of the CUDA and HIP runtimes and of the CUDA driver, as data:
 * which of their arguments say what. A function to add is a row of cuda.c. */
#ifndef CALLCHAIN_PLUGIN_KNOW_CUDA_H
#define CALLCHAIN_PLUGIN_KNOW_CUDA_H

#include "shim/shim.h"

/* The parts of a launch configuration. */
enum { CUDA_GRID, CUDA_BLOCK, CUDA_SHARED_MEMORY, CUDA_STREAM, CUDA_CONFIGURATION_PARTS };

/* A function that launches a kernel. */
struct cuda_launch {
    const char *name;
    int kernel;                          /* which argument is the kernel */
    int structure;                       /* which is a cudaLaunchConfig_t, or -1: as below */
    int parts[CUDA_CONFIGURATION_PARTS]; /* which argument is which part; -1: none */
    bool driver;                         /* the kernel is a handle (cuda_handle_named), grid and block are three
                                            numbers each, the first at its place, or the members of a CUlaunchConfig */
    const char *member; /* the structure's that is the kernel, for a node of a graph that may be launched; or NULL */
};
const struct cuda_launch *cuda_launch_named(const char *name); /* NULL: it launches nothing */

/* The members of the structure that are the parts, by part and dimension; NULL: it has no such. */
const char *cuda_launch_member(const struct cuda_launch *launch, int part, int dimension);

/* A function that gives the handle of a kernel. */
struct cuda_handle {
    const char *name;
    int out;    /* the argument that the handle is stored through */
    int kernel; /* the kernel, or its name */
    bool named;
};
const struct cuda_handle *cuda_handle_named(const char *name); /* NULL: it gives none */

/* The name of a launch attribute with this number; NULL: it has none here. */
const char *cuda_launch_attribute(int64_t number);

/* cudaFuncSetAttribute and its like: the first argument is the kernel, the second the attribute. */
bool cuda_is_setting(const char *name);

/* A function that asks the device or the runtime. */
struct cuda_query {
    const char *name;
    int named; /* the argument whose text names what is asked; -1: the function's name says it */
    int out;   /* the argument that the answer is stored through; -1: none, or several */
};
const struct cuda_query *cuda_query_named(const char *name); /* NULL: it asks nothing */
/* The name of what the call asks ("cudaDevAttrMultiProcessorCount"); NULL: it asks nothing. Lives until the next
 * string of the unit. */
const char *cuda_query_of(shim_unit *unit, shim_stmt call, const struct shim_call *facts);

/* Classes whose members tell of a device or a kernel: cudaDeviceProp. */
bool cuda_is_properties(const char *class_name);

#endif
