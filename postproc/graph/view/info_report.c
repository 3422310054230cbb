#include "graph/view/info_report.h"

#include "base/escape.h"

enum { FIRST = 10 };

/* Problems, one function for text and JSON each ----------------------------- */

static const uint32_t *pass_cells(const cch_question *question, uint32_t row) {
    return cch_graph_row(question->program->graph, CCH_PASS, row);
}

static const char *text_of(const cch_question *question, uint32_t string) {
    return cch_graph_text(question->program->graph, string, NULL);
}

static void print_pass(FILE *stream, const cch_question *question, uint32_t row) {
    const uint32_t *cells = pass_cells(question, row);
    cch_write_text(stream, text_of(question, cells[CCH_PASS_UNIT]));
    fputs(" (", stream);
    cch_write_text(stream, text_of(question, cells[CCH_PASS_KIND]));
    fputs(")", stream);
}

static void print_string(FILE *stream, const cch_question *question, uint32_t string) {
    cch_write_text(stream, text_of(question, string));
}

static void print_function(FILE *stream, const cch_question *question, uint32_t function) {
    const char *what;
    cch_write_text(stream, cch_question_name(question, function));
    uint32_t site = cch_view_place(question->view, function, &what);
    if (site) {
        fputs("  ", stream);
        cch_print_site(stream, question->program->graph, site);
    }
}

static void print_more(FILE *stream, size_t count, bool all) {
    if (!all && count > FIRST)
        fprintf(stream, "  … and %zu more (-v shows all)\n", count - FIRST);
}

static void print_list(FILE *stream, const cch_question *question, const char *title, const struct cch_numbers *numbers,
                       void (*print)(FILE *, const cch_question *, uint32_t), bool all) {
    if (!numbers->count)
        return;
    fprintf(stream, "\n%s (%zu)\n", title, numbers->count);
    for (size_t i = 0; i < numbers->count && (all || i < FIRST); i++) {
        fputs("  ", stream);
        print(stream, question, numbers->items[i]);
        putc('\n', stream);
    }
    print_more(stream, numbers->count, all);
}

/* Behind the number of a pass's errors: how much of it they touch. */
static void print_touched(FILE *stream, const struct cch_pass_errors *errors) {
    if (!errors->known)
        return;
    fprintf(stream, " in %zu of %zu function%s", errors->touched, errors->functions, errors->functions == 1 ? "" : "s");
    if (errors->outside)
        fprintf(stream, " and %zu outside of functions", errors->outside);
    fputs(errors->stopped ? ", nothing more was read" : "", stream);
}

static void print_incomplete(FILE *stream, const cch_question *question, const cch_errors *errors, bool all) {
    if (errors->pass_count)
        fprintf(stream, "\nIncomplete passes (%zu)\n", errors->pass_count);
    for (size_t i = 0; i < errors->pass_count && (all || i < FIRST); i++) {
        const uint32_t *cells = pass_cells(question, errors->passes[i].pass);
        fputs("  ", stream);
        print_pass(stream, question, errors->passes[i].pass);
        fprintf(stream, ": %u error%s", cells[CCH_PASS_ERRORS], cells[CCH_PASS_ERRORS] == 1 ? "" : "s");
        print_touched(stream, &errors->passes[i]);
        if (cells[CCH_PASS_FIRST_ERROR]) {
            fputs(", first ", stream);
            cch_write_text(stream, text_of(question, cells[CCH_PASS_FIRST_ERROR]));
        }
        putc('\n', stream);
    }
    print_more(stream, errors->pass_count, all);
}

