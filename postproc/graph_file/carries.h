/* What a library's functions carry of what they are given: the rules by which
 * both the plugin and the Python front end tell data from form.
 *
 * A value has data, and a form: a tensor's shape, element type and device, a
 * list's length, whether an optional is given. empty_like(x) has x's form and
 * none of its data; x.size(0) is, as data, something of x's form; in empty(n)
 * the data of n becomes form. A function that has no row may do anything.
 */
#ifndef CCH_GRAPH_FILE_CARRIES_H
#define CCH_GRAPH_FILE_CARRIES_H

#include <stdbool.h>
#include <stddef.h>

#include "graph_file/schema.h"

static inline bool cch_carries_certainly(unsigned carries, enum cch_part from, enum cch_part to) {
    return carries >> ((unsigned)from * CCH_PARTS + (unsigned)to) & 1;
}
static inline bool cch_carries(unsigned carries, enum cch_part from, enum cch_part to) {
    return cch_carries_certainly(carries | carries >> CCH_CARRIES_PERHAPS, from, to);
}

/* What goes by the one and then by the other. */
static inline unsigned cch_carries_join(unsigned first, unsigned then) {
    unsigned data = (first & 1 ? then & 3 : 0) | (first & 2 ? then >> 2 & 3 : 0);
    unsigned form = (first & 4 ? then & 3 : 0) | (first & 8 ? then >> 2 & 3 : 0);
    return data | form << 2;
}
static inline unsigned cch_carries_then(unsigned first, unsigned then) {
    unsigned certain = cch_carries_join(first, then);
    unsigned any = cch_carries_join(first | first >> CCH_CARRIES_PERHAPS, then | then >> CCH_CARRIES_PERHAPS);
    return certain | (any & ~certain) << CCH_CARRIES_PERHAPS;
}
/* The same, all of it only possible. */
static inline unsigned cch_carries_perhaps(unsigned carries) {
    return ((carries | carries >> CCH_CARRIES_PERHAPS) & CCH_CARRIES_ALL) << CCH_CARRIES_PERHAPS;
}
/* A number has no form. */
static inline unsigned cch_carries_of_number(unsigned carries) { return carries & 0x33; }
static inline unsigned cch_carries_to_number(unsigned carries) { return carries & 0x55; }

/* The parts of a value from which something goes on: a set, 1 << enum cch_part. */
static inline unsigned cch_carries_of(unsigned carries) {
    return (carries & 0x33 ? 1u << CCH_PART_DATA : 0) | (carries & 0xcc ? 1u << CCH_PART_FORM : 0);
}

struct cch_carries_rule {
    unsigned char object; /* a method's object, or the first argument of the function of this name */
    unsigned char second; /* the argument behind it; a maker's (torch.empty) first */
    unsigned char rest;
    bool makes;      /* a function without an object: torch.empty(n) */
    bool of_tensors; /* no other class has such a method */
};

/* The rule for a function or method of this name; NULL: there is none. */
const struct cch_carries_rule *cch_carries_find(const char *name);

/* What argument `index` (from 0) carries. `is_method`: an object stands before the arguments. */
unsigned cch_carries_argument(const struct cch_carries_rule *rule, bool is_method, size_t index);
unsigned cch_carries_keyword(const struct cch_carries_rule *rule, bool is_method, const char *keyword);

/* What an attribute carries of its object: x.shape. */
unsigned cch_carries_attribute(const char *name);

#endif
