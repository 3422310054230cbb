/* Writes small inputs for the fuzzer into a folder: random graphs, as files
 * and as bare chunks (see graph_file_fuzz.c). */
#include "../unit/random_graph.h"

#include <zstd.h>

#include "graph_file/format.h"

static void save(const char *folder, const char *name, uint32_t number, const uint8_t *bytes, size_t size) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s-%u", folder, name, number);
    FILE *file = fopen(path, "wb");
    if (!file)
        exit(1);
    fwrite(bytes, 1, size, file);
    fclose(file);
}

/* The number that stands for a chunk's tag. */
static uint8_t number_of(const uint8_t *tag) {
    static const char *const pools[] = {CCH_TAG_STRINGS, CCH_TAG_IDENTITIES, CCH_TAG_LISTS};
    for (uint8_t i = 0; i < CCH_TABLE_COUNT; i++) {
        if (!memcmp(tag, cch_schema(i)->tag, 4))
            return i;
    }
    for (uint8_t i = 0; i < 3; i++) {
        if (!memcmp(tag, pools[i], 4))
            return (uint8_t)(CCH_TABLE_COUNT + i);
    }
    return CCH_TABLE_COUNT + 3;
}

int main(int count, char **arguments) {
    if (count != 2)
        return 64;
    for (uint32_t seed = 1; seed <= 12; seed++) {
        uint32_t facts[16];
        for (uint32_t i = 0; i < 16; i++)
            facts[i] = seed * 131 + i * 7;
        size_t size, used = 1;
        char *file = canonical_bytes(random_graph(facts, seed + 4, seed), &size);
        static uint8_t bytes[1 << 20];
        bytes[0] = 0;
        memcpy(bytes + 1, file, size);
        if (seed <= 3)
            save(arguments[1], "file", seed, bytes, size + 1);
        bytes[0] = 1;
        for (uint32_t i = 0; i < cch_get32((uint8_t *)file + 12); i++) {
            const uint8_t *entry = (uint8_t *)file + CCH_FILE_HEADER_SIZE + (size_t)i * CCH_FILE_ENTRY_SIZE;
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
        save(arguments[1], "chunks", seed, bytes, used);
        free(file);
    }
    return 0;
}
