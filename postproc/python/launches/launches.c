/* Launches as rows (emit/rows.h):
 *
 *   kernel[grid](…, num_warps=4)                   Triton: a block is num_warps warps of 32 threads
 *   kernel.run(…, grid=grid)                       the same
 *   kernel[grid, block, stream, shared](…)         Numba, CuPy
 *   kernel.forall(n, block)(…), kernel.configure(grid, block)(…)
 *   kernel(…).launch(grid=, block=, cluster=, …)   CuTe DSL
 *   kernel(grid, block, (…), shared_mem=)          kernels that are text
 *
 * Constants of a kernel's compilation and its options are attributes of the launch. */
#include "python/emit/instances.h"
#include "python/emit/rows.h"

#include <stdlib.h>
#include <string.h>

#include "graph_file/launch_attributes.h"
#include "python/launches/kernels.h"
#include "python/launches/library.h"
#include "python/read/files.h"

enum { ATTRIBUTES_MAX = 64, WARP = 32, CALLERS_MAX = 200 };

struct emission {
    struct cch_py_emitter *e;
    struct cch_py_scene scene;
    const struct cch_py_call_edge *edge;
    struct cch_py_frame *frame; /* NULL: what stands there cannot be read */
    uint32_t cells[CCH_LAUNCH_WIDTH];
    uint32_t attributes[ATTRIBUTES_MAX][CCH_LAUNCH_ATTRIBUTE_WIDTH], attribute_count;
};

static uint32_t string(const struct emission *m, const char *text) {
    return cch_graph_string(m->e->graph, text, strlen(text));
}

/* Cells ------------------------------------------------------------------------------- */

static uint32_t depends_string(struct emission *m, const cch_py_texts *names) {
    const char *text = "";
    for (uint32_t i = 0; i < names->count; i++)
        text = cch_py_format(m->scene.arena, "%s%s%s", text, i ? "\n" : "", names->items[i]);
    return string(m, text);
}

/* One cell; 0: not known. */
static uint32_t cell(struct emission *m, cch_py_term *value) {
    const char *text = value ? cch_py_term_print(m->scene.arena, value) : NULL;
    return text ? string(m, text) : 0;
}

/* One of two, of which one has less dimensions, or is a number: of each dimension by itself. */
static cch_py_term *dimensions(struct emission *m, cch_py_term *value) {
    struct cch_py_arena *arena = m->scene.arena;
    cch_py_term *parts[3], *one = cch_py_term_number(arena, 1);
    if (value->kind == PY_TERM_CHOICE) {
        cch_py_term *a = dimensions(m, value->items[1]), *b = dimensions(m, value->items[2]);
        return cch_py_term_choice(arena, value->items[0], a, b);
    }
    int is_number = cch_py_term_is_number(value);
    if (!cch_py_term_is_sequence(value) && !is_number) /* tuples can be added and multiplied */
        return value;
    if (!is_number && (value->count > 3 || !value->count))
        return value;
    for (uint32_t i = 0; i < 3; i++)
        parts[i] = is_number ? (i ? one : value) : i < value->count ? value->items[i] : one;
    return cch_py_term_make(arena, PY_TERM_TUPLE, "", parts, 3);
}

/* x, y and z: of a tuple or list, of a number, or of an expression for all three. */
static void extent(struct emission *m, cch_py_term *value, uint32_t *cells, uint32_t *depends) {
    cch_py_texts names = {0};
    cells[0] = cells[1] = cells[2] = 0;
    if (!value)
        return;
    value = dimensions(m, value);
    if (cch_py_term_is_sequence(value) && value->count == 3) {
        for (uint32_t i = 0; i < 3; i++) {
            cch_py_term *part = value->items[i];
            cells[i] = cell(m, part);
            cch_py_term_reads(m->scene.arena, part, &names);
            if (!cells[i]) {
                cells[0] = cells[1] = cells[2] = 0;
                return;
            }
        }
    } else if (cch_py_term_is_expression(value)) {
        cells[0] = cell(m, value);
        cch_py_term_reads(m->scene.arena, value, &names);
    }
    *depends = depends_string(m, &names);
}

