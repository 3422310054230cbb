/* What nvcc defines and clang does not, without which code vanishes: its
 * version above all (#if __CUDACC_VER_MAJOR__ >= 12).
 *
 * Only a unit that nvcc compiles gets them; what clang compiles, clang's own
 * macros describe. Beside them are those that stand in for builtins of nvcc's
 * front end, which such code then uses. */
#ifndef CCH_BUILD_NVCC_MACROS_H
#define CCH_BUILD_NVCC_MACROS_H

#include "build/translate/translation.h"

/* nvcc of a toolkit. */
typedef struct cch_nvcc_release {
    unsigned major, minor, build; /* major 0: unknown */
} cch_nvcc_release;

/* Releases that were looked up, by folder. One full of zeros knows none. */
struct cch_nvcc_releases {
    struct cch_known_release {
        char *folder;
        cch_nvcc_release release;
    } *items;
    size_t count, capacity;
};
void cch_nvcc_releases_release(cch_nvcc_releases *releases);

/* That of a toolkit, from its version.json, else from what nvcc or ptxas in it
 * say of themselves (read, never run), else from cuda.h, whose build is
 * unknown. Kept in `known`, which may be NULL: the programs are 30 MB each. */
cch_nvcc_release cch_nvcc_release_of(const cch_cuda_toolkit *toolkit, cch_nvcc_releases *known);

/* Fills `macros` and `architecture_macros` of the translation of a command of
 * nvcc's whose toolkit and architectures are known. `asked`: the latter as they
 * were named; `chosen`: the user did, in place of the command. */
void cch_nvcc_macros_add(cch_translation *translation, const cch_word_list *asked, bool chosen,
                         cch_nvcc_release release);

#endif
