#include "base/escape.h"
#include "build/project/summary.h"

enum { FIRST = 8, TEXT_MAX = 220 };

static const struct {
    const char *name, *heading, *more;
    bool counted;
} SECTIONS[CCH_SUMMARY_SECTION_COUNT] = {
    [CCH_SUMMARY_TOTAL] = {"total", NULL, NULL, false},
    [CCH_SUMMARY_ERROR] = {"error", "Why units are not complete (errors by kind, and in how many units)",
                           "callchain info lists all", true},
    [CCH_SUMMARY_LACKS] = {"lacks", "What is missing, and what gives it", "--json lists all", false},
    [CCH_SUMMARY_BINDING] = {"binding", "Bindings that one side has and the other lacks",
                             "callchain bindings lists all", false},
    [CCH_SUMMARY_KERNEL] = {"kernel", "Kernels that no Python function reaches", "--json lists all", false},
    [CCH_SUMMARY_LAUNCH] = {"launch", "Why launches have no numbers", "--json lists all", true},
    [CCH_SUMMARY_NOTE] = {"note", "Notes", "--json lists all", false},
    [CCH_SUMMARY_NEXT] = {"next", "Next", NULL, false},
};

static void print_cut(FILE *stream, const char *text, bool whole) {
    char start[TEXT_MAX + 1];
    bool cut = !whole && snprintf(start, sizeof start, "%s", text) > TEXT_MAX;
    cch_write_text(stream, cut ? start : text);
    if (cut)
        fputs(" …", stream);
}

static void print_total(FILE *stream, const struct cch_summary_row *row) {
    fprintf(stream, "%-38s%zu of %zu", row->name, row->count, row->of);
    if (row->about) {
        fputs("  ", stream);
        cch_write_text(stream, row->about);
    }
    putc('\n', stream);
}

static void print_row(FILE *stream, const struct cch_summary_row *row) {
    bool whole = row->section == CCH_SUMMARY_NEXT || row->section == CCH_SUMMARY_LACKS;
    fputs("  ", stream);
    if (SECTIONS[row->section].counted)
        fprintf(stream, "%zu: ", row->count);
    print_cut(stream, row->name, whole);
    if (row->about && row->section == CCH_SUMMARY_ERROR) {
        fputs("\n      ", stream);
        print_cut(stream, row->about, false);
    } else if (row->about) {
        fputs(": ", stream);
        print_cut(stream, row->about, false);
    }
    putc('\n', stream);
}

void cch_summary_print_text(FILE *stream, const cch_summary *summary) {
    for (size_t i = 0, end; i < summary->count; i = end) {
        enum cch_summary_section section = summary->rows[i].section;
        for (end = i; end < summary->count && summary->rows[end].section == section; end++)
            continue;
        if (SECTIONS[section].heading)
            fprintf(stream, "\n%s%s", SECTIONS[section].heading, section == CCH_SUMMARY_NEXT ? "\n" : "");
        if (SECTIONS[section].heading && section != CCH_SUMMARY_NEXT)
            fprintf(stream, " (%zu)\n", end - i);
        bool all = section == CCH_SUMMARY_TOTAL || section == CCH_SUMMARY_NEXT || section == CCH_SUMMARY_LACKS;
        for (size_t k = i; k < end && (all || k - i < FIRST); k++)
            if (section == CCH_SUMMARY_TOTAL)
                print_total(stream, &summary->rows[k]);
            else
                print_row(stream, &summary->rows[k]);
        if (!all && end - i > FIRST)
            fprintf(stream, "  … and %zu more (%s)\n", end - i - FIRST, SECTIONS[section].more);
    }
}

int cch_summary_print_table(FILE *stream, const cch_summary *summary, const struct cch_format *format) {
    static const struct cch_heading columns[] = {
        {.name = "section",
         .type = CCH_COLUMN_TEXT,
         .about = "total, error, lacks, binding, kernel, launch, note, next"},
        {.name = "name", .type = CCH_COLUMN_TEXT},
        {.name = "count", .type = CCH_COLUMN_INTEGER, .optional = true},
        {.name = "of", .type = CCH_COLUMN_INTEGER, .optional = true},
        {.name = "about", .type = CCH_COLUMN_TEXT, .optional = true},
    };
    static const struct cch_listing listing = {"summary", columns, sizeof columns / sizeof *columns};
    cch_sheet sheet;
    cch_sheet_begin(&sheet, format, stream, &listing);
    for (size_t i = 0; i < summary->count; i++) {
        const struct cch_summary_row *row = &summary->rows[i];
        bool total = row->section == CCH_SUMMARY_TOTAL, counted = total || SECTIONS[row->section].counted;
        cch_sheet_row(&sheet,
                      (const struct cch_cell[]){cch_cell_text(SECTIONS[row->section].name), cch_cell_text(row->name),
                                                counted ? cch_cell_integer((int64_t)row->count) : cch_cell_empty(),
                                                total ? cch_cell_integer((int64_t)row->of) : cch_cell_empty(),
                                                row->about ? cch_cell_text(row->about) : cch_cell_empty()});
    }
    return cch_sheet_end(&sheet);
}
