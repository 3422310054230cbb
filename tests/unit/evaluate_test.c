/* The evaluator: what each operator, statement and library's function does, on programs
 * written by hand; and that what is not known takes both ways. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "evaluate/selection.h"
#include "graph/view/load.h"
#include "graph_file/range.h"

enum { PARTS = 12 };

/* References: 0 the kernel k, 1 … the functions g, h …; the entry f is 11. */
static const char *const identities[PARTS] = {"k", "g", "h", "i", "k2", "k3", "gk", "w", "x", "y", "z", "f"};

struct world {
    cch_program *program;
    cch_evaluator *evaluator;
    cch_machine machine;
    struct cch_given given;
    cch_buffer summary;
};

static uint32_t text_of(cch_graph *graph, const char *text) { return cch_graph_string(graph, text, strlen(text)); }

static void add_function(cch_graph *graph, const uint32_t *all, uint32_t function, const char *text, uint32_t flags) {
    uint32_t cells[CCH_FUNCTION_WIDTH] = {function};
    uint32_t site[] = {text_of(graph, "a.cu"), 1, 1};
    cells[CCH_FUNCTION_LANGUAGE] = CCH_LANGUAGE_CUDA;
    cells[CCH_FUNCTION_FLAGS] = flags;
    cells[CCH_FUNCTION_DEFINITION] = cch_graph_insert(graph, CCH_SITE, site);
    cch_graph_insert(graph, CCH_FUNCTION, cells);
    if (!text)
        return;
    uint32_t constants[] = {text_of(graph, "128"), text_of(graph, "0.5"), text_of(graph, "a text"),
                            text_of(graph, "?")};
    uint32_t row[CCH_PROGRAM_WIDTH] = {0};
    row[CCH_PROGRAM_FUNCTION] = function;
    row[CCH_PROGRAM_TEXT] = text_of(graph, text);
    row[CCH_PROGRAM_REFERENCES] = cch_graph_list(graph, all, PARTS);
    row[CCH_PROGRAM_CONSTANTS] = cch_graph_list(graph, constants, 4);
    cch_graph_insert(graph, CCH_PROGRAM, row);
}

/* `texts`: of f, g, h, i; NULL: none. */
static void build(struct world *world, const char *const texts[4]) {
    cch_graph *graph = cch_graph_new();
    uint32_t all[PARTS];
    cch_error error;
    memset(world, 0, sizeof *world);
    for (int i = 0; i < PARTS; i++)
        all[i] = cch_graph_function(graph, identities[i], strlen(identities[i]));
    for (int i = 0; i < PARTS; i++) {
        bool is_kernel = *identities[i] == 'k' || i == 6;
        const char *text = i == 11 ? texts[0] : i >= 1 && i <= 3 ? texts[i] : NULL;
        add_function(graph, all, all[i], text, (is_kernel ? CCH_FLAG_KERNEL : 0) | CCH_FLAG_DEFINED);
    }
    assert_int_equal(cch_graph_canonicalize(graph), 0);
    assert_int_equal(cch_program_make(&world->program, graph, "test", &error), 0);
    assert_int_equal(cch_evaluator_new(&world->evaluator, world->program, &error), 0);
}

static void destroy(struct world *world) {
    cch_machine_release(&world->machine);
    cch_evaluator_free(world->evaluator);
    cch_program_free(world->program);
    cch_given_release(&world->given);
    cch_buffer_release(&world->summary);
}

static void put(struct world *world, const char *text) {
    assert_int_equal(cch_buffer_add(&world->summary, text, strlen(text)), 0);
}

static void put_extent(struct world *world, const cch_datum *const extent[3]) {
    for (int i = 0; i < 3; i++) {
        put(world, i ? "," : " ");
        assert_int_equal(cch_datum_print(&world->summary, extent[i]), 0);
    }
}

/* "k 4,1,1 32,1,1; may k2 …" */
static const char *run(struct world *world, const char *given) {
    char copy[512];
    cch_error error = {0};
    snprintf(copy, sizeof copy, "%s", given);
    for (char *word = strtok(copy, " "); word; word = strtok(NULL, " "))
        if (cch_given_add(&world->given, word, &error))
            fail_msg("%s", error.text);
    cch_selection selection = {.entry = cch_graph_find_function(world->program->graph, "f", 1), .given = &world->given};
    cch_buffer_clear(&world->summary);
    if (cch_selection_run(&selection, &world->machine, world->evaluator, &error)) {
        put(world, error.text);
        return cch_buffer_text(&world->summary);
    }
    for (size_t i = 0; i < world->machine.launch_count; i++) {
        const struct cch_launched *one = &world->machine.launches[i];
        enum cch_certainty certainty = cch_launched_certainty(one);
        put(world, i ? "; " : "");
        put(world, certainty == CCH_RUNS ? "" : certainty == CCH_MAY_RUN ? "may " : "unread ");
        put(world, one->kernel ? cch_graph_identity(world->program->graph, one->kernel, NULL) : "?");
        put_extent(world, one->grid);
        put_extent(world, one->block);
    }
    return cch_buffer_text(&world->summary);
}

