/* libFuzzer target for the reader of graph files, and for everything that is
 * done with a graph that was read.
 *
 * The first byte chooses the form of the input. 0: the rest is a file. Else
 * the rest is a sequence of chunks, each a byte for the tag, two for the
 * length and then the contents, around which a file with right checksums is
 * put, so that the fuzzer gets past them: of version 1 where the byte is 2, of
 * today's else.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "../unit/assemble_file.h"
#include "graph_file/graph_file.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int holds) {
    if (!holds)
        abort();
}

/* Touches everything that the accessors offer. */
static size_t walk(const cch_graph *graph) {
    size_t sum = 0, length, count;
    for (int table = 0; table < CCH_TABLE_COUNT; table++) {
        const struct cch_schema *schema = cch_schema(table);
        for (uint32_t row = 1; row <= cch_graph_count(graph, table); row++) {
            const uint32_t *cells = cch_graph_row(graph, table, row);
            for (int i = 0; i < schema->width; i++) {
                const struct cch_column *column = &schema->columns[i];
                const uint32_t *items = &cells[i];
                count = 1;
                if (column->is_list)
                    items = cch_graph_items(graph, cells[i], &count);
                for (size_t j = 0; j < count; j++) {
                    if (column->domain == CCH_STRING)
                        sum += strlen(cch_graph_text(graph, items[j], &length)) == length;
                    else if (column->domain == CCH_REFERENCE && items[j])
                        check(cch_graph_row(graph, column->table, items[j]) != NULL);
                    else if (column->domain == CCH_IDENTITY)
                        sum += strlen(cch_graph_identity(graph, items[j], &length));
                }
            }
        }
    }
    return sum;
}

static void exercise(const uint8_t *bytes, size_t size) {
    cch_error error = {0};
    cch_graph *graph, *other;
    char digits[33], again[33];
    if (cch_graph_decode(&graph, bytes, size, "fuzz.ccg", &error)) {
        check(!strncmp(error.text, "cannot read 'fuzz.ccg': ", 24) && !strchr(error.text, '\n'));
        return;
    }
    walk(graph);
    cch_graph_content_hash(graph, digits);
    check(cch_graph_canonicalize(graph) == CCH_OK);
    walk(graph);
    cch_graph_content_hash(graph, again);
    check(!strcmp(digits, again));
    check(cch_graph_write(graph, "/dev/null", 1, NULL) == CCH_OK);
    if (!cch_graph_decode(&other, bytes, size, "fuzz.ccg", NULL)) {
        check(cch_graph_merge(graph, other) == CCH_OK);
        cch_graph_free(other);
    }
    cch_graph_content_hash(graph, again);
    check(!strcmp(digits, again));
    check(cch_graph_canonicalize(graph) == CCH_OK);
    walk(graph);
    cch_graph_free(graph);
}

/* New tables come last, so that the numbers of a corpus stay what they are. */
static const char *tag_of(uint8_t number) {
    static const char *const others[] = {CCH_TAG_STRINGS, CCH_TAG_IDENTITIES, CCH_TAG_LISTS, "????", "LDET"};
    enum { OTHERS = sizeof others / sizeof *others };
    number %= CCH_TABLE_COUNT + OTHERS;
    return number < OTHERS ? others[number] : cch_schema(number - OTHERS)->tag;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct assembled_chunk chunks[CCH_TABLE_COUNT + 5];
    uint32_t count = 0;
    if (!size)
        return 0;
    if (!data[0]) {
        exercise(data + 1, size - 1);
        return 0;
    }
    for (size_t at = 1; at + 3 <= size && count < sizeof chunks / sizeof *chunks; count++) {
        size_t length = data[at + 1] | (size_t)data[at + 2] << 8;
        if (length > size - at - 3)
            length = size - at - 3;
        chunks[count] = (struct assembled_chunk){.bytes = data + at + 3, .size = length};
        memcpy(chunks[count].tag, tag_of(data[at]), 4);
        at += 3 + length;
    }
    uint8_t *file = assemble_file(data[0] == 2 ? 1 : CCH_FILE_VERSION, chunks, count, &size);
    exercise(file, size);
    free(file);
    return 0;
}