static void print_error_kinds(FILE *stream, const cch_question *question, const cch_errors *errors, bool all) {
    const cch_graph *graph = question->program->graph;
    if (errors->kind_count)
        fprintf(stream, "\nErrors by kind (%zu): %zu in %zu of %zu functions as written\n", errors->kind_count,
                errors->errors, errors->touched, errors->functions);
    for (size_t i = 0; i < errors->kind_count && (all || i < FIRST); i++) {
        const struct cch_error_kind *kind = &errors->kinds[i];
        const uint32_t *example = cch_graph_row(graph, CCH_DIAGNOSTIC, kind->example);
        fprintf(stream, "  %zu in %zu unit%s: ", kind->errors, kind->units, kind->units == 1 ? "" : "s");
        cch_write_text(stream, kind->kind);
        fputs("\n      ", stream);
        if (example[CCH_DIAGNOSTIC_SITE]) {
            cch_print_site(stream, graph, example[CCH_DIAGNOSTIC_SITE]);
            fputs(": ", stream);
        }
        print_string(stream, question, example[CCH_DIAGNOSTIC_TEXT]);
        putc('\n', stream);
    }
    print_more(stream, errors->kind_count, all);
}

static void print_other_problems(FILE *stream, const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    uint32_t count = cch_graph_count(graph, CCH_PROBLEM);
    if (count)
        fprintf(stream, "\nOther problems (%u)\n", count);
    for (uint32_t row = 1; row <= count; row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        fputs("  ", stream);
        if (cells[CCH_PROBLEM_SITE])
            cch_print_site(stream, graph, cells[CCH_PROBLEM_SITE]);
        else
            print_string(stream, question, cells[CCH_PROBLEM_UNIT]);
        fputs(": ", stream);
        print_string(stream, question, cells[CCH_PROBLEM_TEXT]);
        putc('\n', stream);
    }
}

static void print_repairs(FILE *stream, const cch_question *question, bool all) {
    const cch_graph *graph = question->program->graph;
    uint32_t count = cch_graph_count(graph, CCH_REPAIR);
    if (count)
        fprintf(stream, "\nRepaired to be read (%u)\n", count);
    for (uint32_t row = 1; row <= count && (all || row <= FIRST); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_REPAIR, row);
        size_t units;
        cch_graph_items(graph, cells[CCH_REPAIR_UNITS], &units);
        fputs("  ", stream);
        cch_print_site(stream, graph, cells[CCH_REPAIR_SITE]);
        fputs(": ", stream);
        print_string(stream, question, cells[CCH_REPAIR_RULE]);
        fputs(", '", stream);
        print_string(stream, question, cells[CCH_REPAIR_BEFORE]);
        fputs("' read as '", stream);
        print_string(stream, question, cells[CCH_REPAIR_AFTER]);
        fprintf(stream, "', in %zu unit%s\n", units, units == 1 ? "" : "s");
    }
    print_more(stream, count, all);
}

/* Text ------------------------------------------------------------------------ */

static void print_numbers(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes) {
    fprintf(stream, "units            %zu", info->units);
    if (info->incomplete_units)
        fprintf(stream, " (%zu incomplete)", info->incomplete_units);
    fprintf(stream, "\npasses           %zu", info->pass_count);
    for (size_t i = 0; i < info->pass_kind_count; i++) {
        fputs(i ? ", " : ": ", stream);
        cch_write_text(stream, info->pass_kinds[i]);
        fprintf(stream, " %zu", info->passes[i]);
    }
    fprintf(stream, "\nfunctions        %zu, %zu defined", info->function_count, info->defined);
    for (unsigned i = 0, shown = 0; i < CCH_LANGUAGE_COUNT; i++)
        if (info->functions[i])
            fprintf(stream, "%s%s %zu", shown++ ? ", " : ": ", cch_language_name(i), info->functions[i]);
    if (question->view->level == CCH_LEVEL_SOURCE)
        fprintf(stream, "\nspecializations  %zu", info->specializations);
    fprintf(stream, "\nentry points     %zu\nkernels          %zu\nlaunches         %zu\nbindings         %zu\n",
            info->entry_points.count, info->kernels.count, info->launches, info->bindings.count);
    if (bytes)
        fprintf(stream, "file size        %llu bytes\n", (unsigned long long)bytes);
    fprintf(stream, "edges            %zu\n", info->edge_count);
    for (unsigned kind = 0; kind < CCH_KIND_COUNT; kind++)
        if (info->certain[kind] || info->possible[kind])
            fprintf(stream, "  %-14s %zu certain, %zu possible\n", cch_kind_name((enum cch_kind)kind),
                    info->certain[kind], info->possible[kind]);
}

