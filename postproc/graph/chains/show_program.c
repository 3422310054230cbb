/* Programs (CCH_PROGRAM) as a person reads them: a statement a line, references
 * and constants in their places. */
#include "graph/chains/show.h"

#include <stdlib.h>
#include <string.h>

#include "base/escape.h"
#include "graph_file/program_text.h"
#include "graph_file/range.h"

enum { LINE = 110, STEP = 2 };

struct printing {
    FILE *stream;
    const cch_question *question;
    const struct cch_program_tree *tree;
    const uint32_t *cells; /* of the row */
};

static bool is_word(const struct printing *printing, uint32_t node, const char *const *words) {
    const char *text = cch_program_text(printing->tree, node);
    for (; *words; words++)
        if (!strcmp(text, *words))
            return true;
    return false;
}

/* The item of a list of the row that an atom is the number of; 0: none. */
static uint32_t item_of(const struct printing *printing, int column, uint32_t node) {
    size_t count;
    const uint32_t *items = cch_graph_items(printing->question->program->graph, printing->cells[column], &count);
    char *end;
    const char *text = cch_program_text(printing->tree, node);
    unsigned long number = strtoul(text, &end, 10);
    return *text && !*end && number < count ? items[number] : 0;
}

static void print_atom(const struct printing *printing, uint32_t node) {
    cch_write_text(printing->stream, cch_program_text(printing->tree, node));
}

static void print_string(const struct printing *printing, uint32_t node) {
    const char *text = cch_program_text(printing->tree, node);
    char piece[256];
    putc('"', printing->stream);
    while (*text) {
        size_t length = strcspn(text, "\"");
        length = length < sizeof piece ? length : sizeof piece - 1;
        memcpy(piece, text, length);
        piece[length] = 0;
        cch_write_text(printing->stream, piece);
        text += length;
        if (*text == '"') {
            fputs("\\\"", printing->stream);
            text++;
        }
    }
    putc('"', printing->stream);
}

static void print_reference(const struct printing *printing, uint32_t node) {
    uint32_t function = item_of(printing, CCH_PROGRAM_REFERENCES, node);
    putc('<', printing->stream);
    cch_write_text(printing->stream,
                   function ? cch_question_name(printing->question, function) : cch_program_text(printing->tree, node));
    putc('>', printing->stream);
}

static void print_constant(const struct printing *printing, uint32_t node) {
    uint32_t string = item_of(printing, CCH_PROGRAM_CONSTANTS, node);
    print_atom(printing, node);
    putc('=', printing->stream);
    cch_write_text(printing->stream, cch_graph_text(printing->question->program->graph, string, NULL));
}

/* An atom or string; `at`: its place in the list that begins with `head`. */
static void print_leaf(const struct printing *printing, uint32_t node, uint32_t head, uint32_t at) {
    static const char *const callers[] = {"c", "cv", "fnref", "closure", "bound", "lambda", NULL};
    static const char *const makers[] = {"make", "def", "defclass", "destroy", "tmp", "delete", NULL},
                             *const constants[] = {"k", NULL};
    const struct cch_program_node *leaf = &printing->tree->nodes[node];
    if (leaf->kind == CCH_PROGRAM_STRING) {
        print_string(printing, node);
    } else if (head &&
               ((at == 1 && is_word(printing, head, callers)) || (at == 2 && is_word(printing, head, makers)))) {
        print_reference(printing, node);
    } else if (head && at == 1 && is_word(printing, head, constants)) {
        print_constant(printing, node);
    } else {
        print_atom(printing, node);
    }
}

/* Characters that a node takes, at most somewhat more than `limit`. */
static size_t width_of(const struct cch_program_tree *tree, uint32_t node, size_t limit) {
    const struct cch_program_node *at = &tree->nodes[node];
    size_t width = at->kind == CCH_PROGRAM_LIST ? 2 : at->count + 1;
    for (uint32_t child = at->kind == CCH_PROGRAM_LIST ? at->first : 0; child && width < limit;
         child = tree->nodes[child].next)
        width += 1 + width_of(tree, child, limit - width);
    return width;
}

/* CCH_PROGRAM_DEPTH_MAX bounds the recursion. */
static void print_node(const struct printing *printing, uint32_t node, unsigned indent) {
    const struct cch_program_tree *tree = printing->tree;
    const struct cch_program_node *list = &tree->nodes[node];
    bool broken = width_of(tree, node, LINE) + indent >= LINE;
    uint32_t head = list->first && tree->nodes[list->first].kind == CCH_PROGRAM_ATOM ? list->first : 0, at = 0;
    putc('(', printing->stream);
    for (uint32_t child = list->first; child; child = tree->nodes[child].next, at++) {
        bool is_list = tree->nodes[child].kind == CCH_PROGRAM_LIST;
        if (at && broken && is_list)
            fprintf(printing->stream, "\n%*s", (int)(indent + STEP), "");
        else if (at)
            putc(' ', printing->stream);
        if (is_list)
            print_node(printing, child, indent + STEP);
        else
            print_leaf(printing, child, head, at);
    }
    putc(')', printing->stream);
}

static int show_row(FILE *stream, const cch_question *question, uint32_t row, struct cch_program_tree *tree) {
    const cch_graph *graph = question->program->graph;
    const uint32_t *cells = cch_graph_row(graph, CCH_PROGRAM, row);
    struct printing printing = {stream, question, tree, cells};
    size_t length;
    const char *text = cch_graph_text(graph, cells[CCH_PROGRAM_TEXT], &length), *message;
    cch_write_text(stream, cch_names_function(question->names, CCH_NAMING_FULL, cells[CCH_PROGRAM_FUNCTION]));
    fputs("\n  ", stream);
    int status = cch_program_read(tree, text, length, &message);
    if (status == CCH_ERROR_FORMAT) {
        fprintf(stream, "(not readable at byte %zu: %s)\n", tree->error, message);
        return 0;
    }
    if (!status)
        print_node(&printing, 1, STEP);
    putc('\n', stream);
    return status;
}

int cch_show_programs(FILE *stream, const cch_question *question, const uint32_t *functions, size_t count,
                      cch_error *error) {
    const cch_graph *graph = question->program->graph;
    const cch_view *view = question->view;
    uint32_t rows = cch_graph_count(graph, CCH_PROGRAM);
    struct cch_program_tree tree = {0};
    int status = 0;
    bool any = false;
    for (size_t i = 0; i < count && !status && !ferror(stream); i++)
        for (uint32_t row = 1; row <= rows && !status; row++) {
            uint32_t function = cch_graph_row(graph, CCH_PROGRAM, row)[CCH_PROGRAM_FUNCTION];
            if (view->node[function] != functions[i] && function != functions[i])
                continue;
            fputs(any ? "\n" : "", stream);
            any = true;
            status = show_row(stream, question, row, &tree);
        }
    cch_program_tree_release(&tree);
    return status ? cch_fail(error, CCH_ERROR_MEMORY, "cannot show functions: out of memory") : 0;
}
