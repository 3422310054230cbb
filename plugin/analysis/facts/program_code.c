/* Functions and statements of a program (program_code.h). */
#include "facts/program_code.h"

#include "know/repairs.h"
#include "shim/branches.h"
#include "walk/names.h"
#include "walk/paths.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What statements share ------------------------------------------------------------- */

uint32_t program_slot(struct program_code *code, const void *declaration, const char *name) {
    bool is_new;
    uint32_t *slot = pointer_map_at(&code->slots, (uintptr_t)declaration, &is_new);
    if (!is_new)
        return *slot;
    *slot = (uint32_t)code->names.count;
    uint32_t number = *slot;
    VECTOR_PUSH(&code->names, name && *name ? walk_string(code->walk, name) : 0);
    return number;
}

void program_slot_at(struct program_code *code, uint32_t slot) {
    cch_program_open(&code->text, "l");
    cch_program_integer(&code->text, slot);
    cch_program_close(&code->text);
}

/* "@7:3"; in another file than the function's, "@file:7:3" as a string. */
void program_place(struct program_code *code, shim_stmt at) {
    struct shim_place place;
    char digits[32];
    if (!shim_location_place(code->walk->unit, shim_stmt_location(code->walk->unit, at), &place)) {
        cch_program_atom(&code->text, "@0:0");
        return;
    }
    uint32_t file = paths_file(code->walk, place.file);
    uint32_t column = repairs_column(&code->walk->repairs, file, place.line, place.column);
    snprintf(digits, sizeof digits, "%" PRIu32 ":%" PRIu32, place.line, column);
    struct text_buffer text = {0};
    text_add(&text, "@");
    if (place.file != code->file) {
        size_t length;
        const char *name = cch_graph_text(code->walk->graph, file, &length);
        text_add_bytes(&text, name, length);
        text_add(&text, ":");
    }
    text_add_bytes(&text, digits, strlen(digits) + 1);
    if (place.file == code->file)
        cch_program_atom(&code->text, text.bytes);
    else
        cch_program_string(&code->text, text.bytes, text.length - 1);
    text_release(&text);
}

void program_condition_text(struct program_code *code, shim_stmt condition) {
    const char *text = shim_condition_text(code->walk->unit, condition);
    program_string(code, *text ? text : shim_flow_printed(code->walk->unit, condition)); /* put together by macros */
}

void program_type(struct program_code *code, shim_type type) {
    bool is_class;
    const char *name = shim_code_type(code->walk->unit, type, &is_class);
    if (is_class)
        program_string(code, name);
    else
        cch_program_atom(&code->text, name);
}

static void open(struct program_code *code, const char *head) { cch_program_open(&code->text, head); }
static void close(struct program_code *code) { cch_program_close(&code->text); }

static void write_leaf(struct program_code *code, const char *head) {
    open(code, head);
    close(code);
}

/* Of one statement one: a declaration may be several, and is a block of its own. */
static void write_alone(struct program_code *code, shim_stmt statement) {
    struct shim_code facts;
    shim_code_describe(code->walk->unit, statement, &facts);
    if (facts.kind == SHIM_CODE_DECLARATION)
        open(code, "do");
    program_statement(code, statement);
    if (facts.kind == SHIM_CODE_DECLARATION)
        close(code);
}

/* A statement that may not be there. */
static void write_optional(struct program_code *code, shim_stmt statement) {
    if (statement)
        write_alone(code, statement);
    else
        write_leaf(code, "do");
}

/* Declarations ------------------------------------------------------------------------ */

static void write_value(struct program_code *code, const struct shim_code_variable *facts) {
    bool changes = facts->is_static && !facts->is_const && !facts->alias;
    if (!facts->initializer)
        return;
    if (changes) { /* it may have another value since an earlier call */
        open(code, "unk");
        program_string(code, "a static variable");
    }
    if (facts->is_static)
        open(code, "once");
    program_expression(code, facts->initializer);
    if (facts->is_static)
        close(code);
    if (changes)
        close(code);
}

/* (destroy LV R): at the end of the block, however it is left. */
static void write_destroy(struct program_code *code, shim_function destructor, uint32_t slot) {
    open(code, "destroy");
    program_slot_at(code, slot);
    program_destructor(code, destructor);
    close(code);
}