static void add_attribute(struct emission *m, const char *name, cch_py_term *value, int is_vector) {
    if (m->attribute_count == ATTRIBUTES_MAX)
        return;
    uint32_t *cells = m->attributes[m->attribute_count++];
    memset(cells, 0, CCH_LAUNCH_ATTRIBUTE_WIDTH * sizeof *cells);
    cells[CCH_LAUNCH_ATTRIBUTE_NAME] = string(m, name);
    if (is_vector) {
        extent(m, value, &cells[CCH_LAUNCH_ATTRIBUTE_X], &cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS]);
    } else {
        cch_py_texts names = {0};
        cells[CCH_LAUNCH_ATTRIBUTE_X] = cell(m, value);
        if (value)
            cch_py_term_reads(m->scene.arena, value, &names);
        cells[CCH_LAUNCH_ATTRIBUTE_DEPENDS] = cells[CCH_LAUNCH_ATTRIBUTE_X] ? depends_string(m, &names) : 0;
    }
}

/* True and False are how CUDA's attributes are 1 and 0. */
static void add_truth(struct emission *m, const char *name, cch_py_term *value) {
    if (value && value->kind == PY_TERM_TRUTH)
        value = cch_py_term_number(m->scene.arena, value->number);
    if (value && value->kind != PY_TERM_NONE)
        add_attribute(m, name, value, 0);
}

static void insert(struct emission *m) {
    struct cch_py_emitter *e = m->e;
    const struct cch_py_instruction *i = &e->p->instructions.items[m->edge->instruction];
    uint32_t module = e->p->functions.items[i->function].module,
             unit = string(m, e->p->modules.items[module].file->shown);
    m->cells[CCH_LAUNCH_KERNEL] = cch_py_emit_node(e, m->edge->callee);
    m->cells[CCH_LAUNCH_SITE] = cch_py_emit_site(e, module, i->line, i->column);
    m->cells[CCH_LAUNCH_PASSES] = e->python;
    m->cells[CCH_LAUNCH_UNITS] = cch_graph_list(e->graph, &unit, 1);
    m->cells[CCH_LAUNCH_ATTRIBUTES] = cch_launch_attributes_string(
        e->graph, (const uint32_t (*)[CCH_LAUNCH_ATTRIBUTE_WIDTH])m->attributes, m->attribute_count);
    uint32_t callers[2];
    unsigned count = cch_py_instances_callers(e, (uint32_t)(m->edge - e->s->edges.items), callers);
    for (unsigned caller = 0; caller < count; caller++) {
        m->cells[CCH_LAUNCH_CALLER] = callers[caller];
        uint32_t row = cch_graph_insert(e->graph, CCH_LAUNCH, m->cells);
        for (uint32_t k = 0; k < m->attribute_count; k++) {
            m->attributes[k][CCH_LAUNCH_ATTRIBUTE_LAUNCH] = row;
            cch_graph_insert(e->graph, CCH_LAUNCH_ATTRIBUTE, m->attributes[k]);
        }
    }
}

static void begin(struct emission *m, const char *api) {
    memset(m->cells, 0, sizeof m->cells);
    m->attribute_count = 0;
    m->cells[CCH_LAUNCH_API] = string(m, api);
}

/* What is told of a kernel's shared memory. */
static void shared_memory(struct emission *m, cch_py_term *value) {
    cch_py_texts names = {0};
    int is_told = value && value->kind != PY_TERM_NONE;
    m->cells[CCH_LAUNCH_SHARED_MEMORY_VALUE] =
        is_told
            ? cell(m, value)
            : string(m, cch_py_format(m->scene.arena, CCH_UNKNOWN_PREFIX "%s", cch_reason_name(CCH_REASON_COMPILER)));
    if (is_told)
        cch_py_term_reads(m->scene.arena, value, &names);
    m->cells[CCH_LAUNCH_SHARED_MEMORY_DEPENDS] = depends_string(m, &names);
}

/* Triton ----------------------------------------------------------------------------------- */

