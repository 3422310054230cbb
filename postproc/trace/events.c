#include "trace/events.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

int cch_trace_form_of(const char *path, enum cch_trace_form *form, cch_error *error) {
    char first[16] = "";
    struct stat facts;
    if (stat(path, &facts))
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
    if (!S_ISREG(facts.st_mode))
        return cch_fail(error, CCH_ERROR_FORMAT, "cannot read '%s': no regular file, and a trace is read twice", path);
    FILE *file = fopen(path, "rb");
    if (!file)
        return cch_fail(error, CCH_ERROR_SYSTEM, "cannot read '%s': %s", path, strerror(errno));
    size_t length = fread(first, 1, sizeof first, file);
    fclose(file);
    *form = length == sizeof first && memcmp(first, "SQLite format 3", sizeof first) == 0 ? CCH_TRACE_NSIGHT
                                                                                          : CCH_TRACE_CHROME;
    return 0;
}

int cch_trace_events(const char *path, const struct cch_trace_request *request, cch_error *error) {
    enum cch_trace_form form;
    int status = cch_trace_form_of(path, &form, error);
    if (status)
        return status;
    return form == CCH_TRACE_NSIGHT ? cch_trace_nsight(path, request, error) : cch_trace_chrome(path, request, error);
}
