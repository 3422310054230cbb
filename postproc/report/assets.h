/* The pages themselves, built in: page/, the same for every program. */
#ifndef CCH_REPORT_ASSETS_H
#define CCH_REPORT_ASSETS_H

#include <stddef.h>

struct cch_report_asset {
    const char *path; /* below the report's folder */
    const unsigned char *bytes;
    size_t size;
};

extern const struct cch_report_asset cch_report_assets[];
extern const size_t cch_report_asset_count;

#endif
