/* C++'s exceptions (machine_parts.h). What is thrown is its types, its own first, behind a line break each, bound to the
 * object; NULL: not known what. */
#include <string.h>

#include "evaluate/machine_parts.h"

static const char *types_of(const cch_datum *thrown) {
    bool is_typed = thrown && thrown->kind == CCH_DATUM_BOUND && thrown->bound.callee->kind == CCH_DATUM_LIBRARY;
    return is_typed ? thrown->bound.callee->symbol : NULL;
}

/* Is it in the list of types? */
static bool is_among(const char *types, const char *type) {
    size_t length = strlen(type);
    for (const char *line = strchr(types, '\n'); line; line = strchr(line + 1, '\n'))
        if (strncmp(line + 1, type, length) == 0 && (line[1 + length] == '\n' || !line[1 + length]))
            return true;
    return false;
}

/* A handler of a pointer takes those to classes below, too. */
static bool is_pointer(const char *type) { return *type && type[strlen(type) - 1] == '*'; }

static int takes(cch_machine *machine, const cch_node *handler, const cch_datum *thrown) {
    const cch_node *type = cch_item(handler, 0);
    const char *types = types_of(thrown);
    (void)machine;
    if (!type || !*type->text || strcmp(type->text, "...") == 0)
        return 1;
    if (!types || strcmp(type->text, "?") == 0)
        return -1;
    if (is_among(types, type->text))
        return 1;
    return is_pointer(type->text) && (is_pointer(types) || is_among(types, "std::nullptr_t")) ? -1 : 0;
}

static void run_handler(cch_machine *machine, const cch_node *handler, const cch_datum *thrown) {
    const cch_datum *before = machine->caught;
    struct cch_cleanup *cleanups = machine->cleanups;
    machine->caught = thrown;
    for (uint32_t i = 1; i < handler->count && cch_machine_runs(machine); i++)
        cch_execute(machine, handler->items[i]);
    cch_end_lives(machine, cleanups);
    machine->caught = before;
}

/* (try S (catch "type" S…)…) */
void cch_try(cch_machine *machine, const cch_node *statement) {
    struct cch_try what = {.statement = statement,
                           .body = cch_item(statement, 0),
                           .handlers = statement->items + 1,
                           .takes = takes,
                           .run = run_handler};
    while (1 + what.handler_count < statement->count &&
           statement->items[1 + what.handler_count]->head == CCH_HEAD_CATCH)
        what.handler_count++;
    if (what.body)
        cch_run_try(machine, &what);
}

const cch_datum *cch_caught_value(cch_machine *machine) {
    return types_of(machine->caught) ? machine->caught->bound.self : cch_not_known(machine, "what is caught");
}

/* The types of (throw "text" ("type"…) E). */
static const char *written_types(cch_machine *machine, const cch_node *types) {
    const char *text = "";
    for (uint32_t i = 0; i < types->count; i++)
        text = cch_arena_print(&machine->arena, "%s\n%s", text, types->items[i]->text);
    return text;
}

void cch_throw_statement(cch_machine *machine, const cch_node *statement) {
    const cch_node *text = cch_item(statement, 0), *types = cch_item(statement, 1);
    const cch_datum *thrown = NULL;
    if (types && types->head == CCH_HEAD_CAUGHT) {
        thrown = machine->caught;
    } else if (types && types->head == CCH_HEAD_GROUP) {
        const cch_node *object = cch_item(statement, 2);
        const cch_datum *value = object ? cch_evaluate(machine, object) : cch_not_known(machine, "what is thrown");
        if (!cch_machine_runs(machine))
            return;
        thrown = cch_bound(&machine->arena,
                           cch_symbol(&machine->arena, CCH_DATUM_LIBRARY, written_types(machine, types)), value);
    }
    bool ends = types_of(thrown) && is_among(types_of(thrown), ""); /* no handler is asked */
    bool is_certain = !machine->handler || ends;
    for (const struct cch_decision *d = machine->decisions; d && is_certain; d = d->before)
        is_certain = !d->undecided;
    if (is_certain && text)
        cch_note(machine, "%s: the call fails: %s", machine->place, text->text);
    if (ends)
        machine->flow = CCH_GOES_DEAD;
    else
        cch_throw_value(machine, thrown);
}
