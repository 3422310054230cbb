#include "graph_file/program_text.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"

/* Writing --------------------------------------------------------------------- */

static void put(struct cch_program_writer *writer, const char *bytes, size_t length) {
    if (writer->status)
        return;
    if (length > CCH_PROGRAM_SIZE_MAX - writer->text.length)
        writer->status = CCH_PROGRAM_TOO_LARGE;
    else if (cch_buffer_add(&writer->text, bytes, length))
        writer->status = CCH_PROGRAM_OUT_OF_MEMORY;
}

static void put_blank(struct cch_program_writer *writer) {
    size_t length = writer->text.length;
    if (length && writer->text.bytes[length - 1] != '(')
        put(writer, " ", 1);
}

void cch_program_open(struct cch_program_writer *writer, const char *head) {
    put_blank(writer);
    put(writer, "(", 1);
    put(writer, head, strlen(head));
    if (++writer->depth > CCH_PROGRAM_DEPTH_MAX && !writer->status)
        writer->status = CCH_PROGRAM_TOO_DEEP;
}

void cch_program_close(struct cch_program_writer *writer) {
    put(writer, ")", 1);
    if (writer->depth-- == 0 && !writer->status)
        writer->status = CCH_PROGRAM_UNBALANCED;
}

void cch_program_atom(struct cch_program_writer *writer, const char *word) {
    put_blank(writer);
    put(writer, word, strlen(word));
}

void cch_program_integer(struct cch_program_writer *writer, int64_t value) {
    char digits[24];
    snprintf(digits, sizeof digits, "%" PRId64, value);
    cch_program_atom(writer, digits);
}

static void put_escaped(struct cch_program_writer *writer, unsigned char byte) {
    char text[8];
    if (byte == '"' || byte == '\\')
        snprintf(text, sizeof text, "\\%c", byte);
    else if (byte == '\n')
        snprintf(text, sizeof text, "\\n");
    else
        snprintf(text, sizeof text, "\\x%02x", byte);
    put(writer, text, strlen(text));
}

void cch_program_string(struct cch_program_writer *writer, const char *bytes, size_t length) {
    put_blank(writer);
    put(writer, "\"", 1);
    size_t start = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        if (byte >= 0x20 && byte != '"' && byte != '\\' && byte != 0x7f)
            continue;
        put(writer, bytes + start, i - start);
        put_escaped(writer, byte);
        start = i + 1;
    }
    put(writer, bytes + start, length - start);
    put(writer, "\"", 1);
}

void cch_program_piece(struct cch_program_writer *writer, const char *text, size_t length) {
    if (!length)
        return;
    put_blank(writer);
    put(writer, text, length);
}

const char *cch_program_finish(struct cch_program_writer *writer) {
    static const char *const reasons[] = {
        [CCH_PROGRAM_TOO_LARGE] = "(unread \"too large\")",
        [CCH_PROGRAM_TOO_DEEP] = "(unread \"nested too deeply\")",
        [CCH_PROGRAM_UNBALANCED] = "(unread \"not written whole\")",
    };
    if (!writer->status && (writer->depth || !writer->text.length))
        writer->status = CCH_PROGRAM_UNBALANCED;
    if (writer->status == CCH_PROGRAM_OUT_OF_MEMORY)
        return NULL;
    return writer->status ? reasons[writer->status] : cch_buffer_text(&writer->text);
}

void cch_program_restart(struct cch_program_writer *writer) {
    cch_buffer_clear(&writer->text);
    writer->depth = 0;
    writer->status = CCH_PROGRAM_OK;
}

void cch_program_release(struct cch_program_writer *writer) {
    cch_buffer_release(&writer->text);
    *writer = (struct cch_program_writer){0};
}

/* Reading --------------------------------------------------------------------- */

struct reading {
    struct cch_program_tree *tree;
    const char *text;
    size_t length, at;
    uint32_t open[CCH_PROGRAM_DEPTH_MAX]; /* lists */
    uint32_t last[CCH_PROGRAM_DEPTH_MAX]; /* the last child of each */
    unsigned depth;
    const char *problem;
};

static int fail(struct reading *reading, const char *problem) {
    reading->problem = problem;
    reading->tree->error = reading->at;
    return CCH_ERROR_FORMAT;
}

/* A node behind what the innermost open list has. 0 without memory. */
static uint32_t add_node(struct reading *reading, enum cch_program_kind kind) {
    struct cch_program_tree *tree = reading->tree;
    if (cch_array_reserve(&tree->nodes, &tree->capacity, tree->count + 1, sizeof *tree->nodes))
        return 0;
    uint32_t node = (uint32_t)tree->count++;
    tree->nodes[node] = (struct cch_program_node){.kind = kind};
    if (!reading->depth)
        return node;
    uint32_t *last = &reading->last[reading->depth - 1], parent = reading->open[reading->depth - 1];
    if (*last)
        tree->nodes[*last].next = node;
    else
        tree->nodes[parent].first = node;
    *last = node;
    tree->nodes[parent].count++;
    return node;
}

