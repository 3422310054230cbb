#define _GNU_SOURCE /* asprintf, memmem */
#include "build/translate/nvcc_macros.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/array.h"
#include "base/read_file.h"
#include "base/paths.h"

enum { PROGRAM_MAX = 256 << 20, JSON_MAX = 1 << 20 };

/* The release ------------------------------------------------------------------------ */

static char *read_in(const char *folder, const char *name, size_t max, size_t *size) {
    char *path = NULL, *text = NULL;
    if (asprintf(&path, "%s/%s", folder, name) < 0)
        return NULL;
    if (cch_read_file(&text, size, path, max, 0, NULL) != CCH_OK)
        text = NULL;
    free(path);
    return text;
}

/* "cuda_nvcc": {"name": …, "version": "12.8.93"} */
static bool take_json(const char *folder, cch_nvcc_release *release) {
    size_t size;
    char *text = read_in(folder, "version.json", JSON_MAX, &size);
    const char *at = text ? strstr(text, "\"cuda_nvcc\"") : NULL;
    at = at ? strstr(at, "\"version\"") : NULL;
    at = at ? strpbrk(at + 9, "0123456789}") : NULL;
    bool found = at && sscanf(at, "%3u.%2u.%5u", &release->major, &release->minor, &release->build) == 3;
    free(text);
    return found;
}

/* "Cuda compilation tools, release 12.8, V12.8.93" */
static bool take_program(const char *folder, const char *name, cch_nvcc_release *release) {
    static const char start[] = "release ";
    size_t size = 0, length = sizeof start - 1;
    char *text = read_in(folder, name, PROGRAM_MAX, &size);
    const char *at = text, *end = text + size;
    bool found = false;
    while (text && !found && (at = memmem(at, (size_t)(end - at), start, length))) {
        at += length;
        found = sscanf(at, "%*u.%*u, V%3u.%2u.%5u", &release->major, &release->minor, &release->build) == 3;
    }
    free(text);
    return found;
}

static cch_nvcc_release find_release(const cch_cuda_toolkit *toolkit) {
    cch_nvcc_release release = {0};
    if (!take_json(toolkit->path, &release) && !take_program(toolkit->path, "bin/nvcc", &release) &&
        !take_program(toolkit->path, "bin/ptxas", &release)) {
        unsigned version = cch_cuda_toolkit_version(toolkit);
        release = (cch_nvcc_release){.major = version / 1000, .minor = version % 1000 / 10};
    }
    return release;
}

cch_nvcc_release cch_nvcc_release_of(const cch_cuda_toolkit *toolkit, cch_nvcc_releases *known) {
    if (!toolkit->path)
        return (cch_nvcc_release){0};
    for (size_t i = 0; known && i < known->count; i++)
        if (strcmp(known->items[i].folder, toolkit->path) == 0)
            return known->items[i].release;
    cch_nvcc_release release = find_release(toolkit);
    char *folder = known ? strdup(toolkit->path) : NULL;
    if (folder && cch_array_reserve(&known->items, &known->capacity, known->count + 1, sizeof *known->items) == 0)
        known->items[known->count++] = (struct cch_known_release){folder, release};
    else
        free(folder); /* it is looked up again */
    return release;
}

void cch_nvcc_releases_release(cch_nvcc_releases *releases) {
    for (size_t i = 0; i < releases->count; i++)
        free(releases->items[i].folder);
    free(releases->items);
    *releases = (cch_nvcc_releases){0};
}

/* The macros --------------------------------------------------------------------------- */

/* In the order of what `nvcc --dryrun` prints, release 13.5; then, for CUDA
 * units, what its front end has built in or gets from a header
 * (crt/device_functions.h) that clang has an own one for. */
