/* The forms in which chains are printed. The chains must have their steps. Those that
 * return a truth return false without memory. */
#ifndef CCH_GRAPH_CHAINS_FORMS_H
#define CCH_GRAPH_CHAINS_FORMS_H

#include "graph/chains/chains.h"
#include "graph/view/question.h"

/* A tree, in which what several begin with stands once: a line for each function, deeper
 * by two spaces than what calls it; branches in the order in which the list comes to
 * them. Steps of binding and launch, and those that are only possible, are marked. */
bool cch_print_chain_tree(FILE *stream, const cch_question *question, const cch_chains *chains);

/* The tree, and a line with what it leaves out. */
bool cch_chains_print_text(FILE *stream, const cch_question *question, const cch_chains *chains);
void cch_chains_print_lines(FILE *stream, const cch_question *question, const cch_chains *chains);
/* `list`: the chains, not only how many there are */
void cch_chains_print_json(FILE *stream, const cch_question *question, const cch_chains *chains, bool list);
bool cch_chains_print_dot(FILE *stream, const cch_question *question, const cch_chains *chains);
void cch_chains_print_count(FILE *stream, const cch_chains *chains);

/* "launch, possible", say, or "" for a step that is neither. */
void cch_chain_step_text(const struct cch_chain_step *step, char *text, size_t size);

#endif
