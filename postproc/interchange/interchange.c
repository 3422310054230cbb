#include "interchange/interchange.h"

#include "base/output_file.h"

const struct cch_interchange *cch_interchange_at(int place) {
#define CCH_INTERCHANGE_POINTER(name) &cch_interchange_##name,
    static const struct cch_interchange *const all[] = {CCH_INTERCHANGES(CCH_INTERCHANGE_POINTER)};
    return all[place];
}

int cch_interchange_write(const struct cch_interchange *form, const struct cch_interchange_request *request,
                          struct cch_interchange_report *report, cch_error *error) {
    cch_output *output;
    *report = (struct cch_interchange_report){.of_chains = ""};
    if (form->write_file)
        return form->write_file(request, report, error);
    int code = cch_output_open(&output, request->output, error);
    if (code)
        return code;
    if ((code = form->write(request, cch_output_stream(output), report, error))) {
        cch_output_abort(output);
        return code;
    }
    return cch_output_commit(output, 0, error);
}
