/* The call-chain graph in memory: a set of tables whose cells are 32-bit
 * numbers, and pools of strings, identities and lists that cells refer to.
 *
 * What the compiler plugin writes for a pass, what the Python front end
 * writes for a package and what a merge writes for a program are all such a
 * graph. The tables and their columns are described by data (schema.h), and
 * reading, writing, merging, ordering and checking work from that data, so a
 * new kind of fact is a new row of the schema and no new code.
 *
 * Numbers: row 0 of every table means "none"; rows count from 1. String 0 is
 * the empty string, list 0 the empty list. A cell that refers to a table
 * holds a row number.
 *
 * Merging is a union: rows with equal key cells become one, and each other
 * column says how its values combine (schema.h, cch_role). So a merge is
 * associative, commutative and idempotent, and after cch_graph_canonicalize
 * equal graphs are equal byte for byte.
 *
 * Ownership: a graph owns everything in it. Pointers that accessors return
 * live until the next call that adds to the graph. One thread at a time may
 * change a graph; any number may read one that nobody changes.
 *
 * Errors: adding can only fail for want of memory (or past 2^32-2 of
 * something). The graph then remembers it, every later addition does nothing
 * and returns 0, and cch_graph_status tells; so callers check once, at the
 * end.
 */
#ifndef CCH_GRAPH_FILE_GRAPH_H
#define CCH_GRAPH_FILE_GRAPH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "graph_file/schema.h"

typedef struct cch_graph cch_graph;

cch_graph *cch_graph_new(void);               /* NULL when out of memory */
void cch_graph_free(cch_graph *graph);        /* NULL is fine */
int cch_graph_status(const cch_graph *graph); /* CCH_OK or CCH_ERROR_MEMORY */

/* Adding --------------------------------------------------------------- */

/* The number of this string (bytes, not NUL-terminated, no NUL inside),
 * added when new. */
uint32_t cch_graph_string(cch_graph *graph, const char *text, size_t length);

/* The row of the function with this identity in CCH_FUNCTION, added (with
 * all other cells empty) when new. */
uint32_t cch_graph_function(cch_graph *graph, const char *identity, size_t length);

/* The number of this list of cells. Order is kept. For a set (a column of
 * role CCH_UNION) the caller sorts nothing: cch_graph_insert does. */
uint32_t cch_graph_list(cch_graph *graph, const uint32_t *cells, size_t count);

/* Adds a row (cch_schema(table)->width cells), or joins it with the row that
 * has the same key cells. Returns its row number. For CCH_FUNCTION, cell
 * CCH_FUNCTION_IDENTITY is a row number that cch_graph_function returned.
 * Returns 0, and adds nothing, when a required cell is 0. */
uint32_t cch_graph_insert(cch_graph *graph, enum cch_table table, const uint32_t *cells);

/* Joins everything of `from` into `into`. Numbers of rows and strings of
 * `into` stay what they are; numbers of lists may change. */
int cch_graph_merge(cch_graph *into, const cch_graph *from);

/* Joins one of `count` shards of `from` into `into`, the `shard`th from 0: the functions whose
 * identity's hash falls into it, what hangs on them, and what that refers to (of other functions
 * the identity alone). Rows that hang on no function fall by their contents, those of passes and
 * problems into every shard. All shards merged are the whole: cch_graph_merge of them, in any
 * order, is what it is of `from`. */
int cch_graph_merge_shard(cch_graph *into, const cch_graph *from, uint32_t shard, uint32_t count);

/* Puts strings, lists and rows into their one canonical order and drops
 * strings and lists that nothing refers to. Row numbers change. */
int cch_graph_canonicalize(cch_graph *graph);

/* Reading -------------------------------------------------------------- */

/* How many rows a table has; valid row numbers are 1 … this. */
uint32_t cch_graph_count(const cch_graph *graph, enum cch_table table);

/* The cells of a row; NULL for 0 and for a number out of range. */
const uint32_t *cch_graph_row(const cch_graph *graph, enum cch_table table, uint32_t row);

/* A string; NUL-terminated; "" for 0. `length` may be NULL. */
const char *cch_graph_text(const cch_graph *graph, uint32_t string, size_t *length);

/* The identity of a function row; "" for 0. `length` may be NULL. */
const char *cch_graph_identity(const cch_graph *graph, uint32_t function, size_t *length);

/* The row of the function with this identity, 0 when there is none. */
uint32_t cch_graph_find_function(const cch_graph *graph, const char *identity, size_t length);

/* Was some of it read from files of an earlier version, which do not tell all? */
bool cch_graph_is_older(const cch_graph *graph);

/* The cells of a list; `count` is set; NULL for the empty list. */
const uint32_t *cch_graph_items(const cch_graph *graph, uint32_t list, size_t *count);

/* The places at which functions of the project are defined, as written, ascending by
 * number, each once; those of system files and what nobody wrote left out. To free();
 * NULL without memory. */
uint32_t *cch_graph_definitions(const cch_graph *graph, size_t *count);

/* Sorts numbers and drops what is there twice: how many are left. */
size_t cch_numbers_unique(uint32_t *numbers, size_t count);

#endif
