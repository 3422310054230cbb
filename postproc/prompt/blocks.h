/* Which pieces of code a chain's prompt shows. */
#ifndef CCH_PROMPT_BLOCKS_H
#define CCH_PROMPT_BLOCKS_H

#include <stddef.h>
#include <stdint.h>

#include "graph/view/view.h"
#include "prompt/prompt.h"

enum cch_block_part {
    CCH_BLOCK_START,       /* the starting point, or the class that it is a method of */
    CCH_BLOCK_STEP,        /* a function further on */
    CCH_BLOCK_CONSTRUCTOR, /* __init__ of the class that a step is a method of */
    CCH_BLOCK_BINDING,     /* where C++ gives the name to Python */
    CCH_BLOCK_BOUND        /* the C++ function behind a binding at the chain's end */
};

/* Lines `first` to `last` of a file, both included. */
typedef struct cch_block {
    uint32_t function; /* that it is shown for */
    uint32_t file;     /* string of the graph */
    uint32_t first, last;
    uint32_t rank; /* 0: the most important; what is least important is left out first */
    enum cch_block_part part;
} cch_block;

typedef struct cch_block_list {
    cch_block *items;
    size_t count, capacity;
} cch_block_list;

/* The blocks of a chain in the order of the chain; none lies within another.
 * Replaces the list's contents. Functions without a known definition have
 * none. Ranks, all different: in CCH_PROMPT_MODEL the nearer to the start the
 * more important; in CCH_PROMPT_HARDWARE the end comes first, then what
 * launches it, then the start. Errors: CCH_ERROR_MEMORY. */
int cch_blocks_of_chain(cch_block_list *blocks, const cch_view *view, const uint32_t *functions, size_t count,
                        enum cch_prompt_mode mode);

/* The __init__ beside a Python method, 0 when there is none. */
uint32_t cch_constructor_beside(const cch_view *view, uint32_t method);

#endif
