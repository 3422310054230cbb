/* What Python's and a few libraries' functions do with terms: rows. */
#ifndef CCH_PYTHON_LAUNCH_LIBRARY_H
#define CCH_PYTHON_LAUNCH_LIBRARY_H

#include "python/launches/scene.h"

/* A call of something outside the program; NULL: nothing is known of it. */
cch_py_term *cch_py_library_call(struct cch_py_frame *frame, cch_py_term *callee, cch_py_term *const *arguments,
                                 uint32_t count);
/* A call (a node `py`) of a list's or dict's method; NULL: it is none. */
cch_py_term *cch_py_library_method(struct cch_py_frame *frame, uint32_t node);
/* An attribute of what a library made; NULL: nothing is known of it. */
cch_py_term *cch_py_library_attribute(struct cch_py_frame *frame, cch_py_term *of, const char *name);

/* "triton.autotune" of whatever is written so: the text's last two words, or all of it. */
int cch_py_is_called(struct cch_py_scene *scene, cch_py_term *callee, const char *name);
/* An argument by its name or its place; NULL: it is not given. */
cch_py_term *cch_py_given(cch_py_term *const *arguments, uint32_t count, uint32_t place, const char *name);

#endif