static void declare(struct program_code *code, shim_variable variable) {
    struct shim_code_variable facts;
    shim_code_variable(code->walk->unit, variable, &facts);
    if (facts.none)
        return;
    uint32_t slot = program_slot(code, variable, shim_variable_name(code->walk->unit, variable));
    open(code, facts.alias ? "dr" : "d");
    cch_program_integer(&code->text, slot);
    if (!facts.alias)
        program_type(code, facts.type);
    write_value(code, &facts);
    close(code);
    if (facts.destructor)
        write_destroy(code, facts.destructor, slot);
}

static void declare_visitor(void *data, shim_variable variable);

/* A variable, and what a structured binding of a tuple makes of it. */
static void declare_visitor(void *data, shim_variable variable) {
    declare(data, variable);
    shim_variable_bindings(variable, declare_visitor, data);
}

/* Statements -------------------------------------------------------------------------- */

static void write_return(struct program_code *code, const struct shim_code *facts) {
    bool reference = code->function && shim_function_returns_reference(code->function);
    open(code, "ret");
    if (facts->parts[0] && reference)
        open(code, "r");
    if (facts->parts[0])
        program_expression(code, facts->parts[0]);
    if (facts->parts[0] && reference)
        close(code);
    close(code);
}

/* (do INIT VARIABLE … ) around a statement with an init statement or a condition's variable; false: without. */
static bool open_around(struct program_code *code, const struct shim_code *facts, bool has_init) {
    bool around = (has_init && facts->parts[0]) || facts->declaration;
    if (around)
        open(code, "do");
    if (has_init && facts->parts[0])
        program_statement(code, facts->parts[0]);
    if (facts->declaration)
        declare_visitor(code, (shim_variable)facts->declaration);
    return around;
}

static void write_if(struct program_code *code, const struct shim_code *facts) {
    bool around = open_around(code, facts, true);
    if (!facts->parts[1]) { /* decided by the compiler */
        write_optional(code, facts->parts[2]);
    } else {
        open(code, "if");
        program_place(code, facts->parts[1]);
        program_condition_text(code, facts->parts[1]);
        program_expression(code, facts->parts[1]);
        write_optional(code, facts->parts[2]);
        if (facts->parts[3])
            write_alone(code, facts->parts[3]);
        close(code);
    }
    if (around)
        close(code);
}

/* The head of a loop; what its condition declares is made anew each time. */
static void open_loop(struct program_code *code, const char *head, const struct shim_code *facts, shim_stmt condition) {
    open(code, head);
    program_place(code, condition ? condition : facts->node);
    if (condition)
        program_condition_text(code, condition);
    else
        program_string(code, "");
    if (condition && !facts->declaration) {
        program_expression(code, condition);
        return;
    }
    open(code, "b");
    cch_program_atom(&code->text, "1");
    close(code);
}

static void write_loop_body(struct program_code *code, const struct shim_code *facts, shim_stmt condition,
                            shim_stmt body) {
    if (!facts->declaration) {
        write_alone(code, body);
        return;
    }
    open(code, "do");
    declare_visitor(code, (shim_variable)facts->declaration);
    open(code, "if");
    program_place(code, condition);
    program_condition_text(code, condition);
    program_expression(code, condition);
    write_leaf(code, "do");
    write_leaf(code, "break");
    close(code);
    program_statement(code, body);
    close(code);
}

static void write_while(struct program_code *code, const struct shim_code *facts) {
    open_loop(code, "while", facts, facts->parts[0]);
    write_loop_body(code, facts, facts->parts[0], facts->parts[1]);
    close(code);
}

static void write_do(struct program_code *code, const struct shim_code *facts) {
    open_loop(code, "dowhile", facts, facts->parts[0]);
    write_alone(code, facts->parts[1]);
    close(code);
}

static void write_for(struct program_code *code, const struct shim_code *facts) {
    if (facts->parts[0]) {
        open(code, "do");
        program_statement(code, facts->parts[0]);
    }
    open_loop(code, "while", facts, facts->parts[1]);
    write_loop_body(code, facts, facts->parts[1], facts->parts[2]);
    if (facts->parts[3]) {
        open(code, "e");
        program_expression(code, facts->parts[3]);
        close(code);
    }
    close(code);
    if (facts->parts[0])
        close(code);
}

