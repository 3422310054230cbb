/* Writes graphs of the size of a large CUDA device pass (50,000 functions,
 * identities of 160 bytes on average and 1,200 at most, 100,000 edges, 60,000
 * pieces of names), reads and merges them, and says how long each step takes.
 * The files share most of their functions, as units of one project do. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

#include "graph/merge/merge.h"
#include "graph_file/graph_file.h"

enum { FUNCTIONS = 50000, EDGES = 100000, ENTITIES = 60000, SITES = 20000 };

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static double processor_time(void) {
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static uint32_t random_number(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

/* A name in the manner of mangled names: long, and alike at its beginning. */
static size_t identity(char *text, uint32_t n) {
    static const char *const parts[] = {
        "N7cutlass4gemm6kernel",
        "4cute6LayoutINS_5tupleIJ",
        "NS_1CILi64EEE",
        "NS_1CILi128EEE",
        "NS_7SwizzleILi3ELi3ELi3EEE",
        "EEENS_11smem_ptr_flag",
        "NS_8TiledMMAINS_8MMA_AtomIJ",
        "NS_16SM80_16x8x16_F32",
        "EEEvRKT_RKT0_",
    };
    uint64_t state = n * 2654435761u + 1;
    uint32_t wanted = 40 + random_number(&state) % 240;
    if (n % 500 == 0)
        wanted = 1200;
    size_t length = (size_t)sprintf(text, "_ZN5flash%u", n % 40);
    while (length < wanted)
        length += (size_t)sprintf(text + length, "%s", parts[random_number(&state) % 9]);
    return length + (size_t)sprintf(text + length, "Li%uE", n);
}

static uint32_t entity_of(cch_graph *graph, uint32_t n) {
    char text[64];
    uint64_t state = n + 99;
    uint32_t arguments[2], cells[CCH_ENTITY_WIDTH] = {0};
    size_t count = 0;
    cells[CCH_ENTITY_TEXT] = cch_graph_string(graph, text, (size_t)sprintf(text, "name%u", n % 3000));
    if (n > 3000) {
        cells[CCH_ENTITY_FORM] = CCH_FORM_ARGUMENTS;
        cells[CCH_ENTITY_PARENT] = entity_of(graph, random_number(&state) % 3000);
        for (; count < 2 && n > 9000; count++)
            arguments[count] = entity_of(graph, random_number(&state) % 9000);
        if (!count)
            arguments[count++] = cells[CCH_ENTITY_PARENT];
    }
    cells[CCH_ENTITY_ARGUMENTS] = cch_graph_list(graph, arguments, count);
    return cch_graph_insert(graph, CCH_ENTITY, cells);
}

static uint32_t site_of(cch_graph *graph, uint32_t n) {
    char text[64];
    int length = sprintf(text, "csrc/cutlass/include/cute/file%u.hpp", n % 300);
    uint32_t cells[] = {cch_graph_string(graph, text, (size_t)length), n % 4000 + 1, n % 90 + 1};
    return cch_graph_insert(graph, CCH_SITE, cells);
}

/* Number n of the whole program's functions. */
static uint32_t function_of(cch_graph *graph, uint32_t n) {
    char text[2048];
    return cch_graph_function(graph, text, identity(text, n));
}

static cch_graph *make_graph(uint32_t file) {
    cch_graph *graph = cch_graph_new();
    uint32_t *functions = malloc(FUNCTIONS * sizeof *functions);
    uint32_t *numbers = malloc(FUNCTIONS * sizeof *numbers);
    uint32_t pass = cch_graph_string(graph, "sm_80", 5);
    uint32_t passes = cch_graph_list(graph, &pass, 1);
    uint64_t state = file;
    /* Two thirds are every file's, the rest its own. */
    for (uint32_t i = 0; i < FUNCTIONS; i++) {
        numbers[i] = i % 3 ? i : (file + 1) * 1000000 + i;
        functions[i] = function_of(graph, numbers[i]);
        uint32_t cells[CCH_FUNCTION_WIDTH] = {functions[i], CCH_LANGUAGE_CUDA};
        cells[CCH_FUNCTION_FLAGS] = CCH_FLAG_DEVICE | CCH_FLAG_DEFINED;
        cells[CCH_FUNCTION_NAME] = entity_of(graph, numbers[i] % ENTITIES);
        cells[CCH_FUNCTION_SOURCE] = functions[i - i % 7];
        cells[CCH_FUNCTION_DEVICE_DEFINITION] = site_of(graph, numbers[i] % SITES);
        cells[CCH_FUNCTION_FIRST_LINE] = numbers[i] % 4000;
        cells[CCH_FUNCTION_LAST_LINE] = numbers[i] % 4000 + 10;
        cch_graph_insert(graph, CCH_FUNCTION, cells);
    }
    for (uint32_t i = 0; i < EDGES; i++) {
        uint32_t caller = i / 2, callee = random_number(&state) % FUNCTIONS;
        if (caller % 3)
            callee = (caller * 7 + i % 2 * 31) % FUNCTIONS;
        uint32_t site = site_of(graph, (numbers[caller] * 3 + i) % SITES);
        uint32_t cells[CCH_EDGE_WIDTH] = {
            functions[caller], functions[callee], CCH_KIND_CALL, 0, 1, passes, cch_graph_list(graph, &site, 1)};
        cch_graph_insert(graph, CCH_EDGE, cells);
    }
    free(functions);
    free(numbers);
    return graph;
}

