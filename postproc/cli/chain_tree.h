/* Prints chains as a tree, in which what several begin with stands once. */
#ifndef CCH_CLI_CHAIN_TREE_H
#define CCH_CLI_CHAIN_TREE_H

#include "cli/question.h"
#include "graph/chains/chains.h"

/* A line for each function, deeper by two spaces than what calls it; branches
 * in the order in which the list comes to them. Steps of binding and launch,
 * and those that are only possible, are marked. The chains must have their
 * steps. Returns false without memory. */
bool cch_print_chain_tree(FILE *stream, const cch_question *question, const cch_chains *chains);

/* "launch, possible", say, or "" for a step that is neither. */
void cch_chain_step_text(const struct cch_chain_step *step, char *text, size_t size);

#endif
