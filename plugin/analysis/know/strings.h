/* Strings of a graph. A graph that has run out of memory adds nothing and says
 * so only when asked: these ask, and leave the analysis then (memory.h). */
#ifndef CALLCHAIN_PLUGIN_KNOW_STRINGS_H
#define CALLCHAIN_PLUGIN_KNOW_STRINGS_H

#include "containers/text.h"
#include "graph_file/graph.h"

static inline void strings_ask_graph(const cch_graph *graph) {
    if (cch_graph_status(graph) != CCH_OK)
        shim_out_of_memory();
}

static inline uint32_t strings_add(cch_graph *graph, const char *text) {
    uint32_t string = cch_graph_string(graph, text, strlen(text));
    if (!string && *text)
        strings_ask_graph(graph);
    return string;
}

static inline uint32_t strings_add_text(cch_graph *graph, struct text_buffer *text) { /* releases the text */
    uint32_t string = cch_graph_string(graph, text->length ? text->bytes : "", text->length);
    text_release(text);
    return string;
}

#endif
