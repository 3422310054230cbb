/* Where the parameters of an entry point go: the model-parameter flow.
 *
 * Facts about single steps (schema.h: CCH_VALUE, CCH_FLOW, CCH_USE) are joined
 * over the whole program: Python's arguments with the parameters of the C++
 * function that a binding names, results with what takes them, a method with
 * those that override it. From each parameter of an entry the flows are
 * followed to all that it ends in.
 *
 * What counts as a flow:
 * - Calls and returns match: what enters a function at one call leaves it at
 *   that call alone. A field, an attribute or a global holds a value whatever
 *   the calls were.
 * - Only functions that can be reached from the entry (for a constructor: from
 *   any method of its class) store, hand on or use values.
 * - Data and form are told apart (schema.h: enum cch_part): what is only shaped
 *   like a parameter holds nothing of it, and of x * scale the scale gives no shape.
 * - A flow is certain if every step of it is. A step is possible when the call
 *   that it goes by is (virtual, through a pointer), or the object is one of
 *   several, or a library's function may have stored a value.
 * - Where there are several ways from a parameter to one end the shortest is
 *   told, a certain one before possible ones; the order is stable.
 *
 * Ownership: a model owns all it holds and refers to rows and strings of the
 * program, which must outlive it. Nothing here changes the program.
 */
#ifndef CCH_PARAMS_MODEL_H
#define CCH_PARAMS_MODEL_H

#include "base/error.h"
#include "graph/view/view.h"
#include "params/model/parameters.h"

/* The entries that are meant when none are named: Python functions that reach
 * a binding and, without Python, host functions that reach a kernel and that
 * nothing calls. `entries` is to be freed. Errors: CCH_ERROR_MEMORY. */
int cch_model_entries(const cch_view *view, uint32_t **entries, size_t *count, cch_error *error);

/* `view` is of CCH_LEVEL_SOURCE, without folding. Errors: CCH_ERROR_MEMORY. */
int cch_model_make(cch_model **model, const cch_view *view, const struct cch_model_request *request, cch_error *error);
void cch_model_free(cch_model *model); /* NULL is fine */

/* The steps of an end's way by number, first to last, in `*way`, an array that
 * the caller keeps from call to call (NULL and 0 at first) and frees. Returns how
 * many; SIZE_MAX without memory. */
size_t cch_model_way(const struct cch_model_parameter *parameter, const struct cch_model_end *end, uint32_t **way,
                     size_t *capacity);

#endif
