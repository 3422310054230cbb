#include "graph/chains/forms.h"

#include "base/array.h"
#include "base/escape.h"
#include "base/pairs.h"

#include <stdlib.h>

/* A beginning of chains, by its last function. */
struct node {
    uint32_t function, parent;
    uint32_t first, last, next; /* branches, and the next of the same parent; 0: none */
    uint32_t depth;
    struct cch_chain_step step;
};

struct tree {
    struct node *nodes; /* the root, which is empty, is 0 */
    size_t count, capacity;
    cch_pairs numbers; /* of nodes: by parent and function */
};

void cch_chain_step_text(const struct cch_chain_step *step, char *text, size_t size) {
    const char *const words[] = {step->kinds >> CCH_KIND_BIND & 1 ? "binding" : NULL,
                                 step->kinds >> CCH_KIND_LAUNCH & 1 ? "launch" : NULL,
                                 step->certain ? NULL : "possible"};
    size_t used = 0;
    *text = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words && used < size; i++)
        if (words[i])
            used += (size_t)snprintf(text + used, size - used, "%s%s", used ? ", " : "", words[i]);
}

/* The branch to a function, made if there is none; 0 without memory. */
static uint32_t branch(struct tree *tree, uint32_t parent, uint32_t function, struct cch_chain_step step) {
    if (cch_array_reserve(&tree->nodes, &tree->capacity, tree->count + 1, sizeof *tree->nodes))
        return 0;
    uint32_t made = cch_pairs_add(&tree->numbers, parent, function);
    if (made < tree->count) /* there is one, or there was no memory */
        return made;
    tree->count++;
    struct node *from = &tree->nodes[parent];
    tree->nodes[made] =
        (struct node){.function = function, .parent = parent, .depth = parent ? from->depth + 1 : 0, .step = step};
    if (from->last)
        tree->nodes[from->last].next = made;
    else
        from->first = made;
    from->last = made;
    return made;
}

static bool grow(struct tree *tree, const cch_chains *chains) {
    if (cch_array_reserve(&tree->nodes, &tree->capacity, 1, sizeof *tree->nodes))
        return false;
    tree->nodes[tree->count++] = (struct node){.function = 0};
    for (size_t i = 0; i < chains->count; i++) {
        uint32_t at = 0;
        for (size_t j = chains->first[i]; j < chains->first[i + 1]; j++)
            if (!(at = branch(tree, at, chains->functions[j], chains->steps[j])))
                return false;
    }
    return true;
}

static void print_node(FILE *stream, const cch_question *question, const struct node *node) {
    char mark[64];
    for (uint32_t depth = 0; depth < node->depth; depth++)
        fputs("  ", stream);
    cch_write_text(stream, cch_question_name(question, node->function));
    cch_chain_step_text(&node->step, mark, sizeof mark);
    if (*mark && node->depth)
        fprintf(stream, "  [%s]", mark);
    putc('\n', stream);
}

bool cch_print_chain_tree(FILE *stream, const cch_question *question, const cch_chains *chains) {
    struct tree tree = {0};
    bool grown = grow(&tree, chains);
    for (uint32_t at = grown ? tree.nodes[0].first : 0; at && !ferror(stream);) {
        print_node(stream, question, &tree.nodes[at]);
        if (tree.nodes[at].first) {
            at = tree.nodes[at].first;
            continue;
        }
        while (at && !tree.nodes[at].next)
            at = tree.nodes[at].parent;
        at = at ? tree.nodes[at].next : 0;
    }
    free(tree.nodes);
    cch_pairs_release(&tree.numbers);
    return grown;
}
