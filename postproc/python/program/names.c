/* What names mean (writer.h): https://docs.python.org/3/reference/executionmodel.html */
#include "python/program/writer.h"

#include <string.h>

uint32_t cch_py_new_slot(struct cch_py_writer *w) { return w->code->slot_count++; }

void cch_py_slot(struct cch_py_writer *w, uint32_t slot) {
    cch_py_open(w, "l");
    cch_py_count(w, slot);
    cch_py_close(w);
}

uint32_t cch_py_slot_of(struct cch_py_writer *w, struct cch_py_symbol *symbol) {
    int added;
    uint32_t *slot = cch_py_table_put(w->arena, &w->code->slots, (uint64_t)(uintptr_t)symbol, &added);
    if (added)
        *slot = cch_py_new_slot(w) + 1;
    return *slot - 1;
}

/* Whether code in `scope` runs in the frame of `owner`: comprehensions and class bodies do. */
static int same_frame(const struct cch_py_scope *scope, const struct cch_py_scope *owner) {
    while (scope && scope != owner && (scope->kind == PY_SCOPE_COMPREHENSION || scope->kind == PY_SCOPE_CLASS))
        scope = scope->parent;
    return scope == owner;
}

void cch_py_write_symbol(struct cch_py_writer *w, struct cch_py_symbol *symbol) {
    if (same_frame(symbol->scope, w->code->scope)) {
        cch_py_slot(w, cch_py_slot_of(w, symbol));
        return;
    }
    uint32_t index = 0;
    while (index < w->code->captures.count && w->code->captures.items[index] != symbol)
        index++;
    if (index == w->code->captures.count)
        PY_PUSH(w->arena, &w->code->captures, symbol);
    cch_py_open(w, "cap");
    cch_py_count(w, index);
    cch_py_close(w);
}

static void write_found(struct cch_py_writer *w, struct cch_py_symbol *symbol, uint32_t name) {
    if (symbol && symbol->scope->kind != PY_SCOPE_MODULE && symbol->scope->kind != PY_SCOPE_CLASS) {
        cch_py_write_symbol(w, symbol);
        return;
    }
    cch_py_open(w, "gn");
    cch_py_string_z(w, cch_py_text(w->l->names, name));
    cch_py_close(w);
}

void cch_py_write_name(struct cch_py_writer *w, uint32_t name, int is_store) {
    const struct cch_py_scope *scope = w->scope;
    name = cch_py_mangle(w->arena, w->l->names, scope->mangle, name);
    const struct cch_py_symbol *own = scope->kind == PY_SCOPE_CLASS ? cch_py_scope_own(scope, name) : NULL;
    if (!own || !(own->flags & PY_SYMBOL_BOUND) || own->flags & (PY_SYMBOL_GLOBAL | PY_SYMBOL_NONLOCAL)) {
        write_found(w, cch_py_scope_find(scope, name), name);
        return;
    }
    while (scope->kind == PY_SCOPE_CLASS)
        scope = scope->parent;
    cch_py_open(w, "cn");
    cch_py_string_z(w, cch_py_text(w->l->names, name));
    if (!is_store)
        write_found(w, cch_py_scope_find(scope, name), name);
    cch_py_close(w);
}

const char *cch_py_mangled_text(struct cch_py_writer *w, uint32_t name) {
    return cch_py_text(w->l->names, cch_py_mangle(w->arena, w->l->names, w->scope->mangle, name));
}
