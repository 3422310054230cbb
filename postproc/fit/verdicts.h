/* What can be said of a launch on a device, in words. */
#ifndef CCH_FIT_VERDICTS_H
#define CCH_FIT_VERDICTS_H

enum cch_fit_verdict {
    CCH_FIT_LAUNCHES,
    CCH_FIT_OPTIN,        /* because the code asks for so much shared memory, on every way there */
    CCH_FIT_OPTIN_ABSENT, /* would only if it did: it does not, or not on every way */
    CCH_FIT_EXCEEDS,      /* cannot: `excess` says what of it is too much, and by how much */
    CCH_FIT_NOT_REACHED,  /* the host's conditions keep it from being launched there */
    CCH_FIT_NOT_COMPILED, /* no code for the device */
    CCH_FIT_STUB,         /* the code for the device does nothing */
    CCH_FIT_UNKNOWN,
    CCH_FIT_VERDICTS
};
const char *cch_fit_verdict_name(enum cch_fit_verdict verdict); /* "exceeds" */

enum cch_fit_excess {
    CCH_FIT_NOTHING,
    CCH_FIT_SHARED_MEMORY, /* bytes */
    CCH_FIT_THREADS,       /* of a block, over the device's limit */
    CCH_FIT_BOUND,         /* the same over __launch_bounds__ */
    CCH_FIT_DIMENSION,     /* of a block or a grid, in one direction */
    CCH_FIT_CLUSTER,       /* blocks of it */
    CCH_FIT_REGISTERS      /* of a block */
};
const char *cch_fit_excess_unit(enum cch_fit_excess excess); /* "bytes of shared memory" */

enum cch_fit_code {
    CCH_FIT_COMPILED,
    CCH_FIT_AS_PTX, /* for a lesser device alone: runs where the binary has its PTX, which a graph does not tell */
    CCH_FIT_NO_CODE,
    CCH_FIT_EMPTY,       /* the body does nothing there: a preprocessor's condition leaves it so */
    CCH_FIT_IDLE,        /* all that it calls does nothing there; what it does itself is not known */
    CCH_FIT_CODE_UNKNOWN /* no device pass of its units is in the graph */
};

/* How the code asks for shared memory beyond what every launch may have; the better one is less. */
enum cch_fit_optin {
    CCH_FIT_OPTIN_NEEDLESS,
    CCH_FIT_OPTIN_SET,       /* before the launch, on every way to it, for at least as much */
    CCH_FIT_OPTIN_ELSEWHERE, /* in another function: whether that ran is not known */
    CCH_FIT_OPTIN_SOMETIMES, /* on some ways */
    CCH_FIT_OPTIN_UNREAD,    /* for how much, or of which kernel, is not known */
    CCH_FIT_OPTIN_LESS,      /* for less than the launch has */
    CCH_FIT_OPTIN_NEVER
};
const char *cch_fit_optin_name(enum cch_fit_optin optin); /* "set", "on some ways" … */

enum { CCH_FIT_UNREAD = -1 }; /* a number that is not known */

#endif
