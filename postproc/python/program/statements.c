/* Statements, a row of `WRITERS` a node kind (writer.h). */
#include "python/program/writer.h"

#include <string.h>

static void write_statement(struct cch_py_writer *w, struct cch_py_node *node);

void cch_py_write_block(struct cch_py_writer *w, struct cch_py_node *list) {
    cch_py_open(w, "do");
    for (; list && !cch_py_is_lost(w); list = list->next)
        write_statement(w, list);
    cch_py_close(w);
}

static void expression(struct cch_py_writer *w, struct cch_py_node *node) {
    if (!node->slot[0] || node->slot[0]->kind == PY_CONSTANT)
        return; /* a docstring */
    cch_py_open(w, "e");
    cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
}

/* a = b = E: the innermost is stored first; the value is one. */
static void assign_to(struct cch_py_writer *w, struct cch_py_node *targets, struct cch_py_node *value) {
    if (!targets) {
        cch_py_write_expression(w, value);
        return;
    }
    cch_py_open(w, "=");
    cch_py_write_target(w, targets);
    assign_to(w, targets->next, value);
    cch_py_close(w);
}

static void assign(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "e");
    assign_to(w, node->slot[0], node->slot[1]);
    cch_py_close(w);
}

static void augmented(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "e");
    cch_py_open(w, "op=");
    cch_py_string_z(w, cch_py_operator_word(node->op));
    cch_py_word(w, "py");
    /* read as well: where the name is found if not here is no matter of a store */
    cch_py_write_target(w, node->slot[0]);
    cch_py_write_expression(w, node->slot[1]);
    cch_py_close(w);
    cch_py_close(w);
}

static void annotated(struct cch_py_writer *w, struct cch_py_node *node) {
    if (w->scope->kind == PY_SCOPE_CLASS && node->slot[0] && node->slot[0]->kind == PY_NAME) {
        cch_py_open(w, "field");
        cch_py_string_z(w, cch_py_mangled_text(w, node->slot[0]->name));
        cch_py_close(w);
    }
    if (!node->slot[2])
        return;
    cch_py_open(w, "e");
    cch_py_open(w, "=");
    cch_py_write_target(w, node->slot[0]);
    cch_py_write_expression(w, node->slot[2]);
    cch_py_close(w);
    cch_py_close(w);
}

static void condition(struct cch_py_writer *w, const char *word, struct cch_py_node *node, struct cch_py_node *test) {
    cch_py_open(w, word);
    cch_py_place(w, node);
    cch_py_as_written(w, test);
    cch_py_write_expression(w, test);
}

static void if_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    condition(w, "if", node, node->slot[0]);
    cch_py_write_block(w, node->slot[1]);
    if (node->slot[2])
        cch_py_write_block(w, node->slot[2]);
    cch_py_close(w);
}

/* Whether a `break` leaves the loop that these statements are the body of. */
static int may_break(const struct cch_py_node *list) {
    for (; list; list = list->next) {
        if (list->kind == PY_BREAK)
            return 1;
        if ((list->kind == PY_IF && (may_break(list->slot[1]) || may_break(list->slot[2]))) ||
            (list->kind == PY_WITH && may_break(list->slot[1])))
            return 1;
        if (list->kind == PY_FOR || list->kind == PY_WHILE) {
            if (may_break(list->slot[list->kind == PY_FOR ? 3 : 2]))
                return 1;
        } else if (list->kind == PY_TRY || list->kind == PY_TRY_STAR || list->kind == PY_MATCH ||
                   list->kind == PY_ASYNC_WITH || list->kind == PY_ASYNC_FOR) {
            return 1; /* not looked into */
        }
    }
    return 0;
}

static void while_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    condition(w, "while", node, node->slot[0]);
    cch_py_write_block(w, node->slot[1]);
    cch_py_close(w);
    if (!node->slot[2])
        return;
    int leaves = may_break(node->slot[1]);
    if (leaves) { /* both ways are taken */
        cch_py_open(w, "if");
        cch_py_place(w, node);
        cch_py_string_z(w, "the loop ran out");
        cch_py_unknown(w, "whether the loop was left by break");
    }
    cch_py_write_block(w, node->slot[2]);
    if (leaves)
        cch_py_close(w);
}

