/* Expressions of a program (program_code.h). */
#include "facts/program_code.h"

#include "walk/names.h"

#include <string.h>

static void write_leaf(struct program_code *code, const char *head) {
    cch_program_open(&code->text, head);
    cch_program_close(&code->text);
}

static void write_parts(struct program_code *code, const struct shim_code *facts, unsigned from) {
    for (unsigned i = from; i < facts->count; ++i) {
        shim_stmt part = shim_code_part(facts, i);
        if (part)
            program_expression(code, part);
    }
}

static void write_list(struct program_code *code, const char *head, const struct shim_code *facts) {
    cch_program_open(&code->text, head);
    write_parts(code, facts, 0);
    cch_program_close(&code->text);
}

static void write_unknown(struct program_code *code, const char *reason, const struct shim_code *facts) {
    cch_program_open(&code->text, "unk");
    program_string(code, reason);
    for (unsigned i = 0; i < facts->count; ++i) {
        shim_stmt part = shim_code_part(facts, i);
        if (part && shim_stmt_is_expression(part))
            program_expression(code, part);
        else if (part)
            code->unread = reason;
    }
    cch_program_close(&code->text);
}

static uint32_t add_constant(struct program_code *code, const char *text) {
    VECTOR_PUSH(&code->constants, walk_string(code->walk, text));
    return (uint32_t)code->constants.count - 1;
}

/* A constant, in the text or, where it may be another one in another specialization, beside it. */
static void write_constant(struct program_code *code, const struct shim_code *facts) {
    if (facts->of_template && code->of_template) {
        const char *text = facts->kind == SHIM_CODE_BOOLEAN ? (*facts->text == '1' ? "1" : "0") : facts->text;
        cch_program_open(&code->text, "k");
        cch_program_integer(&code->text, add_constant(code, text));
        cch_program_close(&code->text);
        return;
    }
    cch_program_open(&code->text, facts->kind == SHIM_CODE_BOOLEAN    ? "b"
                                  : facts->kind == SHIM_CODE_FLOATING ? "x"
                                                                      : "n");
    cch_program_atom(&code->text, facts->text);
    cch_program_close(&code->text);
}

static void write_string(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "s");
    cch_program_string(&code->text, facts->text, facts->length);
    cch_program_close(&code->text);
}

static void write_zero_member(void *data, const char *name, shim_type type);

/* An object all of zeros. */
static void write_zero(struct program_code *code, shim_type type) {
    bool is_class;
    const char *name = shim_code_type(code->walk->unit, type, &is_class);
    if (is_class) {
        cch_program_open(&code->text, "make");
        program_string(code, name);
        shim_type_members(type, write_zero_member, code);
        cch_program_close(&code->text);
    } else if (*name == 'p' || *name == '?') {
        write_leaf(code, *name == 'p' ? "none" : "zero");
    } else {
        cch_program_open(&code->text, *name == 'b' ? "b" : *name == 'f' ? "x" : "n");
        cch_program_atom(&code->text, *name == 'f' ? "0.0" : "0");
        cch_program_close(&code->text);
    }
}

static void write_zero_member(void *data, const char *name, shim_type type) {
    struct program_code *code = data;
    cch_program_open(&code->text, "f");
    program_string(code, name);
    write_zero(code, type);
    cch_program_close(&code->text);
}

static void write_variable(struct program_code *code, const struct shim_code *facts) {
    int capture = -1;
    if (pointer_map_has(&code->slots, (uintptr_t)facts->declaration)) {
        program_slot_at(code, program_slot(code, facts->declaration, NULL));
        return;
    }
    if (code->function)
        capture = shim_capture_number(code->function, facts->declaration);
    if (capture < 0) {
        cch_program_open(&code->text, "unk");
        program_string(code, "a variable of another function");
    } else {
        cch_program_open(&code->text, "cap");
        cch_program_integer(&code->text, capture);
    }
    cch_program_close(&code->text);
}

