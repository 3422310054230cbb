#include "evaluate/code.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "graph_file/program_text.h"

enum { LOCALS_MAX = 10000, PARAMETERS_MAX = 1000 };

#define HEAD_TEXT(name, text) [CCH_HEAD_##name] = (text),
static const char *const head_texts[CCH_HEAD_COUNT] = {CCH_HEADS(HEAD_TEXT)};

static const char *const operator_texts[] = {
    [CCH_OPERATOR_ADD] = "+",
    [CCH_OPERATOR_SUBTRACT] = "-",
    [CCH_OPERATOR_MULTIPLY] = "*",
    [CCH_OPERATOR_DIVIDE] = "/",
    [CCH_OPERATOR_MODULO] = "%",
    [CCH_OPERATOR_SHIFT_LEFT] = "<<",
    [CCH_OPERATOR_SHIFT_RIGHT] = ">>",
    [CCH_OPERATOR_AND] = "&",
    [CCH_OPERATOR_OR] = "|",
    [CCH_OPERATOR_XOR] = "^",
    [CCH_OPERATOR_LESS] = "<",
    [CCH_OPERATOR_LESS_EQUAL] = "<=",
    [CCH_OPERATOR_GREATER] = ">",
    [CCH_OPERATOR_GREATER_EQUAL] = ">=",
    [CCH_OPERATOR_EQUAL] = "==",
    [CCH_OPERATOR_NOT_EQUAL] = "!=",
    [CCH_OPERATOR_FLOOR_DIVIDE] = "//",
    [CCH_OPERATOR_POWER] = "**",
    [CCH_OPERATOR_IN] = "in",
    [CCH_OPERATOR_NOT_IN] = "notin",
    [CCH_OPERATOR_IS] = "is",
    [CCH_OPERATOR_IS_NOT] = "isnot",
    [CCH_OPERATOR_MATRIX_MULTIPLY] = "@",
};

static const char *const type_texts[] = {
    [CCH_TYPE_BOOL] = "b",    [CCH_TYPE_I8] = "i8",     [CCH_TYPE_U8] = "u8",   [CCH_TYPE_I16] = "i16",
    [CCH_TYPE_U16] = "u16",   [CCH_TYPE_I32] = "i32",   [CCH_TYPE_U32] = "u32", [CCH_TYPE_I64] = "i64",
    [CCH_TYPE_U64] = "u64",   [CCH_TYPE_F16] = "f16",   [CCH_TYPE_F32] = "f32", [CCH_TYPE_F64] = "f64",
    [CCH_TYPE_POINTER] = "p", [CCH_TYPE_PYTHON] = "py",
};

static int find(const char *const *texts, size_t count, const char *text) {
    for (size_t i = 0; i < count; i++)
        if (texts[i] && strcmp(texts[i], text) == 0)
            return (int)i;
    return 0;
}

struct reading {
    cch_arena *arena;
    const struct cch_program_tree *tree;
};

static int32_t number_of(const char *text) {
    size_t length = strlen(text);
    if (!length || length > 8 || strspn(text, "0123456789") != length)
        return -1;
    return (int32_t)strtol(text, NULL, 10);
}

static bool read_integer(const char *text, cch_wide *integer) {
    bool negative = *text == '-';
    cch_wide_unsigned value = 0;
    text += negative || *text == '+';
    if (!*text || strlen(text) > 38)
        return false;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return false;
        value = value * 10 + (unsigned)(*text - '0');
    }
    *integer = negative ? -(cch_wide)value : (cch_wide)value;
    return true;
}

static bool read_double(const char *text, double *number) {
    char *end;
    *number = strtod(text, &end);
    return *text && !*end;
}

/* What (n …) and its like are worth; NULL: not to be read. */
static const cch_datum *constant(struct reading *reading, const cch_node *code) {
    const cch_node *item = cch_item(code, 0);
    cch_wide integer;
    double number;
    if (code->head == CCH_HEAD_NONE)
        return &cch_none;
    if (!item)
        return NULL;
    switch (code->head) {
    case CCH_HEAD_INTEGER:
        return read_integer(item->text, &integer) ? cch_integer(reading->arena, integer) : NULL;
    case CCH_HEAD_NUMBER:
        return read_double(item->text, &number) ? cch_number(reading->arena, number) : NULL;
    case CCH_HEAD_STRING:
        return cch_string(reading->arena, item->text, item->length);
    case CCH_HEAD_BOOL:
        return cch_bool(strcmp(item->text, "1") == 0);
    default:
        return NULL;
    }
}

static const cch_node *read_node(struct reading *reading, uint32_t number) {
    const struct cch_program_node *node = &reading->tree->nodes[number];
    cch_node *code = cch_arena_take(reading->arena, sizeof *code);
    code->text = "";
    code->number = -1;
    if (node->kind != CCH_PROGRAM_LIST) {
        code->head = node->kind == CCH_PROGRAM_ATOM ? CCH_HEAD_WORD : CCH_HEAD_TEXT;
        code->text = cch_arena_text(reading->arena, cch_program_text(reading->tree, number), node->count);
        code->length = node->count;
        code->number = number_of(code->text);
        code->operator_ = (uint8_t)find(operator_texts, sizeof operator_texts / sizeof *operator_texts, code->text);
        code->type = (uint8_t)find(type_texts, sizeof type_texts / sizeof *type_texts, code->text);
        return code;
    }
    uint32_t child = node->first;
    code->head = CCH_HEAD_GROUP;
    uint32_t count = node->count;
    if (child && reading->tree->nodes[child].kind == CCH_PROGRAM_ATOM) {
        const char *head = cch_program_text(reading->tree, child);
        int known = find(head_texts, CCH_HEAD_COUNT, head);
        code->head = known ? (enum cch_head)known : CCH_HEAD_OTHER;
        code->text = known ? head_texts[known] : cch_arena_text(reading->arena, head, strlen(head));
        child = reading->tree->nodes[child].next;
        count--;
    }
    const cch_node **items = cch_arena_take(reading->arena, (count ? count : 1) * sizeof(cch_node *));
    for (uint32_t i = 0; i < count && child && !reading->arena->failed; i++, child = reading->tree->nodes[child].next)
        items[i] = read_node(reading, child);
    code->items = items;
    code->count = reading->arena->failed ? 0 : count;
    code->value = constant(reading, code);
    return code;
}

