/* What a program adds to the facts of a graph, views of it at both levels,
 * and readable names, hostile ones included. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "graph/view/name.h"
#include "graph/view/load.h"
#include "graph/view/view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t text(cch_graph *graph, const char *string) { return cch_graph_string(graph, string, strlen(string)); }

static uint32_t add_function(cch_graph *graph, const char *identity, uint32_t flags, const char *source,
                             uint32_t entity) {
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(graph, identity, strlen(identity));
    cells[CCH_FUNCTION_FLAGS] = flags;
    cells[CCH_FUNCTION_NAME] = entity;
    if (source)
        cells[CCH_FUNCTION_SOURCE] = cch_graph_function(graph, source, strlen(source));
    return cch_graph_insert(graph, CCH_FUNCTION, cells);
}

static uint32_t passes(cch_graph *graph, const char *one, const char *other) {
    uint32_t items[2] = {text(graph, one), other ? text(graph, other) : 0};
    return cch_graph_list(graph, items, other ? 2 : 1);
}

static uint32_t add_site(cch_graph *graph, const char *file, uint32_t line) {
    uint32_t cells[CCH_SITE_WIDTH] = {text(graph, file), line, 1};
    return cch_graph_insert(graph, CCH_SITE, cells);
}

static void add_edge(cch_graph *graph, const char *caller, const char *callee, uint32_t kind, const char *via,
                     uint32_t certain, const char *pass, uint32_t site) {
    uint32_t cells[CCH_EDGE_WIDTH] = {cch_graph_function(graph, caller, strlen(caller)),
                                      cch_graph_function(graph, callee, strlen(callee)),
                                      kind,
                                      text(graph, via),
                                      certain,
                                      passes(graph, pass, NULL),
                                      cch_graph_list(graph, &site, 1)};
    cch_graph_insert(graph, CCH_EDGE, cells);
}

static cch_program *make_program(cch_graph *graph) {
    cch_program *program;
    cch_error error;
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    assert_int_equal(cch_program_make(&program, graph, "test", &error), 0);
    return program;
}

static cch_view *make_view(const cch_program *program, enum cch_level level, unsigned flags) {
    cch_view *view;
    cch_error error;
    assert_int_equal(cch_view_new(&view, program, level, flags, &error), 0);
    return view;
}

static uint32_t find(const cch_view *view, const char *identity) {
    return cch_graph_find_function(view->program->graph, identity, strlen(identity));
}

static const struct cch_view_edge *edge(const cch_view *view, const char *caller, const char *callee,
                                        enum cch_kind kind) {
    uint32_t from = find(view, caller), to = find(view, callee);
    const struct cch_view_edge *found = NULL;
    for (size_t i = view->out[from]; i < view->out[from + 1]; i++)
        if (view->edges[i].callee == to && view->edges[i].kind == kind)
            found = &view->edges[i];
    size_t back = 0;
    for (size_t i = view->in[to]; i < view->in[to + 1]; i++)
        back += &view->edges[view->in_edges[i]] == found;
    assert_int_equal(back, found != NULL);
    return found;
}

/* Virtual calls --------------------------------------------------------------- */

static void add_base(cch_graph *graph, const char *class, const char *base) {
    uint32_t cells[] = {text(graph, class), text(graph, base)};
    cch_graph_insert(graph, CCH_CLASS_BASE, cells);
}

static void add_override(cch_graph *graph, const char *method, const char *class, const char *overridden) {
    uint32_t cells[] = {cch_graph_function(graph, method, strlen(method)), text(graph, class),
                        cch_graph_function(graph, overridden, strlen(overridden))};
    cch_graph_insert(graph, CCH_OVERRIDE, cells);
}