static void add_options(struct emission *m, uint32_t kernel, const struct cch_py_configuration *of) {
    static const struct {
        const char *name, *attribute;
    } truths[] = {{"launch_cooperative_grid", "cudaLaunchAttributeCooperative"},
                  {"launch_pdl", "cudaLaunchAttributeProgrammaticStreamSerialization"}};
    static const char *const numbers[] = {"num_warps", "num_stages", "num_ctas", "maxnreg"};
    const struct cch_py_function *is = &m->scene.program->functions.items[kernel].is;
    for (uint32_t p = 0; p < is->parameter_count; p++) {
        const char *name =
            cch_py_text(&m->scene.program->names, m->scene.program->parameters.items[is->parameters + p].name);
        cch_py_term *value = cch_py_term_of_key(of->meta, name);
        if (!value || !cch_py_is_constexpr(&m->scene, kernel, p))
            continue;
        /* the parameter's own name stands for what is not known to be given */
        int is_given = value->kind != PY_TERM_NAME || value->frame || strcmp(value->text, name) != 0;
        add_attribute(m, name, is_given ? value : NULL, 0);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        cch_py_term *value = cch_py_term_of_key(of->options, numbers[i]);
        if (value)
            add_attribute(m, numbers[i], value, 0);
    }
    for (size_t i = 0; i < sizeof truths / sizeof *truths; i++)
        add_truth(m, truths[i].attribute, cch_py_term_of_key(of->options, truths[i].name));
    cch_py_term *blocks = cch_py_term_of_key(of->options, "num_ctas");
    if (blocks && !(blocks->kind == PY_TERM_NUMBER && blocks->number == 1)) {
        cch_py_term *one = cch_py_term_number(m->scene.arena, 1), *parts[] = {blocks, one, one};
        add_attribute(m, "cudaLaunchAttributeClusterDimension",
                      cch_py_term_make(m->scene.arena, PY_TERM_TUPLE, "", parts, 3), 1);
    }
}

static void triton_block(struct emission *m, const struct cch_py_configuration *of) {
    cch_py_term *warps = cch_py_term_of_key(of->options, "num_warps"), *one = cch_py_term_number(m->scene.arena, 1);
    cch_py_term *parts[] = {cch_py_term_binary(m->scene.arena, "*", cch_py_term_number(m->scene.arena, WARP), warps),
                            one, one};
    const char *text = cch_py_term_print(m->scene.arena, warps);
    extent(m, cch_py_term_make(m->scene.arena, PY_TERM_TUPLE, "", parts, 3), &m->cells[CCH_LAUNCH_BLOCK_X],
           &m->cells[CCH_LAUNCH_BLOCK_DEPENDS]);
    text = cch_py_format(m->scene.arena, "num_warps=%s", text ? text : "?");
    if (!of->warps_of)
        text = cch_py_format(m->scene.arena, "%s (autotune, not known: %s)", text, of->unknown);
    else if (of->warps_of[0])
        text = cch_py_format(m->scene.arena, "%s (%s)", text, of->warps_of);
    m->cells[CCH_LAUNCH_BLOCK] = string(m, text);
}

/* kernel[grid](…): `arguments` behind the grid; `value`: what is launched. */
static void triton(struct emission *m, cch_py_term *value, cch_py_term *grid, const char *written,
                   cch_py_term *const *arguments, uint32_t count) {
    uint32_t kernel = m->edge->callee & 0x3fffffffu;
    cch_py_configurations list = {0};
    cch_py_configure(m->frame, kernel, value, arguments, count, &list);
    for (uint32_t i = 0; i < list.count; i++) {
        cch_py_term *extents = grid;
        begin(m, "triton");
        if (grid && grid->kind == PY_TERM_FUNCTION) {
            struct cch_py_term nameless = *grid; /* what it gives tells more than its name */
            nameless.text = "";
            extents = cch_py_call_term(m->frame, &nameless, &list.items[i].meta, 1);
        }
        extent(m, extents, &m->cells[CCH_LAUNCH_GRID_X], &m->cells[CCH_LAUNCH_GRID_DEPENDS]);
        m->cells[CCH_LAUNCH_GRID] = string(m, written);
        triton_block(m, &list.items[i]);
        add_options(m, kernel, &list.items[i]);
        shared_memory(m, NULL);
        insert(m);
    }
}