static void check(const char *const texts[4], const char *given, const char *expected) {
    struct world world;
    build(&world, texts);
    const char *found = run(&world, given);
    if (strcmp(found, expected) != 0)
        fail_msg("%s\n  given %s\n  is       %s\n  and not  %s", texts[0], given, found, expected);
    destroy(&world);
}

/* Expressions: the grid is what it is worth ------------------------------------------------- */

static void test_expressions(void **state) {
    static const struct {
        const char *expression, *value;
    } cases[] = {
        {"(n 7)", "7"},
        {"(x 0.25)", "0.25"},
        {"(b 1)", "true"},
        {"(none)", "none"},
        {"(s \"a b\")", "\"a b\""},
        {"(k 0)", "128"},
        {"(k 1)", "0.5"},
        {"(k 2)", "\"a text\""},
        {"(k 3)", "unknown (a constant of the template)"},
        {"(k 9)", "unknown (a constant of the template)"},
        {"(bin \"+\" i32 (n 2) (n 3))", "5"},
        {"(bin \"-\" u32 (n 2) (n 3))", "4294967295"},
        {"(bin \"*\" i32 (n 65536) (n 65536))", "unknown (an overflow)"},
        {"(bin \"*\" u32 (n 65536) (n 65536))", "0"},
        {"(bin \"*\" i64 (n 65536) (n 65536))", "4294967296"},
        {"(bin \"/\" i32 (neg i32 (n 7)) (n 2))", "-3"},
        {"(bin \"%\" i32 (neg i32 (n 7)) (n 2))", "-1"},
        {"(bin \"/\" f32 (n 1) (n 4))", "0.25"},
        {"(bin \"*\" f32 (x 0.1) (n 3))", "0.300000012"},
        {"(bin \"*\" f64 (x 0.1) (n 3))", "0.3"},
        {"(bin \"<<\" i32 (n 1) (n 4))", "16"},
        {"(bin \">>\" i32 (n 256) (n 4))", "16"},
        {"(bin \"<<\" i32 (n 1) (n 40))", "unknown (a shift by 40)"},
        {"(bin \"&\" i32 (n 12) (n 10))", "8"},
        {"(bin \"|\" i32 (n 12) (n 10))", "14"},
        {"(bin \"^\" i32 (n 12) (n 10))", "6"},
        {"(bin \"<\" i32 (n 1) (n 2))", "true"},
        {"(bin \"<=\" i32 (n 2) (n 2))", "true"},
        {"(bin \">\" f64 (x 0.5) (n 0))", "true"},
        {"(bin \">=\" i32 (n 1) (n 2))", "false"},
        {"(bin \"==\" p (none) (none))", "true"},
        {"(bin \"!=\" p (& (l 0)) (none))", "true"},
        {"(bin \"==\" p (fnref 1) (none))", "false"},
        {"(neg i32 (n 5))", "-5"},
        {"(inv i32 (n 5))", "-6"},
        {"(inv u8 (n 5))", "250"},
        {"(cast u8 (n 257))", "1"},
        {"(cast i8 (n 255))", "-1"},
        {"(cast i32 (x 3.9))", "3"},
        {"(cast u8 (x 300.0))", "unknown (a conversion of what does not fit)"},
        {"(cast b (n 5))", "true"},
        {"(cast f32 (x 0.1))", "0.100000001"},
        {"(not (n 0))", "true"},
        {"(and (n 1) (n 2))", "true"},
        {"(and (n 0) (u \"nobody\"))", "false"},
        {"(or (n 1) (u \"nobody\"))", "true"},
        {"(or (n 0) (n 0))", "false"},
        {"(? @1:2 \"c\" (n 1) (n 5) (n 6))", "5"},
        {"(? @1:2 \"c\" (l 0) (n 5) (n 6))", "5 or 6"},
        {"(bin \"*\" i32 (? @1:2 \"c\" (l 0) (n 5) (n 6)) (n 2))", "10 or 12"},
        {"(comma (n 1) (n 2))", "2"},
        {"(u \"nobody\" (n 1))", "unknown (what nobody returns)"},
        {"(unk \"why\" (n 1))", "unknown (why)"},
        {"(l 0)", "unknown (a is not given)"},
        {"(u \"std::min\" (n 4) (n 3))", "3"},
        {"(u \"std::max\" (n 4) (n 3))", "4"},
        {"(u \"std::gcd\" (n 16) (n 4100))", "4"},
        {"(u \"std::gcd\" (n 0) (n -6))", "6"},
        {"(u \"std::lcm\" (n 4) (n 6))", "12"},
        {"(u \"detail::scalar_type\" (n 15))", "15"},
        {"(u \"std::min\" (list (n 4) (n 3) (n 9)))", "3"},
        {"(u \"std::clamp\" (n 1) (n 2) (n 9))", "2"},
        {"(u \"std::clamp\" (n 4) (n 2) (n 9))", "4"},
        {"(u \"std::ceil\" (x 1.2))", "2.0"},
        {"(u \"powf\" (x 2.0) (n 12))", "4096.0"},
        {"(u \"std::log2f\" (n 8))", "3.0"},
        {"(u \"fmaxf\" (x 9.5) (x 2.0))", "9.5"},
        {"(u \"lround\" (x 9.5))", "10"},
        {"(u \"__builtin_clz\" (n 12))", "28"},
        {"(u \"__builtin_clzll\" (n 12))", "60"},
        {"(u \"__builtin_ctz\" (n 8))", "3"},
        {"(u \"__builtin_popcount\" (n -1))", "32"},
        {"(u \"__builtin_clz\" (n 0))", "unknown (what __builtin_clz returns)"},
        {"(u \"std::get\" (u \"std::make_tuple\" (n 4) (n 5)) (ta-n 1))", "5"},
        {"(u \"std::move\" (n 4))", "4"},
        {"(u \"std::optional::has_value\" (make \"std::optional\" (n 4)))", "true"},
        {"(u \"std::optional::has_value\" (make \"std::optional\"))", "false"},
        {"(u \"std::optional::value_or\" (make \"std::optional\") (n 9))", "9"},
        {"(u \"std::optional::value\" (make \"std::optional\" (n 4)))", "4"},
        {"(u \"std::vector::size\" (make \"std::vector\" (n 3)))", "3"},
        {"(uo \"std::vector::operator[]\" (make \"std::vector\" (list (n 3) (n 4))) (n 1))", "4"},
        {"(u \"strcmp\" (s \"a\") (s \"a\"))", "0"},
        {"(m (make \"S\" (f \"a\" (n 1)) (f \"b\" (n 2))) \"b\")", "2"},
        {"(m (make \"S\" (f \"a\" (n 1))) \"b\")", "0"},
        {"(stmts (d 1 i32 (n 3)) (l 1))", "3"},
        {"(i (list (n 7) (n 8)) (n 1))", "8"},
        {"(i (list (n 7) (n 8)) (n 2))", "unknown (an element outside of its array)"},
        {"(i (list (n 7) (n 8)) (l 0))", "7 or 8"},
        {"(* (new (n 4)))", "4"},
        {"(frobnicate (n 1))", "unknown (frobnicate)"},
        {"(u \"at::Tensor::size\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n 4) (n 5))) (n 5)) (neg i32 (n 1)))",
         "5"},
        {"(u \"at::TensorBase::stride\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n 4) (n 5))) (n 5)) (n 0))",
         "5"},
        {"(u \"at::TensorBase::numel\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n 4) (n 5))) (n 5)))", "20"},
        {"(u \"at::TensorBase::dtype\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n 4))) (make \"c10::TensorOptions\" (n 15))))",
         "15"},
        {"(u \"at::TensorBase::defined\" (make \"at::Tensor\"))", "false"},
        {"(bin \"==\" p (u \"at::TensorBase::data_ptr\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n 0))) (n 5))) (none))",
         "true"},
        {"(bin \"==\" p (u \"at::TensorBase::data_ptr\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n 2))) (n 5))) (none))",
         "false"},
        {"(u \"at::TensorBase::is_contiguous\" (u \"at::Tensor::transpose\" (u \"torch::empty\" (make \"c10::ArrayRef\" (list (n "
         "4) (n 5))) (n 5)) (n 0) (n 1)))",
         "false"},
        {"(u \"at::TensorBase::stride\" (u \"at::Tensor::transpose\" (u \"at::Tensor::reshape\" (u \"torch::empty\" (make "
         "\"c10::ArrayRef\" (list (n 2) (n 12))) (n 5)) (make \"c10::ArrayRef\" (list (n 2) (neg i32 (n 1)) (n 3)))) (n 1) (n "
         "2)) (n 1))",
         "1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[2048], expected[256];
        snprintf(text, sizeof text, "(fn ((p \"a\" v i32)) 4 (do (launch @3:4 (fnref 0) %s (n 32) (n 0) (n 0) ())))",
                 cases[i].expression);
        bool is_unknown = strncmp(cases[i].value, "unknown", 7) == 0;
        snprintf(expected, sizeof expected, "k %s,%s,%s 32,1,1", cases[i].value, is_unknown ? cases[i].value : "1",
                 is_unknown ? cases[i].value : "1");
        check((const char *const[4]){text}, "", expected);
    }
}

/* Statements ------------------------------------------------------------------------------------ */

#define K(grid) "(launch @3:4 (fnref 0) " grid " (n 32) (n 0) (n 0) ())"
#define K2(grid) "(launch @3:4 (fnref 4) " grid " (n 32) (n 0) (n 0) ())"

static void test_statements(void **state) {
    static const struct {
        const char *body, *given, *expected;
    } cases[] = {
        {"(if @1:1 \"a\" (l 0) (do " K("(n 1)") ") (do " K2("(n 2)") "))", "a=1", "k 1,1,1 32,1,1"},
        {"(if @1:1 \"a\" (l 0) (do " K("(n 1)") ") (do " K2("(n 2)") "))", "a=0", "k2 2,1,1 32,1,1"},
        {"(if @1:1 \"a\" (l 0) (do " K("(n 1)") ") (do " K2("(n 2)") "))", "",
         "may k 1,1,1 32,1,1; may k2 2,1,1 32,1,1"},
        /* What both ways leave is joined, and is itself again where it is alike. */
        {"(d 1 i32 (n 5)) (if @1:1 \"a\" (l 0) (e (= (l 1) (n 6)))) " K("(l 1)"), "", "k 6 or 5,1,1 32,1,1"},
        {"(d 1 i32 (n 5)) (if @1:1 \"a\" (l 0) (e (= (l 1) (n 5)))) " K("(l 1)"), "", "k 5,1,1 32,1,1"},
        /* A way that returns: what comes next may not run. */
        {"(if @1:1 \"a\" (l 0) (ret)) " K("(n 1)"), "", "may k 1,1,1 32,1,1"},
        {"(if @1:1 \"a\" (l 0) (ret)) " K("(n 1)"), "a=0", "k 1,1,1 32,1,1"},
        {"(if @1:1 \"a\" (l 0) (ret)) " K("(n 1)"), "a=1", ""},
        /* A check is taken to hold, and its value is then known. */
        {"(if @1:1 \"a == 4\" (not (bin \"==\" i32 (l 0) (n 4))) (do (throw \"no\"))) " K("(l 0)"), "",
         "k 4,1,1 32,1,1"},
        {"(if @1:1 \"a == 4\" (not (bin \"==\" i32 (l 0) (n 4))) (do (throw \"no\"))) " K("(l 0)"), "a=5", ""},
        {"(d 1 i32 (n 0)) (while @1:1 \"i < a\" (bin \"<\" i32 (l 1) (l 0)) (do " K("(l 1)") ") (e (pre++ (l 1))))",
         "a=2", "k 0,1,1 32,1,1; k 1,1,1 32,1,1"},
        {"(d 1 i32 (n 0)) (while @1:1 \"1\" (b 1) (do (if @1:1 \"i == 2\" (bin \"==\" i32 (l 1) (n 2)) (break)) " K(
             "(l 1)") ") (pre++ (l 1)))",
         "", "k 0,1,1 32,1,1; k 1,1,1 32,1,1"},
        {"(d 1 i32 (n 0)) (while @1:1 \"i < 3\" (bin \"<\" i32 (l 1) (n 3)) (do (if @1:1 \"i == 1\" (bin \"==\" i32 (l 1) (n 1)) "
         "(continue)) " K("(l 1)") ") (pre++ (l 1)))",
         "", "k 0,1,1 32,1,1; k 2,1,1 32,1,1"},
        {"(d 1 i32 (n 0)) (dowhile @1:1 \"0\" (b 0) (do " K("(n 1)") "))", "", "k 1,1,1 32,1,1"},
        {"(for @1:1 (l 1) (list (n 3) (n 4)) (do " K("(l 1)") "))", "", "k 3,1,1 32,1,1; k 4,1,1 32,1,1"},
        {"(d 2 ? (list (n 3) (n 4))) (for @1:1 (r (l 1)) (l 2) (do (e (= (l 1) (n 9))))) " K("(i (l 2) (n 1))"), "",
         "k 9,1,1 32,1,1"},
        {"(switch @1:1 \"a\" (l 0) (case ((n 1)) " K("(n 1)") ") (case ((n 2) (n 3)) " K(
             "(n 2)") " (break)) (default " K("(n 9)") "))",
         "a=1", "k 1,1,1 32,1,1; k 2,1,1 32,1,1"},
        {"(switch @1:1 \"a\" (l 0) (case ((n 1)) " K("(n 1)") " (break)) (case ((n 2) (n 3)) " K(
             "(n 2)") " (break)) (default " K("(n 9)") "))",
         "a=3", "k 2,1,1 32,1,1"},
        {"(switch @1:1 \"a\" (l 0) (case ((n 1)) " K("(n 1)") " (break)) (default " K("(n 9)") "))", "a=7",
         "k 9,1,1 32,1,1"},
        {"(switch @1:1 \"a\" (l 0) (case ((n 1)) " K("(n 1)") " (break)) (default " K("(n 9)") "))", "",
         "may k 1,1,1 32,1,1; may k 9,1,1 32,1,1"},
        {"(dr 1 (l 0)) (e (= (l 1) (n 8))) " K("(l 0)"), "a=1", "k 8,1,1 32,1,1"},
        {"(d 1 p (& (l 0))) (e (= (* (l 1)) (n 8))) " K("(l 0)"), "a=1", "k 8,1,1 32,1,1"},
        {"(e (op= \"+\" i32 (l 0) (n 8))) " K("(l 0)"), "a=1", "k 9,1,1 32,1,1"},
        {"(d 1 i32 (post++ (l 0))) " K("(make \"dim3\" (l 0) (l 1))"), "a=1", "k 2,1,1 32,1,1"},
        /* A copy is another one. */
        {"(d 1 \"S\" (make \"S\" (f \"a\" (n 1)))) (d 2 \"S\" (copy (l 1))) (e (= (m (l 2) \"a\") (n 5))) " K(
             "(make \"dim3\" (m (l 1) \"a\") (m (l 2) \"a\"))"),
         "", "k 1,5,1 32,1,1"},
        {"(d 1 \"S\" (make \"S\" (f \"a\" (n 1)))) (d 2 \"S\") (e (= (l 2) (l 1))) (e (= (m (l 1) \"a\") (n 5))) " K(
             "(m (l 2) \"a\")"),
         "", "k 1,1,1 32,1,1"},
        {"(e (u \"cudaMemcpyAsync\" (& (l 0)) (none) (n 4) (n 2) (none))) (if @1:1 \"a\" (l 0) " K2("(n 2)") ")", "a=1",
         "may k2 2,1,1 32,1,1"},
        /* What is not modelled may write through what it is given, and through nothing else. */
        {"(e (u \"nobody\" (& (l 0)))) " K("(n 1)") " (if @1:1 \"a\" (l 0) " K2("(n 2)") ")", "a=1",
         "k 1,1,1 32,1,1; may k2 2,1,1 32,1,1"},
        {"(e (u \"nobody\" (r (l 0)))) (if @1:1 \"a\" (l 0) " K2("(n 2)") ")", "a=1", "may k2 2,1,1 32,1,1"},
        {"(e (u \"nobody\" (l 0))) (if @1:1 \"a\" (l 0) " K2("(n 2)") ")", "a=1", "k2 2,1,1 32,1,1"},
        {"(unread \"asm\" (l 0)) (if @1:1 \"a\" (l 0) " K2("(n 2)") ")", "a=1", "may k2 2,1,1 32,1,1"},
        {"(unread \"asm\" *) (if @1:1 \"a\" (l 0) " K2("(n 2)") ")", "a=1", "may k2 2,1,1 32,1,1"},
        {"(try (do (throw \"x\") " K("(n 1)") ") (catch \"...\" " K2("(n 2)") ")) " K("(n 3)"), "",
         "k2 2,1,1 32,1,1; k 3,1,1 32,1,1"},
        {"(throw \"x\") " K("(n 3)"), "", ""},
        {"(d 1 i32 (bin \"/\" i32 (n 1) (n 0))) " K("(n 3)"), "", ""},
        /* A loop that nobody knows the end of. */
        {"(d 1 i32 (n 0)) (while @1:1 \"i < a\" (bin \"<\" i32 (l 1) (l 0)) (do " K(
             "(n 7)") ") (pre++ (l 1))) (if @1:1 \"i\" "
                      "(bin \"==\" i32 (l 1) (n 100)) " K2("(n 1)") ")",
         "", "may k 7,1,1 32,1,1; may k2 1,1,1 32,1,1"},
        /* What goes on with the next turn under an open condition, in a loop whose end is open. */
        {"(d 1 i32 (n 0)) (d 3 i32 (n 0)) (while @1:1 \"i < a\" (bin \"<\" i32 (l 1) (l 0)) (do (if @1:1 \"n\" (u \"nobody\") "
         "(do (e (= (l 3) (n 5))) (continue))) (e (= (l 3) (n 7))) " K("(l 3)") ") (pre++ (l 1))) " K2("(l 3)"),
         "", "may k 7,1,1 32,1,1; k2 7 or 5 or 0,1,1 32,1,1"},
        /* A condition again has the outcome that it had, for a name of its own. */
        {"(if @1:1 \"b\" (l 2) (if @1:1 \"b\" (l 2) " K("(n 1)") " " K2("(n 2)") "))", "", "may k 1,1,1 32,1,1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[4096];
        bool has_b = strstr(cases[i].body, "\"b\" (l 2)") != NULL;
        snprintf(text, sizeof text, "(fn ((p \"a\" v i32)%s) 6 (do %s))", has_b ? " (p \"c\" v i32) (p \"b\" v b)" : "",
                 cases[i].body);
        check((const char *const[4]){text}, cases[i].given, cases[i].expected);
    }
}

static void test_calls(void **state) {
    static const struct {
        const char *texts[4], *given, *expected;
    } cases[] = {
        {{"(fn ((p \"a\" v i32)) 2 (do (d 1 i32 (c 1 (l 0) (n 3))) " K("(l 1)") "))",
          "(fn ((p \"x\" v i32) (p \"y\" v i32)) 2 (do (ret (bin \"*\" i32 (l 0) (l 1)))))"},
         "a=5",
         "k 15,1,1 32,1,1"},
        /* By reference, by value, to const. */
        {{"(fn ((p \"a\" v i32)) 2 (do (e (c 1 (l 0))) " K("(l 0)") "))",
          "(fn ((p \"x\" r i32)) 1 (do (e (= (l 0) (n 9)))))"},
         "a=5",
         "k 9,1,1 32,1,1"},
        {{"(fn ((p \"a\" v i32)) 2 (do (e (c 1 (l 0))) " K("(l 0)") "))",
          "(fn ((p \"x\" v i32)) 1 (do (e (= (l 0) (n 9)))))"},
         "a=5",
         "k 5,1,1 32,1,1"},
        /* Returns on both ways are joined, and so is what they left. */
        {{"(fn ((p \"a\" v i32)) 3 (do (d 1 i32 (n 0)) (d 2 i32 (c 1 (l 0) (l 1))) " K(
              "(make \"dim3\" (l 2) (l 1))") "))",
          "(fn ((p \"x\" v i32) (p \"y\" r i32)) 2 (do (if @1:1 \"x\" (l 0) (do (e (= (l 1) (n 8))) (ret (n 1)))) (e (= (l 1) (n "
          "9))) (ret (n 2))))"},
         "",
         "k 2 or 1,9 or 8,1 32,1,1"},
        {{"(fn ((p \"a\" v i32)) 3 (do (d 1 ? (closure 1 ((by-ref (l 0))))) (e (ci (l 1) (n 4))) " K("(l 0)") "))",
          "(fn ((p \"x\" v i32)) 1 (do (e (= (cap 0) (l 0)))))"},
         "a=5",
         "k 4,1,1 32,1,1"},
        {{"(fn ((p \"a\" v i32)) 3 (do (d 1 ? (closure 1 ((by-copy (l 0))))) (e (= (l 0) (n 7))) " K("(ci (l 1))") "))",
          "(fn () 0 (do (ret (cap 0))))"},
         "a=5",
         "k 5,1,1 32,1,1"},
        /* A closure's copy has captures of its own: each counts for itself. */
        {{"(fn ((p \"a\" v i32)) 4 (do (d 1 ? (closure 1 ((by-copy (l 0))))) (e (ci (l 1))) (d 2 ? (l 1)) (e (ci (l 2))) (e "
          "(ci (l 2))) " K("(make \"dim3\" (ci (l 1)) (ci (l 2)))") "))",
          "(fn () 0 (do (e (op= \"+\" i32 (cap 0) (n 1))) (ret (cap 0))))"},
         "a=5",
         "k 7,9,1 32,1,1"},
        /* The elements of vector(n, value) are objects of their own. */
        {{"(fn ((p \"a\" v i32)) 4 (do (d 1 ? (make \"std::vector\" (n 2) (make \"S\" (f \"x\" (l 0))))) (e (= (m (uo "
          "\"std::vector::operator[]\" (l 1) (n 1)) \"x\") (n 7))) " K(
              "(make \"dim3\" (m (uo \"std::vector::operator[]\" (l 1) (n 0)) \"x\") (m (uo "
              "\"std::vector::operator[]\" (l 1) (n 1)) \"x\"))") "))"},
         "a=5",
         "k 5,7,1 32,1,1"},
        /* A method: its object is a pointer inside. */
        {{"(fn ((p \"a\" v i32)) 3 (do (d 1 \"S\" (make \"S\" 1 (l 0))) (e (c 2 (l 1) (n 2))) " K(
              "(m (l 1) \"n\")") "))",
          "(fn ((p \"this\" * \"S\") (p \"x\" v i32)) 2 (do (e (= (m (this) \"n\") (l 1)))))",
          "(fn ((p \"this\" * \"S\") (p \"x\" v i32)) 2 (do (e (op= \"*\" i32 (m (this) \"n\") (l 1)))))"},
         "a=5",
         "k 10,1,1 32,1,1"},
        /* A reference that is returned is a place. */
        {{"(fn ((p \"a\" v i32)) 3 (do (e (= (c 1 (l 0)) (n 6))) " K("(l 0)") "))",
          "(fn ((p \"x\" r i32)) 1 (do (ret (r (l 0)))))"},
         "a=5",
         "k 6,1,1 32,1,1"},
        /* A pointer to a function, known and chosen by what is not known. */
        {{"(fn ((p \"a\" v i32)) 3 (do (d 1 p (? @1:1 \"a\" (l 0) (fnref 0) (fnref 4))) (launch @3:4 (l 1) (n 1) (n 32) (n 0) (n 0) "
          "())))"},
         "a=0",
         "k2 1,1,1 32,1,1"},
        {{"(fn ((p \"a\" v i32)) 3 (do (d 1 p (? @1:1 \"a\" (l 0) (fnref 0) (fnref 4))) (launch @3:4 (l 1) (n 1) (n 32) (n 0) (n 0) "
          "())))"},
         "",
         "may ? 1,1,1 32,1,1"},
        /* Recursion has an end, or is cut. */
        {{"(fn ((p \"a\" v i32)) 3 (do " K("(c 1 (l 0))") "))",
          "(fn ((p \"x\" v i32)) 1 (do (ret (? @1:1 \"x\" (bin \"<\" i32 (l 0) (n 1)) (n 0) (bin \"+\" i32 (n 2) (c 1 (bin \"-\" "
          "i32 (l 0) (n 1))))))))"},
         "a=5",
         "k 10,1,1 32,1,1"},
        {{"(fn ((p \"a\" v i32)) 3 (do " K("(n 1)") " (e (c 1 (l 0)))))",
          "(fn ((p \"x\" v i32)) 1 (do (ret (c 1 (l 0)))))"},
         "",
         "k 1,1,1 32,1,1"},
        /* What a library may do with a function: run it. */
        {{"(fn ((p \"a\" v i32)) 3 (do (e (u \"nobody\" (closure 1 ((by-ref (l 0))))))))",
          "(fn () 0 (do " K("(n 1)") "))"},
         "",
         "may k 1,1,1 32,1,1"},
        {{"(fn ((p \"a\" v i32)) 3 (do (e (u \"cudaLaunchKernel\" (fnref 0) (make \"dim3\" (l 0)) (make \"dim3\" (n 8) (n 2)) (none) (n "
          "0) (none)))))"},
         "a=3",
         "k 3,1,1 8,2,1"},
        {{"(fn ((p \"p\" r \"ns::Params\")) 2 (do (if @1:1 \"p.n > 1\" (bin \">\" i32 (m (l 0) \"n\") (n 1)) " K(
             "(m (l 0) \"n\")") ")))"},
         "p.n=4",
         "k 4,1,1 32,1,1"},
        {{"(fn ((p \"p\" r \"ns::Params\")) 2 (do (e (= (m (l 0) \"n\") (n 1))) " K("(m (l 0) \"n\")") "))"},
         "Params.n=4",
         "k 4,1,1 32,1,1"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(cases[i].texts, cases[i].given, cases[i].expected);
}

/* Objects end with their block, in reverse order, however it is left; h is their destructor: it writes and launches. */
static void test_lives(void **state) {
    static const char guard[] =
        "(fn ((p \"this\" * \"G\")) 1 (do (launch @9:1 (fnref 0) (m (this) \"n\") (n 1) (n 0) (n 0) "
        "()) (e (= (* (m (this) \"p\")) (n 7)))))";
#define MADE(slot, n)                                                                                                  \
    "(d " slot " \"G\" (make \"G\" (f \"n\" (n " n ")) (f \"p\" (& (l 1))))) (destroy (l " slot ") 2) "
#define AFTER "(launch @8:1 (fnref 4) (l 1) (n 1) (n 0) (n 0) ())"
#define FUNCTION(body) "(fn ((p \"u\" v b)) 5 (do (d 1 i32 (n 3)) " body "))"
    static const struct {
        const char *text, *given, *expected;
    } cases[] = {
        {FUNCTION("(do " MADE("2", "20") MADE("3", "30") AFTER ") " AFTER), "u=0",
         "k2 3,1,1 1,1,1; k 30,1,1 1,1,1; k 20,1,1 1,1,1; k2 7,1,1 1,1,1"},
        {FUNCTION(MADE("2", "20") "(if @3:1 \"u\" (l 0) (ret)) " AFTER), "u=1", "k 20,1,1 1,1,1"},
        {FUNCTION("(while @4:1 \"true\" (b 1) (do " MADE("2", "20") "(break))) " AFTER), "u=1",
         "k 20,1,1 1,1,1; k2 7,1,1 1,1,1"},
        {FUNCTION("(try (do " MADE("2", "20") "(throw \"x\")) (catch \"?\" (do))) " AFTER), "u=1",
         "k 20,1,1 1,1,1; k2 7,1,1 1,1,1"},
        {FUNCTION("(do " MADE("2", "20") "(if @3:1 \"u\" (l 0) (ret)) " AFTER ") " AFTER), "u=?",
         "may k 20,1,1 1,1,1; may k2 3,1,1 1,1,1; may k 20,1,1 1,1,1; may k2 7,1,1 1,1,1"},
        /* a local that is returned lives on */
        {FUNCTION(MADE("2", "20") "(ret (l 2))"), "u=1", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check((const char *const[]){cases[i].text, NULL, guard, NULL}, cases[i].given, cases[i].expected);
#undef MADE
#undef AFTER
#undef FUNCTION
}

static void test_given(void **state) {
    static const struct {
        const char *text, *problem; /* NULL: it is read */
    } cases[] = {
        {"q=fp16[2,384,8,64]", NULL},
        {"q=fp16[2,?,8]:strides(1,2,3):requires_grad:cpu:fill(3)", NULL},
        {"w=(128,0)", NULL},
        {"w=(128,)", NULL},
        {"w=[]", NULL},
        {"d={'a': 1, 'b': (2, 3)}", NULL},
        {"x=-1.5e3", NULL},
        {"x=None", NULL},
        {"x=some text", "something behind the value"},
        {"x=text", NULL},
        {"x", "NAME=VALUE is wanted"},
        {"=3", "NAME=VALUE is wanted"},
        {"q=fp16[2,", "no value"},
        {"q=fp17[2]", "no type of elements that is known"},
        {"q=fp16[2,-1]", "a size that is no number from 0 on"},
        {"q=fp16[2]:strides(1,2)", "not as many strides as sizes"},
        {"q=fp16[2]:wet", "no property of a tensor (strides(…), requires_grad, cpu, cuda, fill(…), last(…))"},
        {"w=(1,2", "a comma or a bracket is missing"},
        {"x=\"never ends", "a text does not end"},
        {"x=1234567890123456789012345678901234567890", "a number of more than 38 digits"},
        {"x=((((((((((((((((((((((((((((((((((((((((1))))))))))))))))))))))))))))))))))))))))", "nested too deeply"},
        {"x=12abc", "something behind the value"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct cch_given given = {0};
        cch_error error = {0};
        int status = cch_given_add(&given, cases[i].text, &error);
        if (!cases[i].problem && status)
            fail_msg("%s: %s", cases[i].text, error.text);
        if (cases[i].problem && (status != CCH_ERROR_USAGE || !strstr(error.text, cases[i].problem)))
            fail_msg("%s: %s, and not %s", cases[i].text, error.text, cases[i].problem);
        cch_given_release(&given);
    }
}

static void test_refused(void **state) {
    static const char *const texts[4] = {
        "(fn ((p \"flag\" v b) (p \"n\" v i32) (p \"t\" c \"at::Tensor\") (p \"x\" v f32)) 4 (do " K("(n 1)") "))"};
    static const struct {
        const char *given, *expected;
    } cases[] = {
        {"flag=fp16[2]", "--given 'flag=fp16[2]': the parameter is a bool, and this is a tensor"},
        {"n=0.5", "--given 'n=0.5': the parameter is an integer, and this is a real number"},
        {"t=3", "--given 't=3': the parameter is a tensor, and this is an integer"},
        {"x=(1,2)", "--given 'x=(1,2)': the parameter is a number, and this is a tuple"},
        {"wrong=1", "--given 'wrong': no parameter of f (flag, n, t, x), field with a dot, or fact of the device"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check(texts, cases[i].given, cases[i].expected);
}

/* Texts that say nothing sensible: no crash, and nothing certain. */
static void test_hostile(void **state) {
    static const char *const bodies[] = {
        "(do (launch))",
        "(do (if))",
        "(do (while))",
        "(do (switch))",
        "(do (for))",
        "(do (d))",
        "(do (d 99 i32 (n 1)))",
        "(do (e))",
        "(do (e (=)))",
        "(do (e (c)))",
        "(do (e (c 99)))",
        "(do (e (cv 99 (l 9))))",
        "(do (e (ci)))",
        "(do (e (m)))",
        "(do (e (i)))",
        "(do (e (*))) ",
        "(do (e (&)))",
        "(do (e (k)))",
        "(do (e (cap 5)))",
        "(do (e (bin)))",
        "(do (e (?)))",
        "(do (e (and)))",
        "(do (e (closure)))",
        "(do (e (make)))",
        "(do (e (u)))",
        "(do (e (op=)))",
        "(do (e (pre++)))",
        "(do (try))",
        "(do (ret (r (n 1))))",
        "(do (break) (continue))",
        "(do (e (stmts)))",
        "(do (e (new)))",
        "(do (e (init (n 1))))",
        "(do (e (py)))",
        "(do (e (x nan)))",
        "(do (e (n z)))",
    };
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof *bodies; i++) {
        char text[512];
        struct world world;
        snprintf(text, sizeof text, "(fn ((p \"a\" v i32)) 2 %s)", bodies[i]);
        build(&world, (const char *const[4]){text});
        run(&world, "");
        destroy(&world);
    }
    check((const char *const[4]){"(unread \"too large\")"}, "", "");
    check((const char *const[4]){"(fn ("}, "", "");
    check((const char *const[4]){"(fn ((p)) 1 (do))"}, "", "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_expressions), cmocka_unit_test(test_statements), cmocka_unit_test(test_calls),
        cmocka_unit_test(test_lives),       cmocka_unit_test(test_given),      cmocka_unit_test(test_refused),
        cmocka_unit_test(test_hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
