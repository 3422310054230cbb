#include "report/pieces.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include "base/output_file.h"

int cch_piece_begin(cch_piece *piece, cch_error *error) {
    *piece = (cch_piece){.text = NULL};
    piece->json.stream = open_memstream(&piece->text, &piece->size);
    return piece->json.stream ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
}

size_t cch_piece_size(cch_piece *piece) {
    fflush(piece->json.stream);
    return piece->size;
}

void cch_piece_drop(cch_piece *piece) {
    if (piece->json.stream)
        fclose(piece->json.stream);
    free(piece->text);
    *piece = (cch_piece){.text = NULL};
}

/* The text's gzip form, to be freed; NULL without memory. */
static unsigned char *compressed(const char *text, size_t size, size_t *length) {
    z_stream stream = {0};
    if (deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK)
        return NULL;
    size_t room = size + size / 1000 + 256; /* zlib's own bound, deflateBound, takes 32 bits on some machines */
    unsigned char *bytes = malloc(room);
    int status = Z_BUF_ERROR;
    size_t taken = 0, made = 0;
    while (bytes && status != Z_STREAM_END) {
        enum { STEP = 1 << 30 };
        stream.next_in = (unsigned char *)(uintptr_t)(text + taken);
        stream.avail_in = size - taken < STEP ? (uInt)(size - taken) : STEP;
        stream.next_out = bytes + made;
        stream.avail_out = room - made < STEP ? (uInt)(room - made) : STEP;
        uInt in = stream.avail_in, out = stream.avail_out;
        status = deflate(&stream, in == size - taken ? Z_FINISH : Z_NO_FLUSH);
        taken += in - stream.avail_in;
        made += out - stream.avail_out;
        if (status != Z_OK && status != Z_STREAM_END)
            break;
    }
    deflateEnd(&stream);
    *length = made;
    if (status == Z_STREAM_END)
        return bytes;
    free(bytes);
    return NULL;
}

static void write_base64(FILE *stream, const unsigned char *bytes, size_t size) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < size; i += 3) {
        uint32_t group = (uint32_t)bytes[i] << 16;
        group |= i + 1 < size ? (uint32_t)bytes[i + 1] << 8 : 0;
        group |= i + 2 < size ? bytes[i + 2] : 0;
        putc(digits[group >> 18], stream);
        putc(digits[group >> 12 & 63], stream);
        putc(i + 1 < size ? digits[group >> 6 & 63] : '=', stream);
        putc(i + 2 < size ? digits[group & 63] : '=', stream);
    }
}

int cch_piece_end(cch_piece *piece, const char *folder, const char *name, uint64_t *bytes, cch_error *error) {
    cch_output *output = NULL;
    char path[64];
    size_t length = 0;
    int failed = ferror(piece->json.stream);
    failed |= fclose(piece->json.stream) || !piece->text; /* glibc closes well, and there is no text */
    piece->json.stream = NULL;
    unsigned char *small = failed ? NULL : compressed(piece->text, piece->size, &length);
    int status = small ? CCH_OK : cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
    snprintf(path, sizeof path, "data/%s.js", name);
    if (!status && !(status = cch_output_open_in(&output, folder, path, error))) {
        FILE *stream = cch_output_stream(output);
        fprintf(stream, "callchain.piece(\"%s\",\"", name);
        write_base64(stream, small, length);
        fputs("\");\n", stream);
        *bytes += length / 3 * 4 + strlen(name) + 24;
        status = cch_output_commit(output, 0, error);
    }
    free(small);
    cch_piece_drop(piece);
    return status;
}
