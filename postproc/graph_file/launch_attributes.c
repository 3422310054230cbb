#include "graph_file/launch_attributes.h"

#include <stdbool.h>
#include <string.h>

#include "base/buffer.h"
#include "graph_file/graph.h"
#include "graph_file/tables.h"

static bool put(cch_buffer *text, const char *more) { return cch_buffer_add(text, more, strlen(more)) == 0; }

static bool put_attribute(cch_buffer *text, const cch_graph *graph, const uint32_t *cells) {
    const char *name = cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_NAME], NULL);
    bool done = put(text, text->length ? "; " : "") && put(text, *name ? name : "others, not known");
    for (int part = 0; part < 3 && cells[CCH_LAUNCH_ATTRIBUTE_X + part]; part++)
        done = done && put(text, part ? ", " : " = ") &&
               put(text, cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_X + part], NULL));
    return done && put(text, cells[CCH_LAUNCH_ATTRIBUTE_WHEN] ? " if " : "") &&
           put(text, cch_graph_text(graph, cells[CCH_LAUNCH_ATTRIBUTE_WHEN], NULL));
}

uint32_t cch_launch_attributes_string(cch_graph *graph, const uint32_t (*rows)[CCH_LAUNCH_ATTRIBUTE_WIDTH],
                                      size_t count) {
    cch_buffer text = {0};
    uint32_t string = 0;
    bool done = true;
    for (size_t i = 0; i < count && done; i++)
        done = put_attribute(&text, graph, rows[i]);
    if (!done)
        cch_graph_out_of_memory(graph);
    else if (text.length)
        string = cch_graph_string(graph, text.bytes, text.length);
    cch_buffer_release(&text);
    return string;
}
