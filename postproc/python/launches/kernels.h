/* With what a Triton kernel is launched: one configuration, or, where it is
 * tuned, as many as there are. */
#ifndef CCH_PYTHON_LAUNCH_KERNELS_H
#define CCH_PYTHON_LAUNCH_KERNELS_H

#include "python/launches/scene.h"

enum { PY_CONFIGURATIONS_MAX = 2048 };

struct cch_py_configuration {
    cch_py_term *meta;    /* dict: the kernel's parameters by name, as far as they are given */
    cch_py_term *options; /* dict: num_warps … */
    const char *warps_of; /* who gives num_warps: "", "autotune", "heuristics", "default"; NULL: not known */
    const char *unknown;  /* what is not known of it, or "" */
};
typedef PY_ARRAY(struct cch_py_configuration) cch_py_configurations;

/* kernel(arguments…): `value` is what the launched expression is in the frame. */
void cch_py_configure(struct cch_py_frame *frame, uint32_t kernel, cch_py_term *value, cch_py_term *const *arguments,
                      uint32_t count, cch_py_configurations *out);
/* Whether the parameter is annotated as a constant of the kernel's compilation. */
int cch_py_is_constexpr(struct cch_py_scene *scene, uint32_t kernel, uint32_t parameter);

#endif
