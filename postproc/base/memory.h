/* That there was no memory, where the one who asked for it could not say so: in
 * the libraries whose functions do not tell (base/json.h), or tell in a way that
 * nobody asks. Once noted it stays so: a command's result is no longer to be
 * trusted, no file gets its name any more (base/output_file.h), and the command
 * ends with a line and exit code 1. */
#ifndef CCH_BASE_MEMORY_H
#define CCH_BASE_MEMORY_H

#include <stdbool.h>

void cch_memory_note_failure(void); /* from any thread */
bool cch_memory_failed(void);

/* What malloc, strdup and the like returned, which is noted where it is NULL. */
static inline void *cch_memory_asked(void *memory) {
    if (!memory)
        cch_memory_note_failure();
    return memory;
}

#endif