static int hexadecimal(char c) {
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

/* The byte behind a backslash; -1: no such thing. */
static int read_escape(struct reading *reading) {
    const char *from = reading->text + reading->at;
    size_t left = reading->length - reading->at;
    if (left >= 1 && *from != 'x') {
        reading->at++;
        return *from == 'n' ? '\n' : *from == '"' || *from == '\\' ? *from : -1;
    }
    if (left < 3 || hexadecimal(from[1]) < 0 || hexadecimal(from[2]) < 0)
        return -1;
    reading->at += 3;
    return hexadecimal(from[1]) << 4 | hexadecimal(from[2]);
}

/* There is room for all: the quotes of a string, or what ends an atom, are at least as long as the 0 byte. */
static void put_text(struct cch_program_tree *tree, int byte) { tree->texts[tree->texts_used++] = (char)byte; }

static int read_string(struct reading *reading) {
    struct cch_program_tree *tree = reading->tree;
    size_t start = tree->texts_used;
    uint32_t node = add_node(reading, CCH_PROGRAM_STRING);
    if (!node)
        return CCH_ERROR_MEMORY;
    for (reading->at++; reading->at < reading->length;) {
        char c = reading->text[reading->at++];
        if (c == '"') {
            tree->nodes[node].text = (uint32_t)start;
            tree->nodes[node].count = (uint32_t)(tree->texts_used - start);
            put_text(tree, 0);
            return 0;
        }
        int byte = c == '\\' ? read_escape(reading) : (unsigned char)c;
        if (byte < 0)
            return fail(reading, "an escape that there is not");
        put_text(tree, byte);
    }
    return fail(reading, "a string does not end");
}

static bool is_atom(char c) { return (unsigned char)c > ' ' && c != '"' && c != '(' && c != ')'; }

static int read_atom(struct reading *reading) {
    struct cch_program_tree *tree = reading->tree;
    uint32_t node = add_node(reading, CCH_PROGRAM_ATOM);
    if (!node)
        return CCH_ERROR_MEMORY;
    tree->nodes[node].text = (uint32_t)tree->texts_used;
    for (; reading->at < reading->length && is_atom(reading->text[reading->at]); reading->at++)
        put_text(tree, reading->text[reading->at]);
    tree->nodes[node].count = (uint32_t)(tree->texts_used - tree->nodes[node].text);
    put_text(tree, 0);
    return 0;
}

static int read_open(struct reading *reading) {
    if (reading->depth == CCH_PROGRAM_DEPTH_MAX)
        return fail(reading, "nested too deeply");
    uint32_t node = add_node(reading, CCH_PROGRAM_LIST);
    if (!node)
        return CCH_ERROR_MEMORY;
    reading->open[reading->depth] = node;
    reading->last[reading->depth++] = 0;
    reading->at++;
    return 0;
}

static int read_item(struct reading *reading) {
    char c = reading->text[reading->at];
    if (c == ' ') {
        reading->at++;
        return 0;
    }
    if (!reading->depth && reading->tree->count > 1)
        return fail(reading, "something behind the end");
    if (c == '(')
        return read_open(reading);
    if (!reading->depth)
        return fail(reading, "no list");
    if (c == '"')
        return read_string(reading);
    if (c != ')')
        return is_atom(c) ? read_atom(reading) : fail(reading, "a byte that stands in no text");
    reading->depth--;
    reading->at++;
    return 0;
}

int cch_program_read(struct cch_program_tree *tree, const char *text, size_t length, const char **message) {
    struct reading reading = {.tree = tree, .text = text, .length = length};
    tree->count = 1;
    tree->texts_used = tree->error = 0;
    int status = length > CCH_PROGRAM_SIZE_MAX ? fail(&reading, "too large") : 0;
    if (!status && (cch_array_reserve(&tree->texts, &tree->texts_capacity, length + 1, 1) ||
                    cch_array_reserve(&tree->nodes, &tree->capacity, length / 2 + 2, sizeof *tree->nodes)))
        status = CCH_ERROR_MEMORY;
    while (!status && reading.at < length)
        status = read_item(&reading);
    if (!status && (reading.depth || tree->count == 1))
        status = fail(&reading, "it ends too early");
    if (message)
        *message = reading.problem;
    return status;
}

void cch_program_tree_release(struct cch_program_tree *tree) {
    free(tree->nodes);
    free(tree->texts);
    *tree = (struct cch_program_tree){0};
}