/* Numba and CuPy, CuTe ----------------------------------------------------------------------- */

static void blocks(struct emission *m, cch_py_term *configuration, const char *written) {
    begin(m, "kernel[grid, block]");
    cch_py_term *parts[4] = {NULL, NULL, NULL, NULL};
    for (uint32_t i = 0; configuration->kind == PY_TERM_TUPLE && i < configuration->count && i < 4; i++)
        parts[i] = configuration->items[i];
    extent(m, parts[0], &m->cells[CCH_LAUNCH_GRID_X], &m->cells[CCH_LAUNCH_GRID_DEPENDS]);
    extent(m, parts[1], &m->cells[CCH_LAUNCH_BLOCK_X], &m->cells[CCH_LAUNCH_BLOCK_DEPENDS]);
    m->cells[CCH_LAUNCH_GRID] = string(m, written);
    m->cells[CCH_LAUNCH_STREAM] = parts[2] ? cell(m, parts[2]) : 0;
    shared_memory(m, parts[3] ? parts[3] : cch_py_term_number(m->scene.arena, 0));
    insert(m);
}

/* kernel.configure(grid, block, stream, shared) and kernel.forall(n, block, stream, shared) of Numba; NULL: neither.
 * Without a block, the library chooses one. */
static cch_py_term *called_configuration(struct emission *m, uint32_t callee) {
    const struct cch_py_reading *r = m->frame->reading;
    struct cch_py_arena *arena = m->scene.arena;
    uint32_t method = cch_py_is(r, callee, "py") ? cch_py_child(r, callee, 2) : 0;
    const char *name = method && cch_py_is(r, method, "m") ? cch_py_word_of(r, cch_py_child(r, method, 2)) : "";
    cch_py_term *none = cch_py_term_make(arena, PY_TERM_UNKNOWN, "", NULL, 0);
    cch_py_term_list given = {0};
    int is_for_all = !strcmp(name, "forall");
    if (!is_for_all && strcmp(name, "configure") != 0)
        return NULL;
    cch_py_arguments(m->frame, callee, &given);
    cch_py_term *first = cch_py_given(given.items, given.count, 0, is_for_all ? "ntasks" : "griddim");
    cch_py_term *block = cch_py_given(given.items, given.count, 1, is_for_all ? "tpb" : "blockdim");
    cch_py_term *stream = cch_py_given(given.items, given.count, 2, "stream");
    cch_py_term *shared = cch_py_given(given.items, given.count, 3, "sharedmem");
    if (is_for_all && block && block->kind == PY_TERM_NUMBER && !block->number)
        block = NULL;
    if (is_for_all && first && block) {
        cch_py_term *up = cch_py_term_binary(arena, "-", block, cch_py_term_number(arena, 1));
        first = cch_py_term_binary(arena, "//", cch_py_term_binary(arena, "+", first, up), block);
    } else if (is_for_all) {
        first = NULL;
    }
    cch_py_term *parts[] = {first ? first : none, block ? block : none, stream ? stream : none,
                            shared ? shared : cch_py_term_number(arena, 0)};
    return cch_py_term_make(arena, PY_TERM_TUPLE, "", parts, 4);
}

/* kernel(grid, block, (…), shared_mem=, stream=) of a kernel that is text. */
static void text_kernel(struct emission *m, uint32_t call, enum cch_py_text_kernel how) {
    cch_py_term_list given = {0};
    uint32_t place = how == PY_TEXT_BLOCKS ? 0 : UINT32_MAX - 2;
    begin(m, "kernel(grid, block)");
    if (how == PY_TEXT_ELEMENTS) {
        shared_memory(m, NULL);
        insert(m);
        return;
    }
    cch_py_arguments(m->frame, call, &given);
    cch_py_term *grid = cch_py_given(given.items, given.count, place, "grid");
    cch_py_term *block = cch_py_given(given.items, given.count, place + 1, "block");
    cch_py_term *shared = cch_py_given(given.items, given.count, UINT32_MAX, "shared_mem");
    cch_py_term *stream = cch_py_given(given.items, given.count, UINT32_MAX, "stream");
    if (!shared)
        shared = cch_py_given(given.items, given.count, UINT32_MAX, "shared");
    extent(m, grid, &m->cells[CCH_LAUNCH_GRID_X], &m->cells[CCH_LAUNCH_GRID_DEPENDS]);
    extent(m, block, &m->cells[CCH_LAUNCH_BLOCK_X], &m->cells[CCH_LAUNCH_BLOCK_DEPENDS]);
    m->cells[CCH_LAUNCH_GRID] = grid ? cell(m, grid) : 0;
    m->cells[CCH_LAUNCH_BLOCK] = block ? cell(m, block) : 0;
    m->cells[CCH_LAUNCH_STREAM] = stream ? cell(m, stream) : 0;
    shared_memory(m, shared ? shared : cch_py_term_number(m->scene.arena, 0));
    insert(m);
}

