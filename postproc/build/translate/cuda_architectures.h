/* Architectures of NVIDIA's GPUs by name, and which of them a clang knows. */
#ifndef CCH_BUILD_CUDA_ARCHITECTURES_H
#define CCH_BUILD_CUDA_ARCHITECTURES_H

#include "base/error.h"
#include "build/commands/word_list.h"

/* Adds what `name` stands for, once each, as clang calls it ("sm_80"):
 * "sm_80", "compute_80", "lto_80", "80", "8.0", "90a"; "all" and "all-major"
 * for what nvcc of that toolkit takes them for. `toolkit` is as CUDA_VERSION
 * has it (12080), 0 for unknown. False when it is none of these ("native"). */
bool cch_cuda_architecture_add(cch_word_list *architectures, const char *name, unsigned toolkit);

/* Adds the names of a list that a user gave ("80,sm_90a"; also with ';' or
 * blanks) as they stand. */
void cch_cuda_architectures_split(cch_word_list *names, const char *list);

/* What nvcc of that toolkit compiles for when it isn't told. */
const char *cch_cuda_architecture_default(unsigned toolkit);

/* The architecture that stands in for `name` ("sm_103a") with a clang of that
 * major: itself when that clang knows it, else the plain form of it, else the
 * next lower that it knows. 0 for the newest clang. */
void cch_cuda_architecture_known(const char *name, unsigned clang_major, char known[16]);

/* The newest toolkit that a clang of that major knows, as CUDA_VERSION. */
unsigned cch_cuda_newest_known(unsigned clang_major);

#endif
