/* A fat binary (.nv_fatbin): code for several devices, as nvcc's fatbinary puts
 * it together. Regions with a header each, of entries with a header each, in
 * whole eights of bytes; an entry is a cubin or PTX, as it is or compressed
 * (LZ4 blocks; since CUDA 12.8 Zstandard). */
#ifndef CCH_COST_FATBIN_H
#define CCH_COST_FATBIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cch_fatbin_kind { CCH_FATBIN_PTX = 1, CCH_FATBIN_CUBIN = 2 };

struct cch_fatbin_entry {
    uint16_t kind; /* enum cch_fatbin_kind, or another */
    uint32_t architecture;
    const unsigned char *bytes; /* as stored */
    size_t stored;              /* with padding */
    size_t compressed, size;    /* of what is compressed: there, and unpacked; else 0 */
    uint64_t flags;
};

#define CCH_FATBIN_MAGIC 0xBA55ED50u

/* Goes on to the next entry behind *at (0 at first; in `region_end` 0, too). False: there is none, or what stands
 * there is no entry, whose bytes then are told in *unread. */
struct cch_fatbin_reader {
    const unsigned char *bytes;
    size_t size, at, region_end, unread;
};
bool cch_fatbin_next(struct cch_fatbin_reader *reader, struct cch_fatbin_entry *entry);

/* The entry's content, to free(); NULL: it cannot be unpacked, and *memory says whether that is for want of memory. */
unsigned char *cch_fatbin_unpack(const struct cch_fatbin_entry *entry, size_t *size, bool *memory);

#endif
