/* Tensors as values: what PyTorch makes of shapes, for C++'s models and Python's. What
 * cannot be computed is unknown; a call that PyTorch would refuse gives NULL with
 * *refused set, where it matters. */
#ifndef CCH_EVALUATE_TENSORS_H
#define CCH_EVALUATE_TENSORS_H

#include "evaluate/machine.h"

/* A new one: contiguous, memory of its own, defined, on the device. `sizes` are values. */
const cch_datum *cch_tensor_new(cch_machine *machine, const cch_datum *const *sizes, size_t rank,
                                const cch_datum *dtype);
/* One of which only the reason is known. */
const cch_datum *cch_tensor_unknown(cch_machine *machine, const cch_datum *why);
extern const struct cch_tensor cch_tensor_undefined;

/* The strides of a contiguous one. */
void cch_tensor_make_contiguous(cch_machine *machine, struct cch_tensor *tensor);
/* Each may be unknown: BOOL or unknown. */
const cch_datum *cch_tensor_is_contiguous(cch_machine *machine, const struct cch_tensor *tensor);
const cch_datum *cch_tensor_numel(cch_machine *machine, const struct cch_tensor *tensor);
/* The dimension that an index, from the end when below 0, means; -1: out of range, or the rank is not known. */
int cch_tensor_dimension(const struct cch_tensor *tensor, cch_wide index);
const cch_datum *cch_tensor_size(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *index);
const cch_datum *cch_tensor_stride(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *index);

/* What these make; each returns a tensor's value. `a`, `b`: dimensions from 0. */
const cch_datum *cch_tensor_transpose(cch_machine *machine, const struct cch_tensor *tensor, unsigned a, unsigned b);
const cch_datum *cch_tensor_permute(cch_machine *machine, const struct cch_tensor *tensor, const unsigned *order);
/* sizes may have one -1. is_view: of strides that no view has, a refusal (NULL); else a copy. */
const cch_datum *cch_tensor_reshape(cch_machine *machine, const struct cch_tensor *tensor,
                                    const cch_datum *const *sizes, size_t rank);
const cch_datum *cch_tensor_contiguous(cch_machine *machine, const struct cch_tensor *tensor);
/* tensor[…, begin:end:step, …]; NULL for a bound that is left out. */
const cch_datum *cch_tensor_slice(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension,
                                  const cch_datum *begin, const cch_datum *end, const cch_datum *step);
const cch_datum *cch_tensor_select(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension);
const cch_datum *cch_tensor_unsqueeze(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension);
const cch_datum *cch_tensor_squeeze(cch_machine *machine, const struct cch_tensor *tensor, unsigned dimension);
const cch_datum *cch_tensor_expand(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *const *sizes,
                                   size_t rank);
/* Another type of elements; the same tensor where it has it already. */
const cch_datum *cch_tensor_to(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *dtype);
/* The last `count` numbers are what each dimension, the last one first, grows by: (before, after, before, after …). */
const cch_datum *cch_tensor_pad(cch_machine *machine, const struct cch_tensor *tensor, const cch_datum *const *by,
                                size_t count);
/* The tensor itself becomes another one, in place: whoever holds it sees that, and what may be it is either. */
void cch_tensor_replace(cch_machine *machine, const struct cch_tensor *before, const cch_datum *after);
/* Its elements were written: what others that share its memory hold is not known any more. */
void cch_tensor_written(cch_machine *machine, const struct cch_tensor *tensor);
/* Like torch.empty_like: the strides of a dense one, else contiguous. */
const cch_datum *cch_tensor_empty_like(cch_machine *machine, const struct cch_tensor *tensor);
/* What an element-wise operation of both makes (broadcast); the types of elements are promoted if they are alike. */
const cch_datum *cch_tensor_broadcast(cch_machine *machine, const struct cch_tensor *a, const struct cch_tensor *b);

#endif
