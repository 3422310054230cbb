/* Where a CUDA toolkit is, and which. */
#ifndef CCH_BUILD_CUDA_TOOLKIT_H
#define CCH_BUILD_CUDA_TOOLKIT_H

#include <stddef.h>

#include "build/commands/word_list.h"

typedef struct cch_cuda_toolkit {
    char *path;            /* for clang's --cuda-path; NULL: not found */
    cch_word_list include; /* folders of headers beside path/include */
} cch_cuda_toolkit;

/* Finds the toolkit of a command. In this order: `given` (what the user named;
 * may be NULL), the place of `nvcc` (a path, or a name that is looked up in
 * $PATH; NULL when the compiler is another), also when that is a link; CUDA_HOME
 * and CUDA_PATH in `environment` or this process's; the place that a header
 * folder in `folders` belongs to; /usr/local/cuda. Relative names count from
 * `directory`.
 *
 * A folder is one when it has include/cuda_runtime.h. So is a Python
 * environment's nvidia/cu13, and nvidia/cuda_nvcc with nvidia/cuda_runtime
 * and others beside it (the wheels of CUDA 12), whose headers then come as
 * `include`. A folder of these (…/site-packages/nvidia/cuda_runtime, or
 * …/nvidia itself) will do for CUDA_HOME too. Release it in any case. */
void cch_cuda_toolkit_find(cch_cuda_toolkit *toolkit, const char *given, const char *nvcc,
                           const cch_word_list *environment, const cch_word_list *folders, const char *directory);
void cch_cuda_toolkit_release(cch_cuda_toolkit *toolkit);

/* Its version as CUDA_VERSION has it (12080), read from its cuda.h or
 * version.json; 0 for unknown. */
unsigned cch_cuda_toolkit_version(const cch_cuda_toolkit *toolkit);

/* What the user should know about a toolkit for that clang, one line into
 * `text`; "" for nothing. */
void cch_cuda_toolkit_advice(const cch_cuda_toolkit *toolkit, unsigned clang_major, char *text, size_t size);

#endif
