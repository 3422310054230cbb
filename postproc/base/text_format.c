#define _GNU_SOURCE /* vasprintf */
#include "base/text_format.h"

#include <stdio.h>

#include "base/memory.h"

char *cch_text_format(const char *format, va_list arguments) {
    char *text = NULL;
    return vasprintf(&text, format, arguments) < 0 ? cch_memory_asked(NULL) : text;
}
