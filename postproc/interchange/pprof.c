/* A profile of google/pprof (profile.proto), compressed: the stacks of chains to kernels,
 * whose value is the number of the kernel's specializations. Functions and locations are
 * numbered as in the graph; the table of strings comes last, as they are found. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/pool.h"
#include "base/utf8.h"
#include "export/thrift.h"
#include "interchange/cells.h"
#include "interchange/stacks.h"

/* Fields of profile.proto. */
enum { PROFILE_SAMPLE_TYPE = 1, PROFILE_SAMPLE = 2, PROFILE_LOCATION = 4, PROFILE_FUNCTION = 5, PROFILE_STRING = 6 };
enum { VALUE_TYPE = 1, VALUE_UNIT = 2, SAMPLE_LOCATIONS = 1, SAMPLE_VALUES = 2 };
enum { LOCATION_ID = 1, LOCATION_LINE = 4, LINE_FUNCTION = 1, LINE_LINE = 2 };
enum { FUNCTION_ID = 1, FUNCTION_NAME = 2, FUNCTION_SYSTEM_NAME = 3, FUNCTION_FILE = 4, FUNCTION_START = 5 };
enum { VARINT = 0, BYTES = 2 };

struct writer {
    const cch_question *question;
    FILE *stream;
    z_stream zip;
    cch_pool strings; /* of numbers 1, 2, …; 0 is "" */
    cch_buffer message, part;
    unsigned char *written; /* by function */
    int failed;
};

/* Compression --------------------------------------------------------------- */

static void put(struct writer *writer, const void *bytes, size_t length, int flush) {
    unsigned char out[1 << 14];
    writer->zip.next_in = (Bytef *)(uintptr_t)bytes; /* not changed */
    writer->zip.avail_in = (uInt)length;
    do {
        writer->zip.next_out = out;
        writer->zip.avail_out = sizeof out;
        deflate(&writer->zip, flush);
        fwrite(out, 1, sizeof out - writer->zip.avail_out, writer->stream);
    } while (!writer->zip.avail_out);
}

/* Protocol buffers ------------------------------------------------------------ */

static void add(struct writer *writer, cch_buffer *buffer, const void *bytes, size_t length) {
    writer->failed |= cch_buffer_add(buffer, bytes, length);
}

static void add_varint(struct writer *writer, cch_buffer *buffer, uint64_t number) {
    uint8_t bytes[CCH_VARINT_MAX];
    add(writer, buffer, bytes, cch_varint(bytes, number));
}

static void add_number(struct writer *writer, cch_buffer *buffer, unsigned field, uint64_t number) {
    add_varint(writer, buffer, field << 3 | VARINT);
    add_varint(writer, buffer, number);
}

static void add_bytes(struct writer *writer, cch_buffer *buffer, unsigned field, const void *bytes, size_t length) {
    add_varint(writer, buffer, field << 3 | BYTES);
    add_varint(writer, buffer, length);
    add(writer, buffer, bytes, length);
}

static void add_part(struct writer *writer, unsigned field) {
    add_bytes(writer, &writer->message, field, cch_buffer_text(&writer->part), writer->part.length);
}

/* A field of the profile; `message` is empty then. */
static void put_message(struct writer *writer, unsigned field) {
    uint8_t head[2 * CCH_VARINT_MAX];
    unsigned length = cch_varint(head, field << 3 | BYTES);
    length += cch_varint(head + length, writer->message.length);
    put(writer, head, length, Z_NO_FLUSH);
    put(writer, cch_buffer_text(&writer->message), writer->message.length, Z_NO_FLUSH);
    cch_buffer_clear(&writer->message);
}

static uint32_t string(struct writer *writer, const char *text) {
    size_t length;
    char *repaired = cch_utf8_repair(text, strlen(text), &length);
    uint32_t number = repaired ? cch_pool_add(&writer->strings, repaired, length) : UINT32_MAX;
    free(repaired);
    writer->failed |= number == UINT32_MAX;
    return number;
}

/* The profile ------------------------------------------------------------------ */

