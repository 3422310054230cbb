/* What differs, as lists (diff.h says what a difference is). */
#ifndef CCH_GRAPH_DIFFERENCES_H
#define CCH_GRAPH_DIFFERENCES_H

#include "graph/chains/chains.h"

enum { CCH_OLD, CCH_NEW, CCH_SIDES };

enum cch_diff_what {
    CCH_DIFF_UNIT,     /* rows of CCH_PASS: a unit and kind of pass */
    CCH_DIFF_FUNCTION, /* functions of the view */
    CCH_DIFF_KERNEL,   /* the same */
    CCH_DIFF_EDGE,     /* edges of the view */
    CCH_DIFF_LAUNCH,   /* rows of CCH_LAUNCH: a caller and kernel's configurations */
    CCH_DIFF_BINDING,  /* rows of CCH_BINDING: of a name, kind and key */
    CCH_DIFF_CHAIN,    /* functions */
    CCH_DIFF_COUNT
};

enum cch_diff_change {
    CCH_ADDED,
    CCH_REMOVED,
    CCH_CHANGED,
    CCH_MOVED, /* functions that are now in another file: no difference */
    CCH_CHANGE_COUNT
};

/* On each side (none for what was added or removed) the numbers
 * cells[side][first[side]] … cells[side][first[side] + count[side] - 1]: one
 * number, as above, but for launches and bindings the rows that the other side
 * doesn't have, and for a chain its functions. */
struct cch_diff_item {
    size_t first[CCH_SIDES];
    uint32_t count[CCH_SIDES];
};

struct cch_diff_list {
    struct cch_diff_item *items;
    size_t count, capacity;
};

struct cch_diff_request {
    const cch_view *view[CCH_SIDES];
    cch_names *names[CCH_SIDES];
    enum cch_naming naming; /* what the order goes by */
    bool certain;           /* only certain edges, and chains of these */
    /* Chains, if `from[CCH_OLD]` is given. */
    const cch_view *chain_view[CCH_SIDES];                /* at the level of `view`; it may fold closures */
    const unsigned char *from[CCH_SIDES], *to[CCH_SIDES]; /* as in cch_chains_request */
    unsigned kinds;
    size_t limit; /* chains to list of each side */
};

enum cch_diff_verdict { CCH_DIFF_UNDECIDED, CCH_DIFF_SAME, CCH_DIFF_DIFFERENT };

typedef struct cch_diff {
    struct cch_diff_list lists[CCH_DIFF_COUNT][CCH_CHANGE_COUNT]; /* by name, then identity */
    size_t total[CCH_DIFF_COUNT][CCH_SIDES];                      /* compared; not of CCH_DIFF_CHAIN */
    uint32_t *other[CCH_SIDES];                                   /* by function: the other side's, 0 for none */
    uint32_t *cells[CCH_SIDES];
    size_t cell_count[CCH_SIDES], cell_capacity[CCH_SIDES];
    uint64_t common_passes[CCH_SIDES]; /* mask: kinds of passes that both have */
    /* Chains */
    bool chains;                    /* were asked for */
    enum cch_diff_verdict verdict;  /* of all chains, listed or not */
    char *number[CCH_SIDES];        /* in decimal digits */
    bool at_least[CCH_SIDES];       /* the number is a lower bound */
    size_t compared[CCH_SIDES];     /* so many were looked up in the other program … */
    bool compared_all[CCH_SIDES];   /* … and these are all */
    bool example[CCH_CHANGE_COUNT]; /* the list only has examples, by added edges */
} cch_diff;

/* Adds an item with the cells given (count 0: none). 0 or CCH_ERROR_MEMORY. */
int cch_diff_add(cch_diff *diff, enum cch_diff_what what, enum cch_diff_change change,
                 const uint32_t *const cells[CCH_SIDES], const uint32_t count[CCH_SIDES]);

/* Flags whose change is a change of the function. */
#define CCH_DIFF_FLAGS                                                                                                 \
    ((uint32_t)(CCH_FLAG_KERNEL | CCH_FLAG_DEFINED | CCH_FLAG_ENTRY | CCH_FLAG_VIRTUAL | CCH_FLAG_PURE))

static inline const uint32_t *cch_diff_cells(const cch_diff *diff, const struct cch_diff_item *item, int side) {
    return diff->cells[side] + item->first[side];
}

#endif
