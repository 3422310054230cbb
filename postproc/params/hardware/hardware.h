/* The hardware table: what decides how each launched kernel specialization
 * runs, gathered from a program's launches (graph/launches.h) and the facts
 * around them (schema.h). Nothing is guessed: what the compiler could not tell is
 * an object with the member "unknown", whose text says why.
 *
 * As JSON a table is an array with an object for each launch: a specialization, a
 * place where it is launched, a way there through the branches of the function
 * that launches, and a configuration. They are in the order of the kernels'
 * names, their identities, and then the places:
 *
 *   kernel, id, site      the kernel's readable name with its arguments, its
 *                         identity, the place of its definition
 *   units, passes, architectures    in which it is launched or compiled
 *   template_arguments    an object: parameter → value; the value of a class is
 *                         {"type", "arguments": {…}} where it has arguments
 *   grid, block           [x, y, z], or {"expression", "dimensions": [x, y, z], "depends_on"}: without
 *                         "dimensions" the expression is of all three
 *   shared_memory_bytes   dynamic shared memory, as a value
 *   static_shared_memory_bytes    of the __shared__ variables of the kernel and of what it calls, as nvcc counts them:
 *                         a value ("80 or more", "0 to 16" where calls are only possible, or not all is known to be
 *                         read); null for a kernel in Python
 *   static_shared_memory_alignment    the greatest of these variables
 *   static_shared_variables    "name bytes", those of functions that are possibly called with "(possibly)" behind
 *   stream, api, launch_site
 *   callers               the functions that launch it there and so
 *   cooperative, programmatic_serialization    true or false, as a value
 *   cluster               as grid; null: not set, by the launch or __cluster_dims__
 *   launch_bounds         {"max_threads", "min_blocks", "max_blocks"} or null
 *   settings              cudaFuncSetAttribute and its like: {"api", "attribute",
 *                         "value", "conditions", "applies", "site"}; "applies" is
 *                         null where run time decides
 *   traits                the constants of the classes among its arguments, of
 *                         their bases and nested classes: {"name", "value",
 *                         "class", "passes", "used", "site"}; "used" is null
 *                         where no device pass tells
 *   conditions            the branches from a host entry to the launch, the
 *                         outermost first, of this launch alone: {"kind", "text", "value", "outcome",
 *                         "decided", "macro", "defines", "depends_on", "function",
 *                         "site"}; those of the first way
 *   other_ways            the conditions of each other way to it; more_ways: there are more than these
 *   recursive             functions on the way call each other in a circle: a condition of theirs
 *                         holds in one of the rounds
 *   queries               {"name", "text", "function", "site", "decides": […]}:
 *                         asked of the device on the way, where the answer
 *                         flows into a condition or a part of the configuration
 *
 * A value is a number, or {"expression", "depends_on": […]}, or {"unknown", "code"}: the
 * reason for reading, and, where it is one of cch_reason_name, for programs. An
 * attribute that is set in a branch only is "VALUE if CONDITION: OUTCOME".
 */
#ifndef CCH_PARAMS_HARDWARE_H
#define CCH_PARAMS_HARDWARE_H

#include "graph/view/name.h"
#include "graph/view/program.h"
#include "params/hardware/row.h"

/* Ways to one launch, and conditions of one way, that are kept; when there are more, the row's
 * member "more_ways" is true. */
#define CCH_HARDWARE_WAYS_MAX 64
#define CCH_HARDWARE_STEPS_MAX 512

struct cch_hardware_request {
    const char *const *kernels; /* patterns (select.h) on kernels; none: all */
    size_t kernel_count;
    const char *const *names; /* kernels as a profiler calls them (kernel_name.h): these, too, and each must be there */
    size_t name_count;
    const char *const *units; /* globs on units; none: all */
    size_t unit_count;
    const char *const *where; /* "width=128": a column (flat.h) and its value, all of them must hold */
    size_t where_count;
};

/* Calls `visit` for each row in turn (row.h), which is let go afterwards: the table of
 * a large program need not be held. What it returns, if not 0, ends that with
 * an error. Errors as for cch_hardware_table. */
typedef int cch_hardware_visitor(void *data, struct cch_hardware_row *row);
int cch_hardware_visit(const cch_program *program, cch_names *names, const struct cch_hardware_request *request,
                       cch_hardware_visitor *visit, void *data, cch_error *error);

/* Makes the table as JSON; json_object_put frees it. Errors: CCH_ERROR_USAGE for a
 * malformed request, CCH_ERROR_FORMAT when a kernel that was named is not
 * launched, CCH_ERROR_MEMORY. */
int cch_hardware_table(const cch_program *program, cch_names *names, const struct cch_hardware_request *request,
                       struct json_object **table, cch_error *error);

#endif