void cch_info_print_text(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes, bool all) {
    print_numbers(stream, question, info, bytes);
    print_list(stream, question, "Entry points", &info->entry_points, print_function, all);
    print_list(stream, question, "Kernels", &info->kernels, print_function, all);
    print_list(stream, question, "Bindings", &info->bindings, print_function, all);
    print_list(stream, question, "Expected units that are missing", &info->missing, print_string, all);
    print_incomplete(stream, question, &info->errors, all);
    print_error_kinds(stream, question, &info->errors, all);
    print_list(stream, question, "Passes read twice with different contents", &info->disagreeing, print_pass, all);
    print_list(stream, question, "Functions defined at more than one place", &info->conflicts, print_function, all);
    print_list(stream, question, "Bindings that are called and defined nowhere", &info->undefined_bindings,
               print_function, all);
    print_list(stream, question, "Bindings that no Python code calls", &info->unused_bindings, print_function, all);
    print_repairs(stream, question, all);
    print_other_problems(stream, question);
}

/* JSON ------------------------------------------------------------------------ */

static void write_functions(cch_json *json, const char *key, const cch_question *question,
                            const struct cch_numbers *numbers) {
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < numbers->count; i++)
        cch_json_function(json, NULL, question, numbers->items[i]);
    cch_json_close(json, ']');
}

static void write_pass(cch_json *json, const cch_question *question, uint32_t row) {
    const uint32_t *cells = pass_cells(question, row);
    cch_json_text(json, "unit", text_of(question, cells[CCH_PASS_UNIT]));
    cch_json_text(json, "pass", text_of(question, cells[CCH_PASS_KIND]));
    cch_json_number(json, "errors", cells[CCH_PASS_ERRORS]);
    cch_json_text(json, "first_error", text_of(question, cells[CCH_PASS_FIRST_ERROR]));
}

