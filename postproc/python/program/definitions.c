/* Functions, lambdas, classes and modules (writer.h). */
#include "python/program/writer.h"

#include <string.h>

/* Code begins and ends ------------------------------------------------------------- */

static void begin_code(struct cch_py_writer *w, struct cch_py_coding *code, struct cch_py_scope *scope) {
    *code = (struct cch_py_coding){.outer = w->code, .scope = scope};
    w->code = code;
    w->scope = scope;
}

/* What the locals are called, and behind them the captures. */
static void name_slots(struct cch_py_writer *w, const struct cch_py_coding *code, struct cch_py_code *made) {
    cch_py_numbers *names = &w->l->unit->code_names;
    made->names = names->count;
    made->slot_count = code->slot_count;
    made->captures = code->captures.count;
    uint32_t count = code->slot_count + code->captures.count;
    PY_RESERVE(w->arena, names, count);
    if (count)
        memset(names->items + names->count, 0, count * sizeof *names->items);
    names->count += count;
    for (uint32_t i = 0; i < code->slots.capacity; i++) {
        const struct cch_py_slot *slot = &code->slots.slots[i];
        if (slot->value)
            names->items[made->names + slot->value - 1] =
                ((const struct cch_py_symbol *)(uintptr_t)cch_py_slot_key(slot))->name;
    }
    for (uint32_t i = 0; i < code->captures.count; i++)
        names->items[made->names + code->slot_count + i] = code->captures.items[i]->name;
}

/* Adds the unit's entry; names mean again what they mean in `scope`. The captures stay the caller's. */
static void end_code(struct cch_py_writer *w, struct cch_py_coding *code, struct cch_py_scope *scope,
                     uint32_t function) {
    struct cch_py_unit *unit = w->l->unit;
    struct cch_py_code *made = PY_ADD(w->arena, &unit->codes);
    if (code->unread) {
        cch_program_restart(&code->text);
        cch_program_open(&code->text, "unread");
        cch_program_string(&code->text, code->unread, strlen(code->unread));
        cch_program_close(&code->text);
    }
    const char *text = cch_program_finish(&code->text);
    if (!text) {
        cch_program_release(&code->text);
        longjmp(*w->arena->failed, 1);
    }
    made->function = function;
    made->text = unit->code_text.count;
    made->length = (uint32_t)strlen(text);
    PY_RESERVE(w->arena, &unit->code_text, made->length);
    memcpy(unit->code_text.items + made->text, text, made->length);
    unit->code_text.count += made->length;
    made->references = unit->code_functions.count;
    made->reference_count = code->functions.count;
    for (uint32_t i = 0; i < code->functions.count; i++)
        PY_PUSH(w->arena, &unit->code_functions, code->functions.items[i]);
    made->modules = unit->code_modules.count;
    made->module_count = code->modules.count;
    for (uint32_t i = 0; i < code->modules.count; i++)
        PY_PUSH(w->arena, &unit->code_modules, code->modules.items[i]);
    name_slots(w, code, made);
    cch_program_release(&code->text);
    cch_py_table_free(w->arena, &code->slots);
    cch_py_arena_resize(w->arena, code->functions.items, 0);
    cch_py_arena_resize(w->arena, code->modules.items, 0);
    w->code = code->outer;
    w->scope = scope;
}

/* Behind what there is, and lets go of the piece. */
static void join(struct cch_program_writer *to, struct cch_program_writer *piece) {
    if (piece->status && !to->status)
        to->status = piece->status;
    cch_program_piece(to, cch_buffer_text(&piece->text), piece->text.length);
    cch_program_release(piece);
}

/* Functions ------------------------------------------------------------------------- */

/* In the order of their slots; `arguments` has them by kind. */
static const struct {
    unsigned slot;
    const char *kind;
} PARAMETERS[] = {{0, "/"}, {1, "a"}, {2, "s"}, {3, "k"}, {5, "d"}};
enum { PARAMETER_KINDS = 5 };

static void parameters(struct cch_py_writer *w, const struct cch_py_node *arguments) {
    cch_py_open(w, "");
    for (int i = 0; i < PARAMETER_KINDS && arguments; i++) {
        for (const struct cch_py_node *one = arguments->slot[PARAMETERS[i].slot]; one; one = one->next) {
            uint32_t name = cch_py_mangle(w->arena, w->l->names, w->scope->mangle, one->name);
            struct cch_py_symbol *symbol = cch_py_scope_own(w->code->scope, name);
            if (symbol)
                cch_py_slot_of(w, symbol);
            else
                cch_py_new_slot(w);
            cch_py_open(w, "p");
            cch_py_string_z(w, cch_py_text(w->l->names, one->name));
            cch_py_word(w, PARAMETERS[i].kind);
            cch_py_word(w, "?");
            cch_py_close(w);
        }
    }
    cch_py_close(w);
}

static unsigned length_of(const struct cch_py_node *list) {
    unsigned length = 0;
    for (; list; list = list->next)
        length++;
    return length;
}

static void one_default(struct cch_py_writer *w, unsigned index, struct cch_py_node *value) {
    cch_py_open(w, "p");
    cch_py_count(w, index);
    cch_py_write_expression(w, value);
    cch_py_close(w);
}

