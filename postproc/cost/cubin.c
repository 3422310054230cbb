#include "cost/cubin.h"

#include <gelf.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/error.h"

enum {
    MACHINE_CUDA = 190,
    ENTRY = 0x10, /* in a symbol's st_other: a kernel */
    FORMAT_SIZED = 4,
    INFO_FRAME_SIZE = 0x11,
    INFO_MIN_STACK = 0x12,
    INFO_REGISTERS = 0x2f
};

struct function {
    struct cch_cubin_function facts;
};

struct cubin {
    Elf *elf;
    struct function *functions;
    size_t count, capacity, names; /* `names`: the section of sections' names */
};

uint32_t cch_cubin_architecture(const void *bytes, size_t size) {
    const Elf64_Ehdr *header = bytes;
    Elf64_Ehdr copy;
    if (size < sizeof copy || memcmp(bytes, ELFMAG, SELFMAG) != 0)
        return 0;
    memcpy(&copy, header, sizeof copy);
    if (copy.e_ident[EI_CLASS] != ELFCLASS64 || copy.e_machine != MACHINE_CUDA)
        return 0;
    /* since CUDA 13 the number stands a byte further up */
    return copy.e_ident[EI_ABIVERSION] >= 8 ? copy.e_flags >> 8 & 0xff : copy.e_flags & 0xff;
}

static int compare(const void *left, const void *right) {
    return strcmp(((const struct function *)left)->facts.name, ((const struct function *)right)->facts.name);
}

static struct function *find(const struct cubin *cubin, const char *name) {
    const struct function key = {.facts = {.name = name}};
    return cubin->count ? bsearch(&key, cubin->functions, cubin->count, sizeof key, compare) : NULL;
}

static int add_functions(struct cubin *cubin) {
    GElf_Shdr header;
    for (Elf_Scn *section = elf_nextscn(cubin->elf, NULL); section; section = elf_nextscn(cubin->elf, section)) {
        const char *name;
        if (!gelf_getshdr(section, &header) || !(name = elf_strptr(cubin->elf, cubin->names, header.sh_name)) ||
            strncmp(name, ".text.", 6) != 0 || !name[6])
            continue;
        if (cch_array_reserve(&cubin->functions, &cubin->capacity, cubin->count + 1, sizeof *cubin->functions))
            return CCH_ERROR_MEMORY;
        cubin->functions[cubin->count++] =
            (struct function){{.name = name + 6,
                               .registers = header.sh_info >> 24 ? (int64_t)(header.sh_info >> 24) : CCH_COST_UNTOLD,
                               .stack = CCH_COST_UNTOLD}};
    }
    if (cubin->count)
        qsort(cubin->functions, cubin->count, sizeof *cubin->functions, compare);
    return 0;
}

/* The sections of a function: ".text.f", ".nv.constant0.f", ".rela.text.f" … */
static struct function *owner_of(const struct cubin *cubin, const char *section) {
    static const char *const prefixes[] = {
        ".text.",        ".nv.info.",         ".nv.shared.",       ".nv.local.",         ".rel.text.",
        ".rela.text.",   ".nv.capmerc.text.", ".nv.merc.nv.info.", ".rel.nv.constant0.", ".rela.nv.constant0.",
        ".nv.uft.entry."};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(section, prefixes[i], strlen(prefixes[i])) == 0)
            return find(cubin, section + strlen(prefixes[i]));
    if (strncmp(section, ".nv.constant", 12) == 0) { /* and the bank's number */
        const char *behind = strchr(section + 12, '.');
        return behind ? find(cubin, behind + 1) : NULL;
    }
    return NULL;
}

static void count_sections(struct cubin *cubin, size_t size) {
    GElf_Shdr header;
    for (Elf_Scn *section = elf_nextscn(cubin->elf, NULL); section; section = elf_nextscn(cubin->elf, section)) {
        const char *name;
        if (!gelf_getshdr(section, &header) || !(name = elf_strptr(cubin->elf, cubin->names, header.sh_name)))
            continue;
        struct function *owner = owner_of(cubin, name);
        if (!owner)
            continue;
        if (header.sh_type != SHT_NOBITS)
            owner->facts.bytes +=
                header.sh_offset > size || header.sh_size > size - header.sh_offset ? 0 : header.sh_size;
        if (strncmp(name, ".nv.shared.", 11) == 0)
            owner->facts.static_shared = (int64_t)(header.sh_size & 0xffffffff);
    }
}