static void put_sample_type(struct writer *writer) {
    add_number(writer, &writer->message, VALUE_TYPE, string(writer, "specializations"));
    add_number(writer, &writer->message, VALUE_UNIT, string(writer, "count"));
    put_message(writer, PROFILE_SAMPLE_TYPE);
}

static void put_function(struct writer *writer, uint32_t function) {
    const cch_view *view = writer->question->view;
    const cch_graph *graph = view->program->graph;
    const char *what;
    const uint32_t *site = cch_graph_row(graph, CCH_SITE, cch_view_place(view, function, &what));
    if (writer->written[function])
        return;
    writer->written[function] = 1;
    cch_buffer *message = &writer->message;
    add_number(writer, message, FUNCTION_ID, function);
    add_number(writer, message, FUNCTION_NAME,
               string(writer, cch_names_function(writer->question->names, CCH_NAMING_SHORT, function)));
    add_number(writer, message, FUNCTION_SYSTEM_NAME, string(writer, cch_graph_identity(graph, function, NULL)));
    if (site) {
        add_number(writer, message, FUNCTION_FILE, string(writer, cch_graph_text(graph, site[CCH_SITE_FILE], NULL)));
        add_number(writer, message, FUNCTION_START, site[CCH_SITE_LINE]);
    }
    put_message(writer, PROFILE_FUNCTION);
    cch_buffer_clear(&writer->part);
    add_number(writer, &writer->part, LINE_FUNCTION, function);
    add_number(writer, &writer->part, LINE_LINE, site ? site[CCH_SITE_LINE] : 0);
    add_number(writer, message, LOCATION_ID, function);
    add_part(writer, LOCATION_LINE);
    put_message(writer, PROFILE_LOCATION);
}

static void put_stack(struct writer *writer, const struct cch_stack *stack) {
    for (size_t i = 0; i < stack->length; i++)
        put_function(writer, stack->functions[i]);
    cch_buffer_clear(&writer->part);
    for (size_t i = stack->length; i; i--) /* the leaf first */
        add_varint(writer, &writer->part, stack->functions[i - 1]);
    add_part(writer, SAMPLE_LOCATIONS);
    cch_buffer_clear(&writer->part);
    add_varint(writer, &writer->part, stack->weight);
    add_part(writer, SAMPLE_VALUES);
    put_message(writer, PROFILE_SAMPLE);
}

static void put_strings(struct writer *writer) {
    for (uint32_t i = 0; i <= writer->strings.count; i++) {
        add(writer, &writer->message, cch_pool_text(&writer->strings, i), cch_pool_length(&writer->strings, i));
        put_message(writer, PROFILE_STRING);
    }
    put(writer, "", 0, Z_FINISH);
}

static void write_profile(struct writer *writer, const cch_stacks *stacks) {
    enum { GZIP = 16 };
    if (deflateInit2(&writer->zip, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + GZIP, 8, Z_DEFAULT_STRATEGY)) {
        writer->failed = 1;
        return;
    }
    put_sample_type(writer);
    for (size_t i = 0; i < stacks->count && !writer->failed && !ferror(writer->stream); i++)
        put_stack(writer, &stacks->items[i]);
    put_strings(writer);
    deflateEnd(&writer->zip);
}

static int write_pprof(const struct cch_interchange_request *request, FILE *stream,
                       struct cch_interchange_report *report, cch_error *error) {
    struct writer writer = {.question = request->question, .stream = stream};
    cch_stacks stacks;
    int code = cch_stacks_make(&stacks, request, report, error);
    if (!code && !(writer.written = calloc((size_t)request->question->view->function_count + 1, 1)))
        writer.failed = 1;
    if (!code && !writer.failed)
        write_profile(&writer, &stacks);
    cch_stacks_release(&stacks);
    cch_pool_release(&writer.strings);
    cch_buffer_release(&writer.message);
    cch_buffer_release(&writer.part);
    free(writer.written);
    return writer.failed ? cch_fail(error, CCH_ERROR_MEMORY, "cannot export: out of memory") : code;
}

const struct cch_interchange cch_interchange_pprof = {
    .name = "pprof", .level = CCH_LEVEL_INSTANCE, .one_level = true, .write = write_pprof};