bool program_refer(struct program_code *code, shim_function function) {
    struct walk *walk = code->walk;
    uint32_t entry = walk_entry(walk, function);
    const struct entry *facts = &walk->entries.items[entry];
    if (!facts->row && !facts->queued)
        return false;
    VECTOR_PUSH(&code->references, names_function(walk, entry));
    cch_program_integer(&code->text, (int64_t)code->references.count - 1);
    return true;
}

/* R of a destructor; ? where the graph has none. */
void program_destructor(struct program_code *code, shim_function destructor) {
    if (!program_refer(code, destructor))
        cch_program_atom(&code->text, "?");
}

/* Is there a node of this function that a program can refer to? */
static bool is_node(const struct program_code *code, shim_function function) {
    struct walk *walk = code->walk;
    const struct entry *entry = &walk->entries.items[walk_entry(walk, function)];
    return (entry->row || entry->queued) && !program_is_outside(&entry->facts) && !entry->facts.builtin;
}

static void write_function(struct program_code *code, shim_function function) {
    struct walk *walk = code->walk;
    const struct entry *entry = &walk->entries.items[walk_entry(walk, function)];
    if (!entry->row && !entry->queued) {
        cch_program_open(&code->text, "unk");
        program_string(code, shim_function_qualified_name(walk->unit, function));
    } else {
        cch_program_open(&code->text, "fnref");
        program_refer(code, function);
    }
    cch_program_close(&code->text);
}

static void write_member(struct program_code *code, const struct shim_code *facts) {
    if (facts->reference)
        cch_program_open(&code->text, "*");
    cch_program_open(&code->text, "m");
    struct text_buffer name = {0}; /* the shim's does not last */
    text_add_bytes(&name, facts->text, facts->length);
    program_expression(code, facts->parts[0]);
    cch_program_string(&code->text, name.length ? name.bytes : "", name.length);
    text_release(&name);
    if (facts->of_union)
        cch_program_atom(&code->text, "u");
    cch_program_close(&code->text);
    if (facts->reference)
        cch_program_close(&code->text);
}

/* An argument of something that has no program here: what it may write is marked. */
static void write_argument(struct program_code *code, const struct shim_code *facts, unsigned index) {
    shim_stmt part = shim_code_part(facts, index);
    bool output = shim_code_is_output(facts, index);
    if (!part)
        return;
    if (output)
        cch_program_open(&code->text, "r");
    program_expression(code, part);
    if (output)
        cch_program_close(&code->text);
}

static void write_arguments(struct program_code *code, const struct shim_code *facts, unsigned from) {
    for (unsigned i = from; i < facts->count; ++i)
        write_argument(code, facts, i);
}

static void write_template_argument(void *data, const char *text, bool is_number, bool of_template) {
    struct program_code *code = data;
    cch_program_open(&code->text, is_number ? "ta-n" : "ta");
    if (of_template && code->of_template) {
        cch_program_open(&code->text, "k");
        cch_program_integer(&code->text, add_constant(code, text));
        cch_program_close(&code->text);
    } else if (is_number) {
        cch_program_atom(&code->text, text);
    } else {
        program_string(code, text);
    }
    cch_program_close(&code->text);
}

static void write_call(struct program_code *code, const struct shim_code *facts) {
    shim_unit *unit = code->walk->unit;
    if (is_node(code, facts->function)) {
        cch_program_open(&code->text, facts->is_virtual ? "cv" : "c");
        program_refer(code, facts->function);
        write_parts(code, facts, 0);
    } else {
        cch_program_open(&code->text, shim_function_is_operator(facts->function) ? "uo" : "u");
        program_string(code, shim_function_qualified_name(unit, facts->function));
        write_arguments(code, facts, 0);
        shim_code_template_arguments(unit, facts, write_template_argument, code);
    }
    cch_program_close(&code->text);
}

static void write_indirect(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "ci");
    shim_stmt callee = shim_code_part(facts, 0);
    if (callee)
        program_expression(code, callee);
    write_arguments(code, facts, 1);
    cch_program_close(&code->text);
}