static void for_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "for");
    cch_py_place(w, node);
    cch_py_write_target(w, node->slot[0]);
    cch_py_write_expression(w, node->slot[1]);
    cch_py_write_block(w, node->slot[2]);
    if (node->slot[3])
        cch_py_write_block(w, node->slot[3]);
    cch_py_close(w);
}

static void return_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "ret");
    if (node->slot[0])
        cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
}

static void leave(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, node->kind == PY_BREAK ? "break" : "continue");
    cch_py_close(w);
}

static void nothing(struct cch_py_writer *w, struct cch_py_node *node) {
    (void)w;
    (void)node;
}

/* The last part of what is raised or caught: ValueError of `errors.ValueError("…")`. */
static const char *exception_name(struct cch_py_writer *w, const struct cch_py_node *node) {
    if (node && node->kind == PY_CALL)
        node = node->slot[0];
    return node && (node->kind == PY_NAME || node->kind == PY_ATTRIBUTE) ? cch_py_text(w->l->names, node->name) : "";
}

static void raise_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "throw");
    cch_py_string_z(w, exception_name(w, node->slot[0]));
    cch_py_as_written(w, node->slot[0]);
    for (unsigned i = 0; i < 2; i++)
        if (node->slot[i])
            cch_py_write_expression(w, node->slot[i]);
    cch_py_close(w);
}

static void assert_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    condition(w, "if", node, node->slot[0]);
    cch_py_open(w, "do");
    cch_py_close(w);
    cch_py_open(w, "throw");
    cch_py_string_z(w, "AssertionError");
    cch_py_as_written(w, node->slot[0]);
    cch_py_close(w);
    cch_py_close(w);
}

static void handler(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "catch");
    cch_py_open(w, "");
    if (!node->slot[0])
        cch_py_string_z(w, "BaseException");
    else if (node->slot[0]->kind != PY_TUPLE)
        cch_py_string_z(w, exception_name(w, node->slot[0]));
    else
        for (const struct cch_py_node *one = node->slot[0]->slot[0]; one; one = one->next)
            cch_py_string_z(w, exception_name(w, one));
    cch_py_close(w);
    if (node->name)
        cch_py_write_name(w, node->name, 1);
    else
        cch_py_write_expression(w, NULL);
    cch_py_write_block(w, node->slot[1]);
    if (node->slot[0])
        cch_py_write_expression(w, node->slot[0]);
    cch_py_close(w);
}

static void try_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "pytry");
    cch_py_place(w, node);
    cch_py_write_block(w, node->slot[0]);
    cch_py_open(w, "");
    for (struct cch_py_node *one = node->slot[1]; one; one = one->next)
        handler(w, one);
    cch_py_close(w);
    cch_py_write_block(w, node->slot[2]);
    cch_py_write_block(w, node->slot[3]);
    cch_py_close(w);
}

static void with_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "with");
    cch_py_place(w, node);
    cch_py_open(w, "");
    for (struct cch_py_node *item = node->slot[0]; item; item = item->next) {
        cch_py_open(w, "");
        cch_py_write_expression(w, item->slot[0]);
        if (item->slot[1])
            cch_py_write_target(w, item->slot[1]);
        cch_py_close(w);
    }
    cch_py_close(w);
    cch_py_write_block(w, node->slot[1]);
    cch_py_close(w);
}

static void delete_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    for (struct cch_py_node *target = node->slot[0]; target; target = target->next) {
        cch_py_open(w, "del");
        cch_py_write_target(w, target);
        cch_py_close(w);
    }
}

