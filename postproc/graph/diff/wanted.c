#include "graph/diff/wanted.h"

#include <string.h>

#include "graph/diff/report.h"

static int read_change(const char *text, size_t length, unsigned wanted[CCH_DIFF_COUNT], bool chains,
                       cch_error *error) {
    bool any = length == 3 && !strncmp(text, "any", 3), found = false;
    for (int what = 0; what < CCH_DIFF_COUNT; what++)
        for (int change = CCH_ADDED; change <= CCH_CHANGED; change++) {
            char word[40];
            snprintf(word, sizeof word, "%s-%s", cch_diff_change_name((enum cch_diff_change)change),
                     cch_diff_noun((enum cch_diff_what)what, false));
            if (!any && (strlen(word) != length || strncmp(word, text, length)))
                continue;
            if (what == CCH_DIFF_CHAIN && change == CCH_CHANGED && !any)
                continue; /* a chain is there or it isn't */
            found = true;
            wanted[what] |= 1u << change;
            if (what == CCH_DIFF_CHAIN && !chains && !any)
                return cch_fail(error, CCH_ERROR_USAGE, "--fail-on %s wants --from, and --to or --kernel", word);
        }
    return found ? CCH_OK : cch_fail(error, CCH_ERROR_USAGE, "unknown change '%.*s' in --fail-on", (int)length, text);
}

int cch_diff_wanted_read(unsigned wanted[CCH_DIFF_COUNT], const char *const *texts, size_t count, bool chains,
                         cch_error *error) {
    int status = 0;
    for (size_t i = 0; i < count && !status; i++)
        for (const char *at = texts[i]; !status; at++) {
            size_t length = strcspn(at, ",");
            status = read_change(at, length, wanted, chains, error);
            at += length;
            if (!*at)
                break;
        }
    return status;
}

bool cch_diff_found(FILE *stream, const cch_diff *diff, const unsigned wanted[CCH_DIFF_COUNT]) {
    const char *comma = "callchain diff: found ";
    bool found = false;
    for (int what = 0; what < CCH_DIFF_COUNT; what++)
        for (int change = CCH_ADDED; change <= CCH_CHANGED; change++) {
            size_t count = diff->lists[what][change].count;
            if (!count || !(wanted[what] >> change & 1))
                continue;
            fprintf(stream, "%s%zu %s %s", comma, count, cch_diff_change_name((enum cch_diff_change)change),
                    cch_diff_noun((enum cch_diff_what)what, count > 1));
            comma = ", ";
            found = true;
        }
    if (!found && diff->chains && diff->verdict != CCH_DIFF_SAME && wanted[CCH_DIFF_CHAIN] &&
        !(diff->compared_all[CCH_OLD] && diff->compared_all[CCH_NEW])) {
        fprintf(stream, "%schains that cannot all be compared", comma);
        found = true;
    }
    if (found)
        putc('\n', stream);
    return found;
}