static void write_incomplete(cch_json *json, const cch_question *question, const cch_errors *errors) {
    cch_json_open(json, "incomplete", '[');
    for (size_t i = 0; i < errors->pass_count; i++) {
        const struct cch_pass_errors *pass = &errors->passes[i];
        cch_json_open(json, NULL, '{');
        write_pass(json, question, pass->pass);
        if (pass->known) {
            cch_json_number(json, "functions", pass->functions);
            cch_json_number(json, "functions_with_errors", pass->touched);
            cch_json_number(json, "errors_outside", pass->outside);
            cch_json_bool(json, "stopped", pass->stopped);
        }
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_errors(cch_json *json, const cch_question *question, const cch_errors *errors) {
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, "errors", '{');
    cch_json_number(json, "count", errors->errors);
    cch_json_number(json, "functions", errors->functions);
    cch_json_number(json, "functions_with_errors", errors->touched);
    cch_json_open(json, "kinds", '[');
    for (size_t i = 0; i < errors->kind_count; i++) {
        const struct cch_error_kind *kind = &errors->kinds[i];
        const uint32_t *example = cch_graph_row(graph, CCH_DIAGNOSTIC, kind->example);
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "kind", kind->kind);
        cch_json_number(json, "count", kind->errors);
        cch_json_number(json, "places", kind->places);
        cch_json_number(json, "units", kind->units);
        cch_json_site(json, "site", graph, example[CCH_DIAGNOSTIC_SITE]);
        cch_json_text(json, "text", text_of(question, example[CCH_DIAGNOSTIC_TEXT]));
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
    cch_json_close(json, '}');
}

static void write_disagreeing(cch_json *json, const cch_question *question, const struct cch_numbers *rows) {
    cch_json_open(json, "disagreeing", '[');
    for (size_t i = 0; i < rows->count; i++) {
        cch_json_open(json, NULL, '{');
        write_pass(json, question, rows->items[i]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_counts(cch_json *json, const cch_info *info, uint64_t bytes) {
    cch_json_number(json, "units", info->units);
    cch_json_number(json, "incomplete_units", info->incomplete_units);
    cch_json_open(json, "passes", '{');
    for (size_t i = 0; i < info->pass_kind_count; i++)
        cch_json_number(json, info->pass_kinds[i], info->passes[i]);
    cch_json_close(json, '}');
    cch_json_number(json, "functions", info->function_count);
    cch_json_number(json, "defined", info->defined);
    cch_json_number(json, "specializations", info->specializations);
    cch_json_open(json, "languages", '{');
    for (unsigned i = 0; i < CCH_LANGUAGE_COUNT; i++)
        cch_json_number(json, cch_language_name(i), info->functions[i]);
    cch_json_close(json, '}');
    cch_json_number(json, "edges", info->edge_count);
    cch_json_open(json, "kinds", '{');
    for (unsigned kind = 0; kind < CCH_KIND_COUNT; kind++) {
        cch_json_open(json, cch_kind_name((enum cch_kind)kind), '{');
        cch_json_number(json, "certain", info->certain[kind]);
        cch_json_number(json, "possible", info->possible[kind]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, '}');
    cch_json_number(json, "launches", info->launches);
    cch_json_number(json, "file_bytes", bytes);
}

static void write_problems(cch_json *json, const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, "problems", '[');
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_PROBLEM); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_PROBLEM, row);
        cch_json_open(json, NULL, '{');
        cch_json_text(json, "unit", text_of(question, cells[CCH_PROBLEM_UNIT]));
        cch_json_text(json, "text", text_of(question, cells[CCH_PROBLEM_TEXT]));
        cch_json_site(json, "site", graph, cells[CCH_PROBLEM_SITE]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

static void write_texts(cch_json *json, const char *key, const cch_question *question, uint32_t list) {
    size_t count;
    const uint32_t *items = cch_graph_items(question->program->graph, list, &count);
    cch_json_open(json, key, '[');
    for (size_t i = 0; i < count; i++)
        cch_json_text(json, NULL, text_of(question, items[i]));
    cch_json_close(json, ']');
}

static void write_repairs(cch_json *json, const cch_question *question) {
    const cch_graph *graph = question->program->graph;
    cch_json_open(json, "repairs", '[');
    for (uint32_t row = 1; row <= cch_graph_count(graph, CCH_REPAIR); row++) {
        const uint32_t *cells = cch_graph_row(graph, CCH_REPAIR, row);
        cch_json_open(json, NULL, '{');
        cch_json_site(json, "site", graph, cells[CCH_REPAIR_SITE]);
        cch_json_text(json, "rule", text_of(question, cells[CCH_REPAIR_RULE]));
        cch_json_text(json, "before", text_of(question, cells[CCH_REPAIR_BEFORE]));
        cch_json_text(json, "after", text_of(question, cells[CCH_REPAIR_AFTER]));
        write_texts(json, "passes", question, cells[CCH_REPAIR_PASSES]);
        write_texts(json, "units", question, cells[CCH_REPAIR_UNITS]);
        cch_json_close(json, '}');
    }
    cch_json_close(json, ']');
}

void cch_info_print_json(FILE *stream, const cch_question *question, const cch_info *info, uint64_t bytes) {
    cch_json json = {.stream = stream};
    cch_json_open(&json, NULL, '{');
    write_counts(&json, info, bytes);
    write_functions(&json, "entry_points", question, &info->entry_points);
    write_functions(&json, "kernels", question, &info->kernels);
    write_functions(&json, "bindings", question, &info->bindings);
    cch_json_open(&json, "missing_units", '[');
    for (size_t i = 0; i < info->missing.count; i++)
        cch_json_text(&json, NULL, text_of(question, info->missing.items[i]));
    cch_json_close(&json, ']');
    write_incomplete(&json, question, &info->errors);
    write_errors(&json, question, &info->errors);
    write_disagreeing(&json, question, &info->disagreeing);
    write_functions(&json, "conflicts", question, &info->conflicts);
    write_functions(&json, "undefined_bindings", question, &info->undefined_bindings);
    write_functions(&json, "unused_bindings", question, &info->unused_bindings);
    write_repairs(&json, question);
    write_problems(&json, question);
    cch_json_close(&json, '}');
    cch_json_end(&json);
}