static const char *symbol_name(const struct cubin *cubin, Elf_Data *symbols, size_t strings, uint32_t index,
                               GElf_Sym *symbol) {
    return gelf_getsym(symbols, (int)index, symbol) ? elf_strptr(cubin->elf, strings, symbol->st_name) : NULL;
}

/* .nv.info: records of a format, an attribute, a size and so many bytes; for each function its symbol and a number. */
static void read_info(struct cubin *cubin, const unsigned char *at, size_t size, Elf_Data *symbols, size_t strings) {
    while (size >= 4) {
        size_t length = at[0] == FORMAT_SIZED ? (size_t)at[2] | (size_t)at[3] << 8 : 0;
        if (length > size - 4)
            return;
        if (length == 8 && (at[1] == INFO_REGISTERS || at[1] == INFO_FRAME_SIZE || at[1] == INFO_MIN_STACK)) {
            uint32_t index, value;
            GElf_Sym symbol;
            memcpy(&index, at + 4, sizeof index);
            memcpy(&value, at + 8, sizeof value);
            const char *name = index <= INT32_MAX ? symbol_name(cubin, symbols, strings, index, &symbol) : NULL;
            struct function *function = name ? find(cubin, name) : NULL;
            if (function && at[1] == INFO_REGISTERS)
                function->facts.registers = value;
            else if (function && (at[1] == INFO_MIN_STACK || function->facts.stack == CCH_COST_UNTOLD))
                function->facts.stack = value;
        }
        at += 4 + length;
        size -= 4 + length;
    }
}

static void read_symbols(struct cubin *cubin) {
    GElf_Shdr header;
    Elf_Data *symbols = NULL;
    size_t strings = 0;
    for (Elf_Scn *section = elf_nextscn(cubin->elf, NULL); section; section = elf_nextscn(cubin->elf, section))
        if (gelf_getshdr(section, &header) && header.sh_type == SHT_SYMTAB && header.sh_entsize) {
            symbols = elf_getdata(section, NULL);
            strings = header.sh_link;
            for (size_t i = 0; symbols && i < header.sh_size / header.sh_entsize && i < INT32_MAX; i++) {
                GElf_Sym symbol;
                const char *name = symbol_name(cubin, symbols, strings, (uint32_t)i, &symbol);
                struct function *function = name && (symbol.st_other & ENTRY) ? find(cubin, name) : NULL;
                if (function)
                    function->facts.kernel = true;
            }
        }
    for (Elf_Scn *section = elf_nextscn(cubin->elf, NULL); section && symbols;
         section = elf_nextscn(cubin->elf, section)) {
        const char *name;
        Elf_Data *data;
        if (gelf_getshdr(section, &header) && (name = elf_strptr(cubin->elf, cubin->names, header.sh_name)) &&
            strcmp(name, ".nv.info") == 0 && (data = elf_rawdata(section, NULL)) && data->d_buf)
            read_info(cubin, data->d_buf, data->d_size, symbols, strings);
    }
}

/* Is its table of sections there? libelf takes a file without one for one that has none. */
static bool is_whole(Elf *elf, size_t size) {
    GElf_Ehdr header;
    size_t count;
    return gelf_getehdr(elf, &header) && elf_getshdrnum(elf, &count) == 0 && count > 0 && header.e_shoff <= size &&
           count <= (size - header.e_shoff) / sizeof(Elf64_Shdr);
}

bool cch_cubin_memory_failed(void) {
    const char *told = elf_errmsg(elf_errno());
    return told && strstr(told, "out of memory") != NULL;
}

int cch_cubin_functions(void *bytes, size_t size, cch_cubin_visitor *visit, void *data) {
    struct cubin cubin = {0};
    int status = CCH_ERROR_FORMAT;
    if (!cch_cubin_architecture(bytes, size) || elf_version(EV_CURRENT) == EV_NONE)
        return status;
    cubin.elf = elf_memory(bytes, size);
    if (cubin.elf && is_whole(cubin.elf, size) && elf_getshdrstrndx(cubin.elf, &cubin.names) == 0 &&
        !(status = add_functions(&cubin))) {
        count_sections(&cubin, size);
        read_symbols(&cubin);
        for (size_t i = 0; i < cubin.count && !status; i++)
            status = visit(data, &cubin.functions[i].facts);
    }
    if (cch_cubin_memory_failed())
        status = CCH_ERROR_MEMORY;
    elf_end(cubin.elf);
    free(cubin.functions);
    return status;
}
