/* `match`: a chain of conditions on the subject, which is kept in a slot (writer.h). */
#include "python/program/writer.h"

#include <string.h>

static void begin_operation(struct cch_py_writer *w, const char *op, uint32_t subject) {
    cch_py_open(w, "bin");
    cch_py_string_z(w, op);
    cch_py_word(w, "py");
    cch_py_slot(w, subject);
}

/* What is in the pattern is bound to something. */
static void bind_unknown(struct cch_py_writer *w, struct cch_py_node *node) {
    static const unsigned slots[PY_KIND_COUNT] = {
        [PY_MATCH_SEQUENCE] = 1, [PY_MATCH_MAPPING] = 2, [PY_MATCH_CLASS] = 4, [PY_MATCH_AS] = 1, [PY_MATCH_OR] = 1};
    if (node->name && (node->kind == PY_MATCH_AS || node->kind == PY_MATCH_STAR || node->kind == PY_MATCH_MAPPING)) {
        cch_py_open(w, "=");
        cch_py_write_name(w, node->name, 1);
        cch_py_unknown(w, "what a pattern takes out");
        cch_py_close(w);
    }
    for (unsigned i = node->kind == PY_MATCH_MAPPING || node->kind == PY_MATCH_CLASS ? 1 : 0; i < slots[node->kind];
         i++)
        for (struct cch_py_node *part = node->slot[i]; part; part = part->next)
            bind_unknown(w, part);
}

static void pattern(struct cch_py_writer *w, struct cch_py_node *node, uint32_t subject);

static void any_of(struct cch_py_writer *w, struct cch_py_node *list, uint32_t subject) {
    if (!list->next) {
        pattern(w, list, subject);
        return;
    }
    cch_py_open(w, "or");
    pattern(w, list, subject);
    any_of(w, list->next, subject);
    cch_py_close(w);
}

static void truth(struct cch_py_writer *w) {
    cch_py_open(w, "b");
    cch_py_count(w, 1);
    cch_py_close(w);
}

/* `pattern as name`, `name`, `_` */
static void capture(struct cch_py_writer *w, struct cch_py_node *node, uint32_t subject) {
    if (node->name)
        cch_py_open(w, "and");
    if (node->slot[0])
        pattern(w, node->slot[0], subject);
    else
        truth(w);
    if (!node->name)
        return;
    cch_py_open(w, "comma");
    cch_py_open(w, "=");
    cch_py_write_name(w, node->name, 1);
    cch_py_slot(w, subject);
    cch_py_close(w);
    truth(w);
    cch_py_close(w);
    cch_py_close(w);
}

/* The condition under which the pattern matches, names bound on the way. */
static void pattern(struct cch_py_writer *w, struct cch_py_node *node, uint32_t subject) {
    switch (node->kind) {
    case PY_MATCH_VALUE:
        begin_operation(w, "==", subject);
        cch_py_write_expression(w, node->slot[0]);
        cch_py_close(w);
        break;
    case PY_MATCH_AS:
        capture(w, node, subject);
        break;
    default:
        if (node->kind == PY_MATCH_OR && node->slot[0]) {
            any_of(w, node->slot[0], subject);
            break;
        }
        cch_py_open(w, "unk");
        cch_py_string_z(w, "whether a pattern of parts matches");
        bind_unknown(w, node);
        cch_py_close(w);
    }
}

static void arms(struct cch_py_writer *w, struct cch_py_node *arm, uint32_t subject) {
    if (cch_py_is_lost(w) || !arm->slot[0])
        return;
    cch_py_open(w, "if");
    cch_py_place(w, arm->slot[0]);
    cch_py_as_written(w, arm->slot[0]);
    if (arm->slot[1])
        cch_py_open(w, "and");
    pattern(w, arm->slot[0], subject);
    if (arm->slot[1]) {
        cch_py_write_expression(w, arm->slot[1]);
        cch_py_close(w);
    }
    cch_py_write_block(w, arm->slot[2]);
    if (arm->next)
        arms(w, arm->next, subject);
    cch_py_close(w);
}

void cch_py_write_match(struct cch_py_writer *w, struct cch_py_node *node) {
    uint32_t subject = cch_py_new_slot(w);
    cch_py_open(w, "e");
    cch_py_open(w, "=");
    cch_py_slot(w, subject);
    cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
    cch_py_close(w);
    if (node->slot[1])
        arms(w, node->slot[1], subject);
}