static void write_range(struct program_code *code, const struct shim_code *facts) {
    shim_variable element = (shim_variable)facts->declaration;
    struct shim_code_variable variable;
    shim_code_variable(code->walk->unit, element, &variable);
    if (facts->parts[0]) {
        open(code, "do");
        program_statement(code, facts->parts[0]);
    }
    open(code, "for");
    program_place(code, facts->parts[1]);
    uint32_t slot = program_slot(code, element, shim_variable_name(code->walk->unit, element));
    if (variable.alias)
        open(code, "r");
    program_slot_at(code, slot);
    if (variable.alias)
        close(code);
    program_expression(code, facts->parts[1]);
    open(code, "do");
    shim_variable_bindings(element, declare_visitor, code);
    program_statement(code, facts->parts[2]);
    close(code);
    close(code);
    if (facts->parts[0])
        close(code);
}

/* The statements behind a label, up to the next one. Labels in one another are arms that fall through. */
static void write_arm(struct program_code *code, struct shim_code *label) {
    while (label->kind == SHIM_CODE_CASE) {
        shim_stmt behind = label->parts[1];
        open(code, label->parts[0] ? "case" : "default");
        if (label->parts[0]) {
            open(code, "");
            program_expression(code, label->parts[0]);
            close(code);
        }
        shim_code_describe(code->walk->unit, behind, label);
        if (label->kind == SHIM_CODE_CASE)
            close(code);
        else
            program_statement(code, behind);
    }
}

static void write_arms(struct program_code *code, const struct shim_code *body) {
    bool in_arm = false;
    for (unsigned i = 0; i < body->count; ++i) {
        struct shim_code part;
        shim_stmt stmt = shim_code_part(body, i);
        shim_code_describe(code->walk->unit, stmt, &part);
        if (part.kind == SHIM_CODE_CASE) {
            if (in_arm)
                close(code);
            write_arm(code, &part);
            in_arm = true;
        } else if (in_arm || part.kind == SHIM_CODE_DECLARATION || part.kind == SHIM_CODE_JUMP) {
            if (!in_arm && part.kind == SHIM_CODE_DECLARATION) /* before the first label */
                code->unread = "a switch that declares before its cases";
            program_statement(code, stmt);
        }
    }
    if (in_arm)
        close(code);
}

static void write_switch(struct program_code *code, const struct shim_code *facts) {
    bool around = open_around(code, facts, true);
    struct shim_code body;
    shim_code_describe(code->walk->unit, facts->parts[2], &body);
    open(code, "switch");
    program_place(code, facts->parts[1]);
    program_condition_text(code, facts->parts[1]);
    program_expression(code, facts->parts[1]);
    if (body.kind == SHIM_CODE_BLOCK) {
        write_arms(code, &body);
    } else if (body.kind == SHIM_CODE_CASE) {
        write_arm(code, &body);
        close(code);
    }
    close(code);
    if (around)
        close(code);
}

static void declare_caught(struct program_code *code, shim_variable variable) {
    uint32_t slot = program_slot(code, variable, shim_variable_name(code->walk->unit, variable));
    open(code, "d");
    cch_program_integer(&code->text, slot);
    program_type(code, shim_variable_type(variable));
    write_leaf(code, "caught");
    close(code);
}

static void write_try(struct program_code *code, const struct shim_code *facts) {
    open(code, "try");
    program_statement(code, shim_code_part(facts, 0));
    for (unsigned i = 1; i < facts->count; ++i) {
        struct shim_code handler;
        shim_code_describe(code->walk->unit, shim_code_part(facts, i), &handler);
        open(code, "catch");
        program_string(code, handler.text);
        if (handler.declaration)
            declare_caught(code, (shim_variable)handler.declaration);
        program_statement(code, handler.parts[0]);
        close(code);
    }
    close(code);
}

static void write_writes(struct program_code *code, const struct shim_code *facts) {
    open(code, "unread");
    program_string(code, facts->text);
    for (unsigned i = 0; i < facts->count; ++i)
        program_expression(code, shim_code_part(facts, i));
    close(code);
}

static void write_block(struct program_code *code, const struct shim_code *facts) {
    open(code, "do");
    for (unsigned i = 0; i < facts->count; ++i) {
        shim_stmt part = shim_code_part(facts, i);
        if (!shim_stmt_is_empty(part)) /* what macros leave */
            program_statement(code, part);
    }
    close(code);
}

