/* What a translation takes over to the clang at hand, found out by asking it:
 * options that it refuses, and where gcc's own headers are.
 *
 * gcc and other clangs have options that the clang at hand does not know, and
 * one of them would keep a whole unit from being read. Options that no table
 * of the translation knows are therefore put to `clang -###`, which reads a
 * command line and runs nothing: once for each set of new ones, so once or
 * twice for a build.
 *
 * omp.h, quadmath.h and others come with gcc, and clang looks for them in its
 * own folder alone; a unit of gcc's gets those that clang has no own ones of
 * behind all others. Not the rest: clang's <stdatomic.h> would include gcc's,
 * which clang cannot read. */
#ifndef CCH_BUILD_CLANG_OPTIONS_H
#define CCH_BUILD_CLANG_OPTIONS_H

#include "build/translate/translate.h"

/* What is known so far. One full of zeros knows nothing. */
typedef struct cch_clang_options {
    cch_word_list accepted, refused;
    unsigned asked;    /* how often clang ran; after 50 times all is accepted */
    char *gcc_headers; /* of the gcc whose library clang uses; "" for none, NULL not yet asked */
    const char *links; /* a folder with links to those that clang lacks; NULL: all are taken */
    bool makes_links;  /* the folder is made, and brought up to date */
} cch_clang_options;

void cch_clang_options_release(cch_clang_options *options);

/* Takes what `clang` refuses out of the translation's arguments and adds it to
 * its `ignored`; adds gcc's headers. */
void cch_clang_options_filter(cch_clang_options *options, const char *clang, cch_translation *translation);

#endif