static void write_construct(struct program_code *code, const struct shim_code *facts) {
    bool is_class;
    cch_program_open(&code->text, "make");
    program_string(code, shim_code_type(code->walk->unit, facts->type, &is_class));
    if (is_node(code, facts->function)) {
        program_refer(code, facts->function);
        write_parts(code, facts, 0);
    } else {
        write_arguments(code, facts, 0);
        const char *element = shim_code_element_type(code->walk->unit, facts);
        if (element)
            write_template_argument(code, element, false, true);
    }
    cch_program_close(&code->text);
}

static void write_fields(struct program_code *code, const struct shim_code *facts);

/* What initialises a base or an anonymous struct: its fields are those of what it is in. */
static void write_unnamed_field(struct program_code *code, shim_stmt part) {
    struct shim_code inner;
    shim_code_describe(code->walk->unit, part, &inner);
    if (inner.kind == SHIM_CODE_FIELDS) {
        write_fields(code, &inner);
        return;
    }
    cch_program_open(&code->text, "base");
    program_described(code, &inner);
    cch_program_close(&code->text);
}

static void write_fields(struct program_code *code, const struct shim_code *facts) {
    for (unsigned i = 0; i < facts->count; ++i) {
        bool reference;
        const char *field = shim_code_field(facts, i, &reference);
        shim_stmt part = shim_code_part(facts, i);
        if (!part)
            continue;
        if (!*field) {
            write_unnamed_field(code, part);
            continue;
        }
        cch_program_open(&code->text, "f");
        program_string(code, field);
        if (reference)
            cch_program_open(&code->text, "&");
        program_expression(code, part);
        if (reference)
            cch_program_close(&code->text);
        cch_program_close(&code->text);
    }
}

static void write_aggregate(struct program_code *code, const struct shim_code *facts) {
    bool is_class;
    cch_program_open(&code->text, "make");
    program_string(code, shim_code_type(code->walk->unit, facts->type, &is_class));
    write_fields(code, facts);
    cch_program_close(&code->text);
}

static void write_closure(struct program_code *code, const struct shim_code *facts) {
    static const char *const heads[] = {
        [SHIM_CAPTURE_COPY] = "by-copy", [SHIM_CAPTURE_REFERENCE] = "by-ref", [SHIM_CAPTURE_THIS] = "this"};
    cch_program_open(&code->text, "closure");
    if (!facts->function || !program_refer(code, facts->function))
        write_leaf(code, "none");
    cch_program_open(&code->text, "");
    for (unsigned i = 0; i < facts->count; ++i) {
        enum shim_capture capture = shim_code_capture(facts, i);
        shim_stmt part = shim_code_part(facts, i);
        cch_program_open(&code->text, heads[capture]);
        if (capture != SHIM_CAPTURE_THIS && part)
            program_expression(code, part);
        cch_program_close(&code->text);
    }
    cch_program_close(&code->text);
    cch_program_close(&code->text);
}

static void write_choice(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "?");
    program_place(code, facts->parts[0]);
    program_condition_text(code, facts->parts[0]);
    write_parts(code, facts, 0);
    cch_program_close(&code->text);
}

static void write_operation(struct program_code *code, const struct shim_code *facts, const char *head) {
    cch_program_open(&code->text, head);
    if (facts->kind == SHIM_CODE_BINARY || facts->kind == SHIM_CODE_UPDATE)
        program_string(code, facts->text);
    program_type(code, facts->type);
    write_parts(code, facts, 0);
    cch_program_close(&code->text);
}

static bool same_type(struct program_code *code, shim_type a, shim_type b) {
    bool is_class;
    char first[8] = "";
    strncat(first, shim_code_type(code->walk->unit, a, &is_class), sizeof first - 1);
    return strcmp(first, shim_code_type(code->walk->unit, b, &is_class)) == 0;
}

