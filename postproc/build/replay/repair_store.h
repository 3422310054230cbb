/* The repairs that are known in an output folder, and laying them over a pass.
 *
 *     <state>/repairs          what was mended, by file and content
 *     <state>/mended/<hash>    mended copies; named by content, never changed
 *
 * A repair found in one pass is laid over every later pass of its side (host
 * or device: errors of the one need not be errors of the other), so that a
 * hundred units with one faulty header pay for it once. It holds for the
 * content that it was found in: a file that changed starts anew. */
#ifndef CCH_BUILD_REPAIR_STORE_H
#define CCH_BUILD_REPAIR_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "build/replay/file_states.h"
#include "build/commands/word_list.h"

typedef struct cch_repairs cch_repairs;

/* Reads what is known in the folder `state`; whatever is unreadable is not
 * known. `files` must live as long. NULL when out of memory. */
cch_repairs *cch_repairs_new(const char *state, cch_file_states *files);
void cch_repairs_free(cch_repairs *repairs);

/* Learns from the messages of a pass that ran in `directory`; true when there
 * is something that wasn't laid over it, so that it is worth running again.
 * `seen`: what cch_repairs_lay set for that pass. What is new is saved at once,
 * so that a killed run needn't find it again. */
bool cch_repairs_learn(cch_repairs *repairs, const char *messages, const char *directory, bool is_device, int seen);

/* Writes what lays the repairs of this side over clang's view of the files
 * into the folder `work`, and adds the options for it. Adds nothing when there
 * are none, or when something can't be written. Sets `seen`: -1 when nothing is
 * laid over. */
void cch_repairs_lay(cch_repairs *repairs, bool is_device, const char *work, cch_word_list *options, int *seen);

/* How many repairs are in files that a pass has read, by its dependency file. */
size_t cch_repairs_used(cch_repairs *repairs, bool is_device, const char *depfile, const char *directory);

/* Removes the mended copies that no repair of a file as it is now makes: of
 * contents that are gone, or from before a later mend. No pass may be running. */
void cch_repairs_prune(cch_repairs *repairs);

#endif