static void test_virtual(void **state) {
    /* A ← B ← C, A ← D; D is also a base of E, which derives from B. */
    (void)state;
    cch_graph *graph = cch_graph_new();
    add_base(graph, "B", "A");
    add_base(graph, "C", "B");
    add_base(graph, "D", "A");
    add_override(graph, "B.f", "B", "A.f");
    add_override(graph, "C.f", "C", "B.f");
    add_override(graph, "D.f", "D", "A.f");
    add_override(graph, "C.g", "C", "A.g"); /* B has none of its own */
    add_edge(graph, "by_a", "A.f", CCH_KIND_VIRTUAL, "A", 0, "host", add_site(graph, "x", 1));
    add_edge(graph, "by_b", "B.f", CCH_KIND_VIRTUAL, "B", 0, "host", add_site(graph, "x", 2));
    add_edge(graph, "by_d", "A.g", CCH_KIND_VIRTUAL, "D", 0, "host", add_site(graph, "x", 3));
    add_edge(graph, "by_b2", "A.g", CCH_KIND_VIRTUAL, "B", 0, "sm_80", add_site(graph, "x", 4));
    cch_program *program = make_program(graph);
    cch_view *view = make_view(program, CCH_LEVEL_INSTANCE, 0);
    assert_non_null(edge(view, "by_a", "A.f", CCH_KIND_VIRTUAL));
    assert_non_null(edge(view, "by_a", "B.f", CCH_KIND_VIRTUAL));
    assert_non_null(edge(view, "by_a", "C.f", CCH_KIND_VIRTUAL));
    assert_non_null(edge(view, "by_a", "D.f", CCH_KIND_VIRTUAL));
    assert_non_null(edge(view, "by_b", "C.f", CCH_KIND_VIRTUAL));
    assert_null(edge(view, "by_b", "D.f", CCH_KIND_VIRTUAL));
    assert_null(edge(view, "by_d", "C.g", CCH_KIND_VIRTUAL));
    const struct cch_view_edge *derived = edge(view, "by_b2", "C.g", CCH_KIND_VIRTUAL);
    assert_non_null(derived);
    assert_int_equal(derived->certain, 0);
    assert_int_equal(derived->count, 1);
    assert_int_equal(derived->passes, 2); /* host, sm_80: the second */
    cch_view_free(view);
    cch_program_free(program);
}

static void test_virtual_base(void **state) {
    /* class B : virtual A { f }, class C : virtual A {}, class D : B, C:
     * a C may be a D, whose f is B's. */
    (void)state;
    cch_graph *graph = cch_graph_new();
    add_base(graph, "B", "A");
    add_base(graph, "C", "A");
    add_base(graph, "D", "B");
    add_base(graph, "D", "C");
    add_override(graph, "B.f", "B", "A.f");
    add_edge(graph, "by_c", "A.f", CCH_KIND_VIRTUAL, "C", 0, "host", 0);
    cch_program *program = make_program(graph);
    cch_view *view = make_view(program, CCH_LEVEL_SOURCE, 0);
    assert_non_null(edge(view, "by_c", "B.f", CCH_KIND_VIRTUAL));
    cch_view_free(view);
    cch_program_free(program);
}

static void test_circular_hierarchy(void **state) {
    /* Only a hostile file has one; it must end. */
    (void)state;
    cch_graph *graph = cch_graph_new();
    add_base(graph, "A", "B");
    add_base(graph, "B", "A");
    add_override(graph, "A.f", "A", "B.f");
    add_override(graph, "B.f", "B", "A.f");
    add_edge(graph, "by_a", "A.f", CCH_KIND_VIRTUAL, "A", 0, "host", 0);
    add_function(graph, "s1", 0, "s2", 0);
    add_function(graph, "s2", 0, "s3", 0);
    add_function(graph, "s3", 0, "s2", 0);
    cch_program *program = make_program(graph);
    cch_view *view = make_view(program, CCH_LEVEL_SOURCE, 0);
    assert_non_null(edge(view, "by_a", "B.f", CCH_KIND_VIRTUAL));
    uint32_t node = view->node[find(view, "s1")];
    assert_int_equal(view->node[node], node);
    assert_int_equal(view->node[find(view, "s2")], node);
    assert_int_equal(view->node[find(view, "s3")], node);
    cch_view_free(view);
    cch_program_free(program);
}

/* Through pointers ------------------------------------------------------------ */

static void add_taken(cch_graph *graph, const char *function, const char *signature, uint32_t list) {
    uint32_t cells[] = {cch_graph_function(graph, function, strlen(function)), text(graph, signature), list};
    cch_graph_insert(graph, CCH_ADDRESS_TAKEN, cells);
}

static void add_pointer_call(cch_graph *graph, const char *caller, uint32_t kind, uint32_t list, uint32_t site) {
    uint32_t cells[] = {cch_graph_function(graph, caller, strlen(caller)), text(graph, "PFvvE"), kind, list,
                        cch_graph_list(graph, &site, 1)};
    cch_graph_insert(graph, CCH_POINTER_CALL, cells);
}

