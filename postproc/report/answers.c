/* Answers: what a model said of the parameters, with what the program says of it. */
#include <json-c/json.h>

#include "report/parts.h"

int cch_report_answers(struct cch_report *report, cch_error *error) {
    cch_piece piece;
    int status = cch_piece_begin(&piece, error);
    if (status)
        return status;
    const char *text = json_object_to_json_string_ext(report->request->answers, JSON_C_TO_STRING_PLAIN);
    if (!text) {
        cch_piece_drop(&piece);
        return cch_fail(error, CCH_ERROR_MEMORY, "cannot make the report: out of memory");
    }
    fputs(text, piece.json.stream);
    cch_json_bool(&report->overview.json, "answers", true);
    return cch_piece_end(&piece, report->folder, "answers", &report->summary->bytes, error);
}
