/* make_corpus FOLDER [GRAPH…]: writes small inputs for the fuzzer into a folder:
 * random graphs, and those of the files, as files and as bare chunks (see
 * graph_file_fuzz.c). */
#include "../unit/random_graph.h"

#include <zstd.h>

#include "base/read_file.h"
#include "graph_file/format.h"

static void save(const char *folder, const char *name, unsigned number, const uint8_t *bytes, size_t size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%u", folder, name, number);
    FILE *file = fopen(path, "wb");
    if (!file)
        exit(1);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

/* The number that stands for a chunk's tag, as graph_file_fuzz.c has it. */
static uint8_t number_of(const uint8_t *tag) {
    static const char *const others[] = {CCH_TAG_STRINGS, CCH_TAG_IDENTITIES, CCH_TAG_LISTS, "????", "LDET"};
    enum { OTHERS = sizeof others / sizeof *others, UNKNOWN = 3 };
    for (uint8_t i = 0; i < OTHERS; i++)
        if (!memcmp(tag, others[i], 4))
            return i;
    for (uint8_t i = 0; i < CCH_TABLE_COUNT; i++)
        if (!memcmp(tag, cch_schema(i)->tag, 4))
            return (uint8_t)(OTHERS + i);
    return UNKNOWN;
}

enum { INPUT_MAX = 1 << 20 };

/* Both forms of a file; the form for a file of version 1 has a byte of its own. */
static void save_forms(const char *folder, unsigned number, bool as_file, const char *file, size_t size) {
    static uint8_t bytes[INPUT_MAX];
    size_t used = 1;
    bytes[0] = 0;
    memcpy(bytes + 1, file, size);
    if (as_file)
        save(folder, "file", number, bytes, size + 1);
    bytes[0] = cch_get32((const uint8_t *)file + 8) == 1 ? 2 : 1;
    for (uint32_t i = 0; i < cch_get32((const uint8_t *)file + 12); i++) {
        const uint8_t *entry = (const uint8_t *)file + CCH_FILE_HEADER_SIZE + (size_t)i * CCH_FILE_ENTRY_SIZE;
        const char *stored = file + cch_get64(entry + 8);
        size_t raw = cch_get64(entry + 24);
        bytes[used] = number_of(entry);
        bytes[used + 1] = (uint8_t)raw;
        bytes[used + 2] = (uint8_t)(raw >> 8);
        if (cch_get32(entry + 4) == CCH_CODING_PLAIN)
            memcpy(bytes + used + 3, stored, raw);
        else
            ZSTD_decompress(bytes + used + 3, raw, stored, cch_get64(entry + 16));
        used += 3 + raw;
    }
    save(folder, "chunks", number, bytes, used);
}

int main(int count, char **arguments) {
    enum { RANDOM = 12 };
    if (count < 2)
        return 64;
    for (uint32_t seed = 1; seed <= RANDOM; seed++) {
        uint32_t facts[16];
        for (uint32_t i = 0; i < 16; i++)
            facts[i] = seed * 131 + i * 7;
        size_t size;
        char *file = canonical_bytes(random_graph(facts, seed + 4, seed), &size);
        save_forms(arguments[1], seed, seed <= 3, file, size);
        free(file);
    }
    for (int i = 2; i < count; i++) { /* trusted: not longer than INPUT_MAX when unpacked */
        char *file;
        size_t size;
        if (cch_read_file(&file, &size, arguments[i], INPUT_MAX / 8, 0, NULL))
            return 1;
        save_forms(arguments[1], RANDOM + (unsigned)i - 1, true, file, size);
        free(file);
    }
    return 0;
}