static void test_pointers(void **state) {
    (void)state;
    cch_graph *graph = cch_graph_new();
    add_function(graph, "kernel", CCH_FLAG_KERNEL, NULL, 0);
    add_taken(graph, "both", "PFvvE", passes(graph, "host", "sm_80"));
    add_taken(graph, "device", "PFvvE", passes(graph, "sm_80", NULL));
    add_taken(graph, "other", "PFviE", passes(graph, "host", NULL));
    add_taken(graph, "kernel", "PFvvE", passes(graph, "host", NULL));
    add_pointer_call(graph, "caller", CCH_KIND_INDIRECT, passes(graph, "host", "sm_90"), add_site(graph, "x", 7));
    add_pointer_call(graph, "caller", CCH_KIND_LAUNCH, passes(graph, "host", NULL), add_site(graph, "x", 9));
    add_edge(graph, "caller", "both", CCH_KIND_INDIRECT, "", 1, "sm_90", add_site(graph, "x", 5));
    cch_program *program = make_program(graph);
    cch_view *view = make_view(program, CCH_LEVEL_INSTANCE, 0);
    const struct cch_view_edge *both = edge(view, "caller", "both", CCH_KIND_INDIRECT);
    assert_non_null(both);
    assert_int_equal(both->certain, 1); /* joined with the stored one */
    assert_int_equal(both->count, 2);
    assert_int_equal(both->passes, 1 | 4); /* host, sm_80, sm_90 */
    assert_int_equal(cch_graph_row(program->graph, CCH_SITE, both->site)[CCH_SITE_LINE], 5);
    assert_null(edge(view, "caller", "device", CCH_KIND_INDIRECT));
    assert_null(edge(view, "caller", "other", CCH_KIND_INDIRECT));
    assert_null(edge(view, "caller", "kernel", CCH_KIND_INDIRECT));
    assert_non_null(edge(view, "caller", "kernel", CCH_KIND_LAUNCH));
    assert_null(edge(view, "caller", "both", CCH_KIND_LAUNCH));
    cch_view_free(view);
    cch_program_free(program);
}

static void test_too_many_passes(void **state) {
    (void)state;
    cch_graph *graph = cch_graph_new();
    cch_program *program;
    cch_error error;
    for (int i = 0; i < CCH_PASS_KINDS_MAX + 1; i++) {
        char pass[16];
        snprintf(pass, sizeof pass, "sm_%d", i);
        add_edge(graph, "a", "b", CCH_KIND_CALL, "", 1, pass, 0);
    }
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    assert_int_equal(cch_program_make(&program, graph, "x.ccg", &error), CCH_ERROR_FORMAT);
    assert_string_equal(error.text, "cannot use 'x.ccg': more than 64 kinds of passes");
}

/* Levels ---------------------------------------------------------------------- */

static void test_levels(void **state) {
    (void)state;
    cch_graph *graph = cch_graph_new();
    add_function(graph, "f", CCH_FLAG_TEMPLATE, NULL, 0);
    add_function(graph, "f<1>", CCH_FLAG_DEFINED | CCH_FLAG_INSTANTIATION, "f", 0);
    add_function(graph, "f<2>", CCH_FLAG_KERNEL | CCH_FLAG_INSTANTIATION, "f", 0);
    add_edge(graph, "g", "f<1>", CCH_KIND_CALL, "", 0, "host", add_site(graph, "x", 3));
    add_edge(graph, "g", "f<2>", CCH_KIND_CALL, "", 1, "sm_80", add_site(graph, "x", 2));
    add_edge(graph, "f<1>", "f<2>", CCH_KIND_CALL, "", 1, "host", add_site(graph, "x", 1));
    cch_program *program = make_program(graph);
    cch_view *view = make_view(program, CCH_LEVEL_SOURCE, 0);
    const struct cch_view_edge *joined = edge(view, "g", "f", CCH_KIND_CALL);
    assert_int_equal(view->edge_count, 2);
    assert_int_equal(joined->certain, 1);
    assert_int_equal(joined->passes, 3);
    assert_int_equal(joined->count, 2);
    assert_int_equal(view->specializations[find(view, "f")], 2);
    assert_int_equal(view->flags[find(view, "f")], CCH_FLAG_TEMPLATE | CCH_FLAG_DEFINED | CCH_FLAG_KERNEL);
    assert_false(cch_view_shows(view, find(view, "f<1>")));
    assert_non_null(edge(view, "f", "f", CCH_KIND_CALL));
    cch_view_free(view);
    view = make_view(program, CCH_LEVEL_INSTANCE, 0);
    assert_int_equal(view->edge_count, 3);
    assert_true(cch_view_shows(view, find(view, "f<1>")));
    assert_false(cch_view_shows(view, find(view, "f")));
    cch_view_free(view);
    cch_program_free(program);
}