static const char *written_keyword(struct emission *m, uint32_t call, const char *name) {
    const struct cch_py_reading *r = m->frame->reading;
    for (uint32_t i = cch_py_child(r, call, 3); i; i = cch_py_next(r, i))
        if (cch_py_is(r, i, "kw") && !strcmp(cch_py_word_of(r, cch_py_child(r, i, 1)), name))
            return cch_py_written(m->frame, cch_py_child(r, i, 2));
    return "";
}

/* kernel(…).launch(…), a node `py`. */
static void cute(struct emission *m, uint32_t call) {
    cch_py_term_list given = {0};
    begin(m, "cute");
    cch_py_arguments(m->frame, call, &given);
    extent(m, cch_py_given(given.items, given.count, 0, "grid"), &m->cells[CCH_LAUNCH_GRID_X],
           &m->cells[CCH_LAUNCH_GRID_DEPENDS]);
    extent(m, cch_py_given(given.items, given.count, 1, "block"), &m->cells[CCH_LAUNCH_BLOCK_X],
           &m->cells[CCH_LAUNCH_BLOCK_DEPENDS]);
    m->cells[CCH_LAUNCH_GRID] = string(m, written_keyword(m, call, "grid"));
    m->cells[CCH_LAUNCH_BLOCK] = string(m, written_keyword(m, call, "block"));
    m->cells[CCH_LAUNCH_SHARED_MEMORY] = string(m, written_keyword(m, call, "smem"));
    m->cells[CCH_LAUNCH_STREAM] = string(m, written_keyword(m, call, "stream"));
    shared_memory(m, cch_py_given(given.items, given.count, UINT32_MAX - 1, "smem"));
    cch_py_term *cluster = cch_py_given(given.items, given.count, 2, "cluster");
    if (cluster && cluster->kind != PY_TERM_NONE)
        add_attribute(m, "cudaLaunchAttributeClusterDimension", cluster, 1);
    add_truth(m, "cudaLaunchAttributeProgrammaticStreamSerialization",
              cch_py_given(given.items, given.count, UINT32_MAX - 1, "use_pdl"));
    add_truth(m, "cudaLaunchAttributeCooperative",
              cch_py_given(given.items, given.count, UINT32_MAX - 1, "cooperative"));
    insert(m);
}

/* Where it is written ------------------------------------------------------------------------ */

/* The calls at the place, the outermost first. */
static void find_calls(const struct cch_py_reading *r, uint32_t node, const char *place, cch_py_numbers *out,
                       struct cch_py_arena *arena) {
    if (cch_py_is(r, node, "py") && !strcmp(cch_py_word_of(r, cch_py_child(r, node, 1)), place))
        PY_PUSH(arena, out, node);
    for (uint32_t i = cch_py_child(r, node, 0); i; i = cch_py_next(r, i))
        if (r->tree.nodes[i].kind == CCH_PROGRAM_LIST)
            find_calls(r, i, place, out, arena);
}

