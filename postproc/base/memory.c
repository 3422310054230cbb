#include "base/memory.h"

#include <stdatomic.h>

static atomic_bool failed;

void cch_memory_note_failure(void) { atomic_store(&failed, true); }

bool cch_memory_failed(void) { return atomic_load(&failed); }