/* Names ----------------------------------------------------------------------- */

static uint32_t entity(cch_graph *graph, uint32_t form, const char *string, uint32_t parent, const uint32_t *arguments,
                       size_t count) {
    uint32_t cells[CCH_ENTITY_WIDTH] = {form, text(graph, string), parent, cch_graph_list(graph, arguments, count)};
    return cch_graph_insert(graph, CCH_ENTITY, cells);
}

static void check_names(cch_graph *graph, uint32_t name, const char *short_name, const char *full_name) {
    uint32_t function = add_function(graph, full_name, 0, NULL, name);
    cch_names *names = cch_names_new(graph);
    assert_string_equal(cch_names_function(names, CCH_NAMING_SHORT, function), short_name);
    assert_string_equal(cch_names_function(names, CCH_NAMING_FULL, function), full_name);
    assert_string_equal(cch_names_function(names, CCH_NAMING_FULL, function), full_name);
    cch_names_free(names);
}

static void test_names(void **state) {
    enum { TEMPLATE = CCH_FORM_CXX | CCH_FORM_ARGUMENTS };
    (void)state;
    cch_graph *graph = cch_graph_new();
    uint32_t integer = entity(graph, CCH_FORM_TEXT, "int", 0, NULL, 0);
    uint32_t reference = entity(graph, CCH_FORM_TEXT, "\x01 const &", 0, &integer, 1);
    uint32_t flash = entity(graph, CCH_FORM_CXX, "flash", 0, NULL, 0);
    uint32_t pair[] = {integer, reference};
    uint32_t traits = entity(graph, TEMPLATE, "traits", flash, pair, 2);
    check_names(graph, traits, "flash::traits", "flash::traits<int, int const &>");
    uint32_t run = entity(graph, TEMPLATE, "run", traits, &traits, 1);
    check_names(graph, run, "flash::traits::run",
                "flash::traits<int, int const &>::run<flash::traits<int, int const &>>");
    check_names(graph, entity(graph, TEMPLATE, "none", 0, NULL, 0), "none", "none<>");
    check_names(graph, entity(graph, TEMPLATE, "operator<", 0, &integer, 1), "operator<", "operator< <int>");
    check_names(graph, entity(graph, CCH_FORM_CXX, "operator \x01", traits, &integer, 1), "flash::traits::operator int",
                "flash::traits<int, int const &>::operator int");
    uint32_t module = entity(graph, CCH_FORM_PYTHON, "pkg", 0, NULL, 0);
    uint32_t local = entity(graph, CCH_FORM_PYTHON, "<locals>", module, NULL, 0);
    check_names(graph, entity(graph, CCH_FORM_PYTHON, "f", local, NULL, 0), "pkg.<locals>.f", "pkg.<locals>.f");
    /* Placeholders without arguments, and without an entity the identity. */
    check_names(graph,
                entity(graph, CCH_FORM_TEXT,
                       "a\x01"
                       "b\x01",
                       0, &integer, 1),
                "aintb", "aintb");
    check_names(graph, 0, "_Zplain", "_Zplain");
    cch_graph_free(graph);
}

static void test_hostile_names(void **state) {
    /* Each piece has the one before twice: 2^64 bytes, or 2^64 steps for none. */
    (void)state;
    for (int empty = 0; empty < 2; empty++) {
        cch_graph *graph = cch_graph_new();
        uint32_t piece = entity(graph, CCH_FORM_TEXT, empty ? "\x01" : "\xc3\xa9", 0, NULL, 0);
        for (int i = 0; i < 64; i++) {
            uint32_t twice[] = {piece, piece};
            piece = entity(graph, CCH_FORM_TEXT, "\x01\x01", 0, twice, 2);
        }
        uint32_t function = add_function(graph, "identity", 0, NULL, piece);
        cch_names *names = cch_names_new(graph);
        const char *name = cch_names_function(names, CCH_NAMING_SHORT, function);
        assert_true(strlen(name) <= CCH_NAME_MAX + 3);
        assert_string_equal(name + strlen(name) - 3, "…");
        cch_names_free(names);
        cch_graph_free(graph);
    }
    /* A very deep scope. */
    cch_graph *graph = cch_graph_new();
    uint32_t scope = 0;
    for (int i = 0; i < 100000; i++)
        scope = entity(graph, CCH_FORM_CXX, "a", scope, NULL, 0);
    uint32_t function = add_function(graph, "identity", 0, NULL, scope);
    cch_names *names = cch_names_new(graph);
    assert_true(strlen(cch_names_function(names, CCH_NAMING_SHORT, function)) <= CCH_NAME_MAX + 3);
    cch_names_free(names);
    cch_graph_free(graph);
}

