/* Chains as words of a deterministic automaton (chains.h says what a chain
 * is): its states are sets of specializations, made when they are first come
 * to, as in the subset construction of Rabin and Scott ("Finite Automata and
 * Their Decision Problems", 1959).
 *
 * A state stands behind the functions of a chain's beginning. It has
 *   - `reached`: the specializations of the last function that some way
 *     through these functions comes to;
 *   - `shorter`: those that a way comes to, too, when some round trip (what
 *     lies between two occurrences of one function) is left out. What goes on
 *     from these is a chain without the round trip, and none with it, so they
 *     are not among those reached.
 * Closed under edges within the function. A state at a target is a chain if
 * nothing shorter comes there.
 *
 * Round trips stay in one strongly connected component of vertices; when it is
 * left, nothing of the way within it matters but the state. Within it, `used`
 * counts the specializations on the beginning: those that came to a function
 * before.
 */
#ifndef CCH_GRAPH_CHAIN_SETS_H
#define CCH_GRAPH_CHAIN_SETS_H

#include "base/index.h"
#include "graph/chains/between.h"

/* Bounds on states, beside one for each specialization, and on the
 * specializations in all of them. */
#define CCH_CHAIN_STATES_MAX ((size_t)1 << 19)
#define CCH_CHAIN_NUMBERS_MAX ((size_t)1 << 26)

/* A step to another vertex: the set behind it, in `numbers` of what holds it. */
struct cch_chain_move {
    uint32_t vertex;
    uint32_t reached, shorter; /* how many of each, in this order */
    uint32_t distance;         /* at least so many vertices follow until a target */
    size_t set;
    uint32_t state; /* once it has one */
};

struct cch_chain_moves {
    struct cch_chain_move *items; /* by vertex */
    size_t count, capacity;
    uint32_t *numbers;
    size_t used, number_capacity;
};

struct cch_chain_state {
    uint32_t vertex, reached, shorter, distance;
    size_t set;                     /* in `numbers` of the states */
    struct cch_chain_move *leaving; /* those to other components; NULL: not looked for yet */
    uint32_t leaving_count;
};

typedef struct cch_chain_states {
    const struct cch_between *between;
    struct cch_chain_state *items; /* from 1 */
    size_t count, capacity;
    uint32_t *numbers;
    size_t used, number_capacity;
    bool full; /* a bound was reached: a move has no state */
    cch_index index;
    uint32_t *distance;   /* by instance (cch_between_distances, to any target) */
    uint32_t *on_way;     /* by instance: how often it is on the beginning within the component */
    uint32_t *met;        /* by vertex: how often it is */
    uint32_t *stamp, now; /* by instance: marks that one statement makes void */
    uint32_t *list, *other;
    size_t list_capacity, other_capacity;
    struct cch_chain_moves scratch;
    uint64_t steps; /* work done */
} cch_chain_states;

enum cch_chain_side { CCH_CHAIN_LEAVING = 1, CCH_CHAIN_STAYING = 2 }; /* the component of vertices */

/* All return 0 or CCH_ERROR_MEMORY. */
int cch_chain_states_init(cch_chain_states *states, const struct cch_between *between);
void cch_chain_states_release(cch_chain_states *states); /* also after a failed init */

void cch_chain_moves_clear(struct cch_chain_moves *moves);
void cch_chain_moves_release(struct cch_chain_moves *moves);

/* The moves from a set (`reached` numbers, then `shorter`) at a vertex, behind
 * those that `moves` has. Staying in the component avoids what is on the way.
 * `set` may lie in no array that grows. */
int cch_chain_moves_find(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t reached,
                         uint32_t shorter, unsigned sides, struct cch_chain_moves *moves);

/* Puts the set of a move, or of a state, on the way, or takes it off. */
void cch_chain_enter(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t count);
void cch_chain_leave(cch_chain_states *states, uint32_t vertex, const uint32_t *set, uint32_t count);

/* The state of a set; 0 in *state (and `full`) when a bound is reached. */
int cch_chain_state_of(cch_chain_states *states, const struct cch_chain_move *move, const uint32_t *numbers,
                       uint32_t *state);

/* The state at the beginning of the chains from a start. */
int cch_chain_state_at(cch_chain_states *states, uint32_t start, uint32_t *state);

/* Fills `leaving` of a state: its moves to other components, with states. */
int cch_chain_state_leave(cch_chain_states *states, uint32_t state);

/* Is this sequence of vertices, none beside itself, a way? And, if asked, is it
 * a chain: none that a round trip can be left out of? */
int cch_chain_states_accept(cch_chain_states *states, const uint32_t *vertices, size_t length, bool chain,
                            bool *accepted);

/* Do two programs have the same ways, and so the same chains? other[p] is the
 * vertex of `right` that is vertex p of `left`, UINT32_MAX for none. False also
 * where `work` does not suffice to tell. */
int cch_chain_states_equal(cch_chain_states *left, cch_chain_states *right, const uint32_t *other, uint64_t work,
                           bool *equal);

/* Makes all stamps void. */
void cch_chain_new_stamp(cch_chain_states *states);

/* For qsort; sorts numbers and drops what is there twice, returns how many stay. */
int cch_chain_compare_numbers(const void *left, const void *right);
size_t cch_chain_sort_unique(uint32_t *numbers, size_t count);

static inline const uint32_t *cch_chain_set(const cch_chain_states *states, uint32_t state) {
    return states->numbers + states->items[state].set;
}

#endif
