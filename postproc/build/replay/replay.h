/* Replaying a build through the plugin: from a compilation database to a
 * folder of graph files.
 *
 * Every entry becomes one pass, or for CUDA one for the host and one for each
 * device architecture; each runs as a job of its own, since an error in a
 * device pass makes clang's driver leave the host pass out. A pass that would
 * come out as it did before (pass_record.h) does not run again. One with errors
 * that a repair may cure runs again with it, and the better graph stays. Graphs are
 * made in a folder of their own and renamed into the output folder.
 *
 *     <out>/<name>.ccg               a graph; the plugin chooses the name
 *     <out>/.callchain/<id>.record   what it was made from
 *     <out>/.callchain/<id>.work/    a pass that is running
 *     <out>/.callchain/shared-<id>/  shared_headers.h
 *     <out>/.callchain/gcc-headers/  links to headers of gcc's (clang_options.h)
 *     <out>/.callchain/lock          held by a replay that is running
 *     <out>/.callchain/repairs, mended/   repair_store.h
 *
 * An output folder can serve several databases. Graphs of units that the
 * database no longer has are removed.
 */
#ifndef CCH_BUILD_REPLAY_H
#define CCH_BUILD_REPLAY_H

#include "base/error.h"
#include "build/commands/compile_commands.h"
#include "build/translate/toolchain.h"
#include "build/replay/passes.h"

/* Plans and runs. The result says how each pass ended; failures of passes are
 * no error of the replay; an entry that can't be translated counts as a failed
 * pass. Errors: CCH_ERROR_USAGE for a bad filter or architecture,
 * CCH_ERROR_SYSTEM when the output folder can't be used, CCH_ERROR_MEMORY.
 * Release `replay` in any case; `commands` must live until then. */
int cch_replay_run(cch_replay *replay, const cch_compile_commands *commands, const cch_toolchain *toolchain,
                   const cch_replay_options *options, cch_error *error);
void cch_replay_release(cch_replay *replay);

#endif
