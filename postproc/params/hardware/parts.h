/* The parts of a row of the hardware table. Private to params/. */
#ifndef CCH_PARAMS_HARDWARE_PARTS_H
#define CCH_PARAMS_HARDWARE_PARTS_H

#include "base/json.h"
#include "graph/view/launches.h"
#include "graph/view/name.h"
#include "graph/view/view.h"
#include "graph_file/range.h"
#include "params/hardware/row.h"

struct cch_hardware_queries;

struct cch_hardware {
    const cch_program *program;
    const cch_graph *graph;
    cch_names *names;
    cch_view *view, *source; /* at both levels */
    cch_way_finder *finder;
    cch_order constants; /* CCH_CONSTANT by class, then place */
    cch_order settings;  /* CCH_KERNEL_SETTING by kernel */
    struct cch_hardware_queries *queries;
    json_object *parts; /* settings and traits of the kernel whose rows are made, or NULL */
    uint32_t parts_kernel;
    json_object *used; /* by identity of a kernel as written: names that its code uses, or null */
};

/* Sorts what is looked up; 0 or -1 without memory. */
int cch_hardware_index(struct cch_hardware *hardware);
void cch_hardware_release(struct cch_hardware *hardware);

json_object *cch_hardware_unknown(const char *reason, enum cch_reason code);
json_object *cch_hardware_list(const cch_graph *graph, uint32_t string); /* of the lines of a string */
json_object *cch_hardware_site(const cch_graph *graph, uint32_t site);   /* NULL: none */
json_object *cch_hardware_value(const char *text);                       /* a number, true, false, or a string */
void cch_hardware_add_strings(const cch_graph *graph, json_object *array, uint32_t list); /* each once */
void cch_hardware_add_unique(json_object *array, json_object *item);                      /* takes the item */
/* A number, [x, y, z], an expression, or why it is not known. NULL: out of memory. */
json_object *cch_hardware_extent(const cch_graph *graph, const struct cch_extent *extent);
json_object *cch_hardware_amount(const cch_graph *graph, const struct cch_amount *amount, uint32_t depends);
/* What a launch and a kernel are given, of the row whose launches and kernel are set. */
void cch_hardware_read_launch(const cch_graph *graph, struct cch_hardware_row *row);
/* grid, block, shared memory, attributes and the rest; launch bounds */
void cch_hardware_add_configuration(const struct cch_hardware *hardware, json_object *object,
                                    const struct cch_hardware_row *row);
void cch_hardware_add_bounds(json_object *object, const struct cch_bounds *bounds);
struct cch_static_shared cch_hardware_static_shared(const cch_graph *graph, uint32_t kernel);
void cch_hardware_add_static_shared(const cch_graph *graph, json_object *object,
                                    const struct cch_static_shared *shared);

/* kernel, id, site, template_arguments */
void cch_hardware_add_names(struct cch_hardware *hardware, json_object *row, uint32_t kernel, uint32_t launch);
/* passes (the array, taken, and the kernel's own), architectures */
void cch_hardware_add_passes(const struct cch_hardware *hardware, json_object *row, uint32_t kernel,
                             json_object *passes);
int cch_hardware_add_settings(struct cch_hardware *hardware, json_object *row, uint32_t kernel);
void cch_hardware_add_traits(struct cch_hardware *hardware, json_object *row, uint32_t kernel);
void cch_hardware_add_conditions(struct cch_hardware *hardware, json_object *row, const struct cch_ways *ways);
/* What is asked of the device anywhere, and what it decides; then of a kernel by its launches (rows of CCH_LAUNCH)
 * and the ways to them: queries that a function asks which leads there, or is called from one that does. */
int cch_hardware_queries_make(struct cch_hardware *hardware);         /* 0 or CCH_ERROR_MEMORY */
void cch_hardware_queries_free(struct cch_hardware_queries *queries); /* NULL is fine */
void cch_hardware_add_queries(struct cch_hardware *hardware, json_object *row, const uint32_t *launches, size_t count,
                              const struct cch_ways *ways);

#endif