/* x += y; where it is computed in another type than x has, x = (T)((C)x + y). */
static void write_update(struct program_code *code, const struct shim_code *facts) {
    if (same_type(code, facts->type, facts->stored)) {
        write_operation(code, facts, "op=");
        return;
    }
    cch_program_open(&code->text, "=");
    program_expression(code, facts->parts[0]);
    cch_program_open(&code->text, "cast");
    program_type(code, facts->stored);
    cch_program_open(&code->text, "bin");
    program_string(code, facts->text);
    program_type(code, facts->type);
    cch_program_open(&code->text, "cast");
    program_type(code, facts->type);
    program_expression(code, facts->parts[0]);
    cch_program_close(&code->text);
    program_expression(code, facts->parts[1]);
    cch_program_close(&code->text);
    cch_program_close(&code->text);
    cch_program_close(&code->text);
}

static void write_step(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, facts->text);
    program_expression(code, facts->parts[0]);
    cch_program_close(&code->text);
}

/* A copy of an object whose class has virtual functions is of the class that it is copied as. */
static void write_copy(struct program_code *code, const struct shim_code *facts) {
    bool is_class;
    if (!shim_type_is_polymorphic(facts->type)) {
        write_list(code, "copy", facts);
        return;
    }
    cch_program_open(&code->text, "make");
    program_string(code, shim_code_type(code->walk->unit, facts->type, &is_class));
    write_list(code, "base", facts);
    cch_program_close(&code->text);
}

/* (delete E R v|a): v a virtual destructor, a an array. */
static void write_delete(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "delete");
    program_expression(code, facts->parts[0]);
    program_destructor(code, facts->function);
    if (facts->is_virtual || facts->reference)
        cch_program_atom(&code->text, facts->reference ? "a" : "v");
    cch_program_close(&code->text);
}

/* (tmp E R), and around what is a full expression itself (full …). */
static void write_temporary(struct program_code *code, const struct shim_code *facts) {
    if (facts->reference)
        cch_program_open(&code->text, "full");
    cch_program_open(&code->text, "tmp");
    program_expression(code, facts->parts[0]);
    program_destructor(code, facts->function);
    cch_program_close(&code->text);
    if (facts->reference)
        cch_program_close(&code->text);
}

static void write_new(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "new");
    if (facts->parts[0])
        program_expression(code, facts->parts[0]);
    cch_program_close(&code->text);
}

static void write_thrown_type(void *data, const char *text) { program_string(data, text); }

/* What is thrown with the types of the handlers that take it, its own first. */
static void write_throw(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "throw");
    cch_program_string(&code->text, facts->text, facts->length);
    if (facts->rethrows) {
        write_leaf(code, "caught");
    } else if (facts->type) {
        cch_program_open(&code->text, "");
        shim_thrown_types(code->walk->unit, facts, write_thrown_type, code);
        cch_program_close(&code->text);
        write_parts(code, facts, 0);
    }
    cch_program_close(&code->text);
}

static void write_launch(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "launch");
    program_place(code, facts->node);
    for (unsigned i = 0; i < SHIM_CODE_PARTS; ++i) {
        if (facts->parts[i]) {
            program_expression(code, facts->parts[i]);
            continue;
        }
        cch_program_open(&code->text, "n");
        cch_program_atom(&code->text, "0");
        cch_program_close(&code->text);
    }
    cch_program_open(&code->text, "");
    write_parts(code, facts, SHIM_CODE_PARTS);
    cch_program_close(&code->text);
    cch_program_close(&code->text);
}

static void write_statements(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "stmts");
    for (unsigned i = 0; i < facts->count; ++i) {
        shim_stmt part = shim_code_part(facts, i);
        if (i + 1 == facts->count && shim_stmt_is_expression(part))
            program_expression(code, part);
        else
            program_statement(code, part);
    }
    cch_program_close(&code->text);
}

static void write_global(struct program_code *code, const struct shim_code *facts) {
    cch_program_open(&code->text, "g");
    cch_program_string(&code->text, facts->text, facts->length);
    cch_program_close(&code->text);
}

