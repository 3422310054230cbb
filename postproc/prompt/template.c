#include "prompt/template.h"

#include <stdbool.h>
#include <string.h>

#include "prompt/default_templates.h" /* made of templates/ when callchain is built */

const char *cch_template_default(enum cch_prompt_mode mode) {
    return (const char *)(mode == CCH_PROMPT_HARDWARE ? cch_default_template_hardware : cch_default_template_model);
}

static const struct cch_template_part *find(const struct cch_template_part *parts, size_t count, const char *name,
                                            size_t length) {
    for (size_t i = 0; i < count; i++)
        if (strlen(parts[i].name) == length && memcmp(parts[i].name, name, length) == 0)
            return &parts[i];
    return NULL;
}

static int unknown(const char *text, const char *at, size_t length, const struct cch_template_part *parts, size_t count,
                   cch_error *error) {
    char known[256] = "";
    size_t line = 1;
    for (const char *c = text; c < at; c++)
        line += *c == '\n';
    for (size_t i = 0; i < count; i++)
        snprintf(known + strlen(known), sizeof known - strlen(known), "%s%s", i ? ", " : "", parts[i].name);
    return cch_fail(error, CCH_ERROR_FORMAT, "line %zu: nothing is called '{{%.*s}}' (there is %s)", line,
                    (int)(length < 60 ? length : 60), at + 2, known);
}

int cch_template_write(FILE *stream, const char *text, const struct cch_template_part *parts, size_t count,
                       cch_error *error) {
    const char *at = text;
    for (const char *open; (open = strstr(at, "{{")) != NULL;) {
        const char *close = strstr(open, "}}");
        size_t length = close ? (size_t)(close - open) - 2 : strcspn(open + 2, "\n");
        const struct cch_template_part *part = close ? find(parts, count, open + 2, length) : NULL;
        if (!part)
            return unknown(text, open, length, parts, count, error);
        bool alone = (open == text || open[-1] == '\n') && close[2] == '\n';
        fwrite(at, 1, (size_t)(open - at), stream);
        fputs(part->text, stream);
        at = close + 2;
        size_t size = strlen(part->text);
        if (alone && (!size || part->text[size - 1] == '\n'))
            at++;
    }
    fputs(at, stream);
    return CCH_OK;
}
