/* Findings as SARIF 2.1.0 (OASIS), for code hosts and editors:
 *
 *     static const struct cch_sarif_rule rules[] = {{"exceeds", "error", "A launch that …"}};
 *     cch_json json = {.stream = stdout};
 *     cch_sarif_begin(&json, version, rules, 1);
 *     cch_sarif_result(&json, &rules[0], "needs 48 bytes more than …", "a.cu", 7, 3);
 *     cch_sarif_end(&json);
 */
#ifndef CCH_EXPORT_SARIF_H
#define CCH_EXPORT_SARIF_H

#include <stddef.h>

#include "base/json_writer.h"

struct cch_sarif_rule {
    const char *id;
    const char *level; /* "error", "warning" or "note" */
    const char *about; /* a sentence */
};

void cch_sarif_begin(cch_json *json, const char *version, const struct cch_sarif_rule *rules, size_t count);
/* `file` "": it has no place. Line and column from 1; 0: not known. */
void cch_sarif_result(cch_json *json, const struct cch_sarif_rule *rule, const char *message, const char *file,
                      uint32_t line, uint32_t column);
void cch_sarif_end(cch_json *json);

#endif