/* x.launch(…) of a variable that holds what the call gives. */
static uint32_t later_launch(const struct cch_py_reading *r, uint32_t node, const char *slot) {
    uint32_t callee = cch_py_is(r, node, "py") ? cch_py_child(r, node, 2) : 0, of = cch_py_child(r, callee, 1);
    if (callee && cch_py_is(r, callee, "m") && cch_py_is(r, of, "l") &&
        !strcmp(cch_py_word_of(r, cch_py_child(r, of, 1)), slot) &&
        !strcmp(cch_py_word_of(r, cch_py_child(r, callee, 2)), "launch"))
        return node;
    for (uint32_t i = cch_py_child(r, node, 0); i; i = cch_py_next(r, i)) {
        uint32_t found = r->tree.nodes[i].kind == CCH_PROGRAM_LIST ? later_launch(r, i, slot) : 0;
        if (found)
            return found;
    }
    return 0;
}

static const char *holder(const struct cch_py_reading *r, uint32_t node, uint32_t call) {
    if (cch_py_is(r, node, "=") && cch_py_child(r, node, 2) == call && cch_py_is(r, cch_py_child(r, node, 1), "l"))
        return cch_py_word_of(r, cch_py_child(r, cch_py_child(r, node, 1), 1));
    const char *found = NULL;
    for (uint32_t i = cch_py_child(r, node, 0); i && !found; i = cch_py_next(r, i))
        if (r->tree.nodes[i].kind == CCH_PROGRAM_LIST)
            found = holder(r, i, call);
    return found;
}

static uint32_t launch_of_call(const struct cch_py_reading *r, const cch_py_numbers *calls) {
    for (uint32_t i = 0; i < calls->count; i++) {
        uint32_t callee = cch_py_child(r, calls->items[i], 2);
        if (cch_py_is(r, callee, "m") && !strcmp(cch_py_word_of(r, cch_py_child(r, callee, 2)), "launch") &&
            cch_py_is(r, cch_py_child(r, callee, 1), "py"))
            return calls->items[i];
    }
    for (uint32_t i = 0; i < calls->count; i++) {
        const char *slot = holder(r, r->body, calls->items[i]);
        uint32_t found = slot ? later_launch(r, r->body, slot) : 0;
        if (found)
            return found;
    }
    return 0;
}

static struct cch_py_frame *walk_to(struct emission *m, uint32_t node) {
    m->scene.steps = 0;
    m->scene.objects.count = 0;
    return m->frame = cch_py_scene_before(&m->scene, m->edge->caller & 0x3fffffffu, node);
}

/* kernel[grid](…) and kernel.run(…, grid=grid); whether the call is one. */
static int subscripted(struct emission *m, uint32_t call) {
    struct cch_py_frame *frame = m->frame;
    const struct cch_py_reading *r = frame->reading;
    uint32_t callee = cch_py_child(r, call, 2), kernel = m->edge->callee & 0x3fffffffu;
    cch_py_term *of = NULL, *grid = NULL;
    const char *written = "";
    cch_py_term_list given = {0};
    cch_py_term *configured = called_configuration(m, callee);
    if (configured && m->scene.program->functions.items[kernel].marks & PY_MARK_BLOCKS) {
        blocks(m, configured, cch_py_written(frame, callee));
        return 1;
    }
    if (cch_py_is(r, callee, "i")) {
        of = cch_py_evaluate(frame, cch_py_child(r, callee, 1));
        grid = cch_py_evaluate(frame, cch_py_child(r, callee, 2));
        written = cch_py_written(frame, cch_py_child(r, callee, 2));
    } else if (cch_py_is(r, callee, "m") && !strcmp(cch_py_word_of(r, cch_py_child(r, callee, 2)), "run")) {
        of = cch_py_evaluate(frame, cch_py_child(r, callee, 1));
    } else { /* a variable that holds kernel[grid] */
        cch_py_term *value = cch_py_evaluate(frame, callee);
        if (value->kind != PY_TERM_ITEM)
            return 0;
        of = value->items[0];
        grid = value->items[1];
        written = cch_py_term_print(m->scene.arena, grid);
    }
    if (m->scene.program->functions.items[kernel].marks & PY_MARK_BLOCKS) {
        blocks(m, grid ? grid : of, written ? written : "");
        return 1;
    }
    cch_py_arguments(frame, call, &given);
    for (uint32_t i = 0; !grid && i < given.count; i++) {
        if (given.items[i]->kind != PY_TERM_KEYWORD || strcmp(given.items[i]->text, "grid") != 0)
            continue;
        grid = given.items[i]->items[0];
        written = cch_py_term_print(m->scene.arena, grid);
    }
    triton(m, of, grid, written ? written : "", given.items, given.count);
    return 1;
}