static const struct macro {
    const char *text;
    unsigned since; /* toolkit, as CUDA_VERSION has it */
    bool stands_in;
} macros[] = {
    {"__NVCC__", 0, false},
    {"__NVCC_DIAG_PRAGMA_SUPPORT__=1", 11050, false},
    {"__CUDACC_DEVICE_ATOMIC_BUILTINS__=1", 12080, false},
    /* Types of closures that --extended-lambda marks: clang's are ordinary ones. */
    {"__nv_is_extended_device_lambda_closure_type(...)=false", 0, true},
    {"__nv_is_extended_host_device_lambda_closure_type(...)=false", 0, true},
    {"__nv_is_extended_device_lambda_with_preserved_return_type(...)=false", 0, true},
    /* Atomics of the device, in which the scope may be left out. */
    {"__nv_atomic_load(p,r,o,...)=__atomic_load(p,r,o)", 12080, true},
    {"__nv_atomic_load_n(p,o,...)=__atomic_load_n(p,o)", 12080, true},
    {"__nv_atomic_store(p,v,o,...)=__atomic_store(p,v,o)", 12080, true},
    {"__nv_atomic_store_n(p,v,o,...)=__atomic_store_n(p,v,o)", 12080, true},
    {"__nv_atomic_exchange(p,v,r,o,...)=__atomic_exchange(p,v,r,o)", 12080, true},
    {"__nv_atomic_exchange_n(p,v,o,...)=__atomic_exchange_n(p,v,o)", 12080, true},
    {"__nv_atomic_compare_exchange(p,e,v,w,s,f,...)=__atomic_compare_exchange(p,e,v,w,s,f)", 12080, true},
    {"__nv_atomic_compare_exchange_n(p,e,v,w,s,f,...)=__atomic_compare_exchange_n(p,e,v,w,s,f)", 12080, true},
    {"__nv_atomic_fetch_add(p,v,o,...)=__atomic_fetch_add(p,v,o)", 12080, true},
    {"__nv_atomic_fetch_sub(p,v,o,...)=__atomic_fetch_sub(p,v,o)", 12080, true},
    {"__nv_atomic_fetch_and(p,v,o,...)=__atomic_fetch_and(p,v,o)", 12080, true},
    {"__nv_atomic_fetch_or(p,v,o,...)=__atomic_fetch_or(p,v,o)", 12080, true},
    {"__nv_atomic_fetch_xor(p,v,o,...)=__atomic_fetch_xor(p,v,o)", 12080, true},
    {"__nv_atomic_fetch_max(p,v,o,...)=__atomic_fetch_max(p,v,o)", 12080, true},
    {"__nv_atomic_fetch_min(p,v,o,...)=__atomic_fetch_min(p,v,o)", 12080, true},
    {"__nv_atomic_thread_fence(o,...)=__atomic_thread_fence(o)", 12080, true},
    {"__NV_ATOMIC_RELAXED=0", 12080, true},
    {"__NV_ATOMIC_CONSUME=1", 12080, true},
    {"__NV_ATOMIC_ACQUIRE=2", 12080, true},
    {"__NV_ATOMIC_RELEASE=3", 12080, true},
    {"__NV_ATOMIC_ACQ_REL=4", 12080, true},
    {"__NV_ATOMIC_SEQ_CST=5", 12080, true},
    {"__NV_THREAD_SCOPE_THREAD=0", 12080, true},
    {"__NV_THREAD_SCOPE_BLOCK=1", 12080, true},
    {"__NV_THREAD_SCOPE_CLUSTER=2", 12080, true},
    {"__NV_THREAD_SCOPE_DEVICE=3", 12080, true},
    {"__NV_THREAD_SCOPE_SYSTEM=4", 12080, true},
    /* What repairs make of functions that clang's headers lack, or have for the device alone (replay/repair.c). */
    {"callchain_min(a,b)=((b)<(a)?(b):(a))", 0, true},
    {"callchain_max(a,b)=((a)<(b)?(b):(a))", 0, true},
    {"callchain_isfinite(x)=__builtin_isfinite(x)", 0, true},
    {"callchain_isinf(x)=__builtin_isinf(x)", 0, true},
    {"callchain_isnan(x)=__builtin_isnan(x)", 0, true},
    {"callchain___ldca(p)=(*(p))", 0, true},
    {"callchain___ldcg(p)=(*(p))", 0, true},
    {"callchain___ldcs(p)=(*(p))", 0, true},
    {"callchain___ldcv(p)=(*(p))", 0, true},
    {"callchain___ldlu(p)=(*(p))", 0, true},
    {"callchain___stcg(p,v)=(*(p)=(v))", 0, true},
    {"callchain___stcs(p,v)=(*(p)=(v))", 0, true},
    {"callchain___stwb(p,v)=(*(p)=(v))", 0, true},
    {"callchain___stwt(p,v)=(*(p)=(v))", 0, true},
};

