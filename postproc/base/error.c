#include "base/error.h"

#include <stdio.h>

#include "base/escape.h"

int cch_fail(cch_error *error, int code, const char *format, ...) {
    if (!error)
        return code;
    va_list arguments;
    va_start(arguments, format);
    char text[sizeof error->text]; /* an argument may be the error's own text */
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    error->code = code;
    cch_escape_message(error->text, sizeof error->text, length < 0 ? "" : text);
    return code;
}
