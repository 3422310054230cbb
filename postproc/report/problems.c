/* What was read, in numbers, and what is wrong with it: as `callchain info` tells it. */
#include "graph/view/info_report.h"
#include "report/parts.h"

int cch_report_problems(struct cch_report *report, cch_error *error) {
    const cch_question *question = report->question;
    cch_info info = {0};
    cch_piece piece = {.text = NULL};
    int status = cch_info_make(&info, question->view, question->names, question->naming, error);
    if (!status)
        status = cch_piece_begin(&piece, error);
    if (!status) {
        cch_info_print_json(piece.json.stream, question, &info, report->request->bytes);
        status = cch_piece_end(&piece, report->folder, "info", &report->summary->bytes, error);
    }
    cch_info_release(&info);
    return status;
}
