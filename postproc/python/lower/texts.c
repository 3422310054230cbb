/* Texts that are put together: f"…", "…" + x, "…%s" % x, "…{}".format(x). */
#include "python/lower/lower.h"

#include <stdlib.h>
#include <string.h>

enum { PARTS_MAX = 8 };

static int is_string(const struct cch_py_node *node) {
    return node && node->kind == PY_CONSTANT && node->constant == PY_STRING;
}

/* `a if c else b` of constants and names. */
static int is_simple_choice(const struct cch_py_node *node) {
    if (node->kind != PY_IF_EXP)
        return 0;
    for (int i = 1; i < 3; i++)
        if (!node->slot[i] || (node->slot[i]->kind != PY_CONSTANT && node->slot[i]->kind != PY_NAME))
            return 0;
    return 1;
}

static int add_part(struct cch_py_lower *l, uint32_t operand, uint32_t parts[PARTS_MAX], uint32_t *count) {
    if (cch_py_operand_tag(operand) == PY_UNUSED || *count == PARTS_MAX ||
        (cch_py_operand_tag(operand) == PY_TEXT &&
         !cch_py_is_name_like(cch_py_text(l->names, cch_py_operand_value(operand)))))
        return 0;
    parts[(*count)++] = operand;
    return 1;
}

static int add_parts(struct cch_py_lower *l, struct cch_py_node *node, uint32_t parts[PARTS_MAX], uint32_t *count);

/* What a field of a template stands for: "%s" and "{}" the next, "{0}" by its place, "{name}" by its name. NULL: a field
 * of another kind. */
static struct cch_py_node *field_value(struct cch_py_lower *l, struct cch_py_node *node, const char *field,
                                       size_t length, uint32_t *next) {
    struct cch_py_node *given = node->slot[1];
    uint32_t place = *next;
    if (node->kind == PY_BIN_OP && given && given->kind == PY_TUPLE)
        given = given->slot[0];
    if (node->kind == PY_BIN_OP || !length || length == strspn(field, "0123456789")) {
        if (length && node->kind == PY_CALL)
            place = (uint32_t)strtoul(field, NULL, 10);
        else
            ++*next;
        for (; given && place; place--)
            given = given->next;
        return given && given->kind != PY_STARRED ? given : NULL;
    }
    for (struct cch_py_node *keyword = node->slot[2]; keyword; keyword = keyword->next)
        if (keyword->name && strlen(cch_py_text(l->names, keyword->name)) == length &&
            !strncmp(cch_py_text(l->names, keyword->name), field, length))
            return keyword->slot[0];
    return NULL;
}

/* "…%s…" % x, "…{}…".format(x): the template's texts and what its fields stand for. */
static int add_template(struct cch_py_lower *l, struct cch_py_node *node, const char *text, uint32_t parts[PARTS_MAX],
                        uint32_t *count) {
    int percent = node->kind == PY_BIN_OP;
    uint32_t next = 0;
    while (*text) {
        size_t length = strcspn(text, percent ? "%" : "{}");
        uint32_t piece = cch_py_name(l->arena, l->names, text, length);
        if (length && !add_part(l, cch_py_operand(PY_TEXT, piece), parts, count))
            return 0;
        text += length;
        if (!*text)
            return 1;
        const char *field = text + 1;
        length = strcspn(field, "{}");
        if (percent ? *field != 's' && *field != 'd' : *text != '{' || field[length] != '}')
            return 0; /* "%%", "{{", "%5.2f" */
        struct cch_py_node *value = field_value(l, node, field, percent ? 0 : length, &next);
        if (!value || !add_parts(l, value, parts, count))
            return 0;
        text = field + (percent ? 1 : length + 1);
    }
    return 1;
}

/* The text constant of "…" % x and "…".format(x); NULL: it is neither. */
static struct cch_py_node *template_of(const struct cch_py_lower *l, const struct cch_py_node *node) {
    if (node->kind == PY_BIN_OP && node->op == PY_OP_MOD)
        return is_string(node->slot[0]) ? node->slot[0] : NULL;
    const struct cch_py_node *callee = node->kind == PY_CALL ? node->slot[0] : NULL;
    return callee && callee->kind == PY_ATTRIBUTE && is_string(callee->slot[0]) &&
                   !strcmp(cch_py_text(l->names, callee->name), "format")
               ? callee->slot[0]
               : NULL;
}

/* The parts of f"…", of "…" + x, of a template with what fills it; 0: what it gives is not to be known. */
static int add_parts(struct cch_py_lower *l, struct cch_py_node *node, uint32_t parts[PARTS_MAX], uint32_t *count) {
    if (node->kind == PY_JOINED_STR) {
        for (struct cch_py_node *part = node->slot[0]; part; part = part->next)
            if (!add_parts(l, part, parts, count))
                return 0;
        return 1;
    }
    if (node->kind == PY_BIN_OP && node->op == PY_OP_ADD)
        return add_parts(l, node->slot[0], parts, count) && add_parts(l, node->slot[1], parts, count);
    struct cch_py_node *template = template_of(l, node);
    if (template)
        return add_template(l, node, cch_py_text(l->names, template->name), parts, count);
    if (node->kind == PY_FORMATTED_VALUE && node->slot[1])
        return 0; /* a format of its own */
    if (node->kind == PY_FORMATTED_VALUE)
        node = node->slot[0];
    uint32_t operand =
        !node                       ? cch_py_operand(PY_UNUSED, 0)
        : node->kind == PY_CONSTANT ? cch_py_constant_operand(node)
        : node->kind == PY_NAME || node->kind == PY_ATTRIBUTE || node->kind == PY_SUBSCRIPT || is_simple_choice(node)
            ? cch_py_operand_of(l, node)
            : cch_py_operand(PY_UNUSED, 0);
    return add_part(l, operand, parts, count);
}

int cch_py_has_text(const struct cch_py_lower *l, const struct cch_py_node *node) {
    return node && (node->kind == PY_JOINED_STR || is_string(node) || template_of(l, node) ||
                    (node->kind == PY_BIN_OP && node->op == PY_OP_ADD &&
                     (cch_py_has_text(l, node->slot[0]) || cch_py_has_text(l, node->slot[1]))));
}

/* Text put together of names and constants. */
uint32_t cch_py_text_of_parts(struct cch_py_lower *l, struct cch_py_node *node, uint32_t target) {
    uint32_t parts[PARTS_MAX], count = 0;
    if (!add_parts(l, node, parts, &count) || !count)
        return 0;
    uint32_t start = l->unit->operands.count;
    for (uint32_t i = 0; i < count; i++)
        PY_PUSH(l->arena, &l->unit->operands, parts[i]);
    target = target ? target : cch_py_new_variable(l);
    cch_py_emit(l, PY_DO_FORMAT, node, target, 0, start, count);
    return target;
}