/* 90 of "sm_90a". */
static unsigned number_of(const char *architecture) {
    const char *digits = strpbrk(architecture, "0123456789");
    return digits ? (unsigned)strtoul(digits, NULL, 10) : 0;
}

static char letter_of(const char *architecture) {
    size_t length = strlen(architecture);
    char last = length ? architecture[length - 1] : '\0';
    return isalpha((unsigned char)last) ? last : '\0';
}

static int compare_numbers(const void *a, const void *b) {
    unsigned first = *(const unsigned *)a, second = *(const unsigned *)b;
    return (first > second) - (first < second);
}

/* All architectures of the command, ascending, in each of its passes. */
static void add_architecture_list(cch_translation *translation) {
    const cch_word_list *names = &translation->architectures;
    unsigned *numbers = calloc(names->count + 1, sizeof *numbers);
    char *text = NULL;
    size_t size = 0;
    FILE *stream = numbers ? open_memstream(&text, &size) : NULL;
    for (size_t i = 0; stream && i < names->count; i++)
        numbers[i] = number_of(names->items[i]);
    if (stream)
        qsort(numbers, names->count, sizeof *numbers, compare_numbers);
    for (size_t i = 0; stream && i < names->count; i++)
        if (i == 0 || numbers[i] != numbers[i - 1])
            fprintf(stream, "%s%u", i ? "," : "", numbers[i] * 10);
    if (!stream || fclose(stream) != 0 || !text)
        translation->macros.failed = true;
    else if (names->count > 0)
        cch_word_list_format(&translation->macros, "-D__CUDA_ARCH_LIST__=%s", text);
    free(numbers);
    free(text);
}

/* What only one architecture's code has: 'a' for that alone, 'f' for its family. */
static void add_features(cch_translation *translation, const char *asked, unsigned version) {
    unsigned number = number_of(asked);
    char letter = letter_of(asked);
    char all[64] = "", specific[64] = "", family[64] = "";
    if (letter == 'a')
        snprintf(all, sizeof all, " -D__CUDA_ARCH_FEAT_SM%u_ALL", number);
    if (letter == 'a' && version >= 12090)
        snprintf(specific, sizeof specific, " -D__CUDA_ARCH_SPECIFIC__=%u", number * 10);
    if (letter && version >= 12090)
        snprintf(family, sizeof family, " -D__CUDA_ARCH_FAMILY_SPECIFIC__=%u", number * 10);
    cch_word_list_format(&translation->architecture_macros, "-DCUDA_DOUBLE_MATH_FUNCTIONS%s%s%s", all, specific,
                         family);
}

void cch_nvcc_macros_add(cch_translation *translation, const cch_word_list *asked, bool chosen,
                         cch_nvcc_release release) {
    cch_word_list *words = &translation->macros;
    unsigned version = release.major * 1000 + release.minor * 10;
    if (version > 0) {
        cch_word_list_format(words, "-D__CUDACC_VER_MAJOR__=%u", release.major);
        cch_word_list_format(words, "-D__CUDACC_VER_MINOR__=%u", release.minor);
        cch_word_list_format(words, "-D__CUDACC_VER_BUILD__=%u", release.build);
        cch_word_list_format(words, "-D__CUDA_API_VER_MAJOR__=%u", release.major);
        cch_word_list_format(words, "-D__CUDA_API_VER_MINOR__=%u", release.minor);
    }
    for (size_t i = 0; i < sizeof macros / sizeof *macros; i++)
        if (version >= macros[i].since && (translation->is_cuda || !macros[i].stands_in))
            cch_word_list_format(words, "-D%s", macros[i].text);
    if (!chosen) /* else it is one command for each: what one pass reads does not depend on the others */
        add_architecture_list(translation);
    for (size_t i = 0; i < asked->count; i++)
        add_features(translation, asked->items[i], version);
}