static void write_described(struct program_code *code, shim_stmt statement, const struct shim_code *facts) {
    switch (facts->kind) {
    case SHIM_CODE_BLOCK:
        write_block(code, facts);
        return;
    case SHIM_CODE_NOTHING:
        write_leaf(code, "do");
        return;
    case SHIM_CODE_DECLARATION:
        shim_declared_variables(facts->node, declare_visitor, code);
        return;
    case SHIM_CODE_IF:
        write_if(code, facts);
        return;
    case SHIM_CODE_WHILE:
        write_while(code, facts);
        return;
    case SHIM_CODE_DO:
        write_do(code, facts);
        return;
    case SHIM_CODE_FOR:
        write_for(code, facts);
        return;
    case SHIM_CODE_RANGE:
        write_range(code, facts);
        return;
    case SHIM_CODE_SWITCH:
        write_switch(code, facts);
        return;
    case SHIM_CODE_CASE:
        code->unread = "a label inside of a switch's statement";
        return;
    case SHIM_CODE_RETURN:
        write_return(code, facts);
        return;
    case SHIM_CODE_BREAK:
        write_leaf(code, "break");
        return;
    case SHIM_CODE_CONTINUE:
        write_leaf(code, "continue");
        return;
    case SHIM_CODE_TRY:
        write_try(code, facts);
        return;
    case SHIM_CODE_WRITES:
        write_writes(code, facts);
        return;
    case SHIM_CODE_JUMP:
        code->unread = facts->text;
        return;
    case SHIM_CODE_THROW:
    case SHIM_CODE_LAUNCH:
        program_described(code, facts);
        return;
    default:
        (void)statement;
        open(code, "e");
        program_described(code, facts);
        close(code);
    }
}

void program_statement(struct program_code *code, shim_stmt statement) {
    enum { DEEPEST = 300 };
    struct shim_code facts;
    if (!statement || code->unread)
        return;
    if (++code->depth > DEEPEST) {
        code->unread = "nested too deeply";
    } else {
        shim_code_describe_alone(code->walk->unit, statement, &facts);
        write_described(code, statement, &facts);
    }
    --code->depth;
}

/* Functions --------------------------------------------------------------------------- */

static void write_parameter(struct program_code *code, unsigned index) {
    shim_variable parameter = shim_function_parameter(code->function, index);
    shim_type type = shim_variable_type(parameter);
    const char handing[] = {shim_type_handing(type), 0};
    open(code, "p");
    const char *name = shim_variable_name(code->walk->unit, parameter);
    program_string(code, name);
    program_slot(code, parameter, NULL);
    cch_program_atom(&code->text, handing);
    program_type(code, type);
    close(code);
}

static void write_parameters(struct program_code *code, const struct shim_function_facts *facts) {
    shim_function function = code->function;
    open(code, "");
    if (facts->method && !facts->lambda_operator && shim_function_is_instance_method(function)) {
        program_slot(code, function, NULL);
        open(code, "p");
        program_string(code, "this");
        cch_program_atom(&code->text, shim_method_is_const(function) ? "q" : "*");
        program_string(code, shim_method_class_name(code->walk->unit, function));
        close(code);
    }
    for (unsigned i = 0; i < shim_function_parameter_count(function); ++i)
        write_parameter(code, i);
    close(code);
}

/* A base, or the same object by another constructor. */
static void write_base(struct program_code *code, shim_stmt value) {
    struct shim_code facts;
    shim_code_describe(code->walk->unit, value, &facts);
    open(code, "e");
    open(code, "init");
    program_described(code, &facts);
    close(code);
    close(code);
}

static void write_initializers(struct program_code *code) {
    unsigned count = shim_constructor_initializer_count(code->function);
    for (unsigned i = 0; i < count; ++i) {
        struct shim_code_initializer facts;
        shim_constructor_initializer_facts(code->walk->unit, code->function, i, &facts);
        if (!facts.value || facts.skipped)
            continue;
        if (!*facts.field) {
            write_base(code, facts.value);
            continue;
        }
        open(code, "e");
        open(code, "=");
        open(code, "m");
        write_leaf(code, "this");
        program_string(code, facts.field);
        close(code);
        if (facts.reference)
            open(code, "&");
        program_expression(code, facts.value);
        if (facts.reference)
            close(code);
        close(code);
        close(code);
    }
}