static void defaults(struct cch_py_writer *w, const struct cch_py_node *arguments) {
    cch_py_open(w, "");
    if (arguments) {
        unsigned ordinary = length_of(arguments->slot[0]) + length_of(arguments->slot[1]);
        unsigned index = ordinary - length_of(arguments->slot[6]);
        for (struct cch_py_node *value = arguments->slot[6]; value; value = value->next)
            one_default(w, index++, value);
        index = ordinary + (arguments->slot[2] != NULL);
        for (struct cch_py_node *value = arguments->slot[4]; value; value = value->next, index++)
            if (value->kind != PY_OTHER)
                one_default(w, index, value);
    }
    cch_py_close(w);
}

static void captures(struct cch_py_writer *w, struct cch_py_coding *inner) {
    cch_py_open(w, "");
    for (uint32_t i = 0; i < inner->captures.count; i++) {
        cch_py_open(w, "by-ref");
        cch_py_write_symbol(w, inner->captures.items[i]);
        cch_py_close(w);
    }
    cch_py_close(w);
    cch_py_arena_resize(w->arena, inner->captures.items, 0);
}

static void write_function(struct cch_py_writer *w, struct cch_py_node *node, struct cch_py_coding *code) {
    struct cch_py_scope *outside = w->scope;
    begin_code(w, code, node->scope);
    int is_async = node->kind == PY_ASYNC_FUNCTION_DEF;
    if (is_async && node->scope->is_generator)
        code->unread = "an asynchronous generator";
    cch_py_open(w, node->scope->is_generator ? "gen" : is_async ? "coro" : "fn");
    parameters(w, node->slot[0]);
    /* how many slots there are shows at the end: the body is put behind it */
    struct cch_program_writer head = code->text;
    code->text = (struct cch_program_writer){0};
    if (node->kind == PY_LAMBDA) {
        cch_py_open(w, "ret");
        cch_py_write_expression(w, node->slot[1]);
        cch_py_close(w);
    } else {
        cch_py_write_block(w, node->slot[1]);
    }
    struct cch_program_writer body = code->text;
    code->text = head;
    cch_py_count(w, code->slot_count);
    join(&code->text, &body);
    cch_py_close(w);
    end_code(w, code, outside, node->made - 1);
}

static uint32_t reference(struct cch_py_writer *w, const struct cch_py_node *node) {
    PY_PUSH(w->arena, &w->code->functions, node->made - 1);
    return w->code->functions.count - 1;
}

static void decorators(struct cch_py_writer *w, struct cch_py_node *list) {
    cch_py_open(w, "");
    cch_py_write_list(w, list);
    cch_py_close(w);
}

/* A function without a number: behind a `return`, or only there for type checkers. */
static int is_numbered(struct cch_py_writer *w, const struct cch_py_node *node) {
    return node->made && node->scope && node->made <= w->l->unit->functions.count;
}

void cch_py_write_definition(struct cch_py_writer *w, struct cch_py_node *node) {
    if (!is_numbered(w, node))
        return;
    struct cch_py_coding code;
    write_function(w, node, &code);
    cch_py_open(w, "def");
    cch_py_place(w, node);
    cch_py_write_name(w, node->name, 1);
    cch_py_count(w, reference(w, node));
    decorators(w, node->slot[2]);
    defaults(w, node->slot[0]);
    captures(w, &code);
    cch_py_close(w);
}

void cch_py_write_lambda(struct cch_py_writer *w, struct cch_py_node *node) {
    if (!is_numbered(w, node)) {
        cch_py_unknown(w, "a lambda that is not reached");
        return;
    }
    struct cch_py_coding code;
    write_function(w, node, &code);
    cch_py_open(w, "lambda");
    cch_py_count(w, reference(w, node));
    defaults(w, node->slot[0]);
    captures(w, &code);
    cch_py_close(w);
}

/* Classes and modules ------------------------------------------------------------------ */

void cch_py_write_class(struct cch_py_writer *w, struct cch_py_node *node) {
    struct cch_py_scope *outside = w->scope;
    cch_py_open(w, "defclass");
    cch_py_place(w, node);
    cch_py_write_name(w, node->name, 1);
    cch_py_string_z(w, cch_py_text(w->l->names, node->name));
    cch_py_open(w, "");
    cch_py_write_arguments(w, node->slot[0], node->slot[3]);
    cch_py_close(w);
    w->scope = node->scope;
    cch_py_write_block(w, node->slot[1]);
    w->scope = outside;
    decorators(w, node->slot[2]);
    cch_py_close(w);
}

void cch_py_write_program(struct cch_py_lower *l, struct cch_py_node *module) {
    struct cch_py_writer w = {.l = l, .arena = l->arena};
    struct cch_py_coding code;
    begin_code(&w, &code, module->scope);
    cch_py_open(&w, "module");
    struct cch_program_writer head = code.text;
    code.text = (struct cch_program_writer){0};
    cch_py_write_block(&w, module->slot[0]);
    struct cch_program_writer body = code.text;
    code.text = head;
    cch_py_count(&w, code.slot_count);
    join(&code.text, &body);
    cch_py_close(&w);
    end_code(&w, &code, NULL, 0);
    cch_py_arena_resize(l->arena, code.captures.items, 0);
}