/* Functions ------------------------------------------------------------------------- */

static bool read_parameter(const cch_node *code, struct cch_parameter *parameter) {
    static const char kinds[] = "vrc*qak/sd";
    const cch_node *name = cch_item(code, 0), *kind = cch_item(code, 1), *type = cch_item(code, 2);
    const char *at = kind && strlen(kind->text) == 1 ? strchr(kinds, *kind->text) : NULL;
    if (code->head != CCH_HEAD_PARAMETER || !name || !at)
        return false;
    *parameter = (struct cch_parameter){name->text, (enum cch_parameter_kind)(at - kinds), type, cch_item(code, 3)};
    return true;
}

static const char *read_names(struct reading *reading, struct cch_code_unit *program) {
    const cch_node *root = program->root;
    program->names = cch_arena_take(reading->arena, (program->locals ? program->locals : 1) * sizeof(char *));
    for (uint32_t i = 0; i < program->parameter_count; i++)
        program->names[i] = program->parameters[i].name;
    const cch_node *last = root->count ? root->items[root->count - 1] : NULL;
    if (!last || last->head != CCH_HEAD_NAMES)
        return NULL;
    for (uint32_t i = 0; i < last->count; i++) {
        const cch_node *slot = cch_item(last->items[i], 0), *name = cch_item(last->items[i], 1);
        if (last->items[i]->head == CCH_HEAD_GROUP && last->items[i]->count == 2 && slot->number >= 0 &&
            (uint32_t)slot->number < program->locals)
            program->names[slot->number] = name->text;
        else if (last->items[i]->head == CCH_HEAD_OTHER && slot) { /* (3 "name"): the slot is its head */
            int32_t number = number_of(last->items[i]->text);
            if (number >= 0 && (uint32_t)number < program->locals)
                program->names[number] = slot->text;
        }
    }
    return NULL;
}

static const char *read_parameters(struct reading *reading, struct cch_code_unit *program, const cch_node *parameters) {
    program->parameter_count = parameters->count;
    program->parameters = cch_arena_take(reading->arena, (parameters->count + 1) * sizeof *program->parameters);
    for (uint32_t i = 0; i < parameters->count; i++)
        if (!read_parameter(parameters->items[i], &program->parameters[i]))
            return "no parameter";
    return NULL;
}

/* (unread "why" [(PARAM…)]) */
static const char *read_unread(struct reading *reading, struct cch_code_unit *program) {
    const cch_node *parameters = cch_item(program->root, 1);
    if (!parameters || parameters->head != CCH_HEAD_GROUP || parameters->count > PARAMETERS_MAX)
        return NULL;
    return read_parameters(reading, program, parameters);
}

static const char *read_function(struct reading *reading, struct cch_code_unit *program) {
    const cch_node *root = program->root, *parameters = cch_item(root, 0), *locals = cch_item(root, 1);
    if (!parameters || parameters->head != CCH_HEAD_GROUP || !locals || locals->number < 0 || !cch_item(root, 2))
        return "no function";
    if (locals->number > LOCALS_MAX || parameters->count > PARAMETERS_MAX ||
        parameters->count > (uint32_t)locals->number)
        return "too many parameters or locals";
    program->locals = (uint32_t)locals->number;
    const char *message = read_parameters(reading, program, parameters);
    program->body = root->items[2];
    return message ? message : read_names(reading, program);
}

int cch_code_read(cch_arena *arena, const char *text, size_t length, struct cch_code_unit **code,
                  const char **message) {
    struct cch_program_tree tree = {0};
    int status = cch_program_read(&tree, text, length, message);
    if (!status) {
        struct reading reading = {arena, &tree};
        struct cch_code_unit *program = cch_arena_take(arena, sizeof *program);
        *message = NULL;
        program->root = read_node(&reading, 1);
        if (program->root->head == CCH_HEAD_FN || program->root->head == CCH_HEAD_GENERATOR ||
            program->root->head == CCH_HEAD_COROUTINE) {
            *message = read_function(&reading, program);
        } else if (program->root->head == CCH_HEAD_MODULE) {
            const cch_node *locals = cch_item(program->root, 0);
            program->body = cch_item(program->root, 1);
            program->locals =
                locals && locals->number >= 0 && locals->number <= LOCALS_MAX ? (uint32_t)locals->number : 0;
            program->names = cch_arena_take(arena, (program->locals + 1) * sizeof(char *));
        } else if (program->root->head == CCH_HEAD_CLASS) {
            program->body = cch_item(program->root, 2);
        } else if (program->root->head == CCH_HEAD_UNREAD) {
            *message = read_unread(&reading, program);
        } else {
            *message = "no function, module or class";
        }
        *code = program;
        status = arena->failed ? CCH_ERROR_MEMORY : *message ? CCH_ERROR_FORMAT : 0;
    }
    cch_program_tree_release(&tree);
    return status;
}

const char *cch_code_place(const cch_node *code) {
    const cch_node *first = cch_item(code, 0);
    return first && (first->head == CCH_HEAD_WORD || first->head == CCH_HEAD_TEXT) && *first->text == '@'
               ? first->text + 1
               : NULL;
}
