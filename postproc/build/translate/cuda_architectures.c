#include "build/translate/cuda_architectures.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Each architecture with the first clang that knows it (as asked with
 * clang -### --cuda-gpu-arch=…), whether its 'a' form is known as well and
 * since when, and the toolkits whose nvcc counts it under -arch=all. */
static const struct architecture {
    unsigned number, clang, clang_a;
    unsigned first_toolkit, last_toolkit; /* major * 100 + minor; 0: none yet */
} architectures[] = {
    {20, 1, 0, 0, 1},          {30, 1, 0, 0, 1002},    {35, 1, 0, 0, 1108},    {37, 1, 0, 0, 1108},
    {50, 1, 0, 0, 1299},       {52, 1, 0, 0, 1299},    {53, 1, 0, 0, 1299},    {60, 1, 0, 800, 1299},
    {61, 1, 0, 800, 1299},     {62, 1, 0, 800, 1299},  {70, 1, 0, 900, 1299},  {72, 1, 0, 901, 1299},
    {75, 1, 0, 1000, 0},       {80, 11, 0, 1100, 0},   {86, 13, 0, 1101, 0},   {87, 16, 0, 1104, 0},
    {88, 22, 0, 1300, 0},      {89, 16, 0, 1108, 0},   {90, 16, 18, 1108, 0},  {100, 20, 20, 1208, 0},
    {101, 20, 20, 1208, 1299}, {103, 21, 21, 1209, 0}, {110, 22, 22, 1300, 0}, {120, 20, 20, 1208, 0},
    {121, 21, 21, 1209, 0},
};
enum { COUNT = sizeof architectures / sizeof *architectures, NEWEST = 1 << 20 };

/* Splits "sm_90a" into 90 and 'a' ('\0' without a letter). */
static bool parse(const char *name, unsigned *number, char *letter) {
    static const char *const prefixes[] = {"sm_", "compute_", "lto_", ""};
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(name, prefixes[i], strlen(prefixes[i])) == 0) {
            name += strlen(prefixes[i]);
            break;
        }
    unsigned digits = 0;
    for (*number = 0; isdigit((unsigned char)*name) && digits < 4; name++, digits++)
        *number = *number * 10 + (unsigned)(*name - '0');
    if (digits == 0)
        return false;
    if (*name == '.' && isdigit((unsigned char)name[1])) { /* 8.0 */
        *number = *number * 10 + (unsigned)(name[1] - '0');
        name += 2;
    }
    *letter = *name == 'a' || *name == 'f' ? *name++ : '\0';
    return !*name;
}

static void add(cch_word_list *list, unsigned number, char letter) {
    char name[16];
    snprintf(name, sizeof name, "sm_%u%c", number, letter);
    if (!cch_word_list_contain(list, name))
        cch_word_list_add(list, name);
}

/* all-major: the majors' first ones, and the least of all. */
static void add_all(cch_word_list *list, unsigned toolkit, bool majors) {
    unsigned version = toolkit ? toolkit / 1000 * 100 + toolkit % 1000 / 10 : 1208;
    bool first = true;
    for (size_t i = 0; i < COUNT; i++) {
        const struct architecture *at = &architectures[i];
        if (version < at->first_toolkit || (at->last_toolkit && version > at->last_toolkit))
            continue;
        if (first || !majors || at->number % 10 == 0)
            add(list, at->number, '\0');
        first = false;
    }
}

bool cch_cuda_architecture_add(cch_word_list *list, const char *name, unsigned toolkit) {
    unsigned number;
    char letter;
    if (strcmp(name, "all") == 0 || strcmp(name, "all-major") == 0) {
        add_all(list, toolkit, name[3] == '-');
        return true;
    }
    if (!parse(name, &number, &letter))
        return false;
    add(list, number, letter);
    return true;
}

void cch_cuda_architectures_split(cch_word_list *names, const char *list) {
    static const char separators[] = ",; ";
    size_t length;
    for (list += strspn(list, separators); *list; list += length, list += strspn(list, separators)) {
        length = strcspn(list, separators);
        cch_word_list_format(names, "%.*s", (int)length, list);
    }
}

const char *cch_cuda_architecture_default(unsigned toolkit) {
    return toolkit >= 13000 ? "sm_75" : toolkit >= 11000 || !toolkit ? "sm_52" : "sm_30";
}

void cch_cuda_architecture_known(const char *name, unsigned clang_major, char known[16]) {
    unsigned number, clang = clang_major ? clang_major : NEWEST;
    char letter;
    snprintf(known, 16, "%s", name);
    if (!parse(name, &number, &letter))
        return;
    for (size_t i = COUNT; i-- > 0;) {
        const struct architecture *at = &architectures[i];
        if (at->number > number || at->clang > clang)
            continue;
        bool same = at->number == number;
        if (same && letter == 'a' && at->clang_a && at->clang_a <= clang)
            return;
        snprintf(known, 16, "sm_%u", at->number);
        return;
    }
}

unsigned cch_cuda_newest_known(unsigned clang_major) {
    /* By clang's own word ("newer than the latest … supported version"), and
     * by LLVM's release notes for 17, 18, 20 and 21. */
    static const struct {
        unsigned clang, toolkit;
    } known[] = {{22, 12090}, {21, 12090}, {20, 12060}, {19, 12050},
                 {18, 12030}, {17, 12010}, {16, 11080}, {15, 11050}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (!clang_major || clang_major >= known[i].clang)
            return known[i].toolkit;
    return 11020;
}
