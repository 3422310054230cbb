/* Texts that are made of a format, and are the caller's to free; NULL where there was no memory, which is noted (memory.h). */
#ifndef CCH_BASE_TEXT_FORMAT_H
#define CCH_BASE_TEXT_FORMAT_H

#include <stdarg.h>

char *cch_text_format(const char *format, va_list arguments) __attribute__((format(printf, 1, 0)));

#endif
