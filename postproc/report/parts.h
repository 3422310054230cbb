/* What the files of the report share. Private to report/. */
#ifndef CCH_REPORT_PARTS_H
#define CCH_REPORT_PARTS_H

#include "graph/chains/instances.h"
#include "report/measures.h"
#include "report/pieces.h"
#include "report/report.h"

/* A report on its way. Functions have numbers of their own in it, from 0, in the order of their names. */
struct cch_report {
    const char *folder;
    const cch_question *question;
    const struct cch_report_request *request;
    struct cch_report_summary *summary;
    cch_instances *instances;     /* of every kind of edge: what the trees show */
    cch_instances *calls;         /* of CCH_CHAINS_KINDS: what chains go through */
    cch_instances *certain;       /* of these, the certain ones */
    struct cch_numbers functions; /* of the view, in the order of their names */
    uint32_t *number;             /* by function of the view: its number in the report; UINT32_MAX: not shown */
    uint32_t *local;              /* by function of the graph: its number among those shown at one node */
    uint32_t *local_count;        /* by function of the view: how many are */
    unsigned char *to_kernel;     /* by function of the graph: it is a kernel or leads to one */
    unsigned char *surely;        /* the same by certain calls alone */
    struct cch_measure *measures; /* by function of the graph (program->same); NULL: nothing was measured */
    struct cch_numbers files;     /* strings: files that are named, ascending */
    cch_piece overview;           /* open while the others are written */
};

/* Does the function run, under this number? A template as it is written does not, nor does another name. */
static inline bool cch_report_runs(const cch_view *view, uint32_t function) {
    const uint32_t *cells = cch_graph_row(view->program->graph, CCH_FUNCTION, function);
    return view->program->same[function] == function && !(cells[CCH_FUNCTION_FLAGS] & CCH_FLAG_TEMPLATE);
}

/* The place of a file among those of the report, or -1. */
int64_t cch_report_file(const struct cch_report *report, uint32_t file);
uint32_t cch_report_site_file(const cch_graph *graph, uint32_t site);

/* Each writes its pieces and says in the overview what there is. 0 or an error. */
int cch_report_measures(struct cch_report *report, cch_error *error); /* the first: others show them */
int cch_report_functions(struct cch_report *report, cch_error *error);
int cch_report_operators(struct cch_report *report, cch_error *error);
int cch_report_kernels(struct cch_report *report, cch_error *error);
int cch_report_parameters(struct cch_report *report, cch_error *error);
int cch_report_sources(struct cch_report *report, cch_error *error);
int cch_report_problems(struct cch_report *report, cch_error *error);
int cch_report_changes(struct cch_report *report, cch_error *error);
int cch_report_answers(struct cch_report *report, cch_error *error);

/* A number of a JSON array that is written by hand: many of them, no key. */
void cch_report_numbers(cch_json *json, const char *key, const uint32_t *numbers, size_t count);

#endif
