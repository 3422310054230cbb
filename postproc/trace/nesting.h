/* Which operator was a kernel launched in, where a trace tells it by time alone (PyTorch before 2.0): the innermost
 * one that runs on the thread of the launch when that begins. Private to trace/. */
#ifndef CCH_TRACE_NESTING_H
#define CCH_TRACE_NESTING_H

#include <stddef.h>
#include <stdint.h>

struct cch_nesting {
    struct cch_nested_op {
        uint64_t thread;
        double start, end;
        uint32_t name;  /* the caller's */
        uint32_t order; /* set when it is added: of two of the same time the later one is inside */
    } *ops;
    struct cch_nested_launch {
        uint64_t thread, correlation;
        double start;
        uint32_t name; /* found by cch_nesting_solve; 0: in none */
    } *launches;
    size_t op_count, op_capacity, launch_count, launch_capacity;
};

/* 0 or CCH_ERROR_MEMORY. */
int cch_nesting_add_op(struct cch_nesting *nesting, const struct cch_nested_op *op);
int cch_nesting_add_launch(struct cch_nesting *nesting, const struct cch_nested_launch *launch);
/* Once all are there. */
int cch_nesting_solve(struct cch_nesting *nesting);
/* The name of the operator in which the launch of this number began; 0: none, or not known. */
uint32_t cch_nesting_op(const struct cch_nesting *nesting, uint64_t correlation);
void cch_nesting_release(struct cch_nesting *nesting);

#endif
