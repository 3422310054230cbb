/* A drawing for Graphviz. */
#include "base/escape.h"
#include "graph/draw/drawing.h"

static void print_line(void *data, const char *text, bool is_first) {
    FILE *stream = data;
    if (!is_first)
        fputs("\\n", stream);
    cch_write_dot(stream, text);
}

static void print_node(FILE *stream, const cch_drawing *drawing, size_t place) {
    const cch_view *view = drawing->question->view;
    uint32_t function = drawing->functions.items[place];
    bool kernel = view->flags[function] & CCH_FLAG_KERNEL;
    fprintf(stream, "        n%zu [label=\"", place + 1);
    cch_drawing_label(drawing, place, print_line, stream);
    fputs("\", tooltip=\"", stream);
    cch_write_dot(stream, cch_graph_identity(view->program->graph, function, NULL));
    fprintf(stream, "\"%s%s];\n", kernel ? ", shape=octagon" : "", drawing->asked[place] ? ", penwidth=2" : "");
}

static void print_edge(FILE *stream, const struct cch_drawn_edge *edge) {
    char text[128];
    const char *color = edge->kinds >> CCH_KIND_LAUNCH & 1     ? ", color=\"#b3261e\", penwidth=2"
                        : edge->kinds >> CCH_KIND_BIND & 1     ? ", color=\"#1a5fb4\", penwidth=2"
                        : edge->kinds >> CCH_KIND_DISPATCH & 1 ? ", color=\"#1a5fb4\""
                        : edge->kinds >> CCH_KIND_ADDRESS & 1  ? ", color=\"#777777\", arrowhead=empty"
                                                               : "";
    cch_drawing_edge_text(edge, text, sizeof text);
    fprintf(stream, "    n%u -> n%u [label=\"%s%s\"%s%s];\n", edge->from + 1, edge->to + 1, *text ? " " : "", text,
            color, edge->certain ? "" : ", style=dashed");
}

void cch_drawing_print_dot(FILE *stream, const cch_drawing *drawing) {
    static const char *const fills[CCH_SIDE_COUNT] = {"#e8f0fe", "#f3f3f3", "#f3ecdf", "#e6f4ea", "#dff3f0"};
    fprintf(
        stream,
        "digraph callchain {\n    rankdir=%s; labeljust=l;\n    node [shape=box, fontname=\"sans-serif\", fontsize=10, "
        "style=filled, fillcolor=white];\n    edge [fontname=\"sans-serif\", fontsize=9];\n",
        cch_drawing_is_wide(drawing) ? "LR" : "TB");
    for (int side = 0; side < CCH_SIDE_COUNT; side++) {
        bool begun = false;
        for (size_t i = 0; i < drawing->functions.count; i++) {
            if ((int)cch_drawing_side(drawing, i) != side)
                continue;
            if (!begun)
                fprintf(stream,
                        "    subgraph cluster_%d {\n        label=\"%s\"; fontname=\"sans-serif\"; style=filled; "
                        "color=\"%s\";\n",
                        side, cch_side_names[side], fills[side]);
            begun = true;
            print_node(stream, drawing, i);
        }
        if (begun)
            fputs("    }\n", stream);
    }
    for (size_t i = 0; i < drawing->edge_count; i++)
        print_edge(stream, &drawing->edges[i]);
    fputs("}\n", stream);
}
