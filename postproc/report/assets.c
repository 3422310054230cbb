#include "report/assets.h"

#include "report/page.h" /* made when callchain is built */

const struct cch_report_asset cch_report_assets[] = {
    {"index.html", cch_page_html, sizeof cch_page_html - 1},
    {"assets/app.css", cch_page_css, sizeof cch_page_css - 1},
    {"assets/app.js", cch_page_js, sizeof cch_page_js - 1},
};
const size_t cch_report_asset_count = sizeof cch_report_assets / sizeof *cch_report_assets;
