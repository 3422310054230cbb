/* Hashes for base/index.h. */
#ifndef CCH_BASE_HASH_H
#define CCH_BASE_HASH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

uint32_t cch_hash_bytes(const void *bytes, size_t size);

static inline uint32_t cch_hash_text(const char *text) { return cch_hash_bytes(text, strlen(text)); }

static inline uint32_t cch_hash_number(uint64_t number) { return (uint32_t)(number * 0x9e3779b97f4a7c15u >> 32); }

#endif