/* The launch as the frame has it; whether the call is one. */
static int emit_in_frame(struct emission *m, uint32_t call, int is_cute) {
    if (!is_cute)
        return subscripted(m, call);
    cute(m, call);
    return 1;
}

/* Kernels that callers give -------------------------------------------------------------------- */

/* What is launched, in the frame; NULL: the form does not tell. */
static cch_py_term *launched_value(struct emission *m, uint32_t call, int is_cute) {
    const struct cch_py_reading *r = m->frame->reading;
    uint32_t callee = cch_py_child(r, call, 2), of = cch_py_child(r, callee, 1);
    if (is_cute && cch_py_is(r, of, "py"))
        return cch_py_evaluate(m->frame, cch_py_child(r, of, 2));
    return !is_cute && (cch_py_is(r, callee, "i") || cch_py_is(r, callee, "m")) ? cch_py_evaluate(m->frame, of) : NULL;
}

static int is_parameter(const struct emission *m, cch_py_term *value) {
    while (value && value->kind == PY_TERM_ATTRIBUTE && !strcmp(value->text, "fn"))
        value = value->items[0];
    return value && value->kind == PY_TERM_NAME && value->frame == m->frame &&
           value->at < m->scene.program->functions.items[m->frame->function].is.parameter_count;
}

/* 1: the function, or made of it; 0: another one; -1: not known. */
static int is_function(cch_py_term *value, uint32_t function) {
    while (value && (value->kind == PY_TERM_KERNEL || value->kind == PY_TERM_BOUND))
        value = value->items[0];
    return value && value->kind == PY_TERM_FUNCTION ? value->number == (int64_t)function : -1;
}

/* Whether the value, which the function hands over, may be the kernel: a method of `self` is one of its classes. */
static int may_be(const struct emission *m, cch_py_term *value, uint32_t function) {
    const struct cch_py_program *p = m->scene.program;
    uint32_t kernel = m->edge->callee & 0x3fffffffu;
    int is_it = is_function(value, kernel);
    uint32_t owner = p->functions.items[kernel].is.owner, of = p->functions.items[function].is.owner;
    if (is_it >= 0 || value->kind != PY_TERM_NAME || strncmp(value->text, "self.", 5) != 0 || !of)
        return is_it != 0;
    return owner && (owner == of || cch_py_program_inherits(p, owner, of) || cch_py_program_inherits(p, of, owner));
}

/* The launch as this call of its function makes it; whether that is known. */
static int emit_from(struct emission *m, const struct cch_py_call_edge *edge, uint32_t call, int is_cute) {
    const struct cch_py_instruction *i = &m->e->p->instructions.items[edge->instruction];
    uint32_t caller = edge->caller & 0x3fffffffu, function = edge->callee & 0x3fffffffu;
    struct cch_py_reading *reading = cch_py_scene_read(&m->scene, caller);
    cch_py_numbers calls = {0};
    if (!reading || !reading->body)
        return 0;
    find_calls(reading, reading->body, cch_py_format(m->scene.arena, "@%u:%u", i->line, i->column), &calls,
               m->scene.arena);
    for (uint32_t k = 0; k < calls.count; k++) {
        cch_py_term_list given = {0};
        m->scene.steps = 0;
        m->scene.objects.count = 0;
        struct cch_py_frame *outer = cch_py_scene_before(&m->scene, caller, calls.items[k]);
        cch_py_term *callee = outer ? cch_py_evaluate(outer, cch_py_child(reading, calls.items[k], 2)) : NULL;
        if (!callee || is_function(callee, function) != 1)
            continue;
        if (callee->kind == PY_TERM_BOUND)
            PY_PUSH(m->scene.arena, &given, callee->items[1]);
        cch_py_arguments(outer, calls.items[k], &given);
        m->frame = cch_py_scene_called(outer, function, call, given.items, given.count);
        cch_py_term *kernel = m->frame ? launched_value(m, call, is_cute) : NULL;
        if (!kernel)
            return 0;
        /* one that is not known may be it */
        return !may_be(m, kernel, caller) || emit_in_frame(m, call, is_cute);
    }
    return 0;
}