/* Closures -------------------------------------------------------------------- */

static void add_placed(cch_graph *graph, const char *identity, uint32_t flags, uint32_t name, uint32_t line,
                       uint32_t first, uint32_t last) {
    uint32_t cells[CCH_FUNCTION_WIDTH] = {0};
    cells[CCH_FUNCTION_IDENTITY] = cch_graph_function(graph, identity, strlen(identity));
    cells[CCH_FUNCTION_FLAGS] = flags;
    cells[CCH_FUNCTION_NAME] = name;
    cells[CCH_FUNCTION_DEFINITION] = add_site(graph, "x.cpp", line);
    cells[CCH_FUNCTION_FIRST_LINE] = first;
    cells[CCH_FUNCTION_LAST_LINE] = last;
    cch_graph_insert(graph, CCH_FUNCTION, cells);
}

static void test_fold(void **state) {
    /* Two overloads of one name; a closure in the second, one in that; one
     * whose name tells nothing; one that is called from elsewhere, too. */
    (void)state;
    cch_graph *graph = cch_graph_new();
    uint32_t name = entity(graph, CCH_FORM_CXX, "f", 0, NULL, 0);
    uint32_t closure = entity(graph, CCH_FORM_CXX, "(lambda)", name, NULL, 0);
    uint32_t call = entity(graph, CCH_FORM_CXX, "operator()", closure, NULL, 0);
    uint32_t inner = entity(graph, CCH_FORM_CXX, "(inner)", call, NULL, 0);
    uint32_t inner_call = entity(graph, CCH_FORM_CXX, "operator()", inner, NULL, 0);
    add_placed(graph, "f1", CCH_FLAG_DEFINED, name, 1, 1, 5);
    add_placed(graph, "f2", CCH_FLAG_DEFINED, name, 10, 10, 30);
    add_placed(graph, "lambda", CCH_FLAG_LAMBDA, call, 15, 15, 20);
    add_placed(graph, "inner", CCH_FLAG_LAMBDA, inner_call, 17, 17, 18);
    add_placed(graph, "nameless", CCH_FLAG_LAMBDA, 0, 25, 25, 26);
    add_placed(graph, "handed on", CCH_FLAG_LAMBDA, 0, 27, 27, 28);
    add_edge(graph, "f2", "lambda", CCH_KIND_CALL, "", 1, "host", 0);
    add_edge(graph, "lambda", "inner", CCH_KIND_CALL, "", 1, "host", 0);
    add_edge(graph, "f2", "nameless", CCH_KIND_CALL, "", 1, "host", 0);
    add_edge(graph, "f2", "handed on", CCH_KIND_CALL, "", 1, "host", 0);
    add_edge(graph, "f1", "handed on", CCH_KIND_CALL, "", 1, "host", 0);
    add_edge(graph, "inner", "g", CCH_KIND_CALL, "", 1, "host", 0);
    cch_program *program = make_program(graph);
    cch_view *view = make_view(program, CCH_LEVEL_INSTANCE, CCH_VIEW_FOLD_LAMBDAS);
    assert_int_equal(view->node[find(view, "lambda")], find(view, "f2"));
    assert_int_equal(view->node[find(view, "inner")], find(view, "f2"));
    assert_int_equal(view->node[find(view, "nameless")], find(view, "f2"));
    assert_int_equal(view->node[find(view, "f1")], find(view, "f1"));
    assert_int_equal(view->node[find(view, "handed on")], find(view, "handed on"));
    assert_non_null(edge(view, "f2", "g", CCH_KIND_CALL));
    cch_view_free(view);
    cch_program_free(program);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_virtual),
        cmocka_unit_test(test_virtual_base),
        cmocka_unit_test(test_circular_hierarchy),
        cmocka_unit_test(test_pointers),
        cmocka_unit_test(test_too_many_passes),
        cmocka_unit_test(test_levels),
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_hostile_names),
        cmocka_unit_test(test_fold),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