void program_described(struct program_code *code, const struct shim_code *facts) {
    static const char *const lists[] = {
        [SHIM_CODE_ELEMENT] = "i", [SHIM_CODE_DEREFERENCE] = "*", [SHIM_CODE_ADDRESS] = "&",
        [SHIM_CODE_LIST] = "list", [SHIM_CODE_AND] = "and",       [SHIM_CODE_OR] = "or",
        [SHIM_CODE_NOT] = "not",   [SHIM_CODE_ASSIGN] = "=",      [SHIM_CODE_COMMA] = "comma"};
    switch (facts->kind) {
    case SHIM_CODE_INTEGER:
    case SHIM_CODE_BOOLEAN:
    case SHIM_CODE_FLOATING:
        write_constant(code, facts);
        return;
    case SHIM_CODE_STRING:
        write_string(code, facts);
        return;
    case SHIM_CODE_NULL:
        write_leaf(code, "none");
        return;
    case SHIM_CODE_ZERO:
        write_zero(code, facts->type);
        return;
    case SHIM_CODE_VARIABLE:
        write_variable(code, facts);
        return;
    case SHIM_CODE_GLOBAL:
        write_global(code, facts);
        return;
    case SHIM_CODE_FUNCTION:
        write_function(code, facts->function);
        return;
    case SHIM_CODE_THIS:
        write_leaf(code, "this");
        return;
    case SHIM_CODE_MEMBER:
        write_member(code, facts);
        return;
    case SHIM_CODE_CALL:
        write_call(code, facts);
        return;
    case SHIM_CODE_INDIRECT:
        write_indirect(code, facts);
        return;
    case SHIM_CODE_CONSTRUCT:
        write_construct(code, facts);
        return;
    case SHIM_CODE_FIELDS:
        write_aggregate(code, facts);
        return;
    case SHIM_CODE_CLOSURE:
        write_closure(code, facts);
        return;
    case SHIM_CODE_CHOICE:
        write_choice(code, facts);
        return;
    case SHIM_CODE_UPDATE:
        write_update(code, facts);
        return;
    case SHIM_CODE_STEP:
        write_step(code, facts);
        return;
    case SHIM_CODE_BINARY:
        write_operation(code, facts, "bin");
        return;
    case SHIM_CODE_NEGATE:
        write_operation(code, facts, "neg");
        return;
    case SHIM_CODE_INVERT:
        write_operation(code, facts, "inv");
        return;
    case SHIM_CODE_CAST:
        write_operation(code, facts, "cast");
        return;
    case SHIM_CODE_COPY:
        write_copy(code, facts);
        return;
    case SHIM_CODE_DELETE:
        write_delete(code, facts);
        return;
    case SHIM_CODE_TEMPORARY:
        write_temporary(code, facts);
        return;
    case SHIM_CODE_FULL:
        write_list(code, "full", facts);
        return;
    case SHIM_CODE_NEW:
        write_new(code, facts);
        return;
    case SHIM_CODE_THROW:
        write_throw(code, facts);
        return;
    case SHIM_CODE_LAUNCH:
        write_launch(code, facts);
        return;
    case SHIM_CODE_STATEMENTS:
        write_statements(code, facts);
        return;
    case SHIM_CODE_ELEMENT:
    case SHIM_CODE_DEREFERENCE:
    case SHIM_CODE_ADDRESS:
    case SHIM_CODE_LIST:
    case SHIM_CODE_AND:
    case SHIM_CODE_OR:
    case SHIM_CODE_NOT:
    case SHIM_CODE_ASSIGN:
    case SHIM_CODE_COMMA:
        write_list(code, lists[facts->kind], facts);
        return;
    default:
        write_unknown(code, facts->text ? facts->text : "a statement", facts);
    }
}

void program_expression(struct program_code *code, shim_stmt expression) {
    enum { DEEPEST = 400 };
    struct shim_code facts;
    if (++code->depth > DEEPEST) {
        code->unread = "nested too deeply";
    } else if (!code->unread) {
        shim_code_describe(code->walk->unit, expression, &facts);
        program_described(code, &facts);
    }
    --code->depth;
}
