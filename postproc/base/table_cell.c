#include "base/table_cell.h"

#include <stdbool.h>
#include <string.h>

#include "base/escape.h"

/* "-1", "+0.5", ".5", "1e-9": a number, whatever it begins with. */
static bool is_number(const char *text) {
    static const char digits[] = "0123456789";
    text += *text == '+' || *text == '-';
    size_t whole = strspn(text, digits), part = 0;
    text += whole;
    if (*text == '.') {
        part = strspn(text + 1, digits);
        text += 1 + part;
    }
    if (whole + part == 0)
        return false;
    if (*text == 'e' || *text == 'E') {
        text++;
        text += *text == '+' || *text == '-';
        size_t exponent = strspn(text, digits);
        if (!exponent)
            return false;
        text += exponent;
    }
    return !*text;
}

/* Some spreadsheets take the full-width forms, too. */
static bool is_formula(const char *text) {
    static const char *const wide[] = {"\xef\xbc\x9d", "\xef\xbc\x8b", "\xef\xbc\x8d", "\xef\xbc\xa0"};
    if (*text && strchr("=+-@\t\r\n", *text))
        return !is_number(text);
    for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
        if (strncmp(text, wide[i], 3) == 0)
            return true;
    return false;
}

static void write_csv_text(FILE *stream, const char *text) {
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        if (!(step = cch_escape_next(text, left, shown))) {
            snprintf(shown, sizeof shown, "\\x%02x", (unsigned char)*text);
            step = 1;
        }
        if (*text == '"')
            fputs("\"\"", stream);
        else if (*shown && *text != '\n' && *text != '\t')
            fputs(shown, stream);
        else
            fwrite(text, 1, step, stream);
    }
}

void cch_write_csv_cell(FILE *stream, const char *text) {
    bool formula = is_formula(text), quoted = text[strcspn(text, ",\"\r\n")] != '\0';
    if (quoted)
        putc('"', stream);
    if (formula)
        putc('\'', stream);
    write_csv_text(stream, text);
    if (quoted)
        putc('"', stream);
}

void cch_write_markdown_cell(FILE *stream, const char *text) {
    char shown[CCH_ESCAPE_SIZE];
    for (size_t left = strlen(text), step; left; text += step, left -= step) {
        if (!(step = cch_escape_next(text, left, shown))) {
            snprintf(shown, sizeof shown, "\\x%02x", (unsigned char)*text);
            step = 1;
        }
        if (*text == '\n' || *text == '\r' || *text == '\t') {
            putc(' ', stream);
        } else if (*shown) {
            putc('\\', stream);
            fputs(shown, stream);
        } else {
            if (strchr("|\\`*_<[]~&", *text))
                putc('\\', stream);
            fwrite(text, 1, step, stream);
        }
    }
}
