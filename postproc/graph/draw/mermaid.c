/* A drawing as a flowchart of Mermaid's (https://mermaid.js.org/syntax/flowchart.html), for Markdown. */
#include <string.h>

#include "base/escape.h"
#include "graph/draw/drawing.h"

/* In quotes; all but harmless ASCII is an entity of Mermaid's, so that no name is a directive, markup or a fence. */
static void print_text(FILE *stream, const char *text) {
    static const char harmless[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 _:.,()*+-/~@=";
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        if (!(step = cch_escape_next(text, left, shown)))
            step = 1;
        for (const char *at = *shown ? shown : ""; *at; at++)
            fprintf(stream, strchr(harmless, *at) ? "%c" : "#%d;", (unsigned char)*at);
        if (!*shown && step == 1 && !strchr(harmless, *text))
            fprintf(stream, "#%d;", (unsigned char)*text);
        else if (!*shown)
            fwrite(text, 1, step, stream);
    }
}

static void print_line(void *data, const char *text, bool is_first) {
    FILE *stream = data;
    if (!is_first)
        fputs("<br/>", stream);
    print_text(stream, text);
}

static void print_node(FILE *stream, const cch_drawing *drawing, size_t place) {
    bool kernel = drawing->question->view->flags[drawing->functions.items[place]] & CCH_FLAG_KERNEL;
    fprintf(stream, "        n%zu%s\"", place + 1, kernel ? "{{" : "[");
    cch_drawing_label(drawing, place, print_line, stream);
    fprintf(stream, "\"%s\n", kernel ? "}}" : "]");
}

static void print_edge(FILE *stream, const struct cch_drawn_edge *edge) {
    char text[128];
    bool strong = edge->kinds >> CCH_KIND_LAUNCH & 1 || edge->kinds >> CCH_KIND_BIND & 1;
    cch_drawing_edge_text(edge, text, sizeof text);
    fprintf(stream, "    n%u %s%s%s%s n%u\n", edge->from + 1,
            !edge->certain ? "-.->"
            : strong       ? "==>"
                           : "-->",
            *text ? "|" : "", text, *text ? "|" : "", edge->to + 1);
}

void cch_drawing_print_mermaid(FILE *stream, const cch_drawing *drawing) {
    fprintf(stream, "flowchart %s\n", cch_drawing_is_wide(drawing) ? "LR" : "TD");
    for (int side = 0; side < CCH_SIDE_COUNT; side++) {
        bool begun = false;
        for (size_t i = 0; i < drawing->functions.count; i++) {
            if ((int)cch_drawing_side(drawing, i) != side)
                continue;
            if (!begun)
                fprintf(stream, "    subgraph s%d [\"%s\"]\n", side, cch_side_names[side]);
            begun = true;
            print_node(stream, drawing, i);
        }
        if (begun)
            fputs("    end\n", stream);
    }
    for (size_t i = 0; i < drawing->edge_count; i++)
        print_edge(stream, &drawing->edges[i]);
    for (size_t i = 0; i < drawing->functions.count; i++)
        if (drawing->asked[i])
            fprintf(stream, "    style n%zu stroke-width:3px\n", i + 1);
}
