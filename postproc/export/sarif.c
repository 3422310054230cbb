#include "export/sarif.h"

#include <ctype.h>
#include <string.h>

static void message(cch_json *json, const char *key, const char *text) {
    cch_json_open(json, key, '{');
    cch_json_text(json, "text", text);
    cch_json_close(json, '}');
}

void cch_sarif_begin(cch_json *json, const char *version, const struct cch_sarif_rule *rules, size_t count) {
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    cch_json_text(json, "version", "2.1.0");
    cch_json_open(json, "runs", '[');
    cch_json_open(json, NULL, '{');
    cch_json_open(json, "tool", '{');
    cch_json_open(json, "driver", '{');
    cch_json_text(json, "name", "callchain");
    cch_json_text(json, "version", version);
    cch_json_open(json, "rules", '[');
    for (size_t i = 0; i < count; i++) {
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "id", rules[i].id);
        message(json, "shortDescription", rules[i].about);
        cch_json_open(json, "defaultConfiguration", '{');
        cch_json_text(json, "level", rules[i].level);
        cch_json_close(json, '}');
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    cch_json_close(json, '}');
    cch_json_open(json, "results", '[');
}

/* A path as a URI reference (RFC 3986): what is not unreserved or a slash is percent-encoded. */
static void uri(cch_json *json, const char *key, const char *path) {
    static const char digits[] = "0123456789ABCDEF";
    char encoded[4096];
    size_t length = 0;
    for (const unsigned char *at = (const unsigned char *)path; *at && length + 4 < sizeof encoded; at++) {
        if (isalnum(*at) || strchr("-._~/+,=@", *at)) {
            encoded[length++] = (char)*at;
        } else {
            encoded[length++] = '%';
            encoded[length++] = digits[*at >> 4];
            encoded[length++] = digits[*at & 15];
        }
    }
    encoded[length] = '\0';
    cch_json_text(json, key, encoded);
}

void cch_sarif_result(cch_json *json, const struct cch_sarif_rule *rule, const char *text, const char *file,
                      uint32_t line, uint32_t column) {
    cch_json_open(json, NULL, '{');
    cch_json_text(json, "ruleId", rule->id);
    cch_json_text(json, "level", rule->level);
    message(json, "message", text);
    if (*file) {
        cch_json_open(json, "locations", '[');
        cch_json_open(json, NULL, '{');
        cch_json_open(json, "physicalLocation", '{');
        cch_json_open(json, "artifactLocation", '{');
        uri(json, "uri", file);
        cch_json_close(json, '}');
        if (line) {
            cch_json_open(json, "region", '{');
            cch_json_number(json, "startLine", line);
            if (column)
                cch_json_number(json, "startColumn", column);
            cch_json_close(json, '}');
        }
        cch_json_close(json, '}');
        cch_json_close(json, '}');
        cch_json_close(json, ']');
    }
    cch_json_close(json, '}');
}

void cch_sarif_end(cch_json *json) {
    cch_json_close(json, ']');
    cch_json_text(json, "columnKind", "utf16CodeUnits");
    cch_json_close(json, '}');
    cch_json_close(json, ']');
    cch_json_close(json, '}');
    cch_json_end(json);
}