struct clocks {
    double wall, processor;
};

static struct clocks start(void) { return (struct clocks){now(), processor_time()}; }

static void tell(const char *what, struct clocks since) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    printf("%-28s %8.1f ms, processor %8.1f ms, peak so far %4ld MB\n", what, 1e3 * (now() - since.wall),
           1e3 * (processor_time() - since.processor), usage.ru_maxrss / 1024);
}

/* Files of an earlier run are used again. */
static int make_files(const char *folder, uint32_t files, cch_error *error) {
    char path[4096];
    struct stat status;
    int code = CCH_OK;
    mkdir(folder, 0777);
    for (uint32_t i = 0; i < files && !code; i++) {
        snprintf(path, sizeof path, "%s/%u.ccg", folder, i);
        if (!stat(path, &status))
            continue;
        cch_graph *graph = make_graph(i);
        cch_graph_canonicalize(graph);
        code = cch_graph_write(graph, path, 3, error);
        cch_graph_free(graph);
    }
    return code;
}

static int measure_one(const char *folder, cch_error *error) {
    char path[4096], digits[33];
    cch_graph *graph;
    struct stat status = {0};
    snprintf(path, sizeof path, "%s/0.ccg", folder);
    stat(path, &status);
    struct clocks since = start();
    if (cch_graph_read(&graph, path, error))
        return error->code;
    tell("read one file", since);
    printf("    %lld bytes, %u functions, %u edges, %u entities, %u sites\n", (long long)status.st_size,
           cch_graph_count(graph, CCH_FUNCTION), cch_graph_count(graph, CCH_EDGE), cch_graph_count(graph, CCH_ENTITY),
           cch_graph_count(graph, CCH_SITE));
    cch_graph_free(graph);
    since = start();
    graph = make_graph(0);
    tell("make a graph", since);
    since = start();
    cch_graph_content_hash(graph, digits);
    tell("content hash", since);
    since = start();
    cch_graph_canonicalize(graph);
    tell("canonical order", since);
    since = start();
    int code = cch_graph_write(graph, "/dev/null", 3, error);
    tell("write it (level 3)", since);
    cch_graph_free(graph);
    return code;
}

static int measure_merge(const char *folder, unsigned threads, cch_error *error) {
    struct cch_merge_options options = {.threads = threads};
    struct clocks since = start();
    cch_graph *whole;
    if (cch_merge_files(&folder, 1, &options, &whole, NULL, error))
        return error->code;
    tell("merge all", since);
    since = start();
    int code = cch_graph_write(whole, "/dev/null", 3, error);
    tell("write the whole (level 3)", since);
    printf("    %u functions, %u edges, %u threads\n", cch_graph_count(whole, CCH_FUNCTION),
           cch_graph_count(whole, CCH_EDGE), threads);
    cch_graph_free(whole);
    return code;
}

int main(int count, char **arguments) {
    const char *folder = count > 1 ? arguments[1] : "speed";
    uint32_t files = count > 2 ? (uint32_t)atoi(arguments[2]) : 14;
    unsigned threads = count > 3 ? (unsigned)atoi(arguments[3]) : 2;
    cch_error error = {0};
    if (make_files(folder, files, &error) || measure_one(folder, &error)) {
        fprintf(stderr, "graph_speed: %s\n", error.text);
        return 1;
    }
    struct clocks since = start();
    if (measure_merge(folder, threads, &error)) {
        fprintf(stderr, "graph_speed: %s\n", error.text);
        return 1;
    }
    return now() - since.wall > 20;
}
