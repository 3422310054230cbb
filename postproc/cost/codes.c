#include "cost/codes.h"

#include <errno.h>
#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/array.h"
#include "cost/fatbin.h"

void cch_codes_release(cch_codes *codes) {
    cch_pool_release(&codes->names);
    cch_pairs_release(&codes->pairs);
    free(codes->items);
    for (size_t i = 0; i < codes->source_count; i++) {
        free(codes->sources[i].file);
        free(codes->sources[i].section);
    }
    free(codes->sources);
}

struct cch_machine_code *cch_codes_at(cch_codes *codes, const char *name, size_t length, uint32_t architecture) {
    uint32_t number = cch_pool_add(&codes->names, name, length), before = codes->pairs.count;
    uint32_t pair = number == UINT32_MAX ? 0 : cch_pairs_add(&codes->pairs, number, architecture);
    if (!pair || cch_array_reserve(&codes->items, &codes->capacity, pair, sizeof *codes->items))
        return NULL;
    if (codes->pairs.count != before) {
        codes->items[pair - 1] = (struct cch_machine_code){.name = number,
                                                           .architecture = architecture,
                                                           .registers = CCH_COST_UNTOLD,
                                                           .stack = CCH_COST_UNTOLD,
                                                           .spill_stores = CCH_COST_UNTOLD,
                                                           .spill_loads = CCH_COST_UNTOLD,
                                                           .static_shared = CCH_COST_UNTOLD};
        codes->count = pair;
    }
    return &codes->items[pair - 1];
}

int64_t cch_codes_own_shared(int64_t bytes, uint32_t architecture) {
    return architecture >= 90 && bytes >= 1024 ? bytes - 1024 : bytes;
}

/* A cubin ------------------------------------------------------------------------------- */

struct reading {
    cch_codes *codes;
    struct cch_code_source *source;
    uint32_t architecture;
    size_t size, stored; /* of the cubin at hand */
    uint64_t given;      /* of `stored`, to functions */
};

static int64_t greater(int64_t a, int64_t b) { return a > b ? a : b; }

static int add_function(void *data, const struct cch_cubin_function *function) {
    struct reading *reading = data;
    struct cch_machine_code *code =
        cch_codes_at(reading->codes, function->name, strlen(function->name), reading->architecture);
    if (!code)
        return CCH_ERROR_MEMORY;
    uint64_t stored = function->bytes;
    if (reading->stored != reading->size)
        stored = (uint64_t)((double)function->bytes / (double)reading->size * (double)reading->stored);
    if (stored > reading->stored - reading->given) /* sections that lie upon each other */
        stored = reading->stored - reading->given;
    code->kernel = code->kernel || function->kernel;
    code->copies++;
    code->bytes += function->bytes;
    code->stored += stored;
    code->registers = greater(code->registers, function->registers);
    code->stack = greater(code->stack, function->stack);
    code->static_shared =
        greater(code->static_shared, cch_codes_own_shared(function->static_shared, reading->architecture));
    reading->given += stored;
    return 0;
}

/* `stored`: what it takes in the file. */
static int add_cubin(cch_codes *codes, struct cch_code_source *source, void *bytes, size_t size, size_t stored,
                     uint32_t architecture) {
    struct reading reading = {codes, source, architecture, size, stored, 0};
    int status = size ? cch_cubin_functions(bytes, size, add_function, &reading) : CCH_ERROR_FORMAT;
    if (status == CCH_ERROR_MEMORY)
        return status;
    source->cubins++;
    source->unreadable += status != 0;
    source->functions += reading.given;
    *(status ? &source->unread : &source->others) += stored - reading.given;
    return 0;
}

static int add_fatbin(cch_codes *codes, struct cch_code_source *source, const unsigned char *bytes, size_t size) {
    struct cch_fatbin_reader reader = {.bytes = bytes, .size = size};
    struct cch_fatbin_entry entry;
    uint64_t contents = 0;
    while (cch_fatbin_next(&reader, &entry)) {
        contents += entry.stored;
        if (entry.kind == CCH_FATBIN_PTX) {
            source->ptx += entry.stored;
            continue;
        }
        bool memory = false;
        size_t unpacked_size;
        unsigned char *unpacked =
            entry.kind == CCH_FATBIN_CUBIN ? cch_fatbin_unpack(&entry, &unpacked_size, &memory) : NULL;
        if (memory)
            return CCH_ERROR_MEMORY;
        if (!unpacked) {
            source->unread += entry.stored;
            source->unreadable++;
            source->cubins += entry.kind == CCH_FATBIN_CUBIN;
            continue;
        }
        int status = add_cubin(codes, source, unpacked, unpacked_size, entry.stored, entry.architecture);
        free(unpacked);
        if (status)
            return status;
    }
    source->unread += reader.unread;
    source->headers += size - contents - reader.unread;
    return 0;
}

