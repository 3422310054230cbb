/* A package that nobody has looked at before, to its call chains: how its
 * units are compiled is found without building it, and then the commands are run that
 * exist for each step, run, python and merge.
 *
 *     <out>/build/compile_commands.json  the units that were found
 *     <out>/graphs/                      callchain run's
 *     <out>/python.ccg, program.ccg      callchain python's and merge's
 *     <out>/commands.txt                 the steps as a shell's commands
 *     <out>/log/                         what each step has printed
 *     <out>/cmake/                       CMake's folder, where it was configured
 *     <out>/scratch/                     what the project's own programs may write
 *
 * A setup.py and CMake are programs of the project's: they run without the network,
 * with a home in <out>/scratch, where alone they can write (confine.h),
 * and end with their time. A setup.py sees stand-ins for torch and setuptools
 * that record and build nothing (stand_in.py); nothing of it needs to be
 * installed. The steps run so, too, and can write in <out>: options of a
 * project's can have clang do more than read. With `no_run` it is read instead (read_sources.py), and CMake left out.
 */
#ifndef CCH_BUILD_PROJECT_PROJECT_H
#define CCH_BUILD_PROJECT_PROJECT_H

#include "base/error.h"
#include "build/project/options.h"

const char *cch_project_way_name(enum cch_project_way way);

/* Errors: CCH_ERROR_USAGE when the folder has nothing to read, CCH_ERROR_SYSTEM
 * when the output folder cannot be used or a step not be run, CCH_ERROR_MEMORY. A step
 * that fails otherwise is a note. Release `project` in any case. */
int cch_project_make(cch_project *project, const cch_project_options *options, cch_error *error);
void cch_project_release(cch_project *project);

#endif
