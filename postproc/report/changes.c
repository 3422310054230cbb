/* What came, went and changed since an older graph: as `callchain diff` tells it. */
#include "graph/diff/report.h"
#include "report/parts.h"

enum { CHAINS_MAX = 1000 };

int cch_report_changes(struct cch_report *report, cch_error *error) {
    const cch_question question[CCH_SIDES] = {*report->request->old, *report->question};
    const struct cch_diff_request request = {.view = {question[CCH_OLD].view, question[CCH_NEW].view},
                                             .names = {question[CCH_OLD].names, question[CCH_NEW].names},
                                             .naming = question[CCH_NEW].naming,
                                             .limit = CHAINS_MAX};
    cch_diff *diff = NULL;
    cch_piece piece = {.text = NULL};
    int status = cch_diff_make(&diff, &request, error);
    if (!status)
        status = cch_piece_begin(&piece, error);
    if (!status) {
        const struct cch_diff_report lists = {diff, question, CHAINS_MAX, piece.json.stream};
        cch_diff_print_json(&lists);
        cch_json_bool(&report->overview.json, "changes", true);
        status = cch_piece_end(&piece, report->folder, "changes", &report->summary->bytes, error);
    }
    cch_diff_free(diff);
    return status;
}
