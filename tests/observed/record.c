/* Writes who calls whom while a program runs that was compiled with
 * -finstrument-functions-after-inlining: a line "caller callee" a call, both as
 * offsets from where the program is loaded, to the file that OBSERVED_CALLS names.
 *
 * A frame that an exception left is noticed by its address: the stack grows downwards, so a frame that is not
 * above the new one is gone.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define HIDDEN __attribute__((no_instrument_function))
enum { DEPTH_MAX = 100000 };

struct frame {
    void *function;
    uintptr_t address;
};

static __thread struct frame frames[DEPTH_MAX];
static __thread size_t depth;
static FILE *out;
static char *load_address;

HIDDEN __attribute__((constructor(101))) static void open_output(void) {
    Dl_info info;
    if (dladdr((void *)&open_output, &info))
        load_address = info.dli_fbase;
    out = fopen(getenv("OBSERVED_CALLS"), "w");
}

HIDDEN void __cyg_profile_func_enter(void *function, void *call_site) {
    uintptr_t address = (uintptr_t)__builtin_frame_address(1);
    (void)call_site;
    while (depth && frames[depth - 1].address <= address)
        depth--;
    if (depth && out)
        fprintf(out, "%tx %tx\n", (char *)frames[depth - 1].function - load_address, (char *)function - load_address);
    if (depth < DEPTH_MAX)
        frames[depth++] = (struct frame){function, address};
}

HIDDEN void __cyg_profile_func_exit(void *function, void *call_site) {
    (void)call_site;
    if (depth && frames[depth - 1].function == function)
        depth--;
}