/* A file ----------------------------------------------------------------------------------- */

static struct cch_code_source *begin_source(cch_codes *codes, const char *file, const char *section, uint64_t size) {
    if (cch_array_reserve(&codes->sources, &codes->source_capacity, codes->source_count + 1, sizeof *codes->sources))
        return NULL;
    struct cch_code_source *source = &codes->sources[codes->source_count];
    *source = (struct cch_code_source){.file = strdup(file), .section = strdup(section), .size = size};
    if (!source->file || !source->section) {
        free(source->file);
        free(source->section);
        return NULL;
    }
    codes->source_count++;
    return source;
}

static bool has_code(const char *section) {
    return strcmp(section, ".nv_fatbin") == 0 || strcmp(section, "__nv_relfatbin") == 0 ||
           strcmp(section, ".hip_fatbin") == 0;
}

/* A host's ELF file. *found: with code for devices. */
static int read_host(cch_codes *codes, const char *path, unsigned char *bytes, size_t size, bool *found) {
    size_t names;
    int status = 0;
    Elf *elf = elf_version(EV_CURRENT) == EV_NONE ? NULL : elf_memory((char *)bytes, size);
    if (elf && elf_getshdrstrndx(elf, &names) == 0)
        for (Elf_Scn *section = elf_nextscn(elf, NULL); section && !status; section = elf_nextscn(elf, section)) {
            GElf_Shdr header;
            const char *name;
            if (!gelf_getshdr(section, &header) || !(name = elf_strptr(elf, names, header.sh_name)) ||
                !has_code(name) || header.sh_type == SHT_NOBITS || header.sh_offset > size ||
                header.sh_size > size - header.sh_offset)
                continue;
            struct cch_code_source *source = begin_source(codes, path, name, header.sh_size);
            *found = true;
            status = source ? add_fatbin(codes, source, bytes + header.sh_offset, header.sh_size) : CCH_ERROR_MEMORY;
        }
    if (!status && cch_cubin_memory_failed())
        status = CCH_ERROR_MEMORY;
    elf_end(elf);
    return status;
}

static int read_bytes(cch_codes *codes, const char *path, unsigned char *bytes, size_t size, cch_error *error) {
    const uint32_t magic = CCH_FATBIN_MAGIC;
    uint32_t architecture = cch_cubin_architecture(bytes, size);
    struct cch_code_source *source;
    bool found = false;
    int status = 0;
    if (architecture) {
        source = begin_source(codes, path, "cubin", size);
        status = source ? add_cubin(codes, source, bytes, size, size, architecture) : CCH_ERROR_MEMORY;
        if (!status && source->unreadable)
            return cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': a cubin that is cut or damaged", path);
        found = true;
    } else if (size >= sizeof magic && memcmp(bytes, &magic, sizeof magic) == 0) {
        source = begin_source(codes, path, "fatbin", size);
        status = source ? add_fatbin(codes, source, bytes, size) : CCH_ERROR_MEMORY;
        found = true;
    } else {
        status = read_host(codes, path, bytes, size, &found);
    }
    if (status)
        return cch_fail(error, status, "cannot read '%s': out of memory", path);
    return found ? 0 : cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': no code for NVIDIA devices is in it", path);
}

int cch_codes_read_binary(cch_codes *codes, const char *path, cch_error *error) {
    struct stat facts;
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0 || fstat(file, &facts)) {
        int code = cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
        if (file >= 0)
            close(file);
        return code;
    }
    if (!S_ISREG(facts.st_mode) || facts.st_size <= 0) {
        close(file);
        return cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': %s", path,
                        S_ISREG(facts.st_mode) ? "it is empty" : "no regular file");
    }
    size_t size = (size_t)facts.st_size;
    void *bytes = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE, file, 0);
    int code = errno;
    close(file);
    if (bytes == MAP_FAILED)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(code));
    int status = read_bytes(codes, path, bytes, size, error);
    munmap(bytes, size);
    return status;
}
