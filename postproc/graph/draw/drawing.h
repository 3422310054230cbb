/* A small piece of a program, to be drawn: the functions and steps of some chains, or a
 * neighbourhood. No drawing of a large graph can be read, so there is none: what has more
 * than a number of functions is refused, and the error says how to ask for less. */
#ifndef CCH_GRAPH_DRAW_DRAWING_H
#define CCH_GRAPH_DRAW_DRAWING_H

#include <stdio.h>

#include "graph/chains/chains.h"
#include "graph/view/question.h"

enum { CCH_DRAWING_FUNCTIONS = 50 }; /* unless told, and what can be told at most: */
enum { CCH_DRAWING_FUNCTIONS_MAX = 500 };

/* Where a function's code runs. */
enum cch_side {
    CCH_SIDE_PYTHON,
    CCH_SIDE_HOST,
    CCH_SIDE_BOTH,
    CCH_SIDE_DEVICE,
    CCH_SIDE_PYTHON_DEVICE,
    CCH_SIDE_COUNT
};
extern const char *const cch_side_names[CCH_SIDE_COUNT]; /* "Python", "C++, host", … */

struct cch_drawn_edge {
    uint32_t from, to; /* places in `functions` */
    unsigned kinds;    /* bits 1 << enum cch_kind */
    bool certain;
};

typedef struct cch_drawing {
    const cch_question *question;
    struct cch_numbers functions; /* of the view, by name */
    struct cch_drawn_edge *edges; /* by their ends */
    size_t edge_count;
    bool *asked; /* by place: what was asked for, to be marked */
} cch_drawing;

/* The functions that `marks` marks, and what is at most `depth` edges of these kinds away:
 * callers, callees, or both. */
enum cch_direction { CCH_DIRECTION_BOTH, CCH_DIRECTION_CALLERS, CCH_DIRECTION_CALLEES };
struct cch_around {
    const unsigned char *marks; /* by function of the view */
    unsigned depth;
    enum cch_direction direction;
    unsigned kinds;
    bool certain;
};

/* Errors: CCH_ERROR_USAGE for more than `limit` functions, CCH_ERROR_MEMORY; the drawing is
 * to be released in any case. The view needs edges. */
int cch_drawing_around(cch_drawing *drawing, const cch_question *question, const struct cch_around *around,
                       size_t limit, cch_error *error);

/* All chains of the request, which needs no limit of its own. */
int cch_drawing_of_chains(cch_drawing *drawing, const cch_question *question, struct cch_chains_request request,
                          size_t limit, cch_error *error);
void cch_drawing_release(cch_drawing *drawing);

enum cch_side cch_drawing_side(const cch_drawing *drawing, size_t place);

/* The lines of a function's label, cut in the middle where it is long; each line is given to `line`. */
void cch_drawing_label(const cch_drawing *drawing, size_t place,
                       void (*line)(void *data, const char *text, bool is_first), void *data);

/* "launch", "virtual, indirect"; "" for calls alone. */
void cch_drawing_edge_text(const struct cch_drawn_edge *edge, char *text, size_t size);

/* Is it to run from left to right? Where many stand beside one another, names lie better below one another. */
bool cch_drawing_is_wide(const cch_drawing *drawing);

/* For Graphviz, and a flowchart of Mermaid's. */
void cch_drawing_print_dot(FILE *stream, const cch_drawing *drawing);
void cch_drawing_print_mermaid(FILE *stream, const cch_drawing *drawing);

/* As Graphviz's program `dot` renders it: "svg" or "png". Errors: CCH_ERROR_SYSTEM, also where there
 * is no such program. */
int cch_drawing_render(FILE *stream, const cch_drawing *drawing, const char *form, cch_error *error);

#endif