static void module_of(struct cch_py_writer *w, uint32_t name, uint32_t level) {
    if (!level && w->l->python->is_standard(cch_py_text(w->l->names, name)))
        level |= PY_MODULE_STANDARD;
    uint32_t index = 0, count = w->code->modules.count;
    while (index < count &&
           (w->code->modules.items[index].name != name || w->code->modules.items[index].level != level))
        index++;
    if (index == count)
        PY_PUSH(w->arena, &w->code->modules, ((struct cch_py_code_module){name, level}));
    cch_py_open(w, "k");
    cch_py_count(w, index);
    cch_py_close(w);
}

/* `import a.b` binds a and loads a.b besides; `import a.b as c` binds a.b. */
static void import_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    for (struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next) {
        const char *text = cch_py_text(w->l->names, alias->name);
        uint32_t first = cch_py_name(w->arena, w->l->names, text, strcspn(text, "."));
        cch_py_open(w, "import");
        cch_py_write_name(w, alias->name2 ? alias->name2 : first, 1);
        module_of(w, alias->name2 ? alias->name : first, 0);
        cch_py_close(w);
        if (alias->name2 || first == alias->name)
            continue;
        cch_py_open(w, "import");
        cch_py_write_expression(w, NULL);
        module_of(w, alias->name, 0);
        cch_py_close(w);
    }
}

static void import_from(struct cch_py_writer *w, struct cch_py_node *node) {
    for (struct cch_py_node *alias = node->slot[0]; alias; alias = alias->next) {
        int is_star = !strcmp(cch_py_text(w->l->names, alias->name), "*");
        cch_py_open(w, is_star ? "importstar" : "importfrom");
        if (!is_star)
            cch_py_write_name(w, alias->name2 ? alias->name2 : alias->name, 1);
        module_of(w, node->name, (uint32_t)node->number);
        if (!is_star)
            cch_py_string_z(w, cch_py_text(w->l->names, alias->name));
        cch_py_close(w);
    }
}

/* What is not modelled leaves unknown whatever it can reach. */
static void unread(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "unread");
    cch_py_string_z(w, node->kind == PY_ASYNC_FOR || node->kind == PY_ASYNC_WITH ? "asynchronous"
                                                                                 : "a statement that is not known");
    cch_py_word(w, "*");
    cch_py_close(w);
}

static void type_alias(struct cch_py_writer *w, struct cch_py_node *node) {
    cch_py_open(w, "e");
    cch_py_open(w, "=");
    cch_py_write_target(w, node->slot[0]);
    cch_py_unknown(w, "a type");
    cch_py_close(w);
    cch_py_close(w);
}

static void (*const WRITERS[PY_KIND_COUNT])(struct cch_py_writer *w, struct cch_py_node *node) = {
    [PY_FUNCTION_DEF] = cch_py_write_definition,
    [PY_ASYNC_FUNCTION_DEF] = cch_py_write_definition,
    [PY_CLASS_DEF] = cch_py_write_class,
    [PY_RETURN] = return_statement,
    [PY_DELETE] = delete_statement,
    [PY_ASSIGN] = assign,
    [PY_TYPE_ALIAS] = type_alias,
    [PY_AUG_ASSIGN] = augmented,
    [PY_ANN_ASSIGN] = annotated,
    [PY_FOR] = for_statement,
    [PY_WHILE] = while_statement,
    [PY_IF] = if_statement,
    [PY_WITH] = with_statement,
    [PY_MATCH] = cch_py_write_match,
    [PY_RAISE] = raise_statement,
    [PY_TRY] = try_statement,
    [PY_ASSERT] = assert_statement,
    [PY_IMPORT] = import_statement,
    [PY_IMPORT_FROM] = import_from,
    [PY_GLOBAL] = nothing,
    [PY_NONLOCAL] = nothing,
    [PY_EXPR] = expression,
    [PY_PASS] = nothing,
    [PY_BREAK] = leave,
    [PY_CONTINUE] = leave,
};

static void write_statement(struct cch_py_writer *w, struct cch_py_node *node) {
    if (node->kind < PY_KIND_COUNT && WRITERS[node->kind])
        WRITERS[node->kind](w, node);
    else
        unread(w, node);
}
