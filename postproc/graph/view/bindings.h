/* The names at which Python and compiled code meet: which of them both sides
 * have, and why the others lack one, as far as the graph can tell.
 *
 * An overload of an operator (torch.ops.ns.op.overload) is not listed where
 * its packet (torch.ops.ns.op) has the same function: Python calls either.
 */
#ifndef CCH_GRAPH_BINDINGS_H
#define CCH_GRAPH_BINDINGS_H

#include "graph/view/question.h"

enum cch_bound {
    CCH_BOUND_JOINED,   /* Python calls it, and it is known what runs */
    CCH_BOUND_UNBOUND,  /* Python calls it, and nothing tells what runs */
    CCH_BOUND_UNCALLED, /* bound, and no Python calls it */
    CCH_BOUND_COUNT
};

/* Why one side is lacking; each has a code and a sentence. */
enum cch_bound_reason {
    CCH_BOUND_COMPLETE,        /* neither is */
    CCH_BOUND_NO_CODE,         /* no compiled code was read */
    CCH_BOUND_UNIMPLEMENTED,   /* declared, by a schema say; which function it is no unit that was read tells */
    CCH_BOUND_NO_FUNCTION,     /* a C function that no unit that was read defines */
    CCH_BOUND_LIBRARY_UNKNOWN, /* of a library whose file is not known */
    CCH_BOUND_NOT_READ,        /* of a kind of binding that is not read */
    CCH_BOUND_MODULE_UNNAMED,  /* so called is what a unit binds in a module that it does not name (about: where) */
    CCH_BOUND_NAME_COMPUTED,   /* its module is bound, with names that are worked out (about: where) */
    CCH_BOUND_NOT_IN_MODULE,   /* its module is bound, without this name (about: where) */
    CCH_BOUND_NO_MODULE,       /* no unit that was read binds its module: another library's, or not compiled */
    CCH_BOUND_NO_PYTHON,       /* no Python was read */
    CCH_BOUND_CALL_COMPUTED,   /* nobody names it, but names of its module are worked out (about: where) */
    CCH_BOUND_NOT_CALLED,      /* no Python that was read calls it */
    CCH_BOUND_REASON_COUNT
};

struct cch_bound_name {
    uint32_t name;     /* function of the view */
    uint32_t target;   /* function of the view that runs, the least of several; 0 none is known */
    uint32_t row;      /* of CCH_BINDING, the first of the name; 0 none */
    uint32_t bound_at; /* sites; 0 none */
    uint32_t called_at;
    uint32_t about; /* site that the reason is about; 0 none */
    enum cch_bound state;
    enum cch_bound_reason reason;
};

typedef struct cch_bindings {
    struct cch_bound_name *items; /* in the order of the functions given */
    size_t count;
    size_t states[CCH_BOUND_COUNT];
    size_t unread; /* units that are expected and missing, or incomplete */
} cch_bindings;

/* Of `functions`, those that are bindings. Errors: CCH_ERROR_MEMORY; to be released in any case. */
int cch_bindings_make(cch_bindings *bindings, const cch_question *question, const struct cch_numbers *functions,
                      cch_error *error);
void cch_bindings_release(cch_bindings *bindings);

const char *cch_bound_name(enum cch_bound state);                 /* "joined" */
const char *cch_bound_reason_code(enum cch_bound_reason reason);  /* "not-compiled"; "" for complete */
const char *cch_bound_reason_words(enum cch_bound_reason reason); /* the sentence */

/* A row each, of those in `states` (a mask of 1 << state). Returns 0 or CCH_ERROR_MEMORY. */
int cch_list_bindings(const cch_question *question, const cch_bindings *bindings, unsigned states,
                      const struct cch_format *format, FILE *stream);

/* The name of a kind of binding: "pybind11", "TORCH_LIBRARY" … */
const char *cch_binding_kind(uint32_t kind);

#endif