static void write_names(struct program_code *code, size_t parameters) {
    if (code->names.count == parameters)
        return;
    open(code, "names");
    for (size_t i = parameters; i < code->names.count; ++i) {
        if (!code->names.items[i])
            continue;
        size_t length;
        const char *name = cch_graph_text(code->walk->graph, code->names.items[i], &length);
        open(code, "");
        cch_program_integer(&code->text, (int64_t)i);
        cch_program_string(&code->text, name, length);
        close(code);
    }
    close(code);
}

/* What a destructor does behind its body: of members and bases. */
static void write_part(void *data, const char *field, shim_function destructor) {
    struct program_code *code = data;
    open(code, "destroy");
    if (field && *field) {
        open(code, "m");
        write_leaf(code, "this");
        program_string(code, field);
        close(code);
    } else {
        write_leaf(code, field ? "this" : "none");
    }
    program_destructor(code, destructor);
    close(code);
}

/* Parameters by value end with the body. True: some do, in a block that is open now. */
static bool write_parameters_ends(struct program_code *code) {
    bool is_open = false;
    for (unsigned i = 0; i < shim_function_parameter_count(code->function); ++i) {
        shim_variable parameter = shim_function_parameter(code->function, i);
        shim_function destructor = shim_mattering_destructor(code->walk->unit, shim_variable_type(parameter));
        if (!destructor)
            continue;
        if (!is_open)
            open(code, "do");
        is_open = true;
        write_destroy(code, destructor, program_slot(code, parameter, NULL));
    }
    return is_open;
}

/* The body, written apart: how many locals there are is told before it. */
static void write_function(struct program_code *code, const struct shim_function_facts *facts) {
    struct cch_program_writer head = {0};
    write_parameters(code, facts);
    size_t parameters = code->names.count;
    head = code->text;
    code->text = (struct cch_program_writer){0};
    bool ends = write_parameters_ends(code);
    if (!ends && (facts->constructor || facts->destructor))
        open(code, "do");
    if (facts->constructor)
        write_initializers(code);
    if (facts->destructor) /* at the end, which comes first on a way out */
        shim_ending_parts(code->walk->unit, code->function, write_part, code);
    program_statement(code, shim_function_body(code->function));
    if (ends || facts->constructor || facts->destructor)
        close(code);
    write_names(code, parameters);
    struct cch_program_writer body = code->text;
    code->text = (struct cch_program_writer){0};
    open(code, "fn");
    cch_program_piece(&code->text, cch_buffer_text(&head.text), head.text.length);
    cch_program_integer(&code->text, (int64_t)code->names.count);
    cch_program_piece(&code->text, cch_buffer_text(&body.text), body.text.length);
    close(code);
    if (!code->text.status)
        code->text.status = body.status ? body.status : head.status;
    cch_program_release(&head);
    cch_program_release(&body);
}

static void restart(struct program_code *code, struct walk *walk, shim_function function) {
    struct shim_place place;
    code->walk = walk;
    code->function = function;
    code->references.count = code->constants.count = code->names.count = 0;
    code->unread = NULL;
    code->depth = 0;
    code->of_template = shim_function_of_template(function);
    code->file = shim_function_place(walk->unit, function, &place) ? place.file : "";
    pointer_map_clear(&code->slots);
    cch_program_restart(&code->text);
}

const char *program_code_make(struct program_code *code, struct walk *walk, shim_function function) {
    struct shim_function_facts facts = walk->entries.items[walk_entry(walk, function)].facts;
    restart(code, walk, function);
    write_function(code, &facts);
    if (code->unread) {
        code->references.count = code->constants.count = 0;
        cch_program_restart(&code->text);
        open(code, "unread");
        program_string(code, code->unread);
        write_parameters(code, &facts);
        close(code);
    }
    const char *text = cch_program_finish(&code->text);
    if (!text)
        shim_out_of_memory();
    return text;
}

void program_code_release(struct program_code *code) {
    VECTOR_RELEASE(&code->references);
    VECTOR_RELEASE(&code->constants);
    VECTOR_RELEASE(&code->names);
    pointer_map_release(&code->slots);
    cch_program_release(&code->text);
}