/* A row for each call of the function that hands it the kernel; whether there is nothing else that may launch it here. */
static int emit_from_callers(struct emission *m, uint32_t call, int is_cute) {
    const struct cch_py_solver *s = m->e->s;
    uint32_t found = 0;
    int all = 1;
    for (uint32_t i = 0; i < s->edges.count; i++) {
        const struct cch_py_call_edge *edge = &s->edges.items[i];
        if (edge->callee != m->edge->caller || edge->kind != CCH_KIND_CALL || edge->caller >> 30 != PY_NODE_FUNCTION)
            continue;
        if (found++ == CALLERS_MAX)
            return 0;
        all &= emit_from(m, edge, call, is_cute);
    }
    return found && all;
}

static int emit(struct emission *m, uint32_t call, int is_cute) {
    if (!walk_to(m, call))
        return 0;
    if (is_parameter(m, launched_value(m, call, is_cute)) && emit_from_callers(m, call, is_cute))
        return 1;
    return walk_to(m, call) && emit_in_frame(m, call, is_cute); /* what was looked at may have changed it */
}

static void launch(struct emission *m) {
    const struct cch_py_instruction *i = &m->e->p->instructions.items[m->edge->instruction];
    uint32_t caller = m->edge->caller & 0x3fffffffu;
    struct cch_py_reading *reading =
        m->edge->caller >> 30 == PY_NODE_FUNCTION ? cch_py_scene_read(&m->scene, caller) : NULL;
    int is_cute = m->scene.program->functions.items[m->edge->callee & 0x3fffffffu].marks & PY_MARK_KERNEL;
    cch_py_numbers calls = {0};
    if (reading && reading->body)
        find_calls(reading, reading->body, cch_py_format(m->scene.arena, "@%u:%u", i->line, i->column), &calls,
                   m->scene.arena);
    uint32_t later = reading && reading->body ? launch_of_call(reading, &calls) : 0;
    if (later && is_cute && emit(m, later, 1))
        return;
    for (uint32_t k = 0; k < calls.count; k++)
        if (emit(m, calls.items[k], 0))
            return;
    begin(m, later ? "cute" : "triton"); /* it is there, but how is not known */
    shared_memory(m, NULL);
    insert(m);
}

static void launch_of_text(struct emission *m, enum cch_py_text_kernel how) {
    const struct cch_py_instruction *i = &m->e->p->instructions.items[m->edge->instruction];
    struct cch_py_reading *reading =
        m->edge->caller >> 30 == PY_NODE_FUNCTION ? cch_py_scene_read(&m->scene, m->edge->caller & 0x3fffffffu) : NULL;
    cch_py_numbers calls = {0};
    if (reading && reading->body)
        find_calls(reading, reading->body, cch_py_format(m->scene.arena, "@%u:%u", i->line, i->column), &calls,
                   m->scene.arena);
    if (calls.count && walk_to(m, calls.items[0])) {
        text_kernel(m, calls.items[0], how);
        return;
    }
    begin(m, "kernel(grid, block)");
    shared_memory(m, NULL);
    insert(m);
}

void cch_py_emit_launches(struct cch_py_emitter *e) {
    struct emission m = {.e = e};
    int has_scene = 0;
    for (uint32_t i = 0; i < e->s->edges.count && !cch_graph_status(e->graph); i++) {
        m.edge = &e->s->edges.items[i];
        uint32_t text = m.edge->callee >> 30 == PY_NODE_EXTERNAL
                            ? cch_py_table_get(&e->s->texts_of_kernels, m.edge->callee & 0x3fffffffu)
                            : 0;
        if (m.edge->kind != CCH_KIND_LAUNCH || (m.edge->callee >> 30 != PY_NODE_FUNCTION && !text))
            continue;
        if (!has_scene++)
            cch_py_scene_init(&m.scene, e->s->arena, e->s->program);
        if (text)
            launch_of_text(&m, (enum cch_py_text_kernel)(text & 3));
        else
            launch(&m);
    }
}
