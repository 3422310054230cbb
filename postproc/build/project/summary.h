/* What a project's graph holds of what was looked for: how many of the units, bindings,
 * kernels and launches, why not the others, and what to ask next. */
#ifndef CCH_BUILD_PROJECT_SUMMARY_H
#define CCH_BUILD_PROJECT_SUMMARY_H

#include <stdio.h>

#include "build/project/project.h"
#include "export/table.h"

enum cch_summary_section {
    CCH_SUMMARY_TOTAL,   /* `count` of `of` */
    CCH_SUMMARY_ERROR,   /* a kind of errors, in `count` units */
    CCH_SUMMARY_LACKS,   /* what is not there, and what gives it */
    CCH_SUMMARY_BINDING, /* one that only one side has */
    CCH_SUMMARY_KERNEL,  /* one that no Python function reaches */
    CCH_SUMMARY_LAUNCH,  /* why launches have no numbers, `count` of them */
    CCH_SUMMARY_NOTE,
    CCH_SUMMARY_NEXT, /* a command to try */
    CCH_SUMMARY_SECTION_COUNT
};

struct cch_summary_row {
    enum cch_summary_section section;
    char *name, *about; /* `about` may be NULL */
    size_t count, of;
};

typedef struct cch_summary {
    struct cch_summary_row *rows; /* by section, as they are to be shown */
    size_t count, capacity;
    bool complete; /* every unit is */
} cch_summary;

/* Reads project->program, if there is one. Errors: those of cch_program_load,
 * CCH_ERROR_MEMORY; release it in any case. */
int cch_summary_make(cch_summary *summary, const cch_project *project, const cch_project_options *options,
                     cch_error *error);
void cch_summary_release(cch_summary *summary);

/* One page for people; and all of it as a table: 0 or CCH_ERROR_MEMORY. */
void cch_summary_print_text(FILE *stream, const cch_summary *summary);
int cch_summary_print_table(FILE *stream, const cch_summary *summary, const struct cch_format *format);

#endif
